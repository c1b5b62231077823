#pragma once
/* batch -- the main job: from the day after the last one to D, each day in order: folder taken,
 * rules run, day published (rules.md, "The days"; cli.md).
 *
 * Each day is one transaction: killed at any moment, the next call goes on where it stood. */
#include "base/memory.h"
#include "platform/job.h"

struct batch_args {
    const char *dir;            /* with the day folders */
    day date;                   /* NO_DAY: the newest ready folder */
    const char *profile;        /* NULL: DIR/profile.json if it is there */
    struct memory_watch *watch; /* for the steps' peaks; NULL: they are 0 */
};

/* Where the time of a batch goes.  Of several days the sum. */
enum batch_step {
    STEP_LOAD,     /* until the books stand before the first day; not part of the total */
    STEP_CHECKSUM, /* of the day files */
    STEP_PARSE,    /* splitting, checking, looking up, applying to the books */
    STEP_COMPUTE,
    STEP_WRITE, /* rows to the database */
    STEP_PUBLISH,
    STEP_TOTAL,
    STEP_KEEP, /* of 'publish': the engine's file on the disk */
    STEP_COUNT
};
const char *batch_step_name(enum batch_step step); /* "load" */

struct batch_step_spent {
    uint64_t rows, bytes; /* 0 where they mean nothing */
    uint64_t ns;
    uint64_t peak_bytes; /* most memory so far, when the step last ended */
};

struct batch_result {
    int days; /* 0: nothing new */
    day first, last;
    uint64_t customers, alerts;
    bool again;       /* the last date was run again */
    uint64_t folders; /* there are in the directory, ready or not */
    struct batch_step_spent steps[STEP_COUNT];
};

/* 'job' shows how far it is, and may end it between two days or within one: E_CANCELLED, and the
 * day before stands.  E_REFUSED: an earlier date, D's own folder without MANIFEST. */
MUST_USE rc batch_run(struct bank *bank, struct job *job, const struct batch_args *args,
                      struct batch_result *ret_result, struct why *why);
