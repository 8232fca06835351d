/*
 * The reader of theme files; theme.h says what is in them.
 */
#include "autorev/theme.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "autorev/text.h"

#include "document.h"

enum { THEME_COLORS = 64, ANSI_COLORS = 16 };

/* In the order of the terminal's numbers. */
static const char *const ansi_names[ANSI_COLORS] = {
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
};

struct color {
    const char *name; /* borrowed from the file */
    int place;        /* THEME_DEFAULT, 0..15 or THEME_RGB */
    uint32_t rgb;
    int ansi;
};

struct theme_reader {
    struct theme *theme;
    const struct document *doc;
    struct color color[THEME_COLORS];
    size_t color_count;
    int line[ROLE_COUNT]; /* where it was said; 0: not */
    bool has_fg[ROLE_COUNT], has_bg[ROLE_COUNT];
};

/* "#0d1b2a": 24 bits, or false. */
static bool
color_rgb(const char *text, size_t size, uint32_t *rgb)
{
    uint32_t value = 0;

    if (size != 7 || *text != '#')
        return false;
    for (size_t i = 1; i < size; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = memchr(digits, text[i], sizeof digits - 1);

        if (!digit)
            return false;
        value = value << 4 | (uint32_t) ((digit - digits) % 16);
    }
    *rgb = value;
    return true;
}

/* 0..15, THEME_DEFAULT for "default", or THEME_RGB when it is no name of the terminal's. */
static int
color_ansi(const char *text, size_t size)
{
    for (int i = 0; i < ANSI_COLORS; i++)
        if (strlen(ansi_names[i]) == size && memcmp(ansi_names[i], text, size) == 0)
            return i;
    return size == strlen("default") && memcmp(text, "default", size) == 0 ? THEME_DEFAULT
                                                                           : THEME_RGB;
}

/* "#0d1b2a black", "black" or "default". */
static bool
theme_read_color(struct theme_reader *rd, const struct document_node *node, struct error *err)
{
    struct color *color = &rd->color[rd->color_count];
    const char *text = node->text;
    size_t first = strcspn(text, " ");
    const char *rest = text + first + strspn(text + first, " ");

    if (rd->color_count == THEME_COLORS)
        return document_error(rd->doc, node->key_line, err, "more than %d colours", THEME_COLORS);
    color->name = node->key;
    if (color_rgb(text, first, &color->rgb)) {
        color->place = THEME_RGB;
        color->ansi = color_ansi(rest, strlen(rest));
    } else {
        color->place = color->ansi = *rest ? THEME_RGB : color_ansi(text, first);
    }
    if (node->kind == DOCUMENT_SCALAR && color->ansi != THEME_RGB) {
        rd->color_count++;
        return true;
    }
    document_error(rd->doc, node->line, err, "'%.40s' is not a colour", node->key);
    return error_hint(err, "write \"#rrggbb name\" with the nearest of the terminal's sixteen, "
                           "or its name alone: black, red, ... bright-white, default");
}

static const struct color *
theme_find_color(const struct theme_reader *rd, const char *word, size_t size, struct color *own)
{
    for (size_t i = 0; i < rd->color_count; i++)
        if (strlen(rd->color[i].name) == size && memcmp(rd->color[i].name, word, size) == 0)
            return &rd->color[i];
    own->place = own->ansi = color_ansi(word, size);
    return own->ansi == THEME_RGB ? NULL : own;
}

static bool
theme_put_color(struct theme_reader *rd, int role, const char *word, size_t size, bool ground)
{
    struct style *style = &rd->theme->style[role];
    struct color own = { 0 };
    const struct color *color = theme_find_color(rd, word, size, &own);

    assert(style);
    if (!color)
        return false;
    if (ground) {
        style->bg = color->place;
        style->bg_rgb = color->rgb;
        style->bg16 = color->ansi;
        rd->has_bg[role] = true;
    } else {
        style->fg = color->place;
        style->fg_rgb = color->rgb;
        style->fg16 = color->ansi;
        rd->has_fg[role] = true;
    }
    return true;
}

static bool *
theme_attribute(struct style *style, const char *word, size_t size)
{
    const struct {
        const char *name;
        bool *place;
    } row[] = {
        { "bold", &style->bold },
        { "dim", &style->dim },
        { "underline", &style->underline },
        { "reverse", &style->reverse },
        { "italic", &style->italic },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strlen(row[i].name) == size && memcmp(row[i].name, word, size) == 0)
            return row[i].place;
    return NULL;
}

static bool
theme_no_color(const struct theme_reader *rd, const struct document_node *node, const char *word,
    size_t size, struct error *err)
{
    const char *names[THEME_COLORS];
    char wrong[64];
    const char *near;

    snprintf(wrong, sizeof wrong, "%.*s", (int) (size < 40 ? size : 40), word);
    for (size_t i = 0; i < rd->color_count; i++)
        names[i] = rd->color[i].name;
    near = text_nearest(wrong, names, rd->color_count);
    document_error(rd->doc, node->line, err, "'%s' is neither a colour nor an attribute", wrong);
    if (near)
        return error_hint(err, "did you mean '%s'?", near);
    return error_hint(err, "colours are those under colors: and the terminal's own; attributes are "
                           "bold, dim, underline, reverse, italic");
}

/* "bold white on base" */
static bool
theme_read_words(
    struct theme_reader *rd, int role, const struct document_node *node, struct error *err)
{
    bool ground = false;
    size_t size;

    for (const char *word = node->text; *word; word += size + strspn(word + size, " ")) {
        bool *attribute;

        size = strcspn(word, " ");
        attribute = ground ? NULL : theme_attribute(&rd->theme->style[role], word, size);
        if (!ground && size == 2 && memcmp(word, "on", 2) == 0) {
            ground = true;
        } else if (attribute) {
            *attribute = true;
        } else {
            if (ground ? rd->has_bg[role] : rd->has_fg[role])
                return document_error(rd->doc, node->line, err, "'%s' has two colours", node->key);
            if (!theme_put_color(rd, role, word, size, ground))
                return theme_no_color(rd, node, word, size, err);
        }
    }
    return !ground || rd->has_bg[role] ||
           document_error(rd->doc, node->line, err, "a colour is missing after 'on'");
}

/* {fg: white, bg: base, bold: true} */
static bool
theme_read_members(
    struct theme_reader *rd, int role, const struct document_node *map, struct error *err)
{
    for (const struct document_node *node = map->first; node; node = node->next) {
        bool ground = strcmp(node->key, "bg") == 0;
        bool *attribute = theme_attribute(&rd->theme->style[role], node->key, strlen(node->key));

        if (node->kind != DOCUMENT_SCALAR)
            return document_error(rd->doc, node->line, err, "'%.40s' is a word, not %s", node->key,
                document_kind_name(node));
        if (attribute) {
            *attribute = strcmp(node->text, "true") == 0;
            if (!*attribute && strcmp(node->text, "false") != 0)
                return document_error(
                    rd->doc, node->line, err, "'%.40s' is true or false", node->key);
        } else if (ground || strcmp(node->key, "fg") == 0) {
            if (!theme_put_color(rd, role, node->text, strlen(node->text), ground))
                return theme_no_color(rd, node, node->text, strlen(node->text), err);
        } else {
            document_error(rd->doc, node->key_line, err, "unknown key '%.40s' in the role '%s'",
                node->key, map->key);
            return error_hint(err, "known here: fg, bg, bold, dim, underline, reverse, italic");
        }
    }
    return true;
}

static bool
theme_read_role(struct theme_reader *rd, const struct document_node *node, struct error *err)
{
    int role = role_find(node->key);

    if (role < 0) {
        const char *names[ROLE_COUNT], *near;

        for (int i = 0; i < ROLE_COUNT; i++)
            names[i] = role_name(i);
        near = text_nearest(node->key, names, ROLE_COUNT);
        document_error(rd->doc, node->key_line, err, "there is no role '%.40s'", node->key);
        return near ? error_hint(err, "did you mean '%s'?", near) : false;
    }
    rd->line[role] = node->key_line;
    if (node->kind == DOCUMENT_MAP)
        return theme_read_members(rd, role, node, err);
    if (node->kind == DOCUMENT_SCALAR)
        return theme_read_words(rd, role, node, err);
    document_error(rd->doc, node->line, err, "the role '%s' is text or a map, not %s", node->key,
        document_kind_name(node));
    return error_hint(err, "write: %s: bold white on base", node->key);
}

typedef bool (*theme_read_fn)(
    struct theme_reader *rd, const struct document_node *node, struct error *err);

static bool
theme_read_map(
    struct theme_reader *rd, const struct document_node *map, theme_read_fn read, struct error *err)
{
    bool ok = map->kind == DOCUMENT_MAP ||
              document_error(rd->doc, map->line, err, "'%s' is a map, not %s", map->key,
                  document_kind_name(map));

    for (const struct document_node *node = map->first; ok && node; node = node->next)
        ok = read(rd, node, err);
    return ok;
}

/* A colour that a role does not name is that of the text. */
static bool
theme_complete(struct theme_reader *rd, const struct document_node *roles, struct error *err)
{
    const struct style *text = &rd->theme->style[ROLE_TEXT];

    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &rd->theme->style[role];

        if (!rd->line[role])
            return document_error(
                rd->doc, roles->key_line, err, "the role '%s' is missing", role_name(role));
        if (!rd->has_fg[role]) {
            style->fg = text->fg;
            style->fg_rgb = text->fg_rgb;
            style->fg16 = text->fg16;
        }
        if (!rd->has_bg[role]) {
            style->bg = text->bg;
            style->bg_rgb = text->bg_rgb;
            style->bg16 = text->bg16;
        }
    }
    return true;
}

static bool
theme_read(struct theme_reader *rd, const struct document_node *root, struct error *err)
{
    const struct document_node *about = document_find(root, "about");
    const struct document_node *colors = document_find(root, "colors");
    const struct document_node *roles = document_find(root, "roles");

    if (root->kind != DOCUMENT_MAP)
        return document_error(rd->doc, root->line, err, "a theme is a map with colors and roles");
    for (const struct document_node *node = root->first; node; node = node->next) {
        if (node == about || node == colors || node == roles)
            continue;
        document_error(rd->doc, node->key_line, err, "unknown key '%.40s'", node->key);
        return error_hint(err, "known here: about, colors, roles");
    }
    if (!roles)
        return document_error(rd->doc, root->line, err, "the map 'roles' is missing");
    if (about && about->kind != DOCUMENT_SCALAR)
        return document_error(rd->doc, about->line, err, "'about' is one line of text");
    text_clean(rd->theme->about, sizeof rd->theme->about, about ? about->text : "", TEXT_LINE);
    return (!colors || theme_read_map(rd, colors, theme_read_color, err)) &&
           theme_read_map(rd, roles, theme_read_role, err) && theme_complete(rd, roles, err);
}

bool
theme_load_file(struct theme *theme, const char *path, struct error *err)
{
    struct document *doc = document_load(path, err);
    struct theme_reader rd = { .theme = theme, .doc = doc };
    const char *name = strrchr(path, '/');
    bool ok;

    if (!doc)
        return false;
    *theme = (struct theme){ 0 };
    name = name ? name + 1 : path;
    snprintf(theme->name, sizeof theme->name, "%.*s", (int) strcspn(name, "."), name);
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &theme->style[role];

        style->fg = style->bg = style->fg16 = style->bg16 = THEME_DEFAULT;
    }
    ok = theme_read(&rd, document_root(doc), err);
    document_free(doc);
    return ok;
}
