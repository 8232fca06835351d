/*
 * Process: programs and pieces of work run as another user, and what the system tells about
 * processes that are not our children.
 */
#ifndef AUTOREV_STORE_PROCESS_H
#define AUTOREV_STORE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "autorev/error.h"

/* Postgres refuses to run as root, so root hands these things to another user. */
struct process_user {
    const char *name; /* borrowed */
    uid_t uid;
    gid_t gid;
};

typedef bool (*process_work_fn)(void *arg, struct error *err);

/* Runs @work as @user: in a child when that is not who we are.  Root does whatever it does in that
 * user's folders this way, so that a link planted there cannot make it write elsewhere. */
bool process_as_user(
    const struct process_user *user, process_work_fn work, void *arg, struct error *err);

/* Runs a program and waits for its end; what it says is in @out, cut to @room.  It inherits @keep
 * (-1: nothing) and is ended with us.  Returns its exit status, -1 with @err set when it cannot be
 * run.  Status 128 + n says that signal n ended it. */
int process_run(const struct process_user *user, const char *const argv[], int keep, char *out,
    size_t room, struct error *err);

struct process_spawn {
    const char *const *argv;
    const char *const *env;
    const char *dir; /* to run in */
    const char *log; /* file that takes what it says; begun anew, keeping the old one, when big */
    bool bound;      /* a child of ours that ends with us; otherwise on its own */
};

/* Starts a program that stays.  0 with @err set when it cannot be run. */
pid_t process_spawn(
    const struct process_user *user, const struct process_spawn *spawn, struct error *err);

/* True while the process runs; one that has ended and was not waited for does not. */
bool process_alive(pid_t pid);

/* True when @pid runs, is the program called @program, and works in the folder @dir.  Asked as
 * @user: even root may not see this of others' processes (in a container). */
bool process_is(const struct process_user *user, pid_t pid, const char *program, const char *dir);

/* Sends @signal to all for which process_is() is true; signal 0 sends none.  True when there were
 * any. */
bool process_signal_all(
    const struct process_user *user, const char *program, const char *dir, int signal);

/* Sleeps. */
void process_pause(int milliseconds);

/* Detaches the calling child from its parent's terminal, files and signals.  Of the files only
 * @keep (-1: none) stays open, under the number that is returned. */
int process_detach(int keep);

#endif
