/*
 * Style: from roles to what this terminal can show.  Inside ui/term only.
 */
#ifndef AUTOREV_UI_TERM_STYLE_H
#define AUTOREV_UI_TERM_STYLE_H

#include <curses.h>

#include "autorev/settings.h"
#include "autorev/theme.h"

/* Chooses the depth: the user's word, else NO_COLOR, COLORTERM and what terminfo says. */
enum color_depth style_depth(enum color_depth wanted);

/* Makes the pairs.  Curses must be open. */
void style_load(const struct theme *theme, enum color_depth depth);

/* For chtype and cchar_t. */
attr_t style_attr(enum role role);
short style_pair(enum role role);

/* The nearest of the 240 fixed colours of xterm's palette. */
int style_nearest_256(uint32_t rgb);

#endif
