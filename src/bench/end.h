#pragma once
/* end -- how a person ends long work that has something to clean up.
 *
 * While end_hold is in force SIGINT and SIGTERM wait: the work asks end_asked now and then and
 * cleans up; end_release then lets the signal end the program as it would have done at once. */
#include <signal.h>

#include "base/base.h"

struct end_hold {
    sigset_t former;
};
struct end_hold end_hold(void);         /* before other threads begin */
void end_release(struct end_hold hold); /* does not return when an end was asked for */
bool end_asked(void);
