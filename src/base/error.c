#include "autorev/error.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/text.h"

bool
error_set(struct error *err, enum error_code code, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return false;
    err->code = code;
    err->detail[0] = err->hint[0] = '\0';
    va_start(args, fmt);
    vsnprintf(err->message, sizeof err->message, fmt, args);
    va_end(args);
    return false;
}

bool
error_errno(struct error *err, const char *fmt, ...)
{
    int saved = errno;
    size_t used;
    va_list args;

    if (!err)
        return false;
    err->code = ERROR_FILE;
    err->detail[0] = err->hint[0] = '\0';
    va_start(args, fmt);
    vsnprintf(err->message, sizeof err->message, fmt, args);
    va_end(args);
    used = strlen(err->message);
    snprintf(err->message + used, sizeof err->message - used, ": %s", strerror(saved));
    return false;
}

bool
error_prefix(struct error *err, const char *fmt, ...)
{
    char old[sizeof err->message];
    size_t used;
    va_list args;

    if (!err)
        return false;
    memcpy(old, err->message, sizeof old);
    va_start(args, fmt);
    vsnprintf(err->message, sizeof err->message, fmt, args);
    va_end(args);
    used = strlen(err->message);
    snprintf(err->message + used, sizeof err->message - used, ": %s", old);
    return false;
}

bool
error_hint(struct error *err, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return false;
    va_start(args, fmt);
    vsnprintf(err->hint, sizeof err->hint, fmt, args);
    va_end(args);
    return false;
}

bool
error_detail(struct error *err, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return false;
    va_start(args, fmt);
    vsnprintf(err->detail, sizeof err->detail, fmt, args);
    va_end(args);
    return false;
}

static void
error_line(FILE *out, const char *lead, const char *text)
{
    struct buffer line = { 0 };

    text_sanitize(&line, text, strlen(text), TEXT_LINE);
    fprintf(out, "%s%s\n", lead, buffer_text(&line));
    buffer_fini(&line);
}

void
error_print(FILE *out, const char *program, const struct error *err)
{
    fprintf(out, "%s: ", program);
    error_line(out, "", err->message);
    if (err->detail[0])
        error_line(out, "  ", err->detail);
    if (err->hint[0])
        error_line(out, "  ", err->hint);
}
