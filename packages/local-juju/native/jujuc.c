/*
 * The hook tools of a machine: every tool is a link to this program, which hands the call to the agent's socket and prints the
 * answer. Go's net/rpc over gob is spoken just far enough for that; the other end is src/agent-socket/. A native program because
 * charms start hundreds of these and a machine need not have any interpreter.
 */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct buffer {
  unsigned char *data;
  size_t size, room;
};

/* A value of the response: fields are in the order of Go's structs. */
struct reply {
  struct buffer error, out, err;
  int code;
};

/* Definitions of the request's types (64 header, 65 body, 66 []string), as Go writes them before their first values. */
static const unsigned char header_type[] = "\x2e\x7f\x03\x01\x01\x07Request\x01\xff\x80\x00\x01\x02\x01\x0dServiceMethod\x01\x0c\x00\x01\x03Seq\x01\x06\x00\x00\x00";
static const unsigned char body_type[] =
    "\x5c\xff\x81\x03\x01\x01\x07Request\x01\xff\x82\x00\x01\x06\x01\x09" "ContextId\x01\x0c\x00\x01\x03" "Dir\x01\x0c\x00\x01\x0b" "CommandName\x01\x0c\x00"
    "\x01\x04" "Args\x01\xff\x84\x00\x01\x08StdinSet\x01\x02\x00\x01\x05Stdin\x01\x0a\x00\x00\x00"
    "\x16\xff\x83\x02\x01\x01\x08[]string\x01\xff\x84\x00\x01\x0c\x00\x00";

static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("ERROR ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(1);
}

static void append(struct buffer *to, const void *data, size_t size) {
  if (to->size + size > to->room) {
    to->room = (to->size + size) * 2;
    to->data = realloc(to->data, to->room);
    if (to->data == NULL) fail("out of memory");
  }
  memcpy(to->data + to->size, data, size);
  to->size += size;
}

static void append_uint(struct buffer *to, uint64_t value) {
  unsigned char bytes[9];
  int length = 0;
  if (value >= 128) {
    for (uint64_t rest = value; rest > 0; rest >>= 8) length++;
    bytes[0] = (unsigned char)(256 - length);
    for (int i = length; i > 0; i--, value >>= 8) bytes[i] = (unsigned char)value;
  } else {
    bytes[0] = (unsigned char)value;
  }
  append(to, bytes, (size_t)length + 1);
}

static void append_bytes(struct buffer *to, const void *data, size_t size) {
  append_uint(to, size);
  append(to, data, size);
}

/* Fields that are zero are left out, so the number before a field says how many were skipped. */
static void append_field(struct buffer *to, int *last, int field, const char *text) {
  if (*text == '\0') return;
  append_uint(to, (uint64_t)(field - *last));
  append_bytes(to, text, strlen(text));
  *last = field;
}

static void append_request(struct buffer *to, uint64_t seq, const char *context, const char *dir, const char *tool, char **args, int count,
                           const struct buffer *input) {
  struct buffer header = {0}, body = {0};
  append(&header, "\xff\x80\x01", 3);
  append_bytes(&header, "Jujuc.Main", 10);
  if (seq > 0) {
    append_uint(&header, 1);
    append_uint(&header, seq);
  }
  append(&header, "", 1);
  append(&body, "\xff\x82", 2);
  int last = -1;
  append_field(&body, &last, 0, context);
  append_field(&body, &last, 1, dir);
  append_field(&body, &last, 2, tool);
  if (count > 0) {
    append_uint(&body, (uint64_t)(3 - last));
    last = 3;
    append_uint(&body, (uint64_t)count);
    for (int i = 0; i < count; i++) append_bytes(&body, args[i], strlen(args[i]));
  }
  if (input != NULL) {
    append_uint(&body, (uint64_t)(4 - last));
    append(&body, "\x01", 1);
    if (input->size > 0) {
      append(&body, "\x01", 1);
      append_bytes(&body, input->data, input->size);
    }
  }
  append(&body, "", 1);
  if (seq == 0) append(to, header_type, sizeof header_type - 1);
  append_bytes(to, header.data, header.size);
  if (seq == 0) append(to, body_type, sizeof body_type - 1);
  append_bytes(to, body.data, body.size);
}

static void write_all(int fd, const void *data, size_t size) {
  for (const char *at = data; size > 0;) {
    ssize_t done = write(fd, at, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) exit(1);
    at += done;
    size -= (size_t)done;
  }
}

static void read_input(struct buffer *to) {
  char part[65536];
  for (;;) {
    ssize_t size = read(0, part, sizeof part);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    append(to, part, (size_t)size);
  }
}

static void read_exactly(int fd, void *data, size_t size) {
  for (char *at = data; size > 0;) {
    ssize_t done = read(fd, at, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail("unexpected EOF");
    at += done;
    size -= (size_t)done;
  }
}

static uint64_t read_length(int fd) {
  unsigned char first, rest[8];
  read_exactly(fd, &first, 1);
  if (first < 128) return first;
  size_t count = 256 - first;
  if (count > 4) fail("reading body gob: message too long");
  read_exactly(fd, rest, count);
  uint64_t value = 0;
  for (size_t i = 0; i < count; i++) value = value << 8 | rest[i];
  return value;
}

static uint64_t take_uint(const unsigned char **at, const unsigned char *end) {
  if (*at >= end) fail("reading body gob: short message");
  unsigned char first = *(*at)++;
  if (first < 128) return first;
  size_t count = 256 - first;
  if (count > 8 || count > (size_t)(end - *at)) fail("reading body gob: short message");
  uint64_t value = 0;
  for (size_t i = 0; i < count; i++) value = value << 8 | *(*at)++;
  return value;
}

static int64_t to_signed(uint64_t value) { return value & 1 ? ~(int64_t)(value >> 1) : (int64_t)(value >> 1); }

static void take_bytes(const unsigned char **at, const unsigned char *end, struct buffer *to) {
  uint64_t size = take_uint(at, end);
  if (size > (uint64_t)(end - *at)) fail("reading body gob: short message");
  append(to, *at, size);
  *at += size;
}

/* Reads messages up to the next value and gives the place behind its type id. */
static const unsigned char *next_value(int fd, const unsigned char **end) {
  for (;;) {
    size_t size = read_length(fd);
    unsigned char *message = malloc(size + 1);
    if (message == NULL) fail("out of memory");
    read_exactly(fd, message, size);
    const unsigned char *at = message;
    *end = message + size;
    if (to_signed(take_uint(&at, *end)) >= 0) return at;
    free(message);
  }
}

static struct reply read_reply(int fd) {
  struct reply reply = {0};
  const unsigned char *end, *at = next_value(fd, &end);
  int field = -1;
  for (uint64_t step; (step = take_uint(&at, end)) != 0;) {
    field += (int)step;
    struct buffer skipped = {0};
    if (field == 1) take_uint(&at, end);
    else take_bytes(&at, end, field == 2 ? &reply.error : &skipped);
  }
  at = next_value(fd, &end);
  field = -1;
  for (uint64_t step; reply.error.size == 0 && (step = take_uint(&at, end)) != 0;) {
    field += (int)step;
    if (field == 0) reply.code = (int)to_signed(take_uint(&at, end));
    else take_bytes(&at, end, field == 1 ? &reply.out : &reply.err);
  }
  return reply;
}

static const char *need(const char *name) {
  const char *value = getenv(name);
  if (value == NULL || *value == '\0') fail("%s not set", name);
  return value;
}

static int dial(const char *network, const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strcmp(network, "unix") != 0) fail("dial %s: unknown network %s", network, network);
  size_t length = strlen(path);
  if (length >= sizeof address.sun_path) fail("dial unix %s: connect: invalid argument", path);
  memcpy(address.sun_path, path, length);
  /* Go writes the NUL of an abstract socket as `@`. */
  if (path[0] == '@') address.sun_path[0] = '\0';
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@'));
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, size) < 0) {
    char text[256];
    snprintf(text, sizeof text, "%s", strerror(errno));
    text[0] = (char)tolower((unsigned char)text[0]);
    fail("dial unix %s: connect: %s", path, text);
  }
  return fd;
}

static int is_error(const struct reply *reply, const char *text) {
  return reply->error.size == strlen(text) && memcmp(reply->error.data, text, reply->error.size) == 0;
}

int main(int argc, char **argv) {
  const char *slash = strrchr(argv[0], '/');
  const char *tool = slash == NULL ? argv[0] : slash + 1;
  const char *context = need("JUJU_CONTEXT_ID");
  const char *path = need("JUJU_AGENT_SOCKET_ADDRESS");
  const char *network = need("JUJU_AGENT_SOCKET_NETWORK");
  char *dir = getcwd(NULL, 0);
  if (dir == NULL) fail("getwd: %s", strerror(errno));
  int fd = dial(network, path);

  struct buffer request = {0};
  append_request(&request, 0, context, dir, tool, argv + 1, argc - 1, NULL);
  write_all(fd, request.data, request.size);
  struct reply reply = read_reply(fd);
  if (is_error(&reply, "hook tool requires stdin, none supplied")) {
    struct buffer input = {0};
    read_input(&input);
    request.size = 0;
    append_request(&request, 1, context, dir, tool, argv + 1, argc - 1, &input);
    write_all(fd, request.data, request.size);
    reply = read_reply(fd);
  }
  if (reply.error.size > 0) fail("%.*s", (int)reply.error.size, reply.error.data);
  write_all(1, reply.out.data, reply.out.size);
  write_all(2, reply.err.data, reply.err.size);
  return reply.code;
}
