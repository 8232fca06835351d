/*
 * Term: the terminal.  The only room that includes curses.
 */
#ifndef AUTOREV_UI_TERM_TERM_H
#define AUTOREV_UI_TERM_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/settings.h"
#include "autorev/theme.h"
#include "ui/term/area.h"
#include "ui/term/key.h"

struct term;

/* Takes the terminal: alternate screen, raw keys, mouse, bracketed paste.  NULL, with @err set,
 * when standard input or output is no terminal or TERM cannot do it.  There is one per program. */
struct term *
term_open(const struct settings *settings, const struct theme *theme, struct error *err);

/* Gives the terminal back as it was.  NULL is ignored. */
void term_close(struct term *term);

/* Changes the colours at once. */
void term_set_theme(struct term *term, const struct theme *theme);

/* The whole screen. */
struct area term_area(const struct term *term);

/* Asks the window for its size and takes it over.  True when it changed. */
bool term_resize(struct term *term);

/* Brings what was drawn to the terminal, as one update, the cursor hidden, or shown at
 * (row, col) when row is not negative. */
void term_flush(struct term *term, int cursor_row, int cursor_col);

/* Forgets what the terminal shows: the next flush writes all of it. */
void term_redraw(struct term *term);

/* The next key that is there, without waiting; for K_MOUSE, *@mouse is filled.  False when none
 * is there; *@hangup is set when the terminal is gone. */
struct mouse {
    int row, col;
    enum {
        MOUSE_PRESS,
        MOUSE_DOUBLE,
        MOUSE_DRAG,
        MOUSE_RELEASE,
        MOUSE_WHEEL_UP,
        MOUSE_WHEEL_DOWN
    } what;
};
bool term_key(struct term *term, key_code *key, struct mouse *mouse, bool *hangup);

/* Lets the program see mouse events, or leaves them to the terminal (to select text). */
void term_set_mouse(struct term *term, bool on);
bool term_mouse(const struct term *term);

/* Puts @text into the clipboard of the terminal at the user's end (OSC 52); works over SSH.
 * False when it is too long to be sent (the terminals' limit). */
bool term_copy(struct term *term, const char *text);

/* Gives the terminal to the shell and stops the program (C-z); takes it again afterwards. */
void term_suspend(struct term *term);

/* "truecolor", "256 colours", "16 colours", "mono": for doctor and the status. */
const char *term_colors(const struct term *term);

#endif
