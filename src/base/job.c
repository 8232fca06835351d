#include "autorev/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/memory.h"

/* What the child says, one record at a time: records are smaller than a pipe writes at once. */
struct report {
    enum { REPORT_PROGRESS, REPORT_FAILED, REPORT_DONE } kind;
    long done, total;
    char what[120];
    struct error err;
};

struct job {
    struct loop *loop;
    pid_t pid;
    int fd;
    progress_fn progress;
    job_done_fn done;
    void *data;
    struct report report; /* the one being read */
    size_t have;
    bool ended, ok;
    bool *cancelled; /* set by job_cancel() from within the job's own callback; else NULL */
    struct error err;
};

static void
job_write(int fd, const struct report *report)
{
    ssize_t n;

    do {
        n = write(fd, report, sizeof *report);
    } while (n < 0 && errno == EINTR);
}

static void
job_child_progress(void *data, const char *what, long done, long total)
{
    struct report report = { .kind = REPORT_PROGRESS, .done = done, .total = total };

    snprintf(report.what, sizeof report.what, "%s", what);
    job_write(*(int *) data, &report);
}

static void
job_child(int fd, job_work_fn work, void *arg)
{
    struct report report = { .kind = REPORT_DONE };
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    loop_child_signals();
    setpgid(0, 0); /* the terminal's Ctrl-C is for the program, which then cancels the job */
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
    }
    if (!work(arg, job_child_progress, &fd, &report.err))
        report.kind = REPORT_FAILED;
    job_write(fd, &report);
    _exit(0);
}

static void
job_free(struct job *job)
{
    int status;

    loop_unwatch(job->loop, job->fd);
    close(job->fd);
    while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    free(job);
}

static void
job_finish(struct job *job)
{
    job_done_fn done = job->done;
    void *data = job->data;
    bool ok = job->ended && job->ok;
    struct error err = job->err;

    if (!job->ended)
        error_set(&err, ERROR_FILE, "the work was ended from outside before it was done");
    job_free(job);
    done(data, ok, ok ? NULL : &err);
}

static void
job_ready(int fd, short revents, void *data)
{
    struct job *job = data;
    bool cancelled = false;

    (void) revents;
    job->cancelled = &cancelled;
    while (!cancelled) {
        ssize_t n = read(fd, (char *) &job->report + job->have, sizeof job->report - job->have);

        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            job->cancelled = NULL;
            return;
        }
        if (n <= 0) {
            job_finish(job);
            return;
        }
        job->have += (size_t) n;
        if (job->have < sizeof job->report)
            continue;
        job->have = 0;
        if (job->report.kind == REPORT_PROGRESS) {
            if (job->progress)
                job->progress(job->data, job->report.what, job->report.done, job->report.total);
        } else {
            job->ended = true;
            job->ok = job->report.kind == REPORT_DONE;
            job->err = job->report.err;
        }
    }
}

struct job *
job_start(struct loop *loop, job_work_fn work, void *arg, progress_fn progress, job_done_fn done,
    void *data, struct error *err)
{
    int fd[2];
    struct job *job;
    pid_t pid;

    if (pipe(fd) < 0) {
        error_errno(err, "cannot make a pipe");
        return NULL;
    }
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    fcntl(fd[0], F_SETFD, FD_CLOEXEC);
    fcntl(fd[1], F_SETFD, FD_CLOEXEC);
    pid = fork();
    if (pid == 0) {
        close(fd[0]);
        job_child(fd[1], work, arg);
    }
    close(fd[1]);
    if (pid < 0) {
        error_errno(err, "cannot make a process");
        close(fd[0]);
        return NULL;
    }
    job = x_calloc(1, sizeof *job);
    *job = (struct job){
        .loop = loop, .pid = pid, .fd = fd[0], .progress = progress, .done = done, .data = data
    };
    loop_watch(loop, fd[0], POLLIN, job_ready, job);
    return job;
}

void
job_cancel(struct job *job)
{
    if (!job)
        return;
    if (job->cancelled)
        *job->cancelled = true;
    kill(job->pid, SIGKILL); /* at once, also when it is stopped: job_free() waits for its end */
    job_free(job);
}
