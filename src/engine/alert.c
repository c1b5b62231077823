#include "engine/alert.h"

#define ALERT_FORM(kind, name, from, to, amount) [ALERT_##kind] = {name, from, to, amount},
const struct alert_form alert_forms[ALERT_COUNT] = {ALERT_MAP(ALERT_FORM)};

static void raise_alert(struct vec *out, struct alert a)
{
    *(struct alert *)vec_add(out) = a;
}

/* For alerts about the customer alone. */
static void raise_plain(struct vec *out, uint32_t customer, enum alert_kind kind, int64_t from,
                        int64_t to)
{
    raise_alert(out,
                (struct alert){
                    .customer = customer, .object = NO_ROW, .kind = kind, .from = from, .to = to});
}

static struct alert moved_alert(uint32_t customer, enum alert_kind kind, fen from, fen to)
{
    int128_t moved = (int128_t)to - from;
    return (struct alert){.customer = customer,
                          .object = NO_ROW,
                          .kind = kind,
                          .from = from,
                          .to = to,
                          .amount = fen_clamp(moved < 0 ? -moved : moved)};
}

static void raise_moved(struct vec *out, uint32_t customer, enum alert_kind kind, fen from, fen to)
{
    raise_alert(out, moved_alert(customer, kind, from, to));
}

static void standing_alerts(const struct customer_change *c, struct vec *out)
{
    static const enum alert_kind entered[STANDING_COUNT] = {
        [STANDING_WATCH] = ALERT_ENTERED_WATCH,
        [STANDING_ATTENTION] = ALERT_ENTERED_ATTENTION,
        [STANDING_CHURNED] = ALERT_ENTERED_CHURNED,
    };
    uint8_t from = c->before.standing, to = c->now.standing;

    if (from == to)
        return;
    if (to != STANDING_NORMAL)
        raise_plain(out, c->customer, entered[to], from, to);
    else if (from == STANDING_CHURNED && !c->gave_up)
        raise_plain(out, c->customer, ALERT_WON_BACK, from, to);
}

static void asset_alerts(const struct rules *r, const struct customer_change *c, struct vec *out)
{
    int128_t moved = (int128_t)c->fa - c->fa_before;
    int128_t size = moved < 0 ? -moved : moved;
    if (c->came || size == 0 || size < r->assets_moved_from ||
        size * r->assets_moved_share < c->fa_before)
        return;
    raise_moved(out, c->customer, moved < 0 ? ALERT_ASSETS_FELL : ALERT_ASSETS_ROSE, c->fa_before,
                c->fa);
}

void alerts_of_change(const struct rules *r, const struct customer_change *c, struct vec *out)
{
    if (c->now.stage != c->before.stage)
        raise_plain(out, c->customer,
                    c->now.stage > c->before.stage ? ALERT_STAGE_UP : ALERT_STAGE_DOWN,
                    c->before.stage, c->now.stage);
    if (c->now.tier != c->before.tier)
        raise_plain(out, c->customer,
                    c->now.tier > c->before.tier ? ALERT_TIER_UP : ALERT_TIER_DOWN, c->before.tier,
                    c->now.tier);
    standing_alerts(c, out);
    asset_alerts(r, c, out);
}

static void churning_alert(const struct customers *c, uint32_t customer, struct vec *out)
{
    fen aum = c->aum[customer];
    fen one = month_column(c, 0)[customer];
    fen two = month_column(c, 1)[customer];
    fen three = month_column(c, 2)[customer];
    if (aum < one && one < two && two < three)
        raise_moved(out, customer, ALERT_CHURNING, three, aum);
}

void alerts_of_month_end(const struct book *b, const struct rules *r, uint32_t customer,
                         struct vec *out)
{
    const struct customers *c = &b->customers;

    if (c->verdict[customer].tier >= r->churning_from)
        churning_alert(c, customer, out);
    int due = grade_due(r, c->levels[customer]);
    int held = c->vip_grade[customer];
    if (due > held)
        raise_plain(out, customer, ALERT_CARD_MISSING, due, 0);
    if (held > due && held >= GRADE_GOLD) /* an ordinary card is no level */
        raise_plain(out, customer, ALERT_CARD_BELOW, held, 0);
}

void alerts_of_birthdays(const struct book *b, const struct rules *r, struct part part,
                         struct vec *out)
{
    const struct customers *c = &b->customers;
    struct range rows = part_of(part, c->keys.count);
    day date = b->today + r->birthday_days;
    struct ymd on = day_ymd(date);
    uint16_t wanted = birthday_of(date);
    bool leap_born = on.month == 2 && on.day == 28 && month_days(on.year, 2) == 28;
    uint16_t also = leap_born ? (uint16_t)(2 * 32 + 29) : wanted;

    for (size_t i = rows.from; i < rows.to; i++)
        if ((c->birthday[i] == wanted || c->birthday[i] == also) && !c->gone[i])
            raise_plain(out, (uint32_t)i, ALERT_BIRTHDAY, date, 0);
}

static void maturing_alert(const struct book *b, uint32_t account, struct vec *out)
{
    const struct account *a = &b->accounts.at[account];
    if (account_counts(a->status) && a->balance > 0)
        raise_alert(out, (struct alert){.customer = a->customer,
                                        .object = account,
                                        .kind = ALERT_PRODUCT_MATURING,
                                        .to = b->accounts.matures_on[account],
                                        .amount = a->balance});
}

/* Few accounts mature on a given day: the plain loops find those blocks that hold one. */
static bool any_on(const day *days, size_t count, day on)
{
    unsigned found = 0;
    for (size_t i = 0; i < count; i++)
        found |= days[i] == on;
    return found;
}

static bool due_on(const struct rules *r, day matures_on, day today)
{
    bool due = false;
    for (size_t k = 0; k < r->maturing_count; k++)
        due |= matures_on == today + r->maturing_days[k];
    return due;
}

void alerts_of_maturities(const struct book *b, const struct rules *r, struct part part,
                          struct vec *out)
{
    enum { BLOCK = 64 };
    const day *matures_on = b->accounts.matures_on;
    struct range rows = part_of(part, b->accounts.keys.count);
    for (size_t from = rows.from; from < rows.to; from += BLOCK) {
        size_t to = rows.to - from > BLOCK ? from + BLOCK : rows.to;
        bool any = false;
        for (size_t k = 0; k < r->maturing_count; k++)
            any |= any_on(&matures_on[from], to - from, b->today + r->maturing_days[k]);
        for (size_t i = from; any && i < to; i++)
            if (due_on(r, matures_on[i], b->today))
                maturing_alert(b, (uint32_t)i, out);
    }
}

/* How far balance stands from cost: 1 at or above the gain, -1 at or below the loss, else 0. */
static int holding_side(const struct rules *r, fen cost, fen balance)
{
    int128_t gain = ((int128_t)balance - cost) * BASIS_POINTS;
    int128_t mark = (int128_t)cost * r->holding_moved_bp;
    return gain >= mark ? 1 : gain <= -mark ? -1 : 0;
}

static void holding_alerts(const struct book *b, const struct rules *r,
                           const struct account_before *was, struct vec *out)
{
    const struct account *a = &b->accounts.at[was->account];
    uint8_t class = b->products.class_now[a->product];

    if ((class != CLASS_FUND && class != CLASS_WEALTH) || !account_counts(a->status) ||
        !account_counts(was->status) || was->cost <= 0)
        return;
    fen cost = b->accounts.cost[was->account];
    int side = cost > 0 ? holding_side(r, cost, a->balance) : 0;
    if (side == 0 || side == holding_side(r, was->cost, was->balance))
        return;
    struct alert alert = moved_alert(
        a->customer, side > 0 ? ALERT_HOLDING_GAIN : ALERT_HOLDING_LOSS, cost, a->balance);
    alert.object = was->account;
    raise_alert(out, alert);
}

/* Accounts delivered one after the other lie scattered: they are asked for some steps ahead. */
void alerts_of_accounts_before(const struct book *b, const struct rules *r, struct part part,
                               struct vec *out)
{
    enum { AHEAD = 16 };
    const struct account_before *all = b->accounts_before.items;
    struct range rows = part_of(part, b->accounts_before.len);

    for (size_t k = rows.from; k < rows.to; k++) {
        const struct account_before *was = &all[k];
        if (k + AHEAD < rows.to) {
            __builtin_prefetch(&b->accounts.at[all[k + AHEAD].account]);
            if (all[k + AHEAD].cost > 0)
                __builtin_prefetch(&b->accounts.cost[all[k + AHEAD].account]);
        }
        bool closed_now = b->accounts.at[was->account].status == ACCOUNT_CLOSED;
        if (was->product_class == CLASS_DEMAND && account_counts(was->status) && closed_now)
            raise_alert(out, (struct alert){.customer = was->customer,
                                            .object = was->account,
                                            .kind = ALERT_ACCOUNT_CLOSED,
                                            .amount = was->balance});
        holding_alerts(b, r, was, out);
    }
}

void alerts_of_expiring_cards(const struct book *b, const struct rules *r, struct part part,
                              struct vec *out)
{
    const struct cards *c = &b->cards;
    struct range rows = part_of(part, c->keys.count);
    day expiring = b->today + r->card_expiring_days;

    for (size_t i = rows.from; i < rows.to; i++)
        if (c->expires_on[i] == expiring && c->status[i] == CARD_ACTIVE)
            raise_alert(out, (struct alert){.customer = c->customer[i],
                                            .object = (uint32_t)i,
                                            .kind = ALERT_CARD_EXPIRING,
                                            .to = expiring});
}

void alerts_of_cards_before(const struct book *b, UNUSED const struct rules *r, struct part part,
                            struct vec *out)
{
    struct range rows = part_of(part, b->cards_before.len);
    for (size_t k = rows.from; k < rows.to; k++) {
        const struct card_before *was = vec_at(&b->cards_before, k);
        if (was->status == CARD_ACTIVE && b->cards.status[was->card] == CARD_CANCELLED)
            raise_alert(out, (struct alert){.customer = was->customer,
                                            .object = was->card,
                                            .kind = ALERT_CARD_CANCELLED});
    }
}
