#include "autorev/text.h"

#include <assert.h>
#include <string.h>

#include <utf8proc.h>

/* What one cluster may hold.  More marks than this are not language, and the picture of a cell has
 * room for no more; a longer chain of joined emoji is no picture anybody draws. */
enum { CLUSTER_MARKS = 4, CLUSTER_JOINS = 4 };

/* More than a cluster of clean text can have. */
enum { CLUSTER_BYTES = 256 };

enum {
    MARK_CIRCLE = 0x25cc, /* what a mark without a base sits on */
    MARK_REPLACED = 0xfffd,
    MARK_JOINER = 0x200d, /* ZWJ */
    MARK_EMOJI = 0xfe0f,  /* VS16 */
    MARK_KEYCAP = 0x20e3,
    MARK_LINE = 0x2028,
    MARK_PARAGRAPH = 0x2029,
};

/* Code points that show nothing (Unicode: Default_Ignorable_Code_Point), and the interlinear
 * marks.  Among them are all that turn the direction of text and all tags. */
static const struct {
    int32_t first, last;
} text_ignored[] = {
    { 0x00ad, 0x00ad },
    { 0x034f, 0x034f },
    { 0x061c, 0x061c },
    { 0x115f, 0x1160 },
    { 0x17b4, 0x17b5 },
    { 0x180b, 0x180f },
    { 0x200b, 0x200f },
    { 0x202a, 0x202e },
    { 0x2060, 0x206f },
    { 0x3164, 0x3164 },
    { 0xfe00, 0xfe0f },
    { 0xfeff, 0xfeff },
    { 0xffa0, 0xffa0 },
    { 0xfff0, 0xfffb },
    { 0x13430, 0x1343f },
    { 0x1bca0, 0x1bca3 },
    { 0x1d173, 0x1d17a },
    { 0xe0000, 0xe0fff },
};

static bool
text_is_ignored(int32_t cp)
{
    for (size_t i = 0; i < sizeof text_ignored / sizeof text_ignored[0]; i++)
        if (cp <= text_ignored[i].last)
            return cp >= text_ignored[i].first;
    return false;
}

static bool
text_is_control(int32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

static bool
text_is_emoji(int32_t cp)
{
    return utf8proc_get_property(cp)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool
text_is_skin(int32_t cp)
{
    return cp >= 0x1f3fb && cp <= 0x1f3ff;
}

/* The code point at @text and its bytes; negative, and one byte, where the UTF-8 is broken. */
static int32_t
text_decode(const char *text, size_t size, size_t *bytes)
{
    utf8proc_int32_t cp;
    utf8proc_ssize_t n = utf8proc_iterate(
        (const utf8proc_uint8_t *) text, size < 4 ? (utf8proc_ssize_t) size : 4, &cp);

    *bytes = n > 0 ? (size_t) n : 1;
    return n > 0 ? cp : -1;
}

/* Columns of a code point by itself.  utf8proc counts spacing marks and Arabic number signs as
 * nothing, and the later parts of a Hangul syllable as something; terminals do the opposite. */
static int
text_columns(int32_t cp)
{
    const utf8proc_property_t *is = utf8proc_get_property(cp);

    switch (is->category) {
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_MC:
        return 1;
    default:
        break;
    }
    switch (is->boundclass) {
    case UTF8PROC_BOUNDCLASS_PREPEND:
        return 1;
    case UTF8PROC_BOUNDCLASS_V:
    case UTF8PROC_BOUNDCLASS_T:
        return 0;
    default:
        return (int) is->charwidth;
    }
}

/* A grapheme cluster while it is read: those of UAX #29, but never wider than two columns (a
 * second spacing mark begins a new one), and whatever has no width belongs to what is before it,
 * because that is where a terminal puts it. */
struct cluster {
    int32_t last; /* 0: nothing yet */
    int columns;
    bool emoji; /* what was last wide is a picture, so that ZWJ may go on */
    int marks, joins;
};

static void
cluster_begin(struct cluster *cluster, int32_t cp, int columns)
{
    *cluster = (struct cluster){ .last = cp,
        .columns = columns,
        .emoji = cp >= 0x80 && text_is_emoji(cp),
        .marks = columns == 0 };
}

static bool
cluster_add_mark(struct cluster *cluster, int32_t cp)
{
    if (cp == MARK_JOINER)
        cluster->joins++;
    else if (cp != MARK_EMOJI)
        cluster->marks++;
    if ((cp == MARK_EMOJI && cluster->emoji) ||
        (cp == MARK_KEYCAP && cluster->last == MARK_EMOJI && cluster->columns == 1))
        cluster->columns = 2;
    cluster->last = cp;
    return true;
}

/* Takes @cp into the cluster, or says that it begins the next one. */
static bool
cluster_add(struct cluster *cluster, int32_t cp, int columns)
{
    int before = utf8proc_get_property(cluster->last)->boundclass;
    int here = utf8proc_get_property(cp)->boundclass;
    bool picture = here == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;

    if (columns == 0)
        return cluster_add_mark(cluster, cp);
    if (cluster->emoji && picture && cluster->last == MARK_JOINER) {
        cluster->columns = 2;
    } else if (text_is_skin(cp)) {
        if (!cluster->emoji || cluster->marks ||
            (before != UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC && cluster->last != MARK_EMOJI))
            return false;
        cluster->columns = 2;
        picture = true;
    } else if (here == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR) {
        if (before != UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR || cluster->columns != 1)
            return false;
        cluster->columns = 2;
    } else if (here == UTF8PROC_BOUNDCLASS_SPACINGMARK || here == UTF8PROC_BOUNDCLASS_EXTEND ||
               before == UTF8PROC_BOUNDCLASS_PREPEND) {
        if (cluster->columns + columns > 2)
            return false;
        cluster->columns += columns;
    } else {
        return false;
    }
    cluster->last = cp;
    cluster->emoji = picture;
    cluster->marks = 0;
    return true;
}

/* ---- the sanitiser ---- */

bool
text_is_plain(const char *text, size_t size)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    size_t i = 0;

    /* Eight at a time: a byte below 0x20 borrows, 0x7f carries, and both show in the high bit. */
    for (; i + 8 <= size; i += 8) {
        uint64_t w;

        memcpy(&w, text + i, 8);
        if ((w | (w - 0x20 * ones) | (w + ones)) & high)
            return false;
    }
    for (; i < size; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    return true;
}

size_t
text_valid(const char *text, size_t size)
{
    size_t at = 0, bytes;

    for (; at < size; at += bytes)
        if (text_decode(text + at, size - at, &bytes) < 0)
            break;
    return at;
}

/* Bytes of printable ASCII at the start. */
static size_t
text_plain_run(const char *text, size_t size)
{
    size_t n = 0;

    while (n + 8 <= size && text_is_plain(text + n, 8))
        n += 8;
    while (n < size && text[n] >= 0x20 && text[n] <= 0x7e)
        n++;
    return n;
}

/* Where clean text goes: a buffer, or a fixed room that ends before the first cluster too many. */
struct cleaner {
    enum text_mode mode;
    struct cluster cluster;
    struct buffer *buf; /* or NULL, and then: */
    char *out;
    size_t used, room; /* without the NUL */
    size_t whole;      /* where the cluster that is being written began */
};

/* Writes bytes that begin a cluster or go on with the last one.  False: there is no more room. */
static bool
cleaner_put(struct cleaner *c, const char *bytes, size_t size, bool begins)
{
    if (c->buf) {
        buffer_add(c->buf, bytes, size);
        return true;
    }
    assert(c->out && "neither a buffer nor a room");
    if (begins)
        c->whole = c->used;
    if (size > c->room - c->used) {
        c->used = c->whole;
        return false;
    }
    memcpy(c->out + c->used, bytes, size);
    c->used += size;
    return true;
}

static bool
cleaner_put_char(struct cleaner *c, int32_t cp)
{
    utf8proc_uint8_t bytes[4];
    size_t size = (size_t) utf8proc_encode_char(cp, bytes);
    int columns = text_columns(cp);
    bool begins = !c->cluster.last || !cluster_add(&c->cluster, cp, columns);

    if (begins)
        cluster_begin(&c->cluster, cp, columns);
    return cleaner_put(c, (const char *) bytes, size, begins);
}

static bool
cleaner_put_run(struct cleaner *c, const char *text, size_t size)
{
    size_t fits = c->buf || size <= c->room - c->used ? size : c->room - c->used;

    /* The last of the run stands alone: a mark may follow it. */
    if (fits < size)
        return cleaner_put(c, text, fits, true) && cleaner_put(c, text + fits, 1, true);
    cluster_begin(&c->cluster, text[size - 1], 1);
    return cleaner_put(c, text, size - 1, true) && cleaner_put(c, text + size - 1, 1, true);
}

static bool
cleaner_put_newline(struct cleaner *c)
{
    if (c->mode == TEXT_LINE)
        return cleaner_put_char(c, ' ');
    c->cluster = (struct cluster){ 0 };
    return cleaner_put(c, "\n", 1, true);
}

/* May this invisible code point stay?  Only where it makes a picture of its neighbours. */
static bool
cleaner_joins(const struct cleaner *c, int32_t cp, const char *rest, size_t size)
{
    const struct cluster *cluster = &c->cluster;
    size_t bytes;
    int32_t next = size ? text_decode(rest, size, &bytes) : -1;

    if (!cluster->last)
        return false;
    if (cp == MARK_JOINER)
        return cluster->emoji && cluster->last != MARK_JOINER && cluster->joins < CLUSTER_JOINS &&
               next > 0 && text_is_emoji(next);
    if (cp != MARK_EMOJI)
        return false;
    if (next == MARK_KEYCAP)
        return cluster->last < 0x80 && strchr("0123456789#*", cluster->last);
    return text_is_emoji(cluster->last);
}

/* Takes one character from the front of @text.  Returns the bytes taken; 0: no more room. */
static size_t
cleaner_step(struct cleaner *c, const char *text, size_t size)
{
    size_t bytes;
    int32_t cp = text_decode(text, size, &bytes);
    bool ok = true;

    if (cp == '\r' && size > 1 && text[1] == '\n')
        bytes = 2;
    if (cp == '\n' || cp == '\r' || cp == MARK_LINE || cp == MARK_PARAGRAPH)
        ok = cleaner_put_newline(c);
    else if (cp == '\t')
        ok = cleaner_put_char(c, ' ');
    else if (cp < 0 || text_is_control(cp) || (cp & 0xfffe) == 0xfffe ||
             (cp >= 0xfdd0 && cp <= 0xfdef))
        ok = cleaner_put_char(c, MARK_REPLACED);
    else if (text_is_ignored(cp))
        ok = !cleaner_joins(c, cp, text + bytes, size - bytes) || cleaner_put_char(c, cp);
    else if (text_columns(cp) > 0)
        ok = cleaner_put_char(c, cp);
    else if (!c->cluster.last)
        ok = cleaner_put_char(c, MARK_CIRCLE) && cleaner_put_char(c, cp);
    else if (c->cluster.marks < CLUSTER_MARKS)
        ok = cleaner_put_char(c, cp);
    return ok ? bytes : 0;
}

static void
cleaner_run(struct cleaner *c, const char *text, size_t size)
{
    while (size) {
        size_t n = text_plain_run(text, size);

        if (n && !cleaner_put_run(c, text, n))
            return;
        text += n;
        size -= n;
        if (!size)
            return;
        if (!(n = cleaner_step(c, text, size)))
            return;
        text += n;
        size -= n;
    }
}

void
text_sanitize(struct buffer *out, const char *text, size_t size, enum text_mode mode)
{
    struct cleaner cleaner = { .mode = mode, .buf = out };

    cleaner_run(&cleaner, text, size);
}

size_t
text_clean(char *out, size_t room, const char *text, enum text_mode mode)
{
    struct cleaner cleaner = { .mode = mode, .out = out };
    size_t size;

    if (!room)
        return 0;
    size = strnlen(text, room);
    if (text_is_plain(text, size)) {
        size = size < room ? size : room - 1;
        memcpy(out, text, size);
        out[size] = '\0';
        return size;
    }
    cleaner.room = room - 1;
    cleaner_run(&cleaner, text, size < room ? size : strlen(text));
    out[cleaner.used] = '\0';
    return cleaner.used;
}

/* ---- clusters and columns ---- */

void
text_grapheme(const char *text, size_t size, size_t *bytes, int *columns)
{
    struct cluster cluster;
    size_t at, n;
    int32_t cp;

    *bytes = 1;
    *columns = 1;
    if (text[0] >= 0 && (size == 1 || text[1] >= 0))
        return;
    cp = text_decode(text, size, &at);
    if (cp < 0 || text_is_control(cp)) {
        *bytes = at;
        return;
    }
    cluster_begin(&cluster, cp, text_columns(cp));
    for (; at < size; at += n) {
        cp = text_decode(text + at, size - at, &n);
        if (cp < 0 || text_is_control(cp) || !cluster_add(&cluster, cp, text_columns(cp)))
            break;
    }
    *bytes = at;
    *columns = cluster.columns;
}

/* As text_grapheme, for text that ends with a NUL: most of it is one byte wide and needs no look. */
static void
text_next(const char *text, size_t *bytes, int *columns)
{
    *bytes = 1;
    *columns = 1;
    if (text[0] < 0 || text[1] < 0)
        text_grapheme(text, strnlen(text, CLUSTER_BYTES), bytes, columns);
}

int
text_width(const char *text)
{
    size_t size = strlen(text), bytes;
    int width = 0, columns;

    if (text_is_plain(text, size))
        return (int) size;
    for (; *text; text += bytes, width += columns)
        text_next(text, &bytes, &columns);
    return width;
}

size_t
text_fit(const char *text, int columns, int *used)
{
    size_t room = columns > 0 ? (size_t) columns : 0, at = 0, size, bytes;
    int sum = 0, width;

    /* One more than asked for: a mark after the last column belongs to it. */
    size = strnlen(text, room + 1);
    if (text_is_plain(text, size)) {
        at = size < room ? size : room;
        sum = (int) at;
    } else {
        for (; text[at]; at += bytes, sum += width) {
            text_next(text + at, &bytes, &width);
            if (sum + width > columns)
                break;
        }
    }
    if (used)
        *used = sum;
    return at;
}

size_t
text_wrap(const char *text, int columns, size_t *skip)
{
    size_t at = 0, bytes, line = 0, next = 0; /* where the last gap begins and ends */
    bool words = false, gap = false;
    int sum = 0, width;

    for (; text[at] && text[at] != '\n'; at += bytes, sum += width) {
        text_next(text + at, &bytes, &width);
        if (words && text[at] == ' ' && bytes == 1) {
            line = gap ? line : at;
            next = at + 1;
            gap = true; /* it may hang over the edge: nobody sees it */
            continue;
        }
        if (sum + width > columns) {
            *skip = next ? next : at ? at : bytes;
            return next ? line : at;
        }
        gap = false;
        words = words || text[at] != ' ';
    }
    *skip = at + (text[at] == '\n');
    return gap ? line : at;
}
