/*
 * Ptybench: measures autorev-tui from outside, beside bare programs and others of its kind, in one
 * run: the rounds of all of them alternate, so that a busy moment of the machine hits all alike.
 * tools/bench builds everything, makes a database and starts this.
 */
#include <getopt.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tty.h"

extern char **environ;

enum { SAMPLES_MAX = 4096, QUIET_MS = 3, PATIENCE_MS = 30000 };

/* ---- samples ---- */

struct series {
    double sample[SAMPLES_MAX];
    size_t count;
};

static void
series_add(struct series *series, double sample)
{
    if (series->count < SAMPLES_MAX)
        series->sample[series->count++] = sample;
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

/* The sample below which @share of them lie; below zero when there are none. */
static double
series_at(struct series *series, double share)
{
    size_t i = (size_t) (share * (double) series->count);

    if (!series->count)
        return -1;
    qsort(series->sample, series->count, sizeof series->sample[0], compare_doubles);
    return series->sample[i < series->count ? i : series->count - 1];
}

static double
median(struct series *series)
{
    return series_at(series, 0.5);
}

/* ---- the table ---- */

enum limit_kind { NO_LIMIT, AT_MOST, TIMES_OTHER, BELOW_OTHER };

struct limit {
    enum limit_kind kind;
    double value;
};

static int missed;

static void
report_head(const char *title)
{
    printf("\n%-42s %11s  %-14s %9s %6s  %-12s\n", title, "autorev-tui", "compared with", "",
        "ratio", "limit");
}

/* One line: @ours beside @other of @whom (NULL: compared with nothing). */
static void
report(const char *what, const char *unit, double ours, const char *whom, double other,
    struct limit limit)
{
    double ratio = whom && other > 0 ? ours / other : 0;
    bool fine = ours >= 0;
    char text[32] = "";

    switch (limit.kind) {
    case NO_LIMIT:
        break;
    case AT_MOST:
        fine = fine && ours <= limit.value;
        snprintf(text, sizeof text, "<= %g %s", limit.value, unit);
        break;
    case TIMES_OTHER:
        fine = fine && ratio <= limit.value;
        snprintf(text, sizeof text, "<= %gx", limit.value);
        break;
    case BELOW_OTHER:
        fine = fine && ours < other;
        snprintf(text, sizeof text, "less");
        break;
    }
    printf("%-42s %8.*f %-2s", what, ours < 100 ? 2 : 0, ours, unit);
    if (whom && other >= 0)
        printf("  %-14s %6.*f %-2s %5.2fx", whom, other < 100 ? 2 : 0, other, unit, ratio);
    else
        printf("  %-14s %9s %6s", whom ? whom : "", whom ? "not here" : "", "");
    printf("  %-12s %s\n", text, limit.kind == NO_LIMIT ? "" : fine ? "ok" : "MISSED");
    if (limit.kind != NO_LIMIT && !fine)
        missed++;
    fflush(stdout);
}

/* ---- the programs ---- */

struct program {
    const char *name;
    const char *argv[6];
    const char *frame; /* on the screen when its first frame is there; NULL: its first byte */
    const char *rows;  /* and when its rows are; NULL: with the frame */
    const char *down, *up, *top;
    struct series first, full, filled, peak, move, scroll, move_bytes, scroll_bytes;
};

enum { OURS, HELLO, LIST, ROWS, HTOP, TIG, PROGRAMS };

struct bench {
    struct program program[PROGRAMS];
    const char *conninfo, *search, *found;
    long count; /* rows in the database */
    int rounds, height, width;
    double idle_seconds;
};

static bool
in_path(const char *name)
{
    const char *path = getenv("PATH");
    char file[4096];

    while (path && *path) {
        int size = (int) strcspn(path, ":");

        snprintf(file, sizeof file, "%.*s/%s", size, path, name);
        if (access(file, X_OK) == 0)
            return true;
        path += size + (path[size] == ':');
    }
    return false;
}

static bool
is_here(const struct program *p)
{
    return p->argv[0] &&
           (strchr(p->argv[0], '/') ? access(p->argv[0], X_OK) == 0 : in_path(p->argv[0]));
}

/* Starts it and waits for its rows. */
static struct tty *
start(const struct bench *bench, const struct program *p)
{
    struct tty *tty = tty_start(p->argv, bench->height, bench->width);
    const char *text = p->rows ? p->rows : p->frame;

    if (text && tty_wait_text(tty, text, PATIENCE_MS) < 0) {
        char *screen = tty_screen(tty);

        fprintf(stderr, "ptybench: %s never showed '%s':\n%s", p->name, text, screen);
        exit(2);
    }
    tty_settle(tty, 150, 2000);
    return tty;
}

/* ---- starting ---- */

static void
measure_start(const struct bench *bench, struct program *p)
{
    struct tty *tty = tty_start(p->argv, bench->height, bench->width);
    double full = p->frame ? tty_wait_text(tty, p->frame, PATIENCE_MS) : tty_settle(tty, 5, 1000);

    series_add(&p->full, full);
    if (p->rows)
        series_add(&p->filled, tty_wait_text(tty, p->rows, PATIENCE_MS));
    series_add(&p->first, tty_first_byte(tty));
    tty_settle(tty, 50, 1000);
    series_add(&p->peak, tty_usage(tty).peak_mb);
    tty_stop(tty, "q");
}

static void
bench_start(struct bench *bench)
{
    struct program *p = bench->program;
    struct tty *keeper = start(bench, &p[OURS]); /* a session that keeps the server running */

    for (int round = 0; round < bench->rounds; round++)
        for (int i = OURS; i <= HTOP; i++)
            if (is_here(&p[i]))
                measure_start(bench, &p[i]);
    tty_stop(keeper, "q");

    report_head("Start, server running");
    report("first byte", "ms", median(&p[OURS].first), p[HELLO].name, median(&p[HELLO].first),
        (struct limit){ NO_LIMIT, 0 });
    report("first frame", "ms", median(&p[OURS].full), p[HELLO].name, median(&p[HELLO].full),
        (struct limit){ TIMES_OTHER, 2.5 });
    report("first frame, against its first byte", "ms", median(&p[OURS].full), p[HTOP].name,
        median(&p[HTOP].first), (struct limit){ is_here(&p[HTOP]) ? BELOW_OTHER : NO_LIMIT, 0 });
    report("rows on the screen", "ms", median(&p[OURS].filled), p[ROWS].name, median(&p[ROWS].full),
        (struct limit){ TIMES_OTHER, 1.3 });
    report("peak of resident memory", "MB", median(&p[OURS].peak), p[ROWS].name,
        median(&p[ROWS].peak), (struct limit){ AT_MOST, bench->count > 100000 ? 25 : 12 });
}

/* Runs a command of the program and waits for it. */
static bool
run_command(const char *const argv[])
{
    pid_t pid;
    int status;
    posix_spawn_file_actions_t files;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", 1, 0);
    if (posix_spawn(&pid, argv[0], &files, NULL, (char *const *) argv, environ))
        return false;
    posix_spawn_file_actions_destroy(&files);
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
bench_stopped(struct bench *bench)
{
    struct program *p = &bench->program[OURS];
    const char *const stop[] = { p->argv[0], "db", "stop", NULL };
    struct series frame = { 0 }, rows = { 0 };

    for (int round = 0; round < bench->rounds; round++) {
        struct tty *tty;

        if (!run_command(stop)) {
            fputs("ptybench: 'db stop' failed: no figures from a stopped server\n", stderr);
            return;
        }
        tty = tty_start(p->argv, bench->height, bench->width);
        series_add(&frame, tty_wait_text(tty, p->frame, PATIENCE_MS));
        series_add(&rows, tty_wait_text(tty, p->rows, PATIENCE_MS));
        tty_settle(tty, 50, 1000);
        tty_stop(tty, "q");
    }
    report_head("Start, server stopped");
    report("first frame", "ms", median(&frame), bench->program[HELLO].name,
        median(&bench->program[HELLO].full), (struct limit){ TIMES_OTHER, 2.5 });
    report("rows on the screen", "ms", median(&rows), NULL, 0, (struct limit){ AT_MOST, 150 });
}

/* ---- keys ---- */

static void
measure_key(struct tty *tty, const char *key, struct series *time, struct series *bytes)
{
    double sent = tty_now(tty), last;
    size_t before = tty_bytes(tty);

    tty_send(tty, key, strlen(key));
    last = tty_answer(tty, QUIET_MS, 250);
    if (last < 0)
        return; /* nothing changed on the screen */
    series_add(time, last - sent);
    series_add(bytes, (double) (tty_bytes(tty) - before));
}

static void
press(struct tty *tty, const char *key, int times)
{
    for (int i = 0; i < times; i++) {
        tty_send(tty, key, strlen(key));
        tty_answer(tty, QUIET_MS, 50);
    }
}

static void
report_keys(struct bench *bench, int other)
{
    struct program *p = bench->program, *o = &p[other];
    const char *whom = o->name;
    bool bare = other == LIST;

    report("a move: median", "ms", median(&p[OURS].move), whom, median(&o->move),
        (struct limit){ bare ? AT_MOST : NO_LIMIT, 0.3 });
    report("a move: 99 of 100", "ms", series_at(&p[OURS].move, 0.99), whom,
        series_at(&o->move, 0.99), (struct limit){ bare ? AT_MOST : NO_LIMIT, 0.7 });
    report("a move: bytes", "B", median(&p[OURS].move_bytes), whom, median(&o->move_bytes),
        (struct limit){ bare ? AT_MOST : NO_LIMIT, 260 });
    report("a scroll by one: median", "ms", median(&p[OURS].scroll), whom, median(&o->scroll),
        (struct limit){ bare ? AT_MOST : NO_LIMIT, 0.3 });
    report("a scroll by one: bytes", "B", median(&p[OURS].scroll_bytes), whom,
        median(&o->scroll_bytes), (struct limit){ bare ? AT_MOST : NO_LIMIT, 280 });
}

static void
bench_keys(struct bench *bench)
{
    static const int who[] = { OURS, LIST, HTOP, TIG };
    struct tty *tty[PROGRAMS] = { 0 };
    enum { MANY = sizeof who / sizeof who[0], BATCH = 10 };

    for (int i = 0; i < MANY; i++) {
        struct program *p = &bench->program[who[i]];

        p->move.count = p->move_bytes.count = p->scroll.count = p->scroll_bytes.count = 0;
        if (is_here(p)) {
            tty[i] = start(bench, p);
            press(tty[i], p->top, 1);
            press(tty[i], p->down, 6);
        }
    }
    for (int round = 0; round < bench->rounds; round++)
        for (int i = 0; i < MANY; i++)
            for (int k = 0; tty[i] && k < BATCH; k++)
                measure_key(tty[i], k % 2 ? bench->program[who[i]].up : bench->program[who[i]].down,
                    &bench->program[who[i]].move, &bench->program[who[i]].move_bytes);
    for (int i = 0; i < MANY; i++)
        if (tty[i])
            press(tty[i], bench->program[who[i]].down, bench->height);
    for (int round = 0; round < bench->rounds; round++)
        for (int i = 0; i < MANY; i++)
            for (int k = 0; tty[i] && k < BATCH; k++)
                measure_key(tty[i], bench->program[who[i]].down, &bench->program[who[i]].scroll,
                    &bench->program[who[i]].scroll_bytes);

    for (int i = 1; i < MANY; i++) {
        char title[64];

        if (!tty[i])
            continue;
        snprintf(title, sizeof title, "Keys, %dx%d, beside %s", bench->width, bench->height,
            bench->program[who[i]].name);
        report_head(title);
        report_keys(bench, who[i]);
    }
    for (int i = 0; i < MANY; i++)
        if (tty[i])
            tty_stop(tty[i], "q");
}

static void
bench_escape(struct bench *bench)
{
    struct tty *tty = start(bench, &bench->program[OURS]);
    struct series time = { 0 }, bytes = { 0 };

    for (int round = 0; round < bench->rounds; round++) {
        tty_send(tty, "?", 1);
        tty_answer(tty, 30, 500);
        measure_key(tty, "\033", &time, &bytes);
    }
    tty_stop(tty, "q");
    report("Escape closes the help", "ms", median(&time), NULL, 0, (struct limit){ AT_MOST, 30 });
}

/* ---- many keys at once ---- */

/* True when the screen shows row @n of all, as "n/" or "n,nnn/". */
static bool
shows_row(struct tty *tty, long n)
{
    char plain[32], grouped[32], *screen = tty_screen(tty);
    bool found;

    snprintf(plain, sizeof plain, "%ld/", n);
    snprintf(grouped, sizeof grouped, "%ld,%03ld/", n / 1000, n % 1000);
    found = strstr(screen, plain) || strstr(screen, grouped);
    free(screen);
    return found;
}

static void
bench_flood(struct bench *bench)
{
    enum { FLOOD = 2000 };
    static const int who[] = { OURS, LIST };
    struct series time[2] = { 0 }, bytes[2] = { 0 };
    char keys[FLOOD];
    bool right = true;

    memset(keys, 'j', sizeof keys);
    for (int round = 0; round < bench->rounds; round++)
        for (int i = 0; i < 2; i++) {
            struct tty *tty = start(bench, &bench->program[who[i]]);
            size_t before;
            double sent;

            press(tty, bench->program[who[i]].top, 1);
            before = tty_bytes(tty);
            sent = tty_now(tty);
            tty_send(tty, keys, sizeof keys);
            series_add(&time[i], tty_settle(tty, 200, 20000) - sent);
            series_add(&bytes[i], (double) (tty_bytes(tty) - before) / FLOOD);
            if (i == 0)
                right &= shows_row(tty, bench->count < FLOOD ? bench->count : FLOOD + 1);
            tty_stop(tty, "q");
        }
    report_head("2,000 keys at once");
    report("until the last byte", "ms", median(&time[0]), bench->program[LIST].name,
        median(&time[1]), (struct limit){ AT_MOST, 30 });
    report("bytes a key", "B", median(&bytes[0]), bench->program[LIST].name, median(&bytes[1]),
        (struct limit){ AT_MOST, 5 });
    report("end states that are wrong", "", right ? 0 : 1, NULL, 0, (struct limit){ AT_MOST, 0 });
}

/* ---- doing nothing, and being resized ---- */

static void
bench_idle(struct bench *bench)
{
    static const int who[] = { OURS, HTOP };
    struct tty *tty[2] = { 0 };
    struct tty_usage before[2], after[2] = { 0 };
    size_t bytes[2] = { 0 };
    const char *whom = bench->program[HTOP].name;
    char title[64];

    bench->program[HTOP].argv[2] = "15"; /* its own pace; elsewhere it is kept quiet */
    for (int i = 0; i < 2; i++)
        if (is_here(&bench->program[who[i]]))
            tty[i] = start(bench, &bench->program[who[i]]);
    sleep(1);
    for (int i = 0; i < 2; i++)
        if (tty[i]) {
            tty_settle(tty[i], 10, 1000);
            bytes[i] = tty_bytes(tty[i]);
            before[i] = tty_usage(tty[i]);
        }
    struct timespec pause = { .tv_sec = (time_t) bench->idle_seconds };
    nanosleep(&pause, NULL);
    for (int i = 0; i < 2; i++)
        if (tty[i]) {
            after[i] = tty_usage(tty[i]);
            tty_settle(tty[i], 1, 1000);
            bytes[i] = tty_bytes(tty[i]) - bytes[i];
            after[i].cpu_ms -= before[i].cpu_ms;
            after[i].switches -= before[i].switches;
        }
    if (!tty[1])
        after[1] = (struct tty_usage){ -1, -1, -1, -1 };
    snprintf(title, sizeof title, "Idle for %g s", bench->idle_seconds);
    report_head(title);
    report("bytes written", "B", (double) bytes[0], whom, tty[1] ? (double) bytes[1] : -1,
        (struct limit){ AT_MOST, 0 });
    report("times woken", "", (double) after[0].switches, whom, (double) after[1].switches,
        (struct limit){ AT_MOST, 0 });
    report("processor", "ms", after[0].cpu_ms, whom, after[1].cpu_ms, (struct limit){ AT_MOST, 0 });
    report("resident memory", "MB", after[0].resident_mb, whom, after[1].resident_mb,
        (struct limit){ AT_MOST, bench->count > 100000 ? 25 : 12 });
    for (int i = 0; i < 2; i++)
        if (tty[i])
            tty_stop(tty[i], "q");
}

static void
bench_resize(struct bench *bench)
{
    enum { SIZES = 200, PAUSE_MS = 5 };
    struct tty *tty = start(bench, &bench->program[OURS]);
    double begun = tty_now(tty), settled;
    char *after, *fresh;
    int wrong;

    srand(1); /* the same storm each time */
    for (int i = 0; i < SIZES; i++) {
        tty_resize(tty, 1 + rand() % 100, 1 + rand() % 300);
        tty_settle(tty, PAUSE_MS, PAUSE_MS);
    }
    tty_resize(tty, bench->height, bench->width);
    settled = tty_settle(tty, 300, 10000) - begun;
    wrong = !tty_alive(tty);
    after = tty_screen(tty);
    tty_send(tty, "\014", 1); /* C-l: draw all again */
    tty_settle(tty, 300, 5000);
    fresh = tty_screen(tty);
    report_head("200 sizes between 1x1 and 300x100");
    report("died", "", wrong, NULL, 0, (struct limit){ AT_MOST, 0 });
    report("screens that a fresh draw changes", "", strcmp(after, fresh) != 0, NULL, 0,
        (struct limit){ AT_MOST, 0 });
    report("until it is settled", "ms", settled, NULL, 0, (struct limit){ NO_LIMIT, 0 });
    if (strcmp(after, fresh))
        fprintf(stderr, "ptybench: after the storm:\n%sdrawn again:\n%s", after, fresh);
    free(after);
    free(fresh);
    tty_stop(tty, "q");
}

/* ---- many rows ---- */

static double
time_until(struct tty *tty, const char *keys, const char *text)
{
    double sent = tty_now(tty), shown;

    tty_send(tty, keys, strlen(keys));
    shown = tty_wait_text(tty, text, PATIENCE_MS);
    return shown < 0 ? -1 : shown - sent;
}

static void
bench_far(struct bench *bench)
{
    struct series end = { 0 }, search = { 0 };
    char last[64];

    if (bench->count < 1000)
        return;
    snprintf(last, sizeof last, "%ld,%03ld,%03ld/", bench->count / 1000000,
        bench->count / 1000 % 1000, bench->count % 1000);
    for (int round = 0; round < bench->rounds; round++) {
        struct tty *tty = start(bench, &bench->program[OURS]);

        series_add(&end, time_until(tty, "G", last));
        tty_settle(tty, 100, 1000);
        if (bench->search)
            series_add(&search, time_until(tty, bench->search, bench->found));
        tty_stop(tty, "\033\033q");
    }
    report_head("Many rows");
    report("to the last row", "ms", median(&end), NULL, 0, (struct limit){ AT_MOST, 20 });
    if (bench->search)
        report("an indexed search: first rows", "ms", median(&search), NULL, 0,
            (struct limit){ AT_MOST, 50 });
}

static _Noreturn void
usage(void)
{
    fputs("usage: ptybench --program FILE --bare FOLDER --conninfo TEXT --count N --ready TEXT\n"
          "                [--rounds N] [--idle SECONDS] [--size COLSxROWS]\n"
          "                [--search KEYS --found TEXT]\n"
          "tools/bench is the way to start it.\n",
        stderr);
    exit(2);
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {
        { "program", required_argument, NULL, 'p' },
        { "bare", required_argument, NULL, 'b' },
        { "conninfo", required_argument, NULL, 'c' },
        { "count", required_argument, NULL, 'n' },
        { "ready", required_argument, NULL, 'R' },
        { "rounds", required_argument, NULL, 'r' },
        { "idle", required_argument, NULL, 'i' },
        { "size", required_argument, NULL, 's' },
        { "search", required_argument, NULL, 'q' },
        { "found", required_argument, NULL, 'f' },
        { NULL, 0, NULL, 0 },
    };
    static struct bench bench = { .rounds = 20, .idle_seconds = 10, .height = 40, .width = 120 };
    static char hello[4096], list[4096], rows[4096];
    const char *program = NULL, *bare = NULL, *ready = NULL;

    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'p':
            program = optarg;
            break;
        case 'b':
            bare = optarg;
            break;
        case 'c':
            bench.conninfo = optarg;
            break;
        case 'n':
            bench.count = strtol(optarg, NULL, 10);
            break;
        case 'R':
            ready = optarg;
            break;
        case 'r':
            bench.rounds = (int) strtol(optarg, NULL, 10);
            break;
        case 'i':
            bench.idle_seconds = strtod(optarg, NULL);
            break;
        case 's':
            if (sscanf(optarg, "%dx%d", &bench.width, &bench.height) != 2)
                usage();
            break;
        case 'q':
            bench.search = optarg;
            break;
        case 'f':
            bench.found = optarg;
            break;
        default:
            usage();
        }
    }
    if (!program || !bare || !bench.conninfo || bench.count <= 0 || !ready || bench.rounds < 1 ||
        !bench.search != !bench.found)
        usage();
    snprintf(hello, sizeof hello, "%s/bare-hello", bare);
    snprintf(list, sizeof list, "%s/bare-list", bare);
    snprintf(rows, sizeof rows, "%s/bare-rows", bare);
    bench.program[OURS] = (struct program){
        .name = "autorev-tui", .argv = { program }, .frame = "AutoRev", .rows = ready
    };
    bench.program[HELLO] =
        (struct program){ .name = "bare ncurses", .argv = { hello }, .frame = "bare frame" };
    bench.program[LIST] =
        (struct program){ .name = "bare list", .argv = { list }, .frame = "bare frame" };
    bench.program[ROWS] = (struct program){
        .name = "bare libpq", .argv = { rows, bench.conninfo }, .frame = "q quit"
    };
    bench.program[HTOP] =
        (struct program){ .name = "htop", .argv = { "htop", "-d", "100" }, .frame = "F10" };
    bench.program[TIG] =
        (struct program){ .name = "tig", .argv = { "tig", "log" }, .frame = "[log]" };
    for (int i = 0; i < PROGRAMS; i++) {
        bench.program[i].down = i == HTOP ? "\033OB" : "j";
        bench.program[i].up = i == HTOP ? "\033OA" : "k";
        bench.program[i].top = i == OURS ? "gg" : i == HTOP || i == TIG ? "\033OH" : "g";
    }
    if (access(".git", F_OK))
        bench.program[TIG].argv[0] = NULL; /* it has nothing to show */

    bench_start(&bench);
    bench_stopped(&bench);
    bench_keys(&bench);
    bench_escape(&bench);
    bench_flood(&bench);
    bench_idle(&bench);
    bench_resize(&bench);
    bench_far(&bench);
    printf("\n%d limits missed\n", missed);
    return missed > 0;
}
