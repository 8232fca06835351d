#include "autorev/memory.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

Test(arena, keeps_every_piece)
{
    struct arena *arena = arena_new();
    char *text[500];
    void *big = arena_alloc(arena, 1000000);

    memset(big, 1, 1000000);
    for (int i = 0; i < 500; i++)
        text[i] = arena_printf(arena, "piece %d", i);
    for (int i = 0; i < 500; i++) {
        char want[32];

        snprintf(want, sizeof want, "piece %d", i);
        cr_expect_str_eq(text[i], want);
    }
    arena_free(arena);
}

Test(arena, aligns_after_text)
{
    struct arena *arena = arena_new();

    for (size_t n = 0; n < 40; n++) {
        arena_strndup(arena, "0123456789012345678901234567890123456789", n);
        cr_expect_eq((uintptr_t) arena_alloc(arena, sizeof(double)) % alignof(max_align_t), 0);
    }
    arena_free(arena);
}
