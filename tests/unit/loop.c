#include "autorev/loop.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "autorev/job.h"

struct seen {
    struct loop *loop;
    char order[32];
    int calls;
    bool done;
    struct error err;
    bool ok;
};

static void
on_a(void *data)
{
    strcat(((struct seen *) data)->order, "a");
}

static void
on_b(void *data)
{
    strcat(((struct seen *) data)->order, "b");
}

static void
on_stop(void *data)
{
    loop_stop(((struct seen *) data)->loop);
}

Test(loop, timers_fire_in_order_of_time, .timeout = 20)
{
    struct seen seen = { .loop = loop_new(NULL) };
    struct timer *never = loop_timer(seen.loop, 5, on_a, &seen);

    loop_timer(seen.loop, 20, on_stop, &seen);
    loop_timer(seen.loop, 2, on_b, &seen);
    loop_timer(seen.loop, 1, on_a, &seen);
    loop_timer(seen.loop, 2, on_a, &seen);
    loop_timer_cancel(seen.loop, never);
    cr_expect(loop_run(seen.loop, NULL));
    cr_expect_str_eq(seen.order, "aba");
    loop_free(seen.loop);
}

static void
on_readable(int fd, short revents, void *data)
{
    struct seen *seen = data;
    char byte;

    cr_expect(revents & POLLIN);
    cr_expect_eq(read(fd, &byte, 1), 1);
    if (++seen->calls == 2)
        loop_unwatch(seen->loop, fd);
    else
        loop_watch(seen->loop, fd, POLLIN, on_readable, seen);
}

Test(loop, a_descriptor_may_be_unwatched_from_its_callback, .timeout = 20)
{
    struct seen seen = { .loop = loop_new(NULL) };
    int fd[2];

    cr_assert_eq(pipe(fd), 0);
    cr_assert_eq(write(fd[1], "xyz", 3), 3);
    loop_watch(seen.loop, fd[0], POLLIN, on_readable, &seen);
    loop_timer(seen.loop, 20, on_stop, &seen);
    cr_expect(loop_run(seen.loop, NULL));
    cr_expect_eq(seen.calls, 2);
    loop_free(seen.loop);
    close(fd[0]);
    close(fd[1]);
}

static void
on_signal(int signo, void *data)
{
    struct seen *seen = data;

    cr_expect_eq(signo, SIGUSR1);
    seen->calls++;
    seen->done = true;
}

static void
on_any(int fd, short revents, void *data)
{
    struct seen *seen = data;

    (void) revents;
    loop_unwatch(seen->loop, fd);
    seen->done = ++seen->calls == 100;
}

Test(loop, there_may_be_any_number_of_descriptors, .timeout = 20)
{
    struct seen seen = { .loop = loop_new(NULL) };
    int fd[100][2];

    for (size_t i = 0; i < 100; i++) {
        cr_assert_eq(pipe(fd[i]), 0);
        cr_assert_eq(write(fd[i][1], "x", 1), 1);
        loop_watch(seen.loop, fd[i][0], POLLIN, on_any, &seen);
    }
    cr_expect(loop_run_until(seen.loop, &seen.done, 5000, NULL));
    cr_expect_eq(seen.calls, 100);
    for (size_t i = 0; i < 100; i++) {
        close(fd[i][0]);
        close(fd[i][1]);
    }
    loop_free(seen.loop);
}

Test(loop, a_storm_of_signals_is_one_call, .timeout = 20)
{
    struct seen seen = { .loop = loop_new(NULL) };

    cr_assert(loop_signal(seen.loop, SIGUSR1, on_signal, &seen, NULL));
    for (int i = 0; i < 5; i++)
        raise(SIGUSR1);
    cr_expect(loop_run_until(seen.loop, &seen.done, 2000, NULL));
    cr_expect_eq(seen.calls, 1);
    loop_free(seen.loop);
}

Test(loop, waiting_for_one_thing_has_an_end, .timeout = 20)
{
    struct loop *loop = loop_new(NULL);
    struct error err = { 0 };
    bool never = false;

    cr_expect_not(loop_run_until(loop, &never, 10, &err));
    cr_expect_eq(err.code, ERROR_OFFLINE);
    loop_free(loop);
}

static bool
work(void *arg, progress_fn progress, void *progress_data, struct error *err)
{
    for (long i = 0; i < 3; i++)
        progress(progress_data, "counting", i + 1, 3);
    if (!strcmp(arg, "die"))
        raise(SIGKILL);
    return !strcmp(arg, "ok") || error_set(err, ERROR_FILE, "no space");
}

static void
on_progress(void *data, const char *what, long done, long total)
{
    struct seen *seen = data;

    cr_expect_str_eq(what, "counting");
    cr_expect_eq(done, ++seen->calls);
    cr_expect_eq(total, 3);
}

static void
on_done(void *data, bool ok, const struct error *err)
{
    struct seen *seen = data;

    seen->done = true;
    seen->ok = ok;
    if (err)
        seen->err = *err;
}

Test(job, reports_progress_and_how_it_ended, .timeout = 20)
{
    static const struct {
        char work[8];
        bool ok;
        const char *message;
    } row[] = {
        { "ok", true, "" },
        { "fail", false, "no space" },
        { "die", false, "the work was ended from outside before it was done" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct seen seen = { .loop = loop_new(NULL) };

        cr_assert_not_null(
            job_start(seen.loop, work, (void *) row[i].work, on_progress, on_done, &seen, NULL));
        cr_expect(loop_run_until(seen.loop, &seen.done, 5000, NULL));
        cr_expect_eq(seen.calls, 3, "%s", row[i].work);
        cr_expect_eq(seen.ok, row[i].ok, "%s", row[i].work);
        cr_expect_str_eq(seen.err.message, row[i].message, "%s", row[i].work);
        loop_free(seen.loop);
    }
}

struct cancelling {
    struct loop *loop;
    struct job *job;
    bool done;
};

static void
on_progress_cancel(void *data, const char *what, long done, long total)
{
    struct cancelling *c = data;

    (void) what;
    (void) done;
    (void) total;
    cr_expect(!c->done, "a cancelled job goes on");
    job_cancel(c->job);
    c->done = true;
}

static void
on_never(void *data, bool ok, const struct error *err)
{
    (void) data;
    (void) ok;
    (void) err;
    cr_expect(false, "a cancelled job says that it is done");
}

Test(job, may_be_cancelled_from_its_own_progress, .timeout = 20)
{
    struct cancelling c = { .loop = loop_new(NULL) };
    bool never = false;

    c.job = job_start(c.loop, work, (void *) "ok", on_progress_cancel, on_never, &c, NULL);
    cr_assert_not_null(c.job);
    cr_expect(loop_run_until(c.loop, &c.done, 5000, NULL));
    cr_expect(!loop_run_until(c.loop, &never, 50, NULL));
    loop_free(c.loop);
}

static bool
work_stopped(void *arg, progress_fn progress, void *progress_data, struct error *err)
{
    (void) arg;
    (void) err;
    progress(progress_data, "counting", 1, 3);
    return raise(SIGSTOP) == 0;
}

static void
on_progress_seen(void *data, const char *what, long done, long total)
{
    (void) what;
    (void) done;
    (void) total;
    ((struct cancelling *) data)->done = true;
}

Test(job, that_is_stopped_can_be_cancelled, .timeout = 20)
{
    struct cancelling c = { .loop = loop_new(NULL) };

    c.job = job_start(c.loop, work_stopped, NULL, on_progress_seen, on_never, &c, NULL);
    cr_assert_not_null(c.job);
    cr_expect(loop_run_until(c.loop, &c.done, 5000, NULL));
    job_cancel(c.job);
    loop_free(c.loop);
}
