#include "platform/token.h"

#include "base/clock.h"
#include "platform/person_row.h"
#include "platform/token.sql.h"

static const char prefix[] = "guanhu_";
enum { PREFIX_LEN = sizeof prefix - 1 };

rc api_token_make(struct db *db, const struct token_wish *wish, struct api_token *ret_token,
                  int64_t *ret_token_id)
{
    struct token token = token_new();
    struct token_digest digest;
    struct q_token_add_row row;
    struct buf scopes;
    bool good = token_digest_of(text_of(token.text), &digest);
    assert(good);
    buf_init(&scopes);
    perms_name(&scopes, wish->scopes);
    rc r = q_token_add(db,
                       &(struct q_token_add_in){.staff_id = wish->staff_id,
                                                .token_digest = token_digest_bytes(&digest),
                                                .name = wish->name,
                                                .scopes = buf_text(&scopes),
                                                .now = wish->now,
                                                .until = wish->until},
                       &row);
    buf_release(&scopes);
    if (r != OK)
        return r;
    snprintf(ret_token->text, sizeof ret_token->text, "%s%s", prefix, token.text);
    *ret_token_id = row.token_id;
    return OK;
}

static bool digest_of(struct text token, struct token_digest *ret_digest)
{
    return token.len == API_TOKEN_LEN && memcmp(token.ptr, prefix, PREFIX_LEN) == 0 &&
           token_digest_of((struct text){token.ptr + PREFIX_LEN, TOKEN_LEN}, ret_digest);
}

rc api_token_find(struct db *db, struct text token, int64_t now, struct arena *a,
                  struct person *ret_person)
{
    struct token_digest digest;
    struct q_token_find_row row;
    bool found = false;
    if (!digest_of(token, &digest))
        return E_NOT_FOUND;
    TRY(q_token_find(db, a, token_digest_bytes(&digest), now, &row, &found));
    if (!found)
        return E_NOT_FOUND;
    if (!row.used_at.known || now - row.used_at.value >= CLOCK_MINUTE)
        TRY(q_token_used(db, row.token_id, now, NULL));
    *ret_person = (struct person){.staff_id = row.staff_id,
                                  .token_id = row.token_id,
                                  .scopes = perms_parse(row.scopes),
                                  PERSON_OF_ROW(row),
                                  .begun_at = row.made_at};
    return OK;
}

rc api_token_end(struct db *db, int64_t token_id, int32_t staff_id, int32_t by, int64_t now)
{
    int64_t rows = 0;
    TRY(q_token_end(db, token_id, (struct opt_int4){staff_id != 0, staff_id}, by, now, &rows));
    return rows ? OK : E_NOT_FOUND;
}
