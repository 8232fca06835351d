/*
 * Filters as values: matching a car, and writing a filter down.
 */
#include "autorev/filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/text.h"

#include "term.h"

const int term_word_fields[TERM_WORD_FIELDS] = { CAR_NAME, CAR_BRAND, CAR_GENERATION };

/* A word shorter than this, or one that fits worse than this for each of its signs, must occur as it
 * is: otherwise "m3" would find every Mazda RX-3, and the list would end in noise. */
enum { FUZZY_LEAST = 4, FUZZY_FLOOR = 8 };

void
filter_free(struct filter *filter)
{
    if (!filter)
        return;
    free(filter->terms);
    arena_free(filter->arena);
    free(filter);
}

bool
filter_is_empty(const struct filter *filter)
{
    return filter->n == 0;
}

bool
filter_has_words(const struct filter *filter)
{
    for (size_t i = 0; i < filter->n; i++)
        if (filter->terms[i].kind == TERM_WORD && !filter->terms[i].negate)
            return true;
    return false;
}

/* ---- matching ---- */

/* Does all of @text fit @pattern, in which "*" stands for any text? */
static bool
filter_like(const char *text, const char *pattern)
{
    const char *star = NULL, *retry = text;

    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star;
            text = ++retry;
        } else {
            return false;
        }
    }
    pattern += strspn(pattern, "*");
    return !*pattern;
}

static bool
filter_contains(const char *text, const char *pattern)
{
    char part[TERM_FOLDED];

    /* Each part between the stars, one after the other, is enough: both ends are open. */
    for (;; pattern++) {
        size_t size = strcspn(pattern, "*");

        memcpy(part, pattern, size);
        part[size] = '\0';
        if (!(text = strstr(text, part)))
            return false;
        text += size;
        pattern += size;
        if (!*pattern)
            return true;
    }
}

/* How well one text fits a word; 0 when it does not. */
static int
filter_word_score(const char *text, const struct term *term)
{
    const char *word = term->values[0].folded;
    int score;

    if (!text)
        return 0;
    if (filter_contains(text, word)) {
        score = 2 * text_fuzzy(text, word); /* better than any that is only near */
        return score > 0 ? score : 1;
    }
    if (term->kind == TERM_PHRASE || strlen(word) < FUZZY_LEAST)
        return 0;
    score = text_fuzzy(text, word);
    return score >= FUZZY_FLOOR * (int) strlen(word) ? score : 0;
}

static int
filter_match_word(const struct term *term, const struct cars *cars, size_t row)
{
    int best = 0;

    for (size_t i = 0; i < TERM_WORD_FIELDS; i++) {
        const char *text = cars_folded(cars, row, term_word_fields[i]);
        int score;

        if (term->negate) {
            if (text && filter_contains(text, term->values[0].folded))
                return 0;
            continue;
        }
        score = filter_word_score(text, term);
        /* The name is what one looks for; the brand fits all its cars alike. */
        if (term_word_fields[i] != CAR_NAME)
            score = (score + 1) / 2;
        best = score > best ? score : best;
    }
    if (term->negate)
        return 1;
    if (!best)
        best = (filter_word_score(cars_aliases(cars, row), term) + 1) / 2;
    return best;
}

static bool
filter_match_text(const struct term *term, const char *text)
{
    for (size_t i = 0; i < term->n; i++)
        if (term->whole ? filter_like(text, term->values[i].folded)
                        : filter_contains(text, term->values[i].folded))
            return true;
    return false;
}

static bool
span_overlaps(const struct span *span, double first, double last)
{
    return (span->low_open ? last > span->low : last >= span->low) &&
           (span->high_open ? first < span->high : first <= span->high);
}

static bool
filter_match_spans(const struct term *term, double first, double last)
{
    for (size_t i = 0; i < term->n; i++)
        if (span_overlaps(&term->spans[i], first, last))
            return true;
    return false;
}

/* Looks at one field.  Returns false when its value is unknown. */
static bool
filter_look(const struct term *term, const struct cars *cars, size_t row, bool *hit)
{
    const char *text;
    double number;
    int first, last;

    switch (term->kind) {
    case TERM_TEXT:
        if (!(text = cars_folded(cars, row, term->field)))
            return false;
        *hit = filter_match_text(term, text);
        return true;
    case TERM_YEARS:
        if (!cars_years(cars, row, &first, &last))
            return false;
        *hit = filter_match_spans(term, first, last);
        return true;
    default:
        if (isnan(number = cars_number(cars, row, term->field)))
            return false;
        *hit = filter_match_spans(term, number, number);
        return true;
    }
}

static bool
filter_is_unknown(const struct cars *cars, size_t row, int field)
{
    return car_fields[field].column ? !cars_text(cars, row, field)
                                    : isnan(cars_number(cars, row, field));
}

int
filter_match(const struct filter *filter, const struct cars *cars, size_t row)
{
    int score = 1;

    for (size_t i = 0; i < filter->n; i++) {
        const struct term *term = &filter->terms[i];
        bool hit = false;
        int word;

        if (term->kind == TERM_WORD || term->kind == TERM_PHRASE) {
            if (!(word = filter_match_word(term, cars, row)))
                return 0;
            score += word;
            continue;
        }
        if (term->kind == TERM_UNKNOWN)
            hit = filter_is_unknown(cars, row, term->field) != term->invert;
        else if (filter_look(term, cars, row, &hit))
            hit = hit != term->invert;
        if (hit == term->negate)
            return 0;
    }
    return score;
}

/* ---- writing ---- */

void
term_format_number(char out[32], double value)
{
    long long whole = (long long) floor(value);
    long millionths = lround((value - floor(value)) * 1e6);
    int size;

    if (millionths == 1000000) {
        whole++;
        millionths = 0;
    }
    size = snprintf(out, 32, "%lld", whole);
    if (!millionths)
        return;
    size += snprintf(out + size, 32 - (size_t) size, ".%06ld", millionths);
    while (out[size - 1] == '0')
        out[--size] = '\0';
}

static void
canonical_value(struct buffer *out, const char *raw)
{
    bool quote = !*raw || *raw == '=' || strpbrk(raw, " \t\r\n,|") || !strcmp(raw, "-") ||
                 !strcmp(raw, "?") || !strcmp(raw, "*");

    buffer_printf(out, "%s%s%s", quote ? "\"" : "", raw, quote ? "\"" : "");
}

static void
canonical_text(struct buffer *out, const struct term *term)
{
    buffer_puts(out, term->invert ? "!=" : term->whole ? "=" : ":");
    for (size_t i = 0; i < term->n; i++) {
        buffer_puts(out, i ? "," : "");
        canonical_value(out, term->values[i].raw);
    }
}

static void
canonical_span(struct buffer *out, const struct span *span)
{
    char low[32] = "", high[32] = "";

    if (isfinite(span->low))
        term_format_number(low, span->low);
    if (isfinite(span->high))
        term_format_number(high, span->high);
    if (span->low == span->high)
        buffer_puts(out, low);
    else
        buffer_printf(out, "%s..%s", low, high);
}

static void
canonical_spans(struct buffer *out, const struct term *term)
{
    const struct span *span = term->spans;
    bool point = term->n == 1 && span->low == span->high;
    char number[32];

    if (term->n == 1 && !term->invert && (!isfinite(span->low) || !isfinite(span->high))) {
        bool from = isfinite(span->low);

        term_format_number(number, from ? span->low : span->high);
        buffer_printf(out, "%s%s%s", from ? ">" : "<",
            (from ? span->low_open : span->high_open) ? "" : "=", number);
        return;
    }
    buffer_puts(out, term->invert ? "!=" : point && term->kind != TERM_YEARS ? "=" : ":");
    for (size_t i = 0; i < term->n; i++) {
        buffer_puts(out, i ? "|" : ""); /* a comma could be one of thousands */
        canonical_span(out, &term->spans[i]);
    }
}

static void
canonical_bools(struct buffer *out, const struct term *term)
{
    buffer_puts(out, term->invert ? "!=" : ":");
    for (size_t i = 0; i < term->n; i++)
        buffer_printf(out, "%s%s", i ? "|" : "", term->spans[i].low > 0 ? "yes" : "no");
}

static void
canonical_term(struct buffer *out, const struct term *term)
{
    buffer_puts(out, term->negate ? "-" : "");
    if (term->flag) {
        buffer_puts(out, term->flag->name);
        return;
    }
    if (term->kind == TERM_WORD) {
        buffer_puts(out, term->values[0].raw);
        return;
    }
    if (term->kind == TERM_PHRASE) {
        buffer_printf(out, "\"%s\"", term->values[0].raw);
        return;
    }
    buffer_puts(out, car_fields[term->field].name);
    switch (term->kind) {
    case TERM_TEXT:
        canonical_text(out, term);
        break;
    case TERM_BOOL:
        canonical_bools(out, term);
        break;
    case TERM_UNKNOWN:
        buffer_puts(out, term->invert ? "!=?" : ":?");
        break;
    default:
        canonical_spans(out, term);
        break;
    }
}

void
filter_canonical(const struct filter *filter, struct buffer *out)
{
    for (size_t i = 0; i < filter->n; i++) {
        buffer_puts(out, i ? " " : "");
        canonical_term(out, &filter->terms[i]);
    }
}
