#include "autorev/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

const struct rank_category_info rank_categories[RANK_CATEGORIES] = {
    [RANK_SOUND] = { CAR_SOUND, "Sound" },
    [RANK_INTERIOR] = { CAR_INTERIOR, "Comfort" },
    [RANK_TRACK] = { CAR_TRACK, "Track" },
    [RANK_RELIABILITY] = { CAR_RELIABILITY, "Reliability" },
    [RANK_VALUE] = { CAR_VALUE, "Value" },
    [RANK_FUN] = { CAR_FUN, "Fun" },
    [RANK_AFTERMARKET] = { CAR_AFTERMARKET, "Modder Pick" },
};

/* With fewer picks than this, because too few things weigh anything, these fill up. */
enum { PICKS_LEAST = 4 };
static const enum rank_category picks_filling[] = { RANK_VALUE, RANK_RELIABILITY, RANK_TRACK };

/* ---- weights and totals ---- */

struct rank_wish
rank_wish_plain(void)
{
    struct rank_wish wish = { 0 };

    for (int c = 0; c < RANK_CATEGORIES; c++)
        wish.weight[c] = 1;
    return wish;
}

double
rank_weight_step(double weight, int steps)
{
    weight += steps * RANK_WEIGHT_STEP;
    return weight < 0 ? 0 : weight > RANK_WEIGHT_MOST ? RANK_WEIGHT_MOST : weight;
}

static double
rank_score(const struct cars *cars, size_t row, enum rank_category category)
{
    double score = cars_number(cars, row, rank_categories[category].field);

    return isnan(score) ? 0 : score;
}

/* Scores have one decimal, weights are halves: what is equal on paper must be equal here. */
static double
rank_exact(double sum)
{
    return round(sum * 1e6) / 1e6;
}

double
rank_total(const struct rank_wish *wish, const struct cars *cars, size_t row)
{
    double total = 0;

    for (int c = 0; c < RANK_CATEGORIES; c++)
        total += wish->weight[c] * rank_score(cars, row, (enum rank_category) c);
    return rank_exact(total);
}

double
rank_most(const struct rank_wish *wish)
{
    double most = 0;

    for (int c = 0; c < RANK_CATEGORIES; c++)
        most += 10 * wish->weight[c];
    return rank_exact(most);
}

/* ---- must-haves ---- */

static bool
rank_is_driven(const struct cars *cars, size_t row, const char *drivetrain)
{
    const char *has = cars_folded(cars, row, CAR_DRIVETRAIN);
    char wanted[32];

    text_fold(wanted, sizeof wanted, drivetrain);
    return has && strstr(has, wanted); /* "FWD/AWD" has both */
}

bool
rank_allows(const struct rank_wish *wish, const struct cars *cars, size_t row)
{
    /* A comparison with NAN, the unknown, is false. */
    if (wish->price_most > 0 && !(cars_number(cars, row, CAR_PRICE) <= wish->price_most))
        return false;
    if (wish->manual && !(cars_number(cars, row, CAR_MANUAL) > 0))
        return false;
    if (wish->drivetrain && !rank_is_driven(cars, row, wish->drivetrain))
        return false;
    return wish->seats_least <= 0 || cars_number(cars, row, CAR_SEATS) >= wish->seats_least;
}

/* ---- the order ---- */

struct ranked {
    struct rank_entry entry;
    size_t place; /* by name */
};

static int
ranked_compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->entry.total != y->entry.total)
        return x->entry.total > y->entry.total ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

size_t
rank_cars(const struct rank_wish *wish, const struct cars *cars, struct rank_entry *entries)
{
    size_t count = cars_count(cars), n = 0;
    size_t *rows = x_calloc(count, sizeof *rows);
    struct ranked *ranked = x_calloc(count, sizeof *ranked);
    double most = rank_most(wish);

    for (size_t row = 0; row < count; row++)
        if (rank_allows(wish, cars, row))
            rows[n++] = row;
    cars_sort(cars, rows, n, CAR_NAME, false);
    for (size_t i = 0; i < n; i++) {
        double total = rank_total(wish, cars, rows[i]);

        ranked[i].entry =
            (struct rank_entry){ rows[i], total, most > 0 ? 100 * total / most : NAN };
        ranked[i].place = i;
    }
    qsort(ranked, n, sizeof *ranked, ranked_compare);
    for (size_t i = 0; i < n; i++)
        entries[i] = ranked[i].entry;
    free(rows);
    free(ranked);
    return n;
}

/* ---- the picks ---- */

struct picker {
    const struct cars *cars;
    const struct rank_entry *pool;
    size_t pool_size;
    struct rank_pick *picks;
    size_t n;
};

static bool
picker_has_row(const struct picker *p, size_t row)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->picks[i].row == row)
            return true;
    return false;
}

static bool
picker_has_category(const struct picker *p, enum rank_category category)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->picks[i].category == category)
            return true;
    return false;
}

static void
picker_add(struct picker *p, const struct rank_entry *entry, enum rank_category category)
{
    p->picks[p->n++] = (struct rank_pick){
        .row = entry->row, .category = category, .total = entry->total, .match = entry->match
    };
}

/* The best of the pool at one thing, from the cars that are not picked yet or, when all are, from
 * all.  The pool is in the order of totals: of equal scores the first is the better car. */
static void
picker_pick(struct picker *p, enum rank_category category)
{
    const struct rank_entry *best = NULL;
    bool fresh = false;

    if (p->n == RANK_PICKS || picker_has_category(p, category))
        return;
    for (size_t i = 0; i < p->pool_size; i++) {
        const struct rank_entry *entry = &p->pool[i];
        bool unused = !picker_has_row(p, entry->row);

        if (!best || unused > fresh ||
            (unused == fresh && rank_score(p->cars, entry->row, category) >
                                    rank_score(p->cars, best->row, category))) {
            best = entry;
            fresh = unused;
        }
    }
    picker_add(p, best, category);
}

/* The categories, the heaviest first, equal ones as they stand in the table. */
static void
rank_by_weight(const struct rank_wish *wish, enum rank_category order[RANK_CATEGORIES])
{
    for (int c = 0; c < RANK_CATEGORIES; c++) {
        int at = c;

        for (; at > 0 && wish->weight[order[at - 1]] < wish->weight[c]; at--)
            order[at] = order[at - 1];
        order[at] = (enum rank_category) c;
    }
}

size_t
rank_picks(const struct rank_wish *wish, const struct cars *cars, const struct rank_entry *entries,
    size_t n, struct rank_pick picks[RANK_PICKS])
{
    struct picker p = { cars, entries, n < RANK_POOL ? n : RANK_POOL, picks, 0 };
    enum rank_category order[RANK_CATEGORIES];

    if (!n)
        return 0;
    rank_by_weight(wish, order);
    picker_add(&p, &entries[0], RANK_TOP);
    for (int i = 0; i < RANK_CATEGORIES && wish->weight[order[i]] > 0; i++)
        picker_pick(&p, order[i]);
    if (p.n < PICKS_LEAST)
        for (size_t i = 0; i < sizeof picks_filling / sizeof picks_filling[0]; i++)
            picker_pick(&p, picks_filling[i]);
    return p.n;
}

/* ---- words ---- */

struct rank_word {
    double bound;
    const char *word;
};

/* The word of the first row whose bound @value reaches. */
static const char *
rank_word_from(const struct rank_word *words, double value)
{
    if (isnan(value))
        return "Unknown";
    while (value < words->bound)
        words++;
    return words->word;
}

const char *
rank_pick_label(enum rank_category category)
{
    return category == RANK_TOP ? "Top Match" : rank_categories[category].label;
}

const char *
rank_weight_label(double weight)
{
    static const struct rank_word words[] = { { 0, "Off" }, { 0.5, "Low" }, { 1, "Medium" },
        { 1.5, "High" }, { 2, "Very High" }, { 2.5, "Critical" }, { INFINITY, "Maximum" } };
    const struct rank_word *w = words;

    while (weight > w->bound)
        w++;
    return w->word;
}

const char *
rank_score_label(double score)
{
    static const struct rank_word words[] = { { 9, "Excellent" }, { 7, "Good" }, { 5, "Average" },
        { 3, "Below Average" }, { -INFINITY, "Poor" } };

    return rank_word_from(words, score);
}

const char *
rank_match_label(double match)
{
    static const struct rank_word words[] = { { 80, "Exceptional" }, { 65, "Strong" },
        { 50, "Good" }, { -INFINITY, "Moderate" } };

    return rank_word_from(words, match);
}
