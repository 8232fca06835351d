#include "store/conninfo.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/secret.h"

enum { CONNINFO_KEYS = 48, CONNINFO_PLACES = 16, CONNECT_MS = 10000, PASSWORD_MS = 60000 };

static const char system_roots[] = "/etc/ssl/certs/ca-certificates.crt";

/* One of the servers that libpq tries in turn.  "" is libpq's preset. */
struct place {
    char *host, *address, *port;
};

struct conninfo {
    char *keyword[CONNINFO_KEYS + 1], *value[CONNINFO_KEYS + 1];
    size_t count;
    struct place given[CONNINFO_PLACES], used[CONNINFO_PLACES]; /* by the user; by libpq */
    size_t givens, uses, skips;
    char *const *password_command; /* NULL: none */
    bool asked;                    /* the password is what the command told */
};

static const char *
conninfo_get(const struct conninfo *info, const char *keyword)
{
    for (size_t i = 0; i < info->count; i++)
        if (!strcmp(info->keyword[i], keyword))
            return info->value[i];
    return NULL;
}

/* Any of them may be a password. */
static void
conninfo_wipe(char *value)
{
    explicit_bzero(value, strlen(value));
    free(value);
}

static void
conninfo_put(struct conninfo *info, const char *keyword, const char *value)
{
    size_t i = 0;

    while (i < info->count && strcmp(info->keyword[i], keyword))
        i++;
    if (i == CONNINFO_KEYS)
        return;
    if (i < info->count)
        conninfo_wipe(info->value[i]);
    else
        info->keyword[info->count++] = x_strdup(keyword);
    info->value[i] = x_strdup(value);
}

static void
conninfo_put_preset(struct conninfo *info, const char *keyword, const char *value)
{
    if (!conninfo_get(info, keyword))
        conninfo_put(info, keyword, value);
}

/* libpq quotes the place that it cannot read: not when that may be a part of the password. */
static bool
conninfo_unreadable(const char *text, const char *why, struct error *err)
{
    char *public = settings_conninfo_public(text);
    bool secret = strcmp(public, text) != 0 || strstr(text, "password") || strchr(text, '@');

    free(public);
    if (secret || !why)
        error_set(err, ERROR_SETTING, "postgres.url is not a connection string");
    else
        error_set(err, ERROR_SETTING, "postgres.url: %.*s", (int) strcspn(why, "\n"), why);
    return error_hint(err,
        "Write postgresql://user@host/database or host=... dbname=...; the password is better"
        " kept in ~/.pgpass or told by postgres.password-command");
}

static bool
conninfo_parse(struct conninfo *info, const char *text, struct error *err)
{
    char *why = NULL;
    PQconninfoOption *options = PQconninfoParse(text, &why);

    if (!options) {
        conninfo_unreadable(text, why, err);
        PQfreemem(why);
        return false;
    }
    for (const PQconninfoOption *o = options; o->keyword; o++)
        if (o->val)
            conninfo_put(info, o->keyword, o->val);
    PQconninfoFree(options);
    return true;
}

/* What the service and the environment say where the settings say nothing.  libpq would do that by
 * itself, but only while connecting, when it is too late to see what host that is. */
static void
conninfo_add_defaults(struct conninfo *info)
{
    const char *service = conninfo_get(info, "service"), *env = getenv("PGSERVICE");
    char *kept = env ? x_strdup(env) : NULL;
    PQconninfoOption *options;

    if (service)
        setenv("PGSERVICE", service, 1);
    options = PQconndefaults();
    if (service && kept)
        setenv("PGSERVICE", kept, 1);
    else if (service)
        unsetenv("PGSERVICE");
    free(kept);
    for (const PQconninfoOption *o = options; o && o->keyword; o++)
        if (o->val && *o->val && (!o->compiled || strcmp(o->val, o->compiled)))
            conninfo_put_preset(info, o->keyword, o->val);
    PQconninfoFree(options);
}

/* ---- places ---- */

static void
place_fini(struct place *place)
{
    free(place->host);
    free(place->address);
    free(place->port);
}

static bool
place_names_us(const char *at)
{
    return !*at || *at == '/' || *at == '@' || !strcmp(at, "localhost") ||
           !strncmp(at, "127.", 4) || !strcmp(at, "::1");
}

/* A name of another machine at an address of this one is a tunnel: the other end must prove itself. */
static bool
place_is_local(const struct place *place)
{
    return place_names_us(place->host) && place_names_us(place->address);
}

static bool
place_has_address(const struct place *place)
{
    unsigned char raw[16];

    return place_is_local(place) || *place->address || inet_pton(AF_INET, place->host, raw) == 1 ||
           inet_pton(AF_INET6, place->host, raw) == 1;
}

/* Element @i of a list with commas; of a list of one, that one.  Owned. */
static char *
place_part(const char *list, size_t i)
{
    if (!list)
        return x_strdup("");
    if (!strchr(list, ','))
        return x_strdup(list);
    for (; i > 0 && list; i--) {
        list = strchr(list, ',');
        list = list ? list + 1 : NULL;
    }
    return list ? x_strndup(list, strcspn(list, ",")) : x_strdup("");
}

static size_t
place_parts(const char *list)
{
    size_t n = list && *list;

    for (const char *p = list; p && *p; p++)
        n += *p == ',';
    return n;
}

static void
conninfo_use(struct conninfo *info, const struct place *place, const char *address)
{
    if (info->uses == CONNINFO_PLACES)
        return;
    info->used[info->uses++] = (struct place){
        .host = x_strdup(place->host),
        .address = x_strdup(address),
        .port = x_strdup(place->port),
    };
}

/* Tells libpq the places that are used. */
static void
conninfo_write_places(struct conninfo *info)
{
    struct buffer host = { 0 }, address = { 0 }, port = { 0 };

    for (size_t i = 0; i < info->uses; i++) {
        const char *comma = i ? "," : "";

        buffer_printf(&host, "%s%s", comma, info->used[i].host);
        buffer_printf(&address, "%s%s", comma, info->used[i].address);
        buffer_printf(&port, "%s%s", comma, info->used[i].port);
    }
    conninfo_put(info, "host", buffer_text(&host));
    conninfo_put(info, "hostaddr", buffer_text(&address));
    conninfo_put(info, "port", buffer_text(&port));
    buffer_fini(&host);
    buffer_fini(&address);
    buffer_fini(&port);
}

static void
conninfo_split_places(struct conninfo *info)
{
    const char *hosts = conninfo_get(info, "host"), *addresses = conninfo_get(info, "hostaddr");
    size_t n = place_parts(hosts), m = place_parts(addresses), ports;

    ports = place_parts(conninfo_get(info, "port"));
    n = n ? n : m;
    if (n > CONNINFO_PLACES || (m && m != n) || (ports > 1 && ports != n))
        n = 0; /* libpq will say what is wrong with it */
    for (size_t i = 0; i < n; i++)
        info->given[info->givens++] = (struct place){
            .host = place_part(hosts, i),
            .address = place_part(addresses, i),
            .port = place_part(conninfo_get(info, "port"), i),
        };
    if (!conninfo_needs_look_up(info))
        for (size_t i = 0; i < n; i++)
            conninfo_use(info, &info->given[i], info->given[i].address);
}

/* ---- a whole one ---- */

struct conninfo *
conninfo_embedded(const char *text, struct error *err)
{
    struct conninfo *info = x_calloc(1, sizeof *info);

    if (!conninfo_parse(info, text, err)) {
        conninfo_free(info);
        return NULL;
    }
    conninfo_put(info, "application_name", "autorev-tui");
    return info;
}

/* Trusts whom the system trusts, unless the user named others or keeps them where libpq looks.  Only
 * where the server must prove itself: with roots, libpq makes "require" mean that too. */
static void
conninfo_add_roots(struct conninfo *info)
{
    const char *home = getenv("HOME");
    char *own = x_asprintf("%s/.postgresql/root.crt", home ? home : "");

    if (access(own, F_OK) != 0 && access(system_roots, R_OK) == 0)
        conninfo_put_preset(info, "sslrootcert", system_roots);
    free(own);
}

/* A lost network is noticed within a minute, and not after hours. */
static void
conninfo_keep_alive(struct conninfo *info)
{
    conninfo_put_preset(info, "keepalives_idle", "30");
    conninfo_put_preset(info, "keepalives_interval", "10");
    conninfo_put_preset(info, "keepalives_count", "3");
    conninfo_put_preset(info, "tcp_user_timeout", "60000");
}

struct conninfo *
conninfo_new(const struct settings *settings, struct error *err)
{
    struct conninfo *info = x_calloc(1, sizeof *info);
    const char *env = getenv("PGPASSWORD");
    bool local = true;

    if (!conninfo_parse(info, settings->postgres_url, err)) {
        conninfo_free(info);
        return NULL;
    }
    if (*settings->postgres_service)
        conninfo_put(info, "service", settings->postgres_service);
    conninfo_add_defaults(info);
    if (settings->postgres_password_command[0] && !(env && *env))
        info->password_command = settings->postgres_password_command;
    else if (*settings->postgres_password) /* the last resort */
        conninfo_put_preset(info, "password", settings->postgres_password);
    if (*settings->postgres_sslmode)
        conninfo_put(info, "sslmode", settings->postgres_sslmode);
    conninfo_split_places(info);
    for (size_t i = 0; i < info->givens; i++)
        local = local && place_is_local(&info->given[i]);
    if (!local) {
        conninfo_put_preset(info, "sslmode", "verify-full");
        if (conninfo_verifies(info))
            conninfo_add_roots(info);
        conninfo_keep_alive(info);
    }
    conninfo_put_preset(info, "application_name", "autorev-tui");
    conninfo_put(info, "client_encoding", "UTF8");
    return info;
}

void
conninfo_free(struct conninfo *info)
{
    if (!info)
        return;
    for (size_t i = 0; i < info->count; i++) {
        free(info->keyword[i]);
        conninfo_wipe(info->value[i]);
    }
    for (size_t i = 0; i < info->givens; i++)
        place_fini(&info->given[i]);
    for (size_t i = 0; i < info->uses; i++)
        place_fini(&info->used[i]);
    free(info);
}

const char *const *
conninfo_keywords(const struct conninfo *info)
{
    return (const char *const *) info->keyword;
}

const char *const *
conninfo_values(const struct conninfo *info)
{
    return (const char *const *) info->value;
}

char *
conninfo_where(const struct conninfo *info)
{
    const char *service = conninfo_get(info, "service");
    const char *at = "local";

    if (info->givens && *info->given[0].host)
        at = info->given[0].host;
    else if (info->givens && *info->given[0].address)
        at = info->given[0].address;
    return x_asprintf("postgres %s", service ? service : at);
}

int
conninfo_timeout_ms(const struct conninfo *info)
{
    const char *seconds = conninfo_get(info, "connect_timeout");
    long s = seconds ? strtol(seconds, NULL, 10) : 0;

    return s > 0 && s <= 3600 ? (int) s * 1000 : CONNECT_MS;
}

bool
conninfo_verifies(const struct conninfo *info)
{
    const char *mode = conninfo_get(info, "sslmode");

    return mode && !strncmp(mode, "verify-", 7);
}

char *
conninfo_text(const struct settings *settings, char **password, struct error *err)
{
    struct conninfo *info = conninfo_new(settings, err);
    struct buffer out = { 0 };

    *password = NULL;
    if (!info || !conninfo_ask_password(info, err)) {
        conninfo_free(info);
        return NULL;
    }
    for (size_t i = 0; i < info->count; i++) {
        const char *value = info->value[i];

        if (!strcmp(info->keyword[i], "password")) {
            *password = value[0] ? x_strdup(value) : NULL;
            continue;
        }
        buffer_printf(&out, "%s%s='", out.size ? " " : "", info->keyword[i]);
        for (const char *p = value; *p; p++) {
            if (*p == '\'' || *p == '\\')
                buffer_putc(&out, '\\');
            buffer_putc(&out, *p);
        }
        buffer_putc(&out, '\'');
    }
    conninfo_free(info);
    return buffer_take(&out);
}

/* ---- the password ---- */

char *const *
conninfo_password_command(const struct conninfo *info)
{
    return info->asked ? NULL : info->password_command;
}

void
conninfo_set_password(struct conninfo *info, const char *password)
{
    conninfo_put(info, "password", password);
    info->asked = true;
}

void
conninfo_drop_password(struct conninfo *info)
{
    if (info->password_command && info->asked) {
        conninfo_put(info, "password", "");
        info->asked = false;
    }
}

struct asking {
    struct conninfo *info;
    struct error err;
    bool done;
};

static void
conninfo_on_password(void *data, const char *text, const struct error *err)
{
    struct asking *asking = data;

    if (text)
        conninfo_set_password(asking->info, text);
    else
        asking->err = *err;
    asking->done = true;
}

bool
conninfo_ask_password(struct conninfo *info, struct error *err)
{
    struct asking asking = { .info = info };
    struct loop *loop;
    bool ok;

    if (!conninfo_password_command(info))
        return true;
    loop = loop_new(err);
    ok = loop && secret_start(
                     loop, info->password_command, PASSWORD_MS, conninfo_on_password, &asking, err);
    ok = ok && loop_run_until(loop, &asking.done, -1, err);
    loop_free(loop);
    if (ok && asking.err.code) {
        if (err)
            *err = asking.err;
        ok = error_prefix(err, "postgres.password-command");
    }
    return ok;
}

/* ---- addresses ---- */

bool
conninfo_needs_look_up(const struct conninfo *info)
{
    for (size_t i = 0; i < info->givens && !info->uses; i++)
        if (!place_has_address(&info->given[i]))
            return true;
    return false;
}

static bool
conninfo_look_up_one(
    const char *host, long number, progress_fn progress, void *progress_data, struct error *err)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
    int why = getaddrinfo(host, NULL, &hints, &list);
    bool any = false;

    for (const struct addrinfo *a = why ? NULL : list; a; a = a->ai_next) {
        char address[NI_MAXHOST];

        why = getnameinfo(
            a->ai_addr, a->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST);
        if (why == 0) {
            any = true;
            progress(progress_data, address, number, 0);
        }
    }
    if (list)
        freeaddrinfo(list);
    if (any)
        return true;
    error_set(err, ERROR_OFFLINE, "%s: %s", host, gai_strerror(why));
    return error_hint(err, "Check the host in postgres.url, and the network");
}

bool
conninfo_look_up(
    const struct conninfo *info, progress_fn progress, void *progress_data, struct error *err)
{
    bool any = false;

    for (size_t i = 0; i < info->givens; i++) {
        const struct place *place = &info->given[i];

        any = place_has_address(place) ||
              conninfo_look_up_one(place->host, (long) i, progress, progress_data, err) || any;
    }
    return any;
}

void
conninfo_add_address(struct conninfo *info, long host, const char *address)
{
    if (host >= 0 && (size_t) host < info->givens)
        conninfo_use(info, &info->given[host], address);
}

void
conninfo_settle(struct conninfo *info)
{
    struct place found[CONNINFO_PLACES];
    size_t n = info->uses;

    /* In the order that the user gave, with those that need no address where they belong. */
    memcpy(found, info->used, sizeof found);
    info->uses = 0;
    for (size_t i = 0; i < info->givens; i++) {
        if (place_has_address(&info->given[i]))
            conninfo_use(info, &info->given[i], info->given[i].address);
        for (size_t f = 0; f < n; f++)
            if (!strcmp(found[f].host, info->given[i].host) &&
                !strcmp(found[f].port, info->given[i].port))
                conninfo_use(info, &info->given[i], found[f].address);
    }
    for (size_t f = 0; f < n; f++)
        place_fini(&found[f]);
    conninfo_write_places(info);
}

void
conninfo_forget_addresses(struct conninfo *info)
{
    bool names = false;

    for (size_t i = 0; i < info->givens; i++)
        names = names || !place_has_address(&info->given[i]);
    if (!names)
        return;
    for (size_t i = 0; i < info->uses; i++)
        place_fini(&info->used[i]);
    info->uses = info->skips = 0;
}

void
conninfo_skip(struct conninfo *info, const char *host, const char *address, const char *port)
{
    if (++info->skips >= info->uses) { /* once around: maybe they are elsewhere now */
        info->skips = 0;
        conninfo_forget_addresses(info);
    }
    for (size_t i = 0; i + 1 < info->uses; i++) {
        struct place *place = &info->used[i], turned[CONNINFO_PLACES];

        if (strcmp(place->host, host) || (*place->address && strcmp(place->address, address)) ||
            (*place->port && strcmp(place->port, port)))
            continue;
        for (size_t k = 0; k < info->uses; k++)
            turned[k] = info->used[(i + 1 + k) % info->uses];
        memcpy(info->used, turned, info->uses * sizeof *turned);
        conninfo_write_places(info);
        return;
    }
}
