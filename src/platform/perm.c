#include "platform/perm.h"

#include "base/record.h"

#define NAME(name, text) [PERM_##name] = #name,
#define TEXT_OF(name, text) [PERM_##name] = text,
#define POST_NAME(name, code, label, scope) [POST_##name] = code,
#define POST_SCOPE(name, code, label, scope_) [POST_##name] = scope_,

#define POST_WORD(name, code, label, scope) {POST_##name, code, label},

const char *const post_names[POST_COUNT] = {POST_MAP(POST_NAME)};

static const struct word posts[] = {POST_MAP(POST_WORD)};
const struct words post_words = {"posts", posts, ARRAY_LEN(posts)};

const char *perm_name(enum perm p)
{
    static const char *const names[] = {PERM_MAP(NAME)};
    return names[p];
}

const char *perm_text(enum perm p)
{
    static const char *const texts[] = {PERM_MAP(TEXT_OF)};
    return texts[p];
}

enum perm perm_named(struct text name)
{
    for (int p = 0; p < PERM_COUNT; p++)
        if (text_is(name, perm_name((enum perm)p)))
            return (enum perm)p;
    return PERM_UNDECLARED;
}

void perms_name(struct buf *b, uint64_t perms)
{
    const char *blank = "";
    for (int p = 0; p < PERM_COUNT; p++) {
        if (!(perms >> p & 1))
            continue;
        buf_add_text(b, blank);
        buf_add_text(b, perm_name((enum perm)p));
        blank = " ";
    }
}

uint64_t perms_parse(struct text names)
{
    uint64_t perms = 0;
    size_t begin = 0;
    for (size_t i = 0; i <= names.len; i++) {
        if (i < names.len && names.ptr[i] != ' ')
            continue;
        enum perm p = perm_named((struct text){names.ptr + begin, i - begin});
        if (perm_is_scope(p))
            perms |= UINT64_C(1) << p;
        begin = i + 1;
    }
    return perms;
}

/* One bit a permission. */
#define MAY(perm) (UINT64_C(1) << PERM_##perm)
static_assert(PERM_COUNT <= 64, "one word holds all permissions");

#define EVERYBODY (MAY(PUBLIC) | MAY(SESSION) | MAY(SIGNED_IN) | MAY(OWN_ACCOUNT) | MAY(ORGS_READ))
#define SERVES (EVERYBODY | MAY(CUSTOMER_READ))
#define MANAGES (SERVES | MAY(CUSTOMER_WRITE) | MAY(LOOKUP) | MAY(AUDIENCES) | MAY(TAGS))
#define OWNS (MAY(CUSTOMERS_LIST) | MAY(CUSTOMERS_OWN) | MAY(CONDITIONS))
#define OVERSEES (MAY(CUSTOMERS_LIST) | MAY(CUSTOMERS_BELOW) | MAY(CONDITIONS))
#define COUNTS (MAY(COUNTS_READ) | MAY(CONDITIONS))
#define WATCHES_DATA (EVERYBODY | MAY(LOADS_READ) | MAY(NIGHTS_READ) | MAY(JOBS_READ))

/* clang-format off */
static const uint64_t given[POST_COUNT] = {
    [POST_OUTLET_HEAD]          = MANAGES | OWNS | OVERSEES | MAY(COUNTS_READ) | MAY(VIEWS_SET) | MAY(UNMASK) | MAY(RULES_READ) | MAY(REPORTS),
    [POST_RM]                   = MANAGES | OWNS | MAY(UNMASK) | MAY(REPORTS),
    [POST_LOBBY_MANAGER]        = SERVES | OVERSEES | MAY(REPORTS),
    [POST_LOBBY_ASSISTANT]      = SERVES | MAY(SERVE),
    [POST_OPEN_TELLER]          = SERVES | MAY(SERVE) | OWNS | MAY(CUSTOMER_WRITE) | MAY(TAGS),
    [POST_CLOSED_TELLER]        = SERVES | MAY(SERVE),
    [POST_MARKETER]             = EVERYBODY | COUNTS | MAY(AUDIENCES) | MAY(TAGS) | MAY(REPORTS),
    [POST_MARKETING_SUPERVISOR] = EVERYBODY | COUNTS | MAY(AUDIENCES) | MAY(TAGS) | MAY(TAGS_MANAGE) | MAY(VIEWS_SET)
                                | MAY(RULES_READ) | MAY(RULES_EDIT) | MAY(REPORTS),
    [POST_SUPERVISOR]           = SERVES | OVERSEES | MAY(COUNTS_READ) | MAY(AUDIENCES) | MAY(TAGS) | MAY(TAGS_MANAGE) | MAY(VIEWS_SET) | MAY(RULES_READ) | MAY(REPORTS),
    [POST_AGENT]                = SERVES | MAY(SERVE),
    [POST_COMPLIANCE]           = WATCHES_DATA | OVERSEES | MAY(CUSTOMER_READ) | MAY(COUNTS_READ) | MAY(UNMASK)
                                | MAY(AUDIT_READ) | MAY(USERS_READ) | MAY(RULES_READ) | MAY(RULES_SIGN) | MAY(REPORTS),
    [POST_ADMIN]                = WATCHES_DATA | OVERSEES | MAY(CUSTOMER_READ) | MAY(COUNTS_READ) | MAY(JOBS_RUN)
                                | MAY(USERS_READ) | MAY(USERS_MANAGE) | MAY(SEE_AS) | MAY(COMPONENTS)
                                | MAY(AUDIENCES) | MAY(TAGS) | MAY(TAGS_MANAGE) | MAY(VIEWS_SET)
                                | MAY(RULES_READ) | MAY(RULES_EDIT) | MAY(RULES_SIGN) | MAY(REPORTS),
    [POST_REMOTE_AUTHORISER]    = SERVES | MAY(SERVE),
};
/* clang-format on */

bool post_may(int post, enum perm p)
{
    return post >= 0 && post < POST_COUNT && p > PERM_UNDECLARED && p < PERM_COUNT &&
           (given[post] >> p & 1);
}

enum scope post_scope(int post)
{
    static const enum scope scopes[POST_COUNT] = {POST_MAP(POST_SCOPE)};
    return post >= 0 && post < POST_COUNT ? scopes[post] : SCOPE_NONE;
}
