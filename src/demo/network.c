#include "demo/network.h"

enum { CUSTOMERS_AN_OUTLET = 2000, BELOW = 4, LEAVERS_IN = 60, MOVERS_IN = 50 };

/* ---- organisations ---- */

static uint32_t groups_of(uint32_t members, uint32_t least)
{
    uint32_t groups = (members + BELOW - 1) / BELOW;
    uint32_t most = members < least ? members : least;
    return groups > most ? groups : most;
}

static void count_orgs(struct network *n, uint64_t customers)
{
    uint32_t outlets = (uint32_t)((customers + CUSTOMERS_AN_OUTLET / 2) / CUSTOMERS_AN_OUTLET);
    n->counts[LEVEL_OUTLET] = outlets < BELOW ? BELOW : outlets;
    n->counts[LEVEL_SUBBRANCH] = groups_of(n->counts[LEVEL_OUTLET], 4);
    n->counts[LEVEL_TIER2] = groups_of(n->counts[LEVEL_SUBBRANCH], 2);
    n->counts[LEVEL_TIER1] = groups_of(n->counts[LEVEL_TIER2], 2);
    n->counts[LEVEL_HEAD] = 1;
    for (enum org_level level = 0; level < LEVELS; level++) {
        n->begins[level] = n->orgs;
        n->orgs += n->counts[level];
    }
}

enum org_level network_level(const struct network *n, uint32_t org)
{
    enum org_level level = LEVEL_OUTLET;
    while (n->begins[level] > org)
        level--;
    return level;
}

/* Neighbours in number have different parents, so that a small bank has all kinds. */
uint32_t network_parent(const struct network *n, uint32_t org)
{
    enum org_level level = network_level(n, org);
    assert(level != LEVEL_HEAD);
    return n->begins[level - 1] + (org - n->begins[level]) % n->counts[level - 1];
}

static uint32_t above(const struct network *n, uint32_t org, enum org_level level)
{
    while (network_level(n, org) > level)
        org = network_parent(n, org);
    return org;
}

/* Which child of its parent. */
static uint32_t place_below(const struct network *n, uint32_t org)
{
    enum org_level level = network_level(n, org);
    return (org - n->begins[level]) / n->counts[level - 1];
}

uint32_t network_outlet(const struct network *n, uint32_t outlet)
{
    return n->begins[LEVEL_OUTLET] + outlet;
}

const struct province *network_province(const struct network *n, uint32_t org)
{
    uint32_t tier1 =
        network_level(n, org) == LEVEL_HEAD ? n->begins[LEVEL_TIER1] : above(n, org, LEVEL_TIER1);
    return &provinces[(tier1 - n->begins[LEVEL_TIER1]) % PROVINCES];
}

const struct city *network_city(const struct network *n, uint32_t org)
{
    uint32_t place =
        network_level(n, org) < LEVEL_TIER2 ? 0 : place_below(n, above(n, org, LEVEL_TIER2));
    return &network_province(n, org)->cities[place % CITIES];
}

const char *network_district(const struct network *n, uint32_t org)
{
    uint32_t place = network_level(n, org) < LEVEL_SUBBRANCH
                         ? 0
                         : place_below(n, above(n, org, LEVEL_SUBBRANCH));
    return network_city(n, org)->districts[place % DISTRICTS];
}

void put_org_no(struct line *l, const struct network *n, uint32_t org)
{
    enum org_level level = network_level(n, org);
    put_char(l, "HBCSO"[level]);
    put_digits(l, org - n->begins[level] + 1, 4);
}

/* "西湖区" is said as "西湖" in a branch's name. */
static void put_district_short(struct line *l, const char *district)
{
    size_t len = strlen(district), last = strlen("区");
    put_bytes(l, district, len > 2 * last ? len - last : len);
}

/* Where a bank is so large that a name comes again. */
static void put_ordinal(struct line *l, uint32_t round)
{
    if (round == 0)
        return;
    put_text(l, "第");
    put_number(l, round + 1);
}

void put_org_name(struct line *l, const struct network *n, uint32_t org)
{
    enum org_level level = network_level(n, org);
    uint32_t round = level == LEVEL_HEAD ? 0 : place_below(n, org) / BELOW;
    switch (level) {
    case LEVEL_HEAD:
        put_text(l, "南屏银行总行");
        return;
    case LEVEL_TIER1:
        put_text(l, network_province(n, org)->branch);
        put_ordinal(l, (org - n->begins[LEVEL_TIER1]) / PROVINCES);
        put_text(l, "分行");
        return;
    case LEVEL_TIER2:
        put_text(l, network_city(n, org)->name);
        put_ordinal(l, round);
        put_text(l, "分行");
        return;
    case LEVEL_SUBBRANCH:
    case LEVEL_OUTLET:
    case LEVELS:
        break;
    }
    put_text(l, network_city(n, org)->name);
    put_district_short(l, network_district(n, org));
    if (level == LEVEL_SUBBRANCH) {
        put_ordinal(l, round);
        put_text(l, "支行");
    } else if (place_below(n, org) == 0) {
        put_text(l, "支行营业部");
    } else {
        put_text(l, street_named(die_mix(org)));
        put_text(l, "分理处");
    }
}

void put_org(struct line *l, const struct network *n, uint32_t org)
{
    static const char *const levels[LEVELS] = {"head", "tier1", "tier2", "subbranch", "outlet"};
    enum org_level level = network_level(n, org);
    put_org_no(l, n, org);
    put_comma(l);
    if (level != LEVEL_HEAD)
        put_org_no(l, n, network_parent(n, org));
    put_comma(l);
    put_text(l, levels[level]);
    put_comma(l);
    put_org_name(l, n, org);
    put_comma(l);
    if (level != LEVEL_HEAD)
        put_text(l, network_province(n, org)->name);
    put_char(l, '\n');
}

/* ---- staff ---- */

/* How many of a post an organisation of each level has. */
static const struct {
    enum post post;
    uint8_t at[LEVELS];
} posts_at[] = {
    {POST_ADMIN, {[LEVEL_HEAD] = 2, [LEVEL_TIER1] = 1}},
    {POST_COMPLIANCE, {[LEVEL_HEAD] = 2, [LEVEL_TIER1] = 1}},
    {POST_SUPERVISOR,
     {[LEVEL_HEAD] = 1, [LEVEL_TIER1] = 1, [LEVEL_TIER2] = 1, [LEVEL_SUBBRANCH] = 1}},
    {POST_MARKETING_SUPERVISOR, {[LEVEL_HEAD] = 1, [LEVEL_TIER1] = 1}},
    {POST_MARKETER, {[LEVEL_HEAD] = 1, [LEVEL_TIER1] = 2, [LEVEL_TIER2] = 1}},
    {POST_REMOTE_AUTHORISER, {[LEVEL_TIER1] = 2, [LEVEL_TIER2] = 1}},
    {POST_AGENT, {[LEVEL_HEAD] = 3, [LEVEL_TIER1] = 4}},
    {POST_OUTLET_HEAD, {[LEVEL_OUTLET] = 1}},
    {POST_LOBBY_MANAGER, {[LEVEL_OUTLET] = 1}},
    {POST_LOBBY_ASSISTANT, {[LEVEL_OUTLET] = 1}},
    {POST_RM, {[LEVEL_OUTLET] = 4}},
    {POST_OPEN_TELLER, {[LEVEL_OUTLET] = 2}},
    {POST_CLOSED_TELLER, {[LEVEL_OUTLET] = 3}},
};

static bool may_change(enum post post)
{
    return post == POST_RM || post == POST_OPEN_TELLER || post == POST_CLOSED_TELLER;
}

/* A post's first one everywhere stays: there is always somebody. */
static void plan_change(struct worker *w, struct die d, int place, day from, day until)
{
    w->changes = NO_DAY;
    w->next_post = w->post;
    if (place == 0 || !may_change(w->post))
        return;
    uint64_t fate = throw_below(&d, 1000);
    w->leaves = fate < 1000 / LEAVERS_IN;
    if (!w->leaves && fate < 1000 / LEAVERS_IN + 1000 / MOVERS_IN)
        w->next_post = w->post == POST_CLOSED_TELLER ? POST_OPEN_TELLER : POST_RM;
    if (w->leaves || w->next_post != w->post)
        w->changes = from + (day)throw_below(&d, (uint64_t)(until - from + 1));
}

void network_init(struct network *n, uint64_t seed, uint64_t customers, day from, day until)
{
    *n = (struct network){.orgs = 0};
    vec_init(&n->staff, sizeof(struct worker));
    count_orgs(n, customers);
    for (uint32_t org = 0; org < n->orgs; org++)
        for (size_t p = 0; p < ARRAY_LEN(posts_at); p++)
            for (int i = 0; i < posts_at[p].at[network_level(n, org)]; i++) {
                struct worker *w = vec_add(&n->staff);
                w->org = org;
                w->post = posts_at[p].post;
                plan_change(w, die_of(die_mix(seed), n->staff.len), i, from, until);
            }
}

void network_release(struct network *n)
{
    vec_release(&n->staff);
}

const struct worker *network_worker(const struct network *n, size_t number)
{
    return vec_at(&n->staff, number);
}

void put_staff_no(struct line *l, size_t number)
{
    put_char(l, 'E');
    put_digits(l, number + 1, 6);
}

void put_staff_name(struct line *l, uint64_t seed, size_t number)
{
    struct die d = die_of(seed + 1, number);
    bool female = throw_below(&d, 100) < 58;
    put_text(l, surname_thrown(&d));
    put_text(l, given_name_thrown(&d, female, 1968 + (int)throw_below(&d, 35)));
}

static const char *skills_of(enum post post)
{
    return post == POST_RM ? "理财;基金;保险" : post == POST_AGENT ? "咨询;投诉;信用卡" : "";
}

void put_staff(struct line *l, const struct network *n, uint64_t seed, size_t number, day d)
{
    const struct worker *w = network_worker(n, number);
    struct die phone = die_of(seed + 2, number);
    bool changed = w->changes != NO_DAY && w->changes <= d;
    put_staff_no(l, number);
    put_comma(l);
    put_staff_name(l, seed, number);
    put_comma(l);
    put_org_no(l, n, w->org);
    put_comma(l);
    put_text(l, post_names[changed ? w->next_post : w->post]);
    put_text(l, ",12");
    put_digits(l, throw_below(&phone, 1000000000), 9);
    put_text(l, ",e");
    put_digits(l, number + 1, 6);
    put_text(l, "@nanping.example,");
    put_text(l, skills_of(w->post));
    put_text(l, changed && w->leaves ? ",left\n" : ",active\n");
}
