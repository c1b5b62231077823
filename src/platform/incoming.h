#pragma once
/* incoming -- where the rows of a day go before the day is published (schema/0003_incoming.sql,
 * schema/0005_nights_apart.sql).
 *
 * A small bank's rows go straight into the published tables, in the day's own transaction.  A large
 * bank's are written ahead: each large table is filled by a transaction of its own on another
 * connection, is committed and gets its indexes in the background, and becomes part of the
 * published tables by incoming_publish, in the day's transaction.  Which of the two is settled once
 * a month.
 *
 * Indexes are made from incoming_index on: before the first row where there is time to wait (a
 * bank's first day), else when the figures are there, so that both cores work on those.
 *
 * What was written ahead stays when the program is killed.  It is found and used again where the
 * same rows would be written: when everything that they follow from, told by incoming_depends, is
 * the same (the 'print').  One struct incoming belongs to one thread. */
#include <pthread.h>

#include "platform/bank.h"

/* The tables of schema "incoming". */
#define INCOMING_MAP(X)                                                                            \
    X(CUSTOMER, "customer")                                                                        \
    X(CUSTOMER_RECORD, "customer_record")                                                          \
    X(ACCOUNT, "account")                                                                          \
    X(ACCOUNT_RECORD, "account_record")                                                            \
    X(CARD, "card")                                                                                \
    X(CARD_RECORD, "card_record")                                                                  \
    X(TXN, "txn")                                                                                  \
    X(BEHAVIOUR, "behaviour")                                                                      \
    X(OPENING, "opening")                                                                          \
    X(CUSTOMER_DAY, "customer_day")                                                                \
    X(CUSTOMER_LEVEL, "customer_level")                                                            \
    X(AUM_MONTH, "aum_month")                                                                      \
    X(ALERT, "alert")

#define INCOMING_ENUM(table, name) INCOMING_##table,
enum incoming_table { INCOMING_SMALL, INCOMING_MAP(INCOMING_ENUM) INCOMING_TABLES };
#undef INCOMING_ENUM

enum incoming_form {
    INCOMING_DIRECT,  /* into the published tables */
    INCOMING_AHEAD,   /* into tables of their own, published at the end */
    INCOMING_NOWHERE, /* only to see what would happen: large tables get nothing */
};

/* Connections: the first ones fill the tables in turn, one commits while the next fills; the others
 * make indexes. */
enum { INCOMING_FILLERS = 2, INCOMING_LANES = 5 };

struct incoming;
struct lane {
    struct incoming *in;
    struct db *db;
    pthread_t thread;
    bool started;
    enum incoming_table filled; /* by a filler, and to be committed */
    rc outcome;                 /* of the thread */
    struct why why;
};

struct incoming {
    const struct bank *bank;
    enum incoming_form form;
    bool again; /* the day was published before and is run again */
    day day;
    uint64_t print;
    int64_t there[INCOMING_TABLES]; /* print of what was written ahead in an earlier try, or 0 */
    bool indexed[INCOMING_TABLES];  /* what is there has its indexes */
    bool used[INCOMING_TABLES];     /* by this day */
    struct lane lanes[INCOMING_LANES];
    size_t filling; /* the filler whose turn it is */
    bool indexing;

    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t changed;
    enum incoming_table waiting[INCOMING_TABLES]; /* for their indexes */
    size_t waiting_len;
    bool all_filled; /* no more will wait */
};

/* Nothing is connected before a day is written ahead.  The bank's transaction is the day's. */
void incoming_init(struct incoming *in, const struct bank *bank);
void incoming_release(struct incoming *in); /* what goes on is given up */

/* Begins a day that has about so many rows to write, in the bank's transaction.  again: its rows of
 * the earlier run are taken back (now, or when the day is published). */
MUST_USE rc incoming_open_day(struct incoming *in, day d, bool again, uint64_t rows,
                              struct why *why);

/* The rows from here on follow from this too. */
void incoming_depends(struct incoming *in, const void *bytes, size_t len);

/* Where the rows of a table go; *ret_db NULL: nowhere (they are there already, or nobody wants
 * them).  After the COPY was ended, incoming_end with the number of rows; not where NULL. */
MUST_USE rc incoming_begin(struct incoming *in, enum incoming_table table, struct db **ret_db,
                           struct why *why);
MUST_USE rc incoming_end(struct incoming *in, enum incoming_table table, int64_t rows,
                         struct why *why);

/* From here on tables that are filled get their indexes. */
void incoming_index(struct incoming *in);

/* A connection that sees the day's rows of tables that were ended under the tables' plain names;
 * what was published before is public.TABLE. */
MUST_USE rc incoming_reader(struct incoming *in, struct db **ret_db, struct why *why);

/* Makes what was written ahead part of the published tables, in the bank's transaction. */
MUST_USE rc incoming_publish(struct incoming *in, struct why *why);

/* Some rows more for a published table, in the bank's transaction, which tells what went wrong. */
MUST_USE rc incoming_add_late(struct incoming *in, enum incoming_table table);
