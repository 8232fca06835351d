#include "autorev/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"

static void
buffer_reserve(struct buffer *buf, size_t more)
{
    size_t need = buf->size + more + 1;

    if (need <= buf->room)
        return;
    buf->room = need > 2 * buf->room ? need : 2 * buf->room;
    buf->data = x_reallocarray(buf->data, buf->room, 1);
}

void
buffer_add(struct buffer *buf, const void *data, size_t size)
{
    buffer_reserve(buf, size);
    if (size)
        memcpy(buf->data + buf->size, data, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void
buffer_puts(struct buffer *buf, const char *text)
{
    buffer_add(buf, text, strlen(text));
}

void
buffer_putc(struct buffer *buf, char c)
{
    buffer_add(buf, &c, 1);
}

void
buffer_vprintf(struct buffer *buf, const char *fmt, va_list args)
{
    char *text = x_vasprintf(fmt, args);

    buffer_puts(buf, text);
    free(text);
}

void
buffer_printf(struct buffer *buf, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    buffer_vprintf(buf, fmt, args);
    va_end(args);
}

void
buffer_clear(struct buffer *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

const char *
buffer_text(const struct buffer *buf)
{
    return buf->data ? buf->data : "";
}

char *
buffer_take(struct buffer *buf)
{
    char *text = buf->data ? buf->data : x_strdup("");

    *buf = (struct buffer){ 0 };
    return text;
}

void
buffer_fini(struct buffer *buf)
{
    free(buf->data);
    *buf = (struct buffer){ 0 };
}
