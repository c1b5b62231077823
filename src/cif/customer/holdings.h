#pragma once
/* holdings -- private to cif/customer: accounts and what they are, as several pages show them. */
#include "cif/customer/holdings.sql.h"
#include "engine/words.h"
#include "web/request.h"

/* As the bank speaks of assets (CIF-6). */
enum asset_group {
    GROUP_DEPOSIT,
    GROUP_WEALTH,
    GROUP_SETTLEMENT,
    GROUP_LOAN,
    GROUP_CHANNEL,
    GROUP_CARD,
    GROUP_COUNT
};
extern const struct words group_words;
enum asset_group group_of_class(int product_class);

/* One account on a page. */
struct account_view {
    struct q_customer_accounts_row account;
    struct text rate; /* "1.35%"; a NULL pointer */
    bool counts, is_foreign, has_balance;
    bool renews, does_not_renew;
    struct opt_int4 days_left; /* to the maturity; below 0: it is over */
    bool matures_soon, is_overdue;
    struct opt_int8 gain; /* of a holding with a cost, base currency, with its sign */
    int64_t gain_size;
    struct text gain_direction;
    struct text unmask_url;
};
extern const struct record account_view_record;

/* A customer with more is not shown whole: pages say so. */
enum { ACCOUNTS_MOST = 300, MATURES_SOON_DAYS = 90 };

struct holdings_view {
    struct account_view *items;
    size_t len;
    int64_t total;
};

/* Asked for with the next query (db_ahead), whose answer must stay where it is until then; shown
 * when it is there. */
struct holdings_asked {
    int64_t customer_id;
    struct q_customer_accounts_row *rows;
    size_t len;
};
MUST_USE rc holdings_ask(struct req *r, int64_t customer_id, struct holdings_asked *ret_asked);
struct holdings_view holdings_show(struct req *r, const struct holdings_asked *asked);

struct card_view {
    struct q_customer_cards_row card;
    struct text unmask_url;
};
extern const struct record card_view_record;
struct cards_asked {
    int64_t customer_id;
    struct q_customer_cards_row *rows;
    size_t len;
};
MUST_USE rc cards_ask(struct req *r, int64_t customer_id, struct cards_asked *ret_asked);
struct card_view *cards_show(struct req *r, const struct cards_asked *asked); /* asked->len */

/* 1350000 of 100,000,000: "1.35%". */
struct text rate_text(struct req *r, struct opt_int8 rate);

extern const struct unmasking account_unmasking, card_unmasking;
