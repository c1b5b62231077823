#define _GNU_SOURCE 1 /* setgroups, getgrouplist, pipe2, close_range */
#include "db/run_as.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_RUN = 127, PASSWD_SIZE = 16384, MOST_INPUT = 4096 };

/* ---- accounts ---- */

static rc account_from(const struct passwd *user, struct account *ret_account)
{
    if (!user)
        return E_NOT_FOUND;
    struct account a = {.uid = user->pw_uid, .gid = user->pw_gid, .group_count = MOST_GROUPS};
    snprintf(a.name, sizeof a.name, "%s", user->pw_name);
    if (getgrouplist(user->pw_name, user->pw_gid, a.groups, &a.group_count) < 0)
        a.group_count = MOST_GROUPS;
    a.other = geteuid() != a.uid;
    *ret_account = a;
    return OK;
}

rc account_by_name(const char *name, struct account *ret_account)
{
    char text[PASSWD_SIZE];
    struct passwd user, *found = NULL;
    getpwnam_r(name, &user, text, sizeof text, &found);
    return account_from(found, ret_account);
}

rc account_by_number(uid_t uid, struct account *ret_account)
{
    char text[PASSWD_SIZE];
    struct passwd user, *found = NULL;
    getpwuid_r(uid, &user, text, sizeof text, &found);
    return account_from(found, ret_account);
}

struct account account_of_caller(void)
{
    struct account a;
    if (account_by_number(geteuid(), &a) != OK) {
        a = (struct account){.uid = geteuid(), .gid = getegid()};
        snprintf(a.name, sizeof a.name, "number %u", (unsigned)a.uid);
    }
    a.other = false;
    return a;
}

/* ---- in the child ---- */

static void reset_signals(void)
{
    const struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int signal = 1; signal < NSIG; signal++)
        sigaction(signal, &plain, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* 0 or an errno. */
static int become(const struct account *account)
{
    reset_signals();
    umask(077);
    if (account->other && (setgroups((size_t)account->group_count, account->groups) != 0 ||
                           setgid(account->gid) != 0 || setuid(account->uid) != 0))
        return errno;
    return chdir("/") == 0 ? 0 : errno;
}

static void close_from(int first)
{
    close_range((unsigned)first, ~0U, 0);
}

static _Noreturn void become_program(const char *const *argv)
{
    static const char *const empty[] = {"LC_ALL=C", "PATH=/usr/local/bin:/usr/bin:/bin", NULL};
    execve(argv[0], (char *const *)argv, (char *const *)empty);
    dprintf(STDERR_FILENO, "%s: cannot be run: %s\n", argv[0], strerror(errno));
    _exit(CANNOT_RUN);
}

/* ---- acts ---- */

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return CANNOT_RUN;
    return WIFEXITED(status) ? WEXITSTATUS(status) : CANNOT_RUN;
}

int act_as(const struct account *account, int (*act)(const void *ctx), const void *ctx)
{
    if (!account->other)
        return act(ctx);
    pid_t pid = fork();
    if (pid < 0)
        return errno;
    if (pid == 0) {
        int error = become(account);
        _exit(error ? error : act(ctx));
    }
    return wait_for(pid);
}

/* ---- programs ---- */

/* The lock's file stays open in the program and all its children: as long as one of them lives, the
 * lock is held. */
static int hold_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno;
    if (fd == 3)
        return 0;
    if (dup2(fd, 3) < 0)
        return errno;
    close(fd);
    return 0;
}

struct pipes {
    int in[2];
    int out[2];
};

static void close_pipe(int pipe[2])
{
    for (int i = 0; i < 2; i++)
        if (pipe[i] >= 0)
            close(pipe[i]);
}

static _Noreturn void run_child(const struct account *account, const struct program *program,
                                const struct pipes *pipes)
{
    dup2(pipes->in[0], STDIN_FILENO);
    dup2(pipes->out[1], STDOUT_FILENO);
    dup2(pipes->out[1], STDERR_FILENO);
    close_from(3);
    int error = become(account);
    if (error) {
        dprintf(STDERR_FILENO, "cannot become user %s: %s\n", account->name, strerror(error));
        _exit(CANNOT_RUN);
    }
    if (program->lock && (error = hold_lock(program->lock)) != 0) {
        dprintf(STDERR_FILENO, "%s: %s\n", program->lock, strerror(error));
        _exit(CANNOT_RUN);
    }
    become_program(program->argv);
}

static void read_all(int fd, struct buf *output)
{
    for (;;) {
        ssize_t got = read(fd, buf_grow(output, 4096), 4096);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        output->len += (size_t)got;
    }
}

/* The input is put into the pipe before anybody reads it: it fits, and a program that does not want
 * it does not harm us. */
static bool open_pipes(struct pipes *pipes, const char *input)
{
    if (pipe2(pipes->in, O_CLOEXEC) != 0 || pipe2(pipes->out, O_CLOEXEC) != 0)
        return false;
    size_t len = input ? strlen(input) : 0;
    assert(len <= MOST_INPUT);
    return len == 0 || write(pipes->in[1], input, len) == (ssize_t)len;
}

rc run_program(const struct account *account, const struct program *program, struct buf *output,
               int *ret_status, struct why *why)
{
    struct pipes pipes = {{-1, -1}, {-1, -1}};
    pid_t pid = open_pipes(&pipes, program->input) ? fork() : -1;
    int error = errno;
    if (pid == 0)
        run_child(account, program, &pipes);
    if (pid > 0) {
        close(pipes.in[1]);
        close(pipes.out[1]);
        pipes.in[1] = pipes.out[1] = -1;
        read_all(pipes.out[0], output);
        *ret_status = wait_for(pid);
    }
    close_pipe(pipes.in);
    close_pipe(pipes.out);
    return pid > 0 ? OK
                   : why_say(why, E_UNAVAILABLE, "%s cannot be started: %s", program->argv[0],
                             strerror(error));
}

/* ---- daemons ---- */

static _Noreturn void run_daemon(const struct account *account, const struct daemon *daemon,
                                 pid_t parent)
{
    setsid();
    close_from(3);
    int error = become(account);
    int null = open("/dev/null", O_RDONLY);
    int log = open(daemon->log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
    if (error == 0 && (null < 0 || log < 0))
        error = errno;
    if (error)
        _exit(CANNOT_RUN);
    dup2(null, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close_from(3);
    error = hold_lock(daemon->lock);
    if (error) {
        dprintf(STDERR_FILENO, "FATAL:  %s: %s\n", daemon->lock, strerror(error));
        _exit(CANNOT_RUN);
    }
    if (daemon->dies_with_caller) {
        prctl(PR_SET_PDEATHSIG, SIGINT);
        if (getppid() != parent)
            _exit(CANNOT_RUN);
    }
    become_program(daemon->argv);
}

rc start_daemon(const struct account *account, const struct daemon *daemon, pid_t *ret_pid,
                struct why *why)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        run_daemon(account, daemon, parent);
    if (pid < 0)
        return why_say(why, E_UNAVAILABLE, "%s cannot be started: %s", daemon->argv[0],
                       strerror(errno));
    *ret_pid = pid;
    return OK;
}
