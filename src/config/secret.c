#include "autorev/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/memory.h"

enum {
    SECRET_SIZE = 8192, /* a token of a REST server may be long; nothing is longer */
    SECRET_REAP_MS = 5,
};

struct secret {
    struct loop *loop;
    struct timer *late, *reap; /* NULL when not running */
    pid_t pid;
    int fd;
    secret_done_fn done;
    void *data;
    char *program;
    size_t size;
    char text[SECRET_SIZE + 1]; /* zeroed, so that it ends */
};

static void
secret_free(struct secret *secret)
{
    loop_timer_cancel(secret->loop, secret->late);
    loop_timer_cancel(secret->loop, secret->reap);
    loop_unwatch(secret->loop, secret->fd);
    close(secret->fd);
    explicit_bzero(secret->text, sizeof secret->text);
    free(secret->program);
    free(secret);
}

/* Killed and not asked to end: nothing may make the loop wait for it. */
static void
secret_kill(struct secret *secret)
{
    kill(-secret->pid, SIGKILL);
    while (waitpid(secret->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

/* The child is gone; @err says why there is no secret, or nothing. */
static void
secret_finish(struct secret *secret, struct error *err)
{
    char text[SECRET_SIZE + 1];
    secret_done_fn done = secret->done;
    void *data = secret->data;
    size_t size = strcspn(secret->text, "\r\n");

    if (!err->code && size == 0)
        error_set(err, ERROR_SETTING, "'%.80s' printed nothing", secret->program);
    if (err->code)
        error_hint(err, "run it in a terminal to see why; here it gets no input and no shell");
    memcpy(text, secret->text, size);
    text[size] = '\0';
    secret_free(secret);
    done(data, err->code ? NULL : text, err->code ? err : NULL);
    explicit_bzero(text, sizeof text);
}

static void
secret_fail(struct secret *secret, const char *why)
{
    struct error err = { 0 };

    secret_kill(secret);
    error_set(&err, ERROR_SETTING, "'%.80s' %s", secret->program, why);
    secret_finish(secret, &err);
}

static void
secret_late(void *data)
{
    struct secret *secret = data;

    secret->late = NULL;
    secret_fail(secret, "takes too long to print a secret");
}

/* The output has ended; the program itself may need a moment more. */
static void
secret_reap(void *data)
{
    struct secret *secret = data;
    struct error err = { 0 };
    int status = 0;
    pid_t pid = waitpid(secret->pid, &status, WNOHANG);

    secret->reap = NULL;
    if (pid == 0) {
        secret->reap = loop_timer(secret->loop, SECRET_REAP_MS, secret_reap, secret);
        return;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        error_set(&err, ERROR_SETTING, "'%.80s' cannot be run", secret->program);
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        error_set(&err, ERROR_SETTING, "'%.80s' failed", secret->program);
    secret_finish(secret, &err);
}

static void
secret_ready(int fd, short revents, void *data)
{
    struct secret *secret = data;

    (void) revents;
    for (;;) {
        ssize_t n = read(fd, secret->text + secret->size, SECRET_SIZE - secret->size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            break;
        secret->size += (size_t) n;
        if (secret->size == SECRET_SIZE) {
            secret_fail(secret, "prints more than a secret");
            return;
        }
    }
    loop_unwatch(secret->loop, fd);
    secret_reap(secret);
}

static void
secret_child(int out, char *const argv[])
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    loop_child_signals();
    setpgid(0, 0); /* so that the whole family can be ended */
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDERR_FILENO);
    }
    dup2(out, STDOUT_FILENO);
    execvp(argv[0], argv);
    _exit(127);
}

struct secret *
secret_start(struct loop *loop, char *const argv[], int ms, secret_done_fn done, void *data,
    struct error *err)
{
    struct secret *secret;
    int fd[2];
    pid_t pid;

    if (pipe(fd) < 0) {
        error_errno(err, "cannot make a pipe");
        return NULL;
    }
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    fcntl(fd[0], F_SETFD, FD_CLOEXEC);
    fcntl(fd[1], F_SETFD, FD_CLOEXEC);
    pid = fork();
    if (pid == 0)
        secret_child(fd[1], argv);
    close(fd[1]);
    if (pid < 0) {
        error_errno(err, "cannot make a process");
        close(fd[0]);
        return NULL;
    }
    setpgid(pid, pid); /* as the child does: whoever is first */
    secret = x_calloc(1, sizeof *secret);
    secret->loop = loop;
    secret->pid = pid;
    secret->fd = fd[0];
    secret->done = done;
    secret->data = data;
    secret->program = x_strdup(argv[0]);
    secret->late = loop_timer(loop, ms, secret_late, secret);
    loop_watch(loop, fd[0], POLLIN, secret_ready, secret);
    return secret;
}

void
secret_cancel(struct secret *secret)
{
    if (!secret)
        return;
    secret_kill(secret);
    secret_free(secret);
}
