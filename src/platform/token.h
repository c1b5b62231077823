#pragma once
/* token -- a program that works for a person: made by that person, for some of the own permissions,
 * for at most a year.
 *
 * The program gets "guanhu_" and the token, once; the table has its digest.  Whoever shows it is
 * that person in every respect (post, scope in the database, lock, leaving), less the permissions
 * that the token was not made for.  A lock after wrong passwords does not stop it: whoever knows a
 * staff number could stop a program with that. */
#include "platform/people.h"

enum {
    TOKEN_NAME_MOST = 60, /* characters */
    TOKEN_DAYS_USUAL = 90,
    TOKEN_DAYS_MOST = 365,
    API_TOKEN_LEN = 7 + TOKEN_LEN
};

struct api_token {
    char text[API_TOKEN_LEN + 1];
};

struct token_wish {
    int32_t staff_id;
    struct text name;
    uint64_t scopes; /* one bit a permission, each of which perm_is_scope */
    int64_t now, until;
};

/* Within the caller's transaction.  The text is to be shown once and forgotten. */
MUST_USE rc api_token_make(struct db *db, const struct token_wish *wish,
                           struct api_token *ret_token, int64_t *ret_token_id);

/* Whose token it is; writes at most once a minute that it was used.  No transaction may be open.
 * E_NOT_FOUND: it is no token, expired, ended, or its person may not sign in; which is not told. */
MUST_USE rc api_token_find(struct db *db, struct text token, int64_t now, struct arena *a,
                           struct person *ret_person);

/* Ends it; 'staff_id' 0: whosever it is.  E_NOT_FOUND: there is no such token that still works. */
MUST_USE rc api_token_end(struct db *db, int64_t token_id, int32_t staff_id, int32_t by,
                          int64_t now);
