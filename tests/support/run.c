#include "run.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "scratch.h"

enum { RUN_LIMIT_MS = 60000 };

static void
run_child(const char *program, char **argv, char **envp, const int out[2], const int err[2])
{
    int null = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    dup2(null, 0);
    dup2(out[1], 1);
    dup2(err[1], 2);
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    execve(program, argv, envp);
    _exit(127);
}

/* Reads both until both end.  False when time runs out. */
static bool
run_read(int out_fd, int err_fd, struct buffer *out, struct buffer *err)
{
    struct pollfd fd[] = { { .fd = out_fd, .events = POLLIN }, { .fd = err_fd, .events = POLLIN } };
    struct buffer *to[] = { out, err };

    while (fd[0].fd >= 0 || fd[1].fd >= 0) {
        char chunk[8192];
        if (poll(fd, 2, RUN_LIMIT_MS) <= 0)
            return false;
        for (int i = 0; i < 2; i++) {
            ssize_t n = fd[i].revents ? read(fd[i].fd, chunk, sizeof chunk) : -1;
            if (n > 0)
                buffer_add(to[i], chunk, (size_t) n);
            else if (n == 0)
                fd[i].fd = -1;
        }
    }
    return true;
}

struct run *
run_program(const struct term_options *options, const char *const args[])
{
    static const struct term_options none;
    const struct term_options *o = options ? options : &none;
    const char *program = o->program ? o->program : getenv("AUTOREV_TUI");
    char *home = o->home ? NULL : scratch_new();
    char **envp = term_environment(o, o->home ? o->home : home);
    struct run *run = x_calloc(1, sizeof *run);
    struct buffer out_text = { 0 }, err_text = { 0 };
    int out[2], err[2], status = 0;
    size_t n = 0;

    cr_assert(program, "AUTOREV_TUI is not set: run the tests through meson");
    while (args && args[n])
        n++;
    const char **argv = x_calloc(n + 2, sizeof *argv);
    argv[0] = program;
    for (size_t i = 0; i < n; i++)
        argv[i + 1] = args[i];

    cr_assert(pipe(out) == 0 && pipe(err) == 0);
    pid_t pid = fork();
    cr_assert(pid >= 0);
    if (pid == 0)
        run_child(program, (char **) argv, envp, out, err);
    close(out[1]);
    close(err[1]);
    bool ended = run_read(out[0], err[0], &out_text, &err_text);
    if (!ended)
        kill(-pid, SIGKILL);
    close(out[0]);
    close(err[0]);
    waitpid(pid, &status, 0);
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run->out_size = out_text.size;
    run->out = buffer_take(&out_text);
    run->err = buffer_take(&err_text);
    free(argv);
    term_environment_free(envp);
    scratch_free(home);
    cr_assert(ended, "%s %s does not end:\n%s%s", program, n ? args[0] : "", run->out, run->err);
    return run;
}

void
run_free(struct run *run)
{
    if (!run)
        return;
    free(run->out);
    free(run->err);
    free(run);
}
