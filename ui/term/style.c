#include "ui/term/style.h"

#include <stdlib.h>
#include <string.h>

static attr_t style_attrs[ROLE_COUNT];

/* What roles look like without any colour: meaning never hangs on colour alone. */
static const attr_t style_mono[ROLE_COUNT] = {
    [ROLE_TITLE] = A_BOLD,
    [ROLE_FOCUS] = A_BOLD,
    [ROLE_HEADER] = A_BOLD,
    [ROLE_TAB] = A_BOLD | A_REVERSE,
    [ROLE_KEY] = A_BOLD,
    [ROLE_SELECTED] = A_REVERSE,
    [ROLE_INACTIVE] = A_UNDERLINE,
    [ROLE_MARKED] = A_BOLD,
    [ROLE_MATCH] = A_UNDERLINE,
    [ROLE_INPUT] = A_BOLD,
    [ROLE_ERROR] = A_BOLD | A_REVERSE,
    [ROLE_WARNING] = A_BOLD,
    [ROLE_GOOD] = A_BOLD,
    [ROLE_BEST] = A_BOLD,
    [ROLE_CRITICAL] = A_BOLD | A_REVERSE,
    [ROLE_HIGH] = A_BOLD,
};

static int
style_distance(uint32_t a, uint32_t b)
{
    int r = (int) (a >> 16 & 255) - (int) (b >> 16 & 255);
    int g = (int) (a >> 8 & 255) - (int) (b >> 8 & 255);
    int l = (int) (a & 255) - (int) (b & 255);

    return r * r + g * g + l * l;
}

int
style_nearest_256(uint32_t rgb)
{
    static const int level[6] = { 0, 95, 135, 175, 215, 255 };
    int best = 16, near = style_distance(rgb, 0);

    for (int i = 17; i < 256; i++) {
        uint32_t gray = (uint32_t) (8 + 10 * (i - 232));
        uint32_t color = i >= 232 ? gray << 16 | gray << 8 | gray
                                  : (uint32_t) level[(i - 16) / 36] << 16 |
                                        (uint32_t) level[(i - 16) / 6 % 6] << 8 |
                                        (uint32_t) level[(i - 16) % 6];
        int d = style_distance(rgb, color);

        if (d < near) {
            near = d;
            best = i;
        }
    }
    return best;
}

enum color_depth
style_depth(enum color_depth wanted)
{
    const char *no_color = getenv("NO_COLOR");

    if (wanted == COLOR_NONE || !has_colors())
        return COLOR_NONE;
    if (wanted == COLOR_AUTO && no_color && *no_color)
        return COLOR_NONE;
    if (COLORS > 256 && (wanted == COLOR_AUTO || wanted == COLOR_TRUE))
        return COLOR_TRUE;
    if (COLORS >= 256 && wanted != COLOR_16)
        return COLOR_256;
    return COLORS >= 8 ? COLOR_16 : COLOR_NONE;
}

static int
style_color(int color, uint32_t rgb, int color16, enum color_depth depth)
{
    switch (depth) {
    case COLOR_TRUE:
        return color == THEME_RGB ? (rgb < 8 ? 0x080808 : (int) rgb) : color;
    case COLOR_256:
        return color == THEME_RGB ? style_nearest_256(rgb) : color;
    default:
        /* Eight colours and bold is what the oldest terminals have of sixteen. */
        return color16 >= COLORS ? color16 - 8 : color16;
    }
}

void
style_load(const struct theme *theme, enum color_depth depth)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct style *s = &theme->style[role];
        int fg, bg;

        if (depth == COLOR_NONE) {
            style_attrs[role] = style_mono[role];
            continue;
        }
        fg = style_color(s->fg, s->fg_rgb, s->fg16, depth);
        bg = style_color(s->bg, s->bg_rgb, s->bg16, depth);
        init_extended_pair(role + 1, fg, bg);
        style_attrs[role] = (s->bold ? A_BOLD : 0) | (s->dim ? A_DIM : 0) |
                            (s->underline ? A_UNDERLINE : 0) | (s->reverse ? A_REVERSE : 0) |
                            (s->italic ? A_ITALIC : 0) | (attr_t) COLOR_PAIR(role + 1);
        if (s->fg16 >= 8 && COLORS < 16)
            style_attrs[role] |= A_BOLD;
    }
}

attr_t
style_attr(enum role role)
{
    return style_attrs[role];
}

short
style_pair(enum role role)
{
    return (short) PAIR_NUMBER(style_attrs[role]);
}
