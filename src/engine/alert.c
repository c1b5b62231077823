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

static void raise_moved(struct vec *out, uint32_t customer, enum alert_kind kind, fen from, fen to)
{
    int128_t moved = (int128_t)to - from;
    raise_alert(out, (struct alert){.customer = customer,
                                    .object = NO_ROW,
                                    .kind = kind,
                                    .from = from,
                                    .to = to,
                                    .amount = fen_clamp(moved < 0 ? -moved : moved)});
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

/* Scheme card: level n is grade n + 1, none is no grade. */
static int grade_of_level(uint8_t level)
{
    return level ? level + 1 : GRADE_NONE;
}

void alerts_of_month_end(const struct book *b, const struct rules *r, uint32_t customer,
                         struct vec *out)
{
    const struct customers *c = &b->customers;
    const fen *m = c->aum_m[customer].v;
    fen aum = c->aum[customer];

    if (c->verdict[customer].tier >= r->churning_from && aum < m[0] && m[0] < m[1] && m[1] < m[2])
        raise_moved(out, customer, ALERT_CHURNING, m[2], aum);

    int due = grade_of_level(c->levels[customer].card);
    int held = c->vip_grade[customer];
    if (due > held)
        raise_plain(out, customer, ALERT_CARD_MISSING, due, 0);
    if (held > due && held >= GRADE_GOLD) /* an ordinary card is no level */
        raise_plain(out, customer, ALERT_CARD_BELOW, held, 0);
}

void alerts_of_birthdays(const struct book *b, const struct rules *r, struct vec *out)
{
    const struct customers *c = &b->customers;
    day date = b->today + r->birthday_days;
    struct ymd on = day_ymd(date);
    uint16_t wanted = birthday_of(date);
    bool leap_born = on.month == 2 && on.day == 28 && month_days(on.year, 2) == 28;
    uint16_t also = leap_born ? (uint16_t)(2 * 32 + 29) : wanted;

    for (uint32_t i = 0; i < c->keys.count; i++)
        if ((c->birthday[i] == wanted || c->birthday[i] == also) && !c->gone[i])
            raise_plain(out, i, ALERT_BIRTHDAY, date, 0);
}

static void maturing_alerts(const struct book *b, const struct rules *r, struct vec *out)
{
    const struct accounts *a = &b->accounts;
    day due[MATURING_DAYS_MAX];
    for (size_t k = 0; k < r->maturing_count; k++)
        due[k] = b->today + r->maturing_days[k];

    for (uint32_t i = 0; i < a->keys.count; i++) {
        bool matures = false;
        for (size_t k = 0; k < r->maturing_count; k++)
            matures |= a->matures_on[i] == due[k];
        if (matures && account_counts(a->status[i]) && a->balance[i] > 0)
            raise_alert(out, (struct alert){.customer = a->customer[i],
                                            .object = i,
                                            .kind = ALERT_PRODUCT_MATURING,
                                            .to = a->matures_on[i],
                                            .amount = a->balance[i]});
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
    const struct accounts *a = &b->accounts;
    uint32_t i = was->account;
    uint8_t class = b->products.class_now[a->product[i]];

    if ((class != CLASS_FUND && class != CLASS_WEALTH) || !account_counts(a->status[i]) ||
        !account_counts(was->status) || a->cost[i] <= 0 || was->cost <= 0)
        return;
    int side = holding_side(r, a->cost[i], a->balance[i]);
    if (side == 0 || side == holding_side(r, was->cost, was->balance))
        return;
    raise_moved(out, a->customer[i], side > 0 ? ALERT_HOLDING_GAIN : ALERT_HOLDING_LOSS, a->cost[i],
                a->balance[i]);
}

void alerts_of_accounts(const struct book *b, const struct rules *r, struct vec *out)
{
    const struct accounts *a = &b->accounts;

    maturing_alerts(b, r, out);
    for (size_t k = 0; k < b->accounts_before.len; k++) {
        const struct account_before *was = vec_at(&b->accounts_before, k);
        bool closed_now = a->status[was->account] == ACCOUNT_CLOSED;
        if (was->product_class == CLASS_DEMAND && account_counts(was->status) && closed_now)
            raise_alert(out, (struct alert){.customer = was->customer,
                                            .object = was->account,
                                            .kind = ALERT_ACCOUNT_CLOSED,
                                            .amount = was->balance});
        holding_alerts(b, r, was, out);
    }
}

void alerts_of_cards(const struct book *b, const struct rules *r, struct vec *out)
{
    const struct cards *c = &b->cards;
    day expiring = b->today + r->card_expiring_days;

    for (uint32_t i = 0; i < c->keys.count; i++)
        if (c->expires_on[i] == expiring && c->status[i] == CARD_ACTIVE)
            raise_alert(out, (struct alert){.customer = c->customer[i],
                                            .object = i,
                                            .kind = ALERT_CARD_EXPIRING,
                                            .to = expiring});
    for (size_t k = 0; k < b->cards_before.len; k++) {
        const struct card_before *was = vec_at(&b->cards_before, k);
        if (was->status == CARD_ACTIVE && c->status[was->card] == CARD_CANCELLED)
            raise_alert(out, (struct alert){.customer = was->customer,
                                            .object = was->card,
                                            .kind = ALERT_CARD_CANCELLED});
    }
}
