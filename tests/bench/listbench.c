/*
 * How long the list of cars takes over whatever is in the database: from the first query to the rows that
 * fill a screen, without drawing.  Prints medians; exit code 1 when a limit is missed.
 *
 *   listbench CONNINFO [rounds]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "autorev/car_list.h"
#include "autorev/memory.h"
#include "autorev/store.h"

enum { SCREEN = 40, ROUNDS_MAX = 100, WAIT_MS = 60000 };

struct bench {
    struct settings settings;
    struct loop *loop;
    struct store *store;
    struct car_list *list;
    struct sent {
        struct sent *next;
        struct bench *bench;
        struct request *request;
        int ticket;
        bool background;
    } * sent;
    int tickets;
    bool failed, missed;
};

static double
bench_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double) ts.tv_sec * 1e3 + (double) ts.tv_nsec / 1e6;
}

static void
bench_drop(void *data, int ticket)
{
    struct bench *bench = data;

    for (struct sent **at = &bench->sent; *at; at = &(*at)->next) {
        struct sent *sent = *at;

        if (sent->ticket != ticket)
            continue;
        *at = sent->next;
        store_cancel(sent->request);
        free(sent);
        return;
    }
}

static void
bench_on_answer(void *data, struct result *res, const struct error *err)
{
    struct sent *sent = data;
    struct bench *bench = sent->bench;
    int ticket = sent->ticket;

    if (err) {
        error_print(stderr, "listbench", err);
        bench->failed = true;
    }
    sent->request = NULL; /* it is gone, and cancelling nothing does nothing */
    bench_drop(bench, ticket);
    car_list_answer(bench->list, ticket, res, err);
}

static int
bench_send(void *data, struct query *q, bool background)
{
    struct bench *bench = data;
    struct sent *sent = x_calloc(1, sizeof *sent);

    *sent = (struct sent){
        .next = bench->sent, .bench = bench, .ticket = ++bench->tickets, .background = background
    };
    bench->sent = sent;
    sent->request = background ? store_send_background(bench->store, q, bench_on_answer, sent)
                               : store_send(bench->store, q, bench_on_answer, sent);
    return sent->ticket;
}

/* Until no rows are on their way; with @counts no counts either. */
static void
bench_wait(struct bench *bench, bool counts)
{
    double limit = bench_now() + WAIT_MS;

    while (bench_now() < limit && !bench->failed) {
        bool never = false, busy = false;

        for (const struct sent *s = bench->sent; s; s = s->next)
            busy = busy || counts || !s->background;
        if (!busy)
            return;
        loop_run_until(bench->loop, &never, 1, NULL);
    }
    bench->failed = true;
}

/* Rows for a screen at @top. */
static void
bench_look(struct bench *bench, long top)
{
    do {
        car_list_need(bench->list, top - SCREEN, 3L * SCREEN);
        bench_wait(bench, false);
    } while (car_list_busy(bench->list) && !bench->failed);
}

enum { STEP_OPEN, STEP_END, STEP_MIDDLE, STEP_SHOW };

static double
bench_step(struct bench *bench, int step, const char *filter, int sort, bool descending)
{
    struct filter *f = filter ? filter_parse(filter, NULL, NULL) : NULL;
    long count;
    double began;

    if (step == STEP_OPEN)
        car_list_show(bench->list, NULL, CAR_NAME, false, NULL);
    bench_wait(bench, true);
    count = car_list_count(bench->list, NULL);
    began = bench_now();
    switch (step) {
    case STEP_OPEN:
        car_list_load(bench->list);
        bench_wait(bench, false);
        break;
    case STEP_END:
        bench_look(bench, count - SCREEN);
        break;
    case STEP_MIDDLE:
        bench_look(bench, count / 2);
        break;
    default:
        car_list_show(bench->list, f, sort, descending, NULL);
        bench_wait(bench, false);
        break;
    }
    began = bench_now() - began;
    bench_wait(bench, true);
    return began;
}

static int
bench_by_time(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double
bench_resident_mb(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (file && fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return (double) pages * 4096 / 1e6;
}

static void
bench_run(struct bench *bench, int rounds)
{
    static const struct {
        const char *what;
        int step;
        const char *filter;
        int sort;
        bool descending;
        double limit; /* ms; 0: none */
    } row[] = {
        { "open", STEP_OPEN, NULL, CAR_NAME, false, 20 },
        { "to the end", STEP_END, NULL, CAR_NAME, false, 20 },
        { "to the middle", STEP_MIDDLE, NULL, CAR_NAME, false, 0 },
        { "by power, most first", STEP_SHOW, NULL, CAR_HP, true, 20 },
        { "by price", STEP_SHOW, NULL, CAR_PRICE, false, 20 },
        { "by 0-60", STEP_SHOW, NULL, CAR_ZERO_TO_SIXTY, false, 20 },
        { "by 0-60, slowest first", STEP_SHOW, NULL, CAR_ZERO_TO_SIXTY, true, 20 },
        { "search 'miata #99'", STEP_SHOW, "miata #99", CAR_NAME, false, 50 },
        { "search of what is not there", STEP_SHOW, "hovercraft", CAR_NAME, false, 50 },
        { "search 'miata'", STEP_SHOW, "miata", CAR_NAME, false, 0 },
        { "search 'bmw'", STEP_SHOW, "bmw", CAR_NAME, false, 0 },
        { "hp>500", STEP_SHOW, "hp>500", CAR_HP, true, 0 },
    };
    double ms[ROUNDS_MAX];

    for (size_t i = 0; i < sizeof row / sizeof row[0] && !bench->failed; i++) {
        for (int r = 0; r < rounds; r++) {
            if (row[i].step != STEP_OPEN) /* from the same place each time */
                bench_step(bench, STEP_OPEN, NULL, CAR_NAME, false);
            ms[r] = bench_step(bench, row[i].step, row[i].filter, row[i].sort, row[i].descending);
        }
        qsort(ms, (size_t) rounds, sizeof *ms, bench_by_time);
        printf("%-30s %8.1f ms", row[i].what, ms[rounds / 2]);
        if (row[i].limit > 0)
            printf(
                "  (limit %.0f)%s", row[i].limit, ms[rounds / 2] > row[i].limit ? "  MISSED" : "");
        printf("\n");
        bench->missed |= row[i].limit > 0 && ms[rounds / 2] > row[i].limit;
    }
    printf("%-30s %8.1f MB\n", "resident", bench_resident_mb());
}

int
main(int argc, char **argv)
{
    struct bench bench = { 0 };
    struct error err = { 0 };
    int rounds = argc > 2 ? atoi(argv[2]) : 20;

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: listbench CONNINFO [rounds]\n");
        return 2;
    }
    settings_init(&bench.settings);
    settings_set(&bench.settings, "backend", "postgres", &err);
    settings_set(&bench.settings, "postgres.url", argv[1], &err);
    bench.loop = loop_new(&err);
    bench.store = bench.loop ? store_open(&bench.settings, bench.loop, &err) : NULL;
    if (bench.store) {
        bench.list = car_list_new(bench_send, bench_drop, &bench);
        store_start(bench.store);
        car_list_load(bench.list);
        bench_wait(&bench, true);
        if (!bench.failed)
            bench_run(&bench, rounds);
    } else {
        error_print(stderr, "listbench", &err);
        bench.failed = true;
    }
    store_close(bench.store);
    car_list_free(bench.list);
    for (struct sent *s = bench.sent, *next; s; s = next) {
        next = s->next;
        free(s);
    }
    loop_free(bench.loop);
    settings_fini(&bench.settings);
    return bench.failed || bench.missed;
}
