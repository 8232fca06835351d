#include "store/conninfo.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"

enum { CONNINFO_KEYS = 48, CONNINFO_HOSTS = 8 };

static const char system_roots[] = "/etc/ssl/certs/ca-certificates.crt";

struct conninfo {
    struct arena *arena;
    const char *keyword[CONNINFO_KEYS + 1], *value[CONNINFO_KEYS + 1];
    size_t count;
    const char *host[CONNINFO_HOSTS], *address[CONNINFO_HOSTS];
    size_t hosts;
};

static const char *
conninfo_get(const struct conninfo *info, const char *keyword)
{
    for (size_t i = 0; i < info->count; i++)
        if (!strcmp(info->keyword[i], keyword))
            return info->value[i];
    return NULL;
}

static void
conninfo_put(struct conninfo *info, const char *keyword, const char *value)
{
    size_t i = 0;

    while (i < info->count && strcmp(info->keyword[i], keyword))
        i++;
    if (i == CONNINFO_KEYS)
        return;
    if (i == info->count)
        info->keyword[info->count++] = arena_strdup(info->arena, keyword);
    info->value[i] = arena_strdup(info->arena, value);
}

static void
conninfo_put_preset(struct conninfo *info, const char *keyword, const char *env, const char *value)
{
    if (!conninfo_get(info, keyword) && !(env && getenv(env)))
        conninfo_put(info, keyword, value);
}

static bool
conninfo_parse(struct conninfo *info, const char *text, struct error *err)
{
    char *why = NULL;
    PQconninfoOption *options = PQconninfoParse(text, &why);

    if (!options) {
        error_set(err, ERROR_SETTING, "postgres.url: %.*s", (int) strcspn(why ? why : "", "\n"),
            why ? why : "not a connection string");
        error_hint(err, "Write postgresql://user@host/database or host=... dbname=...");
        PQfreemem(why);
        return false;
    }
    for (const PQconninfoOption *o = options; o->keyword; o++)
        if (o->val)
            conninfo_put(info, o->keyword, o->val);
    PQconninfoFree(options);
    return true;
}

static bool
conninfo_is_local(const char *host)
{
    return !*host || *host == '/' || *host == '@' || !strcmp(host, "localhost") ||
           !strcmp(host, "127.0.0.1") || !strcmp(host, "::1");
}

static void
conninfo_split_hosts(struct conninfo *info)
{
    const char *text = conninfo_get(info, "host");

    while (text && info->hosts < CONNINFO_HOSTS) {
        size_t size = strcspn(text, ",");

        info->host[info->hosts++] = arena_strndup(info->arena, text, size);
        text = text[size] ? text + size + 1 : NULL;
    }
}

static bool
conninfo_all_local(const struct conninfo *info)
{
    for (size_t i = 0; i < info->hosts; i++)
        if (!conninfo_is_local(info->host[i]))
            return false;
    return info->hosts > 0 || !getenv("PGHOST") || conninfo_is_local(getenv("PGHOST"));
}

static struct conninfo *
conninfo_empty(void)
{
    struct conninfo *info = x_calloc(1, sizeof *info);

    info->arena = arena_new();
    return info;
}

struct conninfo *
conninfo_embedded(const char *text, struct error *err)
{
    struct conninfo *info = conninfo_empty();

    if (!conninfo_parse(info, text, err)) {
        conninfo_free(info);
        return NULL;
    }
    conninfo_put(info, "application_name", "autorev-tui");
    return info;
}

struct conninfo *
conninfo_new(const struct settings *settings, struct error *err)
{
    struct conninfo *info = conninfo_empty();

    if (!conninfo_parse(info, settings->postgres_url, err)) {
        conninfo_free(info);
        return NULL;
    }
    if (*settings->postgres_service)
        conninfo_put(info, "service", settings->postgres_service);
    if (*settings->postgres_password) /* the last resort: the environment knows better */
        conninfo_put_preset(info, "password", "PGPASSWORD", settings->postgres_password);
    if (*settings->postgres_sslmode)
        conninfo_put(info, "sslmode", settings->postgres_sslmode);
    conninfo_split_hosts(info);
    if (!conninfo_all_local(info) && !conninfo_get(info, "service")) {
        conninfo_put_preset(info, "sslmode", "PGSSLMODE", "verify-full");
        if (access(system_roots, R_OK) == 0)
            conninfo_put_preset(info, "sslrootcert", "PGSSLROOTCERT", system_roots);
    }
    conninfo_put_preset(info, "application_name", "PGAPPNAME", "autorev-tui");
    conninfo_put(info, "client_encoding", "UTF8");
    return info;
}

void
conninfo_set_password(struct conninfo *info, const char *password)
{
    conninfo_put(info, "password", password);
}

void
conninfo_free(struct conninfo *info)
{
    if (!info)
        return;
    arena_free(info->arena);
    free(info);
}

const char *const *
conninfo_keywords(const struct conninfo *info)
{
    return info->keyword;
}

const char *const *
conninfo_values(const struct conninfo *info)
{
    return info->value;
}

char *
conninfo_where(const struct conninfo *info)
{
    const char *service = conninfo_get(info, "service");
    const char *host = info->hosts ? info->host[0] : getenv("PGHOST");

    return x_asprintf("postgres %s", service ? service : host && *host ? host : "local");
}

bool
conninfo_needs_look_up(const struct conninfo *info)
{
    unsigned char raw[16];

    if (conninfo_get(info, "hostaddr") && !info->address[0])
        return false; /* the user gave it */
    for (size_t i = 0; i < info->hosts; i++)
        if (!conninfo_is_local(info->host[i]) && !info->address[i] &&
            inet_pton(AF_INET, info->host[i], raw) != 1 &&
            inet_pton(AF_INET6, info->host[i], raw) != 1)
            return true;
    return false;
}

bool
conninfo_look_up(
    const struct conninfo *info, progress_fn progress, void *progress_data, struct error *err)
{
    bool any = false;

    for (size_t i = 0; i < info->hosts; i++) {
        struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
        char address[NI_MAXHOST] = "";
        int why;

        if (*info->host[i] == '/' || *info->host[i] == '@' || !*info->host[i]) {
            any = true; /* a socket: no address */
            continue;
        }
        why = getaddrinfo(info->host[i], NULL, &hints, &list);
        if (why == 0)
            why = getnameinfo(
                list->ai_addr, list->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST);
        if (list)
            freeaddrinfo(list);
        if (why == 0) {
            any = true;
            progress(progress_data, address, (long) i, 0);
        } else {
            error_set(err, ERROR_OFFLINE, "%s: %s", info->host[i], gai_strerror(why));
            error_hint(err, "Check the host in postgres.url and the name server");
        }
    }
    return any || info->hosts == 0;
}

void
conninfo_set_address(struct conninfo *info, size_t host, const char *address)
{
    struct buffer list = { 0 };

    if (host >= info->hosts)
        return;
    info->address[host] = arena_strdup(info->arena, address);
    for (size_t i = 0; i < info->hosts; i++) {
        if (i)
            buffer_putc(&list, ',');
        buffer_puts(&list, info->address[i] ? info->address[i] : "");
    }
    conninfo_put(info, "hostaddr", buffer_text(&list));
    buffer_fini(&list);
}

char *
conninfo_text(const struct settings *settings, char **password, struct error *err)
{
    struct conninfo *info = conninfo_new(settings, err);
    struct buffer out = { 0 };

    *password = NULL;
    if (!info)
        return NULL;
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
