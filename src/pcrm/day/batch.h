#pragma once
/* batch -- the main job: from the day after the last one to D, each day in order: folder taken,
 * rules run, day published (rules.md, "The days"; cli.md).
 *
 * Each day is one transaction: killed at any moment, the next call goes on where it stood. */
#include "platform/bank.h"

struct batch_args {
    const char *dir;     /* with the day folders */
    day date;            /* NO_DAY: the newest ready folder */
    const char *profile; /* NULL: DIR/profile.json if it is there */
    bool quiet;
};

struct batch_result {
    int days; /* 0: nothing new */
    day first, last;
    uint64_t customers, alerts;
    bool again; /* the last date was run again */
};

/* E_REFUSED: an earlier date, D's own folder without MANIFEST, another batch is running. */
MUST_USE rc batch_run(struct bank *bank, const struct batch_args *args,
                      struct batch_result *ret_result, struct why *why);
