#pragma once
/* alert -- what the day raised for a customer (rules.md, "Alerts raised by the batch"). */
#include "engine/book.h"
#include "engine/rules.h"

/* How the fields 'from' and 'to' of an alert are to be read. */
enum alert_value {
    VALUE_NONE,
    VALUE_STAGE,
    VALUE_TIER,
    VALUE_STANDING,
    VALUE_GRADE,
    VALUE_FEN,
    VALUE_DAY,
    VALUE_ACCOUNT,   /* the account's number; 'account' names it */
    VALUE_CARD,      /* the card's number */
    VALUE_TXN,       /* the transaction's id */
    VALUE_DIRECTION, /* 0 in, 1 out */
    VALUE_CLOSED,    /* the word closed */
    VALUE_CANCELLED, /* the word cancelled */
};

/* number (stored: only add at the end), name, from, to, has an amount */
#define ALERT_MAP(X)                                                                               \
    X(STAGE_UP, "stage_up", VALUE_STAGE, VALUE_STAGE, false)                                       \
    X(STAGE_DOWN, "stage_down", VALUE_STAGE, VALUE_STAGE, false)                                   \
    X(TIER_UP, "tier_up", VALUE_TIER, VALUE_TIER, false)                                           \
    X(TIER_DOWN, "tier_down", VALUE_TIER, VALUE_TIER, false)                                       \
    X(ENTERED_WATCH, "entered_watch", VALUE_STANDING, VALUE_STANDING, false)                       \
    X(ENTERED_ATTENTION, "entered_attention", VALUE_STANDING, VALUE_STANDING, false)               \
    X(ENTERED_CHURNED, "entered_churned", VALUE_STANDING, VALUE_STANDING, false)                   \
    X(WON_BACK, "won_back", VALUE_STANDING, VALUE_STANDING, false)                                 \
    X(ASSETS_FELL, "assets_fell", VALUE_FEN, VALUE_FEN, true)                                      \
    X(ASSETS_ROSE, "assets_rose", VALUE_FEN, VALUE_FEN, true)                                      \
    X(CHURNING, "churning", VALUE_FEN, VALUE_FEN, true)                                            \
    X(LARGE_MOVEMENT, "large_movement", VALUE_TXN, VALUE_DIRECTION, true)                          \
    X(PRODUCT_MATURING, "product_maturing", VALUE_ACCOUNT, VALUE_DAY, true)                        \
    X(CARD_EXPIRING, "card_expiring", VALUE_CARD, VALUE_DAY, false)                                \
    X(ACCOUNT_CLOSED, "account_closed", VALUE_ACCOUNT, VALUE_CLOSED, true)                         \
    X(CARD_CANCELLED, "card_cancelled", VALUE_CARD, VALUE_CANCELLED, false)                        \
    X(BIRTHDAY, "birthday", VALUE_DAY, VALUE_NONE, false)                                          \
    X(HOLDING_GAIN, "holding_gain", VALUE_FEN, VALUE_FEN, true)                                    \
    X(HOLDING_LOSS, "holding_loss", VALUE_FEN, VALUE_FEN, true)                                    \
    X(CARD_MISSING, "card_missing", VALUE_GRADE, VALUE_NONE, false)                                \
    X(CARD_BELOW, "card_below", VALUE_GRADE, VALUE_NONE, false)

#define ALERT_ENUM(kind, name, from, to, amount) ALERT_##kind,
enum alert_kind { ALERT_MAP(ALERT_ENUM) ALERT_COUNT };
#undef ALERT_ENUM

struct alert_form {
    const char *name;
    enum alert_value from, to;
    bool has_amount;
};
extern const struct alert_form alert_forms[ALERT_COUNT];

struct alert {
    uint32_t customer;
    uint32_t object; /* account or card row, NO_ROW */
    enum alert_kind kind;
    int64_t from, to;
    fen amount;
};

/* Of one customer, the day's end against the end of the day before. */
struct customer_change {
    uint32_t customer;
    bool came; /* today: no asset alert */
    struct verdict before, now;
    bool gave_up; /* the standing is normal because the reference was given up */
    fen fa_before, fa;
};

/* One of 'of' equal parts of anything that is numbered. */
struct part {
    unsigned number, of;
};
struct range {
    size_t from, to; /* up to, not including */
};
static inline struct range part_of(struct part p, size_t count)
{
    return (struct range){count * p.number / p.of, count * (p.number + 1) / p.of};
}

/* Each appends to 'out' (struct alert). */
void alerts_of_change(const struct rules *r, const struct customer_change *c, struct vec *out);
void alerts_of_month_end(const struct book *b, const struct rules *r, uint32_t customer,
                         struct vec *out);

/* Of a part of the customers, accounts or cards, or of those that today has changed. */
void alerts_of_birthdays(const struct book *b, const struct rules *r, struct part part,
                         struct vec *out);
void alerts_of_maturities(const struct book *b, const struct rules *r, struct part part,
                          struct vec *out);
void alerts_of_accounts_before(const struct book *b, const struct rules *r, struct part part,
                               struct vec *out);
void alerts_of_expiring_cards(const struct book *b, const struct rules *r, struct part part,
                              struct vec *out);
void alerts_of_cards_before(const struct book *b, const struct rules *r, struct part part,
                            struct vec *out);
