#include "platform/request_key.h"

#include "platform/request_key.sql.h"

#define HOUR INT64_C(3600000000)

static rc find_kept(struct db *db, const struct request_key *key, struct arena *a,
                    struct kept_answer *ret_kept)
{
    struct q_request_key_find_row row;
    TRY(q_request_key_find(db, a, key->staff_id, key->key, &row));
    *ret_kept = (struct kept_answer){.found = true,
                                     .other = !hash128_equal(row.request_hash, key->request),
                                     .sealed = row.answer_sealed};
    return OK;
}

rc request_key_claim(struct db *db, const struct request_key *key, struct arena *a,
                     struct kept_answer *ret_kept)
{
    int64_t before = key->at - REQUEST_KEY_HOURS * HOUR, rows = 0;
    TRY(q_request_key_prune(db, key->staff_id, before, NULL));
    TRY(q_request_key_claim(db,
                            &(struct q_request_key_claim_in){.staff_id = key->staff_id,
                                                             .key = key->key,
                                                             .request_hash = key->request,
                                                             .at = key->at,
                                                             .before = before},
                            &rows));
    *ret_kept = (struct kept_answer){.found = false};
    return rows ? OK : find_kept(db, key, a, ret_kept);
}

rc request_key_keep(struct db *db, struct sealer *sealer, const struct request_key *key,
                    struct text body)
{
    struct buf sealed;
    buf_init(&sealed);
    if (body.len)
        seal(sealer, body, &sealed);
    rc r = q_request_key_keep(db, key->staff_id, key->key,
                              body.len ? buf_text(&sealed) : (struct text){NULL, 0}, NULL);
    buf_release(&sealed);
    return r;
}
