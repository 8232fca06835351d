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

struct style {
    char meaning[STYLE_TEXT]; /* "fg=1 bold"; "" is the terminal's own */
    char blank[STYLE_TEXT];   /* what is left of it where there is no ink */
    char wish;                /* the letter one would like */
    char letter;
    int cells;
};

/* All styles of a picture, in the order in which they come. */
struct legend {
    struct style style[STYLE_MAX];
    size_t count;
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
grid_meaning(const VTermScreenCell *cell, bool blank, char *out, size_t room)
{
    struct buffer buf = { 0 };
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
           : hue < 80  ? 'Y'
           : hue < 160 ? 'G'
           : hue < 200 ? 'C'
           : hue < 265 ? 'B'
           : hue < 340 ? 'M'
                       : 'R';
}

static char
grid_wish(VTerm *vt, const VTermScreenCell *cell, const char *meaning)
{
    bool fg = strncmp(meaning, "fg=", 3) == 0;
    VTermColor color = fg ? cell->fg : cell->bg;

    if (!fg && strncmp(meaning, "bg=", 3) != 0)
        return strstr(meaning, "reverse") ? 'r' : *meaning;
    vterm_state_convert_color_to_rgb(vterm_obtain_state(vt), &color);
    return grid_hue(color.rgb.red, color.rgb.green, color.rgb.blue);
}

/* Number of the cell's style. */
static size_t
grid_style(struct legend *legend, VTerm *vt, const VTermScreenCell *cell)
{
    struct style style = { 0 };
    size_t i = 0;

    grid_meaning(cell, grid_is_blank(cell), style.meaning, sizeof style.meaning);
    grid_meaning(cell, true, style.blank, sizeof style.blank);
    while (i < legend->count && strcmp(legend->style[i].meaning, style.meaning) != 0)
        i++;
    if (i == legend->count && i < STYLE_MAX) {
        style.wish = grid_wish(vt, cell, style.meaning);
        legend->style[legend->count++] = style;
    }
    return i < STYLE_MAX ? i : STYLE_MAX - 1;
}

/* A blank goes with its left neighbour, or else with its right one, where that looks the same: so
 * words of one colour are one run of letters.  Fills @style, one number a column. */
static void
grid_row_styles(
    struct legend *legend, VTerm *vt, const VTermScreenCell *cell, int cols, size_t *style)
{
    for (int col = 0; col < cols; col++)
        style[col] = grid_style(legend, vt, &cell[col]);
    for (int col = 1; col < cols; col++)
        if (grid_is_blank(&cell[col]) &&
            strcmp(legend->style[style[col - 1]].blank, legend->style[style[col]].meaning) == 0)
            style[col] = style[col - 1];
    for (int col = cols - 2; col >= 0; col--)
        if (grid_is_blank(&cell[col]) &&
            strcmp(legend->style[style[col + 1]].blank, legend->style[style[col]].meaning) == 0)
            style[col] = style[col + 1];
    for (int col = 0; col < cols; col++)
        legend->style[style[col]].cells++;
}

static size_t
grid_most_common(const struct legend *legend)
{
    size_t most = 0;

    for (size_t i = 1; i < legend->count; i++)
        if (legend->style[i].cells > legend->style[most].cells)
            most = i;
    return most;
}

/* A blank that could as well have the most common style has it. */
static void
grid_blanks_most_common(struct legend *legend, size_t *style, size_t cells, const bool *blank)
{
    size_t most = grid_most_common(legend);

    for (size_t i = 0; i < cells; i++)
        if (blank[i] && strcmp(legend->style[most].blank, legend->style[style[i]].blank) == 0) {
            legend->style[style[i]].cells--;
            legend->style[most].cells++;
            style[i] = most;
        }
}

/* The most common style is '.'; the others get the letter they would like, or the next free one. */
static void
grid_letters(struct legend *legend)
{
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZacefghjklmnopqstvwxyz0123456789";
    bool taken[128] = { ['.'] = true };
    size_t most = grid_most_common(legend);

    for (size_t i = 0; i < legend->count; i++) {
        struct style *style = &legend->style[i];
        char letter = style->wish ? style->wish : 't';

        if (style->cells == 0)
            continue;
        for (size_t k = 0; taken[(unsigned char) letter] && k < sizeof others - 1; k++)
            letter = others[k];
        style->letter = i == most ? '.' : letter;
        taken[(unsigned char) style->letter] = true;
    }
}

static char *
grid_legend(const struct legend *legend)
{
    struct buffer out = { 0 };

    for (size_t i = 0; i < legend->count; i++)
        if (legend->style[i].cells)
            buffer_printf(&out, "%c %s\n", legend->style[i].letter,
                *legend->style[i].meaning ? legend->style[i].meaning : "the terminal's own");
    return buffer_take(&out);
}

/* The cells of a row; the second column of a wide character has the style of the first. */
static void
grid_cells(VTermScreen *screen, int row, int cols, VTermScreenCell *cell)
{
    for (int col = 0; col < cols; col++) {
        vterm_screen_get_cell(screen, (VTermPos){ row, col }, &cell[col]);
        if (cell[col].width > 1 && col + 1 < cols) {
            cell[col + 1] = cell[col];
            cell[col + 1].width = 0;
            col++;
        }
    }
}

static char *
grid_row_text(const VTermScreenCell *cell, int cols)
{
    struct buffer out = { 0 };

    for (int col = 0; col < cols; col++) {
        if (cell[col].width == 0)
            continue;
        if (grid_is_blank(&cell[col]))
            buffer_putc(&out, ' ');
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell[col].chars[i]; i++)
            if (cell[col].chars[i] != ' ')
                grid_put_utf8(&out, cell[col].chars[i]);
    }
    return buffer_take(&out);
}

struct grid *
grid_take(VTerm *vt, int rows, int cols, bool cursor_shown)
{
    struct grid *grid = x_calloc(1, sizeof *grid);
    struct legend *legend = x_calloc(1, sizeof *legend);
    VTermScreenCell *cell = x_calloc((size_t) cols, sizeof *cell);
    size_t *style = x_calloc((size_t) rows * (size_t) cols, sizeof *style);
    bool *blank = x_calloc((size_t) rows * (size_t) cols, sizeof *blank);
    VTermPos pos;

    grid->rows = rows;
    grid->cols = cols;
    grid->text = x_calloc((size_t) rows, sizeof *grid->text);
    grid->style = x_calloc((size_t) rows, sizeof *grid->style);
    for (int row = 0; row < rows; row++) {
        grid_cells(vterm_obtain_screen(vt), row, cols, cell);
        grid->text[row] = grid_row_text(cell, cols);
        grid_row_styles(legend, vt, cell, cols, style + row * cols);
        for (int col = 0; col < cols; col++)
            blank[row * cols + col] = grid_is_blank(&cell[col]);
    }
    grid_blanks_most_common(legend, style, (size_t) rows * (size_t) cols, blank);
    grid_letters(legend);
    for (int row = 0; row < rows; row++) {
        grid->style[row] = x_calloc((size_t) cols + 1, 1);
        for (int col = 0; col < cols; col++)
            grid->style[row][col] = legend->style[style[row * cols + col]].letter;
    }
    grid->legend = grid_legend(legend);
    free(blank);
    free(style);
    free(cell);
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
