/*
 * Grid: a picture of the emulated screen as two plain grids, the text and one style letter per
 * column, and its golden files.
 *
 * The most common style is '.'; b d i u r are bold, dim, italic, underlined and reverse without a
 * colour, t is the terminal's own, and a capital hints at the hue of the rest: R O Y G C B M,
 * W white, S grey, K black, the next free letter when two styles have one hue.  The legend under
 * the grids says what each means, to the last bit.  What cannot be seen (the colour of ink in a
 * blank) has no style of its own, so that two ways of clearing a line are one picture.
 */
#ifndef TESTS_SUPPORT_GRID_H
#define TESTS_SUPPORT_GRID_H

#include <stdbool.h>
#include <stddef.h>

struct VTerm;

struct grid {
    int rows, cols;
    char **text;  /* owned; a row each, wide characters once */
    char **style; /* owned; a row each, one letter a column, 0xff-free ASCII */
    char *legend; /* owned; a line each: letter, blank, meaning */
    char *cursor; /* owned; "hidden" or "row 3 col 9", from 1 */
};

/* Takes the picture of the top left @rows x @cols.  Owned by the caller. */
struct grid *grid_take(struct VTerm *vt, int rows, int cols, bool cursor_shown);
void grid_free(struct grid *grid);

/* The golden file's text.  Owned by the caller. */
char *grid_format(const struct grid *grid);

/* The text grid alone: rows ended by a newline, blanks at their ends dropped.  Owned. */
char *grid_text(const struct grid *grid);

/* Two texts of grid_format() side by side with the rows that differ marked: what a failed test
 * prints.  The first line names the first difference.  Owned by the caller. */
char *grid_difference(const char *want, const char *got);

#endif
