/*
 * Area: a rectangle of the screen to draw on.  Everything that is drawn passes here: text is
 * sanitised, counted in columns, never cut inside a grapheme; colours are roles of the theme.
 */
#ifndef AUTOREV_UI_TERM_AREA_H
#define AUTOREV_UI_TERM_AREA_H

#include <stdbool.h>

#include "autorev/theme.h"

struct rect {
    int row, col, rows, cols;
};

struct area {
    struct rect rect; /* on the screen */
};

/* The part of @area at @part (relative to it), clipped to it. */
struct area area_part(const struct area *area, struct rect part);

/* Fills exactly @width columns from @col on with @text, padded with spaces; what does not fit is
 * cut, with an ellipsis.  Outside the area nothing is drawn. */
void
area_put(const struct area *area, int row, int col, int width, enum role role, const char *text);

/* The same, aligned to the right. */
void area_put_right(
    const struct area *area, int row, int col, int width, enum role role, const char *text);

/* Writes @text without padding, cut at the area's edge.  Returns the columns written. */
int area_text(const struct area *area, int row, int col, enum role role, const char *text);

/* Fills a rectangle with spaces. */
void area_clear(const struct area *area, struct rect part, enum role role);

/* A frame around the whole area with @title in its upper edge and @note at the right of it
 * (either may be NULL). */
void area_frame(const struct area *area, enum role role, enum role title_role, const char *title,
    const char *note);

/* The head of a part of the screen: a rule in row 0 with @title in it and @note at its right (either
 * may be NULL).  Parts have no sides: a line that scrolls is the list's alone, and few bytes. */
void area_head(const struct area *area, enum role role, enum role title_role, const char *title,
    const char *note);

/* A line down the first column, between two parts. */
void area_divide(const struct area *area, enum role role);

/* Makes cells that were drawn already look like @role (marks, matches). */
void area_restyle(const struct area *area, int row, int col, int width, enum role role);

/* ---- glyphs ---- */

enum glyph {
    GLYPH_HLINE,
    GLYPH_VLINE,
    GLYPH_CORNER_TL,
    GLYPH_CORNER_TR,
    GLYPH_CORNER_BL,
    GLYPH_CORNER_BR,
    GLYPH_MARK,   /* a marked row */
    GLYPH_ONLINE, /* the dot of the connection */
    GLYPH_OFFLINE,
    GLYPH_UP, /* sorted upwards */
    GLYPH_DOWN,
    GLYPH_ELLIPSIS,
    GLYPH_BULLET,
    GLYPH_BEST,
    GLYPH_UNKNOWN, /* no such figure: never 0 */
    GLYPH_FOLDED,
    GLYPH_OPEN,
    GLYPH_FULL,  /* a full cell of a bar */
    GLYPH_EMPTY, /* an empty one */
    GLYPH_COUNT,
};

/* As UTF-8, in the tier the terminal can show. */
const char *glyph(enum glyph g);

/* A bar of @width columns, @part of 1 filled, in eighths where the tier has them; in UTF-8. */
void glyph_bar(char *out, size_t room, double part, int width);

/* The frame of a spinner at this time. */
const char *glyph_spinner(int64_t now_ms);

/* True when curves may be drawn with braille. */
bool glyph_braille(void);

#endif
