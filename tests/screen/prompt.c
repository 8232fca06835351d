/*
 * Prompts: one line of text that is edited like in a shell, filters while it is typed, says what is
 * wrong with it, and is never lost by accident.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "screen.h"

static struct screen
start(void)
{
    struct screen s = screen_start(24, 80);

    term_expect_text(s.t, " 1/12 ");
    term_press(s.t, "/");
    return s;
}

Test(prompt, filters_while_typing, .timeout = 60)
{
    struct screen s = start();

    term_type(s.t, "hp>400");
    term_expect_text(s.t, "Cars 6 of 12");
    term_expect(s.t, "prompt/typing");
    term_press(s.t, "<BS><BS><BS>500");
    term_expect_text(s.t, "Cars 4 of 12");
    term_press(s.t, "<Esc>");
    term_expect_no_text(s.t, "of 12");
    term_expect_text(s.t, " 1/12 ");
    screen_end(&s);
}

Test(prompt, says_what_is_wrong_and_where, .timeout = 60)
{
    struct screen s = start();

    term_type(s.t, "gti hpp>400");
    term_expect_text(s.t, "hpp");
    term_expect_match(s.t, "[Dd]id you mean.*hp");
    term_expect(s.t, "prompt/wrong");
    term_press(s.t, "<Enter>"); /* it is not taken, and not lost */
    term_wait_quiet(s.t, 100);
    term_expect_text(s.t, "/ gti hpp>400");
    term_press(s.t, "<Left><Left><Left><Left><BS><Enter>");
    term_expect_text(s.t, "/gti hp>400");
    screen_end(&s);
}

Test(prompt, is_edited_like_a_line_in_a_shell, .timeout = 60)
{
    struct screen s = start();

    term_type(s.t, "brand:bmw hp>300");
    term_expect_text(s.t, "brand:bmw hp>300");
    term_press(s.t, "<Home><Del><C-e><C-w>");
    term_expect_text(s.t, "/ rand:bmw");
    term_press(s.t, "<C-u>");
    term_type(s.t, "トヨタ");
    term_expect_text(s.t, "/ トヨタ");
    term_expect_text(s.t, "Cars 1 of 12");
    term_press(s.t, "<Left><Left><BS>");
    term_expect_text(s.t, "/ ヨタ");
    term_press(s.t, "<Right><BS>");
    term_expect_text(s.t, "/ タ");
    term_expect_no_text(s.t, "/ ヨ");
    screen_end(&s);
}

Test(prompt, paste_is_text_and_never_keys, .timeout = 60)
{
    struct screen s = start();

    term_paste(s.t, "q\rjj\tgolf\033[A");
    term_wait_quiet(s.t, 100);
    term_expect_match(s.t, "^/ q .*golf");
    term_press(s.t, "<Esc>");
    term_paste(s.t, "q"); /* outside a prompt a paste is nothing at all */
    term_wait_quiet(s.t, 100);
    term_expect_text(s.t, " 1/12 ");
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    screen_end(&s);
}

Test(prompt, long_text_scrolls, .timeout = 60)
{
    struct screen s = start();

    for (int i = 0; i < 12; i++)
        term_type(s.t, "brand:bmw ");
    term_type(s.t, "the-end");
    term_expect_text(s.t, "the-end");
    term_resize(s.t, 5, 20);
    term_expect_text(s.t, "the-end");
    term_press(s.t, "<Home>");
    term_expect_match(s.t, "^/ brand:bmw");
    screen_end(&s);
}

Test(prompt, saved_filters_are_chosen_again, .timeout = 60)
{
    struct screen s = start();

    term_type(s.t, "hp>500");
    term_press(s.t, "<Enter>K");
    term_type(s.t, "strong");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "strong");
    term_press(s.t, "<Esc>");
    term_expect_text(s.t, "/12 ");
    term_press(s.t, "f");
    term_expect_match(s.t, "strong .*hp>500");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "Cars 4 of 12");
    screen_end(&s);
}
