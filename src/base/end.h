#pragma once
/* end -- how a person ends long work that has something to clean up.
 *
 * While end_hold is in force SIGINT and SIGTERM wait: the work asks end_asked now and then and
 * cleans up; end_release then lets the signal end the program as it would have done at once.  Who
 * waits for other things besides opens a descriptor for them (end_open), and takes each signal from
 * it; a taken one ends nothing. */
#include <signal.h>

#include "base/base.h"

struct end_hold {
    sigset_t former;
    sigset_t held;
};
struct end_hold end_hold(void);         /* before other threads begin */
void end_release(struct end_hold hold); /* does not return when an end was asked for */
bool end_asked(void);

int end_open(const struct end_hold *hold); /* can be read when an end is asked for; -1: none */
bool end_take(int fd);                     /* one was asked for, and is no more; -1 is fine */
