/*
 * Connections of the program, on the loopback only: it connects, serves, and asks for one event after another. Nothing
 * is read before the program asks for it, and what waits to be sent is bounded.
 */
#ifndef GRP_PROGRAM_SOCKETS_H
#define GRP_PROGRAM_SOCKETS_H

#include "../platform.h"

struct sockets;

/** NULL when there is no memory, or no network. */
struct sockets *sockets_new(void);
void sockets_free(struct sockets *sockets);

/* Requests of schemas/program.json: each reads its fields, adds its reply's, and returns a status. */

uint8_t sockets_dial(struct sockets *sockets, struct reader *fields, struct buffer *reply);
uint8_t sockets_serve(struct sockets *sockets, struct reader *fields, struct buffer *reply);
uint8_t sockets_refuse(struct sockets *sockets, struct reader *fields);
uint8_t sockets_transmit(struct sockets *sockets, struct reader *fields);
uint8_t sockets_finish(struct sockets *sockets, struct reader *fields);
uint8_t sockets_hang_up(struct sockets *sockets, struct reader *fields);
/** `is_stopped` tells once that somebody wants the program to stop; NULL if nobody is asked. */
uint8_t sockets_hear(struct sockets *sockets, bool (*is_stopped)(void), struct reader *fields, struct buffer *reply);

/* ---- What differs between systems: posix_sockets.c and win32_sockets.c ---- */

#ifdef _WIN32
typedef SOCKET system_socket;
#define NO_SOCKET INVALID_SOCKET
#else
typedef int system_socket;
#define NO_SOCKET (-1)
#endif

/** A socket to wait for. */
struct awaited {
  system_socket socket;
  bool to_receive;
  bool to_send;
};

bool system_net_begin(void);
void system_net_end(void);
/** Waits until one of them is ready, or the time is up. May return early. */
void system_await(const struct awaited *list, size_t count, uint32_t wait_ms);

/** Connects within this time; NO_SOCKET when nobody answers. No socket made here waits for anything. */
system_socket system_dial(const struct net_address *address, uint32_t wait_ms);
/** Listens; NO_SOCKET when the port is taken. `*port` becomes the one that it got. */
system_socket system_listen(const struct net_address *address, uint16_t *port);
/** The next connection that has come, or NO_SOCKET. */
system_socket system_accept(system_socket listener);
/** Sends what fits now and adds it to `*sent`. */
enum net_result system_send(system_socket socket, struct slice bytes, size_t *sent);
enum net_result system_receive(system_socket socket, uint8_t *bytes, size_t room, size_t *received);
/** Says that nothing more will be sent. */
void system_send_end(system_socket socket);
void system_hang_up(system_socket socket, bool with_reset);

#endif
