/* The program's sockets with both ends in one thread: what a test of a whole command would need minutes for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/program.h"
#include "program/sockets.h"

static struct sockets *sockets;
static struct buffer asked, told;

#define CHECK(condition)                                             \
  do {                                                               \
    if (!(condition)) {                                              \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                       \
    }                                                                \
  } while (0)

struct heard {
  uint8_t type;
  uint32_t conn;
  uint32_t port;
  struct slice bytes;
};

static struct reader fields(void) {
  return (struct reader){.rest = buffer_slice(&asked)};
}

static struct heard hear(uint32_t wait_ms) {
  buffer_clear(&asked);
  buffer_clear(&told);
  buffer_add_u32(&asked, wait_ms);
  struct reader given = fields();
  CHECK(sockets_hear(sockets, NULL, &given, &told) == GRP_STATUS_OK);
  struct reader reply = {.rest = buffer_slice(&told)};
  struct heard heard = {.type = read_u8(&reply), .conn = read_u32(&reply), .port = read_u32(&reply)};
  read_f64(&reply);
  heard.bytes = read_bytes(&reply);
  CHECK(reader_at_end(&reply));
  return heard;
}

static struct heard hear_at(uint32_t conn, uint8_t type, int line) {
  for (;;) {
    struct heard heard = hear(10000);
    if (heard.type == GRP_NET_QUIET) {
      fprintf(stderr, "never heard, line %d: %d of %u\n", line, type, (unsigned)conn);
      exit(1);
    }
    if (heard.conn == conn && heard.type == type) return heard;
  }
}

#define hear_of(conn, type) hear_at(conn, type, __LINE__)

static uint8_t serve(const char *address, uint32_t *port) {
  buffer_clear(&asked);
  buffer_clear(&told);
  buffer_add_bytes(&asked, slice_text(address));
  buffer_add_u32(&asked, *port);
  struct reader given = fields();
  uint8_t status = sockets_serve(sockets, &given, &told);
  struct reader reply = {.rest = buffer_slice(&told)};
  if (status == GRP_STATUS_OK) *port = read_u32(&reply);
  return status;
}

static uint8_t dial(const char *address, uint32_t port, uint32_t *conn) {
  buffer_clear(&asked);
  buffer_clear(&told);
  buffer_add_bytes(&asked, slice_text(address));
  buffer_add_u32(&asked, port);
  struct reader given = fields();
  uint8_t status = sockets_dial(sockets, &given, &told);
  struct reader reply = {.rest = buffer_slice(&told)};
  if (status == GRP_STATUS_OK) *conn = read_u32(&reply);
  return status;
}

static void transmit(uint32_t conn, const void *bytes, size_t length) {
  buffer_clear(&asked);
  buffer_add_u32(&asked, conn);
  buffer_add_bytes(&asked, slice_of(bytes, length));
  struct reader given = fields();
  CHECK(sockets_transmit(sockets, &given) == GRP_STATUS_OK);
}

static void finish(uint32_t conn) {
  buffer_clear(&asked);
  buffer_add_u32(&asked, conn);
  struct reader given = fields();
  CHECK(sockets_finish(sockets, &given) == GRP_STATUS_OK);
}

static void hang_up(uint32_t conn, uint8_t how) {
  buffer_clear(&asked);
  buffer_add_u32(&asked, conn);
  buffer_add_u8(&asked, how);
  struct reader given = fields();
  CHECK(sockets_hang_up(sockets, &given) == GRP_STATUS_OK);
}

static void refuse(uint32_t port) {
  buffer_clear(&asked);
  buffer_add_u32(&asked, port);
  struct reader given = fields();
  CHECK(sockets_refuse(sockets, &given) == GRP_STATUS_OK);
}

static uint32_t open_pair(uint32_t port, uint32_t *here) {
  CHECK(dial("127.0.0.1", port, here) == GRP_STATUS_OK);
  struct heard opened = hear(10000);
  CHECK(opened.type == GRP_NET_OPENED && opened.port == port);
  return opened.conn;
}

static void only_the_loopback(void) {
  static const char *const elsewhere[] = {"",           "127.0.0",     "127.0.0.1.",  "128.0.0.1", "0.0.0.0", "127.0.0.256",
                                          "127.0.0.01", "localhost",   "::",          "::2",       "::1 ",    "127.0.0.1 ",
                                          "10.0.0.1",   "127.0.0.-1", "1270.0.0.1", "127..0.1"};
  uint32_t conn;
  for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
    uint32_t port = 0;
    CHECK(dial(elsewhere[i], 80, &conn) == GRP_STATUS_OUTSIDE);
    CHECK(serve(elsewhere[i], &port) == GRP_STATUS_OUTSIDE);
  }
  CHECK(dial("127.0.0.1", 0, &conn) == GRP_STATUS_OUTSIDE);
  CHECK(dial("127.0.0.1", 65536, &conn) == GRP_STATUS_OUTSIDE);
}

static void ports(uint32_t port) {
  uint32_t taken = port, more[4] = {0}, conn;
  CHECK(serve("127.0.0.1", &taken) == GRP_STATUS_IN_USE);
  for (int i = 0; i < 3; i++) CHECK(serve("127.0.0.1", &more[i]) == GRP_STATUS_OK);
  CHECK(serve("127.0.0.1", &more[3]) == GRP_STATUS_FULL);
  for (int i = 0; i < 3; i++) refuse(more[i]);
  CHECK(dial("127.0.0.1", more[0], &conn) == GRP_STATUS_MISSING);
  CHECK(serve("127.0.0.1", &more[0]) == GRP_STATUS_OK); /* the same number again */
  refuse(more[0]);
}

static void ends(uint32_t port) {
  uint32_t here, there = open_pair(port, &here);
  transmit(here, "ask", 3);
  CHECK(hear_of(there, GRP_NET_BYTES).bytes.length == 3);
  transmit(there, "answer", 6);
  hang_up(there, GRP_HANG_UP_END);
  CHECK(hear_of(here, GRP_NET_BYTES).bytes.length == 6);
  hear_of(here, GRP_NET_FINISHED);
  finish(here);
  transmit(here, "late", 4); /* dropped */
  hear_of(here, GRP_NET_ENDED);
  CHECK(hear(0).type == GRP_NET_QUIET);
  there = open_pair(port, &here);
  hang_up(here, GRP_HANG_UP_RESET);
#ifdef _WIN32 /* Wine shuts a socket down before it closes it, so that no reset leaves it. */
  CHECK(hear(10000).type >= GRP_NET_ENDED);
  hang_up(there, GRP_HANG_UP_DROP);
#else
  hear_of(there, GRP_NET_RESET);
#endif
  there = open_pair(port, &here);
  transmit(here, "gone", 4);
  hang_up(here, GRP_HANG_UP_DROP);
  CHECK(hear_of(there, GRP_NET_BYTES).bytes.length == 4);
  hear_of(there, GRP_NET_FINISHED);
  hang_up(there, GRP_HANG_UP_DROP);
}

/** Who sends nothing more still hears what the other one says, however long it thinks about it. */
static void halves(uint32_t port) {
  uint32_t here, there = open_pair(port, &here);
  transmit(here, "ask", 3);
  finish(here);
  CHECK(hear_of(there, GRP_NET_BYTES).bytes.length == 3);
  hear_of(there, GRP_NET_FINISHED);
  uint64_t from_mono_ms = platform_mono_ms();
  CHECK(hear(300).type == GRP_NET_QUIET);
  CHECK(platform_mono_ms() - from_mono_ms >= 250);
  transmit(there, "answer", 6);
  CHECK(hear_of(here, GRP_NET_BYTES).bytes.length == 6);
  finish(there);
  uint32_t finished = 0, ended = 0;
  while (ended != here + there) {
    struct heard heard = hear(10000);
    CHECK(heard.type == GRP_NET_FINISHED || heard.type == GRP_NET_ENDED);
    if (heard.type == GRP_NET_FINISHED) finished += heard.conn;
    else ended += heard.conn;
  }
  CHECK(finished == here);
  CHECK(hear(0).type == GRP_NET_QUIET);
}

static bool wants_stop(void) {
  return true;
}

/** A wish to stop comes before anything else. */
static void stops(uint32_t port) {
  uint32_t here, there = open_pair(port, &here);
  transmit(here, "ask", 3);
  buffer_clear(&asked);
  buffer_clear(&told);
  buffer_add_u32(&asked, 10000);
  struct reader given = fields();
  CHECK(sockets_hear(sockets, wants_stop, &given, &told) == GRP_STATUS_OK);
  CHECK(told.bytes[0] == GRP_NET_STOPPED);
  hear_of(there, GRP_NET_BYTES);
  hang_up(here, GRP_HANG_UP_DROP);
  hang_up(there, GRP_HANG_UP_DROP);
}

enum { MANY = 12 << 20 };

/** What is sent faster than it is read is bounded, and a peer that reads arrives at the end of it. */
static void much(uint32_t port) {
  uint32_t here, there = open_pair(port, &here);
  char *bytes = malloc(MANY);
  CHECK(bytes != NULL);
  for (size_t i = 0; i < MANY; i++) bytes[i] = (char)((i * 2654435761u) >> 13);
  size_t sent = 0, read = 0;
  while (read < MANY) {
    if (sent < MANY) {
      transmit(here, bytes + sent, 1 << 16);
      sent += 1 << 16;
      if (sent == MANY) hang_up(here, GRP_HANG_UP_END);
    }
    for (struct heard heard = hear(0); heard.type != GRP_NET_QUIET; heard = hear(sent == MANY ? 1000 : 0)) {
      if (heard.type == GRP_NET_FINISHED) break;
      CHECK(heard.conn == there && heard.type == GRP_NET_BYTES && heard.bytes.length <= 65536);
      CHECK(memcmp(heard.bytes.bytes, bytes + read, heard.bytes.length) == 0);
      read += heard.bytes.length;
      if (sent < MANY) break;
    }
  }
  CHECK(read == MANY);
  hang_up(there, GRP_HANG_UP_DROP);
  free(bytes);
}

/** One that reads nothing is given up, and is told as reset. */
static void deaf(uint32_t port) {
  uint32_t here, there = open_pair(port, &here);
  char *bytes = calloc(1, MANY);
  CHECK(bytes != NULL);
  transmit(here, bytes, MANY);
  hear_of(here, GRP_NET_RESET);
  hang_up(there, GRP_HANG_UP_DROP);
  free(bytes);
}

static void crowd(uint32_t port) {
  uint32_t here[30], there[30], more;
  for (int i = 0; i < 30; i++) there[i] = open_pair(port, &here[i]);
  CHECK(dial("127.0.0.1", port, &more) == GRP_STATUS_FULL);
  for (int i = 0; i < 30; i++) transmit(here[i], &i, sizeof i);
  bool seen[30] = {false};
  for (int i = 0; i < 30; i++) {
    struct heard heard = hear(10000);
    int number;
    CHECK(heard.type == GRP_NET_BYTES && heard.bytes.length == sizeof number);
    memcpy(&number, heard.bytes.bytes, sizeof number);
    CHECK(there[number] == heard.conn && !seen[number]);
    seen[number] = true;
  }
  for (int i = 0; i < 30; i++) hang_up(here[i], GRP_HANG_UP_DROP);
  /* The one that was too many may have waited at the port meanwhile. */
  for (int i = 0; i < 30;) {
    struct heard heard = hear(10000);
    CHECK(heard.type == GRP_NET_FINISHED || heard.type == GRP_NET_OPENED);
    hang_up(heard.conn, GRP_HANG_UP_DROP);
    if (heard.type == GRP_NET_FINISHED && heard.conn <= there[29]) i++;
  }
}

/** Whatever the bytes of a request are, nothing breaks. */
static void anything(void) {
  uint32_t seed = 1;
  for (int i = 0; i < 5000; i++) {
    buffer_clear(&asked);
    buffer_clear(&told);
    for (int j = 0; j < 12; j++) {
      seed = seed * 1664525 + 1013904223;
      buffer_add_u8(&asked, (uint8_t)(seed >> 28));
    }
    struct reader given = fields();
    switch (i % 4) {
      case 3: sockets_finish(sockets, &given); break;
      case 0: sockets_transmit(sockets, &given); break;
      case 1: sockets_hang_up(sockets, &given); break;
      default: sockets_refuse(sockets, &given); break;
    }
  }
}

int main(void) {
  uint32_t port = 0, v6 = 0, conn;
  sockets = sockets_new();
  CHECK(sockets != NULL);
  only_the_loopback();
  CHECK(hear(1).type == GRP_NET_QUIET);
  CHECK(serve("127.0.0.1", &port) == GRP_STATUS_OK && port > 0);
  ports(port);
  ends(port);
  halves(port);
  stops(port);
  much(port);
  deaf(port);
  crowd(port);
  anything();
  if (serve("::1", &v6) == GRP_STATUS_OK) { /* not every machine has it */
    CHECK(dial("::1", v6, &conn) == GRP_STATUS_OK);
    CHECK(hear(10000).port == v6);
  }
  sockets_free(sockets);
  buffer_free(&asked);
  buffer_free(&told);
  puts("ok");
  return 0;
}
