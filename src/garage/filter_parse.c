/*
 * Filters from text.
 */
#include "autorev/filter.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/text.h"

#include "term.h"

const struct filter_flag filter_flags[] = {
    { "manual", "manual:yes", "a manual gearbox was offered" },
    { "auto", "trans:at,auto,dct,pdk,dsg,cvt,smg,asg,tronic,gear,single-speed,direct",
        "shifts by itself, or need not shift" },
    { "awd", "drivetrain:awd,4wd", "all wheels are driven" },
    { "4wd", "drivetrain:awd,4wd", "all wheels are driven" },
    { "rwd", "drivetrain:rwd", "the rear wheels are driven" },
    { "fwd", "drivetrain:fwd", "the front wheels are driven" },
    { "electric", "category:electric", "electric motors only" },
    { "hybrid", "engine:hybrid,+*electric", "engine and electric motors" },
};

size_t
filter_flag_count(void)
{
    return sizeof filter_flags / sizeof filter_flags[0];
}

enum sign {
    SIGN_COLON,
    SIGN_EQUAL,
    SIGN_NOT_EQUAL,
    SIGN_ABOVE,
    SIGN_FROM,
    SIGN_BELOW,
    SIGN_UP_TO,
    SIGN_NONE,
};

/* The longer ones first. */
static const struct {
    const char *text;
    enum sign sign;
} parse_signs[] = {
    { "!=", SIGN_NOT_EQUAL },
    { ">=", SIGN_FROM },
    { "<=", SIGN_UP_TO },
    { "==", SIGN_EQUAL },
    { "\xe2\x89\xa0", SIGN_NOT_EQUAL },
    { "\xe2\x89\xa5", SIGN_FROM },
    { "\xe2\x89\xa4", SIGN_UP_TO },
    { ":", SIGN_COLON },
    { "=", SIGN_EQUAL },
    { ">", SIGN_ABOVE },
    { "<", SIGN_BELOW },
};

struct parser {
    const char *text;
    const char *at;
    struct filter *filter;
    struct filter_error *where;
    struct error *err;
};

static bool parse_fail(struct parser *p, const char *from, const char *to, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* Says what is wrong with the text between @from and @to.  Returns false. */
static bool
parse_fail(struct parser *p, const char *from, const char *to, const char *fmt, ...)
{
    char message[sizeof p->err->message];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    if (p->where)
        *p->where = (struct filter_error){ (size_t) (from - p->text), (size_t) (to - from) };
    return error_set(p->err, ERROR_INPUT, "%s", message);
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0;
}

static bool
is_end(char c)
{
    return !c || is_space(c);
}

static bool
is_separator(char c)
{
    return c == ',' || c == '|';
}

/* The end of the token at @s, for showing what is wrong. */
static const char *
parse_token_end(const char *s)
{
    while (!is_end(*s))
        s++;
    return s;
}

static enum sign
parse_sign(const char *s, size_t *size)
{
    for (size_t i = 0; i < sizeof parse_signs / sizeof parse_signs[0]; i++) {
        *size = strlen(parse_signs[i].text);
        if (!strncmp(s, parse_signs[i].text, *size))
            return parse_signs[i].sign;
    }
    *size = 0;
    return SIGN_NONE;
}

static void
parse_add(struct parser *p, const struct term *term)
{
    struct filter *f = p->filter;

    f->terms = x_reallocarray(f->terms, f->n + 1, sizeof *f->terms);
    f->terms[f->n++] = *term;
}

static void
parse_add_value(struct parser *p, struct term *term, const char *from, const char *to)
{
    struct term_value *values = arena_alloc(p->filter->arena, (term->n + 1) * sizeof *values);
    char folded[TERM_FOLDED];
    char *raw = arena_strndup(p->filter->arena, from, (size_t) (to - from));

    if (term->n)
        memcpy(values, term->values, term->n * sizeof *values);
    text_fold(folded, sizeof folded, raw);
    values[term->n].raw = raw;
    values[term->n].folded = arena_strdup(p->filter->arena, folded);
    term->values = values;
    term->n++;
}

static void
parse_add_span(struct parser *p, struct term *term, struct span span)
{
    struct span *spans = arena_alloc(p->filter->arena, (term->n + 1) * sizeof *spans);

    if (term->n)
        memcpy(spans, term->spans, term->n * sizeof *spans);
    spans[term->n] = span;
    term->spans = spans;
    term->n++;
}

/* ---- numbers ---- */

/* The largest number there may be, and the most digits after the point. */
#define NUMBER_MOST 1e12
enum { NUMBER_DIGITS = 12, NUMBER_DECIMALS = 6 };

/* A comma belongs to the number when three digits follow it, and not four. */
static bool
is_thousands(const char *s)
{
    return s[0] == ',' && is_digit(s[1]) && is_digit(s[2]) && is_digit(s[3]) && !is_digit(s[4]);
}

/* Reads 400, 3,199 and 4.25.  Returns the end, or NULL. */
static const char *
parse_decimal(const char *s, double *value)
{
    long long all = 0;
    int whole = 0, decimals = 0;
    double scale = 1;

    for (; is_digit(*s) && whole <= NUMBER_DIGITS; whole++)
        all = 10 * all + (*s++ - '0');
    if (whole && whole <= 3)
        for (; is_thousands(s) && whole <= NUMBER_DIGITS; whole += 3, s += 4)
            all = 1000 * all + 100 * (s[1] - '0') + 10 * (s[2] - '0') + (s[3] - '0');
    if (*s == '.' && is_digit(s[1])) {
        for (s++; is_digit(*s) && decimals <= NUMBER_DECIMALS; decimals++, scale *= 10)
            all = 10 * all + (*s++ - '0');
    }
    if (!(whole + decimals) || whole > NUMBER_DIGITS || decimals > NUMBER_DECIMALS ||
        whole + decimals > 15)
        return NULL;
    *value = (double) all / scale;
    return s;
}

/* The end of the unit ("lb", "mph") when it stands at @s, else @s. */
static const char *
parse_unit(const char *s, const char *unit)
{
    size_t size = strlen(unit);

    for (size_t i = 0; i < size; i++)
        if ((s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]) != unit[i])
            return s;
    return is_letter(s[size]) || is_digit(s[size]) ? s : s + size;
}

/* Reads a number with its "$", its k or m, or its unit.  Returns the end, or NULL. */
static const char *
parse_number(const char *s, const char *unit, double *value)
{
    const char *end = parse_decimal(*s == '$' ? s + 1 : s, value);
    const char *after = end ? parse_unit(end, unit) : NULL;
    double times = 1;

    if (!end || after > end)
        return after;
    if (*end == 'k' || *end == 'K')
        times = 1e3;
    if (*end == 'm' || *end == 'M')
        times = 1e6;
    if (times == 1)
        return end;
    if (is_letter(end[1]) || is_digit(end[1]) || *value * times > NUMBER_MOST)
        return NULL;
    *value = (double) llround(*value * times * 1e6) / 1e6;
    return end + 1;
}

static bool
parse_not_a_number(struct parser *p, const char *at, int field)
{
    const char *end = parse_token_end(at);
    const char *name = car_fields[field].name;

    if (car_fields[field].type == FIELD_YEARS) {
        parse_fail(p, at, end, "'%.*s' is not a year", (int) (end - at), at);
        return error_hint(
            p->err, "four digits: %s:2015, %s>=2010, %s:1999..2004", name, name, name);
    }
    parse_fail(p, at, end, "'%.*s' is not a number", (int) (end - at), at);
    return error_hint(
        p->err, "such as %s>400, %s<60k, %s<$60,000 or %s:300..450", name, name, name, name);
}

enum { YEAR_FIRST = 1800, YEAR_LAST = 2999 };

/* With @beyond the years next to the first and the last are years too: "after 2999" begins there. */
static bool
is_year(double value, int beyond)
{
    return isinf(value) ||
           (value == floor(value) && value >= YEAR_FIRST - beyond && value <= YEAR_LAST + beyond);
}

/* Where a range goes on after its dots, which for years may be a dash; NULL when it does not. */
static const char *
parse_dots(const char *s, bool years)
{
    if (s[0] == '.' && s[1] == '.')
        return s + 2;
    if (years && s[0] == '-' && is_digit(s[1]))
        return s + 1;
    if (years && !strncmp(s, "\xe2\x80\x93", 3) && is_digit(s[3]))
        return s + 3;
    return NULL;
}

/* Reads 400, 300..450, 300.. or ..450 at @p->at, and steps over it. */
static bool
parse_span(struct parser *p, int field, struct span *span)
{
    const char *from = p->at, *s = from, *end, *dots;
    bool years = car_fields[field].type == FIELD_YEARS;

    *span = (struct span){ .low = -INFINITY, .high = INFINITY };
    if ((end = parse_number(s, car_fields[field].unit, &span->low)))
        s = end;
    dots = parse_dots(s, years);
    if (!dots) {
        span->high = span->low;
    } else {
        s = dots;
        if ((end = parse_number(s, car_fields[field].unit, &span->high)))
            s = end;
    }
    if ((isinf(span->low) && isinf(span->high)) || !(is_end(*s) || is_separator(*s)) ||
        (years && (!is_year(span->low, 1) || !is_year(span->high, 1))))
        return parse_not_a_number(p, from, field);
    if (span->low > span->high)
        return parse_fail(p, from, s, "the range %.*s runs backwards", (int) (s - from), from) ||
               error_hint(p->err, "the smaller number comes first");
    p->at = s;
    return true;
}

static bool
parse_bool_span(struct parser *p, int field, struct span *span)
{
    static const struct {
        const char *word;
        double value;
    } words[] = { { "yes", 1 }, { "y", 1 }, { "true", 1 }, { "1", 1 }, { "no", 0 }, { "n", 0 },
        { "false", 0 }, { "0", 0 } };
    const char *end = p->at;
    char word[8] = "";

    while (!is_end(*end) && !is_separator(*end))
        end++;
    if ((size_t) (end - p->at) < sizeof word)
        for (const char *s = p->at; s < end; s++)
            word[s - p->at] = *s >= 'A' && *s <= 'Z' ? (char) (*s + 32) : *s;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(word, words[i].word)) {
            *span = (struct span){ .low = words[i].value, .high = words[i].value };
            p->at = end;
            return true;
        }
    parse_fail(p, p->at, end, "'%.*s' is neither yes nor no", (int) (end - p->at), p->at);
    return error_hint(p->err, "%s:yes or %s:no", car_fields[field].name, car_fields[field].name);
}

/* ---- terms ---- */

static bool
parse_missing(struct parser *p, const char *key, const char *after)
{
    int size = (int) (after - key);

    parse_fail(p, key, after, "a value is missing after '%.*s'", size, key);
    return error_hint(p->err, "or %.*s? for cars of which it is unknown", size, key);
}

/* The spans after ":", "=" and "!=". */
static bool
parse_spans(struct parser *p, struct term *term, const char *key)
{
    const char *from = p->at;

    for (;;) {
        struct span span;

        while (is_separator(*p->at))
            p->at++;
        if (is_end(*p->at))
            return term->n || parse_missing(p, key, from);
        if (term->kind == TERM_BOOL ? !parse_bool_span(p, term->field, &span)
                                    : !parse_span(p, term->field, &span))
            return false;
        parse_add_span(p, term, span);
    }
}

/* The one number after "<", "<=", ">" and ">=". */
static bool
parse_bound(struct parser *p, struct term *term, enum sign sign)
{
    struct span span = { .low = -INFINITY, .high = INFINITY };
    const char *end;
    double number;

    end = parse_number(p->at, car_fields[term->field].unit, &number);
    if (!end || !is_end(*end) ||
        (term->kind == TERM_YEARS && !is_year(number, sign != SIGN_ABOVE && sign != SIGN_BELOW)))
        return parse_not_a_number(p, p->at, term->field);
    if (sign == SIGN_ABOVE || sign == SIGN_FROM) {
        span.low = number;
        span.low_open = sign == SIGN_ABOVE;
    } else {
        span.high = number;
        span.high_open = sign == SIGN_BELOW;
    }
    if (term->kind == TERM_YEARS) { /* whole: after 2015 is from 2016 on */
        span.low += span.low_open;
        span.high -= span.high_open;
        span.low_open = span.high_open = false;
    }
    parse_add_span(p, term, span);
    p->at = end;
    return true;
}

static bool
parse_texts(struct parser *p, struct term *term, const char *key)
{
    const char *from = p->at, *start;

    do {
        while (is_separator(*p->at))
            p->at++;
        if (is_end(*p->at))
            break;
        if (*p->at == '"') {
            start = ++p->at;
            p->at += strcspn(start, "\"");
            parse_add_value(p, term, start, p->at);
            p->at += *p->at == '"';
        } else {
            start = p->at;
            while (!is_end(*p->at) && !is_separator(*p->at) && *p->at != '"')
                p->at++;
            parse_add_value(p, term, start, p->at);
        }
    } while (is_separator(*p->at)); /* what follows a quote is a term of its own */
    return term->n || parse_missing(p, key, from);
}

static bool
parse_no_field(struct parser *p, const char *key, const char *end, const char *name)
{
    const char *near = car_field_nearest(name);

    parse_fail(p, key, end, "there is no field '%s'", name);
    if (near)
        return error_hint(p->err, "did you mean '%s'?", near);
    return error_hint(p->err,
        "fields are name, brand, years, hp, weight, 0-60, price, sound, …; to "
        "find text with a sign in it, quote it");
}

static bool
parse_wrong_sign(struct parser *p, int field, const char *at, size_t size)
{
    const char *name = car_fields[field].name;
    bool text = car_fields[field].type == FIELD_TEXT;

    parse_fail(p, at, at + size, "'%s' is %s, which has no '%.*s'", name,
        text ? "text" : "yes or no", (int) size, at);
    return text ? error_hint(p->err, "%s:word contains it, %s=word is it, %s!=word is not", name,
                      name, name)
                : error_hint(p->err, "%s:yes or %s:no", name, name);
}

/* "?" and "-" stand for unknown, "*" for known. */
static bool
parse_unknown(struct parser *p, struct term *term, enum sign sign)
{
    if (sign > SIGN_NOT_EQUAL || !strchr("?-*", *p->at) || !is_end(p->at[1]))
        return false;
    term->kind = TERM_UNKNOWN;
    term->invert = (*p->at == '*') != (sign == SIGN_NOT_EQUAL);
    p->at++;
    return true;
}

static bool
parse_field_term(struct parser *p, const char *end, enum sign sign, size_t size, bool negate)
{
    static const enum term_kind kind[] = { [FIELD_TEXT] = TERM_TEXT,
        [FIELD_BOOL] = TERM_BOOL,
        [FIELD_YEARS] = TERM_YEARS,
        [FIELD_INT] = TERM_NUMBER,
        [FIELD_DECIMAL] = TERM_NUMBER,
        [FIELD_MONEY] = TERM_NUMBER,
        [FIELD_SCORE] = TERM_NUMBER };
    struct term term = { .negate = negate, .invert = sign == SIGN_NOT_EQUAL };
    const char *key = p->at;
    char name[32];
    bool ok;

    snprintf(name, sizeof name, "%.*s", (int) (end - key), key);
    if ((term.field = car_field_find(name)) < 0)
        return parse_no_field(p, key, end, name);
    p->at = end + size;
    if (is_end(*p->at))
        return parse_missing(p, key, p->at);
    term.kind = kind[car_fields[term.field].type];
    term.whole = term.kind == TERM_TEXT && sign != SIGN_COLON;
    if (parse_unknown(p, &term, sign))
        ok = true;
    else if (sign > SIGN_NOT_EQUAL && (term.kind == TERM_TEXT || term.kind == TERM_BOOL))
        ok = parse_wrong_sign(p, term.field, end, size);
    else if (sign > SIGN_NOT_EQUAL)
        ok = parse_bound(p, &term, sign);
    else
        ok = term.kind == TERM_TEXT ? parse_texts(p, &term, key) : parse_spans(p, &term, key);
    if (ok)
        parse_add(p, &term);
    return ok;
}

static void
parse_phrase(struct parser *p, bool negate)
{
    struct term term = { .kind = TERM_PHRASE, .negate = negate };
    const char *start = p->at + 1, *end = start + strcspn(start, "\"");

    p->at = end + (*end == '"');
    if (end == start)
        return;
    parse_add_value(p, &term, start, end);
    parse_add(p, &term);
}

static bool parse_term(struct parser *p);

static const struct filter_flag *
parse_flag(const char *folded)
{
    for (size_t i = 0; i < filter_flag_count(); i++)
        if (!strcmp(filter_flags[i].name, folded))
            return &filter_flags[i];
    return NULL;
}

static bool
parse_word(struct parser *p, const char *end, bool negate)
{
    struct term term = { .kind = TERM_WORD, .negate = negate }, *added;
    const struct filter_flag *flag;

    parse_add_value(p, &term, p->at, end);
    p->at = end;
    if (!(flag = parse_flag(term.values[0].folded))) {
        parse_add(p, &term);
        return true;
    }
    if (!parse_term(&(struct parser){ flag->term, flag->term, p->filter, NULL, p->err }))
        return false; /* a flag that does not parse: a test walks them */
    added = &p->filter->terms[p->filter->n - 1];
    added->flag = flag;
    added->negate = negate;
    return true;
}

/* Takes one term from p->at, which is not a space. */
static bool
parse_term(struct parser *p)
{
    bool negate = *p->at == '-';
    const char *end;
    enum sign sign = SIGN_NONE;
    size_t size = 0;

    p->at += negate;
    if (is_end(*p->at))
        return true;
    if (*p->at == '"') {
        parse_phrase(p, negate);
        return true;
    }
    for (end = p->at; !is_end(*end) && *end != '"'; end++)
        if ((sign = parse_sign(end, &size)) != SIGN_NONE)
            break;
    if (sign == SIGN_NONE)
        return parse_word(p, end, negate);
    if (end == p->at)
        return parse_fail(
                   p, end, end + size, "a field is missing before '%.*s'", (int) size, end) ||
               error_hint(p->err, "such as hp>400 or brand:bmw");
    return parse_field_term(p, end, sign, size, negate);
}

struct filter *
filter_parse(const char *text, struct filter_error *where, struct error *err)
{
    struct filter *filter = x_calloc(1, sizeof *filter);
    struct parser p = { text, text, filter, where, err };
    size_t size = strlen(text), valid = text_valid(text, size);
    bool ok = valid == size;

    filter->arena = arena_new();
    if (!ok)
        parse_fail(&p, text + valid, text + valid + 1, "the filter is not valid UTF-8");
    while (ok) {
        while (is_space(*p.at))
            p.at++;
        if (!*p.at)
            return filter;
        ok = parse_term(&p);
    }
    filter_free(filter);
    return NULL;
}
