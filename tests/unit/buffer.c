#include "autorev/buffer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(buffer, grows_and_is_text_at_any_time)
{
    struct buffer buf = { 0 };

    cr_expect_str_eq(buffer_text(&buf), "");
    for (int i = 0; i < 1000; i++)
        buffer_printf(&buf, "%d,", i);
    cr_expect_eq(buf.size, 3890);
    cr_expect_eq(strlen(buffer_text(&buf)), buf.size);
    buffer_clear(&buf);
    cr_expect_str_eq(buffer_text(&buf), "");
    buffer_add(&buf, "a\0b", 3);
    cr_expect_eq(buf.size, 3);
    buffer_fini(&buf);
    cr_expect_eq(buf.size, 0);
}

Test(buffer, take_hands_the_text_over)
{
    struct buffer buf = { 0 };
    char *text;

    buffer_puts(&buf, "Škoda");
    text = buffer_take(&buf);
    cr_expect_str_eq(text, "Škoda");
    cr_expect_str_eq(buffer_text(&buf), "");
    free(text);
    text = buffer_take(&buf);
    cr_expect_str_eq(text, "", "an empty buffer hands over an empty text");
    free(text);
}
