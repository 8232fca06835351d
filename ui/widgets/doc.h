/*
 * Doc: something to read: headings, fields, bars, paragraphs, in sections that fold.  Built once
 * from data, laid out for a width, scrolled.
 */
#ifndef AUTOREV_UI_WIDGETS_DOC_H
#define AUTOREV_UI_WIDGETS_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/pane.h"

struct doc {
    struct doc_item *item; /* owned, with their texts */
    size_t items;
    struct doc_line *line; /* owned */
    size_t lines;
    int cols;             /* it is laid out for */
    int label;            /* columns of the labels, with the space behind */
    int rows;             /* of the window */
    size_t top;           /* first line shown */
    bool at_end;          /* the end was in view when it was emptied: it stays in view */
    size_t section;       /* number of the section that fold acts on */
    unsigned long folded; /* a bit per section; kept by doc_clear() */
};

void doc_fini(struct doc *doc);

/* Empties it; scroll position and folds stay, for the next text of the same kind. */
void doc_clear(struct doc *doc);

/* All texts are copied, and sanitised when drawn. */
void doc_section(struct doc *doc, const char *title, const char *note);
void doc_field(struct doc *doc, const char *label, enum role role, const char *value);

/* A bar from 0 to @max with its figure; @part is the value. */
void doc_bar(
    struct doc *doc, const char *label, double part, double max, enum role role, const char *value);

/* A paragraph, wrapped; newlines in it begin new lines. */
void doc_text(struct doc *doc, enum role role, const char *text);

/* The same behind a bullet. */
void doc_point(struct doc *doc, enum role role, const char *text);
void doc_blank(struct doc *doc);

/* True while nothing was added. */
bool doc_empty(const struct doc *doc);

/* Lays it out for this size. */
void doc_arrange(struct doc *doc, int rows, int cols);

enum verdict doc_on_action(struct doc *doc, enum action action);
enum verdict doc_on_mouse(struct doc *doc, const struct mouse *mouse);
void doc_draw(const struct doc *doc, const struct area *area);

/* The text as plain lines, for the clipboard.  Owned by the caller. */
char *doc_plain(const struct doc *doc);

#endif
