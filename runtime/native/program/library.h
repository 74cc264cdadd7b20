/* The till's own library beside this program, called in the same way as GAMA calls it. */
#ifndef GRP_PROGRAM_LIBRARY_H
#define GRP_PROGRAM_LIBRARY_H

#include "../bytes.h"

#ifdef _WIN32
#define LIBRARY_CALL __stdcall
#else
#define LIBRARY_CALL
#endif

struct library {
  void *handle; /* NULL: not loaded */
  int32_t session;
  int32_t(LIBRARY_CALL *version)(char *, int32_t);
  int32_t(LIBRARY_CALL *open)(const char *);
  int32_t(LIBRARY_CALL *start)(int32_t, const char *, const char *, int32_t);
  int32_t(LIBRARY_CALL *poll)(int32_t, int32_t, int32_t);
  int32_t(LIBRARY_CALL *progress)(int32_t, int32_t, char *, int32_t);
  int32_t(LIBRARY_CALL *result)(int32_t, int32_t, char *, int32_t);
  int32_t(LIBRARY_CALL *cancel)(int32_t, int32_t);
  int32_t(LIBRARY_CALL *release)(int32_t, int32_t);
  int32_t(LIBRARY_CALL *close)(int32_t, int32_t);
};

/** Loads the library that lies in `folder`; false when it is not there, or lacks an export. */
bool library_load(struct library *library, const char *folder);
/** Reads a text from an export that fills a buffer. False when it gives an error, which is then in `*code`. */
bool library_text(int32_t(LIBRARY_CALL *call)(int32_t, int32_t, char *, int32_t), int32_t session, int32_t id,
                  struct buffer *text, int32_t *code);

/** Loads a library by its path; NULL when that fails. */
void *system_load(const char *path);
void *system_symbol(void *handle, const char *name);
/** The name of the till's library on this system. */
extern const char system_library_name[];
/** A path in the form that grp_open takes; the caller frees it. */
char *system_path_for_library(const char *path);

#endif
