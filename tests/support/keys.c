#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHIFT = 1, ALT = 2, CONTROL = 4 };

/* Keys that are the same everywhere and take no modifier. */
static const struct {
    const char *name;
    const char *bytes;
} keys_plain[] = {
    { "Enter", "\r" },
    { "Esc", "\033" },
    { "Tab", "\t" },
    { "S-Tab", "\033[Z" },
    { "Space", " " },
    { "BS", "\177" },
    { "Lt", "<" },
};

/* Keys that send ESC [ letter, or ESC [ number ~, with the modifiers as a second number. */
static const struct {
    const char *name;
    char letter; /* 0: a number */
    int number, linux_number;
    const char *linux_bytes;
} keys_special[] = {
    { "Up", 'A', 0, 0, NULL },
    { "Down", 'B', 0, 0, NULL },
    { "Right", 'C', 0, 0, NULL },
    { "Left", 'D', 0, 0, NULL },
    { "Home", 'H', 0, 1, NULL },
    { "End", 'F', 0, 4, NULL },
    { "Ins", 0, 2, 0, NULL },
    { "Del", 0, 3, 0, NULL },
    { "PgUp", 0, 5, 0, NULL },
    { "PgDn", 0, 6, 0, NULL },
    { "F1", 'P', 0, 0, "\033[[A" },
    { "F2", 'Q', 0, 0, "\033[[B" },
    { "F3", 'R', 0, 0, "\033[[C" },
    { "F4", 'S', 0, 0, "\033[[D" },
    { "F5", 0, 15, 0, "\033[[E" },
    { "F6", 0, 17, 0, NULL },
    { "F7", 0, 18, 0, NULL },
    { "F8", 0, 19, 0, NULL },
    { "F9", 0, 20, 0, NULL },
    { "F10", 0, 21, 0, NULL },
    { "F11", 0, 23, 0, NULL },
    { "F12", 0, 24, 0, NULL },
};

static const struct {
    const char *name;
    int button;
    int presses; /* 0: a wheel, which is never let go */
} keys_mouse[] = {
    { "Click", 0, 1 },
    { "Right", 2, 1 },
    { "Double", 0, 2 },
    { "WheelUp", 64, 0 },
    { "WheelDown", 65, 0 },
};

static bool
keys_special_put(const char *name, int mods, const struct key_modes *modes, struct buffer *out)
{
    for (size_t i = 0; i < sizeof keys_special / sizeof keys_special[0]; i++) {
        if (strcmp(keys_special[i].name, name) != 0)
            continue;
        char letter = keys_special[i].letter;
        int number = keys_special[i].number;
        if (modes->linux_console && keys_special[i].linux_bytes) {
            buffer_puts(out, keys_special[i].linux_bytes);
            return true;
        }
        if (modes->linux_console && keys_special[i].linux_number) {
            letter = 0;
            number = keys_special[i].linux_number;
        }
        bool function = *name == 'F' && number == 0; /* F1 to F4 always are ESC O */
        if (letter && mods)
            buffer_printf(out, "\033[1;%d%c", mods + 1, letter);
        else if (letter)
            buffer_printf(out, "\033%c%c", modes->cursor_keys || function ? 'O' : '[', letter);
        else if (mods)
            buffer_printf(out, "\033[%d;%d~", number, mods + 1);
        else
            buffer_printf(out, "\033[%d~", number);
        return true;
    }
    return false;
}

static bool
keys_mouse_put(const char *name, const struct key_modes *modes, struct buffer *out)
{
    char word[16];
    int col, row, to_col, to_row;
    int n = sscanf(name, "%15[A-Za-z]:%d,%d,%d,%d", word, &col, &row, &to_col, &to_row);

    if (n == 5 && strcmp(word, "Drag") == 0) {
        if (modes->mouse)
            buffer_printf(out, "\033[<0;%d;%dM\033[<32;%d;%dM\033[<0;%d;%dm", col, row, to_col,
                to_row, to_col, to_row);
        return true;
    }
    if (n != 3)
        return false;
    for (size_t i = 0; i < sizeof keys_mouse / sizeof keys_mouse[0]; i++) {
        if (strcmp(keys_mouse[i].name, word) != 0)
            continue;
        int button = keys_mouse[i].button;
        if (modes->mouse && keys_mouse[i].presses == 0)
            buffer_printf(out, "\033[<%d;%d;%dM", button, col, row);
        for (int p = 0; modes->mouse && p < keys_mouse[i].presses; p++)
            buffer_printf(
                out, "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, col, row, button, col, row);
        return true;
    }
    return false;
}

/* @name is what stands between < and >. */
static bool
keys_named(const char *name, const struct key_modes *modes, struct buffer *out)
{
    int mods = 0;

    for (size_t i = 0; i < sizeof keys_plain / sizeof keys_plain[0]; i++)
        if (strcmp(keys_plain[i].name, name) == 0) {
            buffer_puts(out, keys_plain[i].bytes);
            return true;
        }
    if (strchr(name, ':'))
        return keys_mouse_put(name, modes, out);
    while (name[0] && name[1] == '-' && name[2]) {
        if (name[0] == 'S')
            mods |= SHIFT;
        else if (name[0] == 'M')
            mods |= ALT;
        else if (name[0] == 'C')
            mods |= CONTROL;
        else
            return false;
        name += 2;
    }
    if (strlen(name) != 1) {
        if (keys_special_put(name, mods, modes, out))
            return true;
        if (mods != ALT)
            return false;
        buffer_putc(out, '\033'); /* <M-Enter> and the like */
        return keys_named(name, modes, out);
    }
    if (!mods || mods & SHIFT)
        return false;
    if (mods & ALT)
        buffer_putc(out, '\033');
    buffer_putc(out, mods & CONTROL ? (char) (*name & 0x1f) : *name);
    return true;
}

bool
keys_next(const char **at, const struct key_modes *modes, struct buffer *out)
{
    char name[48];

    if (**at != '<') {
        buffer_putc(out, *(*at)++);
        return true;
    }
    const char *end = strchr(*at, '>');
    size_t size = end ? (size_t) (end - *at - 1) : sizeof name;
    if (size >= sizeof name)
        return false;
    memcpy(name, *at + 1, size);
    name[size] = '\0';
    if (!keys_named(name, modes, out))
        return false;
    *at = end + 1;
    return true;
}
