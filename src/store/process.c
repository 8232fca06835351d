#include "store/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "autorev/loop.h"

enum { PROCESS_LOG_MAX = 1 << 20, PROCESS_KEPT = 3 };

void
process_pause(int milliseconds)
{
    struct timespec t = { .tv_sec = milliseconds / 1000,
        .tv_nsec = (long) (milliseconds % 1000) * 1000000 };

    nanosleep(&t, NULL);
}

/* ---- becoming somebody else ---- */

static bool
process_become(const struct process_user *user)
{
    if (geteuid() == user->uid)
        return true;
    return initgroups(user->name, user->gid) == 0 && setgid(user->gid) == 0 &&
           setuid(user->uid) == 0 && geteuid() == user->uid;
}

static pid_t
process_wait(pid_t pid, int *status)
{
    pid_t got;

    do {
        got = waitpid(pid, status, 0);
    } while (got < 0 && errno == EINTR);
    return got;
}

static bool
process_read(int fd, void *data, size_t size)
{
    size_t have = 0;

    while (have < size) {
        ssize_t n = read(fd, (char *) data + have, size - have);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        have += (size_t) n;
    }
    return true;
}

static void
process_write(int fd, const void *data, size_t size)
{
    ssize_t n;

    do {
        n = write(fd, data, size); /* less than a pipe takes at once */
    } while (n < 0 && errno == EINTR);
}

static bool
process_pipe(int fd[2], struct error *err)
{
    if (pipe(fd) < 0)
        return error_errno(err, "cannot make a pipe");
    fcntl(fd[0], F_SETFD, FD_CLOEXEC);
    fcntl(fd[1], F_SETFD, FD_CLOEXEC);
    return true;
}

struct process_answer {
    bool ok;
    struct error err;
};

bool
process_as_user(const struct process_user *user, process_work_fn work, void *arg, struct error *err)
{
    struct process_answer answer = { 0 };
    int fd[2], status;
    pid_t pid;

    if (geteuid() == user->uid)
        return work(arg, err);
    if (!process_pipe(fd, err))
        return false;
    pid = fork();
    if (pid == 0) {
        umask(077);
        if (!process_become(user))
            error_errno(&answer.err, "cannot become the user %s", user->name);
        else
            answer.ok = work(arg, &answer.err);
        process_write(fd[1], &answer, sizeof answer);
        _exit(0);
    }
    close(fd[1]);
    if (pid < 0)
        error_errno(&answer.err, "cannot make a process");
    else if (!process_read(fd[0], &answer, sizeof answer))
        error_set(&answer.err, ERROR_FILE, "the work was ended from outside before it was done");
    close(fd[0]);
    if (pid > 0)
        process_wait(pid, &status);
    if (!answer.ok && err)
        *err = answer.err;
    return answer.ok;
}

/* ---- running programs ---- */

/* In a child: ends it together with its parent. */
static void
process_bind(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
#endif
    if (getppid() != parent)
        _exit(127);
}

/* In a child: nothing to read, what it says goes to @out (-1: nowhere), and of all the other
 * files only @keep (-1: none) stays open, as number 3. */
static void
process_files(int out, int keep)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    /* Out of the way first: any of them may be one of the numbers that are given out below. */
    null = fcntl(null, F_DUPFD, 10);
    out = out < 0 ? null : fcntl(out, F_DUPFD, 10);
    keep = keep < 0 ? -1 : fcntl(keep, F_DUPFD, 10);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (keep >= 0)
        dup2(keep, PROCESS_KEPT);
    closefrom(keep >= 0 ? PROCESS_KEPT + 1 : PROCESS_KEPT);
}

int
process_detach(int keep)
{
    loop_child_signals();
    setsid();
    process_files(-1, keep);
    return keep >= 0 ? PROCESS_KEPT : -1;
}

static size_t
process_collect(int fd, char *out, size_t room)
{
    size_t have = 0;
    char part[1024];
    ssize_t n;

    while ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR)) {
        size_t take = n < 0 ? 0 : (size_t) n;

        if (take > room - 1 - have)
            take = room - 1 - have;
        memcpy(out + have, part, take);
        have += take;
    }
    out[have] = '\0';
    return have;
}

int
process_run(const struct process_user *user, const char *const argv[], int keep, char *out,
    size_t room, struct error *err)
{
    const char *zone = getenv("TZ");
    pid_t parent = getpid(), pid;
    int fd[2], status = 0;

    out[0] = '\0';
    if (!process_pipe(fd, err))
        return -1;
    pid = fork();
    if (pid == 0) {
        char tz[128] = "TZ=";
        char *env[] = { "PATH=/usr/bin:/bin", "LC_ALL=C", zone ? tz : NULL, NULL };

        strncat(tz, zone ? zone : "", sizeof tz - 4);
        loop_child_signals();
        setsid();
        umask(077);
        process_files(fd[1], keep);
        if (!process_become(user) || chdir("/") < 0)
            _exit(127);
        process_bind(parent);
        execve(argv[0], (char *const *) argv, env);
        _exit(127);
    }
    close(fd[1]);
    if (pid > 0)
        process_collect(fd[0], out, room);
    close(fd[0]);
    if (pid < 0 || process_wait(pid, &status) < 0) {
        error_errno(err, "cannot run %s", argv[0]);
        return -1;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        error_set(err, ERROR_FILE, "cannot run %s as the user %s", argv[0], user->name);
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int
process_open_log(const char *path)
{
    const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    char old[4096];
    struct stat st;

    if (lstat(path, &st) == 0 && st.st_size > PROCESS_LOG_MAX &&
        snprintf(old, sizeof old, "%s.1", path) < (int) sizeof old)
        rename(path, old);
    return open(path, flags, 0600);
}

struct process_birth {
    pid_t pid;
    int error; /* errno when it came to nothing */
};

/* In a child: becomes the program, or says on @fd why not. */
static void
process_born(
    const struct process_user *user, const struct process_spawn *spawn, int fd, pid_t parent)
{
    struct process_birth birth = { .pid = getpid() };
    int log;

    loop_child_signals();
    setsid();
    umask(077);
    if (process_become(user) && (log = process_open_log(spawn->log)) >= 0 &&
        chdir(spawn->dir) == 0) {
        process_files(log, fd);
        fd = PROCESS_KEPT;
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        if (spawn->bound)
            process_bind(parent);
        process_write(fd, &birth, sizeof birth);
        execve(spawn->argv[0], (char *const *) spawn->argv, (char *const *) spawn->env);
    }
    birth.error = errno;
    process_write(fd, &birth, sizeof birth);
    _exit(127);
}

pid_t
process_spawn(const struct process_user *user, const struct process_spawn *spawn, struct error *err)
{
    struct process_birth birth = { 0 }, failed = { 0 };
    pid_t parent = getpid(), pid;
    int fd[2], status;

    if (!process_pipe(fd, err))
        return 0;
    pid = fork();
    if (pid == 0) {
        /* A process whose parent is gone belongs to the system, which waits for it. */
        if (spawn->bound || fork() == 0)
            process_born(user, spawn, fd[1], parent);
        _exit(0);
    }
    close(fd[1]);
    if (pid < 0) {
        error_errno(err, "cannot make a process");
        close(fd[0]);
        return 0;
    }
    if (!process_read(fd[0], &birth, sizeof birth))
        birth.error = EAGAIN;
    else if (!birth.error && process_read(fd[0], &failed, sizeof failed))
        birth.error = failed.error;
    close(fd[0]);
    if (birth.error || !spawn->bound)
        process_wait(pid, &status);
    if (birth.error) {
        errno = birth.error;
        error_errno(err, "cannot start %s", spawn->argv[0]);
        return 0;
    }
    return birth.pid;
}

/* ---- other processes ---- */

bool
process_alive(pid_t pid)
{
    char path[64], line[256], *state;
    FILE *f;

    if (kill(pid, 0) < 0)
        return errno == EPERM;
    /* Where nobody waits for orphans (pid 1 of some containers), an ended one stays a zombie. */
    snprintf(path, sizeof path, "/proc/%ld/stat", (long) pid);
    f = fopen(path, "re");
    if (!f)
        return errno != ENOENT || access("/proc/self", F_OK) != 0;
    state = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    fclose(f);
    return !state || (state[2] != 'Z' && state[2] != 'X');
}

struct process_search {
    const char *program, *dir;
    pid_t pid; /* 0: all of them */
    int signal;
};

static bool
process_matches(pid_t pid, const char *program, const char *dir)
{
    char path[64], exe[4096], *name;
    struct stat a, b;
    ssize_t n;

    if (!process_alive(pid))
        return false;
    snprintf(path, sizeof path, "/proc/%ld/cwd", (long) pid);
    if (stat(path, &a) < 0 || stat(dir, &b) < 0 || a.st_dev != b.st_dev || a.st_ino != b.st_ino)
        return false;
    snprintf(path, sizeof path, "/proc/%ld/exe", (long) pid);
    n = readlink(path, exe, sizeof exe - 1);
    if (n < 0)
        return false;
    exe[n] = '\0';
    name = strrchr(exe, '/');
    name = name ? name + 1 : exe;
    /* After an upgrade of the package, " (deleted)" follows. */
    return !strncmp(name, program, strlen(program)) &&
           (name[strlen(program)] == '\0' || name[strlen(program)] == ' ');
}

static bool
process_search(void *arg, struct error *err)
{
    const struct process_search *search = arg;
    DIR *proc;
    struct dirent *entry;
    size_t count = 0;

    (void) err;
    if (search->pid)
        return process_matches(search->pid, search->program, search->dir);
    proc = opendir("/proc");
    while (proc && (entry = readdir(proc))) {
        pid_t pid = (pid_t) strtol(entry->d_name, NULL, 10);

        if (pid > 1 && process_matches(pid, search->program, search->dir)) {
            kill(pid, search->signal);
            count++;
        }
    }
    if (proc)
        closedir(proc);
    return count > 0;
}

bool
process_is(const struct process_user *user, pid_t pid, const char *program, const char *dir)
{
    struct process_search search = { .program = program, .dir = dir, .pid = pid };

    return process_alive(pid) && process_as_user(user, process_search, &search, NULL);
}

bool
process_signal_all(
    const struct process_user *user, const char *program, const char *dir, int signal)
{
    struct process_search search = { .program = program, .dir = dir, .signal = signal };

    return process_as_user(user, process_search, &search, NULL);
}
