#pragma once
/* Private to this room: by_home -- columns of a snapshot once more, in the order of the places
 * where customers are at home (snapshot.by_place), so that an organisation's customers lie side by
 * side.
 *
 * Codes have a byte, who is gone NOT_KNOWN; amounts have four where they fit, the few others stand
 * in a list.  They never change and live as long as the day they are of. */
#include "engine/made.h"
#include "engine/snapshot.h"

enum { BY_HOME_ELSEWHERE = INT32_MIN }; /* the amount stands among the great ones */

struct great_amount {
    uint32_t at; /* place in the order */
    int64_t value;
};
struct by_home {
    struct made made;
    const uint8_t *codes; /* one of the two */
    const int32_t *amounts;
    const struct great_amount *great; /* ascending */
    size_t great_len;
};
made_free by_home_free;

/* Made by who asks first.  NULL: there is no room for more of them. */
const struct by_home *by_home_codes(const struct snapshot *s, const uint8_t *column);
const struct by_home *by_home_amounts(const struct snapshot *s, const fen *column);
