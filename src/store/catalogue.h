/*
 * Catalogue: loads the built-in cars and what belongs to them from CSV files, all or nothing, and
 * brings a newer catalogue over an older one without touching a row that the catalogue did not make.
 *
 * The folder has one file per table, named after it, whose header names columns, and manifest.csv
 * with the columns "table" and "key": the order of loading, and the columns (separated by a space)
 * by which a row is known again.  Files have no ids: a row's id is made from its table and key, so
 * the same row has the same id everywhere.
 *
 * References: car_slug gives car_id (and likewise matched_car_slug and others), also where the
 * table has no car_slug itself.  In any other column that refers to a table by a uuid stands the
 * key of that row, its parts joined by "|".
 *
 * An empty field is NULL, or the column's preset where it must not be NULL; "" is empty text.
 *
 * The ids that the catalogue made are kept in autorev.catalogue_rows.  A row that a newer catalogue
 * has no more is deleted, unless something refers to it that is not the catalogue's.  Where the
 * owner has a row of their own with the same unique key, theirs stays.
 */
#ifndef AUTOREV_STORE_CATALOGUE_H
#define AUTOREV_STORE_CATALOGUE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "autorev/error.h"
#include "store/setup.h"

/* Loads the files of @dir when they are not those that were loaded last.  Without a manifest there
 * is nothing to load.  Errors are named as file:line:column.  Each file is a step of @setup. */
bool catalogue_load(PGconn *conn, const char *dir, struct setup *setup, struct error *err);

#endif
