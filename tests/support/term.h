/*
 * Term: runs a real program on a pseudo-terminal and shows what a person would see.
 *
 * Its output goes through a terminal emulator; the emulated screen is compared with golden files
 * (tests/screen/golden/, see grid.h).  Everything waits until the screen says what is expected, up
 * to a limit; nothing sleeps.  A failed expectation prints both screens and ends the test.
 *
 * Between us and the program stands a small process that does what a shell does: it leads the
 * session, puts the program into the foreground, notes that it was stopped, and passes on a
 * hang-up.  So suspending and closing the window are tested as they happen.
 *
 * The environment is made from nothing: see term_start_with().
 */
#ifndef TESTS_SUPPORT_TERM_H
#define TESTS_SUPPORT_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct term;

/* Every member may be NULL or 0: then the preset in brackets holds.  All are borrowed. */
struct term_options {
    const char *program;     /* path [$AUTOREV_TUI] */
    const char *term;        /* TERM [xterm-256color] */
    const char *lc_all;      /* LC_ALL [C.UTF-8] */
    const char *colorterm;   /* COLORTERM [unset] */
    const char *no_color;    /* NO_COLOR [unset] */
    const char *home;        /* HOME and the XDG folders [a new, empty one] */
    const char *data;        /* AUTOREV_DATA [a folder in home] */
    const char *catalogue;   /* AUTOREV_CATALOGUE [the fixture's] */
    const char *const *more; /* further "NAME=value"; the last is NULL [none] */
};

/* The environment that @options ask for, with the preset home @home: NULL-terminated, owned; free
 * it with term_environment_free(). */
char **term_environment(const struct term_options *options, const char *home);
void term_environment_free(char **envp);

/* Starts $AUTOREV_TUI with @args (the last is NULL; NULL is none) on a terminal of that size. */
struct term *term_start(int rows, int cols, const char *const args[]);
struct term *
term_start_with(int rows, int cols, const struct term_options *options, const char *const args[]);

/* Kills the program and everything in its process group, and removes its home if we made it. */
void term_free(struct term *t);

/* How long an expectation may take [10,000 ms; times $AUTOREV_TEST_PATIENCE]. */
void term_limit(struct term *t, int ms);

/* What a person does ------------------------------------------------------------------------ */

/* Presses keys, in the notation of keys.h.  After <Esc> a pause of a few tens of milliseconds is
 * made, as a person would: bytes that follow at once are another key to every program. */
void term_press(struct term *t, const char *keys);

/* Types text as it is: '<' is '<'. */
void term_type(struct term *t, const char *text);

/* Pastes: bracketed when the program asked for that. */
void term_paste(struct term *t, const char *text);

/* Sends bytes as they are. */
void term_send(struct term *t, const void *data, size_t size);

void term_resize(struct term *t, int rows, int cols);

/* To the program only. */
void term_signal(struct term *t, int sig);

/* Closes the window: the line is gone, and SIGHUP comes.  Only term_expect_exit(), term_pid() and
 * term_free() have a meaning afterwards. */
void term_hangup(struct term *t);

/* What a person sees ------------------------------------------------------------------------ */

/* Waits until the screen is golden/@name.txt.  With AUTOREV_REGEN=1 the file is written from the
 * screen instead, once the program has been quiet for a while: first wait for a text. */
void term_expect(struct term *t, const char *name);

/* Waits until some row holds @text, until none does, until one matches the extended @regex. */
void term_expect_text(struct term *t, const char *text);
void term_expect_no_text(struct term *t, const char *text);
void term_expect_match(struct term *t, const char *regex);

/* Before comparing, what matches the extended @regex in a row (a running clock, a version) is
 * replaced by '~', byte by byte (so it should match ASCII).  Holds until term_free(). */
void term_mask(struct term *t, const char *regex);

/* The rows of the screen now.  Borrowed until the next call. */
const char *term_text(struct term *t);

/* As in a golden file: text, styles, cursor, legend.  Borrowed until the next call. */
const char *term_picture(struct term *t);

/* Waits until nothing has come for @ms. */
void term_wait_quiet(struct term *t, int ms);

/* Waits until the program has left with @status: its exit status, or 128 + the signal. */
void term_expect_exit(struct term *t, int status);

/* Waits until the program has stopped (SIGTSTP); the terminal is then the "shell's". */
void term_expect_stopped(struct term *t);

/* The shell's "fg": the program gets the terminal and SIGCONT. */
void term_continue(struct term *t);

/* Fails unless the terminal is as the program found it: main screen, cursor shown, mouse, paste
 * and keypad modes off, no colour left on, line discipline as before.  After exit or stop. */
void term_expect_restored(struct term *t);

/* What went over the line ------------------------------------------------------------------- */

/* Forgets the bytes and the foreign controls so far. */
void term_mark(struct term *t);

/* The bytes since the mark.  Borrowed until the next call. */
const char *term_raw(struct term *t, size_t *size);

/* The controls that are not the program's own since the mark, a line each; "" when there are
 * none (see stream.h).  Borrowed until the next call. */
const char *term_foreign_controls(struct term *t);

/* What was copied last (OSC 52), decoded, or NULL; waits for a copy that was not seen yet. */
const char *term_clipboard(struct term *t);

pid_t term_pid(const struct term *t);

/* For tests of the harness itself: as the expectations, without ending the test.  ----------- */

/* True when the screen became golden/@name.txt in time.  Else *@report (owned by the caller, may
 * be asked for with NULL) says what differs.  Never writes a golden file. */
bool term_compare(struct term *t, const char *name, char **report);
bool term_has_text(struct term *t, const char *text);

/* True when the program left in time; sets its status as in term_expect_exit(). */
bool term_has_exited(struct term *t, int *status);

/* NULL when restored, else what is left.  Owned by the caller. */
char *term_unrestored(struct term *t);

#endif
