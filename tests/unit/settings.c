#include "autorev/settings.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev-build.h"
#include "autorev/memory.h"
#include "autorev/theme.h"

/* A file of the given text and mode; the path is owned by the caller. */
static char *
file_with(const char *text, mode_t mode)
{
    char *path = x_strdup("/tmp/autorev-settings-XXXXXX");
    int fd = mkstemp(path);

    cr_assert(fd >= 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t) strlen(text));
    cr_assert_eq(fchmod(fd, mode), 0);
    close(fd);
    return path;
}

static void
clear_environment(void)
{
    unsetenv("AUTOREV_CONFIG");
    unsetenv("NO_COLOR");
    for (const struct setting *row = settings_table; row->name; row++)
        if (row->env)
            unsetenv(row->env);
}

/* True when the text loads; else @err says why, with the path taken out of the message. */
static bool
load(struct settings *st, const char *text, mode_t mode, struct error *err)
{
    char *path = file_with(text, mode);
    bool ok;

    clear_environment();
    settings_init(st);
    ok = settings_load(st, path, err);
    if (!ok && strncmp(err->message, path, strlen(path)) == 0)
        memmove(err->message, err->message + strlen(path), strlen(err->message) - strlen(path) + 1);
    unlink(path);
    free(path);
    return ok;
}

Test(settings, every_row_has_a_preset_that_parses_and_a_help)
{
    struct settings st;

    settings_init(&st);
    for (const struct setting *row = settings_table; row->name; row++) {
        struct error err = { 0 };
        char *value = settings_get(&st, row->name);

        cr_expect_str_eq(value, row->preset, "%s", row->name);
        cr_expect(row->help && row->help[0], "%s has no help", row->name);
        cr_expect(row->help && strlen(row->help) <= 90, "the help of %s is too long", row->name);
        cr_expect(
            settings_set(&st, row->name, row->preset, &err), "%s: %s", row->name, err.message);
        cr_expect_eq(row->choices != NULL, row->type == SETTING_CHOICE || row->type == SETTING_WORD,
            "%s", row->name);
        cr_expect_eq(row->max > row->min, row->type == SETTING_INT, "%s", row->name);
        for (const struct setting *other = settings_table; other < row; other++) {
            cr_expect_str_neq(row->name, other->name);
            cr_expect_neq(row->offset, other->offset, "%s and %s", row->name, other->name);
        }
        free(value);
    }
    settings_fini(&st);
    settings_fini(&(struct settings){ 0 });
}

Test(settings, the_default_text_names_each_once_and_reads_as_the_presets)
{
    struct settings st, preset;
    struct error err = { 0 };
    char *text = settings_default_text();

    cr_assert(load(&st, text, 0644, &err), "%s", err.message);
    settings_init(&preset);
    for (const struct setting *row = settings_table; row->name; row++) {
        char *got = settings_get(&st, row->name), *want = settings_get(&preset, row->name);
        const char *dot = strrchr(row->name, '.');
        char *line = x_asprintf("\n%s%s:", dot ? "  " : "", dot ? dot + 1 : row->name);

        cr_expect_str_eq(got, want, "%s", row->name);
        cr_expect(strstr(text, line), "%s is not in the text", row->name);
        cr_expect(strstr(text, row->help), "the help of %s is not in the text", row->name);
        free(line);
        free(got);
        free(want);
    }
    settings_fini(&preset);
    settings_fini(&st);
    free(text);
}

Test(settings, the_example_file_is_the_default_text)
{
    FILE *f = fopen(AUTOREV_SOURCE_ROOT "/config/config.example.yaml", "r");
    char *text = settings_default_text();
    char file[16384];
    size_t size;

    cr_assert(f, "config/config.example.yaml: %s", strerror(errno));
    size = fread(file, 1, sizeof file - 1, f);
    file[size] = '\0';
    fclose(f);
    cr_expect_str_eq(file, text, "make it anew: autorev-tui config default");
    free(text);
}

Test(settings, a_whole_file)
{
    static const char text[] = "backend: postgres\n"
                               "theme: light\n"
                               "color: 256\n"
                               "mouse: no\n"
                               "refresh_seconds: 30\n"
                               "data: ~/cars\n"
                               "postgres:\n"
                               "  url: postgresql://db.example.org/autorev\n"
                               "  sslmode: require\n"
                               "  password-command: [pass, show, \"a b\"]\n"
                               "rest: {token_command: pass show rest}\n"
                               "cars: {columns: [name, hp], sort: hp, descending: true}\n"
                               "keys: {compare: x, quit: [q, \"<C-q>\"], undo: none, redo: }\n"
                               "filters: {cheap-fun: \"price<30k fun>=8\"}\n";
    struct settings st;
    struct error err = { 0 };

    setenv("HOME", "/home/u", 1);
    cr_assert(load(&st, text, 0644, &err), "%s", err.message);
    cr_expect_eq(st.backend, BACKEND_POSTGRES);
    cr_expect_str_eq(st.theme, "light");
    cr_expect_eq(st.color, COLOR_256);
    cr_expect(!st.mouse);
    cr_expect_eq(st.refresh_seconds, 30);
    cr_expect_str_eq(st.data_dir, "/home/u/cars");
    cr_expect_str_eq(st.postgres_url, "postgresql://db.example.org/autorev");
    cr_expect_str_eq(st.postgres_sslmode, "require");
    cr_expect_str_eq(st.postgres_password_command[2], "a b");
    cr_expect_null(st.postgres_password_command[3]);
    cr_expect_str_eq(st.rest_token_command[1], "show");
    cr_expect_str_eq(st.car_columns[1], "hp");
    cr_expect_null(st.car_columns[2]);
    cr_expect_str_eq(st.car_sort, "hp");
    cr_expect(st.car_descending);
    cr_assert_eq(st.key_count, 4);
    cr_expect_str_eq(st.keys[0].action, "compare");
    cr_expect_str_eq(st.keys[0].keys, "x");
    cr_expect_str_eq(st.keys[1].keys, "q <C-q>");
    cr_expect_str_eq(st.keys[2].keys, "");
    cr_expect_str_eq(st.keys[3].keys, "");
    cr_expect_eq(st.keys[3].line, 13);
    cr_expect_str_eq(settings_filter(&st, "cheap-fun"), "price<30k fun>=8");
    cr_expect_null(settings_filter(&st, "dear"));
    settings_fini(&st);
}

Test(settings, bad_files_name_the_line_and_what_is_allowed)
{
    static const struct {
        const char *text, *message, *hint; /* parts of them */
    } row[] = {
        { "theem: light\n", ":1: unknown key 'theem'", "did you mean 'theme'?" },
        { "\n\npostgres:\n  ulr: x\n", ":4: unknown key 'postgres.ulr'", "'postgres.url'?" },
        { "cars: {qqqqqqq: 1}\n", ":1: unknown key 'cars.qqqqqqq'", "columns, sort, descending" },
        { "qqqqqqq: 1\n", ":1: unknown key 'qqqqqqq'", "backend, data, theme" },
        { "postgres.url: x\n", ":1: unknown key 'postgres.url'", "" },
        { "theme: light\npostgres:\n\turl: x\n", ":3: a tab is used as indentation", "spaces" },
        { "theme: a\nmouse: true\ntheme: b\n", ":3: 'theme' is here twice; it is also in line 1",
            "" },
        { "refresh-seconds: 1\nrefresh_seconds: 2\n", ":2: 'refresh-seconds' is here twice", "" },
        { "mouse: maybe\n", ":1: 'mouse' is true or false, not 'maybe'", "" },
        { "mouse: [true]\n", ":1: 'mouse' is true or false, not a list", "" },
        { "refresh-seconds: -1\n", ":1: 'refresh-seconds' is a number from 0 to 86400, not '-1'",
            "" },
        { "refresh-seconds: 86401\n", "from 0 to 86400", "" },
        { "refresh-seconds: 9999999999999999999\n", "from 0 to 86400", "" },
        { "refresh-seconds: 5s\n", "not '5s'", "" },
        { "backend: mysql\n", ":1: 'backend' is one of embedded, postgres, rest, not 'mysql'", "" },
        { "backend: postgress\n", "not 'postgress'", "did you mean 'postgres'?" },
        { "theme: ../../etc/passwd\n", ":1: 'theme' is a name", "" },
        { "theme:\n", ":1: 'theme' is a name of letters, digits, - and _, not nothing", "leave" },
        { "theme: {a: b}\n", "not a map", "" },
        { "data: cars\n", ":1: 'data' is an absolute path", "" },
        { "postgres: here\n", ":1: 'postgres' is a map of settings, not text", "" },
        { "cars: {columns: [name, [hp]]}\n", ":1: 'cars.columns' is a list of words", "" },
        { "cars: {columns: {a: b}}\n", ":1: 'cars.columns' is a list", "" },
        { "keys: q\n", ":1: 'keys' is a map, not text", "compare" },
        { "keys: {compare: [x, none]}\n", ":1: 'keys.compare' is not a key", "none" },
        { "keys: {compare: \"a b\"}\n", "'keys.compare' is not a key", "" },
        { "keys: {compare: {a: b}}\n", "'keys.compare' is not a key", "" },
        { "filters: {a: [b]}\n", ":1: 'filters.a' is the text of a filter, not a list", "" },
        { "- a\n- b\n", ":1: settings are a map", "" },
        { "theme\n", ":1: settings are a map", "" },
        { "theme: [light\n", "this is not YAML", "" },
        { "a: &x b\n", ":1: anchors, aliases and tags", "quotes" },
        { "theme: *x\n", ":1: anchors, aliases and tags", "" },
        { "theme: !!str x\n", ":1: anchors, aliases and tags", "" },
        { "theme: light\n---\ntheme: dark\n", ":2: a second document", "" },
        { "a: {b: {c: {d: {e: {f: {g: {h: {i: j}}}}}}}}\n", ":1: nested too deep", "" },
        { "? [a, b]\n: c\n", ":1: a key is a word", "" },
        { "theme: \"a\\0b\"\n", ":1: a NUL character", "" },
        { "theme: light\nmouse: \xff\n", ":2: this is not UTF-8", "" },
        { "theme: light\nmouse: \x01\n", ":2: a control character", "" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct settings st;
        struct error err = { 0 };

        cr_expect(!load(&st, row[i].text, 0600, &err), "accepted: %s", row[i].text);
        cr_expect(strstr(err.message, row[i].message), "'%s' says '%s'", row[i].text, err.message);
        cr_expect(strstr(err.hint, row[i].hint), "'%s' hints '%s'", row[i].text, err.hint);
        settings_fini(&st);
    }
}

Test(settings, secrets_want_a_file_of_one_s_own)
{
    static const struct {
        const char *text;
        mode_t mode;
        bool ok;
    } row[] = {
        { "postgres: {password: hunter2}\n", 0600, true },
        { "postgres: {password: hunter2}\n", 0644, false },
        { "postgres: {password: hunter2}\n", 0640, false },
        { "postgres: {password: \"\"}\n", 0644, true },
        { "postgres: {url: \"postgresql://u:hunter2@h/d\"}\n", 0644, false },
        { "postgres: {url: \"host=h password=hunter2\"}\n", 0644, false },
        { "postgres: {url: \"postgresql://u@h/d\"}\n", 0644, true },
        { "rest: {token: hunter2}\n", 0604, false },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct settings st;
        struct error err = { 0 };
        bool ok = load(&st, row[i].text, row[i].mode, &err);

        cr_expect_eq(ok, row[i].ok, "%s with %o: %s", row[i].text, row[i].mode, err.message);
        cr_expect(ok || strstr(err.hint, "chmod 600 "), "%s", err.hint);
        cr_expect(ok || strncmp(err.message, ":1:", 3) == 0, "%s", err.message);
        cr_expect(!strstr(err.message, "hunter2") && !strstr(err.hint, "hunter2"));
        settings_fini(&st);
    }
}

Test(settings, a_conninfo_is_shown_without_its_password)
{
    static const struct {
        const char *text, *shown;
    } row[] = {
        { "", "" },
        { "postgresql://u@h/d", "postgresql://u@h/d" },
        { "postgresql://u:pw@h/d?a=b", "postgresql://u:***@h/d?a=b" },
        { "postgresql://u:p/w@h:1/d", "postgresql://u:***@h:1/d" },
        { "postgresql://u:p?w@h:1/d?sslmode=x", "postgresql://u:***@h:1/d?sslmode=x" },
        { "postgresql://u:p@w@h", "postgresql://u:***@h" },
        { "postgresql://h/d?user=u&password=pw&a=b", "postgresql://h/d?user=u&password=***&a=b" },
        { "postgresql://h/d?password=pw", "postgresql://h/d?password=***" },
        { "postgresql://u:x@h/d?sslpassword=pw", "postgresql://u:***@h/d?sslpassword=***" },
        { "https://h.example.org/rest/v1?apikey=pw", "https://h.example.org/rest/v1?apikey=***" },
        { "host=h user=u", "host=h user=u" },
        { "host=h password=pw user=u", "host=h password=*** user=u" },
        { "PASSWORD = 'p w\\' x' user=u", "PASSWORD = *** user=u" },
        { "password='pw user=u", "password=***" },
        { "password=p\\ w user=u", "password=*** user=u" },
        { "password=pw application_name=a://b", "password=*** application_name=a://b" },
        { "password", "password" },
        { "password=", "password=" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char *shown = settings_conninfo_public(row[i].text);

        cr_expect_str_eq(shown, row[i].shown, "%s", row[i].text);
        free(shown);
    }
}

Test(settings, the_environment_goes_before_the_file_but_not_in_a_kiosk)
{
    char *path = file_with("theme: light\ncolor: auto\n", 0644);
    struct settings st;
    struct error err = { 0 };

    clear_environment();
    setenv("AUTOREV_THEME", "terminal", 1);
    setenv("AUTOREV_DATA", "/d", 1);
    setenv("AUTOREV_BACKEND", "", 1);
    setenv("AUTOREV_CONFIG", path, 1);
    setenv("NO_COLOR", "1", 1);
    settings_init(&st);
    cr_assert(settings_load(&st, NULL, &err), "%s", err.message);
    cr_expect_str_eq(st.path, path);
    cr_expect_str_eq(st.theme, "terminal");
    cr_expect_str_eq(st.data_dir, "/d");
    cr_expect_eq(st.backend, BACKEND_EMBEDDED);
    cr_expect_eq(st.color, COLOR_NONE);
    settings_fini(&st);

    settings_init(&st);
    st.kiosk = true;
    cr_assert(settings_load(&st, NULL, &err), "%s", err.message);
    cr_expect_str_neq(st.path, path);
    cr_expect_str_eq(st.theme, "autorev");
    cr_expect_str_eq(st.data_dir, "");
    settings_fini(&st);

    setenv("AUTOREV_COLOR", "256", 1);
    settings_init(&st);
    cr_assert(settings_load(&st, path, &err), "%s", err.message);
    cr_expect_eq(st.color, COLOR_256, "a colour asked for goes before NO_COLOR");
    settings_fini(&st);

    setenv("AUTOREV_COLOR", "512", 1);
    settings_init(&st);
    cr_expect(!settings_load(&st, path, &err));
    cr_expect(strstr(err.message, "AUTOREV_COLOR"), "%s", err.message);
    settings_fini(&st);
    unlink(path);
    free(path);
}

Test(settings, a_missing_file_is_an_error_only_when_it_was_named)
{
    struct settings st;
    struct error err = { 0 };

    clear_environment();
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    settings_init(&st);
    cr_expect(settings_load(&st, NULL, &err), "%s", err.message);
    cr_expect_str_eq(st.path, "/nonexistent/autorev/config.yaml");
    cr_expect(!settings_load(&st, "/nonexistent/x.yaml", &err));
    cr_expect_eq(err.code, ERROR_MISSING);
    cr_expect(!settings_load(&st, "/tmp", &err), "a folder is no settings file");
    setenv("AUTOREV_CONFIG", "/nonexistent/x.yaml", 1);
    cr_expect(!settings_load(&st, NULL, &err));
    settings_fini(&st);
}

Test(settings, set_by_name)
{
    struct settings st;
    struct error err = { 0 };
    char *value;

    settings_init(&st);
    cr_expect(settings_set(&st, "postgres.password", "hunter2", &err));
    value = settings_get(&st, "postgres.password");
    cr_expect_str_eq(value, "***");
    free(value);
    cr_expect(settings_set(&st, "cars.columns", " name  hp ", &err));
    value = settings_get(&st, "cars.columns");
    cr_expect_str_eq(value, "name hp");
    free(value);
    cr_expect(!settings_set(&st, "nothing", "x", &err));
    cr_expect_eq(err.code, ERROR_SETTING);
    cr_expect(!settings_set(&st, "color", "sepia", &err));
    cr_expect(strstr(err.message, "auto, truecolor, 256, 16, none"), "%s", err.message);
    cr_expect_null(settings_get(&st, "nothing"));
    settings_fini(&st);
}

Test(settings, the_preset_theme_exists)
{
    struct settings st;
    struct theme theme;
    struct error err = { 0 };

    settings_init(&st);
    cr_expect(theme_load(&theme, st.theme, &err), "%s", err.message);
    settings_fini(&st);
}
