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

/* A key rebound by the user: keys.<action>: x or [x, "<C-n>"] or none. */
struct key_binding {
    char *action; /* owned; as in the file, checked against the table of actions by ui/ */
    char *keys;   /* owned; separated by a space; "" unbinds */
    int line;     /* in the file, for the error */
};

/* A filter with a name: filters.<name>: "price<30k fun>=8". */
struct saved_filter {
    char *name; /* owned */
    char *text; /* owned; the filter language is checked by its user */
    int line;
};

struct settings {
    /* Every pointer is owned by the struct; text is "" and a list is empty where nothing was set.
     * A list is an array that ends with NULL. */
    int backend;        /* enum backend_kind */
    char *data_dir;     /* of the embedded server, absolute; "" is the preset place (paths.h) */
    char *postgres_bin; /* folder of initdb and postgres; "" looks for Debian's */
    char *postgres_url; /* conninfo or URI; shown only through settings_conninfo_public() */
    char *postgres_service;
    char *postgres_sslmode;           /* "" = verify-full for hosts that are not local */
    char *postgres_password;          /* last resort: the file must then be 0600 */
    char **postgres_password_command; /* argv, run without a shell: secret.h */
    char *rest_url, *rest_key, *rest_token, *rest_profile;
    char **rest_token_command;
    char *theme;
    int color;  /* enum color_depth; COLOR_NONE also by NO_COLOR, when nothing else was said */
    int glyphs; /* enum glyph_tier */
    bool mouse;
    bool utf8; /* no setting: what the locale says when settings_load() is called */
    int refresh_seconds;
    bool readonly, kiosk;
    char **car_columns; /* of the list of cars: names of car fields, checked by their users */
    char *car_sort;
    bool car_descending;
    struct key_binding *keys;
    size_t key_count;
    struct saved_filter *filters;
    size_t filter_count;
    char *path; /* the file that was read, or would have been */
};

enum setting_type {
    SETTING_TEXT,
    SETTING_NAME,   /* letters, digits, - and _ : part of a file name or an identifier */
    SETTING_PATH,   /* absolute, or below ~/ ; from a flag also relative to the working folder */
    SETTING_SECRET, /* never shown; in a file only when nobody else can read it */
    SETTING_URL,    /* conninfo or URL: with a password in it as SETTING_SECRET */
    SETTING_BOOL,
    SETTING_INT,
    SETTING_CHOICE, /* the number of a name */
    SETTING_WORD,   /* one of the names, kept as text; "" is allowed when that is the preset */
    SETTING_LIST,   /* a YAML list, or words separated by blanks */
};

struct setting {
    const char *name; /* dotted path in config.yaml: "postgres.url"; - and _ are the same there */
    enum setting_type type;
    size_t offset;
    const char *preset;         /* text, parsed like the user's */
    const char *const *choices; /* CHOICE: in order of the enum; WORD; ends with NULL */
    int min, max;               /* INT */
    const char *env;            /* environment variable that overrides the file, or NULL */
    const char *help;           /* one line */
};

/* Ends with a row whose name is NULL. */
extern const struct setting settings_table[];

/* Presets only.  settings_fini() frees what it owns; of a zeroed struct it does nothing. */
void settings_init(struct settings *settings);
void settings_fini(struct settings *settings);

/* Reads @path (NULL: $AUTOREV_CONFIG, else the file of paths_config()) over what is there, then the
 * environment.  A file that does not exist is an error only when it was named.  Every error names
 * file and line, unknown names the nearest known one, a tab used as indentation is said to be one,
 * and a file with a password or token that others can read is refused.
 * With settings->kiosk already set, or set by the file, the environment is not asked. */
bool settings_load(struct settings *settings, const char *path, struct error *err);

/* The same for text in memory, without environment; @name stands in for the path. */
bool settings_parse(
    struct settings *settings, const char *name, const char *text, size_t size, struct error *err);

/* Sets one by name from text (a flag, the settings screen).  ERROR_SETTING when it cannot be. */
bool
settings_set(struct settings *settings, const char *name, const char *value, struct error *err);

/* The value as text that settings_set() takes; secrets come as "***" and passwords inside a
 * conninfo too.  NULL for an unknown name.  Owned by the caller. */
char *settings_get(const struct settings *settings, const char *name);

/* @conninfo (either form) with its password replaced by "***".  Owned by the caller. */
char *settings_conninfo_public(const char *conninfo);

/* The text of the saved filter of that name, borrowed, or NULL. */
const char *settings_filter(const struct settings *settings, const char *name);

/* The commented file with every setting at its preset: what `config default` prints and
 * config/config.example.yaml holds.  Owned by the caller. */
char *settings_default_text(void);

#endif
