#include "ui/term/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <utf8proc.h>

static const struct {
    const char *name;
    key_code key;
} key_names[] = {
    { "Up", K_UP },
    { "Down", K_DOWN },
    { "Left", K_LEFT },
    { "Right", K_RIGHT },
    { "Home", K_HOME },
    { "End", K_END },
    { "PgUp", K_PAGE_UP },
    { "PgDn", K_PAGE_DOWN },
    { "Ins", K_INSERT },
    { "Del", K_DELETE },
    { "BS", K_BACKSPACE },
    { "S-Tab", K_SHIFT_TAB },
    { "Enter", K_ENTER },
    { "Tab", K_TAB },
    { "Esc", K_ESCAPE },
    { "Space", K_SPACE },
    { "Lt", '<' },
};

static bool
key_parse_name(const char *name, size_t size, key_code *key)
{
    int number = 0;
    char end;

    for (size_t i = 0; i < sizeof key_names / sizeof key_names[0]; i++) {
        if (strlen(key_names[i].name) == size && !strncasecmp(key_names[i].name, name, size)) {
            *key = key_names[i].key;
            return true;
        }
    }
    if (size == 3 && !strncasecmp(name, "C-", 2)) {
        *key = (key_code) name[2] & 0x1f;
        return name[2] >= '@' && name[2] <= 'z';
    }
    if (size > 2 && (!strncasecmp(name, "M-", 2) || !strncasecmp(name, "A-", 2))) {
        if (size == 3)
            *key = (key_code) (unsigned char) name[2];
        else if (!key_parse_name(name + 2, size - 2, key))
            return false;
        *key |= KEY_MOD_ALT;
        return true;
    }
    if (sscanf(name, "F%d%c", &number, &end) == 2 && end == '>' && number >= 1 && number <= 12) {
        *key = K_F1 + (key_code) number - 1;
        return true;
    }
    return false;
}

bool
key_parse(const char *text, key_code *key, size_t *used)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t size;

    if (text[0] == '<' && text[1]) {
        const char *close = strchr(text, '>');

        if (!close || !key_parse_name(text + 1, (size_t) (close - text - 1), key))
            return false;
        if (used)
            *used = (size_t) (close - text + 1);
        return used || !close[1];
    }
    size =
        utf8proc_iterate((const utf8proc_uint8_t *) text, (utf8proc_ssize_t) strlen(text), &code);
    if (size <= 0 || code < 0x20 || code == 0x7f)
        return false;
    *key = (key_code) code;
    if (used)
        *used = (size_t) size;
    return used || !text[size];
}

void
key_format(key_code key, char *out, size_t room)
{
    const char *alt = key & KEY_MOD_ALT ? "M-" : "";
    utf8proc_uint8_t utf8[8] = { 0 };

    key &= ~(key_code) KEY_MOD_ALT;
    for (size_t i = 0; i < sizeof key_names / sizeof key_names[0]; i++) {
        if (key_names[i].key == key && (key != '<')) {
            snprintf(out, room, "<%s%s>", alt, key_names[i].name);
            return;
        }
    }
    if (key >= K_F1 && key <= K_F12) {
        snprintf(out, room, "<%sF%d>", alt, (int) (key - K_F1 + 1));
    } else if (key < 0x20) {
        int c = (int) key + '@';

        snprintf(out, room, "<%sC-%c>", alt, c >= 'A' && c <= 'Z' ? c + 32 : c);
    } else {
        utf8proc_encode_char((utf8proc_int32_t) key, utf8);
        snprintf(out, room, *alt ? "<%s%s>" : "%s%s", alt, (const char *) utf8);
    }
}
