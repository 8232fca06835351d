#include "autorev/csv.h"

#include <criterion/criterion.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"

static struct csv *
csv_of(const char *text, size_t size)
{
    char *copy = x_calloc(size + 1, 1);

    memcpy(copy, text, size);
    return csv_new(copy, size);
}

/* Writes all that is read as "line:[field][field]", with NULL for a field that is none; ends with
 * "!line:index" where the text is refused. */
static void
csv_describe(struct buffer *out, const char *text, size_t size)
{
    struct csv *csv = csv_of(text, size);
    struct error err = { 0 };
    enum csv_step step;

    while ((step = csv_next(csv, &err)) == CSV_ROW) {
        buffer_printf(out, "%ld:", csv_line(csv));
        for (size_t i = 0; i < csv_count(csv); i++) {
            const char *field = csv_text(csv, i);

            buffer_printf(out, field ? "[%s]" : "NULL", field);
        }
    }
    if (step == CSV_BAD) {
        buffer_printf(out, "!%ld:%zu", csv_line(csv), csv_count(csv));
        cr_expect(err.message[0], "refused without a word: '%s'", text);
    }
    csv_free(csv);
}

Test(csv, reads_records)
{
    static const struct {
        const char *text, *want;
    } row[] = {
        { "", "" },
        { "\n\r\n\n", "" },
        { "a,b\n1,2\n", "1:[a][b]2:[1][2]" },
        { "a,b\r\n1,2", "1:[a][b]2:[1][2]" },
        { "\xEF\xBB\xBF"
          "a\n",
            "1:[a]" },
        { "a,\n,b\n,\n", "1:[a]NULL2:NULL[b]3:NULLNULL" },
        { "a,", "1:[a]NULL" },
        { "\"\",x\n", "1:[][x]" },
        { "\"\"", "1:[]" },
        { "\"a,\"\"b\"\"\",c\n", "1:[a,\"b\"][c]" },
        { "\"two\nlines\",x\ny,z\n", "1:[two\nlines][x]3:[y][z]" },
        { "\n\nx\n", "3:[x]" },
        { " a , b \n", "1:[ a ][ b ]" },
        { "Škoda,トヨタ\n", "1:[Škoda][トヨタ]" },
        { "a\rb\n", "1:[a\rb]" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct buffer out = { 0 };

        csv_describe(&out, row[i].text, strlen(row[i].text));
        cr_expect_str_eq(buffer_text(&out), row[i].want, "'%s'", row[i].text);
        buffer_fini(&out);
    }
}

Test(csv, refuses_what_is_not_csv)
{
    static const struct {
        const char *text;
        size_t size; /* 0: to the NUL */
        const char *want;
    } row[] = {
        { "a,b\n1,\"open\n2,3\n", 0, "1:[a][b]!2:1" },
        { "\"", 0, "!1:0" },
        { "a,\"b\"c\n", 0, "!1:1" },
        { "a,10\" disc\n", 0, "!1:1" },
        { "a\nb,c\0d\n", 8, "1:[a]!2:1" },
        { "a\n\"x\0y\"\n", 8, "1:[a]!2:0" },
        { "a,b\xFF\n", 0, "!1:1" },
        { "\"\xC0\x80\"\n", 0, "!1:0" },
        { "a\n\xE2\x82", 0, "1:[a]!2:0" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct buffer out = { 0 };

        csv_describe(&out, row[i].text, row[i].size ? row[i].size : strlen(row[i].text));
        cr_expect_str_eq(buffer_text(&out), row[i].want, "row %zu", i);
        buffer_fini(&out);
    }
}
