/*
 * Pane: one part of the program on the screen.  A pane's behaviour is one const table of
 * functions; members left out mean "nothing special".  Prompts and menus are panes too, on top
 * of the others.
 */
#ifndef AUTOREV_UI_PANE_H
#define AUTOREV_UI_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "autorev/error.h"
#include "autorev/query.h"
#include "autorev/result.h"
#include "ui/action.h"
#include "ui/term/area.h"
#include "ui/term/key.h"
#include "ui/term/term.h"

struct app;
struct pane;

enum verdict {
    VERDICT_PASS,  /* not mine: offer it to the pane below, then to the program */
    VERDICT_DONE,  /* handled, the picture is unchanged */
    VERDICT_DIRTY, /* handled, draw me */
};

struct pane_class {
    const char *name;              /* in the tabs, the settings, the tests */
    const char *title;             /* in the tabs */
    size_t state_size;             /* bytes of zeroed private state behind pane->state */
    const struct key_preset *keys; /* ends with an empty row; NULL: only the global keys */

    /* Optional.  Sends the first queries; never waits. */
    void (*open)(struct pane *pane);

    /* Optional.  An answer to a query of this pane.  @res is handed over; NULL when @err is set. */
    void (*on_result)(struct pane *pane, int ticket, struct result *res, const struct error *err);

    /* Optional.  The shared car is another one. */
    void (*on_car)(struct pane *pane);

    /* Optional.  The pane is looked at (again). */
    void (*on_show)(struct pane *pane);

    /* Optional.  Nothing happened for the time given to pane_rest(). */
    void (*on_rest)(struct pane *pane);

    /* Optional.  New size or new data: work out columns, clamp the cursor. */
    void (*arrange)(struct pane *pane);

    /* Draws the whole rectangle.  Reads only: no queries, no changes. */
    void (*draw)(const struct pane *pane, const struct area *area);

    /* Optional.  Where the cursor is to be shown, on the screen; false hides it. */
    bool (*cursor)(const struct pane *pane, int *row, int *col);

    /* Optional.  Text input: sees every key before the key map. */
    enum verdict (*on_key)(struct pane *pane, key_code key);

    /* Optional.  Pasted text (sanitised, one piece). */
    enum verdict (*on_paste)(struct pane *pane, const char *text);

    enum verdict (*on_action)(struct pane *pane, enum action action);

    /* Optional.  @mouse is relative to the pane. */
    enum verdict (*on_mouse)(struct pane *pane, const struct mouse *mouse);

    /* Optional.  Which of enum need hold here; preset: NEED_ROW. */
    unsigned (*has)(const struct pane *pane);

    /* Optional.  What C-c or Esc would end; true when something was ended. */
    bool (*cancel)(struct pane *pane);

    /* Optional.  Puts what is to be remembered into the state file (state.h). */
    void (*save)(struct pane *pane);

    /* Optional.  Frees what the state owns; requests are cancelled and the state is freed for you. */
    void (*close)(struct pane *pane);
};

struct ticket; /* a query of a pane on its way */

struct pane {
    const struct pane_class *class;
    struct app *app;
    void *state;
    int place;        /* number of the class, for the key map */
    struct rect rect; /* on the screen */
    bool dirty;
    struct ticket *tickets;
    struct timer *rest;
};

/* ---- what a pane calls ---- */

/* Sends @q (handed over); the answer comes to on_result with the ticket returned (never 0).
 * @background: it must not hold up others. */
int pane_send(struct pane *pane, struct query *q);
int pane_send_background(struct pane *pane, struct query *q);

/* Drops the query with this ticket, or all of them (0).  Their answers do not come. */
void pane_cancel(struct pane *pane, int number);

/* Milliseconds since the oldest query was sent; 0 when none is on its way. */
int pane_waiting_ms(const struct pane *pane);

/* The picture changed outside an action. */
void pane_dirty(struct pane *pane);

/* Calls on_rest once nothing called pane_rest() for @ms. */
void pane_rest(struct pane *pane, int ms);

/* " ⠋ 2 s" for the title while a query takes longer than 150 ms, else "". */
const char *pane_spinner(const struct pane *pane);

#endif
