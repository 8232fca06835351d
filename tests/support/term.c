#include "term.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "grid.h"
#include "keys.h"
#include "scratch.h"
#include "stream.h"

enum {
    LIMIT_MS = 10000,
    ESCAPE_MS = 60, /* the pause after Escape: twice what the program waits */
    QUIET_MS = 300, /* before a golden file is written */
    LEAST_COLS = 2, /* libvterm crashes on a wide character in one column */
    MASK_MAX = 8,
};

/* What the leader of the session tells: the program's id first, then each change of its state. */
struct news {
    pid_t pid;
    int status; /* of waitpid() */
};

struct term {
    int rows, cols;
    int master, slave, news, command;
    pid_t leader, pid;
    bool exited, stopped;
    int status; /* exit status or 128 + signal */
    int limit_ms;
    struct termios before;
    VTerm *vt;
    struct stream *stream;
    bool linux_console;
    char *home; /* owned when made here, else NULL */
    struct buffer raw, shown;
    size_t clipboards; /* copies that a test has taken note of */
    regex_t mask[MASK_MAX];
    size_t masks;
};

static int64_t
term_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The leader of the session: a shell with one job ------------------------------------------- */

static volatile sig_atomic_t leader_job;

static void
leader_on_hangup(int sig)
{
    if (leader_job > 0) {
        kill(-leader_job, sig);
        kill(-leader_job, SIGCONT);
    }
}

static void
leader_signals(void)
{
    struct sigaction hup = { .sa_handler = leader_on_hangup };

    signal(SIGTTOU, SIG_IGN);
    signal(SIGTTIN, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGHUP, &hup, NULL);
}

static void
leader_exec(const char *program, char **argv, char **envp)
{
    static const int back[] = { SIGTTOU, SIGTTIN, SIGTSTP, SIGPIPE, SIGHUP, SIGINT, SIGCHLD };
    sigset_t none;

    setpgid(0, 0);
    tcsetpgrp(0, getpid());
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++)
        signal(back[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(program, argv, envp);
    fprintf(stderr, "%s: %s\n", program, strerror(errno));
    _exit(127);
}

/* Never returns.  Descriptors: 0 to 2 the terminal, @news to tell, @command to be told. */
static void
leader_run(int slave, int news, int command, const char *program, char **argv, char **envp)
{
    struct news item = { 0 };

    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
        dup2(slave, fd);
    for (int fd = 3; fd < 1024; fd++)
        if (fd != news && fd != command)
            close(fd);
    fcntl(news, F_SETFD, FD_CLOEXEC);
    fcntl(command, F_SETFD, FD_CLOEXEC);
    leader_signals();
    item.pid = fork();
    if (item.pid == 0)
        leader_exec(program, argv, envp);
    leader_job = item.pid;
    setpgid(item.pid, item.pid);
    item.status = -1;
    if (write(news, &item, sizeof item) != sizeof item)
        _exit(1);
    for (;;) {
        char byte;
        if (waitpid(item.pid, &item.status, WUNTRACED) < 0) {
            if (errno == EINTR)
                continue;
            _exit(1);
        }
        if (write(news, &item, sizeof item) != sizeof item || !WIFSTOPPED(item.status))
            break;
        tcsetpgrp(0, getpgrp());
        ssize_t told;
        while ((told = read(command, &byte, 1)) < 0 && errno == EINTR)
            ;
        if (told <= 0)
            break;
        tcsetpgrp(0, item.pid);
        kill(-item.pid, SIGCONT);
    }
    /* Without its leader the foreground group would be hung up: wait for the test's word. */
    char byte;
    while (read(command, &byte, 1) < 0 && errno == EINTR)
        ;
    kill(-item.pid, SIGKILL);
    _exit(0);
}

/* Starting ---------------------------------------------------------------------------------- */

static void
term_env(char ***envp, size_t *n, const char *name, const char *value)
{
    if (!value)
        return;
    *envp = x_reallocarray(*envp, *n + 2, sizeof **envp);
    (*envp)[(*n)++] = x_asprintf("%s=%s", name, value);
    (*envp)[*n] = NULL;
}

static const char *
term_or(const char *value, const char *preset)
{
    return value ? value : preset;
}

char **
term_environment(const struct term_options *o, const char *home)
{
    static const char *const passed[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
        "TSAN_OPTIONS", "LLVM_PROFILE_FILE", "TMPDIR" };
    static const char *const folders[][2] = { { "XDG_CONFIG_HOME", ".config" },
        { "XDG_DATA_HOME", ".local/share" }, { "XDG_STATE_HOME", ".local/state" },
        { "XDG_CACHE_HOME", ".cache" } };
    char **envp = NULL;
    size_t n = 0;

    term_env(&envp, &n, "PATH", "/usr/local/bin:/usr/bin:/bin");
    term_env(&envp, &n, "TERM", term_or(o->term, "xterm-256color"));
    term_env(&envp, &n, "LC_ALL", term_or(o->lc_all, "C.UTF-8"));
    term_env(&envp, &n, "TZ", "UTC");
    term_env(&envp, &n, "NCURSES_GPM_TERMS", "none"); /* libgpm forgets to free its device's name */
    term_env(&envp, &n, "COLORTERM", o->colorterm);
    term_env(&envp, &n, "NO_COLOR", o->no_color);
    term_env(&envp, &n, "HOME", home);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *path = scratch_path(home, folders[i][1]);
        term_env(&envp, &n, folders[i][0], path);
        free(path);
    }
    char *data = scratch_path(home, "data");
    term_env(&envp, &n, "AUTOREV_DATA", term_or(o->data, data));
    free(data);
    term_env(
        &envp, &n, "AUTOREV_CATALOGUE", term_or(o->catalogue, getenv("AUTOREV_FIXTURE_CATALOGUE")));
    term_env(&envp, &n, "AUTOREV_TODAY", "2026-06-15");
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
        term_env(&envp, &n, passed[i], getenv(passed[i]));
    for (size_t i = 0; o->more && o->more[i]; i++) {
        char *name = x_strndup(o->more[i], strcspn(o->more[i], "="));
        term_env(&envp, &n, name, o->more[i] + strlen(name) + 1);
        free(name);
    }
    return envp;
}

void
term_environment_free(char **envp)
{
    for (size_t i = 0; envp && envp[i]; i++)
        free(envp[i]);
    free(envp);
}

static void term_answer(const char *data, size_t size, void *user);

static void
term_emulate(struct term *t)
{
    t->vt = vterm_new(t->rows, t->cols > LEAST_COLS ? t->cols : LEAST_COLS);
    vterm_set_utf8(t->vt, 1);
    vterm_output_set_callback(t->vt, term_answer, t);
    VTermScreen *screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_reset(screen, 1);
    t->stream = stream_new(t->linux_console);
}

static bool term_news(struct term *t);

struct term *
term_start(int rows, int cols, const char *const args[])
{
    return term_start_with(rows, cols, &(struct term_options){ 0 }, args);
}

struct term *
term_start_with(int rows, int cols, const struct term_options *options, const char *const args[])
{
    struct term *t = x_calloc(1, sizeof *t);
    const char *program = term_or(options->program, getenv("AUTOREV_TUI"));
    const char *patience = getenv("AUTOREV_TEST_PATIENCE");
    struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) cols };
    int news[2], command[2];
    size_t n = 0;

    cr_assert(program, "AUTOREV_TUI is not set: run the tests through meson");
    t->rows = rows;
    t->cols = cols;
    t->limit_ms = LIMIT_MS * (patience && atoi(patience) > 0 ? atoi(patience) : 1);
    t->linux_console = strncmp(term_or(options->term, ""), "linux", 5) == 0;
    term_emulate(t);
    if (!options->home)
        t->home = scratch_new();

    while (args && args[n])
        n++;
    const char **argv = x_calloc(n + 2, sizeof *argv);
    argv[0] = program;
    for (size_t i = 0; i < n; i++)
        argv[i + 1] = args[i];
    char **envp = term_environment(options, term_or(options->home, t->home));

    cr_assert(openpty(&t->master, &t->slave, NULL, NULL, &size) == 0, "no pseudo-terminal");
    tcgetattr(t->master, &t->before);
    cr_assert(pipe(news) == 0 && pipe(command) == 0);
    t->leader = fork();
    cr_assert(t->leader >= 0);
    if (t->leader == 0)
        leader_run(t->slave, news[1], command[0], program, (char **) argv, envp);
    close(news[1]);
    close(command[0]);
    t->news = news[0];
    t->command = command[1];
    fcntl(t->master, F_SETFL, O_NONBLOCK);
    for (int i = 0; i < 4; i++)
        fcntl((int[]){ t->master, t->slave, t->news, t->command }[i], F_SETFD, FD_CLOEXEC);
    cr_assert(term_news(t), "the program could not be started");
    free(argv);
    term_environment_free(envp);
    return t;
}

void
term_free(struct term *t)
{
    if (!t)
        return;
    if (t->pid > 0)
        kill(-t->pid, SIGKILL);
    close(t->command);
    if (t->master >= 0)
        close(t->master);
    if (t->slave >= 0)
        close(t->slave);
    waitpid(t->leader, NULL, 0);
    close(t->news);
    for (size_t i = 0; i < t->masks; i++)
        regfree(&t->mask[i]);
    vterm_free(t->vt);
    stream_free(t->stream);
    buffer_fini(&t->raw);
    buffer_fini(&t->shown);
    scratch_free(t->home);
    free(t);
}

void
term_limit(struct term *t, int ms)
{
    t->limit_ms = ms;
}

/* Reading ----------------------------------------------------------------------------------- */

/* Takes one piece of news.  False when the leader is gone. */
static bool
term_news(struct term *t)
{
    struct news item;
    ssize_t n;

    while ((n = read(t->news, &item, sizeof item)) < 0 && errno == EINTR)
        ;
    if (n != sizeof item) {
        t->exited = true; /* the leader is gone, and the program with it */
        t->status = -1;
        return false;
    }
    t->pid = item.pid;
    if (item.status == -1)
        return true;
    t->stopped = WIFSTOPPED(item.status);
    if (WIFEXITED(item.status) || WIFSIGNALED(item.status)) {
        t->exited = true;
        t->status = WIFEXITED(item.status) ? WEXITSTATUS(item.status) : 128 + WTERMSIG(item.status);
    }
    return true;
}

/* Reads what is there.  True when something was. */
static bool
term_read(struct term *t)
{
    char chunk[8192];
    struct buffer out = { 0 };
    ssize_t n = t->master >= 0 ? read(t->master, chunk, sizeof chunk) : -1;

    if (n <= 0)
        return false;
    buffer_add(&t->raw, chunk, (size_t) n);
    stream_feed(t->stream, chunk, (size_t) n, &out);
    if (out.size)
        vterm_input_write(t->vt, out.data, out.size);
    buffer_fini(&out);
    return true;
}

/* Waits up to @ms for output or news, and takes in all there is.  True when something came. */
static bool
term_pump(struct term *t, int ms)
{
    struct pollfd fd[] = {
        { .fd = t->master, .events = POLLIN },
        { .fd = t->exited ? -1 : t->news, .events = POLLIN },
    };
    bool came = false;

    if (poll(fd, 2, ms) <= 0)
        return false;
    while (term_read(t))
        came = true;
    if (fd[1].revents)
        came |= term_news(t);
    return came;
}

/* Pumps until @done or the limit.  @done is asked only when all that came was taken in. */
static bool
term_until(struct term *t, bool (*done)(struct term *t, const void *arg), const void *arg)
{
    int64_t end = term_now() + t->limit_ms;

    while (term_pump(t, 0))
        ;
    while (!done(t, arg)) {
        int64_t left = end - term_now();
        if (left <= 0)
            return false;
        term_pump(t, left > INT_MAX ? INT_MAX : (int) left);
        while (term_pump(t, 0))
            ;
    }
    return true;
}

static bool
term_is_quiet(struct term *t, int ms)
{
    return !term_pump(t, ms);
}

void
term_wait_quiet(struct term *t, int ms)
{
    int64_t end = term_now() + t->limit_ms;

    while (!term_is_quiet(t, ms))
        cr_assert(term_now() < end, "the program never became quiet:\n%s", term_text(t));
}

/* Writing ----------------------------------------------------------------------------------- */

void
term_send(struct term *t, const void *data, size_t size)
{
    const char *at = data;
    int64_t end = term_now() + t->limit_ms;

    while (size > 0) {
        ssize_t n = write(t->master, at, size);
        if (n > 0) {
            at += n;
            size -= (size_t) n;
            continue;
        }
        cr_assert(n < 0 && (errno == EAGAIN || errno == EINTR), "the terminal is closed");
        cr_assert(term_now() < end, "the program does not read its keys");
        struct pollfd fd = { .fd = t->master, .events = POLLIN | POLLOUT };
        poll(&fd, 1, 100);
        term_read(t);
    }
}

/* The emulator's answers to what the program asks its terminal. */
static void
term_answer(const char *data, size_t size, void *user)
{
    struct term *t = user;

    if (!t->exited)
        (void) !write(t->master, data, size);
}

void
term_press(struct term *t, const char *keys)
{
    struct buffer out = { 0 };

    while (*keys) {
        bool escape = strncmp(keys, "<Esc>", 5) == 0;
        const struct key_modes modes = {
            .cursor_keys = stream_mode(t->stream, 1),
            .mouse = stream_mode(t->stream, 1006),
            .linux_console = t->linux_console,
        };
        cr_assert(keys_next(&keys, &modes, &out), "no such key: %s", keys);
        if (escape || !*keys) {
            term_send(t, buffer_text(&out), out.size);
            buffer_clear(&out);
        }
        if (escape) {
            int64_t end = term_now() + ESCAPE_MS, left;
            while ((left = end - term_now()) > 0)
                term_pump(t, (int) left);
        }
    }
    buffer_fini(&out);
}

void
term_type(struct term *t, const char *text)
{
    term_send(t, text, strlen(text));
}

void
term_paste(struct term *t, const char *text)
{
    bool bracketed = stream_mode(t->stream, 2004);

    if (bracketed)
        term_type(t, "\033[200~");
    term_type(t, text);
    if (bracketed)
        term_type(t, "\033[201~");
}

void
term_resize(struct term *t, int rows, int cols)
{
    struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) cols };

    while (term_pump(t, 0))
        ;
    t->rows = rows;
    t->cols = cols;
    vterm_set_size(t->vt, rows, cols > LEAST_COLS ? cols : LEAST_COLS);
    cr_assert(ioctl(t->master, TIOCSWINSZ, &size) == 0);
}

void
term_signal(struct term *t, int sig)
{
    cr_assert(kill(t->pid, sig) == 0, "signal %d: %s", sig, strerror(errno));
}

void
term_hangup(struct term *t)
{
    while (term_pump(t, 0))
        ;
    close(t->slave);
    close(t->master);
    t->slave = t->master = -1;
}

/* Seeing ------------------------------------------------------------------------------------ */

static void
term_apply_masks(const struct term *t, struct grid *grid)
{
    for (int row = 0; row < grid->rows; row++)
        for (size_t i = 0; i < t->masks; i++) {
            regmatch_t at;
            char *from = grid->text[row];
            while (*from && regexec(&t->mask[i], from, 1, &at, 0) == 0 && at.rm_eo > at.rm_so) {
                memset(from + at.rm_so, '~', (size_t) (at.rm_eo - at.rm_so));
                from += at.rm_eo;
            }
        }
}

static struct grid *
term_grid(struct term *t)
{
    struct grid *grid = grid_take(t->vt, t->rows, t->cols, stream_mode(t->stream, 25));

    term_apply_masks(t, grid);
    return grid;
}

static const char *
term_show(struct term *t, char *(*format)(const struct grid *grid))
{
    struct grid *grid = term_grid(t);
    char *text = format(grid);

    buffer_clear(&t->shown);
    buffer_puts(&t->shown, text);
    free(text);
    grid_free(grid);
    return buffer_text(&t->shown);
}

const char *
term_text(struct term *t)
{
    while (term_pump(t, 0))
        ;
    return term_show(t, grid_text);
}

const char *
term_picture(struct term *t)
{
    while (term_pump(t, 0))
        ;
    return term_show(t, grid_format);
}

void
term_mask(struct term *t, const char *regex)
{
    cr_assert(t->masks < MASK_MAX && regcomp(&t->mask[t->masks], regex, REG_EXTENDED) == 0);
    t->masks++;
}

static char *
term_golden(const char *name)
{
    const char *dir = getenv("AUTOREV_GOLDEN");

    cr_assert(dir, "AUTOREV_GOLDEN is not set: run the tests through meson");
    return x_asprintf("%s/%s.txt", dir, name);
}

static bool
term_is_golden(struct term *t, const void *arg)
{
    return strcmp(term_show(t, grid_format), arg) == 0;
}

bool
term_compare(struct term *t, const char *name, char **report)
{
    char *path = term_golden(name);
    char *want = scratch_read(path);
    bool same = want && term_until(t, term_is_golden, want);

    if (!same && report && !want)
        *report = x_asprintf(
            "there is no %s (AUTOREV_REGEN=1 makes it); the screen is\n%s", path, term_picture(t));
    else if (!same && report)
        *report = grid_difference(want, term_picture(t));
    free(want);
    free(path);
    return same;
}

static void
term_regenerate(struct term *t, const char *name)
{
    char *path = term_golden(name);
    char *slash = strrchr(path, '/');

    term_wait_quiet(t, QUIET_MS);
    *slash = '\0';
    mkdir(path, 0755);
    scratch_write(path, slash + 1, term_picture(t));
    free(path);
}

void
term_expect(struct term *t, const char *name)
{
    const char *regen = getenv("AUTOREV_REGEN");
    char *report = NULL;

    if (regen && strcmp(regen, "1") == 0) {
        term_regenerate(t, name);
        return;
    }
    bool same = term_compare(t, name, &report);
    cr_expect(same, "%s: %s", name, report);
    free(report);
    cr_assert(same, "the screen never became %s", name);
}

static bool
term_shows(struct term *t, const void *arg)
{
    return strstr(term_show(t, grid_text), arg) != NULL;
}

static bool
term_hides(struct term *t, const void *arg)
{
    return !term_shows(t, arg);
}

bool
term_has_text(struct term *t, const char *text)
{
    return term_until(t, term_shows, text);
}

void
term_expect_text(struct term *t, const char *text)
{
    bool ok = term_has_text(t, text);

    cr_assert(ok, "'%s' never came to the screen:\n%s", text, term_picture(t));
}

void
term_expect_no_text(struct term *t, const char *text)
{
    bool ok = term_until(t, term_hides, text);

    cr_assert(ok, "'%s' never left the screen:\n%s", text, term_picture(t));
}

static bool
term_matches(struct term *t, const void *arg)
{
    return regexec(arg, term_show(t, grid_text), 0, NULL, 0) == 0;
}

void
term_expect_match(struct term *t, const char *regex)
{
    regex_t compiled;

    cr_assert(regcomp(&compiled, regex, REG_EXTENDED | REG_NEWLINE | REG_NOSUB) == 0, "%s", regex);
    bool ok = term_until(t, term_matches, &compiled);
    regfree(&compiled);
    cr_assert(ok, "nothing on the screen matched '%s':\n%s", regex, term_picture(t));
}

/* The end ----------------------------------------------------------------------------------- */

static bool
term_gone(struct term *t, const void *arg)
{
    (void) arg;
    return t->exited;
}

bool
term_has_exited(struct term *t, int *status)
{
    bool exited = term_until(t, term_gone, NULL);

    *status = t->status;
    return exited;
}

void
term_expect_exit(struct term *t, int status)
{
    int got;
    bool exited = term_has_exited(t, &got);

    cr_assert(exited, "the program does not leave:\n%s", t->master < 0 ? "" : term_picture(t));
    cr_assert_eq(got, status, "left with %d instead of %d:\n%s", got, status,
        t->master < 0 ? "" : term_text(t));
}

static bool
term_suspended(struct term *t, const void *arg)
{
    (void) arg;
    return t->stopped;
}

void
term_expect_stopped(struct term *t)
{
    bool ok = term_until(t, term_suspended, NULL);

    cr_assert(ok, "the program does not stop:\n%s", term_picture(t));
}

void
term_continue(struct term *t)
{
    cr_assert(t->stopped, "the program runs");
    t->stopped = false;
    cr_assert(write(t->command, "c", 1) == 1);
}

static bool
term_same_line(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

static bool
term_has_plain_pen(const struct term *t)
{
    static const VTermAttr attrs[] = { VTERM_ATTR_BOLD, VTERM_ATTR_UNDERLINE, VTERM_ATTR_ITALIC,
        VTERM_ATTR_REVERSE, VTERM_ATTR_FONT };
    const VTermState *state = vterm_obtain_state(t->vt);
    VTermValue value;

    for (size_t i = 0; i < sizeof attrs / sizeof attrs[0]; i++) {
        value.number = 0;
        vterm_state_get_penattr(state, attrs[i], &value);
        if (value.number)
            return false;
    }
    vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value);
    if (!VTERM_COLOR_IS_DEFAULT_FG(&value.color))
        return false;
    vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value);
    return VTERM_COLOR_IS_DEFAULT_BG(&value.color);
}

char *
term_unrestored(struct term *t)
{
    static const struct {
        int mode;
        bool wanted;
        const char *name;
    } modes[] = {
        { 1049, false, "the alternate screen" },
        { 25, true, "the hidden cursor" },
        { 7, true, "no line wrap" },
        { 1, false, "application cursor keys" },
        { 1000, false, "the mouse" },
        { 1002, false, "the mouse's drags" },
        { 1003, false, "the mouse's moves" },
        { 1004, false, "focus reports" },
        { 1006, false, "mouse reports in SGR" },
        { 2004, false, "bracketed paste" },
        { 2026, false, "a held back update" },
    };
    struct buffer out = { 0 };
    struct termios now;

    while (term_pump(t, 0))
        ;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (stream_mode(t->stream, modes[i].mode) != modes[i].wanted)
            buffer_printf(&out, "%s is left\n", modes[i].name);
    if (stream_keypad(t->stream))
        buffer_puts(&out, "the application keypad is left\n");
    if (stream_inside(t->stream))
        buffer_puts(&out, "a sequence is left unfinished\n");
    if (!term_has_plain_pen(t))
        buffer_puts(&out, "a colour or attribute is left\n");
    if (tcgetattr(t->master, &now) != 0 || !term_same_line(&now, &t->before))
        buffer_puts(&out, "the line discipline is not as before\n");
    return out.size ? buffer_take(&out) : NULL;
}

void
term_expect_restored(struct term *t)
{
    char *left = term_unrestored(t);

    cr_expect(!left, "%s", left);
    free(left);
}

/* What went over the line ------------------------------------------------------------------- */

void
term_mark(struct term *t)
{
    while (term_pump(t, 0))
        ;
    buffer_clear(&t->raw);
    stream_mark(t->stream);
    t->clipboards = stream_clipboard_count(t->stream);
}

const char *
term_raw(struct term *t, size_t *size)
{
    while (term_pump(t, 0))
        ;
    *size = t->raw.size;
    return buffer_text(&t->raw);
}

const char *
term_foreign_controls(struct term *t)
{
    while (term_pump(t, 0))
        ;
    return stream_foreign(t->stream);
}

static bool
term_has_copied(struct term *t, const void *arg)
{
    (void) arg;
    return stream_clipboard_count(t->stream) > t->clipboards;
}

const char *
term_clipboard(struct term *t)
{
    if (!term_until(t, term_has_copied, NULL))
        return NULL;
    t->clipboards = stream_clipboard_count(t->stream);
    return stream_clipboard(t->stream);
}

pid_t
term_pid(const struct term *t)
{
    return t->pid;
}
