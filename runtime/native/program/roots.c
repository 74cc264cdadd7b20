#include <stdlib.h>
#include <string.h>

#include "../generated/program.h"
#include "program.h"

static bool is_separator(char character) {
  return character == '/' || (character == '\\' && *PLATFORM_PATH_SEPARATOR == '\\');
}

static size_t part_length(const char *part) {
  size_t length = 0;
  while (part[length] != 0 && !is_separator(part[length])) length++;
  return length;
}

static const char *skip_separators(const char *at) {
  while (is_separator(*at)) at++;
  return at;
}

/** The part of an absolute path that no step up leaves: a drive, a share, or the separators that it begins with. */
static size_t anchor_length(const char *path) {
  const char *at = skip_separators(path);
  bool is_share = *PLATFORM_PATH_SEPARATOR == '\\' && at - path > 1;
  for (int names = is_share ? 2 : at == path ? 1 : 0; names > 0; names--) at = skip_separators(at + part_length(at));
  return (size_t)(at - path);
}

/**
 * Takes the steps "." and ".." out of an absolute path, and gives it this system's separators. What is named and what is
 * asked for are compared, and opened, in this form, so that a step up cannot lead anywhere else.
 */
static void take_out_steps(char *path) {
  size_t anchor = anchor_length(path), length = anchor;
  for (const char *at = path + anchor; *at != 0;) {
    size_t part = part_length(at);
    const char *next = skip_separators(at + part);
    bool is_up = part == 2 && memcmp(at, "..", 2) == 0;
    if (is_up) {
      while (length > anchor && is_separator(path[length - 1])) length--;
      while (length > anchor && !is_separator(path[length - 1])) length--;
    } else if (part != 1 || *at != '.') {
      memmove(path + length, at, (size_t)(next - at));
      length += (size_t)(next - at);
    }
    at = next;
  }
  while (length > anchor && is_separator(path[length - 1])) length--;
  path[length] = 0;
  /* Two paths to one file may have different separators, one of a person and one of ours. */
  for (char *at = path; *at != 0; at++)
    if (is_separator(*at)) *at = *PLATFORM_PATH_SEPARATOR;
}

static char *absolute(struct slice path) {
  char *here = platform_config_path(".");
  char *whole = here == NULL ? NULL : platform_resolve(here, path);
  free(here);
  if (whole != NULL) take_out_steps(whole);
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

bool roots_add_missing_above(struct roots *roots, const char *path) {
  char *at = absolute(slice_text(path));
  bool added = true;
  while (added && at != NULL) {
    char *above = platform_folder_of(at);
    bool is_higher = above != NULL && strlen(above) < strlen(at);
    free(at);
    at = above;
    struct buffer found = {0};
    bool is_missing = is_higher && files_stat(at, &found) == GRP_STATUS_MISSING;
    buffer_free(&found);
    if (!is_missing) break;
    added = roots_add(roots, at);
  }
  free(at);
  return added;
}

void roots_free(struct roots *roots) {
  for (size_t i = 0; i < roots->count; i++) free(roots->paths[i]);
  free(roots->paths);
  *roots = (struct roots){0};
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
  for (size_t i = 0; i < roots->count; i++)
    if (lies_in(roots->paths[i], whole)) return whole;
  free(whole);
  return NULL;
}
