/*
 * A connection string without its password.  Errs on the side of hiding: text that libpq would
 * refuse may lose more than the password, and never less.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "autorev/buffer.h"
#include "autorev/settings.h"

static bool
redact_key(const char *key, size_t size)
{
    static const char *const secret[] = { "password", "sslpassword", "apikey", "token" };

    for (size_t i = 0; i < sizeof secret / sizeof secret[0]; i++)
        if (strlen(secret[i]) == size && strncasecmp(key, secret[i], size) == 0)
            return true;
    return false;
}

/* A question mark or an at sign inside a password belongs into percent codes and may not be there:
 * so the last @ ends it, wherever it is, and every part between ?, & and & is looked at. */
static void
redact_uri(struct buffer *out, const char *text, const char *authority)
{
    const char *at = strrchr(authority, '@');
    const char *colon = at ? memchr(authority, ':', (size_t) (at - authority)) : NULL;

    if (colon && colon + 1 < at) {
        buffer_add(out, text, (size_t) (colon + 1 - text));
        buffer_puts(out, "***");
        text = at;
    }
    while (*text) {
        size_t part = strcspn(text, "?&"), key = strcspn(text, "=?&");

        if (redact_key(text, key) && key + 1 < part) {
            buffer_add(out, text, key + 1);
            buffer_puts(out, "***");
        } else {
            buffer_add(out, text, part);
        }
        text += part;
        if (*text)
            buffer_putc(out, *text++);
    }
}

/* The end of a value of the keyword form: quoted, or up to a blank; a backslash escapes. */
static const char *
redact_value_end(const char *s)
{
    bool quoted = *s == '\'';

    for (s += quoted; *s; s++) {
        if (*s == '\\' && s[1])
            s++;
        else if (quoted ? *s == '\'' : isspace((unsigned char) *s))
            return s + quoted;
    }
    return s;
}

static void
redact_words(struct buffer *out, const char *text)
{
    while (*text) {
        const char *key = text + strspn(text, " \t\r\n\f\v");
        size_t size = strcspn(key, "= \t\r\n\f\v");
        const char *value = key + size + strspn(key + size, " \t\r\n\f\v"), *end;

        if (*value != '=') {
            buffer_add(out, text, (size_t) (value - text));
            text = value;
            continue;
        }
        value++;
        value += strspn(value, " \t\r\n\f\v");
        end = redact_value_end(value);
        buffer_add(out, text, (size_t) (value - text));
        if (redact_key(key, size) && end > value)
            buffer_puts(out, "***");
        else
            buffer_add(out, value, (size_t) (end - value));
        text = end;
    }
}

char *
settings_conninfo_public(const char *conninfo)
{
    struct buffer out = { 0 };
    const char *scheme = strstr(conninfo, "://");

    if (scheme && !memchr(conninfo, '=', (size_t) (scheme - conninfo)))
        redact_uri(&out, conninfo, scheme + 3);
    else
        redact_words(&out, conninfo);
    return buffer_take(&out);
}
