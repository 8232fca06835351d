#include "autorev/table.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

/* Two cars, one with a name that means harm. */
static struct table *
hostile(void)
{
    struct table *table = table_new();

    table_column(table, "name", "Name", true);
    table_column(table, "hp", "HP", false);
    table_column(table, "manual", "Manual", false);
    table_column(table, "tags", "Tags", false);
    table_cell(table, CELL_TEXT, "=cmd|'/c calc'!A1\n\033[31m", NULL);
    table_number(table, 414, "414");
    table_mark(table);
    table_cell(table, CELL_BOOL, "true", "yes");
    table_cell(table, CELL_JSON, "[\"a\\u001b\",1]", "a, 1");
    table_cell(table, CELL_TEXT, "Škoda \"130\" <b>, RS", NULL);
    table_number(table, NAN, NULL);
    table_cell(table, CELL_BOOL, NULL, NULL);
    table_cell(table, CELL_JSON, NULL, NULL);
    return table;
}

static char *
written(struct table *table, enum table_format format, const struct table_style *style)
{
    struct buffer out = { 0 };

    table_write(table, format, style, &out);
    table_free(table);
    return buffer_take(&out);
}

static void
expect(char *got, const char *want)
{
    cr_expect_str_eq(got, want);
    free(got);
}

Test(table, aligned_numbers_stand_right_and_unknown_is_a_dash)
{
    struct table *table = table_new();

    table_column(table, "name", "Name", true);
    table_column(table, "hp", "HP", false);
    table_cell(table, CELL_TEXT, "トヨタ 2000GT", NULL);
    table_number(table, 150, "150");
    table_cell(table, CELL_TEXT, "GT4", NULL);
    table_number(table, NAN, NULL);
    expect(written(table, TABLE_ALIGNED, NULL), "Name            HP\n"
                                                "トヨタ 2000GT  150\n"
                                                "GT4              –\n");
}

Test(table, aligned_is_cut_to_the_terminal_and_never_wider)
{
    for (int width = 1; width < 60; width++) {
        struct table_style style = { .width = width };
        char *text = written(hostile(), TABLE_ALIGNED, &style), *rest = text;

        for (char *line; (line = strtok_r(rest, "\n", &rest));)
            cr_expect_leq(text_width(line), width, "at %d: '%s'", width, line);
        cr_expect_null(strchr(text, '\033'));
        free(text);
    }
}

Test(table, aligned_in_color_brackets_heads_and_marks_only)
{
    struct table_style style = { .color = true };
    char *text = written(hostile(), TABLE_ALIGNED, &style);

    cr_expect(strstr(text, "\033[1mName\033[0m"));
    cr_expect(strstr(text, "\033[1m414\033[0m"));
    cr_expect_null(strstr(text, "\033[31m"));
    free(text);
}

Test(table, aligned_in_ascii)
{
    struct table_style style = { .ascii = true };
    char *text = written(hostile(), TABLE_ALIGNED, &style);

    for (const char *c = text; *c; c++)
        cr_expect(*c == '\n' || (*c >= ' ' && *c <= '~'), "%02x", *c & 0xff);
    cr_expect(strstr(text, "Skoda"));
    free(text);
}

Test(table, markdown_escapes_what_means_something)
{
    expect(written(hostile(), TABLE_MARKDOWN, NULL),
        "| Name | HP | Manual | Tags |\n"
        "| --- | ---: | --- | --- |\n"
        "| =cmd\\|'/c calc'!A1<br>\xef\xbf\xbd\\[31m | **414** | yes | a, 1 |\n"
        "| Škoda \"130\" &lt;b>, RS | – | – | – |\n");
}

Test(table, csv_quotes_and_is_no_formula)
{
    expect(written(hostile(), TABLE_CSV, NULL),
        "name,hp,manual,tags\r\n"
        "\"'=cmd|'/c calc'!A1\n\xef\xbf\xbd[31m\",414,true,\"a, 1\"\r\n"
        "\"Škoda \"\"130\"\" <b>, RS\",,,\r\n");
}

Test(table, csv_guards_formulas_but_not_numbers)
{
    static const char *const row[][2] = {
        { "=1+1", "'=1+1" },
        { "+1", "'+1" },
        { "-5", "-5" },
        { "-5.25", "-5.25" },
        { "-2+3", "'-2+3" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "  =1", "\"'  =1\"" },
        { "a=1", "a=1" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct table *table = table_new();
        char *want = x_asprintf("a\r\n%s\r\n", row[i][1]);

        table_column(table, "a", "A", false);
        table_cell(table, CELL_TEXT, row[i][0], NULL);
        expect(written(table, TABLE_CSV, NULL), want);
        free(want);
    }
}

Test(table, json_has_types_and_null)
{
    char *text = written(hostile(), TABLE_JSON, NULL);
    json_t *all = json_loads(text, 0, NULL), *first = json_array_get(all, 0),
           *second = json_array_get(all, 1);

    cr_assert_eq(json_array_size(all), 2);
    cr_expect_str_eq(
        json_string_value(json_object_get(first, "name")), "=cmd|'/c calc'!A1\n\xef\xbf\xbd[31m");
    cr_expect_eq(json_integer_value(json_object_get(first, "hp")), 414);
    cr_expect(json_is_true(json_object_get(first, "manual")));
    cr_expect_str_eq(
        json_string_value(json_array_get(json_object_get(first, "tags"), 0)), "a\xef\xbf\xbd");
    cr_expect(json_is_null(json_object_get(second, "hp")));
    cr_expect(json_is_null(json_object_get(second, "manual")));
    cr_expect(json_is_null(json_object_get(second, "tags")));
    json_decref(all);
    free(text);
}

Test(table, json_of_nothing_and_of_fractions)
{
    struct table *table = table_new();

    table_column(table, "a", "A", false);
    expect(written(table, TABLE_JSON, NULL), "[]\n");
    table = table_new();
    table_column(table, "a", "A", false);
    table_number(table, 4.2, "4.2 s");
    expect(written(table, TABLE_JSON, NULL), "[\n{\"a\": 4.2}\n]\n");
}

Test(table, plain_is_one_line_a_row)
{
    expect(written(hostile(), TABLE_PLAIN, NULL),
        "=cmd|'/c calc'!A1 \xef\xbf\xbd[31m\t414\ttrue\ta, 1\n"
        "Škoda \"130\" <b>, RS\t\t\t\n");
}

static struct table *
grouped(void)
{
    struct table *table = table_new();

    table_column(table, "field", "", false);
    table_column(table, "x", "X", false);
    table_group(table, "Power");
    table_cell(table, CELL_TEXT, "hp", "Power");
    table_number(table, 1, "1");
    table_group(table, "Size");
    table_cell(table, CELL_TEXT, "weight", "Weight");
    table_number(table, 2, "2");
    table_group(table, "Size");
    table_cell(table, CELL_TEXT, "seats", "Seats");
    table_number(table, 4, "4");
    return table;
}

Test(table, sorted_selected_and_found)
{
    struct table *table = table_new();
    static const size_t cols[] = { 1 };

    table_column(table, "cost-low", "Cost", false);
    table_column(table, "name", "Name", false);
    table_number(table, 100, "$100");
    table_cell(table, CELL_TEXT, "b", NULL);
    table_number(table, NAN, NULL);
    table_cell(table, CELL_TEXT, "Á", NULL);
    table_number(table, 20, "$20");
    table_cell(table, CELL_TEXT, NULL, NULL);
    cr_expect_eq(table_find(table, "Cost_Low"), 0);
    cr_expect_eq(table_find(table, "cost"), -1);
    table_sort(table, 0, false);
    cr_expect_str_eq(table_shown(table, 0, 0), "$20");
    cr_expect_str_eq(table_shown(table, 2, 0), "–");
    table_sort(table, 0, true);
    cr_expect_str_eq(table_shown(table, 0, 0), "$100");
    cr_expect_str_eq(table_shown(table, 2, 0), "–", "unknown is last in both directions");
    table_sort(table, 1, false);
    cr_expect_str_eq(table_shown(table, 0, 1), "Á");
    table_select(table, cols, 1);
    cr_expect_eq(table_cols(table), 1);
    expect(written(table, TABLE_PLAIN, NULL), "Á\nb\n\n");
}

Test(table, groups)
{
    struct table *table = grouped();

    cr_expect_eq(table_rows(table), 3);
    cr_expect_str_eq(table_shown(table, 1, 0), "Weight");
    table_limit(table, 1);
    cr_expect_eq(table_rows(table), 1);
    table_free(table);
    expect(written(grouped(), TABLE_ALIGNED, NULL),
        "        X\n\nPower\nPower   1\n\nSize\nWeight  2\nSeats   4\n");
    expect(written(grouped(), TABLE_CSV, NULL),
        "group,field,x\r\nPower,hp,1\r\nSize,weight,2\r\nSize,seats,4\r\n");
    expect(written(grouped(), TABLE_MARKDOWN, NULL), "|  | X |\n| --- | ---: |\n| **Power** | |\n| "
                                                     "Power | 1 |\n| **Size** | |\n| Weight | 2 |\n"
                                                     "| Seats | 4 |\n");
}
