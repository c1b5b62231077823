#pragma once
/* perm -- who may do what: the permissions that routes name, and what each post is given.
 *
 * A permission says what somebody may do, the scope (scope.h) with which customers.  The
 * posts are those of staff.csv; their order is that of the code in the database.  SEC-2 decides;
 * perm.c has the answer as one table.  Constant; any thread. */
#include "base/text.h"
#include "base/tongue.h"

/* name, what it allows.  0 is nobody's: a route that forgot to declare one stops the program. Those
 * up to SEE_AS belong to a person at a browser; of the others a token of the API may have some. */
#define PERM_MAP(X)                                                                                \
    X(UNDECLARED, "nothing: it was forgotten")                                                     \
    X(PUBLIC, "open to everybody, signed in or not")                                               \
    X(SESSION, "open to whoever has signed in, even before changing a one-time password")          \
    X(SIGNED_IN, "open to whoever has signed in")                                                  \
    X(OWN_ACCOUNT, "see and change the own account: sessions, tokens, looks")                      \
    X(SEE_AS, "see the pages as another user does, changing nothing; each page is logged")         \
    X(LOADS_READ, N_("see the day files and what was wrong with them"))                            \
    X(NIGHTS_READ, N_("see the nights and their steps"))                                           \
    X(JOBS_READ, N_("see long work"))                                                              \
    X(JOBS_RUN, N_("start and cancel long work, and say when it starts by itself"))                \
    X(USERS_READ, N_("see users, their sign-ins and sessions"))                                    \
    X(USERS_MANAGE, N_("give passwords, lock and unlock users"))                                   \
    X(ORGS_READ, N_("see organisations and staff"))                                                \
    X(LOOKUP, N_("see the look-up record of a customer of the tier-1 branch"))                     \
    X(SERVE, N_("open a customer by an account, card or certificate presented"))                   \
    X(CUSTOMER_READ, N_("see the full record of the customers in scope"))                          \
    X(CUSTOMER_WRITE, N_("change the record of the customers in scope"))                           \
    X(CUSTOMERS_LIST, N_("list the customers in scope, what they hold and what matures"))          \
    X(CUSTOMERS_OWN, N_("list the customers one manages or co-manages"))                           \
    X(CUSTOMERS_BELOW, N_("list the customers of the organisation and below"))                     \
    X(AUDIENCES, N_("make audiences and lists of customers, and upload customers to them"))        \
    X(TAGS, N_("make tags, and give them to the customers in scope"))                              \
    X(TAGS_MANAGE, N_("define the bank's tags"))                                                   \
    X(COUNTS_READ, N_("see counts and results, no single customer"))                               \
    X(CONDITIONS, N_("put conditions together and count who meets them"))                          \
    X(REPORTS, N_("see reports of the customers in scope, and make own ones"))                     \
    X(VIEWS_SET, N_("say with which view a list begins for a post of the organisation and below")) \
    X(RULES_READ, N_("see the rules, their drafts and what was tried of them"))                    \
    X(RULES_EDIT, N_("write drafts of rules and try them on all customers"))                       \
    X(RULES_SIGN, N_("sign rules that somebody else wrote"))                                       \
    X(UNMASK, N_("see a masked value whole; each look is logged"))                                 \
    X(AUDIT_READ, N_("search the audit trail"))                                                    \
    X(COMPONENTS, N_("see the pages of the house's own building blocks"))

#define PERM_ENUM(name, text) PERM_##name,
enum perm { PERM_MAP(PERM_ENUM) PERM_COUNT };
#undef PERM_ENUM

/* code in staff.csv, what people call it, whose customers' full records it sees */
#define POST_MAP(X)                                                                                \
    X(OUTLET_HEAD, "outlet_head", N_("Outlet head"), SCOPE_ORG)                                    \
    X(RM, "rm", N_("Relationship manager"), SCOPE_OWN)                                             \
    X(LOBBY_MANAGER, "lobby_manager", N_("Lobby manager"), SCOPE_ORG)                              \
    X(LOBBY_ASSISTANT, "lobby_assistant", N_("Lobby assistant"), SCOPE_SERVED)                     \
    X(OPEN_TELLER, "open_teller", N_("Open-counter teller"), SCOPE_OWN)                            \
    X(CLOSED_TELLER, "closed_teller", N_("Closed-counter teller"), SCOPE_SERVED)                   \
    X(MARKETER, "marketer", N_("Marketer"), SCOPE_NONE)                                            \
    X(MARKETING_SUPERVISOR, "marketing_supervisor", N_("Marketing supervisor"), SCOPE_NONE)        \
    X(SUPERVISOR, "supervisor", N_("Supervisor"), SCOPE_ORG)                                       \
    X(AGENT, "agent", N_("Service agent"), SCOPE_SERVED)                                           \
    X(COMPLIANCE, "compliance", N_("Compliance officer"), SCOPE_ALL)                               \
    X(ADMIN, "admin", N_("Administrator"), SCOPE_ALL)                                              \
    X(REMOTE_AUTHORISER, "remote_authoriser", N_("Remote authoriser"), SCOPE_SERVED)

#define POST_ENUM(name, code, label, scope) POST_##name,
enum post { POST_MAP(POST_ENUM) POST_COUNT };
#undef POST_ENUM

/* Whose customers: nobody's; those in service; also those managed or co-managed; also those of the
 * organisation and below; everybody's.  scope.h says how it is enforced. */
enum scope { SCOPE_NONE, SCOPE_SERVED, SCOPE_OWN, SCOPE_ORG, SCOPE_ALL };

extern const char *const post_names[POST_COUNT]; /* as in staff.csv */
/* The same, and what people call them (base/record.h). */
struct words;
extern const struct words post_words;

const char *perm_name(enum perm p); /* "LOADS_READ" */
const char *perm_text(enum perm p);

/* Whether a token of the API may have it. */
static inline bool perm_is_scope(enum perm p)
{
    return p > PERM_SEE_AS && p < PERM_COUNT;
}

/* Sets of permissions, one bit each, as "LOADS_READ NIGHTS_READ".  A name that is none (of an older
 * program), or of none that a token may have, is left out. */
void perms_name(struct buf *b, uint64_t perms);
uint64_t perms_parse(struct text names);
enum perm perm_named(struct text name); /* PERM_UNDECLARED: none */

/* What a post may; a post that the table does not know may nothing.  PERM_PUBLIC,
 * PERM_SESSION, PERM_SIGNED_IN and PERM_OWN_ACCOUNT are every post's, PERM_UNDECLARED is nobody's.
 */
bool post_may(int post, enum perm p);
enum scope post_scope(int post);
