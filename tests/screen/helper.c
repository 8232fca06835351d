/*
 * Helper: a small program with known manners, good and bad, on which the screen tests' own
 * support is tested.  The first argument says what it does.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ENTER "\033[?1049h\033[?25l\033[?1000h\033[?1006h\033[?2004h\033[?1h\033=\033[H\033[2J"
#define LEAVE "\033[?1000l\033[?1006l\033[?2004l\033[?1l\033>\033[m\033[?25h\033[?1049l"

static struct termios helper_before;

static void
helper_put(const char *text)
{
    size_t size = strlen(text);

    while (size > 0) {
        ssize_t n = write(1, text, size);
        if (n <= 0)
            _exit(3);
        text += n;
        size -= (size_t) n;
    }
}

static void
helper_enter(void)
{
    struct termios raw;

    tcgetattr(0, &helper_before);
    raw = helper_before;
    raw.c_iflag &= ~(tcflag_t) (ICRNL | IXON | BRKINT);
    raw.c_lflag &= ~(tcflag_t) (ECHO | ICANON | ISIG | IEXTEN);
    tcsetattr(0, TCSADRAIN, &raw);
    helper_put(ENTER);
}

static void
helper_leave(void)
{
    helper_put(LEAVE);
    tcsetattr(0, TCSADRAIN, &helper_before);
}

static void
helper_on_stop(int sig)
{
    helper_leave();
    signal(SIGTSTP, SIG_DFL);
    raise(sig);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &set, NULL); /* here it stops, and here it goes on */
    signal(SIGTSTP, helper_on_stop);
    helper_enter();
    helper_put("back again");
}

static void
helper_on_resize(int sig)
{
    struct winsize size;
    char text[64];

    (void) sig;
    ioctl(1, TIOCGWINSZ, &size);
    snprintf(text, sizeof text, "\033[H\033[2J%d x %d", size.ws_row, size.ws_col);
    helper_put(text);
}

/* Shows each byte it reads, until q. */
static void
helper_keys(void)
{
    unsigned char c;

    helper_put("ready:");
    while (read(0, &c, 1) == 1 && c != 'q') {
        char text[8];
        snprintf(text, sizeof text, c > 0x20 && c < 0x7f ? " %c" : " %02x", c);
        helper_put(text);
    }
}

static void
helper_styles(void)
{
    helper_put(
        "plain \033[1mbold\033[m \033[2mdim\033[22mno \033[7mreverse\033[m \033[4mline\033[m"
        "\033[2;1H\033[31mred\033[m \033[38;5;208morange\033[m \033[38;2;40;200;90mgreen\033[m"
        " \033[48;5;21m bg \033[1;31mred on blue\033[m"
        "\033[3;1HŠkoda トヨタ e\xcc\x81.");
}

static bool
helper_is(char **argv, const char *name)
{
    return argv[1] && strcmp(argv[1], name) == 0;
}

int
main(int argc, char **argv)
{
    char byte;

    (void) argc;
    helper_enter();
    signal(SIGTSTP, helper_on_stop);
    if (helper_is(argv, "styles")) {
        helper_styles();
    } else if (helper_is(argv, "keys")) {
        helper_keys();
        helper_leave();
        return 0;
    } else if (helper_is(argv, "resize")) {
        signal(SIGWINCH, helper_on_resize);
        helper_on_resize(0);
    } else if (helper_is(argv, "copy")) {
        helper_put("\033]52;c;xaBrb2RhIDEzMA==\033\\copied");
    } else if (helper_is(argv, "say")) {
        helper_put(argv[2]);
        helper_put("\033[99;1Hdone");
    } else if (helper_is(argv, "env")) {
        helper_put(getenv(argv[2]) ? getenv(argv[2]) : "(unset)");
    } else if (helper_is(argv, "die")) {
        raise(SIGKILL);
    } else if (helper_is(argv, "exit")) {
        if (strcmp(argv[2], "line") == 0)
            helper_put(LEAVE); /* and the line discipline stays raw */
        else if (strcmp(argv[2], "color") == 0) {
            helper_leave();
            helper_put("\033[35m");
        } else if (strcmp(argv[2], "nothing") != 0)
            helper_leave();
        return atoi(argv[3]);
    }
    while (read(0, &byte, 1) < 0 || byte != 'q')
        ;
    helper_leave();
    return 0;
}
