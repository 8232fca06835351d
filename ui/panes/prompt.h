/*
 * Prompt: one line asked for at the bottom of the screen.  A pane on top of the others.
 */
#ifndef AUTOREV_UI_PANES_PROMPT_H
#define AUTOREV_UI_PANES_PROMPT_H

#include "ui/app.h"

struct prompt;

/* Called on every change of the text.  Says what is wrong by prompt_wrong(). */
typedef void (*prompt_change_fn)(void *data, struct prompt *prompt, const char *text);

/* Called at the end: with the text, or NULL when it was given up (Esc). */
typedef void (*prompt_done_fn)(void *data, const char *text);

/* @label and @preset are copied; @change may be NULL.  @owner's answers: @data is usually it. */
void prompt_open(struct app *app, const char *label, const char *preset, prompt_change_fn change,
    prompt_done_fn done, void *data);

/* Marks a part of the text (bytes) as wrong and says why in place of the rest of the line; @size 0
 * takes it back. */
void prompt_wrong(struct prompt *prompt, size_t at, size_t size, const char *why);

extern const struct pane_class pane_prompt;

#endif
