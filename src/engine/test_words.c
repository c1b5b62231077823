/* The engine's numbers are those of the lists that pages and conditions read. */
#include "base/test.h"

#include "cond/words.h"
#include "engine/words.h"

static void check_names(const struct words *words, const char *const *names, size_t len)
{
    CHECK_INT(words->len, len);
    for (size_t code = 0; code < len; code++) {
        const struct word *w = word_of_code(words, (int16_t)code);
        CHECK(w);
        CHECK_TEXT(w->name, names[code]);
    }
}

TEST(codes_have_one_name)
{
    check_names(&stage_words, stage_names, STAGE_COUNT);
    check_names(&tier_words, tier_names, TIER_COUNT);
    check_names(&standing_words, standing_names, STANDING_COUNT);
    check_names(&grade_words, grade_names, GRADE_COUNT);
    check_names(&class_words, class_names, CLASS_COUNT);
}

static void check_code(const struct words *words, const char *name, int code)
{
    const struct word *w = word_of_name(words, text_of(name));
    CHECK(w && w->code == code);
}

TEST(states_of_accounts_and_cards_have_theirs)
{
    check_code(&account_status_words, "open", ACCOUNT_OPEN);
    check_code(&account_status_words, "frozen", ACCOUNT_FROZEN);
    check_code(&account_status_words, "closed", ACCOUNT_CLOSED);
    check_code(&account_status_words, "moved", ACCOUNT_MOVED);
    check_code(&card_kind_words, "debit", CARD_DEBIT);
    check_code(&card_kind_words, "credit", CARD_CREDIT);
    check_code(&card_status_words, "active", CARD_ACTIVE);
    check_code(&card_status_words, "cancelled", CARD_CANCELLED);
    check_code(&card_status_words, "moved", CARD_MOVED);
}

TESTS(CASE(codes_have_one_name), CASE(states_of_accounts_and_cards_have_theirs))
