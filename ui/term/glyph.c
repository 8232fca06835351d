#include "ui/term/glyph.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "ui/term/area.h"

static const char *const glyph_utf8[GLYPH_COUNT] = {
    [GLYPH_HLINE] = "─",
    [GLYPH_VLINE] = "│",
    [GLYPH_CORNER_TL] = "┌",
    [GLYPH_CORNER_TR] = "┐",
    [GLYPH_CORNER_BL] = "└",
    [GLYPH_CORNER_BR] = "┘",
    [GLYPH_MARK] = "●",
    [GLYPH_ONLINE] = "●",
    [GLYPH_OFFLINE] = "◌",
    [GLYPH_UP] = "▲",
    [GLYPH_DOWN] = "▼",
    [GLYPH_ELLIPSIS] = "…",
    [GLYPH_BULLET] = "•",
    [GLYPH_BEST] = "★",
    [GLYPH_UNKNOWN] = "–",
    [GLYPH_FOLDED] = "▸",
    [GLYPH_OPEN] = "▾",
    [GLYPH_FULL] = "█",
    [GLYPH_EMPTY] = "·",
};

static const char *const glyph_plain[GLYPH_COUNT] = {
    [GLYPH_HLINE] = "-",
    [GLYPH_VLINE] = "|",
    [GLYPH_CORNER_TL] = "+",
    [GLYPH_CORNER_TR] = "+",
    [GLYPH_CORNER_BL] = "+",
    [GLYPH_CORNER_BR] = "+",
    [GLYPH_MARK] = "*",
    [GLYPH_ONLINE] = "*",
    [GLYPH_OFFLINE] = "o",
    [GLYPH_UP] = "^",
    [GLYPH_DOWN] = "v",
    [GLYPH_ELLIPSIS] = "~",
    [GLYPH_BULLET] = "-",
    [GLYPH_BEST] = "*",
    [GLYPH_UNKNOWN] = "-",
    [GLYPH_FOLDED] = ">",
    [GLYPH_OPEN] = "v",
    [GLYPH_FULL] = "#",
    [GLYPH_EMPTY] = ".",
};

static enum glyph_tier glyph_tier = GLYPHS_ASCII;
static bool glyph_text_ascii = true;

void
glyph_choose(enum glyph_tier wanted, bool utf8)
{
    glyph_text_ascii = !utf8;
    if (!utf8 || wanted == GLYPHS_ASCII)
        glyph_tier = GLYPHS_ASCII;
    else
        glyph_tier = wanted == GLYPHS_AUTO ? GLYPHS_BRAILLE : wanted;
}

bool
glyph_ascii(void)
{
    return glyph_text_ascii;
}

bool
glyph_braille(void)
{
    return glyph_tier == GLYPHS_BRAILLE;
}

const char *
glyph(enum glyph g)
{
    return glyph_tier == GLYPHS_ASCII ? glyph_plain[g] : glyph_utf8[g];
}

const char *
glyph_spinner(int64_t now_ms)
{
    static const char *const braille[] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏" };
    static const char *const plain[] = { "|", "/", "-", "\\" };

    if (glyph_tier == GLYPHS_BRAILLE)
        return braille[now_ms / 100 % 10];
    return plain[now_ms / 100 % 4];
}

void
glyph_bar(char *out, size_t room, double part, int width)
{
    static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    int cells = (int) (part * width * 8 + 0.5);
    size_t used = 0;

    if (cells < 0)
        cells = 0;
    if (cells > width * 8)
        cells = width * 8;
    out[0] = '\0';
    for (int i = 0; i < width && used + 4 < room; i++) {
        const char *cell = cells >= 8                                ? glyph(GLYPH_FULL)
                           : cells > 0 && glyph_tier != GLYPHS_ASCII ? eighth[cells]
                                                                     : glyph(GLYPH_EMPTY);

        cells = cells >= 8 ? cells - 8 : 0;
        used += (size_t) snprintf(out + used, room - used, "%s", cell);
    }
}
