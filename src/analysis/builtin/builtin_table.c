/* The reports themselves.  Amounts in a definition are yuan.  A new one: its parts, its entry in
 * 'builtins', its line in docs/guide/reports.md; tests/program/test_reports.py asks each of them.
 */
#include "analysis/builtin/builtin.h"
#include "base/tongue.h"

const char *const builtin_group_labels[BUILTIN_GROUPS] = {
    [BUILTIN_CUSTOMERS] = N_("Customers and assets"),
    [BUILTIN_MOVEMENTS] = N_("Movements"),
    [BUILTIN_RESULTS] = N_("Results and rank"),
    [BUILTIN_PRODUCTS] = N_("Products and cards"),
};

#define PARTS(items) .parts = items, .parts_len = ARRAY_LEN(items)
#define VIEWS(items) .views = items, .views_len = ARRAY_LEN(items)

/* clang-format off */

#define FIGURES(address_) {BUILTIN_FIGURES, NULL, "show=" address_, NULL}
#define FIGURES_IN(view_, address_) {BUILTIN_FIGURES, NULL, "show=" address_, view_}

/* Balances and how they have moved since the last month end and the beginning of the year. */
#define MOVED(field) "sum(" field "),sum(" field ",vs_month_end),sum(" field ",vs_year_begin)"
#define SIZES "(10000,50000,100000,200000,500000,1000000,5000000)"

/* ---- asset trend ---- */

static const struct builtin_view trend_views[] = {
    {"then", N_("By the tier of each month")},
    {"now", N_("Of today's customers")},
};
static const struct builtin_part trend_parts[] = {
    FIGURES("sum(aum),sum(fa),sum(deposits),customers"),
    {BUILTIN_TABLE, N_("Assets under management by tier, thirteen months"),
     "by=tier&show=sum(aum)&over=months(13)&as=then&chart=area", "then"},
    {BUILTIN_TABLE, N_("Assets under management of today's tiers, thirteen months"),
     "by=tier&show=sum(aum)&over=months(13)&chart=line", "now"},
    {BUILTIN_TABLE, N_("By tier today"),
     "by=tier&show=" MOVED("aum") ",customers,customers(vs_month_end)&chart=pie"},
    {BUILTIN_TABLE, N_("What it is made of"),
     "by=tier&show=" MOVED("deposits") "," MOVED("fa")},
};

/* ---- churning ---- */

#define FALLING                                                                                    \
    "where=aum < aum(last month end) and aum(last month end) < aum(2 months ago) and "             \
    "aum(2 months ago) < aum(3 months ago) and aum(3 months ago) >= 50000"
#define LEFT "sum(aum,vs_3_months_ago),sum(aum,vs_3_months_ago,rate),customers,sum(aum)"

static const struct builtin_part churning_parts[] = {
    FIGURES("sum(aum,vs_3_months_ago),sum(aum,vs_3_months_ago,rate),customers,sum(aum)&" FALLING),
    {BUILTIN_TABLE, N_("By tier"), "by=tier&show=" LEFT "&chart=bar&" FALLING},
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1)&show=" LEFT "&order=sum(aum,vs_3_months_ago)&" FALLING},
    {BUILTIN_TABLE, N_("By manager"), "by=manager&show=" LEFT "&order=sum(aum,vs_3_months_ago)&first=50&" FALLING},
    {BUILTIN_LIST, N_("Whom it is about"), "show=customers&" FALLING},
};

/* ---- size bands ---- */

static const struct builtin_part size_parts[] = {
    FIGURES("customers,sum(fa),avg(fa),median(fa)"),
    {BUILTIN_TABLE, N_("Customers by balance"),
     "by=fa" SIZES "&show=customers,share,customers(vs_month_end),sum(fa),share(fa),avg(fa),"
     "sum(fa,vs_month_end),sum(fa,vs_year_begin)&chart=bar"},
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1),fa" SIZES "&show=customers&chart=heat"},
};

/* ---- tiers ---- */

static const struct builtin_part tier_parts[] = {
    FIGURES("customers,sum(fa),avg(fa),median(fa)"),
    {BUILTIN_TABLE, N_("Customers by tier"),
     "by=tier&show=customers,share,customers(vs_month_end),sum(fa),share(fa),avg(fa),"
     "sum(fa,vs_month_end),sum(fa,vs_year_begin)&chart=bar"},
    {BUILTIN_TABLE, N_("Tier and balance"), "by=tier,fa" SIZES "&show=customers&chart=heat"},
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1),tier&show=customers&chart=bar"},
};

/* ---- movements ---- */

/* Tiers move at month ends: between the last one and today there is nothing to see. */
static const struct builtin_view movement_views[] = {
    {"balance-month", N_("By balance, this month")},
    {"balance-last", N_("By balance, last month")},
    {"balance-year", N_("By balance, this year")},
    {"tier-last", N_("By tier, last month")},
    {"tier-year", N_("By tier, this year")},
};
#define FROM_TO(title_, dim, since, at, view_)                                                     \
    {BUILTIN_TABLE, title_, "by=" dim since "," dim "&show=customers&chart=sankey" at, view_},     \
    {BUILTIN_TABLE, N_("From, in rows, to, in columns: financial assets"),                         \
     "by=" dim since "," dim "&show=sum(fa)&chart=matrix" at, view_}

static const struct builtin_part movement_parts[] = {
    FROM_TO(N_("From band to band"), "fa" SIZES, "@month_end", "", "balance-month"),
    FROM_TO(N_("From band to band"), "fa" SIZES, "@month_end", "&at=month_end", "balance-last"),
    FROM_TO(N_("From band to band"), "fa" SIZES, "@year_begin", "", "balance-year"),
    FROM_TO(N_("From tier to tier"), "tier", "@month_end", "&at=month_end", "tier-last"),
    FROM_TO(N_("From tier to tier"), "tier", "@year_begin", "", "tier-year"),
};

/* ---- large movements ---- */

static const struct builtin_view large_views[] = {
    {"out", N_("Money that left")},
    {"in", N_("Money that came")},
};
#define LARGE(view_, where_, order_)                                                               \
    {BUILTIN_TABLE, N_("By organisation"),                                                                        \
     "by=org(1)&show=sum(aum,vs_yesterday),customers,sum(aum)&chart=bar&order=" order_ "&where=" where_, view_}, \
    {BUILTIN_TABLE, N_("By manager"),                                                                             \
     "by=manager&show=sum(aum,vs_yesterday),customers,sum(aum)&first=50&order=" order_ "&where=" where_, view_}, \
    {BUILTIN_TABLE, N_("By tier"), "by=tier&show=sum(aum,vs_yesterday),customers,sum(aum)&where=" where_, view_}, \
    {BUILTIN_LIST, N_("Whom it is about"), "show=customers&where=" where_, view_}

static const struct builtin_part large_parts[] = {
    FIGURES_IN("out", "sum(aum,vs_yesterday),customers,sum(aum)&where=aum_change(yesterday) <= -50000"),
    FIGURES_IN("in", "sum(aum,vs_yesterday),customers,sum(aum)&where=aum_change(yesterday) >= 50000"),
    LARGE("out", "aum_change(yesterday) <= -50000", "sum(aum,vs_yesterday)"),
    LARGE("in", "aum_change(yesterday) >= 50000", "-sum(aum,vs_yesterday)"),
};

/* ---- high net worth ---- */

#define HIGH "where=tier in (growth, core) or aum >= 5000000"
static const struct builtin_part high_parts[] = {
    FIGURES("sum(aum),customers,avg(aum)&" HIGH),
    {BUILTIN_TABLE, N_("By tier"), "by=tier&show=customers," MOVED("aum") ",avg(aum)&" HIGH},
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1)&show=customers," MOVED("aum") ",avg(aum)&order=-sum(aum)&chart=bar&" HIGH},
    {BUILTIN_TABLE, N_("By manager"), "by=manager&show=customers," MOVED("aum") "&order=-sum(aum)&first=50&" HIGH},
    {BUILTIN_LIST, N_("The customers"), "show=customers&" HIGH},
};

/* ---- managers' results ---- */

static const struct builtin_view result_views[] = {
    {"tens", N_("These ten days")},
    {"months", N_("This month")},
    {"month", N_("Last month")},
};
#define AGAINST(field) "sum(" field "),sum(" field ",vs_before)"
#define RESULTS "customers,customers(vs_before)," AGAINST("fa") "," AGAINST("aum") "," AGAINST("deposits")
#define RESULTS_OVER(view_, times)                                                                 \
    {BUILTIN_TABLE, N_("By manager"), "by=manager&show=" RESULTS "&as=then&order=-sum(fa)&first=200&" times, view_}, \
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1)&show=" RESULTS "&as=then&" times, view_}

static const struct builtin_part result_parts[] = {
    FIGURES("sum(fa),sum(aum),sum(deposits),customers&where=not manager is empty&as=then"),
    RESULTS_OVER("tens", "over=tens(1)"),
    RESULTS_OVER("months", "over=months(1)"),
    RESULTS_OVER("month", "over=months(1)&at=month_end"),
    {BUILTIN_TABLE, N_("Financial assets by ten-day period"),
     "by=manager&show=sum(fa)&over=tens(6)&as=then&order=-sum(fa)&first=10&chart=line", "tens"},
    {BUILTIN_TABLE, N_("Financial assets by month"),
     "by=manager&show=sum(fa)&over=months(6)&as=then&order=-sum(fa)&first=10&chart=line", "months"},
    {BUILTIN_TABLE, N_("Products held"), "by=manager&show=customers,avg(product_kinds)&order=-customers&first=200"},
};

/* ---- coverage ---- */

static const struct builtin_view coverage_views[] = {
    {"classes", N_("By product class")},
    {"manager", N_("By manager")},
    {"org", N_("By organisation")},
};
static const struct builtin_part coverage_parts[] = {
    FIGURES("avg(product_kinds),customers"),
    {BUILTIN_TABLE, N_("Who holds what"), "by=holds&show=customers,share&chart=bar", "classes"},
    {BUILTIN_TABLE, N_("How many classes a customer holds"), "by=product_kinds&show=customers,share,sum(aum)&chart=bar", "classes"},
    {BUILTIN_TABLE, N_("By tier"), "by=tier&show=customers,avg(product_kinds)", "classes"},
    {BUILTIN_TABLE, N_("Tier and class"), "by=tier,holds&show=customers&chart=heat", "classes"},
    {BUILTIN_TABLE, N_("By manager"), "by=manager&show=customers,avg(product_kinds)&order=-avg(product_kinds)&first=200", "manager"},
    {BUILTIN_TABLE, N_("Manager and class"), "by=manager,holds&show=customers&chart=heat", "manager"},
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1)&show=customers,avg(product_kinds)&order=-avg(product_kinds)", "org"},
    {BUILTIN_TABLE, N_("Organisation and class"), "by=org(1),holds&show=customers&chart=heat", "org"},
};

/* ---- league ---- */

static const struct builtin_view league_views[] = {
    {"aum", N_("Assets under management")},
    {"fa", N_("Financial assets")},
    {"deposits", N_("Deposits")},
    {"customers", N_("Customers")},
    {"gold", N_("Customers from gold up")},
};
#define LEAGUE_OF(title_, by, field)                                                               \
    {BUILTIN_TABLE, title_,                                                                                       \
     "by=" by "&show=sum(" field "),sum(" field ",vs_month_end),sum(" field ",vs_month_end,rate),sum(" field \
     ",vs_year_begin),sum(" field ",vs_year_begin,rate)&as=then&chart=bar&order=-sum(" field ")", field}
#define LEAGUE_OF_COUNT(title_, by, view_, where_)                                                 \
    {BUILTIN_TABLE, title_,                                                                                       \
     "by=" by "&show=customers,customers(vs_month_end),customers(vs_month_end,rate),customers(vs_year_begin)," \
     "customers(vs_year_begin,rate)&as=then&chart=bar&order=-customers" where_, view_}

static const struct builtin_part league_parts[] = {
    FIGURES_IN("aum", "sum(aum),customers"),
    FIGURES_IN("fa", "sum(fa),customers"),
    FIGURES_IN("deposits", "sum(deposits),customers"),
    FIGURES_IN("customers", "customers,sum(aum)"),
    FIGURES_IN("gold", "sum(aum),customers&where=tier >= gold"),
    LEAGUE_OF(N_("One level below"), "org(1)", "aum"),
    LEAGUE_OF(N_("All outlets"), "org(all)", "aum"),
    LEAGUE_OF(N_("One level below"), "org(1)", "fa"),
    LEAGUE_OF(N_("All outlets"), "org(all)", "fa"),
    LEAGUE_OF(N_("One level below"), "org(1)", "deposits"),
    LEAGUE_OF(N_("All outlets"), "org(all)", "deposits"),
    LEAGUE_OF_COUNT(N_("One level below"), "org(1)", "customers", ""),
    LEAGUE_OF_COUNT(N_("All outlets"), "org(all)", "customers", ""),
    {BUILTIN_TABLE, N_("One level below"), "by=org(1)&show=customers,share,sum(aum)&order=-customers&chart=bar&where=tier >= gold", "gold"},
    {BUILTIN_TABLE, N_("All outlets"), "by=org(all)&show=customers,share,sum(aum)&order=-customers&where=tier >= gold", "gold"},
};

/* ---- VIPs and their cards ---- */

#define VIPS "where=level(card) >= gold"
static const struct builtin_part vip_parts[] = {
    FIGURES("sum(fa),customers,avg(fa)&" VIPS),
    {BUILTIN_TABLE, N_("By level"), "by=level(card)&show=customers," MOVED("fa") ",avg(fa)&" VIPS},
    {BUILTIN_TABLE, N_("By manager and level"), "by=manager,level(card)&show=customers&chart=bar&" VIPS},
    {BUILTIN_TABLE, N_("By manager"),
     "by=manager&show=customers," MOVED("fa") "," MOVED("deposits") ",avg(product_kinds)&order=-customers&first=200&" VIPS},
};

static const struct builtin_view card_views[] = {
    {"missing", N_("Qualified without a card")},
    {"issued", N_("Card issued")},
    {"below", N_("Card issued, below standard")},
};
#define CARDS(view_, where_)                                                                       \
    {BUILTIN_TABLE, N_("By level"), "by=level(card)&show=customers,sum(fa),avg(fa_avg)&where=" where_, view_},    \
    {BUILTIN_TABLE, N_("By organisation"), "by=org(1),level(card)&show=customers&chart=bar&where=" where_, view_}, \
    {BUILTIN_TABLE, N_("By manager"), "by=manager&show=customers,sum(fa)&order=-customers&first=50&where=" where_, view_}, \
    {BUILTIN_LIST, N_("The customers"), "show=customers&where=" where_, view_}

static const struct builtin_part card_parts[] = {
    FIGURES_IN("missing", "customers,sum(fa)&where=level(card) >= gold and not vip"),
    FIGURES_IN("issued", "customers,sum(fa)&where=vip"),
    FIGURES_IN("below", "customers,sum(fa)&where=vip and level(card) < gold"),
    CARDS("missing", "level(card) >= gold and not vip"),
    CARDS("issued", "vip"),
    CARDS("below", "vip and level(card) < gold"),
};

/* ---- all of them, as they stand on the page ---- */

const struct builtin builtins[] = {
    {"asset-trend", N_("Asset trend"), BUILTIN_CUSTOMERS,
     N_("How assets under management have gone over the last year, month end by month end, and how the tiers share in them."),
     N_("By the tier of each month, a customer counts where he stood then: what a tier won or lost by customers moving up or down is in it. Of today's customers, "
        "each one counts in all months where he stands today: what is left is what they themselves brought or took."),
     VIEWS(trend_views), PARTS(trend_parts), .bases = true},
    {"size-bands", N_("Customers by size"), BUILTIN_CUSTOMERS,
     N_("Customers by the band that their financial assets are in."),
     N_("Counted are those at home in the organisation, with all that they have in the bank, also in accounts at other outlets. The tier of a customer says something else: it looks back over months and at more than the balance, so a high "
        "tier may stand beside a small balance. Customers by tier shows both beside one another."),
     PARTS(size_parts)},
    {"tiers", N_("Customers by tier"), BUILTIN_CUSTOMERS,
     N_("Customers by their tier in the whole bank."),
     N_("The tier goes by the best of several months, by card spend and loans, too, not by today's balance: a customer of a high tier may have little left here. The table of "
        "tier and balance shows how many; by size, they stand where their money is."),
     PARTS(tier_parts), .bases = true},
    {"high-net-worth", N_("High-net-worth customers"), BUILTIN_CUSTOMERS,
     N_("Customers of the tiers growth and core, and whoever has 5,000,000 yuan or more with the bank today whatever the tier."),
     N_("The tier moves at month ends only: who came to the amount this month stands here already, before the tier follows."),
     PARTS(high_parts), .names_customers = true},
    {"churning", N_("Churning customers"), BUILTIN_MOVEMENTS,
     N_("Customers whose assets have fallen for three months: less at the second month end back than at the third, less at the last one, less still today; of those who "
        "had 50,000 yuan or more three month ends ago."),
     N_("How much has left is the assets of today against those of the third month end back. Money that moved into insurance or gold is still in it; a repaid loan is not a loss."),
     PARTS(churning_parts), .names_customers = true},
    {"movements", N_("Movements of customers"), BUILTIN_MOVEMENTS,
     N_("From where to where customers have moved between tiers, or between bands of their balance, since the last month end or the beginning of the year."),
     N_("Counted are those at home in the organisation, with all that they have in the bank. A tier is the customer's in the whole bank and moves at month ends only; balances move every day. By balance the report shows better how an outlet has gained "
        "and lost: a customer may keep a high tier for months after the money has left."),
     VIEWS(movement_views), PARTS(movement_parts)},
    {"large-movements", N_("Large movements"), BUILTIN_MOVEMENTS,
     N_("Customers whose assets have risen or fallen by 50,000 yuan or more since the day before."),
     N_("What counts is all that a customer has: money that went from a deposit into a wealth product has not left."),
     VIEWS(large_views), PARTS(large_parts), .names_customers = true},
    {"manager-results", N_("Managers' results"), BUILTIN_RESULTS,
     N_("For each manager the customers, financial assets, assets under management and deposits at the end of the period, against the end of the period before: the last ten-day "
        "period (the 10th, the 20th, the month's end) or month."),
     N_("Each period counts the customers that a manager had at its end: a customer who was handed over is in the change of both. The period that is shown first still runs."),
     VIEWS(result_views), PARTS(result_parts), .bases = false},
    {"league", N_("League of organisations"), BUILTIN_RESULTS,
     N_("Organisations by the chosen figure, and how it has changed since the last month end and the beginning of the year."),
     N_("Each time counts the customers that were at home there then."),
     VIEWS(league_views), PARTS(league_parts), .bases = true},
    {"product-coverage", N_("Product coverage"), BUILTIN_PRODUCTS,
     N_("How many customers hold something of each class, and how many classes a customer holds."),
     N_("A customer who holds several classes stands in each of them: the rows add up to more than all customers. Shares are of the customers who hold something of any class."),
     VIEWS(coverage_views), PARTS(coverage_parts)},
    {"manager-vips", N_("VIPs by manager"), BUILTIN_PRODUCTS,
     N_("Customers whose level for VIP cards is gold or above, by who manages them."),
     N_("The level for cards goes by the annual daily average of financial assets and moves at month ends."),
     PARTS(vip_parts)},
    {"vip-cards", N_("VIP cards"), BUILTIN_PRODUCTS,
     N_("Who qualifies for a VIP card and has none, who has one, and who has one but no longer reaches its standard."),
     N_("The level for cards goes by the annual daily average of financial assets and moves at month ends."),
     VIEWS(card_views), PARTS(card_parts), .names_customers = true},
};
const size_t builtins_len = ARRAY_LEN(builtins);
/* clang-format on */
