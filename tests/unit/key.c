#include "ui/term/key.h"

#include <criterion/criterion.h>
#include <string.h>

Test(key, names_are_read_and_written_alike)
{
    static const struct {
        const char *text;
        key_code key;
        const char *shown; /* NULL: as it was written */
    } row[] = {
        { "x", 'x', NULL },
        { "X", 'X', NULL },
        { "/", '/', NULL },
        { "ü", 0xfc, NULL },
        { "<Space>", ' ', NULL },
        { "<Lt>", '<', "<" },
        { "<", '<', NULL },
        { "<Enter>", K_ENTER, NULL },
        { "<enter>", K_ENTER, "<Enter>" },
        { "<Esc>", K_ESCAPE, NULL },
        { "<C-d>", 4, NULL },
        { "<C-D>", 4, "<C-d>" },
        { "<C-[>", K_ESCAPE, "<Esc>" },
        { "<M-x>", 'x' | KEY_MOD_ALT, NULL },
        { "<A-x>", 'x' | KEY_MOD_ALT, "<M-x>" },
        { "<M-Enter>", K_ENTER | KEY_MOD_ALT, NULL },
        { "<F1>", K_F1, NULL },
        { "<F12>", K_F12, NULL },
        { "<PgDn>", K_PAGE_DOWN, NULL },
        { "<S-Tab>", K_SHIFT_TAB, NULL },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        key_code key = 0;
        char shown[24];

        cr_expect(key_parse(row[i].text, &key, NULL), "'%s'", row[i].text);
        cr_expect_eq(key, row[i].key, "'%s' is %x", row[i].text, key);
        key_format(key, shown, sizeof shown);
        cr_expect_str_eq(shown, row[i].shown ? row[i].shown : row[i].text);
    }
}

Test(key, what_is_no_key_is_refused)
{
    static const char *const row[] = { "", "xy", "<", "<Nope>", "<C->", "<C-dd>", "<F0>", "<F13>",
        "<Enter", "<Enter>x", "\x01", "\xff" };
    key_code key;

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strcmp(row[i], "<") != 0)
            cr_expect_not(key_parse(row[i], &key, NULL), "'%s'", row[i]);
}

Test(key, a_sequence_is_read_key_by_key)
{
    const char *text = "g<C-x>é";
    key_code want[] = { 'g', 24, 0xe9 }, key;
    size_t used;

    for (size_t i = 0; i < 3; i++) {
        cr_assert(key_parse(text, &key, &used));
        cr_expect_eq(key, want[i]);
        text += used;
    }
    cr_expect_str_eq(text, "");
}
