#pragma once
/* event_words -- private to pcrm/timeline: what happened, as people read it. */
#include "base/arena.h"
#include "base/record.h"
#include "base/tongue.h"
#include "pcrm/timeline/timeline.sql.h"

/* In the order of their bits in timeline.sql. */
enum timeline_group {
    TIMELINE_ALERTS,
    TIMELINE_LEVELS,
    TIMELINE_TRANSACTIONS,
    TIMELINE_HOLDINGS,
    TIMELINE_PEOPLE,
    TIMELINE_PROFILE,
    TIMELINE_DIGITAL,
    TIMELINE_GROUPS
};
extern const struct words timeline_group_words;

/* 'what' of timeline_page. */
enum event {
    EVENT_ALERT,
    EVENT_LEVELS,
    EVENT_SIDE_LEVEL,
    EVENT_TXN,
    EVENT_ACCOUNT_OPENED,
    EVENT_ACCOUNT_CLOSED,
    EVENT_ACCOUNT_MATURED,
    EVENT_ACCOUNT_MOVED,
    EVENT_CARD_ISSUED,
    EVENT_CARD_CANCELLED,
    EVENT_CARD_EXPIRED,
    EVENT_RELATION_ADDED,
    EVENT_RELATION_REMOVED,
    EVENT_MANAGED,
    EVENT_MANAGED_END,
    EVENT_PROFILE,
    EVENT_DIGITAL,
    EVENT_CAME,
    EVENT_COUNT
};

struct event_words {
    enum timeline_group group;
    const char *icon, *tone; /* tone: "" is plain */
    struct text said, exact;
};

/* Of everything but alerts; masked already.  false: nothing that people would read. */
bool event_say(struct arena *a, enum tongue tongue, const struct q_timeline_page_row *row,
               struct event_words *ret);
