/*
 * Keys: the notation of tests ("j<Down><C-d>gg") turned into the bytes a terminal sends.
 */
#ifndef TESTS_SUPPORT_KEYS_H
#define TESTS_SUPPORT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/buffer.h"

struct key_modes {
    bool cursor_keys;   /* DECCKM is set: arrows are ESC O A and not ESC [ A */
    bool mouse;         /* the program asked for the mouse */
    bool linux_console; /* its own function keys */
};

/* Reads one key at *@at, steps over it, and appends its bytes:
 *   a character; <Enter> <Esc> <Tab> <S-Tab> <Space> <BS> <Del> <Ins> <Lt>; <Up> <Down> <Left>
 *   <Right> <Home> <End> <PgUp> <PgDn> with S-, C- and M- in front; <F1> to <F12>; <C-x> <M-x>;
 *   <Click:col,row> <Right:col,row> <Double:col,row> <WheelUp:col,row> <WheelDown:col,row>
 *   <Drag:col,row,col,row>, counted from 1.  The mouse is silent unless the program asked for it,
 *   as in a real terminal.
 * False for a name that is none of these. */
bool keys_next(const char **at, const struct key_modes *modes, struct buffer *out);

#endif
