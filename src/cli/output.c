/*
 * What commands print, and where: data on standard output, messages on standard error.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/text.h"

#include "command.h"

int
cli_fail(const struct error *err)
{
    error_print(stderr, "autorev-tui", err);
    switch (err->code) {
    case ERROR_MISSING:
        return CLI_NOTHING;
    case ERROR_INPUT:
    case ERROR_SETTING:
        return CLI_USAGE;
    case ERROR_OFFLINE:
        return CLI_OFFLINE;
    default:
        return CLI_FAILED;
    }
}

void
cli_say(const char *fmt, ...)
{
    struct buffer clean = { 0 };
    va_list args;
    char *text;

    va_start(args, fmt);
    text = x_vasprintf(fmt, args);
    va_end(args);
    text_sanitize(&clean, text, strlen(text), TEXT_LINE);
    fprintf(stderr, "autorev-tui: %s\n", buffer_text(&clean));
    buffer_fini(&clean);
    free(text);
}

/* The terminal's width; 0 when standard output is none. */
static int
cli_width(void)
{
    struct winsize size;

    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

struct table_style
cli_style(const struct cli *cli)
{
    const char *term = getenv("TERM");
    bool capable = isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
    int color = cli->settings->color;

    return (struct table_style){
        .width = cli_width(),
        .color = color == COLOR_AUTO ? capable : color != COLOR_NONE,
        .ascii = !cli->settings->utf8,
    };
}

int
cli_write(const char *text, size_t size)
{
    if (fwrite(text, 1, size, stdout) == size && fflush(stdout) == 0)
        return CLI_OK;
    if (errno == EPIPE) /* `| head` has seen enough */
        return CLI_OK;
    cli_say("standard output cannot be written: %s", strerror(errno));
    return CLI_FAILED;
}

int
cli_print(const struct cli *cli, struct table *table, const char *nothing)
{
    struct table_style style = cli_style(cli);
    struct buffer out = { 0 };
    bool empty = table_rows(table) == 0;
    int status = CLI_OK;

    /* A person is told that there is nothing; a program reads a table without rows. */
    if (!empty || cli->format != TABLE_ALIGNED) {
        table_write(table, cli->format, &style, &out);
        status = cli_write(buffer_text(&out), out.size);
    }
    if (empty && nothing)
        cli_say("%s", nothing);
    buffer_fini(&out);
    table_free(table);
    return status == CLI_OK && empty ? CLI_NOTHING : status;
}
