#include "platform/session.h"

#include "platform/people.sql.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)

struct session_since session_since(const struct people *p, int64_t now)
{
    return (struct session_since){.idle = now - p->config->session_idle_minutes * MINUTE,
                                  .begun = now - p->config->session_hours * 60 * MINUTE};
}

rc session_find(const struct people *p, struct db *db, struct text token, int64_t now,
                struct arena *a, struct person *ret_person)
{
    struct token_digest digest;
    struct q_session_find_row row;
    bool found = false;
    struct session_since since = session_since(p, now);
    if (!token_digest_of(token, &digest))
        return E_NOT_FOUND;
    TRY(q_session_find(db, a, (struct text){(const char *)digest.bytes, sizeof digest.bytes},
                       since.idle, since.begun, &row, &found));
    if (!found)
        return E_NOT_FOUND;
    *ret_person = (struct person){.staff_id = row.staff_id,
                                  .session_id = row.session_id,
                                  .staff_no = row.staff_no,
                                  .name = row.name,
                                  .org_id = row.org_id,
                                  .post = row.post,
                                  .must_change = row.must_change,
                                  .tongue = row.tongue,
                                  .theme = row.theme,
                                  .begun_at = row.begun_at,
                                  .seen_at = row.seen_at};
    return OK;
}

rc session_seen(struct db *db, const struct person *person, int64_t now)
{
    if (now - person->seen_at < MINUTE)
        return OK;
    return q_session_seen(db, person->session_id, now, NULL);
}

struct token session_csrf(struct text token)
{
    return token_derive(token, "guanhu form");
}

bool session_csrf_ok(struct text token, struct text given)
{
    struct token_digest digest;
    if (!token_digest_of(token, &digest))
        return false;
    struct token wanted = session_csrf(token);
    return secret_equal(text_of(wanted.text), given);
}

rc session_list(const struct people *p, struct db *db, int32_t staff_id, int64_t now,
                struct arena *a, struct q_session_list_row **ret_rows, size_t *ret_count)
{
    struct session_since since = session_since(p, now);
    return q_session_list(db, a, staff_id, since.idle, since.begun, ret_rows, ret_count);
}

rc session_end(struct db *db, int32_t staff_id, int64_t session_id)
{
    return q_session_end(db, staff_id, session_id, NULL);
}

rc session_end_all(struct db *db, int32_t staff_id, int64_t but)
{
    return q_session_end_all(db, staff_id, but, NULL);
}
