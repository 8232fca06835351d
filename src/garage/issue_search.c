/*
 * The line of text that narrows an issue list: the second half of issue_list.h.
 */
#include "autorev/issue_list.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "autorev/schedule.h"
#include "autorev/text.h"

enum { SEARCH_TOKEN = 120 };

struct search {
    struct issue_search *out;
    const char *text, *at;
    struct filter_error *where;
    struct error *err;
};

typedef bool (*search_field_fn)(struct search *search, const char *value, size_t at);

static bool search_severity(struct search *search, const char *value, size_t at);
static bool search_kind(struct search *search, const char *value, size_t at);
static bool search_year(struct search *search, const char *value, size_t at);
static bool search_miles(struct search *search, const char *value, size_t at);

static const struct {
    const char *name;
    search_field_fn read;
    bool list; /* values may be separated by commas */
} search_fields[] = {
    { "severity", search_severity, true },
    { "kind", search_kind, true },
    { "year", search_year, false },
    { "miles", search_miles, false },
    { "mileage", search_miles, false },
};

enum { SEARCH_FIELDS = sizeof search_fields / sizeof search_fields[0] };

/* Marks @size bytes at @at as wrong; the error is set already.  Returns false. */
static bool
search_fail(struct search *search, size_t at, size_t size)
{
    if (search->where)
        *search->where = (struct filter_error){ at, size };
    return false;
}

static bool
search_begins(const char *word, const char *beginning)
{
    return strncasecmp(word, beginning, strlen(beginning)) == 0;
}

static bool
search_severity(struct search *search, const char *value, size_t at)
{
    unsigned found = 0;

    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (search_begins(severity_name((enum severity) s), value))
            found |= 1u << s;
    if (!found && severity_parse(value) != SEVERITY_UNKNOWN)
        found = 1u << severity_parse(value);
    search->out->filter.severities |= found;
    if (found)
        return true;
    error_set(search->err, ERROR_INPUT, "there is no severity '%s'", value);
    error_hint(search->err, "critical, high, medium, low, cosmetic or unknown");
    return search_fail(search, at, strlen(value));
}

static bool
search_kind(struct search *search, const char *value, size_t at)
{
    static const struct {
        const char *name;
        enum issue_kind kind;
    } names[] = {
        { "issue", ISSUE_COMMON },
        { "common_issue", ISSUE_COMMON },
        { "recall", ISSUE_RECALL },
        { "tsb", ISSUE_TSB },
        { "bulletin", ISSUE_TSB },
        { "other", ISSUE_OTHER },
    };
    unsigned found = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (search_begins(names[i].name, value))
            found |= 1u << names[i].kind;
    search->out->filter.kinds |= found;
    if (found)
        return true;
    error_set(search->err, ERROR_INPUT, "there is no kind '%s'", value);
    error_hint(search->err, "issue, recall, tsb or other");
    return search_fail(search, at, strlen(value));
}

static bool
search_year(struct search *search, const char *value, size_t at)
{
    if (strlen(value) == 4 && strspn(value, "0123456789") == 4 &&
        (*value == '1' || *value == '2')) {
        search->out->filter.year = (value[0] - '0') * 1000 + (value[1] - '0') * 100 +
                                   (value[2] - '0') * 10 + (value[3] - '0');
        return true;
    }
    error_set(search->err, ERROR_INPUT, "'%s' is not a model year", value);
    error_hint(search->err, "as in year:2015");
    return search_fail(search, at, strlen(value));
}

static bool
search_miles(struct search *search, const char *value, size_t at)
{
    return mileage_parse(value, &search->out->filter.mileage, search->err) ||
           search_fail(search, at, strlen(value));
}

static bool
search_values(struct search *search, size_t field, const char *values, size_t at)
{
    char value[SEARCH_TOKEN];

    while (*values) {
        size_t size = search_fields[field].list ? strcspn(values, ",") : strlen(values);

        snprintf(value, sizeof value, "%.*s", (int) size, values);
        if (*value && !search_fields[field].read(search, value, at))
            return false;
        size += values[size] == ',';
        values += size;
        at += size;
    }
    return true;
}

/* "severity:high": @name_size bytes of @token are the name. */
static bool
search_field(struct search *search, const char *token, size_t name_size)
{
    const char *names[SEARCH_FIELDS], *near;
    size_t at = (size_t) (search->at - search->text);
    char name[SEARCH_TOKEN];

    snprintf(name, sizeof name, "%.*s", (int) name_size, token);
    for (size_t f = 0; f < SEARCH_FIELDS; f++) {
        names[f] = search_fields[f].name;
        if (*name && search_begins(names[f], name))
            return search_values(search, f, token + name_size + 1, at + name_size + 1);
    }
    error_set(search->err, ERROR_INPUT, "issues have no field '%s'", name);
    near = text_nearest(name, names, SEARCH_FIELDS);
    if (near)
        error_hint(search->err, "did you mean '%s'?", near);
    else
        error_hint(search->err, "severity, kind, year and miles are there");
    return search_fail(search, at, name_size ? name_size : 1);
}

static bool
search_word(struct search *search, const char *word)
{
    char *words = search->out->words;
    size_t used = strlen(words), room = sizeof search->out->words - used;
    size_t size = room > 1 ? text_fold(words + used, room - 1, word) : 0;

    if (size)
        snprintf(words + used + size, room - size, "\n");
    return true;
}

bool
issue_search_parse(
    struct issue_search *search, const char *text, struct filter_error *where, struct error *err)
{
    struct search s = { .out = search, .text = text, .at = text, .where = where, .err = err };

    *search = (struct issue_search){ 0 };
    for (;;) {
        char token[SEARCH_TOKEN];
        size_t size, colon;
        bool quoted;

        s.at += strspn(s.at, " \t");
        if (!*s.at)
            return true;
        quoted = *s.at == '"';
        s.at += quoted;
        size = strcspn(s.at, quoted ? "\"" : " \t");
        if (size >= sizeof token) {
            error_set(err, ERROR_INPUT, "this word is too long");
            return search_fail(&s, (size_t) (s.at - text), size);
        }
        snprintf(token, sizeof token, "%.*s", (int) size, s.at);
        colon = strcspn(token, ":");
        if (!quoted && token[colon] ? !search_field(&s, token, colon) : !search_word(&s, token))
            return false;
        s.at += size;
        s.at += quoted && *s.at == '"';
    }
}
