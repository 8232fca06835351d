#include "ui/widgets/doc.h"

#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/text.h"

enum {
    DOC_LABEL = 16,
    DOC_LABEL_MOST = 30,
    DOC_BAR = 20,
    DOC_SECTIONS = 8 * sizeof(unsigned long)
};

enum doc_kind { DOC_SECTION, DOC_FIELD, DOC_BAR_ITEM, DOC_TEXT, DOC_POINT, DOC_BLANK };

struct doc_item {
    enum doc_kind kind;
    enum role role;
    char *label, *text; /* owned */
    double part;        /* of a bar, 0 to 1 */
    size_t section;
};

struct doc_line {
    size_t item, at, size; /* a piece of the item's text */
    bool first;            /* of the item */
};

void
doc_clear(struct doc *doc)
{
    for (size_t i = 0; i < doc->items; i++) {
        free(doc->item[i].label);
        free(doc->item[i].text);
    }
    if (doc->items)
        doc->at_end = doc->top > 0 && doc->top + (size_t) doc->rows >= doc->lines;
    doc->items = doc->lines = 0;
    doc->cols = 0;
}

void
doc_fini(struct doc *doc)
{
    doc_clear(doc);
    free(doc->item);
    free(doc->line);
    *doc = (struct doc){ 0 };
}

bool
doc_empty(const struct doc *doc)
{
    return doc->items == 0;
}

/* Sanitised here, where a newline still means a line; the area replaces what is left. */
static char *
doc_copy(const char *text)
{
    struct buffer clean = { 0 };

    text_sanitize(&clean, text, strlen(text), TEXT_BLOCK);
    return buffer_take(&clean);
}

static struct doc_item *
doc_add(struct doc *doc, enum doc_kind kind, enum role role, const char *label, const char *text)
{
    struct doc_item *item;
    size_t section = doc->items ? doc->item[doc->items - 1].section : 0;

    doc->item = x_reallocarray(doc->item, doc->items + 1, sizeof *doc->item);
    item = &doc->item[doc->items++];
    *item = (struct doc_item){ .kind = kind,
        .role = role,
        .label = doc_copy(label ? label : ""),
        .text = doc_copy(text ? text : ""),
        .section = section + (kind == DOC_SECTION) };
    doc->cols = 0;
    return item;
}

void
doc_section(struct doc *doc, const char *title, const char *note)
{
    doc_add(doc, DOC_SECTION, ROLE_TITLE, title, note);
}

void
doc_field(struct doc *doc, const char *label, enum role role, const char *value)
{
    doc_add(doc, DOC_FIELD, role, label, value && *value ? value : glyph(GLYPH_UNKNOWN));
}

void
doc_bar(
    struct doc *doc, const char *label, double part, double max, enum role role, const char *value)
{
    doc_add(doc, DOC_BAR_ITEM, role, label, value)->part = max > 0 ? part / max : 0;
}

void
doc_text(struct doc *doc, enum role role, const char *text)
{
    doc_add(doc, DOC_TEXT, role, NULL, text);
}

void
doc_point(struct doc *doc, enum role role, const char *text)
{
    doc_add(doc, DOC_POINT, role, NULL, text);
}

void
doc_blank(struct doc *doc)
{
    doc_add(doc, DOC_BLANK, ROLE_TEXT, NULL, NULL);
}

static bool
doc_folded(const struct doc *doc, size_t section)
{
    return section && section <= DOC_SECTIONS && doc->folded >> (section - 1) & 1;
}

static int
doc_indent(const struct doc *doc, enum doc_kind kind)
{
    return kind == DOC_FIELD ? doc->label : kind == DOC_POINT ? 2 : 0;
}

static void
doc_add_line(struct doc *doc, size_t item, size_t at, size_t size, bool first)
{
    doc->line = x_reallocarray(doc->line, doc->lines + 1, sizeof *doc->line);
    doc->line[doc->lines++] = (struct doc_line){ item, at, size, first };
}

static void
doc_wrap(struct doc *doc, size_t i, int cols)
{
    const struct doc_item *item = &doc->item[i];
    int width = cols - doc_indent(doc, item->kind);
    size_t at = 0, skip;
    bool first = true;

    if (item->kind == DOC_SECTION || item->kind == DOC_BAR_ITEM || item->kind == DOC_BLANK) {
        doc_add_line(doc, i, 0, strlen(item->text), true);
        return;
    }
    if (width < 8)
        width = 8;
    do {
        size_t size = text_wrap(item->text + at, width, &skip);

        doc_add_line(doc, i, at, size, first);
        at += skip;
        first = false;
    } while (item->text[at]);
}

/* Labels get what the longest needs, and never more than what leaves room for the values. */
static int
doc_label_width(const struct doc *doc, int cols)
{
    int width = DOC_LABEL;

    for (size_t i = 0; i < doc->items; i++) {
        int label = doc->item[i].kind == DOC_FIELD ? text_width(doc->item[i].label) : 0;

        width = label > width ? label : width;
    }
    if (width > DOC_LABEL_MOST)
        width = DOC_LABEL_MOST;
    if (width > cols / 2)
        width = cols / 2 > DOC_LABEL ? cols / 2 : DOC_LABEL;
    return width + 1;
}

static void
doc_clamp(struct doc *doc)
{
    size_t last = doc->lines > (size_t) doc->rows ? doc->lines - (size_t) doc->rows : 0;

    if (doc->top > last)
        doc->top = last;
}

void
doc_arrange(struct doc *doc, int rows, int cols)
{
    doc->rows = rows > 0 ? rows : 0;
    if (cols != doc->cols) {
        doc->cols = cols;
        doc->label = doc_label_width(doc, cols);
        doc->lines = 0;
        for (size_t i = 0; i < doc->items; i++)
            if (doc->item[i].kind == DOC_SECTION || !doc_folded(doc, doc->item[i].section))
                doc_wrap(doc, i, cols);
        /* Parts of a text that come later push the end away from who reads it. */
        if (doc->at_end && doc->top > 0)
            doc->top = doc->lines;
        doc->at_end = false;
    }
    doc_clamp(doc);
}

/* The section at the top of the window, or the next one that is visible there. */
static size_t
doc_section_at(const struct doc *doc)
{
    size_t at = doc->top < doc->lines ? doc->line[doc->top].item : 0;

    return doc->items ? doc->item[at].section ? doc->item[at].section : 1 : 0;
}

enum verdict
doc_on_action(struct doc *doc, enum action action)
{
    size_t top = doc->top, page = doc->rows > 1 ? (size_t) doc->rows - 1 : 1;
    size_t section;

    switch (action) {
    case ACTION_DOWN:
        doc->top++;
        break;
    case ACTION_UP:
        doc->top -= doc->top > 0;
        break;
    case ACTION_PAGE_DOWN:
        doc->top += page;
        break;
    case ACTION_PAGE_UP:
        doc->top -= page < doc->top ? page : doc->top;
        break;
    case ACTION_HALF_DOWN:
        doc->top += (page + 1) / 2;
        break;
    case ACTION_HALF_UP:
        doc->top -= (page + 1) / 2 < doc->top ? (page + 1) / 2 : doc->top;
        break;
    case ACTION_FIRST:
        doc->top = 0;
        break;
    case ACTION_LAST:
        doc->top = doc->lines;
        break;
    case ACTION_FOLD:
        section = doc_section_at(doc);
        if (!section || section > DOC_SECTIONS)
            return VERDICT_DONE;
        doc->folded ^= 1ul << (section - 1);
        doc->cols = 0;
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
    doc_clamp(doc);
    return doc->top == top ? VERDICT_DONE : VERDICT_DIRTY;
}

enum verdict
doc_on_mouse(struct doc *doc, const struct mouse *mouse)
{
    size_t top = doc->top, line = doc->top + (size_t) mouse->row;

    switch (mouse->what) {
    case MOUSE_WHEEL_DOWN:
        doc->top += 3;
        break;
    case MOUSE_WHEEL_UP:
        doc->top -= top < 3 ? top : 3;
        break;
    case MOUSE_PRESS:
        if (line < doc->lines && doc->item[doc->line[line].item].kind == DOC_SECTION) {
            size_t section = doc->item[doc->line[line].item].section;

            if (section <= DOC_SECTIONS)
                doc->folded ^= 1ul << (section - 1);
            doc->cols = 0;
            return VERDICT_DIRTY;
        }
        return VERDICT_DONE;
    default:
        return VERDICT_PASS;
    }
    doc_clamp(doc);
    return doc->top == top ? VERDICT_DONE : VERDICT_DIRTY;
}

static void
doc_draw_section(
    const struct doc *doc, const struct area *area, int row, const struct doc_item *item)
{
    int used;

    area_clear(area, (struct rect){ row, 0, 1, area->rect.cols }, ROLE_TEXT);
    used = area_text(area, row, 0, ROLE_MUTED,
        doc_folded(doc, item->section) ? glyph(GLYPH_FOLDED) : glyph(GLYPH_OPEN));
    used += 1 + area_text(area, row, used + 1, ROLE_TITLE, item->label);
    if (*item->text)
        area_text(area, row, used + 2, ROLE_MUTED, item->text);
}

static void
doc_draw_bar(const struct doc *doc, const struct area *area, int row, const struct doc_item *item)
{
    int at = doc->label, width = area->rect.cols - at - 7;
    char bar[4 * DOC_BAR + 8];

    if (width > DOC_BAR)
        width = DOC_BAR;
    area_put(area, row, 0, at - 1, ROLE_MUTED, item->label);
    if (width < 4) {
        area_put(area, row, at, area->rect.cols - at, ROLE_TEXT, item->text);
        return;
    }
    glyph_bar(bar, sizeof bar, item->part, width);
    area_put(area, row, at, width + 1, item->role, bar);
    area_put(area, row, at + width + 1, area->rect.cols - at - width - 1, ROLE_TEXT, item->text);
}

static void
doc_draw_line(const struct doc *doc, const struct area *area, int row, const struct doc_line *line)
{
    const struct doc_item *item = &doc->item[line->item];
    int indent = doc_indent(doc, item->kind);
    char *piece;

    if (item->kind == DOC_SECTION) {
        doc_draw_section(doc, area, row, item);
        return;
    }
    if (item->kind == DOC_BAR_ITEM) {
        doc_draw_bar(doc, area, row, item);
        return;
    }
    piece = x_strndup(item->text + line->at, line->size);
    if (indent) {
        area_put(area, row, 0, indent - 1, ROLE_MUTED,
            !line->first              ? ""
            : item->kind == DOC_POINT ? glyph(GLYPH_BULLET)
                                      : item->label);
        area_put(area, row, indent - 1, 1, ROLE_MUTED, "");
    }
    area_put(area, row, indent, area->rect.cols - indent, item->role, piece);
    free(piece);
}

void
doc_draw(const struct doc *doc, const struct area *area)
{
    for (int r = 0; r < area->rect.rows; r++) {
        if (doc->top + (size_t) r < doc->lines)
            doc_draw_line(doc, area, r, &doc->line[doc->top + (size_t) r]);
        else
            area_clear(area, (struct rect){ r, 0, 1, area->rect.cols }, ROLE_TEXT);
    }
}

char *
doc_plain(const struct doc *doc)
{
    struct buffer out = { 0 };

    for (size_t i = 0; i < doc->items; i++) {
        const struct doc_item *item = &doc->item[i];

        if (*item->label)
            buffer_printf(&out, item->kind == DOC_SECTION ? "%s\n" : "%s: ", item->label);
        if (item->kind == DOC_POINT)
            buffer_puts(&out, "- ");
        if (item->kind != DOC_SECTION)
            buffer_printf(&out, "%s\n", item->text);
    }
    return buffer_take(&out);
}
