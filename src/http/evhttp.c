#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>

#include "base/check.h"
#include "http/serve.h"

#define WATCHES_MAX 16
#define SPARE_MAX 64 /* exchanges kept with their memory */
#define BACKLOG 1024

struct call {
    struct http_exchange x; /* first: an exchange of ours is its call */
    struct http_server *server;
    struct evhttp_request *req; /* NULL once the other side has gone */
    struct call *before, *after;
    bool in_handler, started;
};

struct watch {
    struct http_server *server;
    struct event *event;
    int fd;
    http_watch_fn *readable;
};

struct http_server {
    const struct http_server_options *o;
    http_handler_fn *handle;
    void *self;
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *socket;
    struct event *signals[2], *tick, *pause, *stop_timer;
    struct watch watches[WATCHES_MAX];
    struct call *calls, *spare;
    size_t calls_n, spare_n;
    size_t unsent; /* replies not yet written whole */
    bool stopping;
    int stop_steps;
};

/* --- exchanges ----------------------------------------------------------------------------------
 */

static struct call *call_take(struct http_server *s) {
    struct call *c = s->spare;
    if (c) {
        s->spare = c->after;
        s->spare_n--;
    } else {
        c = alloc_heap.resize(&alloc_heap, NULL, 0, sizeof(*c));
        if (!c)
            return NULL;
        http_exchange_init(&c->x, &alloc_heap);
    }
    c->server = s;
    c->in_handler = c->started = false;
    c->before = NULL;
    c->after = s->calls;
    if (s->calls)
        s->calls->before = c;
    s->calls = c;
    s->calls_n++;
    return c;
}

static void call_destroy(struct call *c) {
    http_exchange_drop(&c->x);
    alloc_heap.resize(&alloc_heap, c, sizeof(*c), 0);
}

static void call_give_back(struct call *c) {
    struct http_server *s = c->server;
    *(c->before ? &c->before->after : &s->calls) = c->after;
    if (c->after)
        c->after->before = c->before;
    s->calls_n--;
    /* An exchange that had a large page or form gives its memory back. */
    if (s->spare_n == SPARE_MAX || c->x.reply.body.room > (1u << 20) ||
        c->x.arena.used > (1u << 20)) {
        call_destroy(c);
        return;
    }
    http_exchange_clear(&c->x);
    c->after = s->spare;
    s->spare = c;
    s->spare_n++;
}

static void on_gone(struct evhttp_connection *connection, void *arg) {
    struct call *c = arg;
    struct evhttp_request *req = c->req;
    c->req = NULL;
    if (c->x.gone)
        c->x.gone(c->x.waiter, &c->x);
    call_give_back(c);
    evhttp_request_free(req); /* the connection has let go of it: it was not answered */
}

static void listen_for_end(struct call *c) {
    evhttp_connection_set_closecb(evhttp_request_get_connection(c->req), on_gone, c);
}

static void stop_listening(struct call *c) {
    evhttp_connection_set_closecb(evhttp_request_get_connection(c->req), NULL, NULL);
}

static void on_written(struct evhttp_request *req, void *arg) {
    struct http_server *s = arg;
    s->unsent--;
}

static void add_fields(struct call *c, const struct http_head *head) {
    struct evkeyvalq *out = evhttp_request_get_output_headers(c->req);
    for (size_t i = 0; i < head->n; i++)
        evhttp_add_header(out, (const char *)head->fields[i].name.at,
                          (const char *)head->fields[i].value.at);
    if (c->x.reply.close || c->server->stopping)
        evhttp_add_header(out, "Connection", "close");
}

static void send_reply(struct call *c) {
    struct http_head head;
    struct evhttp_request *req = c->req;
    http_finish(&c->x, &head);
    add_fields(c, &head);
    evbuffer_add(evhttp_request_get_output_buffer(req), head.content.at, head.content.n);
    c->server->unsent++;
    evhttp_request_set_on_complete_cb(req, on_written, c->server);
    int status = c->x.reply.status;
    const char *text = http_status_text(status);
    call_give_back(c);
    evhttp_send_reply(req, status, text, NULL);
}

static void io_send(struct http_exchange *x) {
    struct call *c = (struct call *)x;
    if (c->in_handler)
        return; /* on_request sends it */
    stop_listening(c);
    send_reply(c);
}

static void io_start(struct http_exchange *x) {
    struct call *c = (struct call *)x;
    struct http_head head;
    http_finish(x, &head);
    add_fields(c, &head);
    c->started = true;
    evhttp_send_reply_start(c->req, x->reply.status, http_status_text(x->reply.status));
    listen_for_end(c);
}

static size_t backlog(struct call *c) {
    struct evhttp_connection *connection = evhttp_request_get_connection(c->req);
    return evbuffer_get_length(
        bufferevent_get_output(evhttp_connection_get_bufferevent(connection)));
}

static bool io_piece(struct http_exchange *x, struct bytes piece) {
    struct call *c = (struct call *)x;
    if (backlog(c) + piece.n > LIMIT_STREAM_BACKLOG)
        return false;
    struct evbuffer *b = evbuffer_new();
    if (!b || evbuffer_add(b, piece.at, piece.n) < 0) {
        if (b)
            evbuffer_free(b);
        return false;
    }
    evhttp_send_reply_chunk(c->req, b);
    evbuffer_free(b);
    return true;
}

static void io_end(struct http_exchange *x) {
    struct call *c = (struct call *)x;
    struct evhttp_request *req = c->req;
    if (c->in_handler)
        return; /* on_request ends it */
    stop_listening(c);
    call_give_back(c);
    evhttp_send_reply_end(req);
}

static const struct http_io io = {io_send, io_start, io_piece, io_end};

/* --- requests -----------------------------------------------------------------------------------
 */

static enum http_method method_of(struct evhttp_request *req) {
    switch (evhttp_request_get_command(req)) {
    case EVHTTP_REQ_GET:
        return HTTP_GET;
    case EVHTTP_REQ_HEAD:
        return HTTP_HEAD;
    case EVHTTP_REQ_POST:
        return HTTP_POST;
    case EVHTTP_REQ_PUT:
        return HTTP_PUT;
    case EVHTTP_REQ_PATCH:
        return HTTP_PATCH;
    case EVHTTP_REQ_DELETE:
        return HTTP_DELETE;
    case EVHTTP_REQ_OPTIONS:
        return HTTP_OPTIONS;
    default:
        return HTTP_OTHER;
    }
}

static bool read_fields(struct call *c) {
    struct evkeyvalq *in = evhttp_request_get_input_headers(c->req);
    struct http_request *r = &c->x.request;
    size_t n = 0;
    for (struct evkeyval *kv = in->tqh_first; kv; kv = kv->next.tqe_next)
        n++;
    struct http_header *fields = ARENA_ARRAY(&c->x.arena, n, struct http_header);
    if (!fields)
        return false;
    n = 0;
    for (struct evkeyval *kv = in->tqh_first; kv; kv = kv->next.tqe_next)
        fields[n++] = (struct http_header){bytes_str(kv->key), bytes_str(kv->value)};
    r->headers = fields;
    r->headers_n = n;
    return true;
}

static bool read_request(struct call *c, struct fail *fail) {
    struct http_request *r = &c->x.request;
    struct evbuffer *in = evhttp_request_get_input_buffer(c->req);
    size_t n = evbuffer_get_length(in);
    char *peer = NULL;
    ev_uint16_t port;
    evhttp_connection_get_peer(evhttp_request_get_connection(c->req), &peer, &port);
    r->method = method_of(c->req);
    r->peer = bytes_str(peer);
    r->body = bytes_of(n ? evbuffer_pullup(in, -1) : NULL, n);
    if (n && !r->body.at) {
        fail_set(fail, ERR_NOMEM, "not enough memory for this request");
        return false;
    }
    return read_fields(c) &&
           http_target_set(r, bytes_str(evhttp_request_get_uri(c->req)), fail) == 0;
}

static void after_handler(struct call *c) {
    switch (c->x.state) {
    case HTTP_NEW:
        send_reply(c);
        break;
    case HTTP_LATER:
        listen_for_end(c);
        break;
    case HTTP_STREAM:
        break;
    case HTTP_DONE:
        if (c->started)
            io_end(&c->x);
        else
            send_reply(c);
        break;
    }
}

static void on_request(struct evhttp_request *req, void *arg) {
    struct http_server *s = arg;
    struct call *c = s->calls_n < LIMIT_EXCHANGES ? call_take(s) : NULL;
    if (!c) {
        evhttp_add_header(evhttp_request_get_output_headers(req), "Retry-After", "1");
        evhttp_send_error(req, 503, NULL);
        return;
    }
    c->req = req;
    c->x.io = &io;
    c->in_handler = true;
    struct fail fail = {0};
    if (read_request(c, &fail)) {
        s->handle(s->self, &c->x);
    } else {
        c->x.reply.close = true;
        http_plain(&c->x, fail.code == ERR_SYNTAX ? 400 : 503,
                   fail.code ? fail.text : "not enough memory for this request");
    }
    c->in_handler = false;
    after_handler(c);
}

/* --- listening ----------------------------------------------------------------------------------
 */

static int listen_on(const struct addrinfo *a) {
    int one = 1, zero = 0;
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)); /* inherited by connections */
    if (a->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

int http_listen(const char *host, uint16_t port, struct fail *fail) {
    char service[8];
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV},
                    *list = NULL;
    snprintf(service, sizeof(service), "%u", port);
    int err = getaddrinfo(host, service, &hints, &list);
    if (err)
        return fail_set(fail, ERR_IO, "cannot listen on %s: %s", host, gai_strerror(err));
    int fd = -1;
    for (struct addrinfo *a = list; a && fd < 0; a = a->ai_next)
        fd = listen_on(a);
    int why = errno;
    freeaddrinfo(list);
    if (fd < 0)
        return fail_set(fail, ERR_IO, "cannot listen on %s port %u: %s", host, port, strerror(why));
    return fd;
}

uint16_t http_listen_port(int fd) {
    struct sockaddr_storage a;
    socklen_t n = sizeof(a);
    if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
                                         : ((struct sockaddr_in *)&a)->sin_port);
}

/* No descriptor or memory for another connection: wait a little instead of turning round and round.
 */
static void on_accept_error(struct evconnlistener *listener, void *arg) {
    struct http_server *s = arg;
    struct timeval little = {0, 100000};
    evconnlistener_disable(listener);
    event_add(s->pause, &little);
}

static void on_pause_over(evutil_socket_t fd, short what, void *arg) {
    struct http_server *s = arg;
    if (s->socket)
        evconnlistener_enable(evhttp_bound_socket_get_listener(s->socket));
}

/* --- the loop -----------------------------------------------------------------------------------
 */

static void on_tick(evutil_socket_t fd, short what, void *arg) {
    struct http_server *s = arg;
    s->o->tick(s->self, s);
}

static void on_readable(evutil_socket_t fd, short what, void *arg) {
    struct watch *w = arg;
    w->readable(w->server->self, w->server, fd);
}

int http_server_watch(struct http_server *s, int fd, http_watch_fn *readable) {
    for (size_t i = 0; i < WATCHES_MAX; i++) {
        struct watch *w = &s->watches[i];
        if (w->event)
            continue;
        *w = (struct watch){s, event_new(s->base, fd, EV_READ | EV_PERSIST, on_readable, w), fd,
                            readable};
        if (!w->event || event_add(w->event, NULL) < 0)
            break;
        return 0;
    }
    return ERR_NOMEM;
}

void http_server_unwatch(struct http_server *s, int fd) {
    for (size_t i = 0; i < WATCHES_MAX; i++) {
        if (s->watches[i].event && s->watches[i].fd == fd) {
            event_free(s->watches[i].event);
            s->watches[i].event = NULL;
        }
    }
}

#define STOP_STEP_MS 20

static void on_stop_step(evutil_socket_t fd, short what, void *arg) {
    struct http_server *s = arg;
    int most = (s->o->stop_s ? s->o->stop_s : 5) * 1000 / STOP_STEP_MS;
    if ((s->calls_n == 0 && s->unsent == 0) || ++s->stop_steps > most)
        event_base_loopbreak(s->base);
}

static void end_streams(struct http_server *s, bool all) {
    for (struct call *c = s->calls, *next; c; c = next) {
        next = c->after;
        if (c->in_handler || (!all && c->x.state != HTTP_STREAM))
            continue;
        if (c->x.gone)
            c->x.gone(c->x.waiter, &c->x);
        if (c->x.state == HTTP_STREAM) {
            c->x.state = HTTP_DONE;
            io_end(&c->x);
        } else {
            http_plain(&c->x, 503, "The server stops.");
            c->x.state = HTTP_DONE;
            io_send(&c->x);
        }
    }
}

void http_server_stop(struct http_server *s) {
    if (s->stopping)
        return;
    struct timeval step = {0, STOP_STEP_MS * 1000};
    s->stopping = true;
    evhttp_del_accept_socket(s->http, s->socket);
    s->socket = NULL;
    end_streams(s, false);
    event_add(s->stop_timer, &step);
}

static void on_signal(evutil_socket_t fd, short what, void *arg) {
    http_server_stop(arg);
}

static bool add_timers(struct http_server *s) {
    s->pause = evtimer_new(s->base, on_pause_over, s);
    s->stop_timer = event_new(s->base, -1, EV_PERSIST, on_stop_step, s);
    static const int numbers[2] = {SIGTERM, SIGINT};
    for (int i = 0; i < 2; i++) {
        s->signals[i] = evsignal_new(s->base, numbers[i], on_signal, s);
        if (!s->signals[i] || event_add(s->signals[i], NULL) < 0)
            return false;
    }
    if (s->o->tick_ms && s->o->tick) {
        struct timeval every = {s->o->tick_ms / 1000, s->o->tick_ms % 1000 * 1000};
        s->tick = event_new(s->base, -1, EV_PERSIST, on_tick, s);
        if (!s->tick || event_add(s->tick, &every) < 0)
            return false;
    }
    return s->pause && s->stop_timer;
}

static bool set_up(struct http_server *s) {
    s->base = event_base_new();
    s->http = s->base ? evhttp_new(s->base) : NULL;
    if (!s->http || !add_timers(s))
        return false;
    evhttp_set_timeout(s->http, s->o->idle_s ? s->o->idle_s : 60);
    /* Above our own bounds, so that it is we who answer with 414, 431 and 413. */
    evhttp_set_max_headers_size(s->http, 4 * LIMIT_HEADER_BYTES);
    evhttp_set_max_body_size(s->http, LIMIT_BODY_BYTES + LIMIT_HEADER_BYTES);
    evhttp_set_default_content_type(s->http, NULL);
    evhttp_set_allowed_methods(s->http, 0xffff);
    evhttp_set_gencb(s->http, on_request, s);
    s->socket = evhttp_accept_socket_with_handle(s->http, s->o->fd);
    if (!s->socket)
        return false;
    evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(s->socket), on_accept_error);
    return true;
}

static void free_event(struct event *e) {
    if (e)
        event_free(e);
}

static void tear_down(struct http_server *s) {
    if (s->http)
        end_streams(s, true);
    for (size_t i = 0; i < WATCHES_MAX; i++)
        free_event(s->watches[i].event);
    free_event(s->signals[0]);
    free_event(s->signals[1]);
    free_event(s->tick);
    free_event(s->pause);
    free_event(s->stop_timer);
    if (s->http)
        evhttp_free(s->http);
    if (s->base)
        event_base_free(s->base);
    while (s->spare) {
        struct call *c = s->spare;
        s->spare = c->after;
        call_destroy(c);
    }
}

int http_serve(const struct http_server_options *o, http_handler_fn *handle, void *self,
               struct fail *fail) {
    struct http_server s = {.o = o, .handle = handle, .self = self};
    signal(SIGPIPE, SIG_IGN);
    bool ready = set_up(&s);
    if (ready) {
        if (o->start)
            o->start(self, &s);
        event_base_dispatch(s.base);
    }
    tear_down(&s);
    return ready ? 0 : fail_set(fail, ERR_NOMEM, "the server could not be set up");
}
