/*
 * Servers that others run: how one proves who one is, how the server does, and where it is found.
 */
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "client.h"
#include "run.h"
#include "scratch.h"

static const char hba_password[] = "host all all 127.0.0.1/32 scram-sha-256\n";

/* A server with the user "driver", whose password has all that could be quoted wrongly. */
#define PASSWORD "r'ight \\\"one\""

static struct place *
remote_place(void)
{
    struct place *place = place_ready();

    place_ensure(place);
    free(place_sql(place, "CREATE ROLE driver LOGIN PASSWORD E'r\\'ight \\\\\"one\"'; GRANT SELECT "
                          "ON cars TO driver"));
    cr_assert(embedded_stop(place->emb, NULL));
    return place;
}

static void
set_text(char **setting, const char *text)
{
    free(*setting);
    *setting = x_strdup(text);
}

static void
set_command(struct client *client, const char *const argv[])
{
    size_t n = 0;
    char **list = x_calloc(8, sizeof *list);

    free(client->settings.postgres_password_command);
    for (; argv[n]; n++)
        list[n] = x_strdup(argv[n]);
    client->settings.postgres_password_command = list;
}

static void
expect_ready(struct client *client)
{
    struct query *q = query_select("cars");

    store_start(client->store);
    query_column(q, "slug");
    query_where(q, "slug", OP_EQ, "gti");
    client_expect(client, q, "gti");
    client_free(client);
}

/* No word of the password in what a person may see. */
static void
expect_refused(struct client *client, enum store_state state, const char *message, const char *hint)
{
    static const char *const secret[] = { "'ight", "fright", "bright" };
    struct store_status status;

    store_start(client->store);
    client_await(client, state);
    status = store_status(client->store);
    cr_expect(strstr(status.error->message, message) || strstr(status.error->detail, message),
        "wanted: %s\ngot: %s (%s)", message, status.error->message, status.error->detail);
    cr_expect(strstr(status.error->hint, hint), "wanted: %s\ngot: %s", hint, status.error->hint);
    for (size_t i = 0; i < sizeof secret / sizeof secret[0]; i++)
        cr_expect(!strstr(status.error->message, secret[i]) &&
                      !strstr(status.error->detail, secret[i]) &&
                      !strstr(status.error->hint, secret[i]) && !strstr(status.where, secret[i]),
            "%s (%s)", status.error->message, status.error->detail);
    client_free(client);
}

Test(remote, password_comes_from_where_the_user_keeps_it, .timeout = 60)
{
    struct place *place = remote_place();
    struct tcp tcp = tcp_start(place, hba_password, (const char *const[]){ "fsync=off", NULL });
    char *url = x_asprintf("host=127.0.0.1 port=%d user=driver dbname=autorev", tcp.port);
    char *with = x_asprintf("%s password='r\\'ight \\\\\"one\"'", url);
    char *wrong = x_asprintf("%s password=fright", url);
    char *pgpass = scratch_path(place->dir, "pgpass"), *line;
    char *token = scratch_path(place->dir, "token");
    struct client *client;

    unsetenv("PGPASSWORD");
    setenv("PGPASSFILE", "/nonexistent", 1);
    expect_refused(client_new(url), STORE_WAITING, "password", "~/.pgpass");
    expect_refused(client_new(wrong), STORE_WAITING, "password", "Check user, password");
    expect_ready(client_new(with));

    setenv("PGPASSWORD", PASSWORD, 1);
    expect_ready(client_new(url));
    client = client_new(url);
    set_command(client, (const char *const[]){ "false", NULL }); /* is not run then */
    expect_ready(client);
    setenv("PGPASSWORD", "", 1);

    line = x_asprintf("127.0.0.1:%d:*:driver:"
                      "r'ight \\\\\"one\""
                      "\n",
        tcp.port);
    scratch_write(place->dir, "pgpass", line);
    free(line);
    cr_assert(chmod(pgpass, 0600) == 0);
    setenv("PGPASSFILE", pgpass, 1);
    expect_ready(client_new(url));
    setenv("PGPASSFILE", "/nonexistent", 1);

    client = client_new(url);
    set_text(&client->settings.postgres_password, PASSWORD);
    expect_ready(client);

    client = client_new(wrong); /* the command goes before the URL */
    set_command(client, (const char *const[]){ "printf", "%s\\nmore", PASSWORD, NULL });
    expect_ready(client);
    client = client_new(url);
    set_command(client, (const char *const[]){ "sh", "-c", "echo bright; exit 1", NULL });
    expect_refused(client, STORE_FAILED, "postgres.password-command: 'sh' failed", "terminal");
    client = client_new(url);
    set_command(client, (const char *const[]){ "echo", "bright", NULL });
    expect_refused(client, STORE_FAILED, "password", "Check user, password");

    /* A token that has run out is asked for again. */
    scratch_write(place->dir, "token", "old\n");
    client = client_new(url);
    set_command(client, (const char *const[]){ "cat", token, NULL });
    store_start(client->store);
    client_await(client, STORE_FAILED);
    scratch_write(place->dir, "token", PASSWORD "\n");
    store_retry(client->store);
    client_await(client, STORE_READY);
    client_free(client);

    tcp_stop(&tcp);
    free(url);
    free(with);
    free(wrong);
    free(pgpass);
    free(token);
    place_free(place);
}

Test(remote, token_that_ran_out_while_connected_is_asked_for_anew, .timeout = 60)
{
    struct place *place = remote_place();
    struct tcp tcp = tcp_start(place, "local all all trust\nhost all all 127.0.0.1/32 password\n",
        (const char *const[]){ "fsync=off", NULL });
    char *url = x_asprintf("host=127.0.0.1 port=%d user=driver dbname=autorev", tcp.port);
    char *admin =
        x_asprintf("host=%s/cluster port=%d user=autorev dbname=autorev", place->data, tcp.port);
    char *token = scratch_path(place->dir, "token");
    struct client *client = client_new(url);

    unsetenv("PGPASSWORD");
    setenv("PGPASSFILE", "/nonexistent", 1);
    scratch_write(place->dir, "token", PASSWORD "\n");
    set_command(client, (const char *const[]){ "cat", token, NULL });
    store_start(client->store);
    client_await(client, STORE_READY);
    /* The server takes another password from now on, and drops the connection. */
    scratch_write(place->dir, "token", "another\n");
    {
        const struct term_options options = { .program = "/usr/bin/env", .home = "/" };
        struct run *run = run_program(&options,
            (const char *const[]){ "psql", "-XqAt", "-d", admin, "-c",
                "ALTER ROLE driver PASSWORD 'another'", "-c",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'driver'",
                NULL });
        cr_assert_eq(run->status, 0, "%s", run->err);
        run_free(run);
    }
    client_await(client, STORE_WAITING);
    client_await(client, STORE_READY);
    client_free(client);
    tcp_stop(&tcp);
    free(url);
    free(admin);
    free(token);
    place_free(place);
}

Test(remote, service_names_the_server, .timeout = 60)
{
    struct place *place = remote_place();
    struct tcp tcp = tcp_start(
        place, "host all all 127.0.0.1/32 trust\n", (const char *const[]){ "fsync=off", NULL });
    char *file = scratch_path(place->dir, "services");
    char *text = x_asprintf("[club]\nhost=127.0.0.1\nport=%d\nuser=driver\ndbname=autorev\n"
                            "[away]\nhost=db.example.org\nhostaddr=127.0.0.1\nport=%d\n"
                            "user=driver\ndbname=autorev\n",
        tcp.port, tcp.port);
    struct client *client = client_new("");

    scratch_write(place->dir, "services", text);
    setenv("PGSERVICEFILE", file, 1);
    set_text(&client->settings.postgres_service, "club");
    store_start(client->store);
    cr_expect_str_eq(store_status(client->store).where, "postgres club");
    client_await(client, STORE_READY);
    client_free(client);
    cr_expect_null(getenv("PGSERVICE"));

    /* What the service says counts for what is local. */
    client = client_new("");
    set_text(&client->settings.postgres_service, "away");
    expect_refused(client, STORE_WAITING, "SSL", "prove who it is");
    client = client_new("");
    set_text(&client->settings.postgres_service, "nobody");
    expect_refused(client, STORE_WAITING, "\"nobody\" not found", "");
    setenv("PGSERVICE", "club", 1);
    expect_ready(client_new(""));
    unsetenv("PGSERVICE");
    tcp_stop(&tcp);
    free(file);
    free(text);
    place_free(place);
}

static bool
make_certificate(const struct place *place, const char *name)
{
    const struct term_options options = { .program = "/usr/bin/env", .home = "/" };
    char *key = x_asprintf("%s/cluster/key.pem", place->data);
    char *cert = x_asprintf("%s/cluster/cert.pem", place->data);
    char *subject = x_asprintf("/CN=%s", name), *alt = x_asprintf("subjectAltName=DNS:%s", name);
    const char *const args[] = { "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
        "-days", "2", "-keyout", key, "-out", cert, "-subj", subject, "-addext", alt, NULL };
    struct run *run = run_program(&options, args);
    bool made = run->status == 0;

    if (made) {
        tcp_give(key, 0600);
        tcp_give(cert, 0644);
    }
    run_free(run);
    free(key);
    free(cert);
    free(subject);
    free(alt);
    return made;
}

Test(remote, server_proves_who_it_is, .timeout = 60)
{
    struct place *place = remote_place();
    struct tcp tcp;
    struct client *client;
    char *url, *other, *cert = x_asprintf("%s/cluster/cert.pem", place->data);
    char *given;

    if (!make_certificate(place, "db.example.org"))
        cr_skip_test("there is no openssl to make a certificate with");
    tcp = tcp_start(place, "hostssl all all 127.0.0.1/32 trust\n",
        (const char *const[]){
            "fsync=off", "ssl=on", "ssl_cert_file=cert.pem", "ssl_key_file=key.pem", NULL });
    url = x_asprintf(
        "host=db.example.org hostaddr=127.0.0.1 port=%d user=driver dbname=autorev", tcp.port);
    other = x_asprintf("host=db.example.com hostaddr=127.0.0.1 port=%d user=driver dbname=autorev"
                       " sslrootcert='%s'",
        tcp.port, cert);
    given = x_asprintf("%s sslrootcert='%s'", url, cert);
    unsetenv("PGSSLMODE");
    unsetenv("PGSSLROOTCERT");
    expect_refused(client_new(url), STORE_WAITING, "certificate", "prove who it is");
    expect_refused(client_new(other), STORE_WAITING, "db.example.com", "prove who it is");
    expect_ready(client_new(given));
    client = client_new(other);
    set_text(&client->settings.postgres_sslmode, "verify-ca");
    expect_ready(client);
    client = client_new(url);
    set_text(&client->settings.postgres_sslmode, "require");
    expect_ready(client);
    setenv("PGSSLMODE", "require", 1);
    expect_ready(client_new(url));
    unsetenv("PGSSLMODE");
    setenv("PGSSLROOTCERT", cert, 1);
    expect_ready(client_new(url));
    unsetenv("PGSSLROOTCERT");

    /* Without a certificate: the default does not fall back to plain text. */
    tcp_stop(&tcp);
    tcp = tcp_start(
        place, "host all all 127.0.0.1/32 trust\n", (const char *const[]){ "fsync=off", NULL });
    free(url);
    url = x_asprintf(
        "host=db.example.org hostaddr=127.0.0.1 port=%d user=driver dbname=autorev", tcp.port);
    expect_refused(client_new(url), STORE_WAITING, "SSL", "prove who it is");
    tcp_stop(&tcp);
    free(url);
    free(other);
    free(given);
    free(cert);
    place_free(place);
}

/* A port where the call is taken and nobody answers. */
static int
silent_port(int *fd)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t size = sizeof at;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *fd = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert(bind(*fd, (struct sockaddr *) &at, size) == 0 && listen(*fd, 8) == 0);
    cr_assert(getsockname(*fd, (struct sockaddr *) &at, &size) == 0);
    return ntohs(at.sin_port);
}

Test(remote, host_that_refuses_or_is_silent_is_passed_over, .timeout = 60)
{
    struct place *place = remote_place();
    struct tcp tcp = tcp_start(
        place, "host all all 127.0.0.1/32 trust\n", (const char *const[]){ "fsync=off", NULL });
    int fd, port = silent_port(&fd);
    char *refuses =
        x_asprintf("host=127.0.0.1,127.0.0.1 port=1,%d user=driver dbname=autorev", tcp.port);
    char *silent = x_asprintf("host=127.0.0.1,127.0.0.1,127.0.0.1 port=%d,1,%d user=driver"
                              " dbname=autorev connect_timeout=1",
        port, tcp.port);
    char *alone = x_asprintf("host=127.0.0.1 port=%d connect_timeout=1", port);

    expect_ready(client_new(refuses));
    expect_ready(client_new(silent));
    expect_refused(client_new(alone), STORE_WAITING, "does not answer", "");
    close(fd);
    tcp_stop(&tcp);
    free(refuses);
    free(silent);
    free(alone);
    place_free(place);
}
