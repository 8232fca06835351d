#include "ui/panes/prompt.h"

#include <stdio.h>
#include <string.h>

#include "autorev/text.h"
#include "ui/widgets/lineedit.h"

struct prompt {
    char label[40], why[160];
    struct lineedit line;
    size_t bad_at, bad_size;
    prompt_change_fn change;
    prompt_done_fn done;
    void *data;
};

void
prompt_open(struct app *app, const char *label, const char *preset, prompt_change_fn change,
    prompt_done_fn done, void *data)
{
    struct pane *pane = app_push(app, &pane_prompt);
    struct prompt *p = pane->state;

    snprintf(p->label, sizeof p->label, "%s", label);
    lineedit_set(&p->line, preset ? preset : "");
    p->change = change;
    p->done = done;
    p->data = data;
    if (change && p->line.text[0])
        change(data, p, p->line.text);
}

void
prompt_wrong(struct prompt *prompt, size_t at, size_t size, const char *why)
{
    prompt->bad_at = at;
    prompt->bad_size = size;
    snprintf(prompt->why, sizeof prompt->why, "%s", size ? why : "");
}

static void
prompt_changed(struct prompt *p)
{
    p->bad_size = 0;
    p->why[0] = '\0';
    if (p->change)
        p->change(p->data, p, p->line.text);
}

static void
prompt_end(struct pane *pane, bool taken)
{
    struct prompt p = *(struct prompt *) pane->state; /* popping frees it */

    app_pop(pane->app, pane);
    p.done(p.data, taken ? p.line.text : NULL);
}

static enum verdict
prompt_on_key(struct pane *pane, key_code key)
{
    struct prompt *p = pane->state;
    bool changed;

    switch (key) {
    case K_ENTER:
    case 'J' & 0x1f:
        if (p->bad_size)
            return VERDICT_DONE; /* what is wrong is on the screen */
        prompt_end(pane, true);
        return VERDICT_DONE;
    case K_ESCAPE:
    case 'C' & 0x1f:
        prompt_end(pane, false);
        return VERDICT_DONE;
    default:
        if (!lineedit_key(&p->line, key, &changed))
            return VERDICT_DONE;
        if (changed)
            prompt_changed(p);
        return VERDICT_DIRTY;
    }
}

static enum verdict
prompt_on_paste(struct pane *pane, const char *text)
{
    struct prompt *p = pane->state;

    lineedit_insert(&p->line, text);
    prompt_changed(p);
    return VERDICT_DIRTY;
}

/* The text gets what the message leaves, but at least what it needs or half of the line. */
static int
prompt_width(const struct prompt *p, int cols)
{
    int why = p->why[0] ? text_width(p->why) + 2 : 0;
    int least = text_width(p->line.text) + 3;

    least = least < cols / 2 ? least : cols / 2;
    return cols - why > least ? cols - why : least;
}

static void
prompt_draw(const struct pane *pane, const struct area *area)
{
    const struct prompt *p = pane->state;
    int label = text_width(p->label) + 1, cols = area->rect.cols;
    int width = prompt_width(p, cols - label);

    area_put(area, 0, 0, label, ROLE_KEY, p->label);
    lineedit_draw(&p->line, area, 0, label, width, ROLE_INPUT, p->bad_at, p->bad_size);
    if (label + width < cols) {
        int room = cols - label - width, why = text_width(p->why);

        why = why < room ? why : room;
        area_clear(area, (struct rect){ 0, label + width, 1, room - why }, ROLE_BAR);
        area_put(area, 0, cols - why, why, ROLE_ERROR, p->why);
    }
}

static bool
prompt_cursor(const struct pane *pane, int *row, int *col)
{
    const struct prompt *p = pane->state;
    struct area area = { pane->rect };
    int label = text_width(p->label) + 1;

    *row = pane->rect.row;
    *col = pane->rect.col + lineedit_draw(&p->line, &area, 0, label,
                                prompt_width(p, pane->rect.cols - label), ROLE_INPUT, p->bad_at,
                                p->bad_size);
    return pane->rect.rows > 0;
}

const struct pane_class pane_prompt = {
    .name = "prompt",
    .title = "Prompt",
    .state_size = sizeof(struct prompt),
    .draw = prompt_draw,
    .cursor = prompt_cursor,
    .on_key = prompt_on_key,
    .on_paste = prompt_on_paste,
};
