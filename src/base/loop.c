#include "autorev/loop.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "autorev/memory.h"

enum { LOOP_SIGNALS = 65 };

struct watch {
    int fd; /* -1: unwatched, dropped before the next wait */
    short events;
    loop_fd_fn fn;
    void *data;
};

struct timer {
    struct timer *next; /* sorted by due time */
    int64_t due_ms;
    loop_timer_fn fn;
    void *data;
};

struct handler {
    loop_signal_fn fn;
    void *data;
};

struct loop {
    struct watch *watch;
    struct pollfd *pfd; /* what the last wait brought: the watches of that moment, in their order */
    size_t watches, room, polled;
    struct timer *timers;
    struct handler handler[LOOP_SIGNALS];
    int signal_pipe[2];
    loop_turn_fn turn;
    void *turn_data;
    bool stop, dispatching;
};

/* A signal handler has no argument: the write end of the pipe of the program's one loop. */
static volatile sig_atomic_t loop_signal_fd = -1;

int64_t
loop_now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
loop_on_signal(int signo)
{
    int saved = errno;
    unsigned char byte = (unsigned char) signo;

    if (write(loop_signal_fd, &byte, 1) < 0) {
        /* The pipe is full: the loop has enough to wake up for. */
    }
    errno = saved;
}

static void
loop_signals_ready(int fd, short revents, void *data)
{
    struct loop *loop = data;
    unsigned char byte[64];
    bool seen[LOOP_SIGNALS] = { false };
    ssize_t n;

    (void) revents;
    while ((n = read(fd, byte, sizeof byte)) > 0)
        for (ssize_t i = 0; i < n; i++)
            if (byte[i] < LOOP_SIGNALS)
                seen[byte[i]] = true; /* a storm of one signal is one call */
    for (int s = 1; s < LOOP_SIGNALS; s++)
        if (seen[s] && loop->handler[s].fn)
            loop->handler[s].fn(s, loop->handler[s].data);
}

struct loop *
loop_new(struct error *err)
{
    struct loop *loop = x_calloc(1, sizeof *loop);

    if (pipe(loop->signal_pipe) < 0) {
        error_errno(err, "cannot make a pipe");
        free(loop);
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(loop->signal_pipe[i], F_SETFL, O_NONBLOCK);
        fcntl(loop->signal_pipe[i], F_SETFD, FD_CLOEXEC);
    }
    loop_watch(loop, loop->signal_pipe[0], POLLIN, loop_signals_ready, loop);
    return loop;
}

void
loop_free(struct loop *loop)
{
    if (!loop)
        return;
    for (int s = 1; s < LOOP_SIGNALS; s++)
        if (loop->handler[s].fn)
            loop_signal(loop, s, NULL, NULL, NULL);
    while (loop->timers)
        loop_timer_cancel(loop, loop->timers);
    close(loop->signal_pipe[0]);
    close(loop->signal_pipe[1]);
    if (loop_signal_fd == loop->signal_pipe[1])
        loop_signal_fd = -1;
    free(loop->watch);
    free(loop->pfd);
    free(loop);
}

static struct watch *
loop_find(struct loop *loop, int fd)
{
    for (size_t i = 0; i < loop->watches; i++)
        if (loop->watch[i].fd == fd)
            return &loop->watch[i];
    return NULL;
}

void
loop_watch(struct loop *loop, int fd, short events, loop_fd_fn fn, void *data)
{
    struct watch *w = loop_find(loop, fd);

    assert(fd >= 0);
    if (!w) {
        /* Always behind the others, never in a slot that became free: during a turn that would take
         * the events of the descriptor that had it, maybe one of the same number. */
        if (loop->watches == loop->room) {
            loop->room = loop->room ? 2 * loop->room : 16;
            loop->watch = x_reallocarray(loop->watch, loop->room, sizeof *loop->watch);
        }
        w = &loop->watch[loop->watches++];
    }
    *w = (struct watch){ fd, events, fn, data };
}

void
loop_unwatch(struct loop *loop, int fd)
{
    struct watch *w = loop_find(loop, fd);

    if (w)
        w->fd = -1;
}

struct timer *
loop_timer(struct loop *loop, int ms, loop_timer_fn fn, void *data)
{
    struct timer *timer = x_calloc(1, sizeof *timer);
    struct timer **at = &loop->timers;

    timer->due_ms = loop_now_ms() + (ms > 0 ? ms : 0);
    timer->fn = fn;
    timer->data = data;
    while (*at && (*at)->due_ms <= timer->due_ms)
        at = &(*at)->next;
    timer->next = *at;
    *at = timer;
    return timer;
}

void
loop_timer_cancel(struct loop *loop, struct timer *timer)
{
    if (!timer)
        return;
    for (struct timer **at = &loop->timers; *at; at = &(*at)->next) {
        if (*at == timer) {
            *at = timer->next;
            free(timer);
            return;
        }
    }
    assert(!"a timer that fired or was cancelled is cancelled again");
}

bool
loop_signal(struct loop *loop, int signo, loop_signal_fn fn, void *data, struct error *err)
{
    struct sigaction sa = { .sa_handler = fn ? loop_on_signal : SIG_DFL, .sa_flags = SA_RESTART };

    assert(signo > 0 && signo < LOOP_SIGNALS);
    loop_signal_fd = loop->signal_pipe[1];
    loop->handler[signo] = (struct handler){ fn, data };
    sigemptyset(&sa.sa_mask);
    if (sigaction(signo, &sa, NULL) < 0)
        return error_errno(err, "cannot handle signal %d", signo);
    return true;
}

void
loop_child_signals(void)
{
    sigset_t none;

    for (int s = 1; s < LOOP_SIGNALS; s++)
        if (s != SIGKILL && s != SIGSTOP)
            signal(s, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void
loop_each_turn(struct loop *loop, loop_turn_fn fn, void *data)
{
    loop->turn = fn;
    loop->turn_data = data;
}

static void
loop_compact(struct loop *loop)
{
    size_t n = 0;

    for (size_t i = 0; i < loop->watches; i++)
        if (loop->watch[i].fd >= 0)
            loop->watch[n++] = loop->watch[i];
    loop->watches = loop->polled = n;
    loop->pfd = x_reallocarray(loop->pfd, loop->room, sizeof *loop->pfd);
    for (size_t i = 0; i < n; i++)
        loop->pfd[i] = (struct pollfd){ .fd = loop->watch[i].fd, .events = loop->watch[i].events };
}

static int
loop_timeout(const struct loop *loop, int64_t until_ms)
{
    int64_t due = loop->timers ? loop->timers->due_ms : -1;
    int64_t left;

    if (until_ms >= 0 && (due < 0 || until_ms < due))
        due = until_ms;
    if (due < 0)
        return -1;
    left = due - loop_now_ms();
    return left < 0 ? 0 : left > 3600000 ? 3600000 : (int) left;
}

static void
loop_fire_timers(struct loop *loop)
{
    int64_t now = loop_now_ms();

    while (loop->timers && loop->timers->due_ms <= now) {
        struct timer timer = *loop->timers;

        free(loop->timers);
        loop->timers = timer.next;
        timer.fn(timer.data);
    }
}

static bool
loop_turn(struct loop *loop, int64_t until_ms, struct error *err)
{
    assert(!loop->dispatching && "the loop is not re-entrant");
    if (loop->turn)
        loop->turn(loop->turn_data);
    loop_compact(loop);
    if (poll(loop->pfd, loop->polled, loop_timeout(loop, until_ms)) < 0)
        return errno == EINTR || error_errno(err, "poll");

    loop->dispatching = true;
    loop_fire_timers(loop);
    for (size_t i = 0; i < loop->polled; i++) {
        struct watch w = loop->watch[i]; /* a copy: the callback may register others */

        if (loop->pfd[i].revents && w.fd == loop->pfd[i].fd)
            w.fn(w.fd, loop->pfd[i].revents, w.data);
    }
    loop->dispatching = false;
    return true;
}

bool
loop_run(struct loop *loop, struct error *err)
{
    loop->stop = false;
    while (!loop->stop)
        if (!loop_turn(loop, -1, err))
            return false;
    return true;
}

void
loop_stop(struct loop *loop)
{
    loop->stop = true;
}

bool
loop_run_until(struct loop *loop, const bool *done, int ms, struct error *err)
{
    int64_t until = ms < 0 ? -1 : loop_now_ms() + ms;

    while (!*done) {
        if (until >= 0 && loop_now_ms() >= until)
            return error_set(err, ERROR_OFFLINE, "no answer within %d s", (ms + 999) / 1000);
        if (!loop_turn(loop, until, err))
            return false;
    }
    return true;
}
