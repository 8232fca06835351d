/*
 * Term: what a filter is made of, shared by the files that parse, match and compile it.
 */
#ifndef AUTOREV_TERM_H
#define AUTOREV_TERM_H

#include "autorev/filter.h"
#include "autorev/memory.h"

enum term_kind {
    TERM_WORD,   /* fuzzy; one value */
    TERM_PHRASE, /* as it is written; one value */
    TERM_TEXT,
    TERM_NUMBER,
    TERM_YEARS,
    TERM_BOOL,    /* spans of 0 or 1 */
    TERM_UNKNOWN, /* no values */
};

/* Bytes of a folded value with its NUL: what is longer is cut. */
enum { TERM_FOLDED = 256 };

struct term_value {
    const char *raw;    /* as typed, without quotes */
    const char *folded; /* text_fold */
};

/* From low to high; infinite where there is no bound.  Years are whole and never open. */
struct span {
    double low, high;
    bool low_open, high_open;
};

struct term {
    enum term_kind kind;
    bool negate;                    /* "-": unknown matches too */
    bool invert;                    /* "!=": known, and none of these */
    bool whole;                     /* "=": the text is the value, not only contains it */
    int field;                      /* of all kinds but words and phrases */
    const struct filter_flag *flag; /* what was typed for it, or NULL */
    struct term_value *values;      /* of words and text; */
    struct span *spans;             /* of the others: any of them is enough */
    size_t n;
};

struct filter {
    struct arena *arena; /* owns values and spans */
    struct term *terms;
    size_t n;
};

/* The fields in which words are looked for, here and on the server. */
enum { TERM_WORD_FIELDS = 3 };
extern const int term_word_fields[TERM_WORD_FIELDS];

/* A number of a filter in the shortest decimal form, independent of the locale. */
void term_format_number(char out[32], double value);

#endif
