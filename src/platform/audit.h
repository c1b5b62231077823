#pragma once
/* audit -- who did or saw what, when, from where.
 *
 * An entry is written in the transaction of what it tells of: both are there or neither.  (A look
 * is committed before the page is sent; that is the web's business.)  'detail' may name persons and
 * is sealed; the other columns never hold personal data of customers. */
#include "base/crypto.h"
#include "db/db.h"

/* code, name: what an entry is about */
#define AUDIT_SUBJECT_MAP(X)                                                                       \
    X(NONE, "nothing")                                                                             \
    X(CUSTOMER, "customer")                                                                        \
    X(STAFF, "staff")                                                                              \
    X(ORG, "org")                                                                                  \
    X(DAY, "day") /* days since 1970 */                                                            \
    X(JOB, "job")                                                                                  \
    X(SETTING, "setting")                                                                          \
    X(TOKEN, "token")                                                                              \
    X(VIEW, "view")                                                                                \
    X(TAG, "tag")                                                                                  \
    X(LIST, "list")                                                                                \
    X(AUDIENCE, "audience")                                                                        \
    X(RULES, "rules")

#define AUDIT_SUBJECT_ENUM(name, text) AUDIT_##name,
enum audit_subject { AUDIT_SUBJECT_MAP(AUDIT_SUBJECT_ENUM) AUDIT_SUBJECT_COUNT };
#undef AUDIT_SUBJECT_ENUM
const char *audit_subject_name(enum audit_subject s);

struct audit_entry {
    int64_t at;         /* clock_now() */
    int32_t staff_id;   /* 0: the program, or nobody who is known */
    int64_t session_id; /* 0: none */
    int64_t token_id;   /* 0: not by a program */
    int32_t seen_as;    /* the person as whom an administrator looked; 0: none */
    const char *what;   /* "user.unlock" */
    enum audit_subject subject;
    int64_t subject_id;
    struct text address; /* "10.1.2.3", "command line" */
    struct text detail;  /* empty: none */
};

/* Within the caller's transaction, if one is open. */
MUST_USE rc audit_write(struct db *db, struct sealer *sealer, const struct audit_entry *entry);
