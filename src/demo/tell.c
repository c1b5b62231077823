#include "demo/tell.h"

#include "demo/person.h"
#include "demo/seasons.h"

/* clang-format off */
enum with { WITH_NOBODY, WITH_EMPLOYER, WITH_PENSIONS, WITH_SHOP, WITH_SOMEBODY, WITH_ONESELF, WITH_BANK };
enum { HOW_CHANNELS = 3 };
static const struct {
    const char *kind;
    const char *channels[HOW_CHANNELS]; /* "": the bank booked it by itself */
    enum with with;
    const char *note;
    bool second; /* of two legs: at the time and by the channel of the row before */
} hows[HOW_COUNT] = {
    [HOW_SALARY]       = {"salary", {"", "", ""}, WITH_EMPLOYER, "工资"},
    [HOW_BONUS]        = {"salary", {"", "", ""}, WITH_EMPLOYER, "年终奖"},
    [HOW_PENSION]      = {"salary", {"", "", ""}, WITH_PENSIONS, "养老金"},
    [HOW_SPEND]        = {"other", {"thirdparty", "thirdparty", "pos"}, WITH_SHOP, "快捷支付"},
    [HOW_RENT]         = {"transfer", {"app", "thirdparty", "app"}, WITH_SOMEBODY, "家用"},
    [HOW_SALES]        = {"transfer", {"thirdparty", "app", "pos"}, WITH_SOMEBODY, "货款"},
    [HOW_CARD]         = {"card_spend", {"pos", "thirdparty", "pos"}, WITH_SHOP, "消费"},
    [HOW_REFUND]       = {"card_spend", {"pos", "thirdparty", "pos"}, WITH_SHOP, "退货"},
    [HOW_CARD_BILL]    = {"repayment", {"app", "app", "web"}, WITH_BANK, "信用卡还款"},
    [HOW_CARD_PAID]    = {"repayment", {"app", "app", "web"}, WITH_ONESELF, "信用卡还款", true},
    [HOW_INSTALMENT]   = {"repayment", {"", "", ""}, WITH_BANK, "贷款还款"},
    [HOW_LOAN_PAID]    = {"repayment", {"", "", ""}, WITH_ONESELF, "贷款还款", true},
    [HOW_SENT]         = {"transfer", {"app", "counter", "web"}, WITH_SOMEBODY, "转账"},
    [HOW_RECEIVED]     = {"transfer", {"app", "counter", "web"}, WITH_SOMEBODY, "转账"},
    [HOW_SENT_OWN]     = {"transfer", {"app", "app", "counter"}, WITH_ONESELF, "转出他行"},
    [HOW_RECEIVED_OWN] = {"transfer", {"app", "app", "counter"}, WITH_ONESELF, "他行转入"},
    [HOW_HOUSE]        = {"transfer", {"counter", "counter", "web"}, WITH_SOMEBODY, "购房款"},
    [HOW_BOUGHT]       = {"transfer", {"app", "counter", "web"}, WITH_ONESELF, "申购"},
    [HOW_SUBSCRIBED]   = {"purchase", {"app", "counter", "web"}, WITH_ONESELF, "申购", true},
    [HOW_REDEEMED]     = {"transfer", {"app", "counter", "web"}, WITH_ONESELF, "兑付", true},
    [HOW_PAID_OUT]     = {"redemption", {"app", "counter", "web"}, WITH_ONESELF, "兑付"},
    [HOW_CLOSED]       = {"transfer", {"app", "counter", "web"}, WITH_ONESELF, "销户转出"},
    [HOW_INTEREST]     = {"interest", {"", "", ""}, WITH_BANK, "利息"},
    [HOW_CASH]         = {"cash", {"counter", "atm", "counter"}, WITH_NOBODY, ""},
};
/* clang-format on */

/* ---- numbers of accounts and cards: issuers that no bank has ---- */

static void put_account_no(struct line *l, uint32_t account)
{
    put_checked_number(l, UINT64_C(990100000000000) + account, 16);
}

static void put_card_no(struct line *l, uint32_t card)
{
    put_checked_number(l, UINT64_C(990200000000000) + card, 16);
}

/* ---- transactions ---- */

/* Banks work at night, counters by day; shops and people mostly from morning to evening. */
static uint64_t hour_thrown(struct die *d, enum how how, const char *channel)
{
    bool pay = how == HOW_SALARY || how == HOW_BONUS || how == HOW_PENSION;
    if (*channel == '\0')
        return pay ? throw_between(d, 8, 11) : 1;
    return strcmp(channel, "counter") == 0 ? throw_between(d, 9, 16) : throw_between(d, 7, 22);
}

static void put_time(struct line *l, struct die *d, enum how how, const char *channel)
{
    put_digits(l, hour_thrown(d, how, channel), 2);
    put_char(l, ':');
    put_digits(l, throw_below(d, 60), 2);
    put_char(l, ':');
    put_digits(l, throw_below(d, 60), 2);
}

static void put_other_party(struct line *l, const struct town *t, struct die *d, enum how how,
                            uint32_t customer)
{
    enum with with = hows[how].with;
    bool elsewhere = how == HOW_SENT_OWN || how == HOW_RECEIVED_OWN || with == WITH_SOMEBODY;
    struct person p;
    switch (with) {
    case WITH_EMPLOYER:
        put_text(l, employer_thrown(d));
        break;
    case WITH_PENSIONS:
        put_text(l, "社会保险事业管理中心");
        break;
    case WITH_SHOP:
        put_text(l, shop_thrown(d));
        break;
    case WITH_SOMEBODY:
        put_text(l, surname_thrown(d));
        put_text(l, given_name_thrown(d, throw_below(d, 2), 1975));
        break;
    case WITH_ONESELF:
        p = person_of(t, customer);
        put_person_name(l, &p);
        break;
    case WITH_BANK:
        put_text(l, "南屏银行");
        break;
    case WITH_NOBODY:
        break;
    }
    put_comma(l);
    if (elsewhere)
        put_text(l, other_bank_thrown(d));
    put_text(l, with == WITH_ONESELF ? ",1," : ",0,");
}

static void tell_transaction(struct town *t, uint32_t account, fen amount, enum how how, day on)
{
    uint64_t number = t->transactions++;
    uint32_t customer = holding_at(t, account)->owner;
    struct die d = today_die(t, DIE_SPENT, number - hows[how].second);
    const char *channel = hows[how].channels[throw_below(&d, HOW_CHANNELS)];
    struct ymd ymd = day_ymd(t->today);
    struct line l = pen_line(&t->pen, FILE_TRANSACTION);
    put_char(&l, 'T');
    put_digits(&l, (uint64_t)(ymd.year * 10000 + ymd.month * 100 + ymd.day), 8);
    put_digits(&l, number, 9);
    put_comma(&l);
    put_account_no(&l, account);
    put_comma(&l);
    put_customer_no(&l, customer);
    put_comma(&l);
    put_day(&l, on);
    put_char(&l, ' ');
    put_time(&l, &d, how, channel);
    put_text(&l, amount < 0 ? ",out," : ",in,");
    put_fen(&l, amount < 0 ? -amount : amount);
    put_comma(&l);
    put_text(&l, hows[how].kind);
    put_comma(&l);
    put_text(&l, channel);
    put_comma(&l);
    put_other_party(&l, t, &d, how, customer);
    put_text(&l, hows[how].note);
    put_char(&l, '\n');
    pen_row(&t->pen, FILE_TRANSACTION, l);
}

/* What a credit card or a loan account shows is what is owed: spending raises it. */
static bool is_owed(const struct holding *a)
{
    enum product_class class = holding_class(a);
    return class == CLASS_CREDIT_CARD || class_is_loan(class);
}

void move(struct town *t, uint32_t account, fen amount, enum how how)
{
    struct holding *a = holding_at(t, account);
    if (amount == 0)
        return;
    a->balance += is_owed(a) ? -amount : amount;
    holding_touch(t, account);
    tell_transaction(t, account, amount, how, t->today);
}

void tell_past(struct town *t, uint32_t account, fen amount, enum how how, day on)
{
    tell_transaction(t, account, amount, how, on);
}

/* ---- the bank itself ---- */

static void tell_product(struct town *t, const struct product *p)
{
    struct line l = pen_line(&t->pen, FILE_PRODUCT);
    put_text(&l, p->code);
    put_comma(&l);
    put_text(&l, p->name);
    put_comma(&l);
    put_text(&l, class_names[p->class]);
    put_comma(&l);
    put_text(&l, p->family);
    put_comma(&l);
    if (p->risk) {
        put_char(&l, 'R');
        put_digits(&l, (uint64_t)p->risk, 1);
    }
    put_comma(&l);
    if (p->term_days)
        put_number(&l, (uint64_t)p->term_days);
    put_comma(&l);
    if (p->rate_bp) {
        put_text(&l, "0.");
        put_digits(&l, (uint64_t)p->rate_bp, 4);
    }
    put_comma(&l);
    put_fen(&l, YUAN(p->least));
    put_comma(&l);
    put_day(&l, day_add_months(day_year_start(t->first), -24));
    put_text(&l, ",\n");
    pen_row(&t->pen, FILE_PRODUCT, l);
}

static void tell_worker(struct town *t, size_t number)
{
    struct line l = pen_line(&t->pen, FILE_STAFF);
    put_staff(&l, &t->network, t->size.seed, number, t->today);
    pen_row(&t->pen, FILE_STAFF, l);
}

void tell_bank(struct town *t)
{
    for (uint32_t org = 0; org < t->network.orgs; org++) {
        struct line l = pen_line(&t->pen, FILE_ORG);
        put_org(&l, &t->network, org);
        pen_row(&t->pen, FILE_ORG, l);
    }
    for (size_t i = 0; i < shelf_len(); i++)
        tell_product(t, shelf_at(i));
    for (size_t i = 0; i < t->network.staff.len; i++)
        tell_worker(t, i);
}

void tell_staff_changes(struct town *t)
{
    for (size_t i = 0; i < t->network.staff.len; i++)
        if (network_worker(&t->network, i)->changes == t->today)
            tell_worker(t, i);
}

/* Half a per cent a day at most. */
void tell_rates(struct town *t)
{
    for (uint64_t c = 1; c < CURRENCIES; c++) {
        struct die d = today_die(t, DIE_MARKET, c);
        t->rates[c] += t->rates[c] / 10000 * ((int64_t)throw_below(&d, 101) - 50);
        struct line l = pen_line(&t->pen, FILE_FX);
        put_text(&l, currencies[c]);
        put_comma(&l);
        put_number(&l, (uint64_t)t->rates[c] / RATE_ONE);
        put_char(&l, '.');
        put_digits(&l, (uint64_t)t->rates[c] % RATE_ONE, 8);
        put_char(&l, '\n');
        pen_row(&t->pen, FILE_FX, l);
    }
}

/* ---- what was touched ---- */

static void tell_holding(struct town *t, uint32_t account)
{
    static const char *const states[] = {",open,", ",frozen,", ",closed,"};
    const struct holding *a = holding_at(t, account);
    struct line l = pen_line(&t->pen, FILE_ACCOUNT);
    put_account_no(&l, account);
    put_comma(&l);
    put_customer_no(&l, a->owner);
    put_comma(&l);
    put_text(&l, shelf_at(a->product)->code);
    put_comma(&l);
    put_text(&l, currencies[a->currency]);
    put_comma(&l);
    put_fen(&l, a->balance);
    put_comma(&l);
    put_org_no(&l, &t->network, network_outlet(&t->network, holder_at(t, a->owner)->outlet));
    put_comma(&l);
    put_day(&l, a->opened);
    put_comma(&l);
    put_day(&l, a->matures);
    put_text(&l, states[a->status]);
    if (a->cost)
        put_fen(&l, a->cost);
    put_comma(&l);
    if (holding_class(a) == CLASS_TIME)
        put_char(&l, a->renews ? '1' : '0');
    put_char(&l, '\n');
    pen_row(&t->pen, FILE_ACCOUNT, l);
}

static void tell_plastic(struct town *t, uint32_t card)
{
    static const char *const grades[] = {"ordinary", "gold", "platinum", "diamond"};
    const struct plastic *p = plastic_at(t, card);
    struct line l = pen_line(&t->pen, FILE_CARD);
    put_card_no(&l, card);
    put_comma(&l);
    put_customer_no(&l, p->owner);
    put_text(&l, p->kind == CARD_CREDIT ? ",credit," : ",debit,");
    put_text(&l, grades[p->grade]);
    put_text(&l, p->vip ? ",1," : ",0,");
    put_day(&l, p->issued);
    put_comma(&l);
    put_day(&l, p->expires);
    put_text(&l, p->cancelled ? ",cancelled\n" : ",active\n");
    pen_row(&t->pen, FILE_CARD, l);
}

static void tell_customer(struct town *t, uint32_t customer)
{
    struct line l = pen_line(&t->pen, FILE_CUSTOMER);
    put_customer(&l, t, customer);
    pen_row(&t->pen, FILE_CUSTOMER, l);
}

void tell_touched(struct town *t)
{
    for (size_t i = 0; i < t->touched_holders.len; i++) {
        uint32_t customer = *(uint32_t *)vec_at(&t->touched_holders, i);
        holder_at(t, customer)->touched = false;
        tell_customer(t, customer);
    }
    for (size_t i = 0; i < t->touched_holdings.len; i++) {
        uint32_t account = *(uint32_t *)vec_at(&t->touched_holdings, i);
        holding_at(t, account)->touched = false;
        tell_holding(t, account);
    }
    for (size_t i = 0; i < t->touched_plastics.len; i++) {
        uint32_t card = *(uint32_t *)vec_at(&t->touched_plastics, i);
        plastic_at(t, card)->touched = false;
        tell_plastic(t, card);
    }
    vec_clear(&t->touched_holders);
    vec_clear(&t->touched_holdings);
    vec_clear(&t->touched_plastics);
}
