#include "bench/end.h"

/* Who was started with a signal ignored (nohup, a shell's background) goes on ignoring it. */
static void add_unless_ignored(sigset_t *set, int number)
{
    struct sigaction present;
    if (sigaction(number, NULL, &present) == 0 && present.sa_handler != SIG_IGN)
        sigaddset(set, number);
}

struct end_hold end_hold(void)
{
    struct end_hold hold;
    sigset_t ends;
    sigemptyset(&ends);
    add_unless_ignored(&ends, SIGINT);
    add_unless_ignored(&ends, SIGTERM);
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
