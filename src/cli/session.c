/*
 * A command's way to the store: it has one thing to wait for at a time, and says what goes on when
 * that takes a while.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "autorev/lookup.h"
#include "autorev/loop.h"
#include "autorev/memory.h"

#include "command.h"

enum {
    WAIT_STEP_MS = 100,
    WAIT_OFFLINE_MS = 3000,    /* without a connection */
    WAIT_ANSWER_MS = 120000,   /* for one answer */
    WAIT_PREPARE_MS = 1800000, /* while the private database is made */
};

/* One line on the terminal that is written over; none when nobody watches. */
static void
session_progress(struct cli *cli, const struct store_status *status)
{
    if (!isatty(STDERR_FILENO))
        return;
    if (status && status->state == STORE_PREPARING && status->what) {
        fprintf(stderr, "\r\033[Kautorev-tui: %s", status->what);
        if (status->total > 0)
            fprintf(stderr, " %ld%%", 100 * status->done / status->total);
        cli->said = true;
    } else if (cli->said) {
        fputs("\r\033[K", stderr);
        cli->said = false;
    }
}

struct store *
cli_store(struct cli *cli, struct error *err)
{
    if (cli->store)
        return cli->store;
    if (!cli->loop && !(cli->loop = loop_new(err)))
        return NULL;
    cli->store = store_open(cli->settings, cli->loop, err);
    if (cli->store)
        store_start(cli->store);
    return cli->store;
}

bool
cli_wait(struct cli *cli, const bool *done, struct error *err)
{
    int64_t began = loop_now_ms(), away = 0;
    struct store_status status = { 0 };
    bool late = false;

    while (!late && !loop_run_until(cli->loop, done, WAIT_STEP_MS, err)) {
        int64_t now = loop_now_ms();

        if (err->code != ERROR_OFFLINE) /* more than a step that has passed */
            return false;
        status = store_status(cli->store);
        session_progress(cli, &status);
        if (status.state != STORE_WAITING)
            away = 0;
        else if (!away)
            away = now;
        late = status.state == STORE_FAILED || (away && now - away >= WAIT_OFFLINE_MS) ||
               now - began >= (status.state == STORE_PREPARING ? WAIT_PREPARE_MS : WAIT_ANSWER_MS);
    }
    session_progress(cli, NULL);
    *err = (struct error){ 0 };
    if (*done)
        return true;
    if (status.error && status.error->code)
        *err = *status.error;
    else
        error_set(err, ERROR_OFFLINE, "no answer within %d seconds", WAIT_ANSWER_MS / 1000);
    return false;
}

struct answer {
    bool done;
    struct result *res;
    struct error err;
};

static void
session_on_answer(void *data, struct result *res, const struct error *err)
{
    struct answer *answer = data;

    answer->done = true;
    answer->res = res;
    if (err)
        answer->err = *err;
}

struct result *
cli_query(struct cli *cli, struct query *q, struct error *err)
{
    struct answer answer = { 0 };
    struct request *request;

    if (!cli_store(cli, err)) {
        query_free(q);
        return NULL;
    }
    request = store_send(cli->store, q, session_on_answer, &answer);
    if (!cli_wait(cli, &answer.done, err)) {
        store_cancel(request);
        return NULL;
    }
    if (!answer.res) {
        *err = answer.err;
        if (err->code == ERROR_MISSING) /* of the schema: not a search without a hit */
            err->code = ERROR_REFUSED;
    }
    return answer.res;
}

/* ---- which car ---- */

struct finding {
    bool done, found;
    struct cli_car *car;
    struct error err;
    char candidates[2048]; /* lines for a person */
};

static void
finding_on_end(void *data, const char *id, const char *slug, const char *name,
    const struct result *candidates, const struct error *err)
{
    struct finding *f = data;
    size_t used = 0;

    f->done = true;
    f->found = slug != NULL;
    if (slug) {
        snprintf(f->car->id, sizeof f->car->id, "%s", id ? id : "");
        snprintf(f->car->slug, sizeof f->car->slug, "%s", slug);
        snprintf(f->car->name, sizeof f->car->name, "%s", name ? name : slug);
        return;
    }
    f->err = *err;
    for (size_t row = 0; candidates && row < result_rows(candidates); row++) {
        const char *own = result_get(candidates, row, "slug");
        const char *its = result_get(candidates, row, "name");
        int n = snprintf(f->candidates + used, sizeof f->candidates - used, "\n  %-36s %s",
            own ? own : "", its ? its : "");

        if (n < 0 || used + (size_t) n >= sizeof f->candidates)
            break;
        used += (size_t) n;
    }
    f->candidates[used] = '\0';
}

bool
cli_find_car(struct cli *cli, const char *text, struct cli_car *car, int *status)
{
    struct finding f = { .car = car };
    struct error err = { 0 };
    struct lookup *lookup;

    if (!cli_store(cli, &err)) {
        *status = cli_fail(&err);
        return false;
    }
    lookup = lookup_start(cli->store, text, finding_on_end, &f);
    if (!cli_wait(cli, &f.done, &err)) {
        lookup_cancel(lookup);
        *status = cli_fail(&err);
        return false;
    }
    if (f.found)
        return true;
    if (f.candidates[0])
        cli_say("%s:%s", f.err.message, f.candidates);
    *status = f.candidates[0] ? CLI_NOTHING : cli_fail(&f.err);
    return false;
}
