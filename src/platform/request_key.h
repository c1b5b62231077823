#pragma once
/* request_key -- a change that a program may send again: done once, answered alike.
 *
 * Key and answer are written in the transaction of the change: both are there or neither, and of
 * two that come at once the second waits for the first.  What failed has left no key and may be
 * sent again.  Kept for a day; the answer sealed, for it may hold what only that person sees. */
#include "base/crypto.h"
#include "db/db.h"

enum { REQUEST_KEY_HOURS = 24, REQUEST_KEY_BYTES_MOST = 255 };

struct request_key {
    int32_t staff_id;
    struct text key;
    struct hash128 request; /* what was asked: method, address, body */
    int64_t at;
};

struct kept_answer {
    bool found;         /* it was done before */
    bool other;         /* ... but another request was, under this key */
    struct text sealed; /* the body of the answer; NULL pointer: it had none */
};

/* Within the change's transaction, before it. */
MUST_USE rc request_key_claim(struct db *db, const struct request_key *key, struct arena *a,
                              struct kept_answer *ret_kept);

/* After it; 'body' empty: none. */
MUST_USE rc request_key_keep(struct db *db, struct sealer *sealer, const struct request_key *key,
                             struct text body);
