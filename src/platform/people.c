#include "platform/people.h"

#include "base/clock.h"
#include "base/record.h"
#include "platform/people.sql.h"
#include "platform/person_row.h"
#include "platform/session.h"

#define OUTCOME_TEXT(name, text, tone) [SIGN_IN_##name] = text,

const char *sign_in_text(enum sign_in_outcome o)
{
    static const char *const texts[] = {SIGN_IN_MAP(OUTCOME_TEXT)};
    return texts[o];
}

#define OUTCOME_WORD(name, text, tone) {SIGN_IN_##name, #name, text, tone},
static const struct word outcomes[] = {SIGN_IN_MAP(OUTCOME_WORD)};
const struct words sign_in_words = {"sign_ins", outcomes, ARRAY_LEN(outcomes)};

static const struct word themes[] = {{THEME_SYSTEM, "auto", N_("as the system")},
                                     {THEME_LIGHT, "light", N_("light")},
                                     {THEME_DARK, "dark", N_("dark")}};
const struct words theme_words = {"themes", themes, ARRAY_LEN(themes)};

rc people_init(struct people *p, const struct config *config, struct secret_cost cost, int most,
               struct why *why)
{
    struct token nobodys = token_new();
    *p = (struct people){.config = config, .cost = cost, .most = most < 1 ? 1 : most};
    atomic_init(&p->looking, 0);
    return password_hash(text_of(nobodys.text), cost, &p->dummy, why);
}

bool person_may(const struct person *p, enum perm perm)
{
    if (!p)
        return perm == PERM_PUBLIC;
    if (p->must_change)
        return perm == PERM_PUBLIC || perm == PERM_SESSION;
    if (p->token_id && perm != PERM_PUBLIC && perm != PERM_SIGNED_IN && !(p->scopes >> perm & 1))
        return false;
    return post_may(p->post, perm);
}

rc person_again(struct db *db, int32_t staff_id, int64_t token_id, int64_t now, struct arena *a,
                struct person *ret)
{
    struct q_person_again_row row;
    bool found;
    TRY(q_person_again(db, a, staff_id, (struct opt_int8){token_id != 0, token_id}, now, &row,
                       &found));
    if (!found)
        return E_NOT_FOUND;
    *ret = (struct person){.staff_id = staff_id,
                           .token_id = token_id,
                           .scopes = perms_parse(row.scopes),
                           PERSON_OF_ROW(row)};
    return OK;
}

/* ---- one at a time, or as many as may ---- */

static rc begin_looking(struct people *p, struct why *why)
{
    if (atomic_fetch_add(&p->looking, 1) < p->most)
        return OK;
    atomic_fetch_sub(&p->looking, 1);
    return why_say(why, E_BUSY, "many people are signing in just now: try again in a moment");
}

static void end_looking(struct people *p)
{
    atomic_fetch_sub(&p->looking, 1);
}

/* ---- signing in ---- */

static rc refuse(struct why *why)
{
    return why_say(why, E_FORBIDDEN,
                   "the staff number and the password do not fit, or the user is locked for a "
                   "while: try again, or ask the administrator");
}

/* What comes from the browser, cut to a length, at the boundary of a character. */
static struct text kept(struct text t, size_t most)
{
    size_t len = t.len < most ? t.len : most;
    while (len > 0 && len < t.len && (t.ptr[len] & 0xC0) == 0x80)
        len--;
    struct text cut = {t.ptr, len};
    return len > 0 && text_is_utf8(cut) ? cut : TEXT("");
}

/* Counts the attempt and looks at the password; takes the same time whatever comes out. */
static rc look(struct people *p, struct db *db, int32_t staff_id, struct text password, int64_t now,
               struct arena *a, enum sign_in_outcome *ret_outcome, struct text *ret_hash)
{
    struct q_attempt_begin_row row = {.password = text_of(p->dummy.text)};
    bool found = false;
    if (staff_id)
        TRY(q_attempt_begin(db, a, staff_id, now, now + p->config->lock_minutes * CLOCK_MINUTE,
                            FAILURES_MOST, &row, &found));
    if (!found)
        row.password = text_of(p->dummy.text);
    bool matches = password.len <= PASSWORD_BYTES_MOST && password_matches(row.password, password);
    if (!found)
        *ret_outcome = staff_id ? SIGN_IN_LOCKED : SIGN_IN_UNKNOWN;
    else if (!matches)
        *ret_outcome = SIGN_IN_WRONG;
    else if (row.one_time_until.known && row.one_time_until.value <= now)
        *ret_outcome = SIGN_IN_EXPIRED;
    else
        *ret_outcome = SIGN_IN_DONE;
    *ret_hash = row.password;
    return OK;
}

static rc note(struct db *db, const struct attempt *t, int32_t staff_id,
               enum sign_in_outcome outcome)
{
    return q_sign_in_add(
        db,
        &(struct q_sign_in_add_in){.now = t->now,
                                   .staff_id = {staff_id != 0, staff_id},
                                   .outcome = (int16_t)outcome,
                                   .came_from = kept(t->address, ADDRESS_BYTES_MOST),
                                   .agent = kept(t->agent, AGENT_BYTES_MOST)},
        NULL);
}

static rc add_session(const struct people *p, struct db *db, const struct attempt *t,
                      int32_t staff_id, struct token *ret_token)
{
    struct token token = token_new();
    struct token_digest digest;
    struct q_session_add_row row;
    struct session_since since = session_since(p, t->now);
    bool good = token_digest_of(text_of(token.text), &digest);
    assert(good);
    TRY(q_session_prune(db, staff_id, since.idle, since.begun, NULL));
    TRY(q_session_add(db,
                      &(struct q_session_add_in){.token_digest = token_digest_bytes(&digest),
                                                 .staff_id = staff_id,
                                                 .now = t->now,
                                                 .came_from = kept(t->address, ADDRESS_BYTES_MOST),
                                                 .agent = kept(t->agent, AGENT_BYTES_MOST)},
                      &row));
    *ret_token = token;
    return OK;
}

/* The password was right: all of it in one transaction. */
static rc open_session(const struct people *p, struct db *db, const struct attempt *t,
                       int32_t staff_id, struct text hash, struct token *ret_token)
{
    int64_t rows = 0;
    TRY(db_begin(db));
    rc r = q_attempt_good(db, staff_id, hash, t->now, &rows);
    if (r == OK && rows == 0)
        r = E_FORBIDDEN;
    if (r == OK)
        r = add_session(p, db, t, staff_id, ret_token);
    if (r == OK)
        r = note(db, t, staff_id, SIGN_IN_DONE);
    if (r == OK)
        r = db_commit(db);
    if (r != OK)
        db_rollback(db);
    return r;
}

static rc sign_in(struct people *p, struct db *db, const struct attempt *t, struct arena *a,
                  struct token *ret_token)
{
    struct q_person_find_row who = {0};
    enum sign_in_outcome outcome;
    struct text hash;
    bool found = false;
    if (text_is_utf8(t->staff_no))
        TRY(q_person_find(db, a, t->staff_no, &who, &found));
    if (t->barred) {
        TRY(note(db, t, found ? who.staff_id : 0, SIGN_IN_BARRED));
        return E_REFUSED;
    }
    bool user = found && !who.has_left && who.has_password;
    TRY(look(p, db, user ? who.staff_id : 0, t->password, t->now, a, &outcome, &hash));
    if (found && who.has_left)
        outcome = SIGN_IN_LEFT;
    if (outcome != SIGN_IN_DONE) {
        TRY(note(db, t, found ? who.staff_id : 0, outcome));
        return E_FORBIDDEN;
    }
    return open_session(p, db, t, who.staff_id, hash, ret_token);
}

/* A failure with its words: the uniform ones, or those of the database. */
static rc tell(const struct db *db, rc r, struct why *why)
{
    if (r == OK)
        return OK;
    if (r == E_REFUSED)
        return why_say(why, r, "nobody signs in from this address");
    return r == E_FORBIDDEN ? refuse(why) : db_tell(db, r, why);
}

rc person_sign_in(struct people *p, struct db *db, const struct attempt *attempt,
                  struct token *ret_token, struct why *why)
{
    struct arena a;
    TRY(begin_looking(p, why));
    arena_init(&a);
    rc r = sign_in(p, db, attempt, &a, ret_token);
    arena_release(&a);
    end_looking(p);
    return tell(db, r, why);
}

/* ---- passwords ---- */

static rc check_former(struct db *db, int32_t staff_id, struct text password, struct arena *a,
                       enum password_fault *ret_fault, struct why *why)
{
    struct q_password_former_row row;
    rc r = q_password_former(db, a, staff_id, &row);
    if (r != OK)
        return db_tell(db, r, why);
    for (size_t i = 0; i < row.passwords.len; i++)
        if (password_matches(row.passwords.items[i], password))
            *ret_fault = PASSWORD_FAULT_FORMER;
    return *ret_fault == PASSWORD_FAULT_NONE ? OK : E_INVALID;
}

static rc store_change(struct db *db, const struct person *who, struct text before,
                       const struct password_hash *hash, struct why *why)
{
    int64_t rows = 0;
    TRY(db_tell(db, db_begin(db), why));
    rc r = q_password_change(db, who->staff_id, before, text_of(hash->text), FORMER_PASSWORDS - 1,
                             &rows);
    if (r == OK)
        r = q_session_end_all(db, who->staff_id, who->session_id, NULL);
    if (r == OK)
        r = q_session_outdate(db, who->staff_id, NULL);
    if (r == OK && rows > 0)
        r = db_commit(db);
    r = db_tell(db, r, why);
    if (r == OK && rows == 0)
        r = why_say(why, E_CONFLICT, "the password was changed elsewhere meanwhile");
    if (r != OK)
        db_rollback(db);
    return r;
}

static rc change_password(struct people *p, struct db *db, const struct person *who,
                          const struct password_change *c, struct arena *a,
                          enum password_fault *ret_fault, struct why *why)
{
    enum sign_in_outcome outcome;
    struct text before;
    struct password_hash hash;
    rc r = look(p, db, who->staff_id, c->before, c->now, a, &outcome, &before);
    if (r != OK)
        return db_tell(db, r, why);
    if (outcome != SIGN_IN_DONE)
        return why_say(why, E_FORBIDDEN,
                       "the present password is not right, or the user is locked "
                       "for a while");
    TRY(check_former(db, who->staff_id, c->password, a, ret_fault, why));
    TRY(password_hash(c->password, p->cost, &hash, why));
    return store_change(db, who, before, &hash, why);
}

rc person_change_password(struct people *p, struct db *db, const struct person *person,
                          const struct password_change *change, enum password_fault *ret_fault,
                          struct why *why)
{
    struct arena a;
    *ret_fault = password_check(change->password, person->staff_no);
    if (*ret_fault != PASSWORD_FAULT_NONE)
        return E_INVALID;
    TRY(begin_looking(p, why));
    arena_init(&a);
    rc r = change_password(p, db, person, change, &a, ret_fault, why);
    arena_release(&a);
    end_looking(p);
    return r;
}

/* ---- for administrators ---- */

static rc find_staff(struct db *db, struct text staff_no, struct q_person_find_row *ret_row,
                     struct why *why)
{
    struct arena a;
    bool found = false;
    arena_init(&a);
    rc r = q_person_find(db, &a, staff_no, ret_row, &found);
    arena_release(&a);
    ret_row->staff_no = ret_row->name = (struct text){NULL, 0}; /* they were the arena's */
    if (r != OK)
        return db_tell(db, r, why);
    if (found)
        return OK;
    return why_say(why, E_NOT_FOUND,
                   "nobody has the staff number %.*s: staff come from staff.csv, so take a day "
                   "folder first (guanhu batch DIR)",
                   (int)(staff_no.len < 64 ? staff_no.len : 64), staff_no.len ? staff_no.ptr : "");
}

struct given_password {
    int32_t staff_id;
    struct one_time password;
    struct password_hash hash;
};

static rc give_password(struct people *p, struct db *db, struct text staff_no, int64_t now,
                        struct given_password *ret_given, struct why *why)
{
    struct q_person_find_row who;
    TRY(find_staff(db, staff_no, &who, why));
    if (who.has_left)
        return why_say(why, E_REFUSED, "the staff number %.*s belongs to somebody who has left",
                       (int)staff_no.len, staff_no.ptr);
    ret_given->staff_id = who.staff_id;
    ret_given->password = one_time_new();
    TRY(begin_looking(p, why));
    rc r = password_hash(text_of(ret_given->password.text), p->cost, &ret_given->hash, why);
    end_looking(p);
    TRY(r);
    r = q_password_give(db, who.staff_id, text_of(ret_given->hash.text),
                        now + ONE_TIME_HOURS * 60 * CLOCK_MINUTE, FORMER_PASSWORDS - 1, NULL);
    if (r == OK)
        r = q_session_end_all(db, who.staff_id, 0, NULL);
    return r == OK ? OK : db_tell(db, r, why);
}

rc user_give_password(struct people *p, struct db *db, struct text staff_no, int64_t now,
                      struct one_time *ret_password, int32_t *ret_staff_id, struct why *why)
{
    struct given_password given;
    TRY(give_password(p, db, staff_no, now, &given, why));
    *ret_password = given.password;
    *ret_staff_id = given.staff_id;
    return OK;
}

/* As if the user had changed the one-time password, to itself. */
rc user_give_lasting_password(struct people *p, struct db *db, struct text staff_no, int64_t now,
                              struct one_time *ret_password, int32_t *ret_staff_id, struct why *why)
{
    struct given_password given;
    TRY(give_password(p, db, staff_no, now, &given, why));
    struct text hash = text_of(given.hash.text);
    rc r = q_password_change(db, given.staff_id, hash, hash, FORMER_PASSWORDS - 1, NULL);
    if (r != OK)
        return db_tell(db, r, why);
    *ret_password = given.password;
    *ret_staff_id = given.staff_id;
    return OK;
}

rc user_lock(struct db *db, struct text staff_no, int32_t *ret_staff_id, struct why *why)
{
    struct q_person_find_row who;
    TRY(find_staff(db, staff_no, &who, why));
    rc r = q_user_lock(db, who.staff_id, NULL);
    if (r == OK)
        r = q_session_end_all(db, who.staff_id, 0, NULL);
    *ret_staff_id = who.staff_id;
    return r == OK ? OK : db_tell(db, r, why);
}

rc user_unlock(struct db *db, struct text staff_no, bool *ret_changed, int32_t *ret_staff_id,
               struct why *why)
{
    struct q_person_find_row who;
    int64_t rows = 0;
    TRY(find_staff(db, staff_no, &who, why));
    rc r = q_user_unlock(db, who.staff_id, &rows);
    if (ret_changed)
        *ret_changed = rows > 0;
    *ret_staff_id = who.staff_id;
    return r == OK ? OK : db_tell(db, r, why);
}
