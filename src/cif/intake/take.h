#pragma once
/* take -- the second pass: what a day folder brings, into the books and into the database.
 *
 * Works in the caller's transaction, and ahead of it (platform/incoming.h): committing makes it
 * true, rolling back undoes what is seen of it (the book in memory is then no longer of use). Files
 * are taken in the order of enum dayfile; of each, first the rows that wait, then its own
 * (dayfiles.md). */
#include "cif/intake/manifest.h"
#include "cif/intake/profile.h"
#include "cif/intake/scan.h"
#include "engine/book.h"
#include "engine/rules.h"
#include "platform/incoming.h"
#include "platform/job.h"

/* A transaction taken today that is large (alert large_movement). */
struct movement {
    uint32_t customer;
    const char *txn_id;
    int64_t direction; /* 0 in, 1 out */
    fen amount;        /* base currency */
};

enum load_state { LOAD_TAKEN, LOAD_REFUSED, LOAD_NOT_READY };
enum { LOAD_MANIFEST = 11 }; /* the 'file' of an entry about the folder itself */

/* How one file went; also a row of table load. */
struct load_entry {
    enum dayfile file;
    bool full;
    enum load_state state;
    enum refusal reason;
    uint64_t rows, taken, quarantined, waiting, bytes;
    uint64_t millis;
    char detail[256];
};

/* What taking a folder took of time: waiting for the checksums; waiting for splitting and checking,
 * then looking up and applying (both passes).  The rest of the time is the database's. */
struct take_spent {
    uint64_t checksum_ns, parse_ns;
    uint64_t rows, bytes; /* read */
    uint64_t written;     /* rows that went to the database */
};

struct take {
    const struct bank *bank;
    struct incoming *incoming; /* where the rows of large tables go */
    bool again;                /* the day is run again */
    struct book *book;         /* book_day_begin was called for the day */
    const struct rules *rules; /* in force on the day */
    const struct profile *profile;
    struct job *job;   /* shows progress, and may end it (NULL: nobody waits) ... */
    const char *stage; /* ... of the day, called so; NULL: none is shown */

    struct vec loads;     /* out: struct load_entry, in the order of taking */
    struct vec movements; /* out: struct movement */
    day newest_txn;       /* out: newest date of a transaction up to the day; NO_DAY */
    day spend_from;       /* out: dates of the card spend that was taken; NO_DAY */
    day spend_until;
    struct take_spent spent; /* out */
    struct arena texts;      /* what the outputs point into */
};

void take_init(struct take *t, const struct bank *bank, struct incoming *incoming,
               struct book *book, struct job *job);
void take_release(struct take *t);

/* Takes the folder of b->today; NULL, on a day without one, only retries what waits.  E_INVALID:
 * its MANIFEST is malformed; E_CONFLICT: something in it changed meanwhile; otherwise what went
 * wrong with a file is in its load entry. */
MUST_USE rc take_folder(struct take *t, const char *folder, struct why *why);

/* Writes what ended today without a row that says so: gone customers, closed accounts, cancelled
 * cards.  After incoming_publish. */
MUST_USE rc take_endings(struct take *t, struct why *why);
