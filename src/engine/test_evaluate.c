/* Who is in it, asked of everybody and of one: they agree, for random conditions over random banks,
 * and both say what the language says. */
#include "base/test.h"

#include "engine/test_asked_cond.h"

enum { CUSTOMERS = 1500, BANKS = 4, CONDITIONS = 250, DEPTH = 4 };

/* NULL: the bank does not know what is asked. */
static const struct evaluation *made_ready(struct asked_bank *b, const struct cond *c)
{
    const struct evaluation *e = NULL;
    struct why why = {""};
    rc r = evaluation_new(&b->arena, b->s, c, &b->bank, &e, &why);
    if (r == E_UNAVAILABLE)
        return NULL;
    if (r != OK)
        fail_msg("%s", why.text);
    return e;
}

static void check_agree(struct asked_bank *b, const struct evaluation *e, const struct set *within)
{
    const struct set *found = evaluate(e, within, &b->arena);
    const char *why = "";
    CHECK(set_check(found, &why));
    CHECK_INT(evaluate_count(e, within), found->count);
    for (uint32_t row = 0; row < b->s->count; row++) {
        bool wanted = evaluate_one(e, row) && (!within || set_has(within, row));
        if (set_has(found, row) != wanted)
            fail_msg("row %u: alone %d", row, wanted);
    }
}

TEST(everybody_and_one_agree)
{
    uint64_t seed = 6;
    unsigned asked = 0;
    for (int i = 0; i < BANKS; i++) {
        struct asked_bank b;
        asked_bank_init(&b, &seed, CUSTOMERS);
        for (int k = 0; k < CONDITIONS; k++) {
            struct arena_mark mark = arena_mark(&b.arena);
            const struct evaluation *e = made_ready(&b, asked_cond(&seed, &b.arena, DEPTH));
            struct reach org = reach_org(b.s, (int32_t)between(&seed, 1, MADE_NOWHERE));
            if (e)
                check_agree(&b, e, one_in(&seed, 3) ? set_of_reach(b.s, &org, &b.arena) : NULL);
            asked += e != NULL;
            arena_rewind(&b.arena, mark);
        }
        asked_bank_release(&b);
    }
    CHECK(asked > BANKS * CONDITIONS / 2);
}

/* Single tests, so that no field hides behind others. */
TEST(every_field_agrees_by_itself)
{
    uint64_t seed = 60;
    struct asked_bank b;
    asked_bank_init(&b, &seed, CUSTOMERS);
    bool is_asked[CUSTOMER_FIELDS] = {false};
    for (int k = 0; k < 1500; k++) {
        struct arena_mark mark = arena_mark(&b.arena);
        const struct cond *c = asked_test(&seed, &b.arena);
        const struct evaluation *e = made_ready(&b, c);
        if (e) {
            check_agree(&b, e, NULL);
            is_asked[c->test.left.field] = true;
        }
        arena_rewind(&b.arena, mark);
    }
    for (int f = 0; f < CUSTOMER_FIELDS; f++) {
        bool is_missing = f == FIELD_NAME || f == FIELD_CUSTOMER_NO || f == FIELD_AUM_MAX6 ||
                          f == FIELD_AUM_MAX12;
        if (is_asked[f] == is_missing)
            fail_msg("field %s", customer_fields[f].name);
    }
    asked_bank_release(&b);
}

/* ---- what the language says ---- */

static struct cond test_of(enum customer_field field, enum cond_op op,
                           const struct cond_value *values, size_t len)
{
    return (struct cond){
        .kind = COND_TEST,
        .test = {.left = {.field = field}, .op = op, .values = values, .len = len}};
}

static bool holds(struct asked_bank *b, const struct cond *c, uint32_t row)
{
    const struct evaluation *e = made_ready(b, c);
    bool is_in = evaluate_one(e, row);
    CHECK_INT(set_has(evaluate(e, NULL, &b->arena), row), is_in);
    return is_in;
}

static void with_bank_of_three(struct asked_bank *b)
{
    uint64_t seed = 1;
    asked_bank_init(b, &seed, 3);
}

/* Fen of a column of the day, to be written. */
static fen *amounts(struct asked_bank *b, enum amount amount, enum at at)
{
    fen *own = arena_alloc(&b->arena, b->s->count * sizeof *own);
    b->s->amounts[at][amount] = own;
    return own;
}

TEST(factors_are_exact_to_the_fen)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    fen *now = amounts(&b, AMOUNT_AUM, AT_DAY), *then = amounts(&b, AMOUNT_AUM, AT_MONTH_END);
    const struct cond_ref than = {.field = FIELD_AUM, .moment = MOMENT_MONTH_END};
    struct cond c = {
        .kind = COND_TEST,
        .test = {.left = {.field = FIELD_AUM}, .op = OP_LT, .than = &than, .factor = 8000}};
    then[0] = then[1] = 1001;
    now[0] = 800;
    now[1] = 801; /* 800.8 */
    then[2] = INT64_MAX;
    now[2] = INT64_MAX / 10 * 8 - 1;
    CHECK(holds(&b, &c, 0));
    CHECK(!holds(&b, &c, 1));
    CHECK(holds(&b, &c, 2));
    b.s->days[AT_MONTH_END] = NO_DAY; /* not known: false, and so is the opposite comparison */
    CHECK(!holds(&b, &c, 0));
    c.test.op = OP_GE;
    CHECK(!holds(&b, &c, 0));
    c.test.op = OP_NE;
    CHECK(!holds(&b, &c, 0));
    asked_bank_release(&b);
}

TEST(unknown_is_false_and_not_is_the_plain_opposite)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    const uint8_t risks[] = {NOT_KNOWN, 2, 3};
    b.s->profile.risk_level = risks;
    const struct cond_value two = {.kind = A_CODE, .number = 2};
    const struct cond is = test_of(FIELD_RISK_LEVEL, OP_EQ, &two, 1);
    const struct cond is_not = test_of(FIELD_RISK_LEVEL, OP_NE, &two, 1);
    const struct cond empty = test_of(FIELD_RISK_LEVEL, OP_EMPTY, NULL, 0);
    const struct cond *part = &is;
    const struct cond opposite = {.kind = COND_NOT, .parts = &part, .len = 1};
    const bool wanted[4][3] = {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1}};
    const struct cond *all[] = {&is, &is_not, &empty, &opposite};
    for (int i = 0; i < 4; i++)
        for (uint32_t row = 0; row < 3; row++)
            CHECK_INT(holds(&b, all[i], row), wanted[i][row]);
    asked_bank_release(&b);
}

TEST(ages_and_birthdays_know_29_february)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    const day born[] = {on(1996, 2, 29), on(1996, 3, 1), NO_DAY};
    const uint16_t birthdays[] = {2 * 32 + 29, 3 * 32 + 1, 0};
    b.s->profile.born = born;
    b.s->birthday = birthdays;
    const struct cond_value years = {.kind = A_NUMBER, .number = 30};
    const struct cond_value none = {.kind = A_DAYS, .number = 0};
    const struct cond is_thirty = test_of(FIELD_AGE, OP_EQ, &years, 1);
    const struct cond today = test_of(FIELD_BIRTHDAY, OP_NEXT, &none, 1);
    b.s->day = on(2026, 2, 28);
    CHECK(!holds(&b, &is_thirty, 0) && !holds(&b, &is_thirty, 1));
    CHECK(holds(&b, &today, 0) && !holds(&b, &today, 1));
    struct asked_bank c;
    with_bank_of_three(&c);
    c.s->profile.born = born;
    c.s->birthday = birthdays;
    c.s->day = on(2026, 3, 1);
    CHECK(holds(&c, &is_thirty, 0) && holds(&c, &is_thirty, 1) && !holds(&c, &is_thirty, 2));
    CHECK(!holds(&c, &today, 0) && holds(&c, &today, 1) && !holds(&c, &today, 2));
    asked_bank_release(&b);
    asked_bank_release(&c);
}

TEST(dates_within_whole_days_that_end_today)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    const day opened[] = {MADE_DAY, MADE_DAY - 2, MADE_DAY - 3};
    b.s->profile.opened_on = opened;
    const struct cond_value three = {.kind = A_DAYS, .number = 3};
    const struct cond last = test_of(FIELD_OPENED_ON, OP_LAST, &three, 1);
    CHECK(holds(&b, &last, 0) && holds(&b, &last, 1) && !holds(&b, &last, 2));
    const struct cond next = test_of(FIELD_OPENED_ON, OP_NEXT, &three, 1);
    CHECK(holds(&b, &next, 0) && !holds(&b, &next, 1));
    asked_bank_release(&b);
}

TEST(what_nobody_has_heard_of_is_not_everything)
{
    uint64_t seed = 12;
    struct asked_bank b;
    asked_bank_init(&b, &seed, 50);
    const struct cond_value once = {.kind = A_NUMBER, .number = 1};
    struct cond views = test_of(FIELD_VIEWS, OP_GE, &once, 1);
    views.test.left.args_len = 2;
    views.test.left.args[0].kind = ARG_WINDOW;
    views.test.left.args[0].value = (struct cond_value){.kind = A_DAYS, .number = 60};
    views.test.left.args[1].kind = ARG_TEXT;
    views.test.left.args[1].value = (struct cond_value){.text = TEXT("nobody")};
    CHECK_INT(evaluate_count(made_ready(&b, &views), NULL), 0);
    views.test.left.args_len = 1; /* of the same window and range, and kept: any object */
    CHECK(evaluate_count(made_ready(&b, &views), NULL) > 0);
    views.test.left.args_len = 2;
    CHECK_INT(evaluate_count(made_ready(&b, &views), NULL), 0);
    asked_bank_release(&b);
}

/* ---- bad banks ---- */

TEST(what_is_not_there_is_said_by_name)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    const struct cond_value text = {.kind = A_TEXT, .text = TEXT("王")};
    const struct cond begins = test_of(FIELD_NAME, OP_BEGINS, &text, 1);
    const struct evaluation *e = NULL;
    struct why why;
    CHECK_RC(evaluation_new(&b.arena, b.s, &begins, NULL, &e, &why), E_UNAVAILABLE);
    CHECK(strstr(why.text, "the field name "));
    asked_bank_release(&b);
}

static rc stands_for_itself(void *with, enum name_kind kind, int64_t id, struct arena *a,
                            const struct cond **ret)
{
    (void)kind, (void)id, (void)a;
    *ret = with;
    return OK;
}

TEST(audiences_that_lead_to_each_other_are_refused)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    struct cond circle = test_of(FIELD_AUDIENCE, OP_HOLDS, NULL, 0);
    circle.test.left.args_len = 1;
    circle.test.left.args[0].kind = ARG_AUDIENCE;
    circle.test.left.args[0].value = (struct cond_value){.kind = A_NAME, .id = 99};
    const struct evaluate_bank bank = {.with = &circle, .stands_for = stands_for_itself};
    const struct evaluation *e = NULL;
    struct why why;
    CHECK_RC(evaluation_new(&b.arena, b.s, &circle, &bank, &e, &why), E_REFUSED);
    asked_bank_release(&b);
}

/* ---- explained ---- */

static void check_explained(const struct explained *x, const struct cond *c)
{
    CHECK(x->cond == c);
    for (size_t i = 0; i < c->len; i++)
        check_explained(&x->parts[i], c->parts[i]);
    if (c->kind == COND_NOT)
        CHECK_INT(x->holds, !x->parts[0].holds);
    bool all = true, some = false;
    for (size_t i = 0; i < c->len; i++) {
        all &= x->parts[i].holds;
        some |= x->parts[i].holds;
    }
    if (c->kind == COND_AND || c->kind == COND_OR)
        CHECK_INT(x->holds, c->kind == COND_AND ? all : some);
    CHECK(!x->is_short || (!x->holds && x->known && x->missing != 0));
}

TEST(explanations_hold_together)
{
    uint64_t seed = 90;
    struct asked_bank b;
    asked_bank_init(&b, &seed, 200);
    for (int k = 0; k < 200; k++) {
        const struct cond *c = asked_cond(&seed, &b.arena, DEPTH);
        const struct evaluation *e = made_ready(&b, c);
        for (uint32_t row = 0; e && row < b.s->count; row += 7) {
            const struct explained *x = evaluate_explain(e, row, &b.arena);
            CHECK_INT(x->holds, evaluate_one(e, row));
            check_explained(x, c);
        }
    }
    asked_bank_release(&b);
}

TEST(what_is_missing_is_said_to_the_fen)
{
    struct asked_bank b;
    with_bank_of_three(&b);
    amounts(&b, AMOUNT_AUM, AT_DAY)[0] = 499999;
    amounts(&b, AMOUNT_AUM, AT_MONTH_END)[0] = 1000001;
    const struct cond_ref than = {.field = FIELD_AUM, .moment = MOMENT_MONTH_END};
    const struct cond_value least = {.kind = A_NUMBER, .number = 500000};
    struct cond c = test_of(FIELD_AUM, OP_GE, &least, 1);
    const struct explained *x = evaluate_explain(made_ready(&b, &c), 0, &b.arena);
    CHECK(!x->holds && x->known && x->is_short);
    CHECK_INT(x->value, 499999);
    CHECK_INT(x->needed, 500000);
    CHECK_INT(x->missing, 1);
    c.test.than = &than;
    c.test.factor = 9000; /* 900000.9 */
    x = evaluate_explain(made_ready(&b, &c), 0, &b.arena);
    CHECK_INT(x->than, 1000001);
    CHECK_INT(x->needed, 900001);
    c.test.op = OP_GT;
    x = evaluate_explain(made_ready(&b, &c), 0, &b.arena);
    CHECK_INT(x->needed, 900001);
    c.test.op = OP_LT;
    c.test.factor = 1;
    x = evaluate_explain(made_ready(&b, &c), 0, &b.arena); /* 100.0001 */
    CHECK_INT(x->needed, 100);
    CHECK_INT(x->missing, 100 - 499999);
    asked_bank_release(&b);
}

/* ---- funnel, tallies ---- */

static uint32_t count_plainly(struct asked_bank *b, const struct cond *c, size_t until, size_t but)
{
    uint32_t count = 0;
    for (uint32_t row = 0; row < b->s->count; row++) {
        bool all = b->s->came[row] != NO_DAY;
        for (size_t i = 0; i < until; i++)
            all = all && (i == but || evaluate_one(made_ready(b, c->parts[i]), row));
        count += all;
    }
    return count;
}

TEST(funnels_agree_with_plain_counting)
{
    uint64_t seed = 4;
    struct asked_bank b;
    asked_bank_init(&b, &seed, 80);
    for (int k = 0; k < 25; k++) {
        const struct cond *parts[3];
        struct cond all = {.kind = COND_AND, .parts = parts, .len = 3};
        for (int i = 0; i < 3; i++)
            do
                parts[i] = asked_cond(&seed, &b.arena, 1);
            while (!made_ready(&b, parts[i]));
        struct funnel f;
        evaluate_funnel(made_ready(&b, &all), NULL, &b.arena, &f);
        CHECK_INT(f.len, 3);
        CHECK_INT(f.among, count_plainly(&b, &all, 0, 9));
        for (size_t i = 0; i < 3; i++) {
            const struct cond one = {.kind = COND_AND, .parts = &parts[i], .len = 1};
            CHECK(f.steps[i].cond == parts[i]);
            CHECK_INT(f.steps[i].alone, count_plainly(&b, &one, 1, 9));
            CHECK_INT(f.steps[i].left, count_plainly(&b, &all, i + 1, 9));
            CHECK_INT(f.steps[i].without, count_plainly(&b, &all, 3, i));
        }
        struct evaluate_facts facts = {b.s, &b.bank};
        const struct cond pair = {.kind = COND_AND, .parts = parts, .len = 2};
        CHECK_INT(evaluate_none_has(&facts, parts[0]), f.steps[0].alone == 0);
        CHECK_INT(evaluate_none_has_both(&facts, parts[0], parts[1]),
                  count_plainly(&b, &pair, 2, 9) == 0);
    }
    asked_bank_release(&b);
}

TEST(tallies_count_everybody_once)
{
    uint64_t seed = 44;
    struct asked_bank b;
    asked_bank_init(&b, &seed, 700);
    const struct set *all = everybody(b.s, &b.arena);
    struct tally t;
    tally_of(b.s, all, &t);
    uint32_t golds = 0;
    for (uint32_t row = 0; row < b.s->count; row++)
        golds += b.s->tier[row] == TIER_GOLD;
    CHECK_INT(t.customers, 700);
    CHECK_INT(t.tiers[TIER_GOLD], golds);
    for (int32_t org = 1; org <= MADE_NOWHERE; org++) {
        struct reach reach = reach_org(b.s, org);
        struct org_tally *found;
        size_t len;
        uint32_t sum = 0;
        tally_by_child(b.s, all, org, &b.arena, &found, &len);
        for (size_t i = 0; i < len; i++) {
            struct reach below = reach_org(b.s, found[i].org_id);
            if (!found[i].itself)
                CHECK_INT(found[i].customers, reach_size(b.s, &below));
            sum += found[i].customers;
        }
        CHECK_INT(sum, reach_size(b.s, &reach));
    }
    asked_bank_release(&b);
}

TESTS(CASE(everybody_and_one_agree), CASE(every_field_agrees_by_itself),
      CASE(factors_are_exact_to_the_fen), CASE(unknown_is_false_and_not_is_the_plain_opposite),
      CASE(ages_and_birthdays_know_29_february), CASE(dates_within_whole_days_that_end_today),
      CASE(what_nobody_has_heard_of_is_not_everything), CASE(what_is_not_there_is_said_by_name),
      CASE(audiences_that_lead_to_each_other_are_refused), CASE(explanations_hold_together),
      CASE(what_is_missing_is_said_to_the_fen), CASE(funnels_agree_with_plain_counting),
      CASE(tallies_count_everybody_once))
