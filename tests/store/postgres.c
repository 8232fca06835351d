/*
 * The data layer against real servers: what the vocabulary means there, what comes back when
 * something is wrong, and what happens to queries when they are cancelled, the server dies, hangs or
 * cannot be reached.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "client.h"
#include "scratch.h"
#include "store/process.h"

static const char things_sql[] =
    "CREATE TABLE things (id integer PRIMARY KEY, name text, hp integer, weight numeric,"
    " on_sale boolean, tags text[], facts jsonb, words tsvector, added date DEFAULT '2020-01-01');"
    "INSERT INTO things VALUES"
    " (1, 'Alpha', 100, 2000.5, true, '{a,b}', '{\"k\": 1}', to_tsvector('english', 'fast cars')),"
    " (2, 'beta', 200, NULL, false, '{b}', '{\"k\": 2}', to_tsvector('english', 'slow car')),"
    " (3, 'O''Hara \"x\" \\ {,} %_', 300, 1500, NULL, '{}', NULL, NULL),"
    " (4, NULL, NULL, 1500, true, NULL, '[]', to_tsvector('english', 'a truck')),"
    " (5, 'alphabet', 200, 3000, false, '{\"c d\",NULL}', '{}', NULL);"
    "CREATE VIEW things_view AS SELECT id FROM things;"
    "CREATE VIEW me AS SELECT pg_backend_pid() AS pid;"
    "CREATE VIEW slow AS SELECT t.id FROM (SELECT pg_sleep(0.4)) s, things t WHERE t.id < 3;"
    "CREATE VIEW napping AS SELECT count(*) AS n FROM pg_stat_activity"
    " WHERE state = 'active' AND query LIKE '%nap%' AND pid <> pg_backend_pid();"
    "CREATE FUNCTION nap(seconds float8) RETURNS TABLE (slept float8) LANGUAGE plpgsql AS"
    " $$BEGIN PERFORM pg_sleep(seconds); RETURN QUERY SELECT seconds; END$$;"
    "CREATE FUNCTION add_up(a integer, b integer DEFAULT 5) RETURNS TABLE (total integer)"
    " LANGUAGE sql AS 'SELECT a + b';"
    "CREATE TABLE log (id serial, said text);"
    "CREATE FUNCTION log_slowly() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END$$;"
    "CREATE TABLE slow_log (said text);"
    "CREATE TRIGGER slowly BEFORE INSERT ON slow_log FOR EACH ROW EXECUTE FUNCTION log_slowly();"
    "CREATE ROLE guest LOGIN; CREATE ROLE driver LOGIN PASSWORD 'right \"one'''";

static struct place *
things_place(void)
{
    struct place *place = place_ready();

    place_ensure(place);
    free(place_sql(place, things_sql));
    return place;
}

static struct query *
things(void)
{
    struct query *q = query_select("things");

    query_column(q, "id");
    query_order(q, "id", ORDER_ASC, false);
    return q;
}

static struct query *
nap(const char *seconds)
{
    struct query *q = query_call("nap");

    query_set(q, "seconds", seconds);
    return q;
}

/* ---- the vocabulary ---- */

Test(postgres, every_operator_means_what_it_says, .timeout = 60)
{
    static const struct {
        const char *column;
        enum query_op op;
        const char *value, *rows, *not_rows;
    } row[] = {
        { "name", OP_EQ, "beta", "2", "1 3 5" },
        { "name", OP_EQ, "O'Hara \"x\" \\ {,} %_", "3", "1 2 5" },
        { "name", OP_EQ, "'; DROP TABLE things; --", "", "1 2 3 5" },
        { "name", OP_NEQ, "beta", "1 3 5", "2" },
        { "hp", OP_EQ, "200", "2 5", "1 3" },
        { "hp", OP_GT, "200", "3", "1 2 5" },
        { "hp", OP_GTE, "200", "2 3 5", "1" },
        { "hp", OP_LT, "200", "1", "2 3 5" },
        { "hp", OP_LTE, "200", "1 2 5", "3" },
        { "weight", OP_EQ, "1500.0", "3 4", "1 5" },
        { "added", OP_GTE, "2020-01-01", "1 2 3 4 5", "" },
        { "name", OP_LIKE, "*alpha*", "5", "1 2 3" },
        { "name", OP_ILIKE, "alpha*", "1 5", "2 3" },
        { "name", OP_ILIKE, "*\\%\\_", "3", "1 2 5" },
        { "name", OP_MATCH, "^[A-Z]", "1 3", "2 5" },
        { "name", OP_IMATCH, "^ALPHA$", "1", "2 3 5" },
        { "on_sale", OP_IS, "null", "3", "1 2 4 5" },
        { "on_sale", OP_IS, "true", "1 4", "2 3 5" },
        { "on_sale", OP_IS, "false", "2 5", "1 3 4" },
        { "on_sale", OP_IS, "unknown", "3", "1 2 4 5" },
        { "words", OP_FTS, "car -slow", "1", "2 4" },
        { "words", OP_FTS, "\"slow car\" or truck", "2 4", "1" },
        { "tags", OP_CS, "{b}", "1 2", "3 5" },
        { "tags", OP_CD, "{a,b,x}", "1 2 3", "5" },
        { "tags", OP_OV, "{a,\"c d\"}", "1 5", "2 3" },
        { "facts", OP_CS, "{\"k\": 2}", "2", "1 4 5" },
    };
    struct place *place = things_place();
    struct client *client = client_open(place);
    bool seen[OP_COUNT] = { [OP_IN] = true };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct query *q = things(), *not = things();

        query_where(q, row[i].column, row[i].op, row[i].value);
        query_where_not(not, row[i].column, row[i].op, row[i].value);
        client_expect(client, q, row[i].rows);
        client_expect(client, not, row[i].not_rows);
        seen[row[i].op] = true;
    }
    for (int op = 0; op < OP_COUNT; op++)
        cr_expect(seen[op], "%s is not tested", query_op_name((enum query_op) op));
    client_free(client);
    place_free(place);
}

Test(postgres, lists_and_groups, .timeout = 60)
{
    static const char *const hostile[] = { "beta", "O'Hara \"x\" \\ {,} %_", "NULL", "", "}", "\"",
        "\\", "{a,b}", "é\n\t" };
    static const char *const numbers[] = { "100", "300" };
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct query *q = things();

    query_where_in(q, "name", hostile, sizeof hostile / sizeof hostile[0]);
    client_expect(client, q, "2 3");
    q = things();
    query_where_in(q, "hp", numbers, 2);
    client_expect(client, q, "1 3");
    q = things();
    query_where_in(q, "hp", numbers, 0);
    client_expect(client, q, "");

    q = things();
    query_any(q, false);
    query_where(q, "hp", OP_IS, "null");
    query_all(q, false);
    query_where(q, "hp", OP_EQ, "200");
    query_where(q, "on_sale", OP_EQ, "false");
    query_where(q, "weight", OP_GT, "1");
    query_end(q);
    query_end(q);
    client_expect(client, q, "4 5");

    q = things();
    query_any(q, true);
    query_where(q, "id", OP_EQ, "1");
    query_where(q, "id", OP_EQ, "2");
    query_end(q);
    query_where(q, "id", OP_LT, "5");
    client_expect(client, q, "3 4");

    q = things();
    query_pick(q);
    query_where(q, "name", OP_ILIKE, "*a*");
    query_where(q, "hp", OP_GT, "100");
    query_end(q);
    query_where(q, "id", OP_GT, "2");
    query_range(q, 0, 9);
    client_expect(client, q, "3 5");
    client_free(client);
    place_free(place);
}

Test(postgres, order_range_and_columns, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct query *q = query_select("things");

    query_columns(q, (const char *const[]){ "id", "hp" }, 2);
    query_order(q, "hp", ORDER_DESC, false);
    query_order(q, "id", ORDER_ASC, false);
    client_expect(client, q, "3|300 2|200 5|200 1|100 4|-");
    q = query_select("things");
    query_column(q, "id");
    query_order(q, "hp", ORDER_DESC, true);
    query_order(q, "id", ORDER_DESC, false);
    client_expect(client, q, "4 3 5 2 1");
    q = query_select("things");
    query_column(q, "id");
    query_order(q, "hp", ORDER_ASC, true);
    query_order(q, "id", ORDER_ASC, false);
    query_range(q, 1, 2);
    client_expect(client, q, "1 2");
    q = things();
    query_range(q, 4, 100);
    client_expect(client, q, "5");
    q = things();
    query_range(q, 9, 100);
    client_expect(client, q, "");
    q = query_select("things");
    query_where(q, "id", OP_EQ, "2");
    client_expect(client, q, "2|beta|200|-|f|{b}|{\"k\": 2}|'car':2 'slow':1|2020-01-01");
    client_free(client);
    place_free(place);
}

static void
expect_count(struct client *client, struct query *q, long total, bool exact)
{
    struct error err = { 0 };
    struct result *res = client_ask(client, q, &err);
    bool is_exact = !exact;

    cr_assert(res, "%s", err.message);
    cr_expect_eq(result_total(res, &is_exact), total, "%ld", result_total(res, NULL));
    if (total >= 0)
        cr_expect_eq(is_exact, exact);
    result_free(res);
}

Test(postgres, counts, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct query *q = things();

    query_range(q, 0, 2);
    expect_count(client, q, -1, false);
    q = things();
    query_range(q, 1, 2);
    query_count(q, COUNT_EXACT);
    expect_count(client, q, 5, true);
    q = things();
    query_range(q, 0, 1);
    query_where(q, "name", OP_ILIKE, "*alpha*");
    query_where(q, "hp", OP_GT, "0");
    query_count(q, COUNT_ESTIMATED);
    expect_count(client, q, 2, true);
    q = things();
    query_count(q, COUNT_ESTIMATED);
    expect_count(client, q, -1, false); /* nobody has looked at the table yet */
    free(place_sql(place, "ANALYZE things"));
    q = things();
    query_count(q, COUNT_ESTIMATED);
    expect_count(client, q, 5, false);
    q = query_select("things_view");
    query_count(q, COUNT_ESTIMATED);
    expect_count(client, q, -1, false);
    q = query_call("add_up");
    query_set(q, "a", "1");
    query_count(q, COUNT_EXACT);
    expect_count(client, q, 1, true);
    client_free(client);
    place_free(place);
}

Test(postgres, writes_and_calls, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct query *q = query_insert("things");

    query_set(q, "id", "10");
    query_set(q, "name", "it's \"new\"; --");
    query_set(q, "hp", NULL);
    query_set(q, "tags", "{x,\"y z\"}");
    client_expect(client, q, "");
    q = query_insert("things");
    query_set(q, "id", "11");
    query_columns(q, (const char *const[]){ "id", "added" }, 2);
    client_expect(client, q, "11|2020-01-01");
    q = query_upsert("things", "id");
    query_set(q, "id", "10");
    query_set(q, "hp", "77");
    query_columns(q, (const char *const[]){ "name", "hp" }, 2);
    client_expect(client, q, "it's \"new\"; --|77");
    q = query_patch("things");
    query_set(q, "hp", "78");
    query_set(q, "name", NULL);
    query_where(q, "id", OP_EQ, "10");
    query_columns(q, (const char *const[]){ "id", "name", "hp", "tags" }, 4);
    client_expect(client, q, "10|-|78|{x,\"y z\"}");
    q = query_delete("things");
    query_where(q, "id", OP_EQ, "10");
    query_column(q, "id");
    client_expect(client, q, "10");
    q = query_delete("things");
    query_where(q, "id", OP_GT, "10");
    client_expect(client, q, "");
    client_expect(client, things(), "1 2 3 4 5");
    q = query_call("add_up");
    query_set(q, "b", "3");
    query_set(q, "a", "40");
    client_expect(client, q, "43");
    q = query_call("add_up");
    query_set(q, "a", "40");
    query_column(q, "total");
    query_where(q, "total", OP_GT, "50");
    client_expect(client, q, "");
    client_free(client);
    place_free(place);
}

/* ---- errors ---- */

static void
expect_error(struct client *client, struct query *q, enum error_code code, const char *message)
{
    struct error err = { 0 };
    struct result *res = client_ask(client, q, &err);

    cr_expect_null(res);
    cr_expect_eq(err.code, code, "%s: code %d", err.message, err.code);
    cr_expect(strstr(err.message, message), "wanted: %s\ngot: %s", message, err.message);
    result_free(res);
}

Test(postgres, errors_say_what_kind_they_are, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct error err = { 0 };
    struct query *q;
    char *url;

    expect_error(client, query_select("horses"), ERROR_MISSING, "\"horses\" does not exist");
    cr_expect_null(client_ask(client, query_select("horses"), &err));
    cr_expect(strstr(err.hint, "db migrate"), "%s", err.hint);
    expect_error(client, query_call("fly"), ERROR_MISSING, "fly() does not exist");
    q = things();
    query_column(q, "wings");
    expect_error(client, q, ERROR_MISSING, "\"wings\" does not exist");
    q = things();
    query_where(q, "hp", OP_EQ, "many");
    expect_error(client, q, ERROR_INPUT, "integer: \"many\"");
    q = query_insert("things");
    query_set(q, "id", "1");
    expect_error(client, q, ERROR_INPUT, "duplicate key");
    q = nap("0.2");
    query_count(q, COUNT_EXACT);
    client_expect(client, q, "0.2");
    client_free(client);

    /* A time limit of the server is no stray stop: it is told, and not tried for ever. */
    url = x_asprintf("%s options='-c statement_timeout=50'", embedded_conninfo(place->emb));
    client = client_new(url);
    store_start(client->store);
    expect_error(client, nap("5"), ERROR_REFUSED, "canceling statement");
    client_expect(client, things(), "1 2 3 4 5");
    client_free(client);
    free(url);
    url = x_asprintf("%s options='-c role=guest -c default_transaction_read_only=on'",
        embedded_conninfo(place->emb));
    client = client_new(url);
    store_start(client->store);
    cr_expect_null(client_ask(client, things(), &err));
    cr_expect(
        err.code == ERROR_REFUSED && strstr(err.message, "permission denied"), "%s", err.message);
    cr_expect(strstr(err.hint, "role"), "%s", err.hint);
    client_free(client);
    free(url);
    place_free(place);
}

Test(postgres, cells_come_as_they_are, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    char *big = x_calloc(3000001, 1);
    struct error err = { 0 };
    struct result *res;
    struct query *q = query_upsert("things", "id");

    memset(big, 'x', 3000000);
    query_set(q, "id", "6");
    query_set(q, "name", big);
    client_expect(client, q, "");
    q = query_select("things");
    query_column(q, "name");
    query_where(q, "id", OP_EQ, "6");
    res = client_ask(client, q, &err);
    cr_assert(res && result_text(res, 0, 0));
    cr_expect(!strcmp(result_text(res, 0, 0), big), "3 MB differ");
    result_free(res);
    free(big);
    client_free(client);
    place_free(place);
}

/* ---- many at once, and cancelling ---- */

struct numbered {
    int number, *next;
    bool *all;
    int count;
};

static void
on_numbered(void *data, struct result *res, const struct error *err)
{
    struct numbered *n = data;

    cr_assert(res, "%s", err->message);
    cr_expect_eq(atoi(result_text(res, 0, 0)), n->number);
    cr_expect_eq((*n->next)++, n->number, "not in the order of sending");
    *n->all = *n->next == n->count;
    result_free(res);
}

Test(postgres, five_hundred_at_once_are_answered_in_order, .timeout = 60)
{
    enum { N = 500 };
    struct place *place = things_place();
    struct client *client = client_open(place);
    static struct numbered each[N];
    bool all = false;
    int next = 0;

    for (int i = 0; i < N; i++) {
        struct query *q = query_call("add_up");
        char text[16];

        snprintf(text, sizeof text, "%d", i - 5);
        query_set(q, "a", text);
        each[i] = (struct numbered){ i, &next, &all, N };
        store_send(client->store, q, on_numbered, &each[i]);
    }
    cr_expect_eq(store_status(client->store).in_flight, N);
    cr_expect(loop_run_until(client->loop, &all, 20000, NULL), "%d answers", next);
    cr_expect_eq(store_status(client->store).in_flight, 0);
    client_free(client);
    place_free(place);
}

static void
on_never(void *data, struct result *res, const struct error *err)
{
    (void) data;
    (void) res;
    cr_assert(false, "a cancelled request is answered: %s", err ? err->message : "");
}

static void
expect_nobody_naps(struct client *client)
{
    for (int i = 0; i < 100; i++) {
        struct result *res = client_ask(client, query_select("napping"), NULL);
        bool none = res && !strcmp(result_text(res, 0, 0), "0");

        result_free(res);
        if (none)
            return;
        client_turn(client, 20);
    }
    cr_expect(false, "the server still works at what was cancelled");
}

Test(postgres, what_is_cancelled_is_not_done_and_holds_up_nobody, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place), *other = client_open(place);
    int64_t began = loop_now_ms();
    struct request *request;
    struct answer answer = { 0 };

    /* At once, before it went out. */
    store_cancel(store_send(client->store, nap("30"), on_never, NULL));
    client_expect(client, things(), "1 2 3 4 5");

    /* While it runs, and another behind it that is cancelled while it waits. */
    request = store_send(client->store, nap("30"), on_never, NULL);
    store_cancel(store_send(client->store, nap("31"), on_never, NULL));
    store_send(client->store, things(), client_on_answer, &answer);
    client_turn(client, 150);
    cr_expect(!answer.done);
    store_cancel(request);
    client_wait(client, &answer);
    cr_expect(answer.res);
    result_free(answer.res);
    cr_expect_lt(loop_now_ms() - began, 5000);
    expect_nobody_naps(other);

    /* In the background lane. */
    request = store_send_background(client->store, nap("30"), on_never, NULL);
    client_turn(client, 100);
    store_cancel(request);
    client_turn(client, 50);
    expect_nobody_naps(other);

    /* By leaving. */
    store_send(client->store, nap("30"), on_never, NULL);
    store_send_background(client->store, nap("30"), on_never, NULL);
    client_turn(client, 150);
    client_free(client);
    expect_nobody_naps(other);
    client_free(other);
    place_free(place);
}

Test(postgres, stop_that_hits_a_neighbour_does_it_no_harm, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);

    /* The stop goes out after 50 ms: about when the cancelled one ends by itself, so that some hit
     * what comes behind it. */
    for (int i = 0; i < 30; i++) {
        struct answer answer[3] = { 0 };
        char seconds[32];

        snprintf(seconds, sizeof seconds, "%.4f", 0.045 + i * 0.0005);
        store_cancel(store_send(client->store, nap(seconds), on_never, NULL));
        for (int k = 0; k < 3; k++)
            store_send(client->store, nap("0.005"), client_on_answer, &answer[k]);
        for (int k = 0; k < 3; k++) {
            client_wait(client, &answer[k]);
            cr_expect(answer[k].res, "%s: %s", seconds, answer[k].err.message);
            result_free(answer[k].res);
        }
    }
    client_free(client);
    place_free(place);
}

Test(postgres, background_does_not_hold_up_keys, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct answer slow = { 0 };
    int64_t began;

    store_send_background(client->store, nap("1.5"), client_on_answer, &slow);
    client_turn(client, 100);
    began = loop_now_ms();
    for (int i = 0; i < 20; i++)
        client_expect(client, things(), "1 2 3 4 5");
    cr_expect_lt(loop_now_ms() - began, 1000);
    cr_expect(!slow.done);
    client_wait(client, &slow);
    cr_expect(slow.res);
    result_free(slow.res);
    client_free(client);
    place_free(place);
}

Test(postgres, one_connection_is_enough, .timeout = 60)
{
    struct place *place = things_place();
    struct tcp tcp;
    struct client *client;
    struct answer slow = { 0 };
    char *url;

    free(place_sql(place, "ALTER ROLE guest CONNECTION LIMIT 1; GRANT SELECT ON things TO guest"));
    cr_assert(embedded_stop(place->emb, NULL));
    tcp = tcp_start(
        place, "host all all 127.0.0.1/32 trust\n", (const char *const[]){ "fsync=off", NULL });
    url = x_asprintf("host=127.0.0.1 port=%d user=guest dbname=autorev", tcp.port);
    client = client_new(url);
    store_start(client->store);
    client_await(client, STORE_READY);
    store_send_background(client->store, nap("0.1"), client_on_answer, &slow);
    client_expect(client, things(), "1 2 3 4 5");
    client_wait(client, &slow);
    cr_expect(slow.res, "%s", slow.err.message);
    result_free(slow.res);
    slow = (struct answer){ 0 };
    store_send_background(client->store, nap("0.1"), client_on_answer, &slow);
    client_wait(client, &slow);
    cr_expect(slow.res);
    cr_expect_eq(store_status(client->store).state, STORE_READY);
    result_free(slow.res);
    client_free(client);
    tcp_stop(&tcp);
    free(url);
    place_free(place);
}

/* ---- a server that dies, hangs, comes back ---- */

Test(postgres, killed_server_costs_no_read, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct answer read = { 0 }, background = { 0 }, write = { 0 }, patch = { 0 };
    struct query *insert = query_insert("slow_log"), *update = query_patch("things");

    store_send(client->store, query_select("slow"), client_on_answer, &read);
    query_set(insert, "said", "once");
    store_send(client->store, insert, client_on_answer, &write);
    query_set(update, "hp", "1");
    query_where(update, "id", OP_EQ, "1");
    query_column(update, "hp");
    store_send(client->store, update, client_on_answer, &patch);
    store_send_background(client->store, query_select("slow"), client_on_answer, &background);
    client_turn(client, 100);
    kill(place_server(place), SIGKILL);
    client_await(client, STORE_WAITING);
    cr_expect(write.done && !write.res, "whether the insert was done, nobody knows");
    cr_expect_eq(write.err.code, ERROR_OFFLINE);
    cr_expect(!read.done && !patch.done && !background.done);
    place_ensure(place);
    store_retry(client->store);
    client_wait(client, &read);
    client_wait(client, &patch);
    client_wait(client, &background);
    cr_expect(read.res && patch.res && background.res);
    cr_expect_eq(result_rows(read.res), 2);
    cr_expect_str_eq(result_text(patch.res, 0, 0), "1");
    client_expect(client, query_select("slow_log"), "");
    result_free(read.res);
    result_free(patch.res);
    result_free(background.res);
    client_free(client);
    place_free(place);
}

static pid_t
backend_of(struct client *client)
{
    struct result *res = client_ask(client, query_select("me"), NULL);
    pid_t pid = (pid_t) atoi(result_text(res, 0, 0));

    result_free(res);
    return pid;
}

static void
on_tick(void *data)
{
    ++*(int *) data;
}

Test(postgres, server_that_hangs_blocks_nothing, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place), *late;
    struct answer answer = { 0 };
    pid_t backend = backend_of(client), server = place_server(place);
    int64_t began = loop_now_ms();
    int ticks = 0;

    kill(backend, SIGSTOP);
    kill(server, SIGSTOP);
    store_send(client->store, things(), client_on_answer, &answer);
    store_cancel(store_send(client->store, nap("30"), on_never, NULL));
    late = client_new(embedded_conninfo(place->emb));
    store_start(late->store);
    for (int i = 0; i < 20; i++) {
        loop_timer(client->loop, 5, on_tick, &ticks);
        client_turn(client, 10);
        client_turn(late, 5);
    }
    cr_expect_eq(ticks, 20);
    cr_expect(!answer.done);
    cr_expect_lt(loop_now_ms() - began, 2000);
    cr_expect_eq(store_status(late->store).state, STORE_CONNECTING);
    client_free(late);
    kill(server, SIGCONT);
    kill(backend, SIGCONT);
    client_wait(client, &answer);
    cr_expect(answer.res);
    result_free(answer.res);
    expect_nobody_naps(client);
    client_free(client);
    place_free(place);
}

static int
open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (dir && readdir(dir))
        n++;
    closedir(dir);
    return n;
}

Test(postgres, hundred_lost_connections_leave_nothing_behind, .timeout = 120)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct answer background = { 0 };
    int before;

    store_send_background(client->store, things(), client_on_answer, &background);
    client_wait(client, &background);
    result_free(background.res);
    before = open_files();
    for (int i = 0; i < 100; i++) {
        pid_t pid = backend_of(client);

        kill(pid, i % 2 ? SIGTERM : SIGINT); /* SIGINT: of an idle one, nothing */
        if (i % 2 == 0)
            continue;
        client_await(client, STORE_WAITING);
        store_retry(client->store);
        client_await(client, STORE_READY);
        background = (struct answer){ 0 };
        store_send_background(client->store, things(), client_on_answer, &background);
        client_wait(client, &background);
        cr_assert(background.res);
        result_free(background.res);
    }
    cr_expect_leq(open_files(), before, "%d files are open, and were %d", open_files(), before);
    client_free(client);
    place_free(place);
}

Test(postgres, query_that_breaks_every_connection_is_given_up, .timeout = 60)
{
    struct place *place = things_place();
    struct client *client = client_open(place);
    struct error err = { 0 };

    free(place_sql(
        place, "CREATE VIEW poison AS SELECT pg_terminate_backend(pg_backend_pid()) AS gone"));
    cr_expect_null(client_ask(client, query_select("poison"), &err));
    cr_expect_eq(err.code, ERROR_OFFLINE, "%s", err.message);
    client_expect(client, things(), "1 2 3 4 5");
    client_free(client);
    place_free(place);
}

Test(postgres, closing_with_requests_under_way, .timeout = 60)
{
    struct place *place = things_place();

    for (int turns = 0; turns < 12; turns++) {
        struct client *client = client_new(embedded_conninfo(place->emb));

        store_start(client->store);
        for (int i = 0; i < 20; i++) {
            store_send(client->store, things(), on_never, NULL);
            store_send_background(client->store, nap("1"), on_never, NULL);
        }
        for (int i = 0; i < turns % 4; i++) /* as far as connecting comes in so many turns */
            client_turn(client, 0);
        client_free(client);
    }
    place_free(place);
}

/* ---- servers that cannot be reached ---- */

static void
expect_unreachable(const char *url, const char *message, const char *hint)
{
    struct client *client = client_new(url);
    struct answer answer = { 0 };
    struct store_status status;

    store_send(client->store, query_select("cars"), client_on_answer, &answer);
    store_start(client->store);
    client_await(client, STORE_WAITING);
    status = store_status(client->store);
    cr_expect(strstr(status.error->message, message), "%s: %s", url, status.error->message);
    cr_expect(strstr(status.error->hint, hint), "%s: %s (%s)", url, status.error->hint,
        status.error->message);
    cr_expect(!strstr(status.error->message, "secret") && !strstr(status.error->detail, "secret"));
    cr_expect_gt(status.retry_at_ms, loop_now_ms() - 1000);
    cr_expect(!answer.done, "whoever asked may still be answered");
    client_free(client);
}

Test(postgres, unreachable_server_says_why_and_is_tried_again, .timeout = 60)
{
    struct client *client;
    int64_t pause[5], before = 0;

    expect_unreachable("postgresql://u:secret@127.0.0.1:1/db", "refused", "port");
    expect_unreachable("postgresql://u:secret@localhost:1/db", "refused", "port");
    expect_unreachable("host=/nonexistent dbname=x password=secret", "/nonexistent", "running");
    expect_unreachable("postgresql://u:secret@nowhere.invalid/db", "nowhere.invalid", "host");
    expect_unreachable("host=127.0.0.1,127.0.0.1 port=1,2,3", "port", "");

    client = client_new("host=127.0.0.1 port=1");
    store_start(client->store);
    for (int i = 0; i < 5; i++) {
        while (store_status(client->store).state != STORE_WAITING ||
               store_status(client->store).retry_at_ms == before)
            client_turn(client, 1);
        before = store_status(client->store).retry_at_ms;
        pause[i] = before - loop_now_ms();
        if (i % 2) { /* by hand, at once */
            store_retry(client->store);
            cr_expect_eq(store_status(client->store).state, STORE_CONNECTING);
        }
    }
    for (int i = 0; i < 5; i++)
        cr_expect(pause[i] > (150 << i) - 60 && pause[i] <= 200 << i, "pause %d is %d ms", i,
            (int) pause[i]);
    client_free(client);
}

Test(postgres, command_does_not_wait_for_a_server_that_is_not_there, .timeout = 30)
{
    struct client *client = client_new("host=127.0.0.1 port=1");
    struct error err = { 0 };
    int64_t began = loop_now_ms();

    store_start(client->store);
    cr_expect_null(store_wait(client->store, client->loop, query_select("cars"), 60000, &err));
    cr_expect(err.code == ERROR_OFFLINE && strstr(err.message, "refused"), "%s", err.message);
    cr_expect_lt(loop_now_ms() - began, 3000);
    client_free(client);

    /* Where no retry helps, at once; also what is sent later. */
    client = client_new("host=127.0.0.1 prot=1 password=secret");
    store_start(client->store);
    cr_expect_eq(store_status(client->store).state, STORE_FAILED);
    for (int i = 0; i < 2; i++) {
        err = (struct error){ 0 };
        cr_expect_null(store_wait(client->store, client->loop, query_select("cars"), 60000, &err));
        cr_expect(
            err.code == ERROR_SETTING && strstr(err.message, "postgres.url"), "%s", err.message);
        cr_expect(!strstr(err.message, "secret"), "%s", err.message);
    }
    cr_expect_lt(loop_now_ms() - began, 4000);
    client_free(client);
}

Test(postgres, result_of_store_wait_is_the_answer, .timeout = 30)
{
    struct place *place = things_place();
    struct client *client = client_new(embedded_conninfo(place->emb));
    struct error err = { 0 };
    struct result *res;

    store_start(client->store);
    res = store_wait(client->store, client->loop, things(), 20000, &err);
    cr_assert(res, "%s", err.message);
    cr_expect_eq(result_rows(res), 5);
    result_free(res);
    cr_expect_null(store_wait(client->store, client->loop, query_select("horses"), 20000, &err));
    cr_expect_eq(err.code, ERROR_MISSING);
    cr_expect_null(store_wait(client->store, client->loop, nap("30"), 100, &err));
    cr_expect_eq(err.code, ERROR_OFFLINE);
    expect_nobody_naps(client);
    client_free(client);
    place_free(place);
}
