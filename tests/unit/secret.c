#include "autorev/secret.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct answer {
    bool done;
    char text[64], message[240];
};

static void
on_secret(void *data, const char *text, const struct error *err)
{
    struct answer *answer = data;

    answer->done = true;
    snprintf(answer->text, sizeof answer->text, "%s", text ? text : "");
    snprintf(answer->message, sizeof answer->message, "%s", err ? err->message : "");
}

Test(secret, is_the_first_line_a_program_prints, .timeout = 20)
{
    static const struct {
        const char *argv[4];
        const char *text, *message;
    } row[] = {
        { { "printf", "hunter2\\nmore" }, "hunter2", "" },
        { { "printf", "%s\\r\\n", "a b;$(c)" }, "a b;$(c)", "" },
        { { "true" }, "", "'true' printed nothing" },
        { { "false" }, "", "'false' failed" },
        { { "/nonexistent/program" }, "", "cannot be run" },
        { { "sh", "-c", "exec >&-; sleep 0.05; exit 3" }, "", "'sh' failed" },
        { { "sleep", "60" }, "", "'sleep' takes too long" },
        { { "yes" }, "", "'yes' prints more than a secret" },
        { { "cat" }, "", "'cat' printed nothing" },
    };
    struct error err = { 0 };
    struct loop *loop = loop_new(&err);

    cr_assert(loop);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct answer answer = { 0 };

        cr_assert(secret_start(loop, (char *const *) row[i].argv, 400, on_secret, &answer, &err));
        cr_expect(!answer.done, "'%s' answered before the loop ran", row[i].argv[0]);
        cr_expect(loop_run_until(loop, &answer.done, 10000, &err));
        cr_expect_str_eq(answer.text, row[i].text, "%s", row[i].argv[0]);
        cr_expect(strstr(answer.message, row[i].message), "%s: %s", row[i].argv[0], answer.message);
    }
    loop_free(loop);
}

Test(secret, cancelled_it_says_nothing, .timeout = 10)
{
    struct error err = { 0 };
    struct loop *loop = loop_new(&err);
    struct answer answer = { 0 };
    char *const argv[] = { "sleep", "60", NULL };

    secret_cancel(NULL);
    secret_cancel(secret_start(loop, argv, 60000, on_secret, &answer, &err));
    cr_expect(!loop_run_until(loop, &answer.done, 20, &err));
    loop_free(loop);
}
