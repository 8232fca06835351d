/*
 * Theme: named roles and how they look.  Plain values without curses; ui/term turns them into
 * what the terminal can show.
 *
 * A file in themes/ says it in two maps:
 *
 *   about: one line for the list of themes
 *   colors:
 *     base: "#0d1b2a black"         # true colour and what stands for it among the sixteen
 *     page: default                 # the terminal's own, or one of its sixteen by name
 *   roles:
 *     text: white on base           # [attributes] [colour] [on colour], colours from above
 *     selected: bold base on lime
 *     error: {fg: red, bg: base, bold: true}
 *
 * A colour that is left out is that of the role "text".
 */
#ifndef AUTOREV_THEME_H
#define AUTOREV_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "autorev/error.h"

enum role {
    ROLE_TEXT,     /* what is read */
    ROLE_MUTED,    /* labels, hints, unknown */
    ROLE_TITLE,    /* titles of panes, group heads */
    ROLE_BORDER,   /* frame of a pane */
    ROLE_FOCUS,    /* frame and title of the focused pane */
    ROLE_HEADER,   /* column heads */
    ROLE_BAR,      /* top and bottom line */
    ROLE_TAB,      /* the current tab */
    ROLE_KEY,      /* a key in the hints */
    ROLE_SELECTED, /* the row under the cursor */
    ROLE_INACTIVE, /* the same in a pane without focus */
    ROLE_MARKED,   /* a marked row */
    ROLE_MATCH,    /* what the filter found */
    ROLE_INPUT,    /* a prompt's text */
    ROLE_ERROR,    /* failures */
    ROLE_WARNING,
    ROLE_GOOD,     /* success, online, better */
    ROLE_BAD,      /* worse */
    ROLE_BEST,     /* best of a row */
    ROLE_STOCK,    /* stock figures, baseline */
    ROLE_GAIN,     /* modified figures */
    ROLE_ACCENT,   /* AL, links */
    ROLE_CRITICAL, /* severities */
    ROLE_HIGH,
    ROLE_MEDIUM,
    ROLE_LOW,
    ROLE_COSMETIC,
    ROLE_SCORE_HIGH, /* a bar from 8 up */
    ROLE_SCORE_MID,  /* from 5 up */
    ROLE_SCORE_LOW,
    ROLE_ESTIMATED, /* a figure that is an estimate */
    ROLE_COUNT,
};

enum { THEME_DEFAULT = -1 }; /* the terminal's own colour */

struct style {
    int fg, bg;              /* THEME_DEFAULT, 0..15 of the terminal's palette, or THEME_RGB */
    uint32_t fg_rgb, bg_rgb; /* 0xRRGGBB where fg or bg is THEME_RGB */
    int fg16, bg16;          /* what to use with 16 colours: 0..15 or THEME_DEFAULT */
    bool bold, dim, underline, reverse, italic;
};

enum { THEME_RGB = 256 };

struct theme {
    char name[32];
    char about[96]; /* one line */
    struct style style[ROLE_COUNT];
};

/* The role's name in theme files: "selected", "score-high". */
const char *role_name(enum role role);

/* The role of that name, or -1. */
int role_find(const char *name);

/* Loads themes/@name.yaml, the user's own folder first.  Every role must be there; an unknown or
 * missing role or colour is an error with file and line. */
bool theme_load(struct theme *theme, const char *name, struct error *err);

/* The same for one file. */
bool theme_load_file(struct theme *theme, const char *path, struct error *err);

/* Names of all themes that can be loaded, sorted, NULL-terminated; owned: free each and the list. */
char **theme_names(void);

#endif
