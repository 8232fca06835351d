#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "ui/widgets/doc.h"
#include "ui/widgets/lineedit.h"
#include "ui/widgets/list.h"

static void
type(struct lineedit *line, const char *keys)
{
    while (*keys) {
        key_code key;
        size_t used;
        bool changed;

        cr_assert(key_parse(keys, &key, &used), "%s", keys);
        cr_expect(lineedit_key(line, key, &changed), "%s", keys);
        keys += used;
    }
}

Test(lineedit, edits_by_graphemes)
{
    static const struct {
        const char *keys, *text;
        size_t cursor;
    } row[] = {
        { "abc", "abc", 3 },
        { "abc<Left><Left>x", "axbc", 2 },
        { "aé<BS>", "a", 1 },
        { "トヨ<Left><Del>", "ト", 3 },
        { "one two<C-w>", "one ", 4 },
        { "one two<C-u>", "", 0 },
        { "one<Home>x<End>y", "xoney", 5 },
        { "one<C-a><C-k>", "", 0 },
        { "<BS><Del><Left>", "", 0 },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct lineedit line = { 0 };

        type(&line, row[i].keys);
        cr_expect_str_eq(line.text, row[i].text, "%s: '%s'", row[i].keys, line.text);
        cr_expect_eq(line.cursor, row[i].cursor, "%s", row[i].keys);
    }
}

Test(lineedit, takes_what_is_pasted_as_one_clean_line)
{
    struct lineedit line = { 0 };
    char big[2 * LINEEDIT_MAX];

    lineedit_insert(&line, "hp>400\nprice<60k\x1b[31m");
    cr_expect_null(strchr(line.text, '\n'));
    cr_expect_null(strchr(line.text, '\x1b'));
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    lineedit_insert(&line, big);
    cr_expect_leq(strlen(line.text), LINEEDIT_MAX);
}

Test(list, keeps_the_selection_in_view)
{
    struct list list = { 0 };

    list_arrange(&list, 10, 1000000);
    cr_expect_eq(list_on_action(&list, ACTION_LAST), VERDICT_DIRTY);
    cr_expect_eq(list.selected, 999999);
    cr_expect_eq(list.top, 999990);
    cr_expect_eq(list_on_action(&list, ACTION_DOWN), VERDICT_DONE, "the end is the end");
    list_on_action(&list, ACTION_PAGE_UP);
    cr_expect_eq(list.selected, 999990);
    list_on_action(&list, ACTION_FIRST);
    cr_expect_eq(list.top, 0);
    list_on_action(&list, ACTION_HALF_DOWN);
    cr_expect_eq(list.selected, 5);
    list_arrange(&list, 3, 4);
    cr_expect_eq(list.selected, 3);
    cr_expect_eq(list.top, 1);
    list_arrange(&list, 3, 0);
    cr_expect_eq(list.selected, 0);
    cr_expect_eq(list_on_action(&list, ACTION_LAST), VERDICT_DONE);
    cr_expect_eq(list_on_action(&list, ACTION_FILTER), VERDICT_PASS);
}

Test(doc, wraps_folds_and_scrolls)
{
    struct doc doc = { 0 };
    size_t lines;

    cr_expect(doc_empty(&doc));
    doc_section(&doc, "First", NULL);
    doc_text(&doc, ROLE_TEXT, "one two three four five six seven eight nine ten");
    doc_section(&doc, "Second", "note");
    doc_field(&doc, "Power", ROLE_TEXT, "414 hp");
    doc_field(&doc, "Weight", ROLE_TEXT, NULL);
    doc_arrange(&doc, 5, 20);
    lines = doc.lines;
    cr_expect_gt(lines, 5);
    cr_expect_eq(doc_on_action(&doc, ACTION_LAST), VERDICT_DIRTY);
    cr_expect_eq(doc.top, lines - 5);
    doc_on_action(&doc, ACTION_FIRST);
    cr_expect_eq(doc_on_action(&doc, ACTION_FOLD), VERDICT_DIRTY);
    doc_arrange(&doc, 5, 20);
    cr_expect_lt(doc.lines, lines, "the first section is folded");
    doc_on_action(&doc, ACTION_FOLD);
    doc_arrange(&doc, 5, 20);
    cr_expect_eq(doc.lines, lines);
    doc_fini(&doc);
}

Test(doc, plain_text_is_what_was_said)
{
    struct doc doc = { 0 };
    char *text;

    doc_section(&doc, "Issue", NULL);
    doc_field(&doc, "Cost", ROLE_TEXT, "$3,000");
    doc_point(&doc, ROLE_TEXT, "noise");
    text = doc_plain(&doc);
    cr_expect_str_eq(text, "Issue\nCost: $3,000\n- noise\n");
    free(text);
    doc_fini(&doc);
}
