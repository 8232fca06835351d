#include "document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "autorev/memory.h"

enum {
    DOCUMENT_DEPTH = 8,      /* nothing of ours is deeper than four */
    DOCUMENT_SIZE = 1 << 20, /* a settings file of a megabyte is a mistake */
};

struct document {
    struct arena *arena; /* every node and text */
    const char *name;
    struct document_node *root;
    bool exposed;
};

/* What the events of libyaml are turned into a tree with. */
struct document_builder {
    struct document *doc;
    struct {
        struct document_node *node;
        struct document_node **tail; /* where its next child goes */
        const char *key;             /* of a map: read, its value not yet */
        int key_line;
    } open[DOCUMENT_DEPTH];
    int depth;
};

bool
document_error(const struct document *doc, int line, struct error *err, const char *fmt, ...)
{
    va_list args;
    char text[sizeof err->message];

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return error_set(err, ERROR_SETTING, "%s:%d: %s", doc->name, line, text);
}

const struct document_node *
document_root(const struct document *doc)
{
    return doc->root;
}

bool
document_exposed(const struct document *doc)
{
    return doc->exposed;
}

const struct document_node *
document_find(const struct document_node *map, const char *key)
{
    for (const struct document_node *n = map->first; n; n = n->next)
        if (n->key && strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

const char *
document_kind_name(const struct document_node *node)
{
    switch (node->kind) {
    case DOCUMENT_LIST:
        return "a list";
    case DOCUMENT_MAP:
        return "a map";
    case DOCUMENT_SCALAR:
        return "text";
    case DOCUMENT_NONE:
        break;
    }
    return "nothing";
}

static bool
document_indented_with_tab(const char *text, size_t size, size_t line)
{
    const char *end = text + size;

    for (size_t at = 0; at < line && text < end; at++) {
        const char *newline = memchr(text, '\n', (size_t) (end - text));

        text = newline ? newline + 1 : end;
    }
    while (text < end && *text == ' ')
        text++;
    return text < end && *text == '\t';
}

/* libyaml says what it was scanning; people want to know what to change. */
static bool
document_syntax(struct document *doc, const yaml_parser_t *parser, const char *text, size_t size,
    struct error *err)
{
    size_t line = parser->problem_mark.line;

    if (parser->error == YAML_READER_ERROR) {
        for (size_t i = 0, n = line = 0; i < size && i < parser->problem_offset; i++)
            line = text[i] == '\n' ? ++n : n;
        return document_error(doc, (int) line + 1, err, "%s",
            strstr(parser->problem, "control") ? "a control character" : "this is not UTF-8 text");
    }
    if (document_indented_with_tab(text, size, line)) {
        document_error(doc, (int) line + 1, err, "a tab is used as indentation");
        return error_hint(err, "indent with spaces: YAML does not allow tabs there");
    }
    return document_error(doc, (int) line + 1, err, "this is not YAML: %s",
        parser->problem ? parser->problem : "cannot be read");
}

static struct document_node *
document_add(struct document_builder *b, enum document_kind kind, int line)
{
    struct document_node *node = arena_alloc(b->doc->arena, sizeof *node);

    node->kind = kind;
    node->line = line;
    node->text = "";
    if (!b->depth) {
        b->doc->root = node;
        return node;
    }
    node->key = b->open[b->depth - 1].key;
    node->key_line = b->open[b->depth - 1].key_line;
    b->open[b->depth - 1].key = NULL;
    *b->open[b->depth - 1].tail = node;
    b->open[b->depth - 1].tail = &node->next;
    return node;
}

static bool
document_wants_key(const struct document_builder *b)
{
    return b->depth && b->open[b->depth - 1].node->kind == DOCUMENT_MAP &&
           !b->open[b->depth - 1].key;
}

static bool
document_take_key(struct document_builder *b, const char *key, int line, struct error *err)
{
    const struct document_node *old = document_find(b->open[b->depth - 1].node, key);

    if (!*key)
        return document_error(b->doc, line, err, "a key is missing before the colon");
    if (old)
        return document_error(
            b->doc, line, err, "'%s' is here twice; it is also in line %d", key, old->key_line);
    b->open[b->depth - 1].key = arena_strdup(b->doc->arena, key);
    b->open[b->depth - 1].key_line = line;
    return true;
}

static bool
document_take_scalar(
    struct document_builder *b, const yaml_event_t *event, int line, struct error *err)
{
    const char *text = (const char *) event->data.scalar.value;
    bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    struct document_node *node;

    if (strlen(text) != event->data.scalar.length)
        return document_error(b->doc, line, err, "a NUL character in the text");
    if (document_wants_key(b))
        return document_take_key(b, text, line, err);
    if (!quoted && (!*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0)) {
        document_add(b, DOCUMENT_NONE, line);
        return true;
    }
    node = document_add(b, DOCUMENT_SCALAR, line);
    node->text = arena_strdup(b->doc->arena, text);
    node->quoted = quoted;
    return true;
}

static bool
document_take_start(
    struct document_builder *b, enum document_kind kind, int line, struct error *err)
{
    struct document_node *node;

    if (document_wants_key(b))
        return document_error(b->doc, line, err, "a key is a word, not a list or a map");
    if (b->depth == DOCUMENT_DEPTH)
        return document_error(b->doc, line, err, "nested too deep");
    node = document_add(b, kind, line);
    b->open[b->depth].node = node;
    b->open[b->depth].tail = &node->first;
    b->open[b->depth].key = NULL;
    b->depth++;
    return true;
}

static bool
document_take(struct document_builder *b, const yaml_event_t *event, struct error *err)
{
    int line = (int) event->start_mark.line + 1;

    switch (event->type) {
    case YAML_SCALAR_EVENT:
        if (event->data.scalar.anchor || event->data.scalar.tag)
            break;
        return document_take_scalar(b, event, line, err);
    case YAML_SEQUENCE_START_EVENT:
        if (event->data.sequence_start.anchor || event->data.sequence_start.tag)
            break;
        return document_take_start(b, DOCUMENT_LIST, line, err);
    case YAML_MAPPING_START_EVENT:
        if (event->data.mapping_start.anchor || event->data.mapping_start.tag)
            break;
        return document_take_start(b, DOCUMENT_MAP, line, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        return true;
    case YAML_DOCUMENT_START_EVENT:
        return !b->doc->root || document_error(b->doc, line, err, "a second document begins here");
    case YAML_ALIAS_EVENT:
        break;
    default:
        return true;
    }
    document_error(b->doc, line, err, "anchors, aliases and tags are not used here");
    return error_hint(err, "text that begins with &, * or ! goes in quotes");
}

static bool
document_build(struct document *doc, const char *text, size_t size, struct error *err)
{
    struct document_builder b = { .doc = doc };
    yaml_parser_t parser;
    bool ok = true, end = false;

    if (!yaml_parser_initialize(&parser))
        return error_set(err, ERROR_FILE, "%s: the YAML reader has no memory", doc->name);
    yaml_parser_set_input_string(&parser, (const unsigned char *) text, size);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    while (ok && !end) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            ok = document_syntax(doc, &parser, text, size, err);
            break;
        }
        ok = document_take(&b, &event, err);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return ok;
}

static struct document *
document_new(const char *name)
{
    struct document *doc = x_calloc(1, sizeof *doc);

    doc->arena = arena_new();
    doc->name = arena_strdup(doc->arena, name);
    return doc;
}

void
document_free(struct document *doc)
{
    if (!doc)
        return;
    arena_free(doc->arena);
    free(doc);
}

/* Builds into @doc, which is freed when that fails. */
static struct document *
document_finish(struct document *doc, const char *text, size_t size, struct error *err)
{
    if (!document_build(doc, text, size, err)) {
        document_free(doc);
        return NULL;
    }
    if (!doc->root || doc->root->kind == DOCUMENT_NONE) {
        doc->root = arena_alloc(doc->arena, sizeof *doc->root);
        *doc->root = (struct document_node){ .kind = DOCUMENT_MAP, .line = 1, .text = "" };
    }
    return doc;
}

struct document *
document_parse(const char *name, const char *text, size_t size, struct error *err)
{
    return document_finish(document_new(name), text, size, err);
}

static char *
document_read(struct document *doc, int fd, size_t *size, struct error *err)
{
    struct stat st;
    char *text;
    ssize_t n;

    *size = 0;
    if (fstat(fd, &st) < 0) {
        error_errno(err, "%s", doc->name);
        return NULL;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > DOCUMENT_SIZE) {
        error_set(err, ERROR_FILE, "%s: not a text file of at most %d KB", doc->name,
            DOCUMENT_SIZE / 1024);
        return NULL;
    }
    doc->exposed = (st.st_mode & 077) || (st.st_uid != geteuid() && st.st_uid != 0);
    text = x_calloc(1, (size_t) st.st_size + 1);
    while (*size < (size_t) st.st_size) {
        n = read(fd, text + *size, (size_t) st.st_size - *size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            error_errno(err, "%s", doc->name);
            free(text);
            return NULL;
        }
        if (n == 0)
            break;
        *size += (size_t) n;
    }
    return text;
}

struct document *
document_load(const char *path, struct error *err)
{
    struct document *doc;
    size_t size;
    char *text;
    /* Not blocking: a FIFO in the place of the file is refused and not waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;

        error_errno(err, "%s", path);
        if (missing && err)
            err->code = ERROR_MISSING;
        return NULL;
    }
    doc = document_new(path);
    text = document_read(doc, fd, &size, err);
    close(fd);
    if (!text) {
        document_free(doc);
        return NULL;
    }
    doc = document_finish(doc, text, size, err);
    free(text);
    return doc;
}
