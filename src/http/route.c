#include "base/check.h"
#include "base/message.h"
#include "base/name.h"
#include "http/http.h"

/* Segments of a path, still encoded; SIZE_MAX when there are more than LIMIT_SEGMENTS. "/" has
 * none. */
static size_t split(struct bytes path, struct bytes *ret) {
    size_t n = 0, at = 1;
    if (path.n <= 1)
        return 0;
    for (;;) {
        size_t end = at;
        while (end < path.n && path.at[end] != '/')
            end++;
        if (n == LIMIT_SEGMENTS)
            return SIZE_MAX;
        ret[n++] = bytes_part(path, at, end - at);
        if (end == path.n)
            return n;
        at = end + 1;
    }
}

static bool is_argument(struct bytes segment) {
    return segment.n > 2 && segment.at[0] == '{';
}

static bool takes_many(struct bytes segment) {
    return is_argument(segment) && segment.n > 5 &&
           memcmp(segment.at + segment.n - 4, "...}", 4) == 0;
}

/* Where the parts of a request's path that the arguments took begin and how many they are. */
struct taken {
    size_t from[LIMIT_SEGMENTS], count[LIMIT_SEGMENTS], n;
};

static bool match(const struct bytes *pattern, size_t pattern_n, const struct bytes *path,
                  size_t path_n, size_t at, struct taken *t) {
    if (pattern_n == 0)
        return at == path_n;
    if (at == path_n || path[at].n == 0)
        return false;
    if (!is_argument(*pattern)) {
        return bytes_equal(*pattern, path[at]) &&
               match(pattern + 1, pattern_n - 1, path, path_n, at + 1, t);
    }
    size_t most = takes_many(*pattern) ? path_n - at : 1, mine = t->n++;
    for (size_t count = most; count > 0; count--) {
        t->n = mine + 1;
        t->from[mine] = at;
        t->count[mine] = count;
        bool filled = true;
        for (size_t i = 0; i < count; i++)
            filled = filled && path[at + i].n > 0;
        if (filled && match(pattern + 1, pattern_n - 1, path, path_n, at + count, t))
            return true;
    }
    t->n = mine;
    return false;
}

static bool route_matches(const struct http_route *r, const struct bytes *path, size_t path_n,
                          struct taken *t) {
    struct bytes pattern[LIMIT_SEGMENTS];
    size_t n = split(bytes_str(r->pattern), pattern);
    *t = (struct taken){.n = 0};
    return n != SIZE_MAX && match(pattern, n, path, path_n, 0, t);
}

static bool method_fits(const struct http_route *r, enum http_method m) {
    return r->method == m || (r->method == HTTP_GET && m == HTTP_HEAD);
}

static void refuse(const struct http_table *t, struct http_exchange *x, int status,
                   const char *why) {
    if (t && t->refuse) {
        x->reply.status = status;
        t->refuse(t->self, x, status, why);
    } else {
        http_plain(x, status, why);
    }
}

static int decode_args(struct http_exchange *x, const struct bytes *path, const struct taken *t,
                       struct fail *fail) {
    struct http_request *r = &x->request;
    for (size_t i = 0; i < t->n; i++) {
        const struct bytes *first = &path[t->from[i]], *last = first + t->count[i] - 1;
        struct bytes text = bytes_of(first->at, (size_t)(last->at + last->n - first->at));
        struct fail inner = {0};
        int err = http_decode(&x->arena, text, 0, &r->args[i], &inner);
        if (err < 0)
            return fail_set(fail, err, "address, part %zu: %s", t->from[i] + 1, inner.text);
    }
    r->args_n = t->n;
    return 0;
}

static const struct http_param *find_param(const struct http_param *p, struct bytes name,
                                           enum http_in in) {
    for (; p && p->name; p++) {
        if (p->in == in && bytes_is(name, p->name))
            return p;
    }
    return NULL;
}

/* Of a strict table: fields that no param names, fields that are missing, or there twice. */
static int check_query(const struct http_route *route, const struct http_form *query,
                       struct fail *fail) {
    for (size_t i = 0; i < query->n; i++) {
        struct bytes name = query->pairs[i].name, again;
        const struct http_param *p = find_param(route->params, name, HTTP_IN_QUERY);
        if (!p)
            return fail_set(fail, ERR_SYNTAX, "query: no field is named \"%.*s\" here",
                            (int)(name.n > 40 ? 40 : name.n), (const char *)name.at);
        size_t next = i + 1;
        if (!p->many && http_field_next(query, p->name, &next, &again))
            return fail_set(fail, ERR_CONFLICT, "query: %s is stated twice", p->name);
    }
    for (const struct http_param *p = route->params; p && p->name; p++) {
        if (p->in == HTTP_IN_QUERY && p->required && !http_field(query, p->name).at)
            return fail_set(fail, ERR_MISSING, "query: %s is missing", p->name);
    }
    return 0;
}

static void add_allow(struct http_exchange *x, const struct http_table *t, const struct bytes *path,
                      size_t path_n) {
    char list[96] = "";
    bool seen[HTTP_OTHER] = {false};
    struct taken taken;
    for (size_t i = 0; i < t->routes_n; i++) {
        if (route_matches(&t->routes[i], path, path_n, &taken))
            seen[t->routes[i].method] = true;
    }
    seen[HTTP_HEAD] = seen[HTTP_HEAD] || seen[HTTP_GET];
    seen[HTTP_OPTIONS] = true;
    size_t n = 0;
    for (int m = 0; m < HTTP_OTHER; m++) {
        if (seen[m])
            n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s", n ? ", " : "",
                                  http_method_name((enum http_method)m));
    }
    http_reply_header(x, "Allow", bytes_str(list));
}

/* Nothing fits this path and method: say what would. */
static void refuse_path(const struct http_table *t, struct http_exchange *x,
                        const struct bytes *path, size_t path_n) {
    struct taken taken;
    for (size_t i = 0; i < t->routes_n; i++) {
        if (!route_matches(&t->routes[i], path, path_n, &taken))
            continue;
        bool asked = x->request.method == HTTP_OPTIONS;
        if (asked)
            x->reply.status = 204;
        else
            refuse(t, x, 405, N_("This address does not answer that method."));
        add_allow(x, t, path, path_n);
        return;
    }
    bool slash_too_much = path_n > 1 && path_n != SIZE_MAX && path[path_n - 1].n == 0 &&
                          (x->request.method == HTTP_GET || x->request.method == HTTP_HEAD);
    for (size_t i = 0; slash_too_much && i < t->routes_n; i++) {
        if (route_matches(&t->routes[i], path, path_n - 1, &taken)) {
            size_t n = x->request.path.n;
            char *to = arena_copy(&x->arena, x->request.target);
            if (to) {
                memmove(to + n - 1, to + n, x->request.target.n - n + 1);
                http_redirect(x, 308, bytes_str(to));
                return;
            }
        }
    }
    refuse(t, x, 404, N_("There is nothing at this address."));
}

static bool begins_with(struct bytes text, const char *prefix) {
    size_t n = strlen(prefix);
    return text.n >= n && memcmp(text.at, prefix, n) == 0;
}

static void run(const struct http_table *t, struct http_exchange *x, const struct http_route *route,
                const struct bytes *path, const struct taken *taken) {
    struct http_request *r = &x->request;
    struct fail fail = {0};
    int err = decode_args(x, path, taken, &fail);
    if (err == 0)
        err = http_form_parse(&x->arena, r->query, "query", &r->query_form, &fail);
    if (err == 0 && t->strict)
        err = check_query(route, &r->query_form, &fail);
    if (err < 0) {
        refuse(t, x, err == ERR_NOMEM ? 503 : 400, fail.text);
        return;
    }
    r->route = route;
    route->handle(t->self, x);
}

void http_dispatch(const struct http_table *tables, size_t tables_n, struct http_exchange *x) {
    struct http_request *r = &x->request;
    const struct http_table *t = NULL;
    for (size_t i = 0; i < tables_n && !t; i++) {
        if (begins_with(r->path, tables[i].under))
            t = &tables[i];
    }
    struct fail fail = {0};
    int status = r->method == HTTP_OTHER ? 501 : http_request_fault(r, &fail);
    if (status) {
        x->reply.close = true;
        refuse(t, x, status, status == 501 ? N_("That method is not known here.") : fail.text);
        return;
    }
    struct bytes path[LIMIT_SEGMENTS];
    size_t path_n = split(r->path, path);
    if (!t || path_n == SIZE_MAX) {
        refuse(t, x, 404, N_("There is nothing at this address."));
        return;
    }
    struct taken taken;
    for (size_t i = 0; i < t->routes_n; i++) {
        if (method_fits(&t->routes[i], r->method) &&
            route_matches(&t->routes[i], path, path_n, &taken)) {
            run(t, x, &t->routes[i], path, &taken);
            return;
        }
    }
    refuse_path(t, x, path, path_n);
}

static struct bytes argument_name(struct bytes segment) {
    return bytes_part(segment, 1, segment.n - (takes_many(segment) ? 5 : 2));
}

struct bytes http_arg(const struct http_exchange *x, const char *name) {
    struct bytes pattern[LIMIT_SEGMENTS];
    check(x->request.route != NULL);
    size_t n = split(bytes_str(x->request.route->pattern), pattern), args = 0;
    check(n != SIZE_MAX);
    for (size_t i = 0; i < n; i++) {
        if (!is_argument(pattern[i]))
            continue;
        if (bytes_is(argument_name(pattern[i]), name))
            return x->request.args[args];
        args++;
    }
    check_unreachable();
}

static int check_pattern(const struct http_table *t, const struct http_route *r,
                         struct fail *fail) {
    struct bytes parts[LIMIT_SEGMENTS];
    size_t n = split(bytes_str(r->pattern), parts);
    if (r->pattern[0] != '/' || n == SIZE_MAX || !begins_with(bytes_str(r->pattern), t->under))
        return fail_set(fail, ERR_SYNTAX,
                        "%s: the pattern %s does not begin with %s, or has more "
                        "than %d parts",
                        r->name, r->pattern, t->under, LIMIT_SEGMENTS);
    for (size_t i = 0; i < n; i++) {
        struct bytes name = is_argument(parts[i]) ? argument_name(parts[i]) : parts[i];
        if (!name.n || memchr(name.at, '{', name.n) || memchr(name.at, '}', name.n))
            return fail_set(fail, ERR_SYNTAX, "%s: part %zu of %s", r->name, i + 1, r->pattern);
        for (size_t j = 0; is_argument(parts[i]) && j < i; j++) {
            if (is_argument(parts[j]) && bytes_equal(argument_name(parts[j]), name))
                return fail_set(fail, ERR_SYNTAX, "%s: one argument twice in %s", r->name,
                                r->pattern);
        }
    }
    for (const struct http_param *p = r->params; p && p->name; p++) {
        bool found = p->in != HTTP_IN_PATH;
        for (size_t i = 0; i < n; i++)
            found = found || (is_argument(parts[i]) && bytes_is(argument_name(parts[i]), p->name));
        if (!found || !p->help || (p->type == HTTP_CHOICE && !p->choices))
            return fail_set(fail, ERR_SYNTAX,
                            "%s: the param %s is not in %s, or lacks its help or "
                            "choices",
                            r->name, p->name, r->pattern);
    }
    return 0;
}

/* Does A take every path that B takes? Each argument of B is tried as one segment. */
static bool hides(const struct http_route *a, const struct http_route *b) {
    struct bytes parts[LIMIT_SEGMENTS];
    size_t n = split(bytes_str(b->pattern), parts);
    struct taken taken;
    for (size_t i = 0; n != SIZE_MAX && i < n; i++) {
        if (is_argument(parts[i]))
            parts[i] = BYTES_LIT("\x01");
    }
    return a->method == b->method && route_matches(a, parts, n, &taken);
}

int http_table_check(const struct http_table *t, struct fail *fail) {
    for (size_t i = 0; i < t->routes_n; i++) {
        const struct http_route *r = &t->routes[i];
        if (!r->name || !r->help || !r->handle || r->method >= HTTP_OTHER)
            return fail_set(fail, ERR_SYNTAX, "route %zu (%s): name, help, handler, method", i,
                            r->pattern);
        int err = check_pattern(t, r, fail);
        if (err < 0)
            return err;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(t->routes[j].name, r->name) == 0)
                return fail_set(fail, ERR_EXISTS, "two routes are named %s", r->name);
            if (hides(&t->routes[j], r))
                return fail_set(fail, ERR_CONFLICT, "%s is never reached: %s (%s) takes its paths",
                                r->name, t->routes[j].name, t->routes[j].pattern);
        }
    }
    return 0;
}
