#include "platform/session.h"

#include "base/agent.h"
#include "base/clock.h"
#include "platform/people.sql.h"
#include "platform/person_row.h"
#include "platform/scope.h"

struct session_since session_since(const struct people *p, int64_t now)
{
    return (struct session_since){.idle = now - p->config->session_idle_minutes * CLOCK_MINUTE,
                                  .begun = now - p->config->session_hours * 60 * CLOCK_MINUTE};
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
    TRY(q_session_find(db, a, token_digest_bytes(&digest), since.idle, since.begun, &row, &found));
    if (!found)
        return E_NOT_FOUND;
    *ret_person = (struct person){.staff_id = row.staff_id,
                                  .session_id = row.session_id,
                                  PERSON_OF_ROW(row),
                                  .theme = row.theme,
                                  .begun_at = row.begun_at,
                                  .seen_at = row.seen_at,
                                  .version = row.version,
                                  .published = {row.day_, row.published_at.value}};
    return row.seen_as.known ? see_as(db, a, row.seen_as.value, ret_person) : OK;
}

/* ---- a transaction of somebody found before ---- */

struct session_check {
    struct q_session_enter_row row;
};

rc session_begin(const struct people *p, struct db *db, struct text token, int64_t now,
                 const struct person *person, bool read, struct arena *a,
                 struct session_check **ret_check)
{
    struct token_digest *digest = arena_alloc(a, sizeof *digest);
    struct session_since since = session_since(p, now);
    struct scope_setting setting = scope_setting(person, now, a);
    if (!token_digest_of(token, digest))
        return E_NOT_FOUND;
    *ret_check = arena_alloc(a, sizeof **ret_check);
    TRY(read ? db_begin_read(db) : db_begin(db));
    db_as(db, setting.plans);
    db_ahead(db);
    return q_session_enter(db,
                           &(struct q_session_enter_in){
                               .token_digest = token_digest_bytes(digest),
                               .idle_since = since.idle,
                               .begun_since = since.begun,
                               .version = person->version,
                               .owner_id = person->seen_by ? person->seen_by : person->staff_id,
                               .staff_id = person->staff_id,
                               .scope = setting.scope,
                               .role = setting.role},
                           &(*ret_check)->row);
}

rc session_still(struct db *db, const struct session_check *check, struct person *person,
                 bool *ret_still)
{
    TRY(db_settle(db));
    *ret_still = check->row.seen_at.known;
    person->seen_at = check->row.seen_at.value;
    return OK;
}

rc session_seen(struct db *db, const struct person *person, int64_t now)
{
    if (now - person->seen_at < CLOCK_MINUTE)
        return OK;
    return q_session_seen(db, person->session_id, now, NULL);
}

/* ---- whom a thread remembers ---- */

enum { REMEMBERED = 1024 }; /* each at a place of its own: a later one takes it */

struct remembered {
    struct token_digest digest;
    struct person person;
    char texts[192]; /* the number and the name */
    bool known;
};

struct session_memory {
    struct remembered places[REMEMBERED];
};

struct session_memory *session_memory_make(void)
{
    return mem_alloc(sizeof(struct session_memory));
}

void session_memory_free(struct session_memory *m)
{
    free(m);
}

/* NULL: the token is none. */
static struct remembered *place_of(const struct session_memory *m, struct text token,
                                   struct token_digest *ret_digest)
{
    uint32_t number;
    if (!token_digest_of(token, ret_digest))
        return NULL;
    memcpy(&number, ret_digest->bytes, sizeof number);
    return (struct remembered *)&m->places[number % REMEMBERED];
}

static bool holds(const struct remembered *r, const struct token_digest *d)
{
    return r && r->known && memcmp(&r->digest, d, sizeof *d) == 0;
}

bool session_recall(const struct session_memory *m, struct text token, struct arena *a,
                    struct person *ret_person)
{
    struct token_digest digest;
    const struct remembered *r = place_of(m, token, &digest);
    if (!holds(r, &digest))
        return false;
    *ret_person = r->person;
    ret_person->staff_no.ptr = arena_text(a, r->person.staff_no.ptr, r->person.staff_no.len);
    ret_person->name.ptr = arena_text(a, r->person.name.ptr, r->person.name.len);
    return true;
}

void session_remember(struct session_memory *m, struct text token, const struct person *person)
{
    struct token_digest digest;
    struct remembered *r = place_of(m, token, &digest);
    size_t no = person->staff_no.len, name = person->name.len;
    if (!r || no + name > sizeof r->texts)
        return;
    *r = (struct remembered){.digest = digest, .person = *person, .known = true};
    r->person.staff_no.ptr = memcpy(r->texts, person->staff_no.ptr, no);
    r->person.name.ptr = memcpy(r->texts + no, person->name.ptr, name);
}

void session_forget(struct session_memory *m, struct text token)
{
    struct token_digest digest;
    struct remembered *r = place_of(m, token, &digest);
    if (holds(r, &digest))
        r->known = false;
}

/* ---- forms, lists, ends ---- */

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

rc session_outdate(struct db *db, int32_t staff_id)
{
    return q_session_outdate(db, staff_id, NULL);
}

rc session_outdate_all(struct db *db)
{
    return q_session_outdate_all(db, NULL);
}
