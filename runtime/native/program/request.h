/* A request of the program: its fields, its reply, and who carries it out. */
#ifndef GRP_PROGRAM_REQUEST_H
#define GRP_PROGRAM_REQUEST_H

#include "program.h"

struct request {
  struct program_host *host;
  struct reader fields;
  struct buffer *reply; /* after its status */
};

/** A text as C has it, freed by the caller; NULL when there is no memory. */
char *copy_text(struct slice text);
/** Reads a path and opens it, freed by the caller; NULL when it may not be reached. */
char *take_path(struct request *request);
/** Reads a path, opens it, and does one thing with it. */
uint8_t with_path(struct request *request, uint8_t (*act)(const char *path, struct buffer *fields));

/* What schemas/program.json lists, by the file that does it. Each returns a status. */

/* file_requests.c */
uint8_t do_list(struct request *request);
uint8_t do_stat(struct request *request);
uint8_t do_read(struct request *request);
uint8_t do_write(struct request *request);
uint8_t do_rename(struct request *request);
uint8_t do_remove(struct request *request);
uint8_t do_make_folder(struct request *request);
uint8_t do_remove_folder(struct request *request);
uint8_t do_digest(struct request *request);
uint8_t do_unpack(struct request *request);
uint8_t do_segment(struct request *request);
uint8_t do_lines(struct request *request);
uint8_t do_writers(struct request *request);

/* till_requests.c */
uint8_t do_unlock(struct request *request);
uint8_t do_lock(struct request *request);
uint8_t do_claim(struct request *request);
uint8_t do_journal(struct request *request);
uint8_t do_append(struct request *request);
uint8_t do_holder(struct request *request);
uint8_t do_config(struct request *request);

/* engine_requests.c */
uint8_t do_engine(struct request *request);
uint8_t do_load(struct request *request);
uint8_t do_step(struct request *request);
/** Frees the bundle that is stepped and its engine, if there is one. */
void unload_bundle(struct program_host *host);

/* library_requests.c */
uint8_t do_open(struct request *request);
uint8_t do_start(struct request *request);
uint8_t do_poll(struct request *request);
uint8_t do_result(struct request *request);
uint8_t do_cancel(struct request *request);
uint8_t do_close(struct request *request);

/* socket_requests.c */
uint8_t do_dial(struct request *request);
uint8_t do_serve(struct request *request);
uint8_t do_refuse(struct request *request);
uint8_t do_transmit(struct request *request);
uint8_t do_hang_up(struct request *request);
uint8_t do_finish(struct request *request);
uint8_t do_heed_stop(struct request *request);
uint8_t do_hear(struct request *request);

#endif
