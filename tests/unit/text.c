#include "autorev/text.h"

#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define FFFD "\xef\xbf\xbd"
#define CIRCLE "\xe2\x97\x8c"
#define ACUTE "\xcc\x81"
#define ZWJ "\xe2\x80\x8d"
#define VS16 "\xef\xb8\x8f"
#define KEYCAP "\xe2\x83\xa3"
#define MAN "\xf0\x9f\x91\xa8"
#define WOMAN "\xf0\x9f\x91\xa9"
#define GIRL "\xf0\x9f\x91\xa7"
#define DARK "\xf0\x9f\x8f\xbf"
#define HEART "\xe2\x9d\xa4"
#define FLAG_J "\xf0\x9f\x87\xaf"
#define FLAG_P "\xf0\x9f\x87\xb5"
#define FAMILY MAN ZWJ WOMAN ZWJ GIRL
#define CAR_KANJI "\xe8\xbb\x8a"

/* The UTF-8 of @cp, also of what is no character, NUL-terminated; returns its bytes. */
static size_t
encode(char out[5], unsigned cp)
{
    size_t n = 0;

    if (cp < 0x80) {
        out[n++] = (char) cp;
    } else if (cp < 0x800) {
        out[n++] = (char) (0xc0 | cp >> 6);
    } else if (cp < 0x10000) {
        out[n++] = (char) (0xe0 | cp >> 12);
        out[n++] = (char) (0x80 | (cp >> 6 & 0x3f));
    } else {
        out[n++] = (char) (0xf0 | cp >> 18);
        out[n++] = (char) (0x80 | (cp >> 12 & 0x3f));
        out[n++] = (char) (0x80 | (cp >> 6 & 0x3f));
    }
    if (cp >= 0x80)
        out[n++] = (char) (0x80 | (cp & 0x3f));
    out[n] = '\0';
    return n;
}

static const char *
sanitized(struct buffer *out, const char *text, size_t size, enum text_mode mode)
{
    buffer_clear(out);
    text_sanitize(out, text, size, mode);
    return buffer_text(out);
}

Test(text, plain_is_printable_ascii)
{
    char text[40];

    cr_expect(text_is_plain("", 0));
    cr_expect(text_is_plain("718 Cayman", 10));
    for (int c = 0; c < 256; c++)
        for (size_t at = 0; at < 20; at++) { /* in the part read by eights, and after it */
            memset(text, 'a', sizeof text);
            text[at] = (char) c;
            cr_expect_eq(
                text_is_plain(text, 20), c >= 0x20 && c <= 0x7e, "byte %02x at %zu", c, at);
        }
}

Test(text, valid_is_the_part_before_the_first_wrong_byte)
{
    cr_expect_eq(text_valid("", 0), 0);
    cr_expect_eq(text_valid("\xc5\xa0koda\x1b", 7), 7);
    cr_expect_eq(text_valid("ab\xc5", 3), 2);
    cr_expect_eq(text_valid("ab\xed\xa0\x80", 5), 2);
}

Test(text, every_control_is_shown_as_a_sign)
{
    struct buffer out = { 0 };

    for (unsigned cp = 0; cp < 0xa0; cp++) {
        char text[8] = "a";
        size_t n = encode(text + 1, cp);
        const char *line = FFFD, *block = FFFD;

        if (cp >= 0x20 && cp < 0x7f)
            continue;
        if (cp == '\t')
            line = block = " ";
        if (cp == '\n' || cp == '\r') {
            line = " ";
            block = "\n";
        }
        text[1 + n] = 'b';
        sanitized(&out, text, n + 2, TEXT_LINE);
        cr_expect(out.data[0] == 'a' && !strncmp(out.data + 1, line, strlen(line)) &&
                      !strcmp(out.data + 1 + strlen(line), "b"),
            "U+%04X in a line", cp);
        sanitized(&out, text, n + 2, TEXT_BLOCK);
        cr_expect(out.data[0] == 'a' && !strncmp(out.data + 1, block, strlen(block)) &&
                      !strcmp(out.data + 1 + strlen(block), "b"),
            "U+%04X in a block", cp);
    }
    buffer_fini(&out);
}

Test(text, what_steers_and_is_not_seen_is_dropped)
{
    static const struct {
        unsigned first, last;
    } row[] = {
        { 0x00ad, 0x00ad },   /* soft hyphen */
        { 0x061c, 0x061c },   /* Arabic letter mark */
        { 0x180e, 0x180e },   /* Mongolian vowel separator */
        { 0x200b, 0x200f },   /* zero-width, LRM, RLM */
        { 0x202a, 0x202e },   /* embeddings and overrides */
        { 0x2060, 0x2064 },   /* word joiner, invisible operators */
        { 0x2066, 0x2069 },   /* isolates */
        { 0x206a, 0x206f },   /* old format controls */
        { 0xfe00, 0xfe0f },   /* variation selectors away from emoji */
        { 0xfeff, 0xfeff },   /* byte order mark */
        { 0xfff9, 0xfffb },   /* interlinear */
        { 0x1d173, 0x1d17a }, /* musical format controls */
        { 0xe0000, 0xe01ef }, /* tags, more variation selectors */
    };
    struct buffer out = { 0 };

    for (size_t i = 0; i < COUNT(row); i++)
        for (unsigned cp = row[i].first; cp <= row[i].last; cp++) {
            char text[8] = "a";
            size_t n = encode(text + 1, cp);

            text[1 + n] = 'b';
            cr_expect_str_eq(sanitized(&out, text, n + 2, TEXT_LINE), "ab", "U+%04X", cp);
        }
    buffer_fini(&out);
}

Test(text, sanitizing_cases)
{
    static const struct {
        const char *what, *text, *want;
    } row[] = {
        { "plain", "718 Cayman GT4", "718 Cayman GT4" },
        { "accents", "\xc5\xa0koda", "\xc5\xa0koda" },
        { "CR LF is one", "a\r\nb\rc\nd", "a b c d" },
        { "each tab", "a\t\tb", "a  b" },
        { "separators of lines",
            "a\xe2\x80\xa8"
            "b\xe2\x80\xa9"
            "c",
            "a b c" },
        { "escape sequence", "\x1b[31mred", FFFD "[31mred" },
        { "eight-bit CSI",
            "\xc2\x9b"
            "2J",
            FFFD "2J" },
        { "overlong slash", "\xc0\xaf", FFFD FFFD },
        { "overlong in three", "\xe0\x80\xaf", FFFD FFFD FFFD },
        { "overlong in four", "\xf0\x80\x80\xaf", FFFD FFFD FFFD FFFD },
        { "surrogate", "\xed\xa0\x80", FFFD FFFD FFFD },
        { "beyond the last", "\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD },
        { "lone continuation",
            "a\x80"
            "b\xbf",
            "a" FFFD "b" FFFD },
        { "cut in the middle", "\xe2\x82", FFFD FFFD },
        { "cut before ASCII", "\xf0\x9f\x91x", FFFD FFFD FFFD "x" },
        { "never a byte of UTF-8", "\xfe\xff", FFFD FFFD },
        { "noncharacters", "\xef\xbf\xbe\xef\xb7\x90\xf0\x9f\xbf\xbf", FFFD FFFD FFFD },
        { "private use stays", "\xee\x80\x80", "\xee\x80\x80" },
        { "unassigned stays", "\xcd\xb8", "\xcd\xb8" },
        { "override",
            "abc\xe2\x80\xae"
            "fdp.exe",
            "abcfdp.exe" },
        { "family", FAMILY, FAMILY },
        { "ZWJ between letters", "a" ZWJ "b", "ab" },
        { "ZWJ at the start", ZWJ MAN, MAN },
        { "ZWJ at the end", MAN ZWJ, MAN },
        { "ZWJ before a letter", MAN ZWJ "a", MAN "a" },
        { "two ZWJ", MAN ZWJ ZWJ WOMAN, MAN ZWJ WOMAN },
        { "ZWJ before nothing seen", MAN ZWJ "\xe2\x80\x8b" WOMAN, MAN WOMAN },
        { "skin, then ZWJ", MAN DARK ZWJ WOMAN, MAN DARK ZWJ WOMAN },
        { "skin of nobody", "a" DARK ZWJ WOMAN, "a" DARK WOMAN },
        { "a chain too long", MAN ZWJ MAN ZWJ MAN ZWJ MAN ZWJ MAN ZWJ MAN,
            MAN ZWJ MAN ZWJ MAN ZWJ MAN ZWJ MAN MAN },
        { "VS16 after a heart", HEART VS16, HEART VS16 },
        { "VS16 twice", HEART VS16 VS16, HEART VS16 },
        { "VS16 after a letter", "a" VS16, "a" },
        { "VS16 at the start", VS16 "a", "a" },
        { "keycap", "1" VS16 KEYCAP, "1" VS16 KEYCAP },
        { "VS16 after a digit", "1" VS16 "2", "12" },
        { "rainbow flag", "\xf0\x9f\x8f\xb3" VS16 ZWJ "\xf0\x9f\x8c\x88",
            "\xf0\x9f\x8f\xb3" VS16 ZWJ "\xf0\x9f\x8c\x88" },
        { "flag of tags", "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xbf", "\xf0\x9f\x8f\xb4" },
        { "mark", "e" ACUTE, "e" ACUTE },
        { "mark without a base", ACUTE "e", CIRCLE ACUTE "e" },
        { "too many marks", "e" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE "x",
            "e" ACUTE ACUTE ACUTE ACUTE "x" },
        { "marks begin anew", "e" ACUTE ACUTE ACUTE ACUTE "e" ACUTE,
            "e" ACUTE ACUTE ACUTE ACUTE "e" ACUTE },
        { "vowel jamo without a base", "\xe1\x85\xa1", CIRCLE "\xe1\x85\xa1" },
    };
    struct buffer out = { 0 };

    for (size_t i = 0; i < COUNT(row); i++)
        cr_expect_str_eq(sanitized(&out, row[i].text, strlen(row[i].text), TEXT_LINE), row[i].want,
            "%s", row[i].what);
    cr_expect_str_eq(sanitized(&out, "a\0b", 3, TEXT_LINE), "a" FFFD "b", "NUL");
    cr_expect_str_eq(sanitized(&out, "a\r\n\r\nb\rc\t\n", 10, TEXT_BLOCK), "a\n\nb\nc \n");
    cr_expect_str_eq(
        sanitized(&out, "a\n" ACUTE, 4, TEXT_BLOCK), "a\n" CIRCLE ACUTE, "a mark after a newline");
    buffer_fini(&out);
}

Test(text, no_code_point_steers_or_changes_twice, .timeout = 60)
{
    struct buffer once = { 0 }, twice = { 0 };

    for (unsigned cp = 0; cp < 0x110000; cp++) {
        char text[8] = "a";
        size_t n = 1 + encode(text + 1, cp);
        int width;

        sanitized(&once, text + 1, n - 1, TEXT_BLOCK);
        if (once.size && (cp < 0xd800 || cp > 0xdfff)) { /* of a surrogate three signs remain */
            width = text_width(once.data);
            cr_assert(width >= 1 && width <= 2, "U+%04X: %d", cp, width);
        }
        text[n] = 'b';
        sanitized(&once, text, n + 1, TEXT_BLOCK);
        sanitized(&twice, once.data, once.size, TEXT_BLOCK);
        cr_assert_str_eq(once.data, twice.data, "U+%04X", cp);
        for (size_t i = 0; i < once.size; i++) {
            unsigned char c = (unsigned char) once.data[i];

            cr_assert((c >= 0x20 || c == '\n') && c != 0x7f, "U+%04X", cp);
            cr_assert(c != 0xc2 || (unsigned char) once.data[i + 1] >= 0xa0, "U+%04X", cp);
        }
    }
    buffer_fini(&once);
    buffer_fini(&twice);
}

Test(text, cleaning_fills_a_room_and_no_more)
{
    static const struct {
        const char *text;
        size_t room;
        const char *want;
    } row[] = {
        { "Cayman", 7, "Cayman" },
        { "Cayman", 6, "Cayma" },
        { "Cayman", 1, "" },
        { "e" ACUTE "x", 3, "" }, /* the mark does not fit: the letter goes with it */
        { "xe" ACUTE, 3, "x" },
        { "xe" ACUTE, 5, "xe" ACUTE },
        { "x" CAR_KANJI, 4, "x" },
        { "x" FAMILY "y", 19, "x" },
        { "x" FAMILY "y", 20, "x" FAMILY },
        { "ab\x1b", 5, "ab" },
        { "ab\x1b", 6, "ab" FFFD },
        { "\t\n", 3, "  " },
    };
    char out[64];

    for (size_t i = 0; i < COUNT(row); i++) {
        size_t n;

        memset(out, '#', sizeof out);
        n = text_clean(out, row[i].room, row[i].text, TEXT_LINE);
        cr_expect_str_eq(out, row[i].want, "row %zu", i);
        cr_expect_eq(n, strlen(row[i].want), "row %zu", i);
        cr_expect_eq(out[row[i].room], '#', "row %zu wrote beyond its room", i);
    }
    out[0] = '#';
    cr_expect_eq(text_clean(out, 0, "a", TEXT_LINE), 0);
    cr_expect_eq(out[0], '#');
}

Test(text, clusters_and_their_columns)
{
    static const struct {
        const char *what, *text;
        size_t bytes;
        int columns;
    } row[] = {
        { "letter", "ab", 1, 1 },
        { "letter and mark", "e" ACUTE "x", 3, 1 },
        { "two marks", "e" ACUTE ACUTE "x", 5, 1 },
        { "a space takes marks", " " ACUTE "x", 3, 1 },
        { "precomposed", "\xc3\xa9x", 2, 1 },
        { "kanji", CAR_KANJI CAR_KANJI, 3, 2 },
        { "katakana", "\xe3\x83\x88x", 3, 2 },
        { "half-width with its mark", "\xef\xbd\xb6\xef\xbe\x9ex", 6, 2 },
        { "full-width letter", "\xef\xbc\xa1", 3, 2 },
        { "Hangul syllable", "\xed\x98\x84\xeb\x8c\x80", 3, 2 },
        { "Hangul jamo L V T", "\xe1\x84\x92\xe1\x85\xa7\xe1\x86\xabx", 9, 2 },
        { "two leading jamo", "\xe1\x84\x92\xe1\x84\x92", 3, 2 },
        { "Devanagari vowel sign", "\xe0\xa4\x95\xe0\xa4\xbe\xe0\xa4\x95", 6, 2 },
        { "never three columns", "\xe0\xa4\x95\xe0\xa4\xbe\xe0\xa4\xbe", 6, 2 },
        { "Thai", "\xe0\xb8\x81\xe0\xb9\x89\xe0\xb8\x81", 6, 1 },
        { "flag", FLAG_J FLAG_P FLAG_J, 8, 2 },
        { "half a flag", FLAG_J "x", 4, 1 },
        { "family", FAMILY "x", 18, 2 },
        { "person with skin", MAN DARK "x", 8, 2 },
        { "skin alone after a letter", "x" DARK, 1, 1 },
        { "heart", HEART "x", 3, 1 },
        { "heart as a picture", HEART VS16 "x", 6, 2 },
        { "heart on fire", HEART VS16 ZWJ "\xf0\x9f\x94\xa5x", 13, 2 },
        { "keycap", "1" VS16 KEYCAP "2", 7, 2 },
        { "private use", "\xee\x80\x80x", 3, 1 },
        { "unassigned among the wide", "\xf0\xbf\xbe\x80", 4, 1 },
        { "broken", "\xe2\x82", 1, 1 },
        { "lone continuation", "\x80\x80", 1, 1 },
        { "control", "\x1b[", 1, 1 },
        { "eight-bit control",
            "\xc2\x9b"
            "2J",
            2, 1 },
        { "mark alone", ACUTE "x", 2, 0 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        size_t bytes = 0;
        int columns = -1;

        text_grapheme(row[i].text, strlen(row[i].text), &bytes, &columns);
        cr_expect_eq(bytes, row[i].bytes, "%s: %zu bytes", row[i].what, bytes);
        cr_expect_eq(columns, row[i].columns, "%s: %d columns", row[i].what, columns);
    }
}

Test(text, widths)
{
    cr_expect_eq(text_width(""), 0);
    cr_expect_eq(text_width("718 Cayman GT4"), 14);
    cr_expect_eq(text_width("\xe3\x83\x88\xe3\x83\xa8\xe3\x82\xbf 2000GT"), 13);
    cr_expect_eq(text_width("\xc5\xa0koda"), 5);
    cr_expect_eq(text_width("Citroe\xcc\x88n"), 7);
    cr_expect_eq(text_width(FAMILY FLAG_J FLAG_P), 4);
}

Test(text, fitting_never_cuts_a_cluster)
{
    static const struct {
        const char *text;
        int columns;
        size_t bytes;
        int used;
    } row[] = {
        { "Cayman", 10, 6, 6 },
        { "Cayman", 6, 6, 6 },
        { "Cayman", 3, 3, 3 },
        { "Cayman", 0, 0, 0 },
        { "Cayman", -1, 0, 0 },
        { "", 5, 0, 0 },
        { "Cae" ACUTE, 3, 5, 3 }, /* the mark belongs to the last letter that fits */
        { "Cae" ACUTE, 2, 2, 2 },
        { CAR_KANJI CAR_KANJI, 3, 3, 2 },
        { CAR_KANJI CAR_KANJI, 1, 0, 0 },
        { "x" FAMILY "y", 2, 1, 1 },
        { "x" FAMILY "y", 3, 19, 3 },
        { "x" FAMILY "y", 4, 20, 4 },
        { FLAG_J FLAG_P FLAG_P, 2, 8, 2 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        int used = -1;

        cr_expect_eq(text_fit(row[i].text, row[i].columns, &used), row[i].bytes, "row %zu", i);
        cr_expect_eq(used, row[i].used, "row %zu: %d", i, used);
        cr_expect_eq(text_fit(row[i].text, row[i].columns, NULL), row[i].bytes, "row %zu", i);
    }
}

Test(text, wrapping)
{
    static const struct {
        const char *text;
        int columns;
        const char *want; /* the lines, each ended by | */
    } row[] = {
        { "", 10, "" },
        { "one", 10, "one|" },
        { "one two three", 7, "one two|three|" },
        { "one two three", 8, "one two|three|" },
        { "one two three", 6, "one|two|three|" },
        { "one   two", 5, "one|two|" },
        { "one two   ", 7, "one two|" },
        { "one\ntwo", 10, "one|two|" },
        { "one\n\ntwo", 10, "one||two|" },
        { "one    \ntwo", 4, "one|two|" },
        { "  indented text", 10, "  indented|text|" },
        { "unbreakable", 4, "unbr|eaka|ble|" },
        { "a unbreakable", 4, "a|unbr|eaka|ble|" },
        { CAR_KANJI CAR_KANJI CAR_KANJI, 5, CAR_KANJI CAR_KANJI "|" CAR_KANJI "|" },
        { "a" CAR_KANJI "b", 1, "a||b|" }, /* what is wider than the line is stepped over */
        { "xe" ACUTE "y", 2, "xe" ACUTE "|y|" },
        { FAMILY FAMILY, 3, FAMILY "|" FAMILY "|" },
        { "ab", 0, "||" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct buffer got = { 0 };
        const char *text = row[i].text;

        while (*text) {
            size_t skip = 0, n = text_wrap(text, row[i].columns, &skip);

            cr_assert(skip > 0 && skip >= n, "'%s' does not go on", row[i].text);
            buffer_add(&got, text, n);
            buffer_putc(&got, '|');
            text += skip;
        }
        cr_expect_str_eq(buffer_text(&got), row[i].want, "'%s' in %d", row[i].text, row[i].columns);
        buffer_fini(&got);
    }
}

Test(text, transliterating)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "718 Cayman GT4", "718 Cayman GT4" },
        { "\xc5\xa0koda Citro\xc3\xabn Coup\xc3\xa9", "Skoda Citroen Coupe" },
        { "Citroe\xcc\x88n", "Citroen" },
        { "Gro\xc3\x9f \xc3\x98l \xc3\x86", "Gross Ol AE" },
        { "2020\xe2\x80\x93"
          "23",
            "2020-23" },
        { "4.0\xe2\x80\xaf\xc3\x97\xc2\xa0"
          "2\xc2\xb2 \xc2\xbd",
            "4.0 x 22 1/2" },
        { "\xe2\x82\xac"
          "60k\xe2\x80\xa6",
            "EUR60k..." },
        { "\xe2\x97\x8f local", "* local" },
        { "\xe3\x83\x88 2000GT", "? 2000GT" },
        { FAMILY "x", "?x" },
        { "a\nb\x1b", "a\nb?" },
        { "\xff", "?" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct buffer got = { 0 };

        text_transliterate(&got, row[i].text);
        cr_expect_str_eq(buffer_text(&got), row[i].want);
        buffer_fini(&got);
    }
}

Test(text, folding)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "Porsche 911 GT3", "porsche 911 gt3" },
        { "\xc5\xa0KODA", "skoda" },
        { "Citroe\xcc\x88n", "citroen" },
        { "STRASSE", "strasse" },
        { "Stra\xc3\x9f"
          "e",
            "strasse" },
        { "\xc3\x98\xc5\x81\xc3\x86", "olae" },
        { "\xef\xbc\xa7\xef\xbc\xb4\xef\xbc\x92", "gt2" }, /* full-width */
        { "F\xe2\x80\x91"
          "150",
            "f-150" },
        { "", "" },
    };
    char out[64];

    for (size_t i = 0; i < COUNT(row); i++) {
        cr_expect_eq(text_fold(out, sizeof out, row[i].text), strlen(row[i].want));
        cr_expect_str_eq(out, row[i].want);
    }
    cr_expect_eq(text_fold(out, 4, "Porsche"), 3);
    cr_expect_str_eq(out, "por");
    cr_expect_eq(text_fold(out, 3, "a\xc3\x86"), 1, "half of ae does not fit");
    cr_expect_str_eq(out, "a");
}

Test(text, fuzzy_fit)
{
    static const struct {
        const char *needle, *better, *worse;
    } row[] = {
        { "golf", "golf", "golf r" },
        { "golf", "golf r", "volkswagen golf" },
        { "gt4", "718 cayman gt4", "grand tourer 4" },
        { "cgt", "cayman gt4", "carrera gts targa" },
        { "911", "911 carrera", "900 1 1" },
        { "m3", "bmw m3", "mazda rx-3" },
        { "s2", "s2000", "es 250" },
        { "rs3", "audi rs3", "porsche 3" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        int better = text_fuzzy(row[i].better, row[i].needle);
        int worse = text_fuzzy(row[i].worse, row[i].needle);

        cr_expect(better > worse, "'%s': '%s' %d, '%s' %d", row[i].needle, row[i].better, better,
            row[i].worse, worse);
    }
    cr_expect_eq(text_fuzzy("golf", "gx"), 0);
    cr_expect_eq(text_fuzzy("golf", "flog"), 0);
    cr_expect_eq(text_fuzzy("", "a"), 0);
    cr_expect_gt(text_fuzzy("golf", ""), 0);
    cr_expect_gt(
        text_fuzzy("a                                                           b", "ab"), 0);
    /* Characters are found whole, never their bytes: U+30C8 is e3 83 88, U+30E8 e3 83 a8. */
    cr_expect_gt(text_fuzzy("\xe3\x83\x88\xe3\x83\xa8", "\xe3\x83\xa8"), 0);
    cr_expect_eq(text_fuzzy("\xe3\x83\x88\xe3\x82\xa8", "\xe3\x83\xa8"), 0);
}

Test(text, distances)
{
    static const struct {
        const char *a, *b;
        int want;
    } row[] = {
        { "", "", 0 },
        { "theme", "", 5 },
        { "", "theme", 5 },
        { "theme", "theme", 0 },
        { "theem", "theme", 1 }, /* neighbours swapped */
        { "themes", "theme", 1 },
        { "tame", "theme", 2 },
        { "kitten", "sitting", 3 },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        cr_expect_eq(
            text_distance(row[i].a, row[i].b), row[i].want, "'%s' '%s'", row[i].a, row[i].b);
}

Test(text, nearest_name)
{
    static const char *const names[] = { "theme", "refresh-seconds", "brand", "hp", "price" };

    cr_expect_str_eq(text_nearest("theem", names, COUNT(names)), "theme");
    cr_expect_str_eq(text_nearest("PRIZE", names, COUNT(names)), "price");
    cr_expect_str_eq(text_nearest("hq", names, COUNT(names)), "hp");
    cr_expect_str_eq(text_nearest("refreshseconds", names, COUNT(names)), "refresh-seconds");
    cr_expect_null(text_nearest("torque", names, COUNT(names)));
    cr_expect_null(text_nearest("theme", names, 0));
}
