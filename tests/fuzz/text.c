/*
 * Fuzzes the sanitiser and the arithmetic of columns.  The first byte chooses a mode and a size,
 * the rest is text.
 */
#include "autorev/text.h"

#include <string.h>

#include "fuzz.h"

/* Decodes one code point by the letter of RFC 3629, independently of the code under test. */
static size_t
fuzz_decode(const unsigned char *p, size_t size, uint32_t *cp)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t n = *p < 0x80 ? 1 : *p < 0xc0 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf8 ? 4 : 0;

    FUZZ_CHECK(n > 0 && n <= size);
    *cp = n == 1 ? *p : *p & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        FUZZ_CHECK((p[i] & 0xc0) == 0x80);
        *cp = *cp << 6 | (p[i] & 0x3f);
    }
    FUZZ_CHECK(*cp >= least[n] && *cp < 0x110000 && (*cp < 0xd800 || *cp > 0xdfff));
    return n;
}

static void
fuzz_is_clean(const char *text, size_t size, enum text_mode mode)
{
    uint32_t cp;

    for (size_t at = 0; at < size;) {
        at += fuzz_decode((const unsigned char *) text + at, size - at, &cp);
        FUZZ_CHECK(cp >= 0x20 || (cp == '\n' && mode == TEXT_BLOCK));
        FUZZ_CHECK(cp < 0x7f || cp > 0x9f);
        FUZZ_CHECK(cp != 0x61c && cp != 0x200b && cp != 0x200c && cp != 0x200e && cp != 0x200f);
        FUZZ_CHECK(cp < 0x2028 || cp > 0x202e);
        FUZZ_CHECK(cp < 0x2060 || cp > 0x206f);
        FUZZ_CHECK(cp != 0xfeff && (cp < 0xfff9 || cp > 0xfffb));
        FUZZ_CHECK(cp < 0xe0000 || cp > 0xe0fff);
    }
}

static void
fuzz_columns(const char *text, size_t size)
{
    size_t bytes, skip, line;
    int columns, sum = 0, used;

    for (size_t at = 0; at < size; at += bytes) {
        size_t fits;

        text_grapheme(text + at, size - at, &bytes, &columns);
        FUZZ_CHECK(bytes > 0 && bytes <= size - at);
        FUZZ_CHECK(columns == 1 || columns == 2);
        FUZZ_CHECK(bytes < 200);
        /* Exactly here the prefix ends when its columns are given, and one column less is less. */
        fits = text_fit(text, sum + columns, &used);
        FUZZ_CHECK(fits == at + bytes && used == sum + columns);
        FUZZ_CHECK(text_fit(text, sum + columns - 1, &used) <= at && used <= sum);
        sum += columns;
        if (sum > 100) /* the square of this is enough */
            break;
    }
    if (sum <= 100)
        FUZZ_CHECK(text_width(text) == sum);
    for (int width = 0; width < 12; width += 3)
        for (const char *p = text; *p; p += skip) {
            line = text_wrap(p, width, &skip);
            FUZZ_CHECK(skip > 0 && skip <= strlen(p) && line <= skip);
            FUZZ_CHECK(!memchr(p, '\n', line));
            FUZZ_CHECK(text_fit(p, width, &used) >= line);
        }
}

static void
fuzz_clean(const char *text, const struct buffer *whole, size_t room, enum text_mode mode)
{
    char out[300];
    size_t n;

    memset(out, '#', sizeof out);
    n = text_clean(out, room, text, mode);
    FUZZ_CHECK(out[room] == '#' && n < room && out[n] == '\0' && strlen(out) == n);
    FUZZ_CHECK(n <= whole->size && !memcmp(out, whole->data, n));
    FUZZ_CHECK(n == whole->size || whole->size >= room); /* only what does not fit is cut */
    for (size_t at = 0, bytes; at < n; at += bytes) {
        int columns;

        text_grapheme(whole->data + at, whole->size - at, &bytes, &columns);
        FUZZ_CHECK(at + bytes <= n);
    }
}

static void
fuzz_names(const char *text)
{
    struct buffer ascii = { 0 };
    char folded[100], again[100];
    size_t n = text_fold(folded, sizeof folded, text);

    FUZZ_CHECK(n < sizeof folded && strlen(folded) == n);
    fuzz_is_clean(folded, n, TEXT_BLOCK);
    text_fold(again, sizeof again, folded);
    FUZZ_CHECK(text_fuzzy(folded, folded) > 0);
    FUZZ_CHECK(text_distance(folded, folded) == 0);
    FUZZ_CHECK(text_distance(folded, again) == text_distance(again, folded));
    text_transliterate(&ascii, text);
    for (size_t i = 0; i < ascii.size; i++)
        FUZZ_CHECK(ascii.data[i] == '\n' || text_is_plain(ascii.data + i, 1));
    buffer_fini(&ascii);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer raw = { 0 }, once = { 0 }, twice = { 0 };
    enum text_mode mode;
    size_t room;

    if (!size)
        return 0;
    mode = data[0] & 1 ? TEXT_BLOCK : TEXT_LINE;
    room = 1 + data[0];
    buffer_add(&raw, data + 1, size - 1);

    text_sanitize(&once, raw.data, raw.size, mode);
    buffer_add(&once, "", 0);
    fuzz_is_clean(once.data, once.size, mode);
    text_sanitize(&twice, once.data, once.size, mode);
    FUZZ_CHECK(twice.size == once.size && !memcmp(buffer_text(&twice), once.data, once.size));
    if (mode == TEXT_LINE && text_is_plain(raw.data, raw.size))
        FUZZ_CHECK(once.size == raw.size && !memcmp(once.data, raw.data, raw.size));
    fuzz_columns(once.data, once.size);
    fuzz_names(once.data);

    /* Text that ends at its first NUL, and the widths of text nobody cleaned. */
    buffer_clear(&once);
    text_sanitize(&once, raw.data, strlen(raw.data), mode);
    buffer_add(&once, "", 0);
    fuzz_clean(raw.data, &once, room, mode);
    FUZZ_CHECK(text_width(raw.data) >= 0);
    buffer_fini(&raw);
    buffer_fini(&once);
    buffer_fini(&twice);
    return 0;
}
