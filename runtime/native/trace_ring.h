/* The files of a trace ring, for trace.c alone. */
#ifndef GRP_TRACE_RING_H
#define GRP_TRACE_RING_H

#include "trace.h"

/** Files of the ring, and as many again that an incident has marked. */
enum { RING_FILES = 4 };

/** Begins a new file, or goes on in the newest file of the session before while that has room. */
bool ring_begin_file(struct trace *trace);
/** Marks the current file and the one before to be kept beyond the ring, because something went wrong here. */
void ring_keep(struct trace *trace);

#endif
