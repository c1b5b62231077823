/* snapshot_print -- the readers' store as text, for the tests that compare it with `guanhu values`
 * and `guanhu alerts` (tests/program/test_snapshots.py).
 *
 *   GUANHU_HOME=... snapshot_print
 *
 * Each line on its input has it read the newest day, going on from the day that it read before, and
 * once more whole; it says where the two differ ("differs ..."), and prints
 *
 *   amounts,AT,DATE,CUSTOMER_NO,deposits,loans,funds,...   of each day that can be compared with
 *   figures,CUSTOMER_NO,stage,...                          of the day
 *   profile,CUSTOMER_ID,gender,...                         of the day; what is not known is empty
 *   windows,CUSTOMER_ID,NUMBER,...                         as asked in 'windows' below
 *   alerts,NUMBER
 *   end,DATE */
#include "engine/pick.h"
#include "engine/totals.h"
#include "platform/snapshots.h"
#include "tests/bench/snapshot_print.sql.h"

static const char *const at_names[AT_COUNT] = {"day", "yesterday", "month_end", "year_end"};

static void print_fen(fen x)
{
    printf(",%s", fen_format(x).text);
}

/* Numbers may hold anything: as hexadecimal digits. */
static void print_number(struct text no)
{
    for (size_t i = 0; i < no.len; i++)
        printf("%02x", (unsigned char)no.ptr[i]);
}

static void print_amounts(const struct snapshot *s, uint32_t row, enum at at, struct text no)
{
    static const enum amount amounts[] = {AMOUNT_DEPOSITS,   AMOUNT_LOANS,    AMOUNT_FUND,
                                          AMOUNT_BOND,       AMOUNT_WEALTH,   AMOUNT_INSURANCE,
                                          AMOUNT_SECURITIES, AMOUNT_GOLD,     AMOUNT_FA,
                                          AMOUNT_AUM,        AMOUNT_MORTGAGE, AMOUNT_CREDIT_LOAN};
    printf("amounts,%s,%s,", at_names[at], day_format(s->days[at]).text);
    print_number(no);
    for (size_t i = 0; i < ARRAY_LEN(amounts); i++)
        print_fen(snapshot_amount(s, row, amounts[i], at));
    printf("\n");
}

static void print_figures(const struct snapshot *s, uint32_t row, struct text no)
{
    struct snapshot_customer c = snapshot_customer(s, row);
    printf("figures,");
    print_number(no);
    printf(",%s,%s,%s,%d,%s", stage_names[c.stage], tier_names[c.tier], tier_names[c.ref], c.below,
           standing_names[c.standing]);
    print_fen(c.acct_max);
    print_fen(c.fa_avg);
    print_fen(c.cc_spend);
    printf(",%s,%d\n", grade_names[c.cc_grade], c.kinds);
}

/* ---- what conditions read ---- */

static void print_code(uint8_t code)
{
    if (code == NOT_KNOWN)
        printf(",");
    else
        printf(",%d", code);
}

static void print_term(const struct snapshot *s, uint32_t id)
{
    printf(",");
    print_number(terms_text(s->words, id));
}

static void print_cards(const struct snapshot *s, uint32_t row)
{
    printf(",");
    for (uint32_t i = s->first_card[row]; i < s->first_card[row + 1]; i++) {
        const struct card *c = &s->cards[i];
        printf("%s%d:%d:%d:%s", i > s->first_card[row] ? " " : "", c->kind, c->grade, c->vip,
               day_format(c->expires_on).text);
    }
}

static void print_profile(const struct snapshot *s, uint32_t row)
{
    const struct profile_columns *p = &s->profile;
    printf("profile,%" PRId64, snapshot_customer_id(row));
    print_code(p->gender[row]);
    print_code(p->cert_type[row]);
    print_code(p->risk_level[row]);
    printf(",%d,%s,%s,%s", p->dnd[row], day_format(p->born[row]).text,
           day_format(p->opened_on[row]).text, day_format(p->risk_assessed_on[row]).text);
    if (p->income_year[row] == INCOME_NOT_KNOWN)
        printf(",");
    else
        printf(",%" PRId64, p->income_year[row]);
    print_term(s, p->occupation[row]);
    print_term(s, p->education[row]);
    print_term(s, p->marital[row]);
    print_term(s, s->regions[s->place[row]]);
    printf(",%d,%d,%d,%s,%u", snapshot_level(s, row, SIDE_CARD), snapshot_level(s, row, SIDE_MASS),
           s->related[row], day_format(s->last_login[row]).text, snapshot_bucket(row));
    print_cards(s, row);
    printf("\n");
}

/* Of the last days: logins, views, searches and clicks; then of transactions some counts and sums,
 * in the order of test_snapshots.py. */
static void print_windows(const struct snapshot *s, uint32_t row)
{
    enum { POS = 2 };
    static const int days[] = {1, 7, 30, EVENT_DAYS};
    struct window_found found;
    printf("windows,%" PRId64, snapshot_customer_id(row));
    for (int of = WINDOW_LOGIN; of < WINDOW_TXN; of++)
        for (size_t i = 0; i < ARRAY_LEN(days); i++) {
            window_one(s->events, &(struct window){.of = (enum window_of)of, .days = days[i]}, row,
                       &found);
            printf(",%u", found.count);
        }
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct window in = {.of = WINDOW_TXN, .days = days[i]}, bought = in, pos = in;
        window_ask(&in, TXN_DIRECTION, TXN_IN);
        window_ask(&pos, TXN_CHANNEL, POS);
        window_ask(&pos, TXN_DIRECTION, TXN_OUT);
        window_ask(&bought, TXN_KIND, TXN_PURCHASE);
        window_ask(&bought, TXN_CLASS, CLASS_DEMAND);
        window_one(s->events, &in, row, &found);
        printf(",%u,%" PRId64, found.count, found.sum);
        window_one(s->events, &pos, row, &found);
        printf(",%u,%" PRId64, found.count, found.sum);
        window_one(s->events, &bought, row, &found);
        printf(",%u,%" PRId64, found.count, found.sum);
    }
    printf("\n");
}

static rc print(struct bank *bank, const struct snapshot *s)
{
    struct q_print_numbers_row *rows;
    size_t count;
    struct arena a;
    arena_init(&a);
    rc r = q_print_numbers(bank->db, &a, &rows, &count);
    for (size_t i = 0; r == OK && i < count; i++) {
        uint32_t row;
        if (!snapshot_find(s, rows[i].customer_id, &row)) {
            printf("differs: no customer %" PRId64 "\n", rows[i].customer_id);
            continue;
        }
        for (size_t at = 0; at < AT_COUNT; at++)
            if (s->days[at] != NO_DAY)
                print_amounts(s, row, (enum at)at, rows[i].customer_no);
        print_figures(s, row, rows[i].customer_no);
        print_profile(s, row);
        print_windows(s, row);
    }
    arena_release(&a);
    struct raised_counts raised;
    struct reach everybody = reach_all();
    raised_count(s, &everybody, s->day, &raised);
    printf("alerts,%" PRIu32 "\nend,%s\n", raised.all, day_format(s->day).text);
    fflush(stdout);
    return r;
}

/* ---- a snapshot that went on, and one that was read whole ---- */

static void compare(const char *what, const void *a, const void *b, size_t size)
{
    if (size && memcmp(a, b, size) != 0)
        printf("differs: %s\n", what);
}

static void compare_columns(const struct snapshot *a, const struct snapshot *b)
{
    size_t n = a->count;
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            compare(at_names[at], a->amounts[at][i], b->amounts[at][i], n * sizeof(fen));
    compare("days", a->days, b->days, sizeof a->days);
    compare("fa_avg", a->fa_avg, b->fa_avg, n * sizeof(fen));
    compare("acct_max", a->acct_max, b->acct_max, n * sizeof(fen));
    compare("cc_spend", a->cc_spend, b->cc_spend, n * sizeof(fen));
    compare("stage", a->stage, b->stage, n);
    compare("tier", a->tier, b->tier, n);
    compare("own_tier", a->own_tier, b->own_tier, n);
    compare("ref", a->ref, b->ref, n);
    compare("standing", a->standing, b->standing, n);
    compare("below", a->below, b->below, n);
    compare("kinds", a->kinds, b->kinds, n);
    compare("cc_grade", a->cc_grade, b->cc_grade, n);
    compare("gone", a->gone, b->gone, n);
    compare("came", a->came, b->came, n * sizeof(day));
    compare("birthday", a->birthday, b->birthday, n * sizeof(uint16_t));
    compare("place", a->place, b->place, n * sizeof(uint32_t));
    compare("manager", a->manager, b->manager, n * sizeof(int32_t));
    compare("first_holding", a->first_holding, b->first_holding, (n + 1) * sizeof(uint32_t));
    compare("manager_share", a->manager_share, b->manager_share, n * sizeof(uint16_t));
    compare("first_card", a->first_card, b->first_card, (n + 1) * sizeof(uint32_t));
    compare("related", a->related, b->related, n);
    compare("last_login", a->last_login, b->last_login, n * sizeof(day));
    compare("back_days", a->back_days, b->back_days, sizeof a->back_days);
    for (size_t i = 0; i < BACK_COUNT; i++)
        for (size_t k = 0; k < BACK_AMOUNTS; k++)
            compare("back", a->back[i][k], b->back[i][k], n * sizeof(fen));
    compare("levels", a->levels, b->levels, n * sizeof *a->levels);
}

/* Terms may have other numbers. */
static void compare_terms(const char *what, const struct snapshot *a, const uint32_t *x,
                          const struct snapshot *b, const uint32_t *y)
{
    for (uint32_t row = 0; row < a->count; row++)
        if (!text_equal(terms_text(a->words, x[row]), terms_text(b->words, y[row])))
            printf("differs: %s\n", what);
}

static void compare_profiles(const struct snapshot *a, const struct snapshot *b)
{
    const struct profile_columns *x = &a->profile, *y = &b->profile;
    size_t n = a->count;
    compare("income_year", x->income_year, y->income_year, n * sizeof(fen));
    compare("born", x->born, y->born, n * sizeof(day));
    compare("opened_on", x->opened_on, y->opened_on, n * sizeof(day));
    compare("risk_assessed_on", x->risk_assessed_on, y->risk_assessed_on, n * sizeof(day));
    compare("gender", x->gender, y->gender, n);
    compare("cert_type", x->cert_type, y->cert_type, n);
    compare("risk_level", x->risk_level, y->risk_level, n);
    compare("dnd", x->dnd, y->dnd, n);
    compare_terms("occupation", a, x->occupation, b, y->occupation);
    compare_terms("education", a, x->education, b, y->education);
    compare_terms("marital", a, x->marital, b, y->marital);
}

static void compare_windows(const struct snapshot *a, const struct snapshot *b)
{
    for (int of = WINDOW_LOGIN; of <= WINDOW_TXN; of++) {
        const struct window w = {.of = (enum window_of)of, .days = EVENT_DAYS};
        uint32_t *x = mem_alloc((a->count + (size_t)1) * sizeof *x);
        uint32_t *y = mem_alloc((b->count + (size_t)1) * sizeof *y);
        window_count(a->events, &w, x);
        window_count(b->events, &w, y);
        compare("windows", x, y, a->count * sizeof *x);
        free(x);
        free(y);
    }
}

static bool is_same_alert(const struct raised *a, const struct raised *b)
{
    return a->row == b->row && a->number == b->number && a->day == b->day && a->kind == b->kind &&
           a->currency == b->currency && a->stays == b->stays && a->worth == b->worth;
}

static void compare_rest(const struct snapshot *a, const struct snapshot *b)
{
    struct totals x, y;
    struct reach all = reach_all();
    totals_of(a, &all, &x);
    totals_of(b, &all, &y);
    compare("totals", &x, &y, sizeof x);
    compare("holdings", a->holdings, b->holdings, a->first_holding[a->count] * sizeof *a->holdings);
    if (a->maturities_len != b->maturities_len)
        printf("differs: maturities, %zu and %zu\n", a->maturities_len, b->maturities_len);
    else
        compare("maturities", a->maturities, b->maturities,
                a->maturities_len * sizeof *a->maturities);
    if (a->raised_len != b->raised_len)
        printf("differs: alerts\n");
    for (size_t i = 0; i < a->raised_len && i < b->raised_len; i++)
        if (!is_same_alert(&a->raised[i], &b->raised[i]))
            printf("differs: alert %zu\n", i);
}

static rc answer(struct bank *bank, struct snapshot **last, struct why *why)
{
    struct snapshot *gone_on = NULL, *whole = NULL;
    TRY(snapshots_read(bank, *last, &gone_on, why));
    TRY(snapshots_read(bank, NULL, &whole, why));
    if (!gone_on)
        gone_on = snapshot_ref(*last);
    if (!gone_on || gone_on->day != whole->day || gone_on->count != whole->count) {
        printf("differs: which day, or how many\n");
    } else {
        compare_columns(gone_on, whole);
        compare_profiles(gone_on, whole);
        compare_windows(gone_on, whole);
        compare_rest(gone_on, whole);
    }
    snapshot_unref(whole);
    snapshot_unref(*last);
    *last = gone_on;
    return print(bank, gone_on);
}

static rc run(const struct config *config, struct why *why)
{
    struct bank bank;
    struct snapshot *last = NULL;
    char line[64];
    TRY(bank_open(config, &bank, why));
    rc r = OK;
    while (r == OK && fgets(line, sizeof line, stdin))
        r = answer(&bank, &last, why);
    snapshot_unref(last);
    bank_close(&bank);
    return r;
}

int main(void)
{
    struct why why = {""};
    struct config config;
    rc r = config_load(&(struct config_flags){0}, &config, &why);
    if (r == OK) {
        r = run(&config, &why);
        config_release(&config);
    }
    if (r != OK)
        fprintf(stderr, "%s\n", why.text[0] ? why.text : rc_text(r));
    return rc_exit(r);
}
