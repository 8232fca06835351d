#include "autorev/csv.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "autorev/memory.h"

struct csv {
    char *data; /* owned; fields are unquoted and terminated in place */
    char *next, *end;
    long line;    /* of the reading position */
    long record;  /* line where the record began */
    char **field; /* owned array; the texts lie in data */
    size_t count, room;
};

struct csv *
csv_new(char *data, size_t size)
{
    struct csv *csv = x_calloc(1, sizeof *csv);

    csv->data = x_reallocarray(data, size + 1, 1); /* the last field needs a place for its NUL */
    csv->data[size] = '\0';
    csv->next = csv->data;
    csv->end = csv->data + size;
    csv->line = 1;
    if (size >= 3 && !memcmp(csv->data, "\xEF\xBB\xBF", 3))
        csv->next += 3;
    return csv;
}

void
csv_free(struct csv *csv)
{
    if (!csv)
        return;
    free(csv->data);
    free(csv->field);
    free(csv);
}

long
csv_line(const struct csv *csv)
{
    return csv->record;
}

size_t
csv_count(const struct csv *csv)
{
    return csv->count;
}

const char *
csv_text(const struct csv *csv, size_t field)
{
    return field < csv->count ? csv->field[field] : NULL;
}

static void
csv_add(struct csv *csv, char *text)
{
    if (csv->count == csv->room) {
        csv->room = csv->room ? 2 * csv->room : 32;
        csv->field = x_reallocarray(csv->field, csv->room, sizeof *csv->field);
    }
    csv->field[csv->count++] = text;
}

/* Length of the end of line at @p, 0 when there is none. */
static size_t
csv_eol(const struct csv *csv, const char *p)
{
    if (p < csv->end && *p == '\n')
        return 1;
    return p + 1 < csv->end && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

/* Bytes of the character at @p, 0 when it cannot be one. */
static size_t
csv_character(const struct csv *csv, const char *p)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t n;

    if ((unsigned char) *p < 0x80)
        return *p ? 1 : 0;
    n = utf8proc_iterate((const utf8proc_uint8_t *) p, csv->end - p, &code);
    return n > 0 ? (size_t) n : 0;
}

static bool
csv_bad(struct csv *csv, long line, struct error *err, const char *what)
{
    csv->record = line;
    csv->next = csv->end;
    return error_set(err, ERROR_INPUT, "%s", what);
}

static bool
csv_bad_character(struct csv *csv, const char *p, struct error *err)
{
    return csv_bad(csv, csv->line, err, *p ? "text that is not UTF-8" : "a NUL byte");
}

/* The opening quote was read.  Leaves the position behind the closing one. */
static bool
csv_quoted(struct csv *csv, struct error *err)
{
    long opened = csv->line;
    char *p = csv->next, *out = p, *start = p;

    for (;;) {
        size_t n;

        if (p == csv->end)
            return csv_bad(csv, opened, err, "a quote is opened here and never closed");
        if (*p == '"' && (p + 1 == csv->end || p[1] != '"'))
            break;
        n = csv_character(csv, p);
        if (!n)
            return csv_bad_character(csv, p, err);
        if (*p == '\n')
            csv->line++;
        memmove(out, p, n);
        out += n;
        p += *p == '"' ? 2 : n;
    }
    csv->next = p + 1;
    if (csv->next < csv->end && *csv->next != ',' && !csv_eol(csv, csv->next))
        return csv_bad(csv, csv->line, err, "text behind a closing quote");
    *out = '\0';
    csv_add(csv, start);
    return true;
}

static bool
csv_plain(struct csv *csv, struct error *err)
{
    char *p = csv->next;

    while (p < csv->end && *p != ',' && !csv_eol(csv, p)) {
        size_t n = csv_character(csv, p);

        if (!n)
            return csv_bad_character(csv, p, err);
        if (*p == '"')
            return csv_bad(csv, csv->line, err, "a quote in a field that does not begin with one");
        p += n;
    }
    /* The terminator goes over the comma or line end, which the caller looks at first. */
    csv_add(csv, p > csv->next ? csv->next : NULL);
    csv->next = p;
    return true;
}

enum csv_step
csv_next(struct csv *csv, struct error *err)
{
    size_t eol;

    csv->count = 0;
    while ((eol = csv_eol(csv, csv->next)) > 0) {
        csv->next += eol;
        csv->line++;
    }
    csv->record = csv->line;
    if (csv->next == csv->end)
        return CSV_END;
    for (;;) {
        bool quoted = csv->next < csv->end && *csv->next == '"';
        char *stop;

        csv->next += quoted;
        if (!(quoted ? csv_quoted(csv, err) : csv_plain(csv, err)))
            return CSV_BAD;
        stop = csv->next;
        eol = csv_eol(csv, stop);
        if (stop < csv->end)
            csv->next += eol ? eol : 1;
        if (eol)
            csv->line++;
        if (eol || stop == csv->end) {
            *stop = '\0';
            return CSV_ROW;
        }
        *stop = '\0'; /* a comma: one more field follows, if only an empty one */
    }
}
