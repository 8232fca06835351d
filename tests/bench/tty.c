#include "tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

extern char **environ;

struct chunk {
    double at;
    size_t end; /* of its bytes in tty->data */
};

struct tty {
    pid_t pid;
    int fd, status;
    bool gone;
    double began;
    VTerm *vterm;
    VTermScreen *screen;
    int rows, cols;
    char *data;
    size_t size, room;
    struct chunk *chunk;
    size_t chunks, chunk_room;
    size_t shown; /* chunks that the emulator has seen */
};

static _Noreturn void
fail(const char *what)
{
    fprintf(stderr, "ptybench: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void *
checked(void *memory)
{
    if (!memory)
        fail("memory");
    return memory;
}

static double
clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

/* The program's environment: ours, with the terminal's variables replaced. */
static char **
tty_environment(void)
{
    static char term[] = "TERM=xterm-256color";
    size_t n = 0, kept = 0;
    char **env;

    while (environ[n])
        n++;
    env = checked(calloc(n + 2, sizeof *env));
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "TERM=", 5) && strncmp(environ[i], "LINES=", 6) &&
            strncmp(environ[i], "COLUMNS=", 8))
            env[kept++] = environ[i];
    env[kept] = term;
    return env;
}

/* A new session in which the first terminal opened, the slave as standard input, becomes the
 * controlling one. */
static void
tty_spawn(struct tty *tty, const char *const argv[], const char *slave)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none;
    char **env = tty_environment();
    int err;

    sigemptyset(&none);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, slave, O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&files, 0, 1);
    posix_spawn_file_actions_adddup2(&files, 0, 2);
    tty->began = clock_ms();
    err = posix_spawnp(&tty->pid, argv[0], &files, &attr, (char *const *) argv, env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    free(env);
    errno = err;
    if (err)
        fail(argv[0]);
}

struct tty *
tty_start(const char *const argv[], int rows, int cols)
{
    struct tty *tty = checked(calloc(1, sizeof *tty));
    struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) cols };
    char slave[64];

    tty->rows = rows;
    tty->cols = cols;
    tty->vterm = checked(vterm_new(rows, cols));
    vterm_set_utf8(tty->vterm, 1);
    tty->screen = vterm_obtain_screen(tty->vterm);
    vterm_screen_enable_altscreen(tty->screen, 1);
    vterm_screen_reset(tty->screen, 1);
    tty->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (tty->fd < 0 || grantpt(tty->fd) || unlockpt(tty->fd) ||
        ptsname_r(tty->fd, slave, sizeof slave) || ioctl(tty->fd, TIOCSWINSZ, &size) ||
        fcntl(tty->fd, F_SETFL, O_NONBLOCK))
        fail("pseudo-terminal");
    tty_spawn(tty, argv, slave);
    return tty;
}

double
tty_now(const struct tty *tty)
{
    return clock_ms() - tty->began;
}

double
tty_first_byte(const struct tty *tty)
{
    return tty->chunks ? tty->chunk[0].at : -1;
}

size_t
tty_bytes(const struct tty *tty)
{
    return tty->size;
}

bool
tty_alive(struct tty *tty)
{
    if (!tty->gone && waitpid(tty->pid, &tty->status, WNOHANG) == tty->pid)
        tty->gone = true;
    return !tty->gone;
}

/* Reads once what is there within @wait ms.  False when nothing came. */
static bool
tty_read(struct tty *tty, double wait)
{
    struct pollfd pfd = { .fd = tty->fd, .events = POLLIN };
    struct timespec t = { .tv_nsec = (long) (wait * 1e6) };
    ssize_t got;

    if (wait >= 1000)
        t = (struct timespec){ .tv_sec = (time_t) (wait / 1000) };
    if (tty->room - tty->size < 65536) {
        tty->room = tty->room ? tty->room * 2 : 1 << 20;
        tty->data = checked(realloc(tty->data, tty->room));
    }
    if (ppoll(&pfd, 1, &t, NULL) <= 0)
        return false;
    got = read(tty->fd, tty->data + tty->size, tty->room - tty->size);
    if (got <= 0) {
        if (got < 0 && errno == EIO) /* nobody holds the other side any more */
            nanosleep(&t, NULL);
        return false;
    }
    if (tty->chunks == tty->chunk_room) {
        tty->chunk_room = tty->chunk_room ? tty->chunk_room * 2 : 256;
        tty->chunk = checked(realloc(tty->chunk, tty->chunk_room * sizeof *tty->chunk));
    }
    tty->size += (size_t) got;
    tty->chunk[tty->chunks++] = (struct chunk){ .at = tty_now(tty), .end = tty->size };
    return true;
}

/* Shows the emulator one chunk more; false when it has seen all. */
static bool
tty_show(struct tty *tty)
{
    size_t from = tty->shown ? tty->chunk[tty->shown - 1].end : 0;

    if (tty->shown == tty->chunks)
        return false;
    vterm_input_write(tty->vterm, tty->data + from, tty->chunk[tty->shown].end - from);
    tty->shown++;
    return true;
}

double
tty_settle(struct tty *tty, double quiet, double limit)
{
    double end = tty_now(tty) + limit;

    while (tty_read(tty, quiet) && tty_now(tty) < end)
        continue;
    return tty->chunks ? tty->chunk[tty->chunks - 1].at : -1;
}

double
tty_answer(struct tty *tty, double quiet, double limit)
{
    return tty_read(tty, limit) ? tty_settle(tty, quiet, limit) : -1;
}

void
tty_send(struct tty *tty, const char *keys, size_t size)
{
    double end = tty_now(tty) + 5000;

    while (size) {
        ssize_t put = write(tty->fd, keys, size);

        if (put > 0) {
            keys += put;
            size -= (size_t) put;
        } else if (tty_now(tty) > end) {
            return;
        } else {
            tty_read(tty, 0.1);
        }
    }
}

char *
tty_screen(struct tty *tty)
{
    size_t room = (size_t) tty->rows * ((size_t) tty->cols * 24 + 1) + 1, used = 0;
    char *text = checked(malloc(room));

    while (tty_show(tty))
        continue;
    for (int row = 0; row < tty->rows; row++) {
        VTermRect line = { .start_row = row, .end_row = row + 1, .end_col = tty->cols };

        used += vterm_screen_get_text(tty->screen, text + used, room - used - 2, line);
        text[used++] = '\n';
    }
    text[used] = '\0';
    return text;
}

static bool
tty_shows(struct tty *tty, const char *text)
{
    char *screen = tty_screen(tty);
    bool found = strstr(screen, text) != NULL;

    free(screen);
    return found;
}

double
tty_wait_text(struct tty *tty, const char *text, double limit)
{
    double end = tty_now(tty) + limit;

    while (tty_now(tty) < end) {
        if (tty_read(tty, 1))
            continue;
        while (tty->shown < tty->chunks) {
            size_t shown = tty->shown, all = tty->chunks;

            /* One chunk at a time, so that the one that brought the text is known. */
            tty->chunks = shown + 1;
            bool found = tty_shows(tty, text);
            tty->chunks = all;
            if (found)
                return tty->chunk[shown].at;
        }
        if (!tty_alive(tty))
            return -1;
    }
    return -1;
}

void
tty_resize(struct tty *tty, int rows, int cols)
{
    struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) cols };

    while (tty_show(tty))
        continue;
    vterm_set_size(tty->vterm, rows, cols);
    tty->rows = rows;
    tty->cols = cols;
    ioctl(tty->fd, TIOCSWINSZ, &size);
}

int
tty_stop(struct tty *tty, const char *quit)
{
    double end = tty_now(tty) + 1000;
    int code;

    if (tty_alive(tty))
        tty_send(tty, quit, strlen(quit));
    while (tty_alive(tty) && tty_now(tty) < end)
        tty_read(tty, 1);
    if (!tty->gone) {
        kill(tty->pid, SIGKILL);
        waitpid(tty->pid, &tty->status, 0);
    }
    code = WIFEXITED(tty->status) ? WEXITSTATUS(tty->status) : -1;
    close(tty->fd);
    vterm_free(tty->vterm);
    free(tty->data);
    free(tty->chunk);
    free(tty);
    return code;
}

/* The number after @name in /proc/PID/status; 0 when it is not there. */
static double
status_number(FILE *f, const char *name)
{
    char line[256];

    rewind(f);
    while (fgets(line, sizeof line, f))
        if (!strncmp(line, name, strlen(name)))
            return strtod(line + strlen(name), NULL);
    return 0;
}

struct tty_usage
tty_usage(const struct tty *tty)
{
    struct tty_usage usage = { 0 };
    char path[64], line[128];
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/status", (int) tty->pid);
    if ((f = fopen(path, "re"))) {
        usage.resident_mb = status_number(f, "VmRSS:") / 1024;
        usage.peak_mb = status_number(f, "VmHWM:") / 1024;
        usage.switches = (long) (status_number(f, "voluntary_ctxt_switches:") +
                                 status_number(f, "nonvoluntary_ctxt_switches:"));
        fclose(f);
    }
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int) tty->pid);
    if ((f = fopen(path, "re"))) {
        if (fgets(line, sizeof line, f))
            usage.cpu_ms = strtod(line, NULL) / 1e6;
        fclose(f);
    }
    return usage;
}
