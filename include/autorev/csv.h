/*
 * CSV: reads comma-separated text as RFC 4180 has it, strictly, and knows the line of everything.
 * A field that is empty and not quoted is told from "".  Lines may end in LF or CR LF, empty lines
 * are skipped, and so is a byte order mark at the very beginning.
 */
#ifndef AUTOREV_CSV_H
#define AUTOREV_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"

struct csv;

enum csv_step {
    CSV_ROW, /* there is a record */
    CSV_END, /* there was no more */
    CSV_BAD, /* err->message says what is wrong, csv_line() and csv_count() where */
};

/* Reads @data of @size bytes, which is handed over (it came from malloc) and changed.  Owned. */
struct csv *csv_new(char *data, size_t size);
void csv_free(struct csv *csv);

/* Goes on to the next record.  After CSV_BAD nothing more can be read. */
enum csv_step csv_next(struct csv *csv, struct error *err);

/* The line, from 1, where the record began; after CSV_BAD the line of the trouble. */
long csv_line(const struct csv *csv);

/* Number of fields of the record; after CSV_BAD the index of the field with the trouble. */
size_t csv_count(const struct csv *csv);

/* Text of a field, NUL-terminated; NULL for a field that is empty and was not quoted.  Borrowed
 * until csv_free(). */
const char *csv_text(const struct csv *csv, size_t field);

#endif
