#pragma once
/* rc -- how every fallible function answers: one closed list of outcomes.
 *
 * The named outcomes are expected and may be matched by the caller; E_INTERNAL never is, it is
 * only forwarded.  What exactly was wrong stands in a struct why (why.h).  rc_exit says which exit
 * code of the command line an outcome becomes (0 done, 1 failed, 2 usage, 3 refused by a rule),
 * rc_http which status of an answer. */

#define MUST_USE __attribute__((warn_unused_result))

/* name, exit code of the command line, HTTP status, what it means */
#define RC_MAP(X)                                                                                  \
    X(OK, 0, 200, "done")                                                                          \
    X(E_INVALID, 1, 422, "some values are not valid")                                              \
    X(E_FORBIDDEN, 3, 403, "you may not do this")                                                  \
    X(E_NOT_FOUND, 1, 404, "there is no such thing")                                               \
    X(E_CONFLICT, 1, 409, "somebody else changed it meanwhile")                                    \
    X(E_TOO_MANY, 1, 429, "too many requests: wait a little")                                      \
    X(E_BUSY, 1, 503, "too many are at it just now: try again in a moment")                        \
    X(E_UNAVAILABLE, 1, 503, "something needed from outside is not there")                         \
    X(E_USAGE, 2, 400, "wrong usage or configuration")                                             \
    X(E_REFUSED, 3, 409, "refused by a rule")                                                      \
    X(E_CANCELLED, 1, 409, "cancelled before its end")                                             \
    X(E_INTERNAL, 1, 500, "something went wrong on our side")

#define RC_ENUM(name, exit, http, text) name,
enum rc { RC_MAP(RC_ENUM) };
#undef RC_ENUM
typedef enum rc rc;

const char *rc_name(rc r);     /* "E_INVALID" */
rc rc_named(const char *name); /* E_INTERNAL where there is no such outcome */
const char *rc_text(rc r);     /* the meaning above */
int rc_exit(rc r);             /* exit code of the command line */
int rc_http(rc r);             /* status of an answer */

/* Returns a failure to the caller.  The only macro with hidden control flow; use it where the
 * function owns nothing that must be released, otherwise "goto out". */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        rc try_rc_ = (expr);                                                                       \
        if (try_rc_ != OK)                                                                         \
            return try_rc_;                                                                        \
    } while (0)
