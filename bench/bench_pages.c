/* Time of one page made anew (no cache of pages), over a small record and over one of many members:
 * what a page costs must not grow with the record. Target: 1 ms each. bench-pages [MEMBERS]:
 * 1 000 000 when not said. */
#include "bench.h"
#include "record.h"

#include <string.h>

#include "http/serve.h"
#include "web/pages.h"

#define PAGES_MADE 50

static struct served served;
static struct pages *pages;
static struct http_exchange x;
static const char *path;
static unsigned seen;

static void ask(void) {
    static struct http_header host;
    host = (struct http_header){BYTES_LIT("host"), BYTES_LIT("h")};
    char target[200];
    struct http_table table = pages_table(pages);
    http_exchange_clear(&x);
    x.request.headers = &host;
    x.request.headers_n = 1;
    /* another `seen` is another page to the cache */
    snprintf(target, sizeof(target), "/f/bench%s?lang=el&seen=%u", path, seen++ % 2000);
    if (http_target_set(&x.request, bytes_str(target), NULL) < 0)
        die("the address");
    http_dispatch(&table, 1, &x);
    if (x.reply.status && x.reply.status != 200) {
        fprintf(stderr, "status %d\n", x.reply.status);
        die((const char *)http_content(&x.reply).at);
    }
}

static void fifty(void *self) {
    for (int i = 0; i < PAGES_MADE; i++)
        ask();
}

static void measure(uint32_t members) {
    static const char *const paths[] = {
        "",         "/bodies",         "/body/assembly/here", "/units",  "/unit/here", "/acts",
        "/act/q-0", "/proceeding/v-0", "/proceedings",        "/things", "/powers",    "/findings"};
    static struct made made;
    struct fail fail = {0};
    made = (struct made){0};
    made_init(&made);
    made.store = store_mem_new(&alloc_heap, (size_t)8 << 30);
    if (engine_open(NULL, &(struct engine_options){.store = made.store, .stamps_as_given = true},
                    &made.engine, &fail) < 0)
        die(fail.text);
    make_of(&made, members, 1);
    if (served_add(&served, "bench", NULL,
                   &(struct engine_options){.store = made.store, .stamps_as_given = true},
                   &fail) < 0 ||
        pages_new(&served, &pages, &fail) < 0)
        die(fail.text);
    printf("%u members, %llu entries\n", members, (unsigned long long)made.entries);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        path = paths[i];
        ask();
        if (http_content(&x.reply).n == 0)
            die(path);
        bench_show(*path ? path : "/", bench_best(fifty, NULL), PAGES_MADE, 1e-3 * PAGES_MADE);
    }
    pages_free(pages);
    memset(&served, 0, sizeof(served)); /* the store is the engine's */
}

int main(int argc, char **argv) {
    http_exchange_init(&x, &alloc_heap);
    measure(1000);
    measure(argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000);
    http_exchange_drop(&x);
    return 0;
}
