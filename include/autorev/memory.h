/*
 * Memory: allocation that does not fail, and arenas for what lives and dies together.
 * Running out ends the program in one place, after the hook has given the terminal back;
 * no caller checks for NULL.
 */
#ifndef AUTOREV_MEMORY_H
#define AUTOREV_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

#include "autorev/attr.h"

/* All of these return owned memory, to be given to free(). */
void *x_calloc(size_t n, size_t size);
void *x_reallocarray(void *old, size_t n, size_t size);
char *x_strdup(const char *s);
char *x_strndup(const char *s, size_t n);
char *x_asprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);
char *x_vasprintf(const char *fmt, va_list args) PRINTF_LIKE(1, 0);

/* Called once, before the message about exhausted memory is printed.  NULL takes it away. */
void memory_on_exhausted(void (*hook)(void));

/* A heap of its own that is freed as one. */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Borrowed until arena_free(); zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* Borrowed until arena_free(). */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t n);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
