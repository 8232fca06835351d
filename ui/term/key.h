/*
 * Key: what a person pressed, and how it is written in settings and help: "x", "<Enter>", "<C-d>",
 * "<M-x>", "<S-Tab>", "<F1>".  Pure: knows no terminal.
 */
#ifndef AUTOREV_UI_TERM_KEY_H
#define AUTOREV_UI_TERM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A Unicode code point, or one of the names below, plus KEY_MOD_ALT. */
typedef uint32_t key_code;

enum {
    KEY_MOD_ALT = 1u << 30,
    KEY_NAMED = 0x200000, /* above Unicode */
    K_UP = KEY_NAMED,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_INSERT,
    K_DELETE,
    K_BACKSPACE,
    K_SHIFT_TAB,
    K_F1,
    K_F12 = K_F1 + 11,
    K_MOUSE,
    K_PASTE_START,
    K_PASTE_END,
    K_ENTER = '\r',
    K_TAB = '\t',
    K_ESCAPE = 0x1b,
    K_SPACE = ' ',
};

/* Reads one key of @text: sets its bytes in *@used (may be NULL: then the whole text must be one
 * key).  False when there is no such key. */
bool key_parse(const char *text, key_code *key, size_t *used);

/* Writes the key's name, NUL-terminated. */
void key_format(key_code key, char *out, size_t room);

#endif
