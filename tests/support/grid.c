#include "grid.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <vterm.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"

enum { STYLE_MAX = 96, STYLE_TEXT = 96 };

struct legend {
    char meaning[STYLE_MAX][STYLE_TEXT];
    char letter[STYLE_MAX];
    size_t count;
    bool taken[128];
};

static void
grid_put_utf8(struct buffer *out, uint32_t cp)
{
    if (cp < 0x80) {
        buffer_putc(out, (char) cp);
        return;
    }
    int more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };
    buffer_putc(out, (char) (lead[more] | cp >> (6 * more)));
    while (more-- > 0)
        buffer_putc(out, (char) (0x80 | (cp >> (6 * more) & 0x3f)));
}

static bool
grid_is_blank(const VTermScreenCell *cell)
{
    return cell->chars[0] == 0 || cell->chars[0] == ' ';
}

/* "name" is fg or bg; writes nothing for the terminal's own colour. */
static void
grid_color(struct buffer *out, const char *name, const VTermColor *color, bool is_default)
{
    if (is_default)
        return;
    if (VTERM_COLOR_IS_RGB(color))
        buffer_printf(
            out, " %s=#%02x%02x%02x", name, color->rgb.red, color->rgb.green, color->rgb.blue);
    else
        buffer_printf(out, " %s=%d", name, color->indexed.idx);
}

static void
grid_meaning(const VTermScreenCell *cell, char *out, size_t room)
{
    struct buffer buf = { 0 };
    bool blank = grid_is_blank(cell);
    bool ink = !blank || cell->attrs.reverse; /* is the foreground colour to be seen? */

    if (ink)
        grid_color(&buf, "fg", &cell->fg, VTERM_COLOR_IS_DEFAULT_FG(&cell->fg));
    if (!blank || !cell->attrs.reverse)
        grid_color(&buf, "bg", &cell->bg, VTERM_COLOR_IS_DEFAULT_BG(&cell->bg));
    if (cell->attrs.bold && !blank)
        buffer_puts(&buf, " bold");
    if (cell->attrs.font == 1 && !blank) /* how stream.c spells dim */
        buffer_puts(&buf, " dim");
    if (cell->attrs.italic && !blank)
        buffer_puts(&buf, " italic");
    if (cell->attrs.underline)
        buffer_puts(&buf, " underline");
    if (cell->attrs.blink && !blank)
        buffer_puts(&buf, " blink");
    if (cell->attrs.strike)
        buffer_puts(&buf, " strike");
    if (cell->attrs.reverse)
        buffer_puts(&buf, " reverse");
    snprintf(out, room, "%s", buf.size ? buf.data + 1 : "");
    buffer_fini(&buf);
}

static char
grid_hue(int r, int g, int b)
{
    int max = r > g ? (r > b ? r : b) : (g > b ? g : b);
    int min = r < g ? (r < b ? r : b) : (g < b ? g : b);

    if (max - min < 32)
        return max < 56 ? 'K' : max < 190 ? 'S' : 'W';
    int span = max - min;
    int hue = max == r   ? 60 * (g - b) / span
              : max == g ? 120 + 60 * (b - r) / span
                         : 240 + 60 * (r - g) / span;
    if (hue < 0)
        hue += 360;
    return hue < 16    ? 'R'
           : hue < 42  ? 'O'
           : hue < 70  ? 'Y'
           : hue < 160 ? 'G'
           : hue < 200 ? 'C'
           : hue < 265 ? 'B'
           : hue < 340 ? 'M'
                       : 'R';
}

/* The letter one would like for the style; the legend may have to give another. */
static char
grid_wish(const VTerm *vt, const VTermScreenCell *cell, const char *meaning)
{
    bool fg = strncmp(meaning, "fg=", 3) == 0;
    VTermColor color = fg ? cell->fg : cell->bg;

    if (!fg && strncmp(meaning, "bg=", 3) != 0)
        return strchr(meaning, ' ') && strstr(meaning, "reverse") ? 'r' : *meaning;
    vterm_state_convert_color_to_rgb(vterm_obtain_state((VTerm *) vt), &color);
    return grid_hue(color.rgb.red, color.rgb.green, color.rgb.blue);
}

static char
grid_letter(struct legend *legend, const VTerm *vt, const VTermScreenCell *cell)
{
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZacefghjklmnopqstvwxyz0123456789";
    char meaning[STYLE_TEXT];

    grid_meaning(cell, meaning, sizeof meaning);
    if (!*meaning)
        return '.';
    for (size_t i = 0; i < legend->count; i++)
        if (strcmp(legend->meaning[i], meaning) == 0)
            return legend->letter[i];

    char letter = grid_wish(vt, cell, meaning);
    for (size_t i = 0; legend->taken[(unsigned char) letter] && i < sizeof others - 1; i++)
        letter = others[i];
    if (legend->count == STYLE_MAX)
        return '!';
    legend->taken[(unsigned char) letter] = true;
    legend->letter[legend->count] = letter;
    memcpy(legend->meaning[legend->count++], meaning, sizeof meaning);
    return letter;
}

struct grid *
grid_take(VTerm *vt, int rows, int cols, bool cursor_shown)
{
    struct grid *grid = x_calloc(1, sizeof *grid);
    struct legend *legend = x_calloc(1, sizeof *legend);
    VTermScreen *screen = vterm_obtain_screen(vt);
    struct buffer text = { 0 }, style = { 0 };
    VTermPos pos;

    grid->rows = rows;
    grid->cols = cols;
    grid->text = x_calloc((size_t) rows, sizeof *grid->text);
    grid->style = x_calloc((size_t) rows, sizeof *grid->style);
    for (pos.row = 0; pos.row < rows; pos.row++) {
        for (pos.col = 0; pos.col < cols;) {
            VTermScreenCell cell = { 0 };
            vterm_screen_get_cell(screen, pos, &cell);
            if (grid_is_blank(&cell))
                buffer_putc(&text, ' ');
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
                if (cell.chars[i] != ' ')
                    grid_put_utf8(&text, cell.chars[i]);
            char letter = grid_letter(legend, vt, &cell);
            int width = cell.width > 1 ? cell.width : 1;
            for (int i = 0; i < width && pos.col + i < cols; i++)
                buffer_putc(&style, letter);
            pos.col += width;
        }
        grid->text[pos.row] = buffer_take(&text);
        grid->style[pos.row] = buffer_take(&style);
    }
    for (size_t i = 0; i < legend->count; i++)
        buffer_printf(&text, "%c %s\n", legend->letter[i], legend->meaning[i]);
    grid->legend = buffer_take(&text);
    free(legend);

    vterm_state_get_cursorpos(vterm_obtain_state(vt), &pos);
    grid->cursor =
        cursor_shown ? x_asprintf("row %d col %d", pos.row + 1, pos.col + 1) : x_strdup("hidden");
    return grid;
}

void
grid_free(struct grid *grid)
{
    if (!grid)
        return;
    for (int i = 0; i < grid->rows; i++) {
        free(grid->text[i]);
        free(grid->style[i]);
    }
    free(grid->text);
    free(grid->style);
    free(grid->legend);
    free(grid->cursor);
    free(grid);
}

char *
grid_format(const struct grid *grid)
{
    struct buffer out = { 0 };

    for (int i = 0; i < grid->rows; i++)
        buffer_printf(&out, "|%s|\n", grid->text[i]);
    buffer_puts(&out, "-- style\n");
    for (int i = 0; i < grid->rows; i++)
        buffer_printf(&out, "|%s|\n", grid->style[i]);
    buffer_printf(&out, "-- cursor %s\n", grid->cursor);
    buffer_puts(&out, grid->legend);
    return buffer_take(&out);
}

char *
grid_text(const struct grid *grid)
{
    struct buffer out = { 0 };

    for (int i = 0; i < grid->rows; i++) {
        size_t size = strlen(grid->text[i]);
        while (size > 0 && grid->text[i][size - 1] == ' ')
            size--;
        buffer_add(&out, grid->text[i], size);
        buffer_putc(&out, '\n');
    }
    return buffer_take(&out);
}

/* The line that begins at *@at, without its newline; steps to the next.  NULL after the last. */
static char *
grid_line(const char **at)
{
    if (!**at)
        return NULL;
    size_t size = strcspn(*at, "\n");
    char *line = x_strndup(*at, size);
    *at += size + ((*at)[size] == '\n');
    return line;
}

static int
grid_width(const char *line)
{
    int width = 0;
    utf8proc_int32_t cp;

    while (*line) {
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *) line, -1, &cp);
        width += size > 0 ? utf8proc_charwidth(cp) : 1;
        line += size > 0 ? size : 1;
    }
    return width;
}

static int
grid_widest(const char *text)
{
    int widest = 0;
    char *line;

    while ((line = grid_line(&text))) {
        int width = grid_width(line);
        widest = width > widest ? width : widest;
        free(line);
    }
    return widest;
}

char *
grid_difference(const char *want, const char *got)
{
    struct buffer out = { 0 }, pairs = { 0 };
    int width = grid_widest(want);
    int row = 0, first = 0;

    width = width > 6 ? width : 6;
    for (;;) {
        char *left = grid_line(&want), *right = grid_line(&got);
        if (!left && !right)
            break;
        bool same = left && right && strcmp(left, right) == 0;
        row++;
        if (!same && !first)
            first = row;
        const char *shown = left ? left : "";
        int pad = width - grid_width(shown);
        buffer_printf(&pairs, "%3d %s%*s %c %s\n", row, shown, pad > 0 ? pad : 0, "",
            same ? ' ' : '#', right ? right : "");
        free(left);
        free(right);
    }
    if (first)
        buffer_printf(&out, "the first difference is in line %d\n", first);
    else
        buffer_puts(&out, "no difference\n");
    buffer_printf(&out, "    %-*s   %s\n", width, "wanted", "on the screen");
    buffer_puts(&out, buffer_text(&pairs));
    buffer_fini(&pairs);
    return buffer_take(&out);
}
