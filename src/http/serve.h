/* The one place where HTTP meets the network (evhttp of libevent, in evhttp.c and nowhere else).
 *
 *     int fd = http_listen("127.0.0.1", 8080, &fail);
 *     for (...) if (fork() == 0) ...                       // processes may share the socket
 *     struct http_server_options o = {.fd = fd, .tick_ms = 1000, .tick = follow};
 *     return http_serve(&o, handle, self, &fail);          // until SIGTERM or SIGINT
 *
 * One process, one thread, one loop: the handler, the tick and the watchers never run at the same
 * time. TLS and HTTP/2 are a front proxy's. */
#ifndef KOINON_HTTP_SERVE_H
#define KOINON_HTTP_SERVE_H

#include "http/http.h"

struct http_server;
/* SELF is what http_serve was given. */
typedef void http_server_fn(void *self, struct http_server *s);
typedef void http_watch_fn(void *self, struct http_server *s, int fd);

struct http_server_options {
    int fd;                /* a listening socket of http_listen(); http_serve closes it */
    int idle_s;            /* a connection that says nothing for so long is closed; 0: 60 */
    int stop_s;            /* what is being answered has so long when the server stops; 0: 5 */
    int tick_ms;           /* how often TICK is called; 0: never */
    http_server_fn *tick;
    http_server_fn *start; /* called once before the first request, to watch descriptors */
};

/* A listening socket on HOST (a name, an IPv4 or IPv6 address) and PORT (0: any free one).
 * Negative: ERR_IO and FAIL says why: in use, not allowed, no such host. */
int http_listen(const char *host, uint16_t port, struct fail *fail);
uint16_t http_listen_port(int fd);

/* Answers requests with HANDLE until it is told to stop; then takes no new ones, ends the streams,
 * and finishes what it has begun. 0, or a failure to start. Ignores SIGPIPE. */
int http_serve(const struct http_server_options *o, http_handler_fn *handle, void *self,
               struct fail *fail);

/* READABLE is called whenever FD has something to read, or its other end is closed; at most 16 at
 * once. ERR_NOMEM when there are more. */
int http_server_watch(struct http_server *s, int fd, http_watch_fn *readable);
void http_server_unwatch(struct http_server *s, int fd);
/* Stops the server as SIGTERM does. */
void http_server_stop(struct http_server *s);

#endif
