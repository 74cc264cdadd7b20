#include <stdlib.h>
#include <string.h>

#include "program.h"

static char *absolute(struct slice path) {
  char *here = platform_config_path(".");
  char *whole = here == NULL ? NULL : platform_resolve(here, path);
  free(here);
  return whole;
}

bool roots_add(struct roots *roots, const char *path) {
  char *whole = absolute(slice_text(path));
  /* A text that is not a path on this system, such as 2:200 on Windows, allows nothing. */
  if (whole == NULL) return true;
  char **grown = realloc(roots->paths, (roots->count + 1) * sizeof *grown);
  if (grown == NULL) {
    free(whole);
    return false;
  }
  roots->paths = grown;
  roots->paths[roots->count++] = whole;
  return true;
}

void roots_free(struct roots *roots) {
  for (size_t i = 0; i < roots->count; i++) free(roots->paths[i]);
  free(roots->paths);
  *roots = (struct roots){0};
}

static bool is_separator(char character) {
  return character == '/' || (character == '\\' && *PLATFORM_PATH_SEPARATOR == '\\');
}

/** The system would follow a step up, and only the system knows where it leads. So such a path is refused. */
static bool has_step_up(const char *path) {
  for (const char *at = path; (at = strstr(at, "..")) != NULL; at += 2) {
    bool begins = at == path || is_separator(at[-1]);
    if (begins && (at[2] == 0 || is_separator(at[2]))) return true;
  }
  return false;
}

/** Whether `path` is the root or lies in it. The system decides whether the case of letters matters. */
static bool lies_in(const char *root, const char *path) {
  size_t length = strlen(root);
  while (length > 1 && is_separator(root[length - 1])) length--;
  if (strlen(path) < length) return false;
  char *head = malloc(length + 1), *wanted = malloc(length + 1);
  bool inside = false;
  if (head != NULL && wanted != NULL) {
    memcpy(head, path, length);
    memcpy(wanted, root, length);
    head[length] = wanted[length] = 0;
    inside = platform_same_path(head, wanted) && (path[length] == 0 || is_separator(path[length]) || length == 1);
  }
  free(head);
  free(wanted);
  return inside;
}

char *roots_open(const struct roots *roots, struct slice path) {
  if (path.length == 0 || memchr(path.bytes, 0, path.length) != NULL) return NULL;
  char *whole = absolute(path);
  if (whole == NULL) return NULL;
  for (size_t i = 0; i < roots->count && !has_step_up(whole); i++)
    if (lies_in(roots->paths[i], whole)) return whole;
  free(whole);
  return NULL;
}
