/*
 * The half of text.h that compares names: folding, spelling in ASCII, fuzzy fit and distance.
 */
#include "autorev/text.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "autorev/memory.h"

/* Signs that no decomposition takes apart, sorted.  Folding uses the same spelling. */
static const struct spelling {
    int32_t cp;
    const char *text;
} text_spellings[] = {
    { 0x00a1, "!" },
    { 0x00a2, "c" },
    { 0x00a3, "GBP" },
    { 0x00a5, "JPY" },
    { 0x00a6, "|" },
    { 0x00a9, "(c)" },
    { 0x00ab, "<<" },
    { 0x00ae, "(r)" },
    { 0x00b0, "deg" },
    { 0x00b1, "+/-" },
    { 0x00b7, "." },
    { 0x00bb, ">>" },
    { 0x00bf, "?" },
    { 0x00c6, "AE" },
    { 0x00d0, "D" },
    { 0x00d7, "x" },
    { 0x00d8, "O" },
    { 0x00de, "Th" },
    { 0x00df, "ss" },
    { 0x00e6, "ae" },
    { 0x00f0, "d" },
    { 0x00f7, "/" },
    { 0x00f8, "o" },
    { 0x00fe, "th" },
    { 0x0110, "D" },
    { 0x0111, "d" },
    { 0x0131, "i" },
    { 0x0141, "L" },
    { 0x0142, "l" },
    { 0x0152, "OE" },
    { 0x0153, "oe" },
    { 0x03bc, "u" },
    { 0x1e9e, "SS" },
    { 0x2010, "-" },
    { 0x2011, "-" },
    { 0x2012, "-" },
    { 0x2013, "-" },
    { 0x2014, "-" },
    { 0x2015, "-" },
    { 0x2018, "'" },
    { 0x2019, "'" },
    { 0x201a, "," },
    { 0x201c, "\"" },
    { 0x201d, "\"" },
    { 0x201e, "\"" },
    { 0x2020, "+" },
    { 0x2022, "*" },
    { 0x2032, "'" },
    { 0x2033, "\"" },
    { 0x2039, "<" },
    { 0x203a, ">" },
    { 0x2044, "/" },
    { 0x20ac, "EUR" },
    { 0x2190, "<-" },
    { 0x2191, "^" },
    { 0x2192, "->" },
    { 0x2193, "v" },
    { 0x21e1, "^" },
    { 0x2212, "-" },
    { 0x2215, "/" },
    { 0x221e, "inf" },
    { 0x2248, "~" },
    { 0x2260, "!=" },
    { 0x2264, "<=" },
    { 0x2265, ">=" },
    { 0x2500, "-" },
    { 0x2501, "-" },
    { 0x2502, "|" },
    { 0x2503, "|" },
    { 0x250c, "+" },
    { 0x2510, "+" },
    { 0x2514, "+" },
    { 0x2518, "+" },
    { 0x251c, "+" },
    { 0x2524, "+" },
    { 0x252c, "+" },
    { 0x2534, "+" },
    { 0x253c, "+" },
    { 0x2588, "#" },
    { 0x25a0, "#" },
    { 0x25b2, "^" },
    { 0x25b6, ">" },
    { 0x25bc, "v" },
    { 0x25c0, "<" },
    { 0x25cb, "o" },
    { 0x25cc, "o" },
    { 0x25cf, "*" },
    { 0x2605, "*" },
    { 0x2606, "*" },
    { 0x2713, "v" },
    { 0x2714, "v" },
    { 0x2715, "x" },
    { 0x2717, "x" },
    { 0x2718, "x" },
};

static int
text_spelling_compare(const void *key, const void *row)
{
    int32_t a = *(const int32_t *) key, b = ((const struct spelling *) row)->cp;

    return a < b ? -1 : a > b;
}

/* Borrowed; NULL when nobody spells it. */
static const char *
text_spelling(int32_t cp)
{
    const struct spelling *found =
        bsearch(&cp, text_spellings, sizeof text_spellings / sizeof text_spellings[0],
            sizeof text_spellings[0], text_spelling_compare);

    return found ? found->text : NULL;
}

/* Most code points one decomposes to: U+FDFA, a whole phrase, has 18. */
enum { TEXT_PARTS = 32 };

/* Takes @cp apart and drops the marks.  Returns the number of parts. */
static size_t
text_take_apart(int32_t cp, bool fold, utf8proc_int32_t parts[TEXT_PARTS])
{
    utf8proc_option_t how = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                            UTF8PROC_IGNORE | (fold ? UTF8PROC_CASEFOLD : 0);
    utf8proc_ssize_t n = utf8proc_decompose_char(cp, parts, TEXT_PARTS, how, NULL);

    return n < 0 || n > TEXT_PARTS ? 0 : (size_t) n;
}

static void
text_spell(struct buffer *out, int32_t cp)
{
    utf8proc_int32_t parts[TEXT_PARTS];
    const char *spelled = text_spelling(cp);
    size_t n, before = out->size;

    if (spelled) {
        buffer_puts(out, spelled);
        return;
    }
    n = text_take_apart(cp, false, parts);
    for (size_t i = 0; i < n; i++) {
        if (parts[i] >= 0x20 && parts[i] < 0x7f)
            buffer_putc(out, (char) parts[i]);
        else if ((spelled = text_spelling(parts[i])))
            buffer_puts(out, spelled);
        else
            n = 0; /* half a sign is none */
    }
    if (!n) {
        out->size = before;
        buffer_putc(out, '?');
    }
}

void
text_transliterate(struct buffer *out, const char *text)
{
    size_t size = strlen(text), bytes;
    int columns;

    if (text_is_plain(text, size)) {
        buffer_add(out, text, size);
        return;
    }
    for (; size; text += bytes, size -= bytes) {
        utf8proc_int32_t cp;

        text_grapheme(text, size, &bytes, &columns);
        if (*text == '\n' || text_is_plain(text, 1))
            buffer_putc(out, *text);
        else if (utf8proc_iterate((const utf8proc_uint8_t *) text, (utf8proc_ssize_t) bytes, &cp) <=
                 0)
            buffer_putc(out, '?');
        else
            text_spell(out, cp);
    }
}

static char
text_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
}

/* Writes the folded form of @cp to @out: at most TEXT_PARTS times four bytes. */
static size_t
text_fold_char(char *out, int32_t cp)
{
    utf8proc_int32_t parts[TEXT_PARTS];
    size_t n = text_take_apart(cp, true, parts), used = 0;

    for (size_t i = 0; i < n; i++) {
        const char *spelled = parts[i] < 0x80 ? NULL : text_spelling(parts[i]);

        if (spelled)
            while (*spelled)
                out[used++] = text_lower(*spelled++);
        else
            used += (size_t) utf8proc_encode_char(parts[i], (utf8proc_uint8_t *) out + used);
    }
    return used;
}

size_t
text_fold(char *out, size_t room, const char *text)
{
    size_t used = 0;

    if (!room)
        return 0;
    while (*text && used + 1 < room) {
        char folded[TEXT_PARTS * 4];
        utf8proc_int32_t cp;
        utf8proc_ssize_t n;
        size_t size;

        if (*text > 0) {
            out[used++] = text_lower(*text++);
            continue;
        }
        n = utf8proc_iterate((const utf8proc_uint8_t *) text, -1, &cp);
        size = text_fold_char(folded, n > 0 ? cp : 0xfffd);
        if (size >= room - used)
            break;
        memcpy(out + used, folded, size);
        used += size;
        text += n > 0 ? n : 1;
    }
    out[used] = '\0';
    return used;
}

/* ---- fuzzy fit ---- */

enum {
    FUZZY_HAY = 256, /* bytes looked at; what is longer is no name */
    FUZZY_NEEDLE = 64,
    FUZZY_NONE = -100000,
    FUZZY_CHAR = 4,    /* each sign found */
    FUZZY_NEXT = 8,    /* right after the one before */
    FUZZY_WORD = 10,   /* at the start of a word, */
    FUZZY_SHIFT = 6,   /* or where letters turn to figures: the 4 of GT4 */
    FUZZY_PREFIX = 12, /* the needle begins the hay, */
    FUZZY_WHOLE = 12,  /* and is all of it */
};

enum text_class { CLASS_OTHER, CLASS_LETTER, CLASS_DIGIT };

static enum text_class
text_class(char c)
{
    if (c >= '0' && c <= '9')
        return CLASS_DIGIT;
    return (c >= 'a' && c <= 'z') || c < 0 ? CLASS_LETTER : CLASS_OTHER;
}

static int
text_start_bonus(const char *hay, size_t at)
{
    enum text_class before = at ? text_class(hay[at - 1]) : CLASS_OTHER, here = text_class(hay[at]);

    if (here == CLASS_OTHER || here == before)
        return 0;
    return before == CLASS_OTHER ? FUZZY_WORD : FUZZY_SHIFT;
}

static bool
text_is_subsequence(const char *hay, const char *needle)
{
    for (; *needle; needle++) {
        if (!(hay = strchr(hay, *needle)))
            return false;
        hay++;
    }
    return true;
}

/* The second and later bytes of a character count only right after the one before. */
static bool
text_is_inner(char c)
{
    return ((unsigned char) c & 0xc0) == 0x80;
}

static int
text_max(int a, int b)
{
    return a > b ? a : b;
}

/* One more sign of the needle.  @ends[j] holds the best score of the signs before it with the last
 * of them at @hay[j], and takes the same for this one.  Returns the best of all. */
static int
text_fuzzy_row(const char *hay, size_t n, char sign, bool first, int *ends)
{
    int best = FUZZY_NONE, next = FUZZY_NONE;
    int reach = first ? 0 : FUZZY_NONE; /* the best before here, less one for each sign skipped */

    for (size_t j = 0; j < n; j++) {
        int before = ends[j], here = FUZZY_NONE;

        if (hay[j] == sign) {
            int start = text_start_bonus(hay, j);

            if (reach > FUZZY_NONE && !text_is_inner(sign))
                here = reach + FUZZY_CHAR + start;
            if (next > FUZZY_NONE)
                here = text_max(here, next + FUZZY_CHAR + text_max(FUZZY_NEXT, start));
        }
        ends[j] = here;
        best = text_max(best, here);
        next = before;
        if (!first)
            reach = text_max(reach > FUZZY_NONE ? reach - 1 : reach, before);
    }
    return best;
}

int
text_fuzzy(const char *hay, const char *needle)
{
    size_t m = strnlen(needle, FUZZY_NEEDLE), n = strnlen(hay, FUZZY_HAY);
    int ends[FUZZY_HAY], score = 0;

    if (!m)
        return 1;
    if (!text_is_subsequence(hay, needle))
        return 0;
    for (size_t j = 0; j < n; j++)
        ends[j] = FUZZY_NONE;
    for (size_t i = 0; i < m; i++)
        if ((score = text_fuzzy_row(hay, n, needle[i], i == 0, ends)) == FUZZY_NONE)
            return 0;
    if (!strncmp(hay, needle, m))
        score += FUZZY_PREFIX + (hay[m] ? 0 : FUZZY_WHOLE);
    return text_max(score, 1);
}

/* ---- near misses ---- */

int
text_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    int *rows = x_calloc(3 * (m + 1), sizeof *rows), distance;
    int *older = rows, *old = rows + m + 1, *now = rows + 2 * (m + 1);

    for (size_t j = 0; j <= m; j++)
        now[j] = (int) j;
    for (size_t i = 1; i <= n; i++) {
        int *spare = older;

        older = old;
        old = now;
        now = spare;
        now[0] = (int) i;
        for (size_t j = 1; j <= m; j++) {
            // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): within strlen()
            int cost = a[i - 1] != b[j - 1], best = old[j - 1] + cost;

            best = old[j] + 1 < best ? old[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = older[j - 2] + 1 < best ? older[j - 2] + 1 : best;
            now[j] = best;
        }
    }
    distance = now[m];
    free(rows);
    return distance;
}

const char *
text_nearest(const char *word, const char *const names[], size_t n)
{
    char folded[FUZZY_NEEDLE], name[FUZZY_NEEDLE];
    const char *nearest = NULL;
    int near = (int) text_fold(folded, sizeof folded, word) / 3;

    near = text_max(near, 1) + 1;
    for (size_t i = 0; i < n; i++) {
        int distance;

        text_fold(name, sizeof name, names[i]);
        distance = text_distance(folded, name);
        if (distance < near) {
            near = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
