#pragma once
/* people -- who may sign in, and with what.
 *
 * Everybody in staff.csv who has not left can be a user; a user exists from the first password on.
 * There is no built-in administrator: `guanhu user password STAFF_NO`, typed on the machine itself,
 * gives the first one a one-time password.  On an empty bank there is nobody yet: take a day folder
 * first, whose staff.csv has somebody with the post admin.
 *
 * A refused sign-in says the same whatever the reason, and takes the time of one argon2id in any
 * case.  An attempt is counted before the password is looked at, in a transaction of its own, so
 * that neither many at once nor a killed program give a free guess.  At most 'most' passwords are
 * looked at at a time: the next caller gets E_BUSY at once.
 *
 * One struct people for the process, shared by all threads; the db belongs to the caller.  Times
 * are microseconds since 1970 UTC (clock_now), given by the caller. */
#include <stdatomic.h>

#include "base/config.h"
#include "base/secret.h"
#include "base/tongue.h"
#include "db/db.h"
#include "platform/perm.h"
#include "platform/published.h"

enum {
    SIGN_INS_SHOWN = 20,  /* of the list of sign-ins */
    FAILURES_MOST = 5,    /* the fifth locks */
    PASSWORD_LEAST = 10,  /* characters */
    FORMER_PASSWORDS = 5, /* the present one among them; none of them again */
    ONE_TIME_HOURS = 24,
    AGENT_BYTES_MOST = 200, /* of what a browser calls itself */
    ADDRESS_BYTES_MOST = 64
};

/* code, what the list of sign-ins calls it, and how it looks there */
#define SIGN_IN_MAP(X)                                                                             \
    X(DONE, N_("signed in"), "ok")                                                                 \
    X(WRONG, N_("wrong password"), "warn")                                                         \
    X(LOCKED, N_("locked"), "bad")                                                                 \
    X(UNKNOWN, N_("no such user"), "warn")                                                         \
    X(LEFT, N_("has left"), "warn")                                                                \
    X(EXPIRED, N_("one-time password expired"), "warn")                                            \
    X(BARRED, N_("address not allowed"), "warn")

#define SIGN_IN_ENUM(name, text, tone) SIGN_IN_##name,
enum sign_in_outcome { SIGN_IN_MAP(SIGN_IN_ENUM) SIGN_IN_OUTCOMES };
#undef SIGN_IN_ENUM
const char *sign_in_text(enum sign_in_outcome o);
/* The same for lists (base/record.h). */
struct words;
extern const struct words sign_in_words;

enum theme { THEME_SYSTEM, THEME_LIGHT, THEME_DARK };
extern const struct words theme_words; /* "auto", "light", "dark" */

struct people {
    const struct config *config; /* how long sessions and locks last */
    struct secret_cost cost;
    int most; /* passwords that are looked at at a time */
    atomic_int looking;
    struct password_hash dummy; /* compared where there is none, to take as long */
};

/* 'config' must outlive it.  Nothing is to be released. */
MUST_USE rc people_init(struct people *p, const struct config *config, struct secret_cost cost,
                        int most, struct why *why);

/* Somebody who is signed in; the texts are the arena's. */
struct person {
    int32_t staff_id;
    int64_t session_id; /* 0: not in a browser */
    int64_t token_id;   /* a program's (platform/token.h); 0: none */
    uint64_t scopes;    /* of the token: one bit a permission */
    int32_t seen_by; /* the administrator who only looks as this person (session_see); 0: nobody */
    struct text staff_no;
    struct text name;
    int32_t org_id;
    int16_t post;
    bool must_change; /* may do nothing but what PERM_SESSION allows */
    struct opt_int2 tongue;
    struct opt_int2 theme;
    int64_t begun_at;
    int64_t version;            /* of the session: another one where any of this may have changed */
    struct published published; /* the newest day, of the same moment */
    int64_t seen_at;            /* to the minute */
};
bool person_may(const struct person *p, enum perm perm); /* NULL: not signed in */

struct attempt {
    struct text staff_no;
    struct text password;
    struct text address; /* from where; bytes that are no UTF-8 are not kept */
    struct text agent;
    bool barred; /* nobody signs in from that address: the password is not looked at */
    int64_t now;
};

/* Signs in: a new session, whose token goes to the browser.  No transaction may be open: what is
 * refused is written too.  E_FORBIDDEN: refused, always with the same 'why'; E_REFUSED: the address
 * is barred; E_BUSY. */
MUST_USE rc person_sign_in(struct people *p, struct db *db, const struct attempt *attempt,
                           struct token *ret_token, struct why *why);

struct password_change {
    struct text before;
    struct text password;
    int64_t now;
};

/* Which rule a password breaks; how people read it ("is shorter than ten characters"). */
#define PASSWORD_FAULT_MAP(X)                                                                      \
    X(NONE, "")                                                                                    \
    X(LONG, N_("is longer than 256 bytes"))                                                        \
    X(UNREADABLE, N_("has characters that cannot be read"))                                        \
    X(SHORT, N_("is shorter than ten characters"))                                                 \
    X(COMMON, N_("is one that is easily guessed"))                                                 \
    X(STAFF_NO, N_("must not hold the staff number"))                                              \
    X(FORMER, N_("is one of your last five: take another"))
#define PASSWORD_FAULT_ENUM(name, text) PASSWORD_FAULT_##name,
enum password_fault { PASSWORD_FAULT_MAP(PASSWORD_FAULT_ENUM) };
#undef PASSWORD_FAULT_ENUM
const char *password_fault_text(enum password_fault f); /* a source text */

/* Changes the own password and ends all other sessions.  No transaction may be open: a wrong
 * 'before' counts like a failed sign-in.  E_FORBIDDEN: 'before' is wrong, or the user got locked;
 * E_INVALID: *ret_fault says which rule the new one breaks; E_CONFLICT: it was changed elsewhere
 * meanwhile; E_BUSY. */
MUST_USE rc person_change_password(struct people *p, struct db *db, const struct person *person,
                                   const struct password_change *change,
                                   enum password_fault *ret_fault, struct why *why);

enum password_fault password_check(struct text password, struct text staff_no);

/* Somebody who asked for long work, as they are now, in no session; the texts are the arena's.
 * 'published' is left to the caller.  E_NOT_FOUND: has left, is locked, or the token with which the
 * work was asked for (0: none) has ended. */
MUST_USE rc person_again(struct db *db, int32_t staff_id, int64_t token_id, int64_t now,
                         struct arena *a, struct person *ret);

/* ---- for administrators; within the caller's transaction, if one is open -------------------- */

/* Gives a one-time password and ends the user's sessions.  E_NOT_FOUND: nobody has that number;
 * E_REFUSED: who has it has left. */
MUST_USE rc user_give_password(struct people *p, struct db *db, struct text staff_no, int64_t now,
                               struct one_time *ret_password, int32_t *ret_staff_id,
                               struct why *why);

/* The same, but the password lasts: for banks whose people are invented (guanhu demo). */
MUST_USE rc user_give_lasting_password(struct people *p, struct db *db, struct text staff_no,
                                       int64_t now, struct one_time *ret_password,
                                       int32_t *ret_staff_id, struct why *why);

/* Locked by hand stays locked, and ends the sessions; unlocking also ends the lock after failures.
 * E_NOT_FOUND as above; *ret_changed: false where there was nothing to unlock; NULL is fine. */
MUST_USE rc user_lock(struct db *db, struct text staff_no, int32_t *ret_staff_id, struct why *why);
MUST_USE rc user_unlock(struct db *db, struct text staff_no, bool *ret_changed,
                        int32_t *ret_staff_id, struct why *why);
