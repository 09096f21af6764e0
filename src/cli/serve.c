/* koinon serve: one process that follows the records of some folders and shows them. It writes
 * nothing and holds no key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/extra.h"
#include "api/api.h"
#include "http/serve.h"
#include "web/pages.h"

/* "127.0.0.1:8080", "[::1]:8080", "8080"; the port 0 is any free one. */
static int parse_listen(const char *text, char *host, size_t room, uint16_t *ret_port,
                        struct fail *fail) {
    const char *colon = strrchr(text, ':');
    const char *digits = colon ? colon + 1 : text;
    size_t n = colon ? (size_t)(colon - text) : 0;
    char *end;
    unsigned long port = strtoul(digits, &end, 10);
    if (*end || end == digits || port > 65535 || n >= room)
        return fail_set(fail, ERR_SYNTAX, "--listen %s: expected HOST:PORT, as in 127.0.0.1:8080",
                        text);
    bool bracketed = n > 2 && text[0] == '[' && text[n - 1] == ']';
    memcpy(host, bracketed ? text + 1 : text, n - (bracketed ? 2 : 0));
    host[n - (bracketed ? 2 : 0)] = 0;
    if (n == 0)
        snprintf(host, room, "127.0.0.1");
    *ret_port = (uint16_t)port;
    return 0;
}

/* "/data/union.koinon/" -> "union" */
static void name_of(const char *folder, char *ret, size_t room) {
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/')
        n--;
    size_t from = n;
    while (from > 0 && folder[from - 1] != '/')
        from--;
    size_t length = n - from;
    if (length > 7 && memcmp(folder + n - 7, ".koinon", 7) == 0)
        length -= 7;
    snprintf(ret, room, "%.*s", (int)length, folder + from);
}

struct serving {
    struct served served;
    struct pages *pages;
};

static void handle(void *self, struct http_exchange *x) {
    struct serving *s = self;
    struct http_table tables[] = {api_table(&s->served), pages_table(s->pages)};
    http_dispatch(tables, 2, x);
}

static int serve_all(struct serving *s, const char *listen, struct fail *fail) {
    char host[256];
    uint16_t port = 0;
    int r = parse_listen(listen, host, sizeof(host), &port, fail);
    if (r < 0)
        return r;
    int fd = http_listen(host, port, fail);
    if (fd < 0)
        return fd;
    bool six = strchr(host, ':') != NULL;
    for (size_t i = 0; i < s->served.n; i++)
        printf("http://%s%s%s:%u/f/%s\n", six ? "[" : "", host, six ? "]" : "",
               http_listen_port(fd), s->served.records[i].name);
    fflush(stdout);
    return http_serve(&(struct http_server_options){.fd = fd}, handle, s, fail);
}

int cli_serve(const struct cli_verb *v, const struct verb_args *a) {
    static struct serving s;
    struct fail fail = {0};
    struct engine_options options = {.progress = verb_progress, .note = verb_note};
    const char *listen = verb_value(v, a, "--listen");
    int r = pages_new(&s.served, &s.pages, &fail);
    for (int i = 0; r == 0 && i < a->n; i++) {
        char name[LIMIT_NAME_BYTES + 1];
        name_of(a->args[i], name, sizeof(name));
        r = served_add(&s.served, name, a->args[i], &options, &fail);
    }
    r = r < 0 ? r : serve_all(&s, listen ? listen : "127.0.0.1:8080", &fail);
    int status = r < 0 ? verb_fail(v, &fail) : EXIT_DONE;
    pages_free(s.pages);
    served_drop(&s.served);
    return status;
}
