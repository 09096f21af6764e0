/* CPU of the server for one request: a constant answer, a page that is kept, the same page not
 * changed since (304), and the same page made anew (target 1 ms). Target for a kept page: twice the
 * constant answer of the same size, and no more. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#include "base/embedded.h"
#include "http/serve.h"
#include "web/assets.h"
#include "web/layout.h"
#include "web/template.h"

#define REQUESTS 4000
#define ROWS 100

static struct lang langs[2];
static struct templates *templates;
static struct http_cache *cache;
static uint64_t build;
static char constant[1 << 16];
static size_t constant_n;

static void make_page(struct http_exchange *x) {
    struct tv_maker m = {.arena = &x->arena};
    struct tv *page = tv_root(&m);
    struct layout l = {.x = x,
                       .langs = langs,
                       .langs_n = 2,
                       .lang = 1,
                       .title = BYTES_LIT("Title"),
                       .federation = BYTES_LIT("Federation"),
                       .section = "acts",
                       .entries = 12345,
                       .head = BYTES_LIT("0123456789abcdef")};
    layout_fill(&m, page, &l);
    struct tv *rows = tv_list(&m, page, "rows");
    for (int i = 0; i < ROWS; i++) {
        struct tv *row = tv_item(&m, rows);
        tv_str(&m, row, "title", "An order to the garrison & its \"committees\"");
        tv_str(&m, row, "url", layout_link(&l, "/act/", BYTES_LIT("order-of-the-day"), NULL));
        tv_str(&m, row, "state", "in-force");
        tv_int(&m, row, "n", 1000 + i);
    }
    if (m.failed || templates_render(templates, "rows.html", page, 1, &x->reply.body, NULL) < 0)
        http_plain(x, 500, "failed");
}

static void handle(void *self, struct http_exchange *x) {
    struct bytes path = x->request.path;
    http_form_parse(&x->arena, x->request.query, "query", &x->request.query_form, NULL);
    if (bytes_is(path, "/constant")) {
        x->reply.fixed = bytes_of(constant, constant_n);
    } else if (bytes_is(path, "/cpu")) {
        struct rusage u;
        getrusage(RUSAGE_SELF, &u);
        buf_format(&x->reply.body, "%ld",
                   (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000L + u.ru_utime.tv_usec +
                       u.ru_stime.tv_usec);
    } else if (bytes_is(path, "/made")) {
        make_page(x);
    } else if (!http_unchanged(x, build, 7, "el", BYTES_LIT("public")) &&
               !http_cache_get(cache, x, 7, "el", BYTES_LIT("public"))) {
        make_page(x);
        http_cache_put(cache, x, 7, "el", BYTES_LIT("public"));
    }
}

static void set_up(void) {
    static const struct embedded_file rows = {
        "templates/rows.html",
        {(const uint8_t
              *)"{{< base.html}}<table>{{#rows}}<tr><th><a href=\"{{url}}\">{{title}}</a></th>"
                "<td><span class=\"badge {{state}}\">{{_ Acts}}</span></td><td>{{n}}</td></tr>"
                "{{/rows}}</table>",
         0}};
    struct embedded_file files[2] = {rows,
                                     {"templates/base.html", *embedded("templates/base.html")}};
    struct http_exchange x;
    files[0].content = bytes_str((const char *)rows.content.at);
    lang_english(&langs[0]);
    if (lang_open(&langs[1], "el", *embedded("po/el.mo"), NULL) < 0 ||
        templates_new(&alloc_heap, files, 2, langs, 2, &templates, NULL) < 0)
        exit(1);
    cache = http_cache_new(&alloc_heap, LIMIT_CACHE_BYTES, LIMIT_CACHE_PAGES);
    build = assets_build();
    http_exchange_init(&x, &alloc_heap);
    http_target_set(&x.request, BYTES_LIT("/made"), NULL);
    make_page(&x);
    constant_n = x.reply.body.n < sizeof(constant) ? x.reply.body.n : sizeof(constant);
    memcpy(constant, x.reply.body.at, constant_n);
    http_exchange_drop(&x);
}

/* Reads one answer; returns where its body begins. */
static const char *read_answer(int fd) {
    static char got[1 << 17];
    size_t n = 0, need = SIZE_MAX;
    char *body = NULL;
    while (n < need && n + 1 < sizeof(got)) {
        ssize_t more = read(fd, got + n, sizeof(got) - 1 - n);
        if (more <= 0)
            exit(1);
        n += (size_t)more;
        got[n] = 0;
        if (!body && (body = strstr(got, "\r\n\r\n")) != NULL) {
            const char *length = strstr(got, "Content-Length: ");
            body += 4;
            need = (size_t)(body - got) +
                   (length && length < body ? strtoul(length + 16, NULL, 10) : 0);
        }
    }
    return body;
}

static const char *ask(int fd, const char *path, const char *etag) {
    char request[300];
    int n = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: h\r\n%s%s%s\r\n", path,
                     etag ? "If-None-Match: " : "", etag ? etag : "", etag ? "\r\n" : "");
    if (write(fd, request, (size_t)n) != n)
        exit(1);
    return read_answer(fd);
}

static double cpu_s(int fd) {
    return (double)strtol(ask(fd, "/cpu", NULL), NULL, 10) / 1e6;
}

static double measure(int fd, const char *path, const char *etag) {
    double best = 1e9;
    for (int round = 0; round < BENCH_ROUNDS; round++) {
        double from = cpu_s(fd);
        for (int i = 0; i < REQUESTS; i++)
            ask(fd, path, etag);
        double took = cpu_s(fd) - from;
        best = took < best ? took : best;
    }
    return best;
}

int main(void) {
    int listening = http_listen("127.0.0.1", 0, NULL);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(http_listen_port(listening))};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    set_up();
    pid_t child = fork();
    if (child == 0) {
        struct http_server_options o = {.fd = listening};
        _exit(http_serve(&o, handle, NULL, NULL) == 0 ? 0 : 1);
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
        return 1;
    char etag[100] = "";
    ask(fd, "/kept", NULL);
    const char *answer = ask(fd, "/kept", NULL);
    while (memcmp(answer, "ETag: ", 6) != 0)
        answer--;
    snprintf(etag, sizeof(etag), "%.*s", (int)strcspn(answer + 6, "\r"), answer + 6);
    printf("a page of %zu bytes; seconds of the server's CPU\n", constant_n);
    double reference = measure(fd, "/constant", NULL);
    bench_show("a constant answer of that size", reference, REQUESTS, reference);
    bench_show("the page, kept", measure(fd, "/kept", NULL), REQUESTS, reference);
    bench_show("the page, not changed (304)", measure(fd, "/kept", etag), REQUESTS, reference);
    bench_show("the page, made anew", measure(fd, "/made", NULL), REQUESTS, reference);
    close(fd);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    return 0;
}
