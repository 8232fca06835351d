#include "scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"

enum { SCRATCH_MAX = 16 };

/* The write end of the pipe that each keeper reads: its end tells that the test is over. */
static struct {
    char *dir;
    int fd;
    pid_t keeper;
} scratch_kept[SCRATCH_MAX];

static void
scratch_remove(char *dir)
{
    FTS *fts = fts_open((char *[]){ dir, NULL }, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *entry;

    while (fts && (entry = fts_read(fts))) {
        if (entry->fts_info == FTS_DP)
            rmdir(entry->fts_path);
        else if (entry->fts_info != FTS_D)
            unlink(entry->fts_path);
    }
    if (fts)
        fts_close(fts);
}

/* False also for a process that has ended and waits for a parent that is in no hurry. */
static bool
scratch_runs(long pid)
{
    char path[64], state = 0;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    bool known = file && fscanf(file, "%*d (%*[^)]) %c", &state) == 1;
    if (file)
        fclose(file);
    return known ? state != 'Z' : kill((pid_t) pid, 0) == 0;
}

/* An immediate shutdown: nothing of this database is wanted any more. */
static void
scratch_stop_server(const char *dir)
{
    char *path = x_asprintf("%s/data/cluster/postmaster.pid", dir);
    FILE *file = fopen(path, "r");
    long pid = 0;

    if (file && fscanf(file, "%ld", &pid) == 1 && pid > 1)
        kill((pid_t) pid, SIGQUIT);
    if (pid > 1) {
        kill((pid_t) pid, SIGCONT);
        for (int i = 0; i < 500 && scratch_runs(pid); i++)
            usleep(10000);
    }
    if (file)
        fclose(file);
    free(path);
}

/* Runs in the keeper: nobody is left to be told of a failure.  A byte means that the test is done with
 * the folder; the end of the pipe alone, that it died: then its programs are just dying too, and may
 * still write. */
static void
scratch_keep(char *dir, int fd)
{
    char byte;
    ssize_t told;

    setsid();
    for (int i = 0; i < 1024; i++)
        if (i != fd)
            close(i);
    while ((told = read(fd, &byte, 1)) < 0 && errno == EINTR)
        ;
    for (int left = told == 1 ? 1 : 3; left > 0; left--) {
        if (told != 1)
            usleep(1000000);
        scratch_stop_server(dir);
        scratch_remove(dir);
    }
    _exit(0);
}

static char *
scratch_new_below(const char *parent)
{
    char *dir = x_asprintf("%s/autorev-test-XXXXXX", parent);
    int fd[2];
    size_t slot = 0;

    cr_assert(mkdtemp(dir), "%s: %s", dir, strerror(errno));
    cr_assert(chmod(dir, 0711) == 0);
    while (slot < SCRATCH_MAX && scratch_kept[slot].dir)
        slot++;
    cr_assert(slot < SCRATCH_MAX, "too many scratch folders in one test");
    cr_assert(pipe(fd) == 0);
    fcntl(fd[1], F_SETFD, FD_CLOEXEC);
    pid_t keeper = fork();
    cr_assert(keeper >= 0);
    if (keeper == 0)
        scratch_keep(dir, fd[0]);
    close(fd[0]);
    scratch_kept[slot].dir = dir;
    scratch_kept[slot].fd = fd[1];
    scratch_kept[slot].keeper = keeper;
    return dir;
}

static const char *
scratch_tmp(void)
{
    const char *tmp = getenv("TMPDIR");

    return tmp && *tmp ? tmp : "/tmp";
}

char *
scratch_new(void)
{
    return scratch_new_below(scratch_tmp());
}

char *
scratch_new_quick(void)
{
    static const char memory[] = "/dev/shm";
    struct statvfs st;
    bool room = statvfs(memory, &st) == 0 && access(memory, W_OK) == 0 &&
                (uint64_t) st.f_bavail * st.f_frsize > UINT64_C(1) << 30;

    return scratch_new_below(room ? memory : scratch_tmp());
}

void
scratch_free(char *dir)
{
    if (!dir)
        return;
    for (size_t i = 0; i < SCRATCH_MAX; i++)
        if (scratch_kept[i].dir == dir) {
            (void) !write(scratch_kept[i].fd, "", 1);
            close(scratch_kept[i].fd);
            waitpid(scratch_kept[i].keeper, NULL, 0);
            scratch_kept[i].dir = NULL;
        }
    free(dir);
}

char *
scratch_path(const char *dir, const char *name)
{
    return x_asprintf("%s/%s", dir, name);
}

void
scratch_write(const char *dir, const char *name, const char *text)
{
    char *path = scratch_path(dir, name);

    for (char *at = path + strlen(dir) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        cr_assert(mkdir(path, 0755) == 0 || errno == EEXIST, "%s: %s", path, strerror(errno));
        *at = '/';
    }
    FILE *file = fopen(path, "w");
    cr_assert(file, "%s: %s", path, strerror(errno));
    cr_assert(fputs(text, file) >= 0);
    cr_assert(fclose(file) == 0);
    free(path);
}

char *
scratch_read(const char *path)
{
    struct buffer out = { 0 };
    char chunk[4096];
    size_t n;
    FILE *file = fopen(path, "r");

    if (!file)
        return NULL;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        buffer_add(&out, chunk, n);
    fclose(file);
    return buffer_take(&out);
}
