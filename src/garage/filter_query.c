/*
 * Filters as conditions of a query: the same meaning, worked out by the server.
 *
 * A condition on NULL is neither true nor false there, and "not" keeps it so.  That is the meaning of
 * an unknown value in a comparison; a term turned around by "-" adds "is null" to it.
 */
#include "autorev/filter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "term.h"

enum { WORD_PICK = 3 };

/* What an integer column can hold.  A value beyond it would be refused by the server. */
#define INTEGER_MOST 2147483647.0

static void
compile_leaf(struct query *q, const char *column, enum query_op op, const char *value, bool negate)
{
    if (negate)
        query_where_not(q, column, op, value);
    else
        query_where(q, column, op, value);
}

/* ---- text ---- */

/* A value as a pattern: what stands for any text in SQL and not in the filter loses its meaning. */
static void
compile_text(struct query *q, const char *column, const char *raw, bool whole, bool negate)
{
    struct buffer pattern = { 0 };

    buffer_puts(&pattern, whole ? "" : "*");
    for (const char *p = raw; *p; p++) {
        if (strchr("\\%_", *p))
            buffer_putc(&pattern, '\\');
        buffer_putc(&pattern, *p);
    }
    buffer_puts(&pattern, whole ? "" : "*");
    compile_leaf(q, column, OP_ILIKE, buffer_text(&pattern), negate);
    buffer_fini(&pattern);
}

static void
compile_word(struct query *q, const struct term *term)
{
    const char *raw = term->values[0].raw;

    if (!term->negate)
        query_any(q, false);
    for (size_t i = 0; i < TERM_WORD_FIELDS; i++) {
        const char *column = car_fields[term_word_fields[i]].column;

        if (term->negate)
            query_any(q, false);
        if (term->negate)
            query_where(q, column, OP_IS, "null");
        compile_text(q, column, raw, false, term->negate);
        if (term->negate)
            query_end(q);
    }
    if (!term->negate)
        query_end(q);
}

/* ---- numbers ---- */

/* A bound of a whole-number column is whole: > 400.5 is > 400, and >= 400.5 is >= 401. */
static double
compile_whole(double value, enum query_op op)
{
    value = op == OP_GT || op == OP_LTE ? floor(value) : ceil(value);
    return value > INTEGER_MOST ? INTEGER_MOST : value;
}

static void
compile_number(
    struct query *q, const struct car_field *field, enum query_op op, double value, bool negate)
{
    bool whole = field->type == FIELD_INT || field->type == FIELD_MONEY;
    char text[32];

    /* No whole number is 400.5: say it with a condition that no value fulfils, and NULL neither. */
    if (whole && op == OP_EQ && (value != floor(value) || value > INTEGER_MOST)) {
        op = OP_GT;
        value = INTEGER_MOST;
    }
    term_format_number(text, whole && op != OP_EQ ? compile_whole(value, op) : value);
    compile_leaf(q, field->column, op, text, negate);
}

static void
compile_span(struct query *q, const struct car_field *field, const struct span *span, bool negate)
{
    bool low = isfinite(span->low), high = isfinite(span->high);

    if (low && high && span->low == span->high) {
        compile_number(q, field, OP_EQ, span->low, negate);
        return;
    }
    if (low && high)
        query_all(q, negate);
    if (low)
        compile_number(q, field, span->low_open ? OP_GT : OP_GTE, span->low, negate && !high);
    if (high)
        compile_number(q, field, span->high_open ? OP_LT : OP_LTE, span->high, negate && !low);
    if (low && high)
        query_end(q);
}

/* ---- years ---- */

/* Appends a regular expression for the years of four digits from @year on, or up to it. */
static void
compile_year_pattern(struct buffer *out, int year, bool from)
{
    char digits[8];

    snprintf(digits, sizeof digits, "%04d", year);
    buffer_puts(out, digits);
    for (int i = 0; i < 4; i++) {
        char least = from ? (char) (digits[i] + 1) : '0',
             most = from ? '9' : (char) (digits[i] - 1);

        if (least > most)
            continue;
        buffer_printf(out, "|%.*s[%c-%c]", i, digits, least, most);
        if (i < 3)
            buffer_printf(out, "[0-9]{%d}", 3 - i);
    }
}

/* The first and the last year of the text, as car_years_parse() reads them, are not after and not
 * before these; without a bound, there is such a year. */
static void
compile_first_year(struct query *q, const char *column, double most)
{
    struct buffer pattern = { 0 };

    buffer_puts(&pattern, "^ *(");
    if (isfinite(most))
        compile_year_pattern(&pattern, (int) most, false);
    else
        buffer_puts(&pattern, "[0-9]{4}");
    buffer_puts(&pattern, ")([^0-9]|$)");
    query_where(q, column, OP_IMATCH, buffer_text(&pattern));
    buffer_fini(&pattern);
}

static void
compile_last_year(struct query *q, const char *column, double least)
{
    struct buffer pattern = { 0 };

    buffer_puts(&pattern, "((^|[^0-9])(");
    if (isfinite(least))
        compile_year_pattern(&pattern, (int) least, true);
    else
        buffer_puts(&pattern, "[0-9]{4}");
    buffer_puts(&pattern, ")|present) *$");
    query_where(q, column, OP_IMATCH, buffer_text(&pattern));
    buffer_fini(&pattern);
}

static void
compile_years(struct query *q, const char *column, const struct span *span, bool negate)
{
    query_all(q, negate);
    compile_first_year(q, column, span->high);
    compile_last_year(q, column, span->low);
    query_end(q);
}

/* ---- terms ---- */

static void
compile_value(struct query *q, const struct term *term, size_t i, bool negate)
{
    const struct car_field *field = &car_fields[term->field];

    switch (term->kind) {
    case TERM_TEXT:
        compile_text(q, field->column, term->values[i].raw, term->whole, negate);
        break;
    case TERM_BOOL: /* not OP_IS: that is false of NULL, and its opposite true */
        compile_leaf(q, field->column, OP_EQ, term->spans[i].low > 0 ? "true" : "false", negate);
        break;
    case TERM_YEARS:
        compile_years(q, field->column, &term->spans[i], negate);
        break;
    default:
        compile_span(q, field, &term->spans[i], negate);
        break;
    }
}

static void
compile_values(struct query *q, const struct term *term, bool negate)
{
    if (term->n == 1) {
        compile_value(q, term, 0, negate);
        return;
    }
    query_any(q, negate);
    for (size_t i = 0; i < term->n; i++)
        compile_value(q, term, i, false);
    query_end(q);
}

static void
compile_field_term(struct query *q, const struct term *term)
{
    const char *column = car_fields[term->field].column;
    /* Text without years is as unknown as NULL is, but the server does not know that. */
    bool readable = term->kind == TERM_YEARS && term->invert;

    if (term->kind == TERM_UNKNOWN) {
        compile_leaf(q, column, OP_IS, "null", term->invert != term->negate);
        return;
    }
    if (term->negate) {
        query_any(q, false);
        query_where(q, column, OP_IS, "null");
    }
    if (readable)
        compile_years(
            q, column, &(struct span){ .low = -INFINITY, .high = INFINITY }, term->negate);
    compile_values(q, term, term->invert != term->negate);
    if (term->negate)
        query_end(q);
}

/* Long enough that an index of three letters finds it, and then seldom. */
static bool
compile_is_pick(const struct term *term)
{
    return (term->kind == TERM_WORD || term->kind == TERM_PHRASE) && !term->negate &&
           strlen(term->values[0].raw) >= WORD_PICK;
}

bool
filter_query(const struct filter *filter, struct query *q, struct error *err)
{
    bool picks = false;

    for (size_t i = 0; i < filter->n; i++) {
        const struct term *term = &filter->terms[i];

        if (term->kind == TERM_WORD || term->kind == TERM_PHRASE || car_fields[term->field].column)
            continue;
        error_set(err, ERROR_INPUT,
            "'%s' is computed from other fields and cannot be searched in a "
            "list this large",
            car_fields[term->field].name);
        return error_hint(err, "search by what it is computed from, such as hp, weight and price");
    }
    for (size_t i = 0; i < filter->n; i++)
        picks = picks || compile_is_pick(&filter->terms[i]);
    if (picks)
        query_pick(q);
    for (size_t i = 0; i < filter->n; i++)
        if (compile_is_pick(&filter->terms[i]))
            compile_word(q, &filter->terms[i]);
    if (picks)
        query_end(q);
    for (size_t i = 0; i < filter->n; i++) {
        const struct term *term = &filter->terms[i];

        if (compile_is_pick(term))
            continue;
        if (term->kind == TERM_WORD || term->kind == TERM_PHRASE)
            compile_word(q, term);
        else
            compile_field_term(q, term);
    }
    return true;
}
