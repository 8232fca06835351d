#include "ui/widgets/lineedit.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "autorev/text.h"

void
lineedit_set(struct lineedit *line, const char *text)
{
    line->cursor = text_clean(line->text, sizeof line->text, text, TEXT_LINE);
}

void
lineedit_insert(struct lineedit *line, const char *text)
{
    char clean[LINEEDIT_MAX + 1];
    size_t size = text_clean(clean, sizeof clean, text, TEXT_LINE), old = strlen(line->text);

    if (old + size > LINEEDIT_MAX)
        return;
    memmove(line->text + line->cursor + size, line->text + line->cursor, old - line->cursor + 1);
    memcpy(line->text + line->cursor, clean, size);
    line->cursor += size;
}

static size_t
lineedit_next(const struct lineedit *line, size_t at)
{
    size_t bytes = 0;
    int columns;

    if (line->text[at])
        text_grapheme(line->text + at, strlen(line->text + at), &bytes, &columns);
    return at + bytes;
}

static size_t
lineedit_prev(const struct lineedit *line, size_t at)
{
    size_t prev = 0;

    for (size_t next = 0; next < at; next = lineedit_next(line, next))
        prev = next;
    return prev;
}

static size_t
lineedit_word(const struct lineedit *line, size_t at)
{
    while (at > 0 && line->text[at - 1] == ' ')
        at--;
    while (at > 0 && line->text[at - 1] != ' ')
        at--;
    return at;
}

static bool
lineedit_cut(struct lineedit *line, size_t from, size_t to)
{
    memmove(line->text + from, line->text + to, strlen(line->text + to) + 1);
    line->cursor = from;
    return from != to;
}

bool
lineedit_key(struct lineedit *line, key_code key, bool *changed)
{
    size_t at = line->cursor, end = strlen(line->text);
    utf8proc_uint8_t utf8[8] = { 0 };

    *changed = false;
    switch (key) {
    case K_LEFT:
    case 'B' & 0x1f:
        line->cursor = lineedit_prev(line, at);
        return true;
    case K_RIGHT:
    case 'F' & 0x1f:
        line->cursor = lineedit_next(line, at);
        return true;
    case K_HOME:
    case 'A' & 0x1f:
        line->cursor = 0;
        return true;
    case K_END:
    case 'E' & 0x1f:
        line->cursor = end;
        return true;
    case K_BACKSPACE:
        *changed = lineedit_cut(line, lineedit_prev(line, at), at);
        return true;
    case K_DELETE:
    case 'D' & 0x1f:
        *changed = lineedit_cut(line, at, lineedit_next(line, at));
        return true;
    case 'W' & 0x1f:
        *changed = lineedit_cut(line, lineedit_word(line, at), at);
        return true;
    case 'U' & 0x1f:
        *changed = lineedit_cut(line, 0, at);
        return true;
    case 'K' & 0x1f:
        *changed = lineedit_cut(line, at, end);
        line->cursor = at;
        return true;
    default:
        if (key < 0x20 || key >= KEY_NAMED)
            return false;
        utf8proc_encode_char((utf8proc_int32_t) key, utf8);
        lineedit_insert(line, (const char *) utf8);
        *changed = true;
        return true;
    }
}

int
lineedit_draw(const struct lineedit *line, const struct area *area, int row, int col, int width,
    enum role role, size_t bad_at, size_t bad_size)
{
    char before[LINEEDIT_MAX + 1];
    size_t start = 0;
    int column;

    memcpy(before, line->text, line->cursor);
    before[line->cursor] = '\0';
    while ((column = text_width(before + start)) >= width && start < line->cursor)
        start = lineedit_next(line, start);
    area_put(area, row, col, width, role, line->text + start);
    if (bad_size && bad_at >= start && bad_at <= strlen(line->text)) {
        char lead[LINEEDIT_MAX + 1];
        int lead_width;

        snprintf(lead, sizeof lead, "%.*s", (int) (bad_at - start), line->text + start);
        lead_width = text_width(lead);
        snprintf(lead, sizeof lead, "%.*s", (int) bad_size, line->text + bad_at);
        if (lead_width < width)
            area_restyle(area, row, col + lead_width,
                *lead && text_width(lead) < width - lead_width ? text_width(lead)
                                                               : width - lead_width,
                ROLE_ERROR);
    }
    return col + column;
}
