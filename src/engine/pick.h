#pragma once
/* pick -- which customers of a reach, in which order, which page of them.
 *
 *     struct pick_how how = {.order = ORDER_AMOUNT(AMOUNT_AUM), .desc = true, .limit = 50,
 *                            .tiers = 1u << TIER_GOLD | 1u << TIER_PLATINUM};
 *     pick(s, &reach, &how, arena, &picked);
 *     for (size_t i = 0; i < picked.len; i++)
 *         ... snapshot_customer(s, picked.rows[i]) ...
 *
 * Equal ones stand by customer; descending is the exact reverse of ascending (with several orders:
 * of all of them together).  For a large reach the order of all customers is made once a snapshot,
 * by the first who asks for it, and kept; where there are several, those who are left are sorted.
 */
#include "engine/reach.h"
#include "engine/set.h"

/* What customers are ordered by: an amount, how it has changed since a day, a figure.  Codes can be
 * stored in no file: they live as long as the program. */
enum order_figure {
    ORDER_FIGURES = AT_COUNT * AMOUNT_COUNT,
    ORDER_FA_AVG = ORDER_FIGURES,
    ORDER_ACCT_MAX,
    ORDER_CC_SPEND,
    ORDER_KINDS,
    ORDER_CC_GRADE,
    ORDER_STAGE,
    ORDER_TIER,
    ORDER_STANDING, /* within it by 'below' */
    ORDER_CAME,
    ORDER_MANAGED_SINCE,
    ORDER_CUSTOMER, /* by number of the customer alone */
    ORDER_COUNT
};
#define ORDER_AMOUNT(amount) ((int)(amount))
/* AT_DAY: the amount itself.  A day without figures: everybody is equal. */
#define ORDER_CHANGE(amount, since) ((int)(since)*AMOUNT_COUNT + (int)(amount))

enum { PICK_RANGES_MOST = 6, PICK_KEYS_MOST = 3 };

/* from <= amount (of the day, or its change) <= until */
struct pick_range {
    int order; /* as above, an amount or a figure */
    fen from, until;
};

/* All of what is set must hold. */
struct pick_how {
    uint32_t stages, tiers, standings; /* bit sets; 0: any */
    int32_t manager_id;                /* main manager; 0: any */
    int32_t product_id;                /* holds an account of it; 0: any */
    bool gone;                         /* those who are gone too */
    bool unmanaged;                    /* nobody manages them */
    const struct set *members;         /* and only of these; NULL: of all */
    struct pick_range ranges[PICK_RANGES_MOST];
    size_t ranges_len;

    int order; /* ORDER_AMOUNT(...), ORDER_CHANGE(...), ORDER_... */
    bool desc;
    struct pick_then { /* among those who are equal so far */
        int order;
        bool desc;
    } then[PICK_KEYS_MOST - 1];
    size_t then_len;
    size_t offset, limit; /* limit 0: only the total */
};

struct picked {
    const uint32_t *rows; /* the arena's */
    size_t len;
    size_t total;
};
void pick(const struct snapshot *s, const struct reach *reach, const struct pick_how *how,
          struct arena *a, struct picked *ret);

/* For a caller who sorts by something else, under numbers of its own above all orders: such a page
 * of organisations is kept with the snapshot, as those are that columns are gone through for.
 * Customers that are named, a set and long pages are never kept. */
bool pick_known(const struct snapshot *s, const struct reach *reach, const struct pick_how *how,
                struct arena *a, struct picked *ret);
void pick_keep(const struct snapshot *s, const struct reach *reach, const struct pick_how *how,
               const struct picked *picked);

/* Makes the orders that pages begin with, so that nobody waits for them (about 50 ms each for a
 * million customers). */
void pick_prepare(const struct snapshot *s);

/* What a customer is ordered by. */
int64_t order_value(const struct snapshot *s, uint32_t row, int order);
