/*
 * Everything that differs between operating systems, behind one set of functions: posix*.c and win32*.c implement it.
 * Inside, all paths are UTF-8; each implementation converts them where it calls the system.
 */
#ifndef GRP_PLATFORM_H
#define GRP_PLATFORM_H

#include "bytes.h"

#ifdef _WIN32
#include <winsock2.h>
#include <windows.h>
typedef SRWLOCK platform_mutex;
typedef CONDITION_VARIABLE platform_condition;
typedef HANDLE platform_thread;
typedef HANDLE platform_file;
#define PLATFORM_MUTEX_INIT SRWLOCK_INIT
#define PLATFORM_CONDITION_INIT CONDITION_VARIABLE_INIT
#define PLATFORM_NO_FILE INVALID_HANDLE_VALUE
#define PLATFORM_PATH_SEPARATOR "\\"
#else
#include <pthread.h>
typedef pthread_mutex_t platform_mutex;
typedef pthread_cond_t platform_condition;
typedef pthread_t platform_thread;
typedef int platform_file;
#define PLATFORM_MUTEX_INIT PTHREAD_MUTEX_INITIALIZER
#define PLATFORM_CONDITION_INIT PTHREAD_COND_INITIALIZER
#define PLATFORM_NO_FILE (-1)
#define PLATFORM_PATH_SEPARATOR "/"
#endif

/* ---- Threads and locks ---- */

void platform_lock(platform_mutex *mutex);
void platform_unlock(platform_mutex *mutex);
/** Waits at most `wait_ms`; may return early without a reason. */
void platform_wait(platform_condition *condition, platform_mutex *mutex, uint32_t wait_ms);
void platform_broadcast(platform_condition *condition);
/** Starts a thread with a stack of `stack_bytes`. On POSIX systems all signals are blocked in it. */
bool platform_thread_start(platform_thread *thread, size_t stack_bytes, void (*body)(void *), void *argument);
void platform_thread_join(platform_thread thread);
/** Keeps this library in memory until the process ends, whatever FreeLibrary says. */
bool platform_pin(void);

/**
 * One pointer for each thread; NULL if it was never set. This is not thread-local storage, which mingw only emulates.
 */
bool platform_slot_set(void *pointer);
void *platform_slot_get(void);

/* ---- Clocks and randomness ---- */

/** Milliseconds that never go back, from an arbitrary start. Integers, so that exports need no floating point. */
uint64_t platform_mono_ms(void);
/** Milliseconds since 1970 in UTC. */
int64_t platform_wall_ms(void);
/** Local time minus UTC at that moment, in minutes. */
int platform_utc_offset_min(int64_t wall_ms);
bool platform_random(uint8_t *bytes, size_t count);

/* ---- Address space ---- */

uint8_t *platform_reserve(size_t bytes);
/** Makes reserved pages readable and writable; they read as zero. */
bool platform_commit(uint8_t *start, size_t bytes);
void platform_release(uint8_t *start, size_t bytes);

/* ---- Paths: strings made here are freed by the caller; NULL = no memory or not a path ---- */

/** The `gama-rrpay.json` beside this library. */
char *platform_default_config(void);
/** The folder that a path is in; NULL when it is in none. */
char *platform_folder_of(const char *path);
/** A path as grp_open got it (ANSI code page on Windows, UTF-8 elsewhere) as absolute UTF-8. */
char *platform_config_path(const char *given);
/** True when two paths given to grp_open are the same text (case ignored on Windows). */
bool platform_same_path(const char *one, const char *other);
/** `path`, taken relative to `folder` when it is relative. */
char *platform_resolve(const char *folder, struct slice path);
/** Whether the part of a path that exists is a folder. Then the rest can be made. */
bool platform_is_folder_path(const char *path);
/** True when a path leads to a drive that may hold the journal: local and fixed. The path need not exist yet. */
bool platform_drive_fits(const char *path);
/** Whether a path is a link, or anything else that leads elsewhere: a junction, a mounted volume. */
bool platform_is_link(const char *path);
/** Whether a path is neither file, folder nor link: a pipe, a socket, a device. Windows has no such names in folders. */
bool platform_is_special(const char *path);

/* ---- The machine: strings made here are freed by the caller; NULL = there is none ---- */

char *platform_computer(void);
/** A variable of the environment. */
char *platform_variable(const char *name);

/* ---- Files ---- */

enum file_result { FILE_DONE, FILE_MISSING, FILE_BUSY, FILE_DENIED, FILE_FULL, FILE_FAILED };

/** A link in the place of a file is never followed, except with FILE_FOLLOW. The result is FILE_DENIED. */
enum file_mode {
  FILE_READ,   /* must exist */
  FILE_FOLLOW, /* as FILE_READ, for a file that was put there on purpose: config, bundle */
  FILE_UPDATE, /* read and write, must exist; other programs may read it meanwhile */
  FILE_APPEND, /* as FILE_UPDATE, made when missing */
  FILE_FRESH,  /* as FILE_UPDATE, on a new file; whatever had the name is removed */
  FILE_PROBE   /* as FILE_FRESH, removed when it is closed */
};

/** One entry of a folder. */
struct platform_entry {
  const char *name;
  uint64_t size; /* of a file */
  bool is_folder;
  bool is_link;
  bool is_special; /* a pipe, a socket, a device */
};

enum file_result platform_open(platform_file *file, const char *path, enum file_mode mode);
/** The same in a folder of ours, by its name. A link in the place of the folder is not followed either. */
enum file_result platform_open_in(platform_file *file, const char *folder, const char *name, enum file_mode mode);
void platform_close(platform_file file);
enum file_result platform_size(platform_file file, uint64_t *size);
/** Whether an open file has no second name (hard link). One that has may be somebody else's. */
bool platform_has_one_name(platform_file file);
/** Reads exactly `count` bytes. */
enum file_result platform_read(platform_file file, uint64_t offset, void *bytes, size_t count);
/** Writes all bytes at `offset`. */
enum file_result platform_write(platform_file file, uint64_t offset, struct slice bytes);
/** Sets the size and flushes the change. */
enum file_result platform_truncate(platform_file file, uint64_t size);
/** Returns when what was written is on the disk. */
enum file_result platform_flush(platform_file file);
/** Makes new names in a folder durable, if the file system has to be asked for that. */
enum file_result platform_flush_folder(const char *path);
/** Opens `path` and locks it for this process against all others: FILE_BUSY when another holds it. */
enum file_result platform_lock_file(platform_file *file, const char *path);
/**
 * Keeps everybody else out who asks the same of a folder: FILE_BUSY when another does already. Closing the file ends it,
 * and so does the end of the process; nothing is left in the folder.
 */
enum file_result platform_claim_folder(platform_file *file, const char *folder);
enum file_result platform_remove(const char *path);
/** The same in a folder of ours. A link in the place of the folder is not followed. */
enum file_result platform_remove_in(const char *folder, const char *name);
/** Gives a file in a folder of ours another name there. One that is taken is FILE_DENIED, unless it may be replaced. */
enum file_result platform_move_in(const char *folder, const char *from, const char *to, bool may_replace);
/** Removes a folder that is empty, and no other. */
enum file_result platform_remove_folder(const char *path);
/** Makes a folder and its missing parents. Whoever may write the folder around them may write them. */
enum file_result platform_make_folder(const char *path);
/** The same for a folder of ours: FILE_DENIED when there is a link in its place. */
enum file_result platform_make_own_folder(const char *path);
/**
 * The same, but only owner, administrators, system and a group (empty: none) may write them, whoever may write the
 * folder around them; on POSIX systems owner and group. FILE_MISSING when there is no such group.
 */
enum file_result platform_make_guarded_folder(const char *path, struct slice group);
/** Calls `visit` with each entry of a folder until it returns false. */
enum file_result platform_list(const char *folder, bool (*visit)(void *context, const struct platform_entry *entry),
                               void *context);
/** The same for a folder of ours: FILE_DENIED when there is a link in its place. */
enum file_result platform_list_own(const char *folder,
                                   bool (*visit)(void *context, const struct platform_entry *entry), void *context);
/** Bytes that this process may still write there; UINT64_MAX when it cannot be asked. */
uint64_t platform_free_bytes(const char *folder);

/* ---- The worker's waiting place: one wake-up, at most one connection ---- */

struct platform_net;

enum net_result {
  NET_DONE,
  NET_PENDING,     /* not yet, or nothing there: wait */
  NET_PEER_CLOSED, /* no more bytes will come */
  NET_REFUSED,
  NET_RESET,
  NET_UNREACHABLE,
  NET_OTHER
};

struct net_address {
  uint8_t family; /* 4 or 6 */
  uint8_t bytes[16];
  uint16_t port;
};

struct platform_net *platform_net_new(void);
void platform_net_free(struct platform_net *net);
/** Ends the current or the next wait. May be called from any thread. */
void platform_net_wake(struct platform_net *net);
/** Waits for a wake-up, for something to happen on the connection, or `wait_ms` (negative: for ever). */
void platform_net_wait(struct platform_net *net, bool wants_to_send, int64_t wait_ms);

/** Begins a connection. Returns NET_DONE when it is made already, NET_PENDING, or why it failed. */
enum net_result platform_net_connect(struct platform_net *net, const struct net_address *address);
/** What became of a connection that was pending. */
enum net_result platform_net_connected(struct platform_net *net);
/** Sends what fits now and adds it to `*sent`. */
enum net_result platform_net_send(struct platform_net *net, struct slice bytes, size_t *sent);
/** Receives at most `room` bytes. */
enum net_result platform_net_receive(struct platform_net *net, uint8_t *bytes, size_t room, size_t *received);
void platform_net_close(struct platform_net *net);

#endif
