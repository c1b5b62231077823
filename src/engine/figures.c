#include "engine/figures.h"

static uint8_t better(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

/* A record may begin in one line of the cache and end in the next. */
static void fetch_account(const struct account *a)
{
    __builtin_prefetch(a);
    __builtin_prefetch((const char *)(a + 1) - 1);
}

static void add_account(const struct book *b, const struct account *a, struct holdings *h)
{
    if (!account_counts(a->status))
        return;
    uint8_t class = b->products.class_now[a->product];
    if (class < CLASS_SUMS) {
        fen base = a->currency == 0 ? a->balance
                                    : fen_convert(a->balance, b->currencies.rate[a->currency]);
        h->sums.v[class] = fen_add(h->sums.v[class], base);
        h->acct_max = base > h->acct_max ? base : h->acct_max;
    }
    bool holds = (a->balance > 0) | (class == CLASS_SETTLEMENT) | (class == CLASS_CHANNEL);
    h->held |= (uint32_t)holds << class;
}

/* The next accounts of the customers that have one: in 'at', and in 'whose' the place in 'ret'. */
struct wave {
    size_t count;
    uint32_t at[HOLDINGS_MOST];
    uint16_t whose[HOLDINGS_MOST];
};

static void first_accounts(const struct book *b, const uint32_t *customers, size_t count,
                           struct wave *ret_wave)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        const struct kept_sums *sums = &b->customers.sums[customers[i]];
        uint32_t first = b->customers.first_account[customers[i]];
        __builtin_prefetch(sums, 1);
        __builtin_prefetch((const char *)(sums + 1) - 1, 1);
        __builtin_prefetch(&b->customers.aum[customers[i]], 1);
        ret_wave->at[left] = first;
        ret_wave->whose[left] = (uint16_t)i;
        if (first != NO_ROW) {
            fetch_account(&b->accounts.at[first]);
            left++;
        }
    }
    ret_wave->count = left;
}

/* Takes the wave's accounts in; those that follow them are the wave then. */
static void next_accounts(const struct book *b, struct wave *w, struct holdings *ret)
{
    const struct account *all = b->accounts.at;
    size_t left = 0;
    for (size_t i = 0; i < w->count; i++) {
        const struct account *a = &all[w->at[i]];
        uint16_t whose = w->whose[i];
        uint32_t next = a->next;
        w->at[left] = next;
        w->whose[left] = whose;
        fetch_account(&all[next == NO_ROW ? w->at[i] : next]);
        left += next != NO_ROW;
        add_account(b, a, &ret[whose]);
    }
    w->count = left;
}

static void add_cards(const struct book *b, uint32_t customer, day d, struct holdings *h)
{
    const struct cards *c = &b->cards;

    for (uint32_t i = b->customers.first_card[customer]; i != NO_ROW; i = c->next[i]) {
        if (!card_valid(c, i, d))
            continue;
        bool credit = c->kind[i] == CARD_CREDIT;
        h->held |= UINT32_C(1) << (credit ? CLASS_CREDIT_CARD : CLASS_DEBIT_CARD);
        if (credit)
            h->cc_grade = better(h->cc_grade, c->grade[i]);
        if (c->vip[i])
            h->vip_grade = better(h->vip_grade, c->grade[i]);
    }
}

/* The first accounts of all, then the second ones, and so on: each wave asks for the next one, and
 * the memory hands its accounts over side by side. */
void holdings_of(const struct book *b, const uint32_t *customers, size_t count, day d,
                 struct holdings *ret)
{
    struct wave wave;
    assert(count <= HOLDINGS_MOST);
    first_accounts(b, customers, count, &wave);
    if (count > 0)
        memset(ret, 0, count * sizeof *ret);
    while (wave.count > 0)
        next_accounts(b, &wave, ret);
    for (size_t i = 0; i < count; i++) {
        add_cards(b, customers[i], d, &ret[i]);
        ret[i].kinds = (uint8_t)__builtin_popcount(ret[i].held);
    }
}

struct kept_sums sums_keep(const struct sums *s)
{
    /* clang-format off */
    static const uint64_t factors[CLASS_SUMS] = {
        UINT64_C(0x08fa96a3b61875f3), UINT64_C(0x1f47be382adb1445), UINT64_C(0xb2b5c6e805a25b19),
        UINT64_C(0x763732a3d9238531), UINT64_C(0xe1d74389fb51a593), UINT64_C(0x0ccb25db3d15a14f),
        UINT64_C(0xf421a7f0a520693b), UINT64_C(0x438b54364abc03d9), UINT64_C(0x5e30fcb523943b33),
        UINT64_C(0x0bdce360b6d989b9), UINT64_C(0x0fbac5e3c00d3565),
    };
    /* clang-format on */
    struct kept_sums k = {.mortgage = s->v[CLASS_MORTGAGE], .credit_loan = s->v[CLASS_CREDIT_LOAN]};
    for (size_t class = 0; class < CLASS_SUMS; class ++)
        k.print += (uint64_t)s->v[class] * factors[class];
    return k;
}

static fen immense_assets(const struct rules *r, const struct sums *s)
{
    int128_t weighted = 0;
    for (size_t class = 0; class < CLASS_SUMS; class ++)
        weighted += (int128_t)s->v[class] * r->weights[class];
    return fen_clamp(divide_half_up(weighted, BASIS_POINTS));
}

/* Halves away from zero, as divide_half_up; in 64 bits wherever they suffice. */
fen financial_assets(const struct rules *r, const struct sums *s)
{
    int64_t weighted = 0, part;
    bool overflow = false;
    for (size_t class = 0; class < CLASS_SUMS; class ++) {
        overflow |= __builtin_mul_overflow(s->v[class], (int64_t)r->weights[class], &part);
        overflow |= __builtin_add_overflow(weighted, part, &weighted);
    }
    if (overflow)
        return immense_assets(r, s);
    int64_t rest = weighted % BASIS_POINTS, half = BASIS_POINTS / 2;
    return weighted / BASIS_POINTS + (rest >= half) - (rest <= -half);
}

fen assets_under_management(const struct sums *s)
{
    static const uint8_t classes[] = {CLASS_DEMAND, CLASS_TIME,      CLASS_FUND,       CLASS_BOND,
                                      CLASS_WEALTH, CLASS_INSURANCE, CLASS_SECURITIES, CLASS_GOLD};
    fen aum = 0;
    for (size_t i = 0; i < ARRAY_LEN(classes); i++)
        aum = fen_add(aum, s->v[classes[i]]);
    return aum;
}

/* Halves away from zero, as divide_half_up. */
fen average_over(fen sum, int days)
{
    int64_t whole = sum / days, rest = sum % days;
    return whole + (2 * rest >= days) - (2 * rest <= -days);
}

fen daily_average(fen fa_ytd, day d)
{
    return average_over(fa_ytd, day_of_year(d));
}

fen aum_max(fen aum, const struct months *m, int window)
{
    fen most = aum;
    for (int i = 0; i < window; i++)
        if (m->v[i] > most)
            most = m->v[i];
    return most;
}

void months_carry(struct months *m, day newest, day month_end, fen aum)
{
    struct ymd older = day_ymd(month_end), newer = day_ymd(newest);
    int age = (newer.year - older.year) * 12 + newer.month - older.month;
    for (int k = 0; k <= age && k < AUM_MONTHS; k++)
        m->v[k] = aum;
}

void months_open(struct months *m, day newest, const fen *opening, day first_day, day taken)
{
    day next = day_add_months(day_month_start(first_day), 1) - 1;
    for (int k = AUM_MONTHS - 1; k >= 0; k--)
        months_carry(m, newest, day_month_end_before(first_day, k + 1), opening[k]);
    if (next < taken)
        months_carry(m, newest, next, 0);
}

/* The last day from 'on' (where it holds) to 'until' in the same year on which the average of a
 * standing amount below the limit has not yet sunk under it.  It only sinks: halving finds it. */
static day last_day_reached(const struct standstill *s, fen limit, day until)
{
    day holds = s->on, fails = until + 1;
    while (fails - holds > 1) {
        day middle = holds + (fails - holds) / 2;
        fen ytd = fen_clamp(s->fa_ytd + (int128_t)s->fa * (middle - s->on));
        if (daily_average(ytd, middle) >= limit)
            holds = middle;
        else
            fails = middle;
    }
    return holds;
}

fen fa_ytd_until(fen fa, fen fa_ytd, day on, day until, day year_start)
{
    bool same_year = on >= year_start;
    int64_t days = same_year ? until - on : until - year_start + 1;
    int64_t begun = same_year ? fa_ytd : 0, more, sum;
    if (!__builtin_mul_overflow(fa, days, &more) && !__builtin_add_overflow(begun, more, &sum))
        return sum;
    return fen_clamp((int128_t)begun + (int128_t)days * fa);
}

struct standstill standstill_until(const struct rules *r, struct standstill s, day until)
{
    day year_start = day_year_start(until);
    bool same_year = s.on >= year_start;

    if (s.fa >= r->target_limit)
        s.reached_on = until;
    else if (daily_average(s.fa_ytd, s.on) >= r->target_limit) {
        day year_end = day_of((struct ymd){day_ymd(s.on).year, 12, 31});
        s.reached_on = last_day_reached(&s, r->target_limit, same_year ? until : year_end);
    }
    if (s.acct_max >= r->potential_limit)
        s.over_on = until;

    s.fa_ytd = fa_ytd_until(s.fa, s.fa_ytd, s.on, until, year_start);
    s.on = until;
    return s;
}
