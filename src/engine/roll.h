#pragma once
/* roll -- everybody of the bank by name and by number, in memory: what a search goes through.
 *
 * By row (customer_id - 1) it has the folded name, half of the fingerprints of certificate and
 * phone, and the last four digits of certificate, phone, accounts and cards.  It only proposes:
 * among whom is a snapshot's to say, and whom the person may see and what is so on the day shown,
 * the database's. Each sign of a name (called.h) is a plane of bits by row: the planes of what was
 * typed, a bit a customer each, tell who is perhaps called so, and the names of those are compared.
 * Ends of numbers are looked up.
 *
 * About 130 bytes a customer with three accounts and a card.  Written by one thread, read by many:
 * whoever holds it locks (platform/roll_keeper.h). */
#include "base/hash.h"
#include "engine/called.h"
#include "engine/reach.h"

enum roll_number { ROLL_CERTIFICATE, ROLL_PHONE, ROLL_ACCOUNT, ROLL_CARD, ROLL_NUMBERS };

/* Four characters as a number; ROLL_NO_TAIL: none. */
enum { ROLL_NO_TAIL = UINT16_MAX, ROLL_TAIL_LEN = 4 };
uint16_t roll_tail(struct text number); /* of its end; digits, and X at the very end */
bool roll_is_tail(struct text typed);   /* four such characters, and no more */

struct roll_entry {
    struct text name;
    bool gone;
    struct hash128 certificate, phone; /* phone all 0: none */
};

struct roll;
struct roll *roll_new(void);
void roll_free(struct roll *r); /* NULL is fine */
uint32_t roll_rows(const struct roll *r);

void roll_put(struct roll *r, uint32_t row, const struct roll_entry *entry);
void roll_put_tails(struct roll *r, uint32_t row, uint16_t certificate, uint16_t phone);
void roll_add_tail(struct roll *r, enum roll_number kind, uint32_t row,
                   uint16_t tail); /* accounts, cards */

/* Among whom: those in either of the snapshot's reaches. */
struct roll_reach {
    const struct snapshot *of;
    struct reach among, besides;
};

struct roll_hit {
    uint32_t row;
    int rank; /* CALLED_*, and CALLED_RANKS more for who has gone; of ends of numbers 0 */
    uint8_t tier;
};

/* The best 'room' of those called so, in the order of their ranks, the better tier
 * first; how many there are. */
size_t roll_called(const struct roll *r, const struct called_asked *asked,
                   const struct roll_reach *reach, struct roll_hit *ret_hits, size_t room,
                   size_t *ret_total);

/* The same of those with such an end of a number. */
size_t roll_with_tail(const struct roll *r, uint16_t tail, const struct roll_reach *reach,
                      struct roll_hit *ret_hits, size_t room, size_t *ret_total);

/* Those with one of these certificates, or that phone, of the whole bank. */
size_t roll_with_certificate(const struct roll *r, const struct hash128 *hashes, size_t len,
                             uint32_t *ret_rows, size_t room);
size_t roll_with_phone(const struct roll *r, struct hash128 hash, uint32_t *ret_rows, size_t room);

/* Those of exactly that name, folded, of the whole bank, one after another:
 *
 *     for (struct roll_named n = roll_named(r, name); roll_next(&n, &row);) */
struct roll_named {
    const struct roll *roll;
    uint32_t row;
};
struct roll_named roll_named(const struct roll *r, struct text name);
bool roll_next(struct roll_named *n, uint32_t *ret_row);
