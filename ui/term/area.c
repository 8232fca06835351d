#include "ui/term/area.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>
#include <utf8proc.h>

#include "autorev/text.h"
#include "ui/term/glyph.h"
#include "ui/term/style.h"

enum { AREA_COLUMNS = 1024 }; /* wider than any terminal's line */

struct area
area_part(const struct area *area, struct rect part)
{
    struct rect r = { area->rect.row + part.row, area->rect.col + part.col, part.rows, part.cols };
    int bottom = area->rect.row + area->rect.rows, right = area->rect.col + area->rect.cols;

    if (r.row + r.rows > bottom)
        r.rows = bottom - r.row;
    if (r.col + r.cols > right)
        r.cols = right - r.col;
    if (r.rows < 0)
        r.rows = 0;
    if (r.cols < 0)
        r.cols = 0;
    return (struct area){ r };
}

/* The columns from @col on that lie inside the area; 0 when the place does not. */
static int
area_room(const struct area *area, int row, int col, int width)
{
    if (row < 0 || row >= area->rect.rows || col < 0 || col >= area->rect.cols || width <= 0)
        return 0;
    if (width > area->rect.cols - col)
        width = area->rect.cols - col;
    return width < AREA_COLUMNS ? width : AREA_COLUMNS;
}

static void
area_put_plain(int row, int col, int width, attr_t attr, const char *text, size_t size, int lead)
{
    chtype cell[AREA_COLUMNS];
    int c = 0;

    for (; c < lead; c++)
        cell[c] = ' ' | attr;
    for (size_t i = 0; i < size; i++)
        cell[c++] = (unsigned char) text[i] | attr;
    for (; c < width; c++)
        cell[c] = ' ' | attr;
    mvaddchnstr(row, col, cell, width);
}

/* One grapheme into one cell.  Where the C library counts its columns differently, its count is
 * what curses and the terminal go by. */
static int
area_cell(cchar_t *cell, enum role role, const char *text, size_t size, int columns)
{
    wchar_t wide[CCHARW_MAX + 1];
    int n = 0, width = 1;

    for (size_t i = 0; i < size && n < CCHARW_MAX;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t step = utf8proc_iterate(
            (const utf8proc_uint8_t *) text + i, (utf8proc_ssize_t) (size - i), &code);
        int w;

        if (step <= 0)
            break;
        i += (size_t) step;
        w = wcwidth((wchar_t) code);
        if (n == 0) {
            width = w == 1 || w == 2 ? w : 1;
            wide[n++] = w == 1 || w == 2 ? (wchar_t) code : L'?';
        } else if (w == 0 && code != 0x200d && code != 0xfe0f) {
            wide[n++] = (wchar_t) code;
        }
    }
    if (n == 0 || width > columns) {
        wide[0] = L'?';
        n = width = 1;
    }
    wide[n] = L'\0';
    setcchar(cell, wide, style_attr(role) & ~(attr_t) A_COLOR, style_pair(role), NULL);
    return width;
}

static void
area_space(cchar_t *cell, enum role role)
{
    setcchar(cell, L" ", style_attr(role) & ~(attr_t) A_COLOR, style_pair(role), NULL);
}

static int
area_put_wide(int row, int col, int width, enum role role, const char *text, int lead, bool pad)
{
    cchar_t cell[AREA_COLUMNS];
    int used = 0, n = 0;

    for (; used < lead && used < width; used++)
        area_space(&cell[n++], role);
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        size_t bytes;
        int columns, took;

        text_grapheme(p, (size_t) (end - p), &bytes, &columns);
        if (used + columns > width)
            break;
        if (columns > 0) {
            took = area_cell(&cell[n++], role, p, bytes, columns);
            for (; took < columns; took++)
                area_space(&cell[n++], role);
            used += columns;
        }
        p += bytes;
    }
    for (; pad && used < width; used++)
        area_space(&cell[n++], role);
    mvadd_wchnstr(row, col, cell, n);
    return used;
}

/* Sanitised, in ASCII where the terminal needs it, cut to @width columns with an ellipsis. */
static const char *
area_fit(struct buffer *out, const char *text, int width, int *columns)
{
    struct buffer clean = { 0 };
    size_t bytes;
    int used;

    text_sanitize(&clean, text, strlen(text), TEXT_LINE);
    if (glyph_ascii()) {
        text_transliterate(out, buffer_text(&clean));
    } else {
        buffer_add(out, clean.data ? clean.data : "", clean.size);
    }
    buffer_fini(&clean);
    bytes = text_fit(buffer_text(out), width, &used);
    if (bytes < out->size) {
        bytes = text_fit(buffer_text(out), width - 1, &used);
        out->size = bytes;
        out->data[bytes] = '\0';
        buffer_puts(out, glyph(GLYPH_ELLIPSIS));
        used++;
    }
    *columns = used;
    return buffer_text(out);
}

static int
area_draw(const struct area *area, int row, int col, int width, enum role role, const char *text,
    bool right, bool pad)
{
    struct buffer out = { 0 };
    size_t size = strlen(text);
    int columns, lead, y = area->rect.row + row, x = area->rect.col + col;

    width = area_room(area, row, col, width);
    if (width == 0)
        return 0;
    if (size <= (size_t) width && text_is_plain(text, size)) {
        lead = right ? width - (int) size : 0;
        area_put_plain(y, x, pad ? width : (int) size, style_attr(role), text, size, lead);
        return pad ? width : (int) size;
    }
    text = area_fit(&out, text, width, &columns);
    columns = area_put_wide(y, x, width, role, text, right ? width - columns : 0, pad);
    buffer_fini(&out);
    return columns;
}

void
area_put(const struct area *area, int row, int col, int width, enum role role, const char *text)
{
    area_draw(area, row, col, width, role, text, false, true);
}

void
area_put_right(
    const struct area *area, int row, int col, int width, enum role role, const char *text)
{
    area_draw(area, row, col, width, role, text, true, true);
}

int
area_text(const struct area *area, int row, int col, enum role role, const char *text)
{
    return area_draw(area, row, col, area->rect.cols - col, role, text, false, false);
}

void
area_clear(const struct area *area, struct rect part, enum role role)
{
    struct area a = area_part(area, part);

    for (int r = 0; r < a.rect.rows; r++)
        area_put_plain(a.rect.row + r, a.rect.col,
            a.rect.cols < AREA_COLUMNS ? a.rect.cols : AREA_COLUMNS, style_attr(role), "", 0, 0);
}

void
area_restyle(const struct area *area, int row, int col, int width, enum role role)
{
    width = area_room(area, row, col, width);
    if (width > 0)
        mvchgat(area->rect.row + row, area->rect.col + col, width,
            style_attr(role) & ~(attr_t) A_COLOR, style_pair(role), NULL);
}

static void
area_hline(const struct area *area, int row, enum role role, const char *left, const char *right)
{
    struct buffer line = { 0 };

    buffer_puts(&line, left);
    for (int c = 2; c < area->rect.cols; c++)
        buffer_puts(&line, glyph(GLYPH_HLINE));
    buffer_puts(&line, right);
    area_put(area, row, 0, area->rect.cols, role, buffer_text(&line));
    buffer_fini(&line);
}

/* Writes @title and @note into a rule that is drawn already. */
static void
area_titles(const struct area *area, enum role role, enum role title_role, const char *title,
    const char *note)
{
    int cols = area->rect.cols, room = cols - 4, width;

    if (note && *note && (width = text_width(note) + 2) <= room) {
        area_put(area, 0, cols - 1 - width, 1, role, " ");
        area_put(area, 0, cols - width, width - 2, ROLE_TEXT, note);
        area_put(area, 0, cols - 2, 1, role, " ");
        room -= width + 1;
    }
    if (title && *title && room > 2) {
        struct area edge = area_part(area, (struct rect){ 0, 1, 1, room });

        width = text_width(title);
        width = width > room - 2 ? room - 2 : width;
        area_put(&edge, 0, 0, 1, role, " ");
        area_put(&edge, 0, 1, width, title_role, title);
        area_put(&edge, 0, 1 + width, 1, role, " ");
    }
}

void
area_frame(const struct area *area, enum role role, enum role title_role, const char *title,
    const char *note)
{
    int rows = area->rect.rows, cols = area->rect.cols;

    if (rows < 2 || cols < 4)
        return;
    area_hline(area, 0, role, glyph(GLYPH_CORNER_TL), glyph(GLYPH_CORNER_TR));
    area_hline(area, rows - 1, role, glyph(GLYPH_CORNER_BL), glyph(GLYPH_CORNER_BR));
    for (int r = 1; r < rows - 1; r++) {
        area_put(area, r, 0, 1, role, glyph(GLYPH_VLINE));
        area_put(area, r, cols - 1, 1, role, glyph(GLYPH_VLINE));
    }
    area_titles(area, role, title_role, title, note);
}

void
area_head(const struct area *area, enum role role, enum role title_role, const char *title,
    const char *note)
{
    if (area->rect.rows < 1 || area->rect.cols < 4)
        return;
    area_hline(area, 0, role, glyph(GLYPH_HLINE), glyph(GLYPH_HLINE));
    area_titles(area, role, title_role, title, note);
}

void
area_divide(const struct area *area, enum role role)
{
    for (int r = 0; r < area->rect.rows; r++)
        area_put(area, r, 0, 1, role, glyph(GLYPH_VLINE));
}
