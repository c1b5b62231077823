#include "base/test.h"

#include "platform/perm.h"

TEST(nobody_may_what_was_not_declared)
{
    for (int post = -1; post <= POST_COUNT; post++) {
        CHECK(!post_may(post, PERM_UNDECLARED));
        CHECK(!post_may(post, PERM_COUNT));
    }
    CHECK(!post_may(-1, PERM_PUBLIC));
    CHECK(!post_may(POST_COUNT, PERM_SIGNED_IN));
    CHECK_EQ(post_scope(POST_COUNT), SCOPE_NONE);
}

TEST(every_post_is_in_the_table)
{
    for (int post = 0; post < POST_COUNT; post++) {
        CHECK(post_may(post, PERM_PUBLIC) && post_may(post, PERM_SIGNED_IN));
        CHECK(post_names[post][0] != '\0');
        /* whoever sees no customer at all may not read records, and the other way round */
        CHECK_EQ(post_scope(post) != SCOPE_NONE, post_may(post, PERM_CUSTOMER_READ));
    }
}

TEST(only_the_administrator_manages_users)
{
    for (int post = 0; post < POST_COUNT; post++) {
        CHECK_EQ(post_may(post, PERM_USERS_MANAGE), post == POST_ADMIN);
        CHECK_EQ(post_may(post, PERM_JOBS_RUN), post == POST_ADMIN);
    }
    CHECK(!post_may(POST_MARKETER, PERM_CUSTOMER_READ));
    CHECK(!post_may(POST_ADMIN, PERM_UNMASK));
    CHECK(post_may(POST_COMPLIANCE, PERM_AUDIT_READ));
    CHECK(post_may(POST_OUTLET_HEAD, PERM_LOOKUP) && post_may(POST_RM, PERM_LOOKUP));
    CHECK(!post_may(POST_OPEN_TELLER, PERM_LOOKUP));
}

TESTS(CASE(nobody_may_what_was_not_declared), CASE(every_post_is_in_the_table),
      CASE(only_the_administrator_manages_users))
