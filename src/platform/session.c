#include "platform/session.h"

#include "base/agent.h"
#include "platform/people.sql.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)

struct session_since session_since(const struct people *p, int64_t now)
{
    return (struct session_since){.idle = now - p->config->session_idle_minutes * MINUTE,
                                  .begun = now - p->config->session_hours * 60 * MINUTE};
}

/* Everything but the session, the language and the theme becomes that person's.  Nothing, where the
 * one may no longer look as others or the other has left. */
static rc see_as(struct db *db, struct arena *a, int32_t staff_id, struct person *p)
{
    struct q_person_seen_row row;
    bool found = false;
    if (!person_may(p, PERM_SEE_AS))
        return OK;
    TRY(q_person_seen(db, a, staff_id, &row, &found));
    if (!found)
        return OK;
    p->seen_by = p->staff_id;
    p->staff_id = staff_id;
    p->staff_no = row.staff_no;
    p->name = row.name;
    p->org_id = row.org_id;
    p->post = row.post;
    return OK;
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
    if (now - row.seen_at >= MINUTE)
        TRY(q_session_seen(db, row.session_id, now, NULL));
    *ret_person = (struct person){.staff_id = row.staff_id,
                                  .session_id = row.session_id,
                                  .staff_no = row.staff_no,
                                  .name = row.name,
                                  .org_id = row.org_id,
                                  .post = row.post,
                                  .must_change = row.must_change,
                                  .tongue = row.tongue,
                                  .theme = row.theme,
                                  .begun_at = row.begun_at};
    return row.seen_as.known ? see_as(db, a, row.seen_as.value, ret_person) : OK;
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

rc session_list(const struct people *p, struct db *db, const struct person *who, int64_t now,
                struct arena *a, struct q_session_list_row **ret_rows, size_t *ret_count)
{
    struct session_since since = session_since(p, now);
    TRY(q_session_list(db, a, who->staff_id, who->session_id, since.idle, since.begun, ret_rows,
                       ret_count));
    for (size_t i = 0; i < *ret_count; i++)
        (*ret_rows)[i].agent = agent_words(a, (*ret_rows)[i].agent);
    return OK;
}

rc sign_in_list(struct db *db, int32_t staff_id, struct arena *a,
                struct q_sign_in_list_row **ret_rows, size_t *ret_count)
{
    TRY(q_sign_in_list(db, a, staff_id, SIGN_INS_SHOWN, ret_rows, ret_count));
    for (size_t i = 0; i < *ret_count; i++)
        (*ret_rows)[i].agent = agent_words(a, (*ret_rows)[i].agent);
    return OK;
}

rc session_see(struct db *db, int64_t session_id, int32_t staff_id)
{
    return q_session_see(db, session_id, (struct opt_int4){staff_id != 0, staff_id}, NULL);
}

rc session_end(struct db *db, int32_t staff_id, int64_t session_id)
{
    return q_session_end(db, staff_id, session_id, NULL);
}

rc session_end_all(struct db *db, int32_t staff_id, int64_t but)
{
    return q_session_end_all(db, staff_id, but, NULL);
}
