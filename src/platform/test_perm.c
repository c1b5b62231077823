#include "base/test.h"

#include "platform/people.h"

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

TEST(scopes_are_named_and_read_again)
{
    struct buf b;
    buf_init(&b);
    perms_name(&b, UINT64_C(1) << PERM_USERS_READ | UINT64_C(1) << PERM_LOADS_READ);
    CHECK(text_is(buf_text(&b), "LOADS_READ USERS_READ"));
    CHECK(perms_parse(buf_text(&b)) ==
          (UINT64_C(1) << PERM_USERS_READ | UINT64_C(1) << PERM_LOADS_READ));
    buf_release(&b);
    CHECK(perms_parse(TEXT("")) == 0 &&
          perms_parse(TEXT(" LOST  loads_read UNDECLARED SESSION SEE_AS ")) == 0);
    CHECK(perms_parse(TEXT("OLD_NAME LOOKUP")) == UINT64_C(1) << PERM_LOOKUP);
}

TEST(a_token_has_no_more_than_its_person_and_its_scopes)
{
    struct person p = {.post = POST_RM, .token_id = 7};
    p.scopes = UINT64_C(1) << PERM_LOOKUP | UINT64_C(1) << PERM_USERS_MANAGE;
    CHECK(person_may(&p, PERM_LOOKUP) && person_may(&p, PERM_SIGNED_IN));
    CHECK(person_may(&p, PERM_PUBLIC));
    CHECK(!person_may(&p, PERM_USERS_MANAGE) && !person_may(&p, PERM_CUSTOMER_READ));
    CHECK(!person_may(&p, PERM_OWN_ACCOUNT) && !person_may(&p, PERM_SESSION));
    p.must_change = true;
    CHECK(!person_may(&p, PERM_LOOKUP));
    CHECK(!perm_is_scope(PERM_SEE_AS) && !perm_is_scope(PERM_OWN_ACCOUNT));
    CHECK(perm_is_scope(PERM_LOADS_READ) && !perm_is_scope(PERM_COUNT));
}

TESTS(CASE(nobody_may_what_was_not_declared), CASE(every_post_is_in_the_table),
      CASE(only_the_administrator_manages_users), CASE(scopes_are_named_and_read_again),
      CASE(a_token_has_no_more_than_its_person_and_its_scopes))
