/*
 * Layers: reads every #include of the program and fails on one that points up the house
 * (ui -> cli, al, feeds -> garage -> store -> config -> base), or that names a library outside
 * the room that wraps it.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev-build.h"

enum { LEVEL_UNKNOWN = -1, LEVEL_BASE = 0 };

/* From the ground up; rooms of one level may use each other. */
static const struct {
    const char *folder;
    int level;
} rooms[] = {
    { "src/base/", LEVEL_BASE },
    { "src/config/", 1 },
    { "src/store/", 2 },
    { "src/garage/", 3 },
    { "src/al/", 4 },
    { "src/cli/", 4 },
    { "src/feeds/", 4 },
    { "ui/", 5 },
};

/* Who may name the headers that begin so. */
static const struct {
    const char *header;
    const char *place;
} libraries[] = {
    { "curses.h", "ui/term/" },
    { "ncurses", "ui/term/" },
    { "panel.h", "ui/term/" },
    { "term.h", "ui/term/" },
    { "libpq", "src/store/" },
    { "curl/", "src/base/http.c" },
    { "yaml.h", "src/config/" },
};

static bool
starts_with(const char *text, const char *start)
{
    return !strncmp(text, start, strlen(start));
}

static bool
is_file(const char *path)
{
    char full[1024];

    snprintf(full, sizeof full, "%s/%s", AUTOREV_SOURCE_ROOT, path);
    return access(full, F_OK) == 0;
}

/* The level of a path from the top of the tree.  A public header has that of the room with its
 * source; one without a source holds plain declarations and lies on the ground. */
static int
level_of(const char *path)
{
    static const char public[] = "include/autorev/";

    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        char source[512];

        if (starts_with(path, rooms[i].folder))
            return rooms[i].level;
        if (!starts_with(path, public))
            continue;
        snprintf(source, sizeof source, "%s%.*sc", rooms[i].folder,
            (int) (strlen(path) - strlen(public) - 1), path + strlen(public));
        if (is_file(source))
            return rooms[i].level;
    }
    return starts_with(path, public) ? LEVEL_BASE : LEVEL_UNKNOWN;
}

/* Finds what #include "name" in @file means, as a path from the top of the tree. */
static bool
resolve(char *out, size_t room, const char *file, const char *name)
{
    const char *const folder[] = { "include/", "src/", "" };

    snprintf(out, room, "%.*s/%s", (int) (strrchr(file, '/') - file), file, name);
    for (size_t i = 0; !is_file(out) && i < sizeof folder / sizeof folder[0]; i++)
        snprintf(out, room, "%s%s", folder[i], name);
    return is_file(out);
}

/* What is wrong with that include in @file; false when nothing is.  @quoted: "name", not <name>. */
static bool
include_is_wrong(const char *file, const char *name, bool quoted, char *why, size_t room)
{
    char path[512];

    for (size_t i = 0; !quoted && i < sizeof libraries / sizeof libraries[0]; i++)
        if (starts_with(name, libraries[i].header) && !starts_with(file, libraries[i].place)) {
            snprintf(why, room, "<%s> belongs to %s only", name, libraries[i].place);
            return true;
        }
    if (!quoted || !strcmp(name, "autorev-build.h"))
        return false;
    if (strstr(name, "../")) {
        snprintf(why, room, "\"%s\" climbs: name it from the top", name);
        return true;
    }
    if (!resolve(path, sizeof path, file, name)) {
        snprintf(why, room, "\"%s\" is no file of the program", name);
        return true;
    }
    if (level_of(path) == LEVEL_UNKNOWN || level_of(file) == LEVEL_UNKNOWN) {
        snprintf(why, room, "%s includes %s: one of them lies in no room", file, path);
        return true;
    }
    if (level_of(path) <= level_of(file))
        return false;
    snprintf(why, room, "%s is above: the arrow points up", path);
    return true;
}

/* Reports each wrong include of one file; returns how many includes it has. */
static size_t
check_file(const char *file)
{
    char full[1024], line[1024], name[256], why[600];
    size_t count = 0, number = 0;
    FILE *f;

    snprintf(full, sizeof full, "%s/%s", AUTOREV_SOURCE_ROOT, file);
    f = fopen(full, "re");
    cr_assert(f, "%s: %s", full, strerror(errno));
    while (fgets(line, sizeof line, f)) {
        char open;

        number++;
        if (sscanf(line, " # include %c%255[^\">]", &open, name) != 2)
            continue;
        count++;
        cr_expect(!include_is_wrong(file, name, open == '"', why, sizeof why), "%s:%zu: %s", file,
            number, why);
    }
    fclose(f);
    return count;
}

Test(layers, includes_point_down)
{
    char src[] = AUTOREV_SOURCE_ROOT "/src", ui[] = AUTOREV_SOURCE_ROOT "/ui",
         include[] = AUTOREV_SOURCE_ROOT "/include";
    char *const tops[] = { src, ui, include, NULL };
    FTS *tree = fts_open(tops, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    size_t includes = 0;

    cr_assert(tree, "%s", strerror(errno));
    for (FTSENT *entry; (entry = fts_read(tree));) {
        const char *end = strrchr(entry->fts_name, '.');

        if (entry->fts_info == FTS_F && end && (!strcmp(end, ".c") || !strcmp(end, ".h")))
            includes += check_file(entry->fts_path + strlen(AUTOREV_SOURCE_ROOT "/"));
    }
    fts_close(tree);
    cr_expect_gt(includes, 100, "only %zu includes: the walk missed the source", includes);
}

Test(layers, arrows_that_point_up_are_found)
{
    static const struct {
        const char *file, *name;
        bool quoted, wrong;
    } row[] = {
        { "src/base/text.c", "autorev/text.h", true, false },
        { "src/base/text.c", "autorev/settings.h", true, true },
        { "src/base/text.c", "autorev/nowhere.h", true, true },
        { "src/config/paths.c", "autorev/text.h", true, false },
        { "src/config/paths.c", "autorev/store.h", true, true },
        { "src/store/store.c", "store/backend.h", true, false },
        { "src/store/store.c", "backend.h", true, false },
        { "src/store/store.c", "autorev/car.h", true, true },
        { "src/garage/car.c", "autorev/store.h", true, false },
        { "src/garage/car.c", "ui/app.h", true, true },
        { "src/garage/car.c", "../../ui/app.h", true, true },
        { "include/autorev/text.h", "autorev/attr.h", true, false },
        { "include/autorev/text.h", "autorev/car.h", true, true },
        { "include/autorev/car.h", "autorev/result.h", true, false },
        { "ui/app.c", "autorev/store.h", true, false },
        { "ui/app.c", "autorev-build.h", true, false },
        { "ui/term/term.c", "curses.h", false, false },
        { "ui/app.c", "curses.h", false, true },
        { "src/base/text.c", "ncursesw/curses.h", false, true },
        { "src/store/postgres.c", "libpq-fe.h", false, false },
        { "src/garage/car.c", "libpq-fe.h", false, true },
        { "include/autorev/store.h", "libpq-fe.h", false, true },
        { "src/base/http.c", "curl/curl.h", false, false },
        { "src/store/store.c", "curl/curl.h", false, true },
        { "src/config/document.c", "yaml.h", false, false },
        { "ui/app.c", "yaml.h", false, true },
        { "ui/app.c", "termios.h", false, false },
        { "src/base/error.c", "stdio.h", false, false },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char why[600] = "";
        bool wrong = include_is_wrong(row[i].file, row[i].name, row[i].quoted, why, sizeof why);

        cr_expect_eq(wrong, row[i].wrong, "%s includes %s: %s", row[i].file, row[i].name, why);
    }
}
