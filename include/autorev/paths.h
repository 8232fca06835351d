/*
 * Paths: where files are.  The program's own (schema, catalogue, themes, modules) lie in the
 * source tree when it runs from a build folder and in the installed places otherwise; the user's
 * follow XDG.  All returned text is owned by the caller.
 */
#ifndef AUTOREV_PATHS_H
#define AUTOREV_PATHS_H

#include <stdbool.h>

#include "autorev/error.h"

/* A file or folder of the program: paths_share("themes/light.yaml"), paths_share("data/schema"). */
char *paths_share(const char *name);

/* A module: paths_module("postgres") ends in autorev-postgres.so. */
char *paths_module(const char *name);

/* The compiled descriptions of terminals with 24-bit colours (ui/term/autorev.ti). */
char *paths_terminfo(void);

/* $XDG_CONFIG_HOME/autorev/config.yaml, $HOME/.config/… . */
char *paths_config(void);

/* Folder of the user's own themes: $XDG_CONFIG_HOME/autorev/themes. */
char *paths_themes(void);

/* $XDG_DATA_HOME/autorev, or ~/.local/share/autorev; as root /var/lib/autorev. */
char *paths_data(void);

/* $XDG_STATE_HOME/autorev, or ~/.local/state/autorev. */
char *paths_state(void);

/* @path made absolute: ~/ is the home folder, else what is relative lies below the working one. */
char *paths_expand(const char *path);

/* Makes a folder, and those of its parents that are not there, with mode 0700.  A folder that is
 * there is left as it is. */
bool paths_make(const char *dir, struct error *err);

#endif
