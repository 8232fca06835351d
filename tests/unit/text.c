#include "autorev/text.h"

#include <criterion/criterion.h>

Test(text, plain_is_printable_ascii)
{
    cr_expect(text_is_plain("718 Cayman", 10));
    cr_expect_not(text_is_plain("a\tb", 3));
    cr_expect_not(text_is_plain("\xc5\xa0", 2));
}
