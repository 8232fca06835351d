#include "autorev/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The hook that gives the terminal back: the one thing a failing allocation must be able to reach. */
static void (*memory_hook)(void);

void
memory_on_exhausted(void (*hook)(void))
{
    memory_hook = hook;
}

static void *
memory_checked(void *p)
{
    if (p)
        return p;
    if (memory_hook)
        memory_hook();
    fputs("autorev-tui: out of memory\n", stderr);
    abort();
}

void *
x_calloc(size_t n, size_t size)
{
    return memory_checked(calloc(n ? n : 1, size ? size : 1));
}

void *
x_reallocarray(void *old, size_t n, size_t size)
{
    return memory_checked(reallocarray(old, n ? n : 1, size ? size : 1));
}

char *
x_strdup(const char *s)
{
    return memory_checked(strdup(s));
}

char *
x_strndup(const char *s, size_t n)
{
    return memory_checked(strndup(s, n));
}

char *
x_vasprintf(const char *fmt, va_list args)
{
    va_list again;
    int size;
    char *text;

    va_copy(again, args);
    size = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    text = x_calloc(1, (size_t) (size < 0 ? 0 : size) + 1);
    vsnprintf(text, (size_t) (size < 0 ? 0 : size) + 1, fmt, args);
    return text;
}

char *
x_asprintf(const char *fmt, ...)
{
    va_list args;
    char *text;

    va_start(args, fmt);
    text = x_vasprintf(fmt, args);
    va_end(args);
    return text;
}

enum { ARENA_BLOCK = 4096 };

struct block {
    struct block *next;
    size_t used, room;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *block; /* the newest; bigger requests get one of their own behind it */
    size_t next_size;
};

struct arena *
arena_new(void)
{
    struct arena *arena = x_calloc(1, sizeof *arena);

    arena->next_size = ARENA_BLOCK;
    return arena;
}

void
arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *b = arena->block, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(arena);
}

static struct block *
arena_block(struct arena *arena, size_t size)
{
    size_t room = size > arena->next_size / 2 ? size : arena->next_size;
    struct block *b = x_calloc(1, sizeof *b + room);

    b->room = room;
    if (arena->block && room == size) {
        b->next = arena->block->next; /* keep filling the newest block */
        arena->block->next = b;
    } else {
        b->next = arena->block;
        arena->block = b;
        if (arena->next_size < 64 * ARENA_BLOCK)
            arena->next_size *= 2;
    }
    return b;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct block *b = arena->block;
    size_t start = b ? (b->used + align - 1) / align * align : 0;

    if (!b || start > b->room || b->room - start < size) {
        b = arena_block(arena, size);
        start = 0;
    }
    b->used = start + size;
    return b->data + start;
}

char *
arena_strndup(struct arena *arena, const char *s, size_t n)
{
    struct block *b = arena->block;
    char *copy;

    /* Text needs no alignment: most cells are a few bytes. */
    if (b && b->used <= b->room && b->room - b->used > n) {
        copy = (char *) b->data + b->used;
        b->used += n + 1;
    } else {
        copy = arena_alloc(arena, n + 1);
    }
    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
    return arena_strndup(arena, s, strlen(s));
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args;
    char *text, *copy;

    va_start(args, fmt);
    text = x_vasprintf(fmt, args);
    va_end(args);
    copy = arena_strdup(arena, text);
    free(text);
    return copy;
}
