/*
 * Tty: a program on a pseudo-terminal, seen from outside: what it writes, when each byte arrived,
 * what the screen shows, and what the kernel says about the process.
 *
 * Bytes are stamped the moment they are read and emulated only while nothing comes, so the
 * emulator's own time is in no figure.  Times are milliseconds since the program was started.
 * A failure of the bench itself (no pseudo-terminal, no such program) ends it with a message.
 */
#ifndef AUTOREV_BENCH_TTY_H
#define AUTOREV_BENCH_TTY_H

#include <stdbool.h>
#include <stddef.h>

struct tty;

/* Starts @argv on a terminal of that size; TERM is xterm-256color, the rest of the environment is
 * handed on.  Owned. */
struct tty *tty_start(const char *const argv[], int rows, int cols);

/* Sends @quit, waits a second for the program to leave, then kills it.  Returns its exit code, or
 * -1 when it had to be killed or died of a signal. */
int tty_stop(struct tty *tty, const char *quit);

/* Now, on the clock of this terminal. */
double tty_now(const struct tty *tty);

/* When the first byte came; below zero when none did. */
double tty_first_byte(const struct tty *tty);

/* All bytes so far. */
size_t tty_bytes(const struct tty *tty);

/* Writes keys, all of them, however slowly the program takes them. */
void tty_send(struct tty *tty, const char *keys, size_t size);

/* Reads until nothing comes for @quiet ms.  Returns the time of the last byte, which may be older
 * than the call.  Gives up after @limit ms. */
double tty_settle(struct tty *tty, double quiet, double limit);

/* As tty_settle, but first waits up to @limit ms for a byte; below zero when none comes. */
double tty_answer(struct tty *tty, double quiet, double limit);

/* Reads until the screen shows @text.  Returns the arrival of the bytes that brought it, below zero
 * after @limit ms without it. */
double tty_wait_text(struct tty *tty, const char *text, double limit);

/* The text of the screen, a line each, without styles.  Owned. */
char *tty_screen(struct tty *tty);

/* A new window size, with the signal that goes with it. */
void tty_resize(struct tty *tty, int rows, int cols);

/* True while the process is there. */
bool tty_alive(struct tty *tty);

struct tty_usage {
    double cpu_ms;      /* on the processor, by the scheduler's count */
    long switches;      /* times it was taken off the processor, by its own will or not */
    double resident_mb; /* now */
    double peak_mb;     /* the most it ever had */
};
struct tty_usage tty_usage(const struct tty *tty);

#endif
