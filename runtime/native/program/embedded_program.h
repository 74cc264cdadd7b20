/* Made by the build: the command line's program, compiled ahead of time by the same engine. */
#ifndef GRP_EMBEDDED_PROGRAM_H
#define GRP_EMBEDDED_PROGRAM_H

#include "../engine.h"

struct packed_program {
  struct slice packed; /* DEFLATE: it is a sixth of this program otherwise */
  size_t size_bytes;
};

extern const struct packed_program embedded_program;

/** The whole run: arguments as UTF-8, without the program's own name. Returns the exit code. */
int program_main(int count, char **args);

#endif
