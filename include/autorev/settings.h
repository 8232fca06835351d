/*
 * Settings: what the user chose, from flag over environment over config.yaml over preset.
 * One table of rows (name, type, place, preset, help) serves the parser, `config default`,
 * `config check`, the example file, the man page and the tests.
 */
#ifndef AUTOREV_SETTINGS_H
#define AUTOREV_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"

enum backend_kind { BACKEND_EMBEDDED, BACKEND_POSTGRES, BACKEND_REST };
enum color_depth { COLOR_AUTO, COLOR_TRUE, COLOR_256, COLOR_16, COLOR_NONE };
enum glyph_tier { GLYPHS_AUTO, GLYPHS_ASCII, GLYPHS_BLOCKS, GLYPHS_BRAILLE };

/* A key rebound by the user: keys.<action>: "x" or [x, "<C-n>"] or none. */
struct key_binding {
    char *action; /* owned; as in the file, checked against the table of actions by ui/ */
    char *keys;   /* owned; separated by a space; "" unbinds */
    int line;     /* in the file, for the error */
};

struct settings {
    /* Every pointer is owned by the struct; "" where nothing was set. */
    int backend;        /* enum backend_kind */
    char *data_dir;     /* of the embedded server; "" is the preset place (paths.h) */
    char *postgres_bin; /* folder of initdb and postgres; "" looks for Debian's */
    char *postgres_url; /* conninfo or URI; never shown with its password */
    char *postgres_service;
    char *postgres_read_url;
    char *postgres_sslmode;          /* "" = verify-full for hosts that are not local */
    char *postgres_password;         /* last resort: the file must then be 0600 */
    char *postgres_password_command; /* argv, no shell: a YAML list or words */
    char *rest_url, *rest_key, *rest_token, *rest_token_command, *rest_profile;
    char *theme;
    int color;  /* enum color_depth */
    int glyphs; /* enum glyph_tier */
    bool mouse, utf8;
    int refresh_seconds;
    bool readonly, kiosk;
    char *units; /* "us" or "metric" */
    struct key_binding *keys;
    size_t key_count;
    char *path; /* the file that was read, or would have been */
};

enum setting_type { SETTING_TEXT, SETTING_SECRET, SETTING_BOOL, SETTING_INT, SETTING_CHOICE };

struct setting {
    const char *name; /* dotted path in config.yaml: "postgres.url" */
    enum setting_type type;
    size_t offset;
    const char *preset;         /* text, parsed like the user's */
    const char *const *choices; /* SETTING_CHOICE: names in order of the enum, NULL-terminated */
    int min, max;               /* SETTING_INT */
    const char *env;            /* environment variable that overrides the file, or NULL */
    const char *help;           /* one line */
};

/* Ends with a row whose name is NULL. */
extern const struct setting settings_table[];

/* Presets only.  settings_fini() frees what it owns; of a zeroed struct it does nothing. */
void settings_init(struct settings *settings);
void settings_fini(struct settings *settings);

/* Reads @path (NULL: $AUTOREV_CONFIG, else the file of paths_config()) over the presets, then the
 * environment.  A file that does not exist is an error only when @path was given.  Every error
 * names file and line, unknown names the nearest known one, a tab used as indentation is said to
 * be one, and a file with a password or token that others can read is refused. */
bool settings_load(struct settings *settings, const char *path, struct error *err);

/* Sets one by name from text (a flag, the settings screen).  ERROR_SETTING when it cannot be. */
bool
settings_set(struct settings *settings, const char *name, const char *value, struct error *err);

/* The commented file with every setting at its preset: what `config default` prints and
 * config/config.example.yaml holds.  Owned by the caller. */
char *settings_default_text(void);

#endif
