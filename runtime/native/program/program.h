/*
 * The command line on a till: one script, stepped with the reply to its last request, and this host, which carries out
 * what schemas/program.json lists and nothing else. Only files inside the folders named on the command line, the
 * program's own folder, and what the config names can be reached.
 */
#ifndef GRP_PROGRAM_H
#define GRP_PROGRAM_H

#include "../bytes.h"
#include "../deploy.h"
#include "../engine.h"
#include "../store.h"
#include "../watch.h"
#include "console.h"
#include "library.h"
#include "sockets.h"

/** The folders and files that a request may reach. */
struct roots {
  char **paths; /* absolute */
  size_t count;
};

/** Adds a path. What lies in it may then be reached. An invalid path adds nothing. False when there is no memory. */
bool roots_add(struct roots *roots, const char *path);
/** Allows the folders above a path that are missing. */
bool roots_add_missing_above(struct roots *roots, const char *path);
void roots_free(struct roots *roots);
/** A request's path as an absolute path, freed by the caller; NULL when it may not be reached. */
char *roots_open(const struct roots *roots, struct slice path);

struct program_host {
  struct console console;
  struct roots roots;
  char *folder; /* where this program lies */
  struct watch watch;
  struct store store; /* the folder that is locked */
  bool holds_store;
  platform_file claim; /* the folder that nobody else may install into meanwhile */
  bool holds_claim;
  struct library library;
  struct sockets *sockets; /* made when a command first needs one */
  bool heeds_stop;         /* a wish to stop is told to the program, which ends by itself */
  /* A bundle that is stepped over a trace, with the engine that it runs in; or none. */
  struct bundle bundle;
  struct engine *engine;
};

/** Carries out one request: its reply is in `reply`. False when the program has exited with `*exit_code`. */
bool host_carry_out(struct program_host *host, struct slice request, struct buffer *reply, uint32_t *exit_code);
void host_free(struct program_host *host);

/* Requests about files: each adds its reply's fields and returns a status. */

uint8_t files_list(const char *path, struct buffer *fields);
uint8_t files_stat(const char *path, struct buffer *fields);
uint8_t files_read(const char *path, uint64_t offset, uint32_t length, struct buffer *fields);
/* Where `is_own`, the file is in a folder of ours: a link in the place of that folder is not followed. */
uint8_t files_write(const char *path, uint8_t mode, struct slice bytes, bool is_own);
/** Writes a new file, which is on the disk when this returns. Whatever had the name before is removed. */
uint8_t files_write_new(const char *path, struct slice bytes);
uint8_t files_rename(const char *from, const char *to, bool is_own);
uint8_t files_remove(const char *path, bool is_own);
/** A segment's size, lines, damage, link and digest. */
uint8_t files_segment(const char *path, struct buffer *fields);
/** Which lines of a segment are asked for. */
struct line_query {
  uint64_t from;
  uint32_t most;
  struct reader having; /* texts, of which a sound line must contain one; an empty list selects every line */
};

/** Lines from an offset on, as many as fit one reply. */
uint8_t files_lines(const char *path, struct line_query query, struct buffer *fields);
/** Opens a file for reading. For a folder or a link, the status says so. */
uint8_t files_open(const char *path, platform_file *file, uint64_t *size);
/** Size and SHA-256 of a whole file. */
uint8_t files_digest(const char *path, struct buffer *fields);
/** Where a file lies in an archive, and how. */
struct packed_file {
  uint64_t offset;
  uint32_t packed_bytes;
  uint32_t size_bytes;
  uint8_t method;
};

/** Unpacks a file of an archive to the disk and adds its SHA-256. Damaged data is not written. */
uint8_t files_unpack(const char *archive, struct packed_file packed, const char *to, struct buffer *fields);
uint8_t files_make_folder(const char *path);
/** Removes a folder that is empty. */
uint8_t files_remove_folder(const char *path);
/** The status of a file operation. */
uint8_t files_status(enum file_result result);
/** The status of a result about a folder. Where a file stands in its place, the status says so. */
uint8_t files_folder_status(const char *path, enum file_result result);

/*
 * Facts about the machine. All but the first are only asked for on Windows. Each adds what it found, or returns false.
 */

/** The program that holds the lock of a data folder. */
bool system_holder(const char *lock_file, struct buffer *name);
/**
 * The owner of a file, empty for the user who asks, administrators and system; and who else may change it beyond these
 * and the group: a text, and a list of texts.
 */
bool system_writers(const char *path, const char *group, struct buffer *names);
/**
 * The programs that listen on a port of 127.0.0.1, the one that connections go to first; and the other ones that listen
 * on all of IPv6, which may take IPv4 too or not: two lists of texts.
 */
bool system_port_owner(uint16_t port, struct buffer *names);

#endif
