/* The server itself, over a real socket: what it answers to good, bad and half requests, and how it
 * stops. Every test starts a process of its own and ends it. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/serve.h"
#include "test.h"

static pid_t child;
static uint16_t port;
static int told[2]; /* the child writes a letter for what happened in it */

static struct http_exchange *waiting;
static struct http_exchange *streaming;

static void tell(char what) {
    if (write(told[1], &what, 1) != 1)
        abort();
}

static void on_gone(void *waiter, struct http_exchange *x) {
    tell('g');
    *(x == waiting ? &waiting : &streaming) = NULL;
}

static void handle(void *self, struct http_exchange *x) {
    const struct http_request *r = &x->request;
    struct fail fail = {0};
    int fault = http_request_fault(r, &fail);
    if (fault) {
        x->reply.close = true;
        http_plain(x, fault, fail.text);
    } else if (bytes_is(r->path, "/later")) {
        waiting = x;
        http_later(x, on_gone, NULL);
        tell('l');
    } else if (bytes_is(r->path, "/at-once")) {
        http_later(x, on_gone, NULL);
        http_plain(x, 200, "at once");
        http_send(x);
    } else if (bytes_is(r->path, "/stream")) {
        streaming = x;
        http_stream(x, on_gone, NULL);
        http_stream_piece(x, BYTES_LIT("data: first\n\n"));
        tell('s');
    } else if (bytes_is(r->path, "/short-stream")) {
        http_stream(x, on_gone, NULL);
        http_stream_piece(x, BYTES_LIT("data: only\n\n"));
        http_stream_end(x);
    } else {
        x->reply.type = "text/plain";
        buf_format(&x->reply.body, "%s %.*s %zu %.*s", http_method_name(r->method),
                   (int)r->target.n, (const char *)r->target.at, r->body.n, (int)r->peer.n,
                   (const char *)r->peer.at);
    }
}

static void tick(void *self, struct http_server *s) {
    static const uint8_t filler[64 << 10];
    if (waiting && ++*(int *)self > 2) {
        struct http_exchange *x = waiting;
        waiting = NULL;
        http_plain(x, 200, "late");
        http_send(x);
    }
    if (streaming && !http_stream_piece(streaming, bytes_of(filler, sizeof(filler)))) {
        struct http_exchange *x = streaming;
        streaming = NULL;
        http_stream_end(x);
        tell('b');
    }
}

static void on_pipe(void *self, struct http_server *s, int fd) {
    char c;
    if (read(fd, &c, 1) == 1 && c == 'q')
        http_server_stop(s);
}

static int pipe_in[2];
static void start(void *self, struct http_server *s) {
    http_server_watch(s, pipe_in[0], on_pipe);
    tell('r');
}

/* Waits up to ten seconds for the child to say WHAT. */
static bool heard(char what) {
    char got;
    struct pollfd p = {told[0], POLLIN, 0};
    while (poll(&p, 1, 10000) == 1 && read(told[0], &got, 1) == 1) {
        if (got == what)
            return true;
    }
    return false;
}

static void serve(int tick_ms) {
    struct fail fail = {0};
    int fd = http_listen("127.0.0.1", 0, &fail);
    EXPECT(fd >= 0);
    port = http_listen_port(fd);
    EXPECT(pipe(told) == 0 && pipe(pipe_in) == 0);
    child = fork();
    if (child == 0) {
        int ticks = 0;
        struct http_server_options o = {
            .fd = fd, .tick_ms = tick_ms, .tick = tick, .start = start, .stop_s = 1};
        _exit(http_serve(&o, handle, &ticks, NULL) == 0 ? 0 : 1);
    }
    close(fd);
    EXPECT(heard('r'));
}

static int stop(int sig) {
    int status = -1;
    kill(child, sig);
    waitpid(child, &status, 0);
    close(told[0]);
    close(told[1]);
    close(pipe_in[0]);
    close(pipe_in[1]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int call(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval patience = {10, 0};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    EXPECT(connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0);
    return fd;
}

static void say(int fd, const char *text) {
    EXPECT(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

/* What comes until ENDING has been seen, or the connection ends. */
static const char *answer(int fd, const char *ending) {
    static char got[100000];
    size_t n = 0;
    got[0] = 0;
    while (n + 1 < sizeof(got) && !(ending && strstr(got, ending))) {
        ssize_t more = recv(fd, got + n, sizeof(got) - 1 - n, 0);
        if (more <= 0)
            break;
        n += (size_t)more;
        got[n] = 0;
    }
    return got;
}

static const char *ask(const char *request) {
    int fd = call();
    say(fd, request);
    shutdown(fd, SHUT_WR);
    const char *got = answer(fd, NULL);
    close(fd);
    return got;
}

#define CLOSE "Host: h\r\nConnection: close\r\n\r\n"

TEST(a_request_is_answered_whole) {
    serve(0);
    const char *got = ask("GET /a?b=%20 HTTP/1.1\r\n" CLOSE);
    EXPECT(strstr(got, "HTTP/1.1 200 OK\r\n") == got);
    EXPECT(strstr(got, "\r\nContent-Type: text/plain\r\n"));
    EXPECT(strstr(got, "\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT(strstr(got, "\r\n\r\nGET /a?b=%20 0 127.0.0.1"));
    got = ask("POST /form HTTP/1.1\r\nContent-Length: 5\r\n" CLOSE "a=b&c");
    EXPECT(strstr(got, "\r\n\r\nPOST /form 5 127.0.0.1"));
    got =
        ask("POST /form HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" CLOSE "3\r\na=b\r\n0\r\n\r\n");
    EXPECT(strstr(got, "\r\n\r\nPOST /form 3 127.0.0.1"));
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(head_has_the_length_and_no_body) {
    serve(0);
    const char *got = ask("HEAD /x HTTP/1.1\r\n" CLOSE);
    EXPECT(strstr(got, "\r\nContent-Length: 19\r\n")); /* HEAD /x 0 127.0.0.1 */
    EXPECT_STR(strstr(got, "\r\n\r\n"), "\r\n\r\n");
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(a_connection_is_kept_and_requests_may_queue) {
    serve(0);
    int fd = call();
    say(fd, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    const char *got = answer(fd, "GET /2 0");
    EXPECT(strstr(got, "GET /1 0") && strstr(got, "GET /2 0"));
    say(fd, "GET /3 HTTP/1.1\r\n" CLOSE);
    EXPECT(strstr(answer(fd, NULL), "GET /3 0"));
    close(fd);
    EXPECT_INT(stop(SIGINT), 0);
}

static int status_of(const char *request) {
    const char *got = ask(request);
    return strncmp(got, "HTTP/1.", 7) == 0 ? (int)strtol(got + 9, NULL, 10) : 0;
}

TEST(what_is_too_large_has_its_own_status) {
    static char big[3 << 20];
    serve(0);
    size_t n = (size_t)snprintf(big, sizeof(big), "GET /");
    memset(big + n, 'a', LIMIT_URI_BYTES + 1);
    memcpy(big + n + LIMIT_URI_BYTES + 1, " HTTP/1.1\r\n" CLOSE, sizeof(" HTTP/1.1\r\n" CLOSE));
    EXPECT_INT(status_of(big), 414);
    n = (size_t)snprintf(big, sizeof(big), "GET / HTTP/1.1\r\nX: ");
    memset(big + n, 'a', LIMIT_HEADER_BYTES);
    memcpy(big + n + LIMIT_HEADER_BYTES, "\r\n" CLOSE, sizeof("\r\n" CLOSE));
    EXPECT_INT(status_of(big), 431);
    n = (size_t)snprintf(big, sizeof(big), "POST / HTTP/1.1\r\nContent-Length: %u\r\n" CLOSE,
                         LIMIT_BODY_BYTES + 1);
    memset(big + n, 'a', LIMIT_BODY_BYTES + 1);
    big[n + LIMIT_BODY_BYTES + 1] = 0;
    EXPECT_INT(status_of(big), 413);
    EXPECT_INT(status_of("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n" CLOSE), 413);
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(what_is_no_request_is_refused) {
    serve(0);
    EXPECT_INT(status_of("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), 400); /* no Host */
    EXPECT_INT(status_of("GET / HTTP/1.1\r\nHost: a\r\n" CLOSE), 400);
    EXPECT_INT(status_of("GET http://h/ HTTP/1.1\r\n" CLOSE), 400);
    EXPECT_INT(
        status_of("POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" CLOSE
                  "0\r\n\r\n"),
        400);
    EXPECT_INT(status_of("GET /\x01 HTTP/1.1\r\n" CLOSE), 400);
    EXPECT(strstr(ask("BREW / HTTP/1.1\r\n" CLOSE), "\r\n\r\n? / 0")); /* 501, says the router */
    EXPECT(status_of("GET / HTTP/1.1\r\nContent-Length: -1\r\n" CLOSE) != 200);
    EXPECT(status_of("nonsense\r\n\r\n") != 200);
    EXPECT(status_of("\r\n\r\n\r\n") != 200);
    EXPECT_INT(status_of("GET /still HTTP/1.1\r\n" CLOSE), 200);
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(an_answer_may_come_later) {
    serve(20);
    EXPECT(strstr(ask("GET /at-once HTTP/1.1\r\n" CLOSE), "\r\n\r\nat once\n"));
    int fd = call();
    say(fd, "GET /later HTTP/1.1\r\n" CLOSE);
    EXPECT(heard('l'));
    EXPECT(strstr(answer(fd, NULL), "\r\n\r\nlate\n"));
    close(fd);
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(a_stream_is_told_when_its_reader_leaves) {
    serve(5);
    EXPECT(strstr(ask("GET /short-stream HTTP/1.1\r\n" CLOSE), "data: only\n\n"));
    for (int i = 0; i < 3; i++) {
        int fd = call();
        say(fd, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT(heard('s'));
        const char *got = answer(fd, "first");
        EXPECT(strstr(got, "\r\nContent-Type: text/event-stream\r\n"));
        EXPECT(strstr(got, "data: first\n\n"));
        struct linger reset = {1, 0};
        if (i == 1)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(fd);
        EXPECT(heard('g'));
        EXPECT_INT(status_of("GET /still HTTP/1.1\r\n" CLOSE), 200);
    }
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(a_reader_who_falls_behind_is_let_go) {
    serve(2);
    int fd = call();
    say(fd, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT(heard('s'));
    EXPECT(heard('b')); /* and reads nothing */
    close(fd);
    EXPECT_INT(status_of("GET /still HTTP/1.1\r\n" CLOSE), 200);
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(stopping_ends_streams_and_finishes_what_was_begun) {
    serve(100);
    int late = call(), stream = call();
    say(stream, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT(heard('s'));
    say(late, "GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT(heard('l'));
    EXPECT(write(pipe_in[1], "q", 1) == 1);
    EXPECT(strstr(answer(late, NULL), "\r\n\r\nlate\n"));
    answer(stream, NULL); /* comes to its end */
    int again = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT(connect(again, (struct sockaddr *)&a, sizeof(a)) < 0 && errno == ECONNREFUSED);
    close(again);
    close(late);
    close(stream);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(what_never_comes_does_not_hold_up_the_stop) {
    serve(0); /* no ticks: /later is never answered */
    int fd = call();
    say(fd, "GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT(heard('l'));
    EXPECT_INT(stop(SIGTERM), 0);
    close(fd);
}

TEST(processes_share_a_listening_socket) {
    int fd = http_listen("127.0.0.1", 0, NULL);
    REQUIRE(fd >= 0);
    port = http_listen_port(fd);
    EXPECT(pipe(told) == 0 && pipe(pipe_in) == 0);
    pid_t both[2];
    for (int i = 0; i < 2; i++) {
        both[i] = fork();
        if (both[i] == 0) {
            struct http_server_options o = {.fd = fd, .start = start};
            _exit(http_serve(&o, handle, NULL, NULL) == 0 ? 0 : 1);
        }
    }
    close(fd);
    EXPECT(heard('r') && heard('r'));
    for (int i = 0; i < 40; i++)
        EXPECT(strstr(ask("GET /1 HTTP/1.1\r\n" CLOSE), "GET /1 0"));
    int status = -1;
    kill(both[0], SIGTERM);
    waitpid(both[0], &status, 0);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (int i = 0; i < 10; i++) /* the other goes on */
        EXPECT(strstr(ask("GET /2 HTTP/1.1\r\n" CLOSE), "GET /2 0"));
    child = both[1];
    EXPECT_INT(stop(SIGTERM), 0);
}

TEST(a_port_in_use_is_said_in_words) {
    struct fail fail = {0};
    char want[100];
    int fd = http_listen("127.0.0.1", 0, &fail);
    REQUIRE(fd >= 0);
    uint16_t taken = http_listen_port(fd);
    EXPECT_INT(http_listen("127.0.0.1", taken, &fail), ERR_IO);
    snprintf(want, sizeof(want), "cannot listen on 127.0.0.1 port %u: Address already in use",
             taken);
    EXPECT_STR(fail.text, want);
    close(fd);
    fd = http_listen("::1", 0, NULL);
    if (fd >= 0)
        close(fd);
}

TEST_MAIN(T(a_request_is_answered_whole), T(head_has_the_length_and_no_body),
          T(a_connection_is_kept_and_requests_may_queue), T(what_is_too_large_has_its_own_status),
          T(what_is_no_request_is_refused), T(an_answer_may_come_later),
          T(a_stream_is_told_when_its_reader_leaves), T(a_reader_who_falls_behind_is_let_go),
          T(stopping_ends_streams_and_finishes_what_was_begun),
          T(what_never_comes_does_not_hold_up_the_stop), T(processes_share_a_listening_socket),
          T(a_port_in_use_is_said_in_words))
