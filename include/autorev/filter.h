#ifndef AUTOREV_FILTER_H
#define AUTOREV_FILTER_H
#include "autorev/car.h"
#include "autorev/query.h"
struct filter;
struct filter_error { size_t offset, length; };
struct filter *filter_parse(const char *text, struct filter_error *where, struct error *err);
void filter_free(struct filter *f);
int filter_match(const struct filter *f, const struct cars *cars, size_t row);
bool filter_is_empty(const struct filter *f);
bool filter_has_words(const struct filter *f);
bool filter_query(const struct filter *f, struct query *q, struct error *err);
#endif
