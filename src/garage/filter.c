#include "autorev/filter.h"
#include "autorev/memory.h"
#include "autorev/text.h"
#include <stdlib.h>
#include <string.h>
struct filter { char *t; };
struct filter *filter_parse(const char *text, struct filter_error *where, struct error *err){ (void)err; if(where) *where=(struct filter_error){0}; struct filter *f=x_calloc(1,sizeof *f); f->t=x_strdup(text); return f; }
void filter_free(struct filter *f){ if(f){free(f->t);free(f);} }
int filter_match(const struct filter *f, const struct cars *cars, size_t row){ const char *n=cars_folded(cars,row,CAR_NAME); return n?text_fuzzy(n,f->t):0; }
bool filter_is_empty(const struct filter *f){return !*f->t;}
bool filter_has_words(const struct filter *f){return *f->t;}
bool filter_query(const struct filter *f, struct query *q, struct error *err){(void)err; char *p=x_asprintf("*%s*",f->t); query_where(q,"name",OP_ILIKE,p); free(p); return true;}
