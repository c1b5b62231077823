#include "bench/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/end.h"
#include "base/text.h"

/* The child can be ended at once; what it says goes into the pipe. */
static _Noreturn void become(const char *const *words, bool shown, int says)
{
    if (!shown)
        dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
    sigset_t none;
    sigemptyset(&none);
    dup2(says, STDERR_FILENO);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv("/proc/self/exe", (char *const *)(uintptr_t)words);
    _exit(127);
}

/* Looks every few milliseconds: the child is measured by its own clock, not by ours. */
static int wait_for(pid_t child)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    int status = 0;
    bool told = false;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (!told && end_asked())
            told = kill(child, SIGTERM) == 0;
        nanosleep(&pause, NULL);
    }
    return status;
}

static rc rc_of_exit(int exit)
{
    return exit == 0 ? OK : exit == 2 ? E_USAGE : exit == 3 ? E_REFUSED : E_UNAVAILABLE;
}

/* "guanhu: the line" without the program's name. */
static rc say_what_it_said(int said, int status, struct why *why)
{
    char line[768];
    ssize_t len = read(said, line, sizeof line - 1);
    line[len > 0 ? len : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    const char *colon = strstr(line, ": ");
    if (WIFSIGNALED(status))
        return why_say(why, E_UNAVAILABLE, "the measured run was ended by signal %d",
                       WTERMSIG(status));
    return why_say(why, rc_of_exit(WEXITSTATUS(status)), "%s",
                   colon ? colon + 2 : "the measured run failed");
}

rc child_run(const char *const *words, bool shown, struct why *why)
{
    int ends[2];
    fflush(stdout);
    if (pipe(ends) != 0)
        return why_say(why, E_UNAVAILABLE, "no pipe can be made: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0)
        become(words, shown, ends[1]);
    int error = errno;
    close(ends[1]);
    rc r = OK;
    if (child < 0) {
        r = why_say(why, E_UNAVAILABLE, "no process can be started: %s", strerror(error));
    } else {
        int status = wait_for(child);
        if (end_asked())
            r = why_say(why, E_CONFLICT, "interrupted");
        else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            r = say_what_it_said(ends[0], status, why);
    }
    close(ends[0]);
    return r;
}
