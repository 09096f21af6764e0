#include "cli/count.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/name.h"
#include "cli/count_rules.h"
#include "cli/cvr.h"
#include "count/count.h"
#include "web/count_page.h"

struct run {
    const char *file, *method, *format, *output, *rules, *certificate, *countback, *html, *language;
    bool json, report;
    char sha256[HASH_HEX]; /* of the ballots' file, for a certificate */
    const char *found;     /* its format */
    struct count_rules stated;
    const char *key[64], *value[64]; /* options of the rule */
    int options_n;
    struct bytes text;
    bool mapped;
    struct count_ballots ballots;
    struct count_options options, besides; /* besides: those set beside a file of rules */
    struct arena arena;
    struct count_result result;
    struct fail fail;
};

static const char usage[] =
    "Counts votes by a written rule, exactly, with the full working.\n"
    "\n"
    "    koinon count FILE --method METHOD [--seats N] [options of the method]\n"
    "    koinon count [FILE] --rules RULES   method, options and groups from a file of rules,\n"
    "                                  or an election described by RCTab's config.json\n"
    "    koinon count POLL.csv --method poll --majority RULES [--quorum SHARE]   yes or no\n"
    "    koinon count --methods        every method with its options and source\n"
    "\n"
    "  --json           the result as JSON\n"
    "  --report         the full working as text\n"
    "  --html FILE      the same as a page with the flow of votes, to print, send and keep\n"
    "  --language CODE  of the page: en, el\n"
    "  --certificate FILE   every step with its numbers, for an independent checker; of a count\n"
    "                       with --rules and of a --countback, too\n"
    "  --countback NAME  who follows when NAME gives up the seat these ballots filled\n"
    "  --output FILE    there instead of standard output\n"
    "  --format NAME    blt, preflib, debian, condorcet, lists, scores, abc (else: looked at)\n"
    "  --tie RULES      of backwards, forwards, order, order-first, lot; with commas, in turn\n"
    "  --order NAMES    the order for ties, fixed before the count; with ; between\n"
    "  --seed TEXT      of the lot, published before the count\n"
    "\n"
    "FILE - is standard input. Exit status: 0 done; 2 usage; 3 bad input; 4 disk or memory.\n";

static void methods(void) {
    for (uint32_t i = 0; i < count_methods_n; i++) {
        const struct count_method *m = &count_methods[i];
        printf("%s\n    %s\n    source: %s\n", m->name, m->what, m->source);
        printf("    options:");
        for (const char *p = m->options; *p;) {
            size_t n = strcspn(p, " ");
            printf(" --%.*s", (int)n, p);
            p += n + (p[n] == ' ');
        }
        printf("\n%s%s%s", m->aliases[0] ? "    also: " : "", m->aliases,
               m->aliases[0] ? "\n" : "");
    }
}

/* As of every verb: 3 what was given is not right; 4 the disk, memory. */
static int status(int code) {
    return code == ERR_IO || code == ERR_NOMEM || code == ERR_DENIED ? 4 : 3;
}

/* 0 to go on, else 1 + exit status. */
static int arguments(struct run *x, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) {
            fputs(usage, stdout);
            return 1;
        }
        if (strcmp(a, "--methods") == 0) {
            methods();
            return 1;
        }
        if (strcmp(a, "--json") == 0) {
            x->json = true;
        } else if (strcmp(a, "--report") == 0) {
            x->report = true;
        } else if (a[0] != '-' || a[1] == 0) {
            if (x->file) {
                fprintf(stderr, "koinon count: one file at a time: %s and %s\n", x->file, a);
                return 3;
            }
            x->file = a;
        } else if (a[1] == '-' && count_option_is_flag(bytes_str(a + 2)) && x->options_n < 64) {
            x->key[x->options_n] = a + 2;
            bool said =
                i + 1 < argc && (strcmp(argv[i + 1], "yes") == 0 || strcmp(argv[i + 1], "no") == 0);
            x->value[x->options_n++] = said ? argv[++i] : "yes";
        } else if (i + 1 == argc || a[1] != '-' || x->options_n == 64) {
            fprintf(stderr, "koinon count: %s needs a value; --help tells more\n", a);
            return 3;
        } else if (strcmp(a, "--method") == 0) {
            x->method = argv[++i];
        } else if (strcmp(a, "--certificate") == 0) {
            x->certificate = argv[++i];
        } else if (strcmp(a, "--html") == 0) {
            x->html = argv[++i];
        } else if (strcmp(a, "--language") == 0) {
            x->language = argv[++i];
        } else if (strcmp(a, "--countback") == 0) {
            x->countback = argv[++i];
        } else if (strcmp(a, "--rules") == 0) {
            x->rules = argv[++i];
        } else if (strcmp(a, "--format") == 0) {
            x->format = argv[++i];
        } else if (strcmp(a, "--output") == 0) {
            x->output = argv[++i];
        } else {
            x->key[x->options_n] = a + 2;
            x->value[x->options_n++] = argv[++i];
        }
    }
    if (x->rules || (x->file && x->method))
        return 0;
    fputs(x->file ? "koinon count: --method is missing; --methods lists them\n" : usage, stderr);
    return 3;
}

static int read_pipe(struct run *x, int fd) {
    struct buf b;
    buf_init(&b, &alloc_heap, SIZE_MAX / 2);
    for (;;) {
        uint8_t *at = buf_room(&b, 1 << 16);
        ssize_t n = at ? read(fd, at, 1 << 16) : -1;
        if (n < 0)
            return fail_set(&x->fail, ERR_IO, "%s: %s", x->file, at ? strerror(errno) : "memory");
        b.n -= (size_t)((1 << 16) - n);
        if (n == 0)
            break;
    }
    x->text = buf_view(&b);
    return 0;
}

static int open_file(struct run *x) {
    struct stat st;
    if (strcmp(x->file, "-") == 0)
        return read_pipe(x, STDIN_FILENO);
    int fd = open(x->file, O_RDONLY | O_CLOEXEC), r = 0;
    if (fd < 0 || fstat(fd, &st) < 0) {
        r = fail_set(&x->fail, ERR_IO, "%s: %s", x->file, strerror(errno));
    } else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
        r = read_pipe(x, fd);
    } else {
        void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        if (at == MAP_FAILED)
            r = fail_set(&x->fail, ERR_IO, "%s: %s", x->file, strerror(errno));
        else
            x->text = bytes_of(at, (size_t)st.st_size);
        x->mapped = at != MAP_FAILED;
    }
    if (fd >= 0)
        close(fd);
    return r;
}

static int read_ballots(struct run *x) {
    int r = open_file(x);
    if (r < 0)
        return r;
    count_reader *read_as = x->format ? count_reader_find(x->format) : count_read;
    if (!read_as)
        return fail_set(&x->fail, ERR_SYNTAX, "no format \"%s\"", x->format);
    struct fail f = {0};
    r = read_as(&x->ballots, x->text, &f);
    if (r < 0)
        return fail_set(&x->fail, r, "%s: %s", x->file, f.code ? f.text : err_name(r));
    if (x->certificate) {
        struct hash h = sha256_of(x->text);
        bytes_to_hex(bytes_of(h.b, HASH_BYTES), x->sha256);
        x->found = x->format ? x->format : count_format(x->text);
    }
    if (x->mapped) /* the ballots are packed now: the text may go */
        munmap((void *)(uintptr_t)x->text.at, x->text.n);
    return 0;
}

static int run_countback(struct run *x, const struct count_method *m) {
    int64_t vacates = count_candidate_find(&x->ballots, bytes_str(x->countback));
    uint32_t successor;
    if (vacates < 0)
        return fail_set(&x->fail, ERR_SYNTAX, "--countback: no candidate \"%s\"", x->countback);
    int r = count_countback(m, &x->ballots, &x->options, (uint32_t)vacates, &x->arena, &x->result,
                            &successor, &x->fail);
    if (r < 0)
        return r;
    return 0;
}

/* What the file of rules says of method and ballots; the command line may add, not contradict. */
static int open_rules(struct run *x) {
    struct count_rules *s = &x->stated;
    int r = count_rules_open(s, x->rules, &x->arena, &x->fail);
    if (r < 0)
        return r;
    if (s->rctab) {
        x->method = x->method ? x->method : "irv";
        return x->file ? fail_set(&x->fail, ERR_SYNTAX, "%s names its ballots; %s is one file more",
                                  x->rules, x->file)
                       : 0;
    }
    if (x->method &&
        count_method_find(bytes_str(x->method)) != count_method_find(bytes_str(s->method)))
        return fail_set(&x->fail, ERR_SYNTAX, "%s says the method is %s, not %s", x->rules,
                        s->method, x->method);
    if (x->file && s->ballots)
        return fail_set(&x->fail, ERR_SYNTAX, "%s says the ballots are %s; %s is one file more",
                        x->rules, s->ballots, x->file);
    if (!x->file && !s->ballots)
        return fail_set(&x->fail, ERR_SYNTAX, "%s names no \"ballots\": give their file, too",
                        x->rules);
    x->method = s->method;
    x->file = x->file ? x->file : s->ballots;
    x->format = x->format ? x->format : s->format;
    return 0;
}

static int set_options(struct run *x) {
    bool own = x->rules && !x->stated.rctab;
    int r =
        own ? count_rules_options(&x->stated, &x->ballots, &x->options, &x->arena, &x->fail) : 0;
    bool grouped = x->options.groups > 0;
    for (int i = 0; r == 0 && i < x->options_n; i++) {
        struct bytes key = bytes_str(x->key[i]), value = bytes_str(x->value[i]);
        bool group = bytes_is(key, "group") || bytes_is(key, "min") || bytes_is(key, "max");
        if (grouped && group)
            return fail_set(&x->fail, ERR_SYNTAX, "--%s: the groups stand in %s", x->key[i],
                            x->rules);
        r = count_option_set(&x->options, &x->ballots, key, value, &x->arena, &x->fail);
        if (r == 0 && x->rules)
            r = count_option_set(&x->besides, &x->ballots, key, value, &x->arena, &x->fail);
    }
    return r;
}

static int no_method(struct run *x) {
    enum { AT_MOST = 256 };
    struct bytes names[AT_MOST];
    size_t n = 0;
    for (uint32_t i = 0; i < count_methods_n && n < AT_MOST; i++) {
        names[n++] = bytes_str(count_methods[i].name);
        for (const char *p = count_methods[i].aliases; *p && n < AT_MOST; p += *p == ' ') {
            names[n++] = bytes_of(p, strcspn(p, " "));
            p += strcspn(p, " ");
        }
    }
    int near = name_nearest(bytes_str(x->method), names, n);
    return fail_set(&x->fail, ERR_SYNTAX, "no method \"%s\"%s%.*s%s; --methods lists them",
                    x->method, near < 0 ? "" : ": did you mean ", near < 0 ? 0 : (int)names[near].n,
                    near < 0 ? "" : (const char *)names[near].at, near < 0 ? "" : "?");
}

static int run_count(struct run *x) {
    int r = x->rules ? open_rules(x) : 0;
    if (r < 0)
        return r;
    const struct count_method *m = count_method_find(bytes_str(x->method));
    if (!m)
        return no_method(x);
    r = x->stated.rctab
            ? cvr_read_config(x->rules, &x->ballots, &x->options, &x->arena, &x->fail)
            : read_ballots(x);
    r = r < 0 ? r : set_options(x);
    if (r == 0 && x->stated.title.n)
        x->ballots.title = x->stated.title;
    x->options.certify = x->certificate || x->report;
    if (r == 0 && x->countback)
        return run_countback(x, m);
    return r < 0 ? r : count_run(m, &x->ballots, &x->options, &x->arena, &x->result, &x->fail);
}

typedef int writer(struct run *x, struct buf *out);

static bool take(void *to, struct bytes part) {
    return fwrite(part.at, 1, part.n, to) == part.n;
}

/* As it is written, never whole in memory; half a file would look like a whole one. */
static int write_file(struct run *x, const char *path, writer *write) {
    FILE *to = path ? fopen(path, "w") : stdout;
    struct buf out;
    struct stat st;
    if (!to)
        return fail_set(&x->fail, ERR_IO, "%s: %s", path, strerror(errno));
    buf_stream(&out, &alloc_heap, take, to);
    int r = write(x, &out);
    buf_flush(&out);
    if (r == 0 && (out.failed || fflush(to) != 0))
        r = fail_set(&x->fail, ERR_IO, "%s: %s", path ? path : "standard output", strerror(errno));
    if (r < 0 && path && fstat(fileno(to), &st) == 0 && S_ISREG(st.st_mode))
        (void)unlink(path);
    if (to != stdout)
        fclose(to);
    buf_drop(&out);
    return r;
}

static int write_page(struct run *x, struct buf *out) {
    struct count_page page;
    int r = count_page_open(&page, bytes_str(x->language ? x->language : "en"), &x->fail);
    if (r < 0)
        return r;
    r = count_page(&page, &x->result, out, &x->fail);
    count_page_close(&page);
    return r;
}

static int write_certificate(struct run *x, struct buf *out) {
    struct count_subject s = {.format = x->stated.rctab ? "rctab" : x->found,
                              .ballots_sha256 = x->stated.rctab ? NULL : x->sha256,
                              .rules_sha256 = x->rules ? x->stated.sha256 : NULL,
                              .besides = x->rules && x->options_n ? &x->besides : NULL};
    struct count_file *record = NULL;
    int r = 0;
    if (x->stated.rctab)
        r = count_rules_records(&x->stated, &x->arena, &record, &s.records_n, &x->fail);
    s.record = record;
    return r < 0 ? r : count_certificate(out, &x->result, &x->options, &s, &x->fail);
}

static int write_answer(struct run *x, struct buf *out) {
    if (x->json)
        count_json(out, &x->result, &x->options);
    else
        count_text(out, &x->result, &x->options, x->report);
    return 0;
}

static int write_result(struct run *x) {
    int r = x->certificate ? write_file(x, x->certificate, write_certificate) : 0;
    if (r == 0 && x->html)
        r = write_file(x, x->html, write_page);
    return r == 0 ? write_file(x, x->output, write_answer) : r;
}

static int write_poll(struct run *x, struct buf *out) {
    struct bytes majority = {0}, quorum = {0};
    for (int i = 0; i < x->options_n; i++)
        if (strcmp(x->key[i], "majority") == 0)
            majority = bytes_str(x->value[i]);
        else
            quorum = bytes_str(x->value[i]);
    return count_poll_decide(x->text, majority, quorum, x->json, &x->arena, out, &x->fail);
}

/* A yes-or-no vote of units, decided: --method poll --majority RULES [--quorum SHARE]. */
static int run_poll(struct run *x) {
    int r = x->file ? open_file(x) : fail_set(&x->fail, ERR_SYNTAX, "a poll needs a file");
    for (int i = 0; r == 0 && i < x->options_n; i++)
        if (strcmp(x->key[i], "majority") != 0 && strcmp(x->key[i], "quorum") != 0)
            r = fail_set(&x->fail, ERR_MISSING, "a poll has no option --%s", x->key[i]);
    return r == 0 ? write_file(x, x->output, write_poll) : r;
}

int cli_count(int argc, char **argv) {
    static struct run x;
    memset(&x, 0, sizeof(x));
    x.options = x.besides = COUNT_OPTIONS;
    int stop = arguments(&x, argc, argv);
    if (stop)
        return stop - 1;
    count_ballots_init(&x.ballots, &alloc_heap);
    arena_init(&x.arena, &alloc_heap, LIMIT_COUNT_WORKING);
    bool poll = x.method && strcmp(x.method, "poll") == 0;
    int r = poll ? run_poll(&x) : run_count(&x);
    if (r == 0 && !poll)
        r = write_result(&x);
    if (r < 0)
        fprintf(stderr, "koinon count: %s\n", x.fail.code ? x.fail.text : err_name(r));
    count_rules_close(&x.stated);
    arena_drop(&x.arena);
    count_ballots_drop(&x.ballots);
    return r < 0 ? status(r) : 0;
}
