/*
 * Glyphs: chosen once, when the terminal is opened.  Inside ui/term only.
 */
#ifndef AUTOREV_UI_TERM_GLYPH_H
#define AUTOREV_UI_TERM_GLYPH_H

#include <stdbool.h>

#include "autorev/settings.h"

/* @utf8 is what the locale can print. */
void glyph_choose(enum glyph_tier wanted, bool utf8);

/* True when text must be brought to ASCII before it is drawn. */
bool glyph_ascii(void);

#endif
