#include "library.h"

#include <stdlib.h>
#include <string.h>

#include "../platform.h"

/* A result may be many times as large as a payload. */
enum { FIRST_ROOM = 4096, MAX_ROOM = 16 * 1024 * 1024 };

bool library_load(struct library *library, const char *folder) {
  if (library->handle != NULL) return true;
  char *path = platform_resolve(folder, slice_text(system_library_name));
  library->handle = path == NULL ? NULL : system_load(path);
  free(path);
  if (library->handle == NULL) return false;
  struct {
    const char *name;
    void *place;
  } exports[] = {{"grp_version", &library->version},   {"grp_open", &library->open},
                 {"grp_start", &library->start},       {"grp_poll", &library->poll},
                 {"grp_progress", &library->progress}, {"grp_result", &library->result},
                 {"grp_cancel", &library->cancel},     {"grp_release", &library->release},
                 {"grp_close", &library->close}};
  for (size_t i = 0; i < sizeof exports / sizeof *exports; i++) {
    void *symbol = system_symbol(library->handle, exports[i].name);
    if (symbol == NULL) {
      library->handle = NULL;
      return false;
    }
    memcpy(exports[i].place, &symbol, sizeof symbol);
  }
  return true;
}

bool library_text(int32_t(LIBRARY_CALL *call)(int32_t, int32_t, char *, int32_t), int32_t session, int32_t id,
                  struct buffer *text, int32_t *code) {
  for (int32_t room = FIRST_ROOM; room <= MAX_ROOM;) {
    buffer_clear(text);
    char *out = (char *)buffer_room(text, (size_t)room);
    if (out == NULL) return false;
    int32_t length = call(session, id, out, room);
    *code = length;
    if (length < 0) return false;
    if (length < room) {
      text->length = (size_t)length;
      return true;
    }
    room = length + 1;
  }
  return false;
}
