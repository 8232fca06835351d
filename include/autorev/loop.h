/*
 * Loop: the one place where the program waits.  Descriptors and timers are registered here and
 * their callbacks run one after the other in loop_run(); nothing a callback does may wait.
 */
#ifndef AUTOREV_LOOP_H
#define AUTOREV_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "autorev/error.h"

struct loop;
struct timer;

typedef void (*loop_fd_fn)(int fd, short revents, void *data);
typedef void (*loop_timer_fn)(void *data);
typedef void (*loop_turn_fn)(void *data);
typedef void (*loop_signal_fn)(int signo, void *data);

/* Owned by the caller. */
struct loop *loop_new(struct error *err);
void loop_free(struct loop *loop);

/* Registers @fd for the poll(2) events, or changes what it waits for.
 * The loop never closes a descriptor. */
void loop_watch(struct loop *loop, int fd, short events, loop_fd_fn fn, void *data);

/* Safe at any time, also from the descriptor's own callback, and for a descriptor not watched. */
void loop_unwatch(struct loop *loop, int fd);

/* Calls @fn once, @ms milliseconds from now.  The handle is borrowed and good until the timer
 * has fired or was cancelled; a callback that keeps it must forget it when it fires. */
struct timer *loop_timer(struct loop *loop, int ms, loop_timer_fn fn, void *data);

/* NULL is ignored. */
void loop_timer_cancel(struct loop *loop, struct timer *timer);

/* Delivers a signal as a callback of the loop; fn NULL gives the signal its default again. */
bool loop_signal(struct loop *loop, int signo, loop_signal_fn fn, void *data, struct error *err);

/* Called once before each wait: the place where dirty panes are drawn. */
void loop_each_turn(struct loop *loop, loop_turn_fn fn, void *data);

/* Runs until loop_stop().  False, with @err set, when waiting itself fails. */
bool loop_run(struct loop *loop, struct error *err);
void loop_stop(struct loop *loop);

/* Runs until *done is true or @ms have passed (negative: for ever); for commands, which have one
 * thing to wait for.  Returns *done. */
bool loop_run_until(struct loop *loop, const bool *done, int ms, struct error *err);

/* Milliseconds on the monotonic clock. */
int64_t loop_now_ms(void);

/* In a child after fork(): gives signals their defaults and unblocks them. */
void loop_child_signals(void);

#endif
