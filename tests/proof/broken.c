/*
 * Broken on purpose: each test does what a sanitizer must not let pass.  tests/proof/check runs
 * them the way the real tests are run and demands that every one of them is reported as failed.
 */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>

/* The compiler must neither see what is wrong nor leave it out. */
static void *volatile sink;
static volatile int one = 1;

Test(broken, leak)
{
    sink = malloc(100);
    sink = NULL;
}

Test(broken, overflow)
{
    char *block = malloc(8);

    sink = block + 7 + one;
    *(char *) sink = 1;
    free(block);
}

Test(broken, use_after_free)
{
    sink = malloc(8);
    free(sink);
    *(char *) sink = 1;
}

Test(broken, signed_overflow)
{
    volatile int big = INT_MAX;

    big = big + one;
}

Test(broken, index)
{
    int few[4] = { 0 };

    few[3 + one] = 1;
    sink = few;
    sink = NULL;
}
