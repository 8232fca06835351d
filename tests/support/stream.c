#include "stream.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"

enum { MODE_MAX = 4096, FOREIGN_MAX = 40, BEFORE = 24 };

enum stream_state {
    STREAM_GROUND,
    STREAM_UTF8,
    STREAM_ESCAPE, /* after ESC and its intermediates */
    STREAM_CSI,
    STREAM_OSC,
    STREAM_OSC_ESCAPE, /* ESC inside an OSC: a backslash ends it */
    STREAM_PALETTE,    /* the Linux console's ESC ] P and seven digits */
};

struct stream {
    enum stream_state state;
    bool linux_console, keypad;
    unsigned char mode[MODE_MAX / 8];
    struct buffer seq;     /* the sequence or character being read, from its first byte */
    struct buffer foreign; /* report */
    size_t foreign_count;
    size_t offset;       /* of the next byte, since the start */
    char before[BEFORE]; /* the text printed last, for the report; a ring */
    size_t printed;
    int utf8_left;
    char last[5];    /* the last character, for REP */
    char *clipboard; /* owned */
    size_t clipboard_count;
};

static void
stream_set_mode(struct stream *stream, long mode, bool on)
{
    if (mode < 0 || mode >= MODE_MAX)
        return;
    unsigned char bit = (unsigned char) (1u << (mode % 8));
    if (on)
        stream->mode[mode / 8] |= bit;
    else
        stream->mode[mode / 8] &= (unsigned char) ~bit;
}

struct stream *
stream_new(bool linux_console)
{
    struct stream *stream = x_calloc(1, sizeof *stream);

    stream->linux_console = linux_console;
    stream_set_mode(stream, 7, true);
    stream_set_mode(stream, 25, true);
    return stream;
}

void
stream_free(struct stream *stream)
{
    if (!stream)
        return;
    buffer_fini(&stream->seq);
    buffer_fini(&stream->foreign);
    free(stream->clipboard);
    free(stream);
}

static void
stream_printed(struct stream *stream, unsigned char c)
{
    stream->before[stream->printed++ % BEFORE] = c < 0x20 || c == 0x7f ? ' ' : (char) c;
}

/* Notes a foreign control with the text that came before it, so that its cell can be found. */
static void
stream_report(struct stream *stream, const char *what)
{
    struct buffer *out = &stream->foreign;

    if (++stream->foreign_count > FOREIGN_MAX)
        return;
    buffer_printf(out, "byte %zu: %s", stream->offset, what);
    for (size_t i = 0; i < stream->seq.size && i < 32; i++) {
        unsigned char c = (unsigned char) stream->seq.data[i];
        if (c > 0x20 && c < 0x7f)
            buffer_printf(out, " %c", c);
        else
            buffer_printf(out, " %02x", c);
    }
    buffer_puts(out, ", after \"");
    size_t from = stream->printed > BEFORE ? stream->printed - BEFORE : 0;
    for (size_t i = from; i < stream->printed; i++)
        buffer_putc(out, stream->before[i % BEFORE]);
    buffer_puts(out, "\"\n");
}

/* Ends the sequence: hands it to the emulator as it is. */
static void
stream_pass(struct stream *stream, struct buffer *out)
{
    buffer_add(out, stream->seq.data, stream->seq.size);
    buffer_clear(&stream->seq);
    stream->state = STREAM_GROUND;
}

static void
stream_drop(struct stream *stream)
{
    buffer_clear(&stream->seq);
    stream->state = STREAM_GROUND;
}

/* Characters that no cell may hold, whatever the encoding says about them. */
static bool
stream_forbidden(uint32_t cp)
{
    return (cp >= 0x80 && cp < 0xa0) || cp == 0x61c || cp == 0x200b || cp == 0x200c ||
           cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
           (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xfff9 && cp <= 0xfffb) ||
           (cp >= 0xe0000 && cp <= 0xe007f) || (cp >= 0xd800 && cp < 0xe000) || cp > 0x10ffff;
}

static uint32_t
stream_decode(const char *data, size_t size)
{
    static const unsigned char mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t cp = (unsigned char) data[0] & mask[size];

    for (size_t i = 1; i < size; i++)
        cp = cp << 6 | ((unsigned char) data[i] & 0x3f);
    return cp;
}

static void
stream_utf8_end(struct stream *stream, struct buffer *out)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t cp = stream_decode(stream->seq.data, stream->seq.size);

    if (cp < least[stream->seq.size])
        stream_report(stream, "overlong UTF-8");
    else if (stream_forbidden(cp))
        stream_report(stream, "forbidden character");
    for (size_t i = 0; i < stream->seq.size; i++)
        stream_printed(stream, (unsigned char) stream->seq.data[i]);
    memcpy(stream->last, stream->seq.data, stream->seq.size + 1);
    stream_pass(stream, out);
}

/* The numbers of a CSI sequence; missing ones are 0.  Returns how many. */
static size_t
stream_params(const char *text, long param[], size_t room)
{
    size_t n = 0;

    while (n < room) {
        char *end;
        param[n++] = strtol(text, &end, 10);
        if (*end != ';' && *end != ':')
            break;
        text = end + 1;
    }
    return n;
}

/* SGR 2 means nothing to libvterm: font 1 stands for it, which 22 then has to end. */
static void
stream_sgr(struct stream *stream, struct buffer *out)
{
    long param[32];
    size_t n = stream_params(stream->seq.data + 2, param, 32);

    if (memchr(stream->seq.data, ':', stream->seq.size)) {
        stream_pass(stream, out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        buffer_puts(out, i ? ";" : "\033[");
        if (param[i] == 2)
            buffer_puts(out, "11");
        else if (param[i] == 22)
            buffer_puts(out, "22;10");
        else
            buffer_printf(out, "%ld", param[i]);
        if (param[i] == 38 || param[i] == 48) {
            size_t values = i + 1 < n && param[i + 1] == 2 ? 4 : 2;
            for (; values > 0 && i + 1 < n; values--)
                buffer_printf(out, ";%ld", param[++i]);
        }
    }
    buffer_putc(out, 'm');
    stream_drop(stream);
}

/* The modes that a full-screen program sets and takes back. */
static bool
stream_mode_known(long mode)
{
    static const int known[] = { 1, 7, 12, 25, 1000, 1002, 1003, 1004, 1006, 1049, 2004, 2026 };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i] == mode)
            return true;
    return false;
}

static bool
stream_csi_known(const struct stream *stream, const char *body, char final)
{
    long param[32];
    bool private_mode = *body == '?';
    size_t n = stream_params(body + private_mode, param, 32);

    if (final == 'h' || final == 'l') {
        for (size_t i = 0; i < n; i++)
            if (private_mode ? !stream_mode_known(param[i]) : param[i] != 4)
                return false;
        return true;
    }
    if (private_mode) /* the shape of the Linux console's cursor */
        return final == 'c' && stream->linux_console;
    if (final == 't') /* the window's title, kept and given back: part of smcup and rmcup */
        return n >= 1 && (param[0] == 22 || param[0] == 23);
    if (!isdigit((unsigned char) *body) && *body != final)
        return false;
    return strchr("ABCDGHIZJKLMPX@STbdfmr", final) != NULL;
}

/* libvterm takes a repetition that ends before the last column for one that fills the line, and
 * puts the next character into the next line. */
static void
stream_repeat(struct stream *stream, const char *body, struct buffer *out)
{
    long count = strtol(body, NULL, 10);

    for (long i = 0; i < (count > 0 ? count : 1) && i < 1000; i++)
        buffer_puts(out, stream->last);
    stream_drop(stream);
}

static void
stream_csi_end(struct stream *stream, struct buffer *out)
{
    const char *body = buffer_text(&stream->seq) + 2;
    char final = stream->seq.data[stream->seq.size - 1];

    if (!stream_csi_known(stream, body, final))
        stream_report(stream, "control sequence");
    if (*body == '?' && (final == 'h' || final == 'l')) {
        long param[32];
        size_t n = stream_params(body + 1, param, 32);
        for (size_t i = 0; i < n; i++)
            stream_set_mode(stream, param[i], final == 'h');
    }
    if (final == 'm' && (isdigit((unsigned char) *body) || *body == 'm'))
        stream_sgr(stream, out);
    else if (final == 'b')
        stream_repeat(stream, body, out);
    else
        stream_pass(stream, out);
}

static char *
stream_base64(const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buffer out = { 0 };
    uint32_t bits = 0;
    int have = 0;

    for (; *text && *text != '='; text++) {
        const char *at = strchr(digits, *text);
        if (!at) {
            buffer_fini(&out);
            return NULL;
        }
        bits = bits << 6 | (uint32_t) (at - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            buffer_putc(&out, (char) (bits >> have & 0xff));
        }
    }
    buffer_puts(&out, "");
    return out.data ? buffer_take(&out) : x_strdup("");
}

/* An OSC is whole.  @body is without its introducer and terminator. */
static void
stream_osc_end(struct stream *stream, const char *body)
{
    const char *last = strrchr(body, ';');

    if (strncmp(body, "52;", 3) == 0 && last > body + 2) {
        char *text = stream_base64(last + 1);
        if (!text)
            stream_report(stream, "clipboard that is not base64");
        else {
            free(stream->clipboard);
            stream->clipboard = text;
            stream->clipboard_count++;
        }
    } else if (strcmp(body, "104") != 0) { /* the palette's colours given back: ncurses' "oc" */
        stream_report(stream, "operating system command");
    }
    stream_drop(stream);
}

static void
stream_escape(struct stream *stream, unsigned char c, struct buffer *out)
{
    buffer_putc(&stream->seq, (char) c);
    if (stream->seq.size == 2) {
        if (c == '[')
            stream->state = STREAM_CSI;
        else if (c == ']')
            stream->state = STREAM_OSC;
        else if (c == 'P' || c == 'X' || c == '^' || c == '_') {
            stream_report(stream, "string sequence");
            stream->state = STREAM_OSC; /* ends the same way, and is not passed on either */
        }
        if (stream->state != STREAM_ESCAPE)
            return;
    }
    if (c >= 0x20 && c < 0x30)
        return;
    if (c == '=' || c == '>')
        stream->keypad = c == '=';
    bool charset = stream->seq.size == 3 && strchr("()", stream->seq.data[1]) && strchr("B0", c);
    if (!charset && (stream->seq.size != 2 || !strchr("78=>MD", c)))
        stream_report(stream, "escape sequence");
    stream_pass(stream, out);
}

static void
stream_osc(struct stream *stream, unsigned char c)
{
    size_t size = stream->seq.size;

    buffer_putc(&stream->seq, (char) c);
    if (stream->state == STREAM_PALETTE) {
        if (size + 1 >= 10)
            stream_drop(stream);
    } else if (stream->linux_console && size == 2 && c == 'R') {
        stream_drop(stream);
    } else if (stream->linux_console && size == 2 && c == 'P') {
        stream->state = STREAM_PALETTE;
    } else if (c == 0x07 || (stream->state == STREAM_OSC_ESCAPE && c == '\\')) {
        stream->seq.data[c == 0x07 ? size : size - 1] = '\0';
        if (stream->seq.data[1] == ']')
            stream_osc_end(stream, stream->seq.data + 2);
        else
            stream_drop(stream);
    } else {
        stream->state = c == 0x1b ? STREAM_OSC_ESCAPE : STREAM_OSC;
    }
}

static void
stream_ground(struct stream *stream, unsigned char c, struct buffer *out)
{
    buffer_putc(&stream->seq, (char) c);
    if (c == 0x1b) {
        stream->state = STREAM_ESCAPE;
        return;
    }
    if (c >= 0xc2 && c < 0xf5) {
        stream->state = STREAM_UTF8;
        stream->utf8_left = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
        return;
    }
    if (c >= 0x80)
        stream_report(stream, "broken UTF-8");
    else if (c == 0x7f || (c < 0x20 && !strchr("\r\n\b\t\016\017", c)) || c == 0)
        stream_report(stream, "control");
    if (c > 0x1f)
        memcpy(stream->last, stream->seq.data, 2);
    stream_printed(stream, c);
    stream_pass(stream, out);
}

static void
stream_byte(struct stream *stream, unsigned char c, struct buffer *out)
{
    switch (stream->state) {
    case STREAM_GROUND:
        stream_ground(stream, c, out);
        break;
    case STREAM_UTF8:
        if ((c & 0xc0) != 0x80) {
            stream_report(stream, "broken UTF-8");
            stream_pass(stream, out);
            stream_ground(stream, c, out);
            break;
        }
        buffer_putc(&stream->seq, (char) c);
        if (--stream->utf8_left == 0)
            stream_utf8_end(stream, out);
        break;
    case STREAM_ESCAPE:
        stream_escape(stream, c, out);
        break;
    case STREAM_CSI:
        buffer_putc(&stream->seq, (char) c);
        if (c >= 0x40 && c < 0x7f)
            stream_csi_end(stream, out);
        else if (c < 0x20 || c >= 0x7f) {
            stream_report(stream, "control inside a sequence");
            stream_pass(stream, out);
        }
        break;
    case STREAM_OSC:
    case STREAM_OSC_ESCAPE:
    case STREAM_PALETTE:
        stream_osc(stream, c);
        break;
    }
}

void
stream_feed(struct stream *stream, const char *data, size_t size, struct buffer *out)
{
    for (size_t i = 0; i < size; i++) {
        stream_byte(stream, (unsigned char) data[i], out);
        stream->offset++;
    }
}

bool
stream_mode(const struct stream *stream, int mode)
{
    return mode >= 0 && mode < MODE_MAX && stream->mode[mode / 8] >> (mode % 8) & 1;
}

bool
stream_keypad(const struct stream *stream)
{
    return stream->keypad;
}

bool
stream_inside(const struct stream *stream)
{
    return stream->state != STREAM_GROUND;
}

const char *
stream_clipboard(const struct stream *stream)
{
    return stream->clipboard;
}

size_t
stream_clipboard_count(const struct stream *stream)
{
    return stream->clipboard_count;
}

const char *
stream_foreign(const struct stream *stream)
{
    return buffer_text(&stream->foreign);
}

void
stream_mark(struct stream *stream)
{
    buffer_clear(&stream->foreign);
    stream->foreign_count = 0;
}
