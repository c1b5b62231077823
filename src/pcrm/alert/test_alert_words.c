/* Alerts as sentences: every kind, both tongues, both lengths. */
#include "base/test.h"

#include "pcrm/alert/alert_tell.h"

static const day today = 20000;

static struct alert_line tell(struct arena *a, enum tongue tongue, struct q_alert_lines_row row)
{
    row.day_ = row.day_ ? row.day_ : today;
    row.figures_on = today - 3;
    return alert_tell(a, tongue, today, &row);
}

static void check_said(struct q_alert_lines_row row, enum tongue tongue, const char *said,
                       const char *exact)
{
    struct arena a;
    arena_init(&a);
    struct alert_line line = tell(&a, tongue, row);
    CHECK_TEXT(arena_text(&a, line.said.ptr, line.said.len), said);
    CHECK_TEXT(arena_text(&a, line.exact.ptr, line.exact.len), exact);
    arena_release(&a);
}

TEST(every_kind_has_a_whole_sentence_in_both_tongues)
{
    struct arena a;
    arena_init(&a);
    for (int kind = 0; kind < ALERT_COUNT; kind++)
        for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
            struct alert_line line =
                tell(&a, tongue,
                     (struct q_alert_lines_row){
                         .kind = (int16_t)kind, .from_value = 1, .to_value = 1, .amount = 100});
            CHECK(line.said.len > 0 && line.exact.len > 0);
            CHECK(!memchr(line.said.ptr, '{', line.said.len));
            CHECK(!memchr(line.exact.ptr, '{', line.exact.len));
            CHECK(line.icon.len > 0 && line.tone.len > 0);
        }
    arena_release(&a);
}

TEST(every_kind_has_a_name_and_a_group)
{
    for (int kind = 0; kind < ALERT_COUNT; kind++) {
        const struct word *w = word_of_code(&alert_kind_words, (int16_t)kind);
        CHECK(w);
        CHECK_TEXT(w->name, alert_forms[kind].name);
    }
    CHECK_INT(alert_group_of(ALERT_ASSETS_FELL), ALERT_RISK);
    CHECK_INT(alert_group_of(ALERT_PRODUCT_MATURING), ALERT_OPPORTUNITY);
    CHECK_INT(alert_group_of(ALERT_BIRTHDAY), ALERT_INFORMATION);
}

TEST(amounts_are_short_for_the_eye_and_whole_for_programs)
{
    const struct q_alert_lines_row row = {.kind = ALERT_ASSETS_FELL,
                                          .from_value = 50000000,
                                          .to_value = 37654321,
                                          .amount = 12345679};
    check_said(row, CHINESE, "金融资产较上日减少 12.35万元（24.7%），由 50.00万元 降至 37.65万元",
               "金融资产较上日减少 123,456.79元（24.7%），由 500,000.00元 降至 376,543.21元");
    check_said(row, ENGLISH,
               "Financial assets down ¥123.46K (24.7%) in one day, from ¥500.00K to ¥376.54K",
               "Financial assets down ¥123,456.79 (24.7%) in one day, from ¥500,000.00 to "
               "¥376,543.21");
}

TEST(a_maturity_says_how_near_it_is)
{
    struct q_alert_lines_row row = {.kind = ALERT_PRODUCT_MATURING,
                                    .to_value = today,
                                    .amount = 5000000,
                                    .product = TEXT("Steady 90"),
                                    .account = TEXT("*********1008")};
    check_said(row, ENGLISH, "Steady 90 …1008 of ¥50.00K matures today",
               "Steady 90 …1008 of ¥50,000.00 matures today");
    row.to_value = today + 1;
    check_said(row, ENGLISH, "Steady 90 …1008 of ¥50.00K matures tomorrow",
               "Steady 90 …1008 of ¥50,000.00 matures tomorrow");
    row.to_value = today - 1;
    row.currency = TEXT("USD");
    check_said(row, ENGLISH, "Steady 90 …1008 of 50.00K USD matured on 2024-10-03 Thu",
               "Steady 90 …1008 of 50,000.00 USD matured on 2024-10-03 Thu");
}

TEST(a_holding_that_gains_is_named_in_its_currency)
{
    struct q_alert_lines_row row = {.kind = ALERT_HOLDING_GAIN,
                                    .from_value = 1000000,
                                    .to_value = 1125000,
                                    .amount = 125000,
                                    .product = TEXT("Growth Fund"),
                                    .account = TEXT("*********1008")};
    check_said(row, ENGLISH,
               "Growth Fund …1008 has gained ¥1.25K (12.5%): cost ¥10.00K, now ¥11.25K",
               "Growth Fund …1008 has gained ¥1,250.00 (12.5%): cost ¥10,000.00, now ¥11,250.00");
    row.currency = TEXT("USD");
    check_said(
        row, CHINESE,
        "Growth Fund（尾号1008）盈利 1,250.00 USD（12.5%）：成本 1.00万 USD，现值 1.13万 USD",
        "Growth Fund（尾号1008）盈利 1,250.00 USD（12.5%）：成本 10,000.00 USD，现值 11,250.00 "
        "USD");
}

TEST(one_month_end_is_not_said_as_several)
{
    struct q_alert_lines_row row = {.kind = ALERT_ENTERED_WATCH,
                                    .to_value = STANDING_WATCH,
                                    .ref = TIER_GOLD,
                                    .below = 1,
                                    .aum = {true, 1000000}};
    check_said(row, ENGLISH, "Now on watch: AUM ¥10.00K, below the Gold threshold at month-end",
               "Now on watch: AUM ¥10,000.00, below the Gold threshold at month-end");
    row.below = 2;
    check_said(row, ENGLISH,
               "Now on watch: AUM ¥10.00K, below the Gold threshold for 2 month-ends running",
               "Now on watch: AUM ¥10,000.00, below the Gold threshold for 2 month-ends running");
}

static enum alert_group group_at(int direction, int kind, bool own, const char *bank)
{
    struct arena a;
    arena_init(&a);
    struct alert_line line = tell(&a, ENGLISH,
                                  (struct q_alert_lines_row){.kind = ALERT_LARGE_MOVEMENT,
                                                             .to_value = direction,
                                                             .amount = 20000000,
                                                             .txn_kind = {true, (int16_t)kind},
                                                             .own_name = {true, own},
                                                             .bank = text_of(bank)});
    arena_release(&a);
    return (enum alert_group)line.group;
}

static enum alert_group group_of(int direction, int kind, bool own)
{
    return group_at(direction, kind, own, "");
}

/* CFE-R: a risk is money leaving; what moves between own accounts here or into products is none. */
TEST(only_money_that_leaves_is_a_risk)
{
    enum { TRANSFER = 1, PURCHASE = 3, REPAYMENT = 8 };
    CHECK_INT(group_of(1, TRANSFER, false), ALERT_RISK);
    CHECK_INT(group_of(1, TRANSFER, true), ALERT_INFORMATION);
    CHECK_INT(group_of(1, PURCHASE, false), ALERT_INFORMATION);
    CHECK_INT(group_of(1, REPAYMENT, false), ALERT_INFORMATION);
    CHECK_INT(group_of(0, TRANSFER, false), ALERT_OPPORTUNITY);
    CHECK_INT(group_at(1, TRANSFER, true, "Other bank"), ALERT_RISK);
    CHECK_INT(group_at(0, TRANSFER, true, "Other bank"), ALERT_OPPORTUNITY);
    CHECK_INT(group_at(1, PURCHASE, true, "Other bank"), ALERT_INFORMATION);
}

/* The own name at another bank says whose account it is, not the name once more. */
TEST(a_movement_says_whether_it_leaves)
{
    struct q_alert_lines_row row = {.kind = ALERT_LARGE_MOVEMENT,
                                    .to_value = 1,
                                    .amount = 30000000,
                                    .txn_kind = {true, 1},
                                    .own_name = {true, true},
                                    .counterparty = TEXT("Li"),
                                    .bank = TEXT("Other bank")};
    check_said(row, ENGLISH, "¥300.00K went out (Transfer, own account elsewhere, Other bank)",
               "¥300,000.00 went out (Transfer, own account elsewhere, Other bank)");
    row.bank = TEXT("");
    check_said(row, CHINESE, "行内转出 30.00万元（转账，本人账户）",
               "行内转出 300,000.00元（转账，本人账户）");
}

TEST(a_share_of_nothing_is_not_said)
{
    check_said(
        (struct q_alert_lines_row){.kind = ALERT_ASSETS_ROSE, .to_value = 100, .amount = 100},
        ENGLISH, "Financial assets up ¥1.00 in one day, from ¥0.00 to ¥1.00",
        "Financial assets up ¥1.00 in one day, from ¥0.00 to ¥1.00");
}

TESTS(CASE(every_kind_has_a_whole_sentence_in_both_tongues),
      CASE(every_kind_has_a_name_and_a_group),
      CASE(amounts_are_short_for_the_eye_and_whole_for_programs),
      CASE(a_maturity_says_how_near_it_is), CASE(a_holding_that_gains_is_named_in_its_currency),
      CASE(one_month_end_is_not_said_as_several), CASE(only_money_that_leaves_is_a_risk),
      CASE(a_movement_says_whether_it_leaves), CASE(a_share_of_nothing_is_not_said))
