#include "ui/term/term.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>

#include "autorev/buffer.h"
#include "autorev/loop.h"
#include "autorev/memory.h"
#include "autorev/paths.h"
#include "ui/term/glyph.h"
#include "ui/term/style.h"

enum { ESCAPE_MS = 20, COPY_MAX = 74994 /* bytes of text; terminals drop longer ones */ };
enum { CODE_PASTE_START = KEY_MAX + 1, CODE_PASTE_END, DOUBLE_CLICK_MS = 400 };

struct term {
    SCREEN *screen;
    struct theme theme;
    enum color_depth depth;
    bool mouse, has_paste;
    mmask_t old_mouse;
    int click_row, click_col; /* of the last press, for double clicks */
    int64_t click_ms;
    int cursor_shown;
};

static void
term_restore(void)
{
    if (!isendwin())
        endwin();
}

/* The description of a twin with 24-bit colours where there is one: terminfo has them apart. */
static SCREEN *
term_newterm(const struct settings *settings)
{
    const char *colorterm = getenv("COLORTERM"), *name = getenv("TERM"), *no_color;
    bool direct = colorterm && (!strcmp(colorterm, "truecolor") || !strcmp(colorterm, "24bit"));
    SCREEN *screen = NULL;

    no_color = getenv("NO_COLOR");
    if (settings->color == COLOR_TRUE)
        direct = true;
    else if (settings->color != COLOR_AUTO || (no_color && *no_color))
        direct = false;
    if (direct) {
        char *dir = paths_terminfo(), *twin = x_asprintf("autorev-%s", name);
        const char *dirs = getenv("TERMINFO_DIRS");
        char *old = dirs ? x_strdup(dirs) : NULL;

        setenv("TERMINFO_DIRS", dir, 1);
        screen = newterm(twin, stdout, stdin);
        if (old)
            setenv("TERMINFO_DIRS", old, 1);
        else
            unsetenv("TERMINFO_DIRS");
        free(old);
        free(twin);
        free(dir);
    }
    return screen ? screen : newterm(NULL, stdout, stdin);
}

static void
term_modes(struct term *term)
{
    if (term->has_paste)
        putp("\033[?2004h");
    mousemask(term->mouse ? ALL_MOUSE_EVENTS : 0, NULL);
    fflush(stdout);
}

struct term *
term_open(const struct settings *settings, const struct theme *theme, struct error *err)
{
    const char *name = getenv("TERM");
    const char *paste;
    struct term *term;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        error_set(err, ERROR_INPUT, "the screen needs a terminal");
        error_hint(err, "Over SSH use ssh -t, or run a command: autorev-tui cars --help");
        return NULL;
    }
    if (!name || !*name || !strcmp(name, "dumb")) {
        error_set(err, ERROR_INPUT, "TERM=%s cannot show a screen", name ? name : "");
        error_hint(err, "Set TERM to your terminal's kind, or run a command: autorev-tui cars");
        return NULL;
    }
    term = x_calloc(1, sizeof *term);
    term->screen = term_newterm(settings);
    if (!term->screen) {
        error_set(err, ERROR_INPUT, "TERM=%s is not known here", name);
        error_hint(err, "Set TERM to a kind that is (xterm-256color), or install ncurses-term");
        free(term);
        return NULL;
    }
    memory_on_exhausted(term_restore);
    glyph_choose((enum glyph_tier) settings->glyphs,
        settings->utf8 && !strcmp(nl_langinfo(CODESET), "UTF-8"));
    raw();
    noecho();
    nonl();
    set_escdelay(ESCAPE_MS);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    idlok(stdscr, TRUE);
    curs_set(0);
    mouseinterval(0);
    paste = tigetstr("BE");
    term->has_paste = paste && paste != (char *) -1;
    if (term->has_paste) {
        define_key("\033[200~", CODE_PASTE_START);
        define_key("\033[201~", CODE_PASTE_END);
    }
    start_color();
    use_default_colors();
    term->mouse = settings->mouse;
    term->depth = style_depth((enum color_depth) settings->color);
    term_set_theme(term, theme);
    term_modes(term);
    return term;
}

void
term_close(struct term *term)
{
    if (!term)
        return;
    memory_on_exhausted(NULL);
    mousemask(0, NULL);
    if (term->has_paste)
        putp("\033[?2004l");
    fflush(stdout);
    endwin();
    delscreen(term->screen);
    free(term);
}

void
term_set_theme(struct term *term, const struct theme *theme)
{
    term->theme = *theme;
    style_load(theme, term->depth);
    bkgdset(' ' | style_attr(ROLE_TEXT));
    clearok(stdscr, TRUE);
}

struct area
term_area(const struct term *term)
{
    (void) term;
    return (struct area){ { 0, 0, LINES, COLS } };
}

bool
term_resize(struct term *term)
{
    struct winsize size;

    (void) term;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    if (size.ws_row == LINES && size.ws_col == COLS)
        return false;
    resizeterm(size.ws_row, size.ws_col);
    clearok(stdscr, TRUE);
    return true;
}

void
term_flush(struct term *term, int cursor_row, int cursor_col)
{
    int show = cursor_row >= 0;

    if (show != term->cursor_shown) {
        curs_set(show);
        term->cursor_shown = show;
    }
    leaveok(stdscr, !show); /* a hidden cursor stays where the last change was */
    if (show)
        move(cursor_row, cursor_col);
    refresh();
}

void
term_redraw(struct term *term)
{
    (void) term;
    clearok(stdscr, TRUE);
}

/* ---- keys ---- */

static bool
term_mouse_event(struct term *term, struct mouse *mouse)
{
    MEVENT ev;
    int64_t now = loop_now_ms();

    if (getmouse(&ev) != OK)
        return false;
    mouse->row = ev.y;
    mouse->col = ev.x;
    if (ev.bstate & BUTTON4_PRESSED) {
        mouse->what = MOUSE_WHEEL_UP;
    } else if (ev.bstate & BUTTON5_PRESSED) {
        mouse->what = MOUSE_WHEEL_DOWN;
    } else if (ev.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED)) {
        bool twice = now - term->click_ms < DOUBLE_CLICK_MS && ev.y == term->click_row &&
                     ev.x == term->click_col;

        if (ev.bstate & BUTTON1_DOUBLE_CLICKED)
            twice = true; /* both came in one piece, and curses has put them together */
        mouse->what = twice ? MOUSE_DOUBLE : MOUSE_PRESS;
        term->click_ms = twice ? 0 : now;
        term->click_row = ev.y;
        term->click_col = ev.x;
    } else if (ev.bstate & BUTTON1_RELEASED) {
        mouse->what = MOUSE_RELEASE;
    } else {
        return false;
    }
    return true;
}

static key_code
term_named(int code)
{
    static const struct {
        int code;
        key_code key;
    } row[] = {
        { KEY_UP, K_UP },
        { KEY_DOWN, K_DOWN },
        { KEY_LEFT, K_LEFT },
        { KEY_RIGHT, K_RIGHT },
        { KEY_HOME, K_HOME },
        { KEY_END, K_END },
        { KEY_PPAGE, K_PAGE_UP },
        { KEY_NPAGE, K_PAGE_DOWN },
        { KEY_IC, K_INSERT },
        { KEY_DC, K_DELETE },
        { KEY_BACKSPACE, K_BACKSPACE },
        { KEY_BTAB, K_SHIFT_TAB },
        { KEY_ENTER, K_ENTER },
        { KEY_MOUSE, K_MOUSE },
        { CODE_PASTE_START, K_PASTE_START },
        { CODE_PASTE_END, K_PASTE_END },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (row[i].code == code)
            return row[i].key;
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return K_F1 + (key_code) (code - KEY_F(1));
    return 0;
}

bool
term_key(struct term *term, key_code *key, struct mouse *mouse, bool *hangup)
{
    wint_t wide;

    for (;;) {
        int got;

        errno = 0;
        got = get_wch(&wide);
        if (got == ERR) {
            *hangup = errno == EIO || errno == ENXIO;
            return false;
        }
        if (got == KEY_CODE_YES) {
            *key = term_named((int) wide);
            if (*key == 0 || (*key == K_MOUSE && !term_mouse_event(term, mouse)))
                continue; /* a key without a name, KEY_RESIZE, a mouse event of no interest */
            return true;
        }
        *key = wide == 0x7f || wide == 0x08 ? (key_code) K_BACKSPACE
               : wide == '\n'               ? (key_code) ('J' & 0x1f)
                                            : (key_code) wide;
        if (*key == K_ESCAPE) {
            /* Alt sends Escape and the key at once: what follows without a pause belongs to it. */
            got = get_wch(&wide);
            if (got == OK && wide != K_ESCAPE)
                *key = (key_code) wide | KEY_MOD_ALT;
            else if (got != ERR)
                unget_wch((wchar_t) wide);
        }
        return true;
    }
}

void
term_set_mouse(struct term *term, bool on)
{
    term->mouse = on;
    mousemask(on ? ALL_MOUSE_EVENTS : 0, NULL);
}

bool
term_mouse(const struct term *term)
{
    return term->mouse;
}

/* ---- the rest ---- */

bool
term_copy(struct term *term, const char *text)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *) text;
    size_t size = strlen(text);
    struct buffer out = { 0 };

    (void) term;
    if (size > COPY_MAX)
        return false;
    buffer_puts(&out, "\033]52;c;");
    for (size_t i = 0; i < size; i += 3) {
        unsigned long v = (unsigned long) p[i] << 16;

        v |= i + 1 < size ? (unsigned long) p[i + 1] << 8 : 0;
        v |= i + 2 < size ? (unsigned long) p[i + 2] : 0;
        buffer_putc(&out, digit[v >> 18 & 63]);
        buffer_putc(&out, digit[v >> 12 & 63]);
        buffer_putc(&out, i + 1 < size ? digit[v >> 6 & 63] : '=');
        buffer_putc(&out, i + 2 < size ? digit[v & 63] : '=');
    }
    buffer_putc(&out, '\a');
    fwrite(out.data, 1, out.size, stdout);
    fflush(stdout);
    buffer_fini(&out);
    return true;
}

void
term_suspend(struct term *term)
{
    mousemask(0, NULL);
    if (term->has_paste)
        putp("\033[?2004l");
    fflush(stdout);
    endwin();
    raise(SIGSTOP);
    refresh();
    curs_set(term->cursor_shown);
    term_modes(term);
    clearok(stdscr, TRUE);
}

const char *
term_colors(const struct term *term)
{
    switch (term->depth) {
    case COLOR_TRUE:
        return "truecolor";
    case COLOR_256:
        return "256 colours";
    case COLOR_16:
        return "16 colours";
    default:
        return "mono";
    }
}
