#include "bench/end.h"

struct end_hold end_hold(void)
{
    struct end_hold hold;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, &hold.former);
    return hold;
}

void end_release(struct end_hold hold)
{
    sigprocmask(SIG_SETMASK, &hold.former, NULL);
}

bool end_asked(void)
{
    sigset_t waiting;
    sigpending(&waiting);
    return sigismember(&waiting, SIGINT) || sigismember(&waiting, SIGTERM);
}
