/*
 * What a pane may call: its queries with their tickets, its rest timer, its spinner.
 */
#include "ui/pane.h"

#include <stdio.h>
#include <stdlib.h>

#include "autorev/memory.h"
#include "ui/app_private.h"

enum { SPINNER_MS = 150 };

struct ticket {
    struct ticket *next;
    struct pane *pane;
    struct request *request;
    int number;
    int64_t sent_ms;
};

void
pane_dirty(struct pane *pane)
{
    pane->dirty = true;
}

static void
pane_on_rest(void *data)
{
    struct pane *pane = data;

    pane->rest = NULL;
    pane->class->on_rest(pane);
}

void
pane_rest(struct pane *pane, int ms)
{
    loop_timer_cancel(pane->app->loop, pane->rest);
    pane->rest = loop_timer(pane->app->loop, ms, pane_on_rest, pane);
}

static void
pane_on_answer(void *data, struct result *res, const struct error *err)
{
    struct ticket *ticket = data;
    struct pane *pane = ticket->pane;
    int number = ticket->number;

    for (struct ticket **at = &pane->tickets; *at; at = &(*at)->next) {
        if (*at == ticket) {
            *at = ticket->next;
            break;
        }
    }
    free(ticket);
    pane->dirty = true;
    pane->app->frame_dirty = true; /* the time of the last answer */
    pane->class->on_result(pane, number, res, err);
}

static int
pane_send_on(struct pane *pane, struct query *q, bool background)
{
    struct app *app = pane->app;
    struct ticket *ticket = x_calloc(1, sizeof *ticket);

    ticket->pane = pane;
    ticket->number = ++app->next_ticket;
    ticket->sent_ms = loop_now_ms();
    ticket->next = pane->tickets;
    pane->tickets = ticket;
    ticket->request = background ? store_send_background(app->store, q, pane_on_answer, ticket)
                                 : store_send(app->store, q, pane_on_answer, ticket);
    app_tick(app);
    return ticket->number;
}

int
pane_send(struct pane *pane, struct query *q)
{
    return pane_send_on(pane, q, false);
}

int
pane_send_background(struct pane *pane, struct query *q)
{
    return pane_send_on(pane, q, true);
}

void
pane_cancel(struct pane *pane, int number)
{
    for (struct ticket **at = &pane->tickets; *at;) {
        struct ticket *ticket = *at;

        if (number && ticket->number != number) {
            at = &ticket->next;
            continue;
        }
        *at = ticket->next;
        store_cancel(ticket->request);
        free(ticket);
    }
}

int
pane_waiting_ms(const struct pane *pane)
{
    int64_t oldest = 0, now = loop_now_ms();

    for (const struct ticket *t = pane->tickets; t; t = t->next)
        if (!oldest || t->sent_ms < oldest)
            oldest = t->sent_ms;
    return oldest ? (int) (now - oldest) + 1 : 0;
}

const char *
pane_spinner(const struct pane *pane)
{
    static char text[32]; /* drawn at once by the caller */
    int ms = pane_waiting_ms(pane);

    text[0] = '\0';
    if (ms > 1000)
        snprintf(text, sizeof text, "%s %d s", glyph_spinner(loop_now_ms()), ms / 1000);
    else if (ms > SPINNER_MS)
        snprintf(text, sizeof text, "%s", glyph_spinner(loop_now_ms()));
    return text;
}
