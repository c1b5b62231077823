#pragma once
/* find -- the customers that a search finds, in the person's scope: private to src/cfe/search.
 *
 * The roll proposes (by name, by the end of a number, by certificate and phone), the database's
 * indexes find whole numbers; whom of these the person may see, the database decides; and whether
 * what was typed is so on the day shown, is looked at once more in the rows read. */
#include "cfe/search/asked.h"
#include "web/request.h"

enum search_way {
    WAY_NUMBER,
    WAY_CERTIFICATE,
    WAY_PHONE,
    WAY_ACCOUNT,
    WAY_CARD,
    WAY_NAME,
    WAY_PINYIN,
    WAY_INITIALS,
    WAY_COUNT
};
extern const struct words search_ways;

struct search_hit {
    int64_t customer_id;
    struct text url, customer_no, name;
    bool gone;
    struct opt_int2 tier, standing, stage;
    struct text home_name, managers;
    struct opt_int2 way; /* by which it was found; unknown: it was not searched for */
    struct text tail;    /* the end of the number that was typed; a NULL pointer: all of it */
    int rank;
};
extern const struct record search_hit_record;

struct search_found {
    struct search_hit *hits;
    size_t len;
    size_t total;    /* called so, within the person's reach: more than are shown */
    bool is_reading; /* names, or ends of numbers, are still being read in */
};

enum { HITS_MOST = 50 };

MUST_USE rc search_find(struct req *r, const struct search_asked *asked, size_t most,
                        struct search_found *ret_found);

/* Whom the person looked at last; in service, by the ids given. */
MUST_USE rc search_lately(struct req *r, struct search_found *ret_found);
MUST_USE rc search_these(struct req *r, struct int8s customers, struct search_found *ret_found);
