/*
 * Sheet: one CSV file on its way into its table.  It is read into a temporary table of the target's
 * types, checked there row by row, so that each error has a file, a line and a column, and then
 * brought over.
 */
#ifndef AUTOREV_STORE_SHEET_H
#define AUTOREV_STORE_SHEET_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "autorev/buffer.h"
#include "autorev/error.h"
#include "autorev/memory.h"
#include "store/setup.h"

struct csv;

enum { SHEET_KEYS = 8 };

enum sheet_source {
    SHEET_PLAIN,     /* the value is written */
    SHEET_REFERENCE, /* the value is the key of a row elsewhere, whose id is written */
    SHEET_SLUG,      /* the value only tells the car: the table has no such column */
};

struct sheet_column {
    const char *name;
    enum sheet_source source;
    const char *type;      /* of the target, as SQL */
    const char *preset;    /* SQL that stands for an empty field, or NULL */
    const char *ref_table; /* what the column refers to, or NULL */
    const char *ref_column;
    bool required; /* must not be empty */
};

/* A column that is not in the file and gets the id of the car whose slug is. */
struct sheet_car {
    const char *name;
    const char *slug; /* the column in the file */
    bool required;
};

struct sheet_rule {
    const char *name, *columns, *text; /* of a CHECK, for its message */
};

struct sheet {
    struct arena *arena;
    const char *file, *path; /* "cars.csv" and where it is */
    const char *table;
    const char *key[SHEET_KEYS];
    size_t keys;
    const char *stage; /* the temporary table: "#" is the line, "#id" the id, "=x" the id for x */
    const char *extensions; /* schema of uuid-ossp */
    bool has_id;            /* the table has uuids; otherwise a row is known by its key only */
    struct sheet_column *column;
    size_t columns;
    struct sheet_car *car;
    size_t cars;
    struct sheet_rule *rule;
    size_t rules;
    long *line; /* of each record */
    size_t rows;
    const char *manifest; /* "manifest.csv:3": for errors about the table itself */
};

/* @table and @key (columns separated by spaces or commas) are copied, @number makes the temporary
 * table's name.  Owned; NULL with @err set when they cannot be names. */
struct sheet *sheet_new(const char *dir, const char *table, const char *key, long manifest_line,
    const char *extensions, struct error *err);
void sheet_free(struct sheet *sheet);

/* Reads the file into its temporary table and gives each row its id. */
bool sheet_stage(struct sheet *sheet, PGconn *conn, struct error *err);

/* Brings the rows into the table; those of the tables it refers to must be there.  The numbers of
 * rows are added to @report. */
bool sheet_merge(struct sheet *sheet, PGconn *conn, struct setup_report *report, struct error *err);

/* Refuses rows that are the same in @columns (SQL over the alias s; @names is for people), as far as
 * @where is true of them. */
bool sheet_check_twice(const struct sheet *sheet, PGconn *conn, const char *columns,
    const char *names, const char *where, struct error *err);

/* The steps of sheet_stage(): the names in the first line, and what the table says of them. */
bool sheet_read_header(struct sheet *sheet, struct csv *csv, struct error *err);
bool sheet_describe(struct sheet *sheet, PGconn *conn, struct error *err);

/* Borrowed; NULL when the file has no such column. */
struct sheet_column *sheet_find(const struct sheet *sheet, const char *name);

/* True for lower-case letters, digits and underscores: what is safe between quotes in SQL. */
bool sheet_is_name(const char *text);

/* The SQL expression for the id of a row of @table, from its key columns in the alias @from. */
void sheet_id_expression(struct buffer *out, const char *extensions, const char *table,
    const char *const key[], size_t keys, const char *from);

/* "file:line:column: " and the message.  Returns false. */
bool sheet_error(const struct sheet *sheet, long line, const char *column, struct error *err,
    const char *fmt, ...) PRINTF_LIKE(5, 6);

#endif
