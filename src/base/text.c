#include "autorev/text.h"

bool
text_is_plain(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    return true;
}

void
text_sanitize(struct buffer *out, const char *text, size_t size, enum text_mode mode)
{
    for (size_t i = 0; i < size; i++)
        buffer_putc(out,
            text_is_plain(text + i, 1) || (mode == TEXT_BLOCK && text[i] == '\n') ? text[i] : '?');
}
