#pragma once
/* progress -- shows a person how far long work is.
 *
 * On a terminal one line is rewritten in place, at most ten times a second: the stage in the user's
 * words, a bar, the share, how much is done of how much, the pace and the time left.  A finished
 * stage leaves one line with a check mark and its figures.  Without a terminal only that line is
 * written; with 'quiet' nothing is.  All of it goes to standard error; results do not.
 *
 *   progress_stage(p, "2026-11-22 account.csv", "rows", 30000000);
 *   progress_at(p, done);                                   as often as one likes
 *   progress_finish(p, "30,000,000 rows taken, 12 in quarantine");
 *
 * One thread at a time. */
#include "base/base.h"

/* What the place we write to can show; progress_init finds it out. */
struct progress_place {
    bool quiet;
    bool terminal;
    bool utf8;
    bool colour;
    int width;                /* columns; 0: ask the terminal at every drawing */
    uint64_t (*now_ms)(void); /* a clock that never goes back */
};

struct progress {
    FILE *file;
    struct progress_place place;
    char stage[128];
    char unit[32];
    uint64_t total; /* 0: nobody knows */
    uint64_t done;
    uint64_t began_ms;
    uint64_t drawn_ms; /* when the line was drawn last */
    uint64_t paced_ms; /* when the pace was measured last, and how much was done then */
    uint64_t paced_done;
    double pace; /* units a second, smoothed; only for the eye */
    int shown;   /* columns of the line that now stands there; 0: none */
    bool running;
};

void progress_init(struct progress *p, FILE *file, bool quiet);
void progress_init_at(struct progress *p, FILE *file, struct progress_place place);

/* Begins a stage; one that still runs ends without a line.  'unit' is a plural: "rows", "days". */
void progress_stage(struct progress *p, const char *stage, const char *unit, uint64_t total);
void progress_rename(struct progress *p, const char *stage); /* same stage, another name */
void progress_at(struct progress *p, uint64_t done);

/* Ends the stage with its line: "✓ stage   figures   time". */
void progress_finish(struct progress *p, const char *figures, ...) PRINTF_LIKE(2, 3);

/* The same line for a stage that ran elsewhere and took so long there; takes the bar away. */
void progress_finished(struct progress *p, const char *stage, const char *figures, uint64_t ms);

/* A line of its own above the bar: something a person should know. */
void progress_note(struct progress *p, const char *format, ...) PRINTF_LIKE(2, 3);

/* Takes the bar away (before an error is reported); a stage that runs ends without a line. */
void progress_stop(struct progress *p);
