#include "base/test.h"

#include "base/secret.h"

static const struct text password = {"correct horse", 13};

static struct password_hash hash_of(struct text t)
{
    struct password_hash hash;
    struct why why = {""};
    CHECK_OK(password_hash(t, SECRET_COST_LEAST, &hash, &why));
    return hash;
}

TEST(a_password_matches_its_own_hash_only)
{
    struct password_hash one = hash_of(password), two = hash_of(password);
    CHECK(strncmp(one.text, "$argon2id$", 10) == 0);
    CHECK(strcmp(one.text, two.text) != 0); /* another salt */
    CHECK(password_matches(text_of(one.text), password));
    CHECK(password_matches(text_of(two.text), password));
    CHECK(!password_matches(text_of(one.text), TEXT("correct horsf")));
    CHECK(!password_matches(text_of(one.text), TEXT("")));
    CHECK(!password_matches(TEXT(""), password));
    CHECK(!password_matches(TEXT("$argon2id$nonsense"), password));
}

TEST(one_time_passwords_can_be_read_out)
{
    struct one_time one = one_time_new(), two = one_time_new();
    CHECK_INT(strlen(one.text), ONE_TIME_LEN);
    CHECK(one.text[4] == '-' && one.text[9] == '-');
    CHECK_INT(strcspn(one.text, "01iloIO"), ONE_TIME_LEN);
    CHECK(strcmp(one.text, two.text) != 0);
}

TEST(tokens_are_found_by_their_digest)
{
    struct token one = token_new(), two = token_new();
    struct token_digest a, b, c;
    CHECK_INT(strlen(one.text), TOKEN_LEN);
    CHECK(token_digest_of(text_of(one.text), &a));
    CHECK(token_digest_of(text_of(one.text), &b));
    CHECK(token_digest_of(text_of(two.text), &c));
    CHECK(memcmp(&a, &b, sizeof a) == 0);
    CHECK(memcmp(&a, &c, sizeof a) != 0);
}

TEST(what_is_no_token_has_no_digest)
{
    struct token_digest d;
    struct token t = token_new();
    CHECK(!token_digest_of(TEXT(""), &d));
    CHECK(!token_digest_of((struct text){t.text, TOKEN_LEN - 1}, &d));
    t.text[3] = '!';
    CHECK(!token_digest_of(text_of(t.text), &d));
}

TEST(derived_tokens_depend_on_token_and_purpose)
{
    struct token one = token_new(), two = token_new();
    struct token a = token_derive(text_of(one.text), "csrf");
    CHECK_TEXT(token_derive(text_of(one.text), "csrf").text, a.text);
    CHECK(strcmp(token_derive(text_of(two.text), "csrf").text, a.text) != 0);
    CHECK(strcmp(token_derive(text_of(one.text), "other").text, a.text) != 0);
    CHECK(secret_equal(text_of(a.text), text_of(a.text)));
    CHECK(!secret_equal(text_of(a.text), text_of(one.text)));
    CHECK(!secret_equal(text_of(a.text), TEXT("")));
}

TESTS(CASE(a_password_matches_its_own_hash_only), CASE(one_time_passwords_can_be_read_out),
      CASE(tokens_are_found_by_their_digest), CASE(what_is_no_token_has_no_digest),
      CASE(derived_tokens_depend_on_token_and_purpose))
