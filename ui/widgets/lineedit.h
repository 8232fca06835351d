/*
 * Lineedit: one line of text being typed, with a cursor that moves by graphemes.
 */
#ifndef AUTOREV_UI_WIDGETS_LINEEDIT_H
#define AUTOREV_UI_WIDGETS_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/term/area.h"
#include "ui/term/key.h"

enum { LINEEDIT_MAX = 500 };

struct lineedit {
    char text[LINEEDIT_MAX + 1]; /* sanitised UTF-8 */
    size_t cursor;               /* byte, at a grapheme boundary */
};

/* Replaces the text; the cursor goes to its end. */
void lineedit_set(struct lineedit *line, const char *text);

/* True when the key was one of editing; *@changed tells if the text is another. */
bool lineedit_key(struct lineedit *line, key_code key, bool *changed);

/* Inserts at the cursor what fits; newlines become spaces. */
void lineedit_insert(struct lineedit *line, const char *text);

/* Draws it in @width columns so that the cursor is visible; @bad_at..@bad_at+@bad_size (bytes) is
 * shown as wrong.  Returns the cursor's column in the area. */
int lineedit_draw(const struct lineedit *line, const struct area *area, int row, int col, int width,
    enum role role, size_t bad_at, size_t bad_size);

#endif
