/*
 * Scratch: folders that a test may fill and that vanish with it, also when it crashes or runs
 * out of time: a child of ours waits for the end of the test and cleans up behind it.
 */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

/* A new, empty folder below $TMPDIR or /tmp, mode 0711 (as root the database runs as another
 * user, who has to get through).  Owned by the caller. */
char *scratch_new(void);

/* As scratch_new(), in memory where there is plenty of it: for much data and no programs (such a
 * place may forbid to run them). */
char *scratch_new_quick(void);

/* Stops a Postgres whose data folder lies in "data/cluster" below, removes the folder with all
 * that is in it, and frees @dir.  NULL does nothing. */
void scratch_free(char *dir);

/* Writes @text to the file @name below @dir, making the folders between.  Ends the test when
 * that fails. */
void scratch_write(const char *dir, const char *name, const char *text);

/* The whole file, or NULL when it cannot be read.  Owned by the caller. */
char *scratch_read(const char *path);

/* "@dir/@name".  Owned by the caller. */
char *scratch_path(const char *dir, const char *name);

#endif
