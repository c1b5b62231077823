#include "base/end.h"

#include <sys/signalfd.h>
#include <unistd.h>

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
    sigemptyset(&hold.held);
    add_unless_ignored(&hold.held, SIGINT);
    add_unless_ignored(&hold.held, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &hold.held, &hold.former);
    return hold;
}

void end_release(struct end_hold hold)
{
    pthread_sigmask(SIG_SETMASK, &hold.former, NULL);
}

bool end_asked(void)
{
    sigset_t waiting;
    sigpending(&waiting);
    return sigismember(&waiting, SIGINT) || sigismember(&waiting, SIGTERM);
}

int end_open(const struct end_hold *hold)
{
    return signalfd(-1, &hold->held, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool end_take(int fd)
{
    struct signalfd_siginfo taken;
    return fd >= 0 && read(fd, &taken, sizeof taken) == sizeof taken;
}
