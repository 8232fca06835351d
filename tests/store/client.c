#include "client.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "scratch.h"
#include "store/process.h"

struct client *
client_new(const char *url)
{
    struct client *client = x_calloc(1, sizeof *client);

    settings_init(&client->settings);
    client->settings.backend = BACKEND_POSTGRES;
    free(client->settings.postgres_url);
    client->settings.postgres_url = x_strdup(url);
    client->loop = loop_new(NULL);
    client->store = store_open(&client->settings, client->loop, NULL);
    cr_assert(client->loop && client->store);
    return client;
}

struct client *
client_open(const struct place *place)
{
    struct client *client = client_new(embedded_conninfo(place->emb));

    store_start(client->store);
    client_await(client, STORE_READY);
    return client;
}

void
client_free(struct client *client)
{
    if (!client)
        return;
    store_close(client->store);
    loop_free(client->loop);
    settings_fini(&client->settings);
    free(client);
}

void
client_turn(struct client *client, int ms)
{
    bool never = false;

    loop_run_until(client->loop, &never, ms, NULL);
}

void
client_await(struct client *client, enum store_state state)
{
    int64_t limit = loop_now_ms() + 20000;
    struct store_status status;

    while (store_status(client->store).state != state && loop_now_ms() < limit)
        client_turn(client, 1);
    status = store_status(client->store);
    cr_assert_eq(status.state, state, "state %d and not %d: %s (%s)", status.state, state,
        status.error ? status.error->message : "", status.error ? status.error->detail : "");
}

void
client_on_answer(void *data, struct result *res, const struct error *err)
{
    struct answer *answer = data;

    cr_assert(!answer->done, "answered twice");
    cr_assert(!res != !err, "a result or an error");
    answer->done = true;
    answer->res = res;
    if (err)
        answer->err = *err;
}

void
client_wait(struct client *client, const struct answer *answer)
{
    bool answered = loop_run_until(client->loop, &answer->done, 20000, NULL);
    struct store_status status = store_status(client->store);

    cr_assert(answered, "no answer; %s (%s)", status.error ? status.error->message : "",
        status.error ? status.error->detail : "");
}

struct result *
client_ask(struct client *client, struct query *q, struct error *err)
{
    struct answer answer = { 0 };

    store_send(client->store, q, client_on_answer, &answer);
    cr_assert(!answer.done, "answered while sending");
    client_wait(client, &answer);
    if (err)
        *err = answer.err;
    return answer.res;
}

char *
client_text(const struct result *res)
{
    struct buffer out = { 0 };

    for (size_t row = 0; row < result_rows(res); row++)
        for (size_t col = 0; col < result_cols(res); col++) {
            const char *text = result_text(res, row, col);

            buffer_printf(&out, "%s%s", col ? "|" : row ? " " : "", text ? text : "-");
        }
    buffer_puts(&out, "");
    return buffer_take(&out);
}

void
client_expect(struct client *client, struct query *q, const char *rows)
{
    struct buffer said = { 0 };
    struct error err = { 0 };
    struct result *res;
    char *text;

    query_format(&said, q);
    res = client_ask(client, q, &err);
    cr_assert(res, "%s\n%s (%s)", buffer_text(&said), err.message, err.detail);
    text = client_text(res);
    cr_expect_str_eq(text, rows, "%s\nwanted: %s\ngot:    %s", buffer_text(&said), rows, text);
    free(text);
    buffer_fini(&said);
    result_free(res);
}

/* ---- a server with TCP ---- */

static struct process_user
tcp_user(void)
{
    const struct passwd *pw = geteuid() ? getpwuid(geteuid()) : getpwnam("postgres");

    cr_assert(pw, "there is no user postgres");
    return (struct process_user){ .name = pw->pw_name, .uid = pw->pw_uid, .gid = pw->pw_gid };
}

void
tcp_give(const char *path, mode_t mode)
{
    struct process_user user = tcp_user();

    cr_assert(chmod(path, mode) == 0 && (geteuid() || chown(path, user.uid, user.gid) == 0));
}

static bool
tcp_answers(int port)
{
    char *conninfo = x_asprintf("host=127.0.0.1 port=%d", port);
    bool answers = PQping(conninfo) == PQPING_OK;

    free(conninfo);
    return answers;
}

static int
tcp_free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert(bind(fd, (struct sockaddr *) &at, sizeof at) == 0);
    cr_assert(getsockname(fd, (struct sockaddr *) &at, &size) == 0);
    close(fd);
    return ntohs(at.sin_port);
}

struct tcp
tcp_start(const struct place *place, const char *hba, const char *const settings[])
{
    struct process_user user = tcp_user();
    char *program = embedded_program(place->emb, "postgres", NULL);
    char *cluster = scratch_path(place->data, "cluster"), *log = scratch_path(cluster, "test.log");
    char *hba_path = scratch_path(place->dir, "hba.conf");
    struct tcp tcp = { .port = tcp_free_port() };
    char *option[4] = {
        x_asprintf("port=%d", tcp.port),
        x_asprintf("hba_file=%s", hba_path),
        x_strdup("listen_addresses=127.0.0.1"),
        x_asprintf("unix_socket_directories=%s", cluster),
    };
    const char *argv[40] = { program, "-D", cluster }, *env[] = { "LC_ALL=C", "TZ=UTC", NULL };
    struct process_spawn spawn = {
        .argv = argv, .env = env, .dir = cluster, .log = log, .bound = true
    };
    struct error err = { 0 };
    size_t n = 3;

    scratch_write(place->dir, "hba.conf", hba);
    tcp_give(hba_path, 0600);
    for (size_t i = 0; i < 4; i++, n += 2) {
        argv[n] = "-c";
        argv[n + 1] = option[i];
    }
    for (; *settings; settings++, n += 2) {
        argv[n] = "-c";
        argv[n + 1] = *settings;
    }
    tcp.pid = process_spawn(&user, &spawn, &err);
    cr_assert(tcp.pid > 0, "%s", err.message);
    for (int i = 0; i < 2000 && !tcp_answers(tcp.port); i++) {
        if (!process_alive(tcp.pid)) {
            char *said = scratch_read(log);
            cr_assert(false, "the server did not start:\n%s", said);
        }
        process_pause(5);
    }
    for (size_t i = 0; i < 4; i++)
        free(option[i]);
    free(program);
    free(cluster);
    free(log);
    free(hba_path);
    return tcp;
}

void
tcp_stop(const struct tcp *tcp)
{
    kill(tcp->pid, SIGINT);
    place_await_end(tcp->pid);
}
