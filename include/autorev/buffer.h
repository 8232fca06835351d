/*
 * Buffer: text that grows.  Zeroed memory is an empty buffer; buffer_fini() makes it one again.
 */
#ifndef AUTOREV_BUFFER_H
#define AUTOREV_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

#include "autorev/attr.h"

struct buffer {
    char *data;  /* owned; NUL-terminated once anything was added */
    size_t size; /* bytes without the NUL */
    size_t room;
};

void buffer_add(struct buffer *buf, const void *data, size_t size);
void buffer_puts(struct buffer *buf, const char *text);
void buffer_putc(struct buffer *buf, char c);
void buffer_printf(struct buffer *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buffer_vprintf(struct buffer *buf, const char *fmt, va_list args) PRINTF_LIKE(2, 0);

/* Empties it and keeps the room. */
void buffer_clear(struct buffer *buf);

/* Borrowed until the next change; "" when nothing was added. */
const char *buffer_text(const struct buffer *buf);

/* Owned by the caller; the buffer is empty afterwards. */
char *buffer_take(struct buffer *buf);

void buffer_fini(struct buffer *buf);

#endif
