/*
 * Requests about files: each opens only what the roots allow. A command that holds a till's folder changes nothing but
 * files in it.
 */
#include <stdlib.h>

#include "../generated/program.h"
#include "request.h"

uint8_t do_list(struct request *request) {
  return with_path(request, files_list);
}

uint8_t do_stat(struct request *request) {
  return with_path(request, files_stat);
}

uint8_t do_read(struct request *request) {
  char *path = take_path(request);
  double offset = read_f64(&request->fields);
  uint32_t length = read_u32(&request->fields);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_FAILED;
  if (path != NULL && offset >= 0 && offset < 9007199254740992.0)
    status = files_read(path, (uint64_t)offset, length, request->reply);
  free(path);
  return status;
}

uint8_t do_write(struct request *request) {
  char *path = take_path(request);
  uint8_t mode = read_u8(&request->fields);
  struct slice bytes = read_bytes(&request->fields);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_write(path, mode, bytes, request->host->holds_store);
  free(path);
  return status;
}

uint8_t do_rename(struct request *request) {
  char *from = take_path(request), *to = take_path(request);
  uint8_t status = from == NULL || to == NULL ? GRP_STATUS_OUTSIDE : files_rename(from, to, request->host->holds_store);
  free(from);
  free(to);
  return status;
}

uint8_t do_remove(struct request *request) {
  char *path = take_path(request);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_remove(path, request->host->holds_store);
  free(path);
  return status;
}

uint8_t do_make_folder(struct request *request) {
  char *path = take_path(request);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_make_folder(path);
  free(path);
  return status;
}

uint8_t do_remove_folder(struct request *request) {
  char *path = take_path(request);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_remove_folder(path);
  free(path);
  return status;
}

uint8_t do_digest(struct request *request) {
  return with_path(request, files_digest);
}

uint8_t do_unpack(struct request *request) {
  char *archive = take_path(request);
  double offset = read_f64(&request->fields);
  struct packed_file packed = {.packed_bytes = read_u32(&request->fields)};
  packed.size_bytes = read_u32(&request->fields);
  packed.method = read_u8(&request->fields);
  char *to = take_path(request);
  uint8_t status = archive == NULL || to == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_FAILED;
  if (archive != NULL && to != NULL && offset >= 0 && offset < 9007199254740992.0) {
    packed.offset = (uint64_t)offset;
    status = files_unpack(archive, packed, to, request->reply);
  }
  free(to);
  free(archive);
  return status;
}

uint8_t do_segment(struct request *request) {
  return with_path(request, files_segment);
}

uint8_t do_lines(struct request *request) {
  char *path = take_path(request);
  double from = read_f64(&request->fields);
  struct line_query query = {.most = read_u32(&request->fields), .having = request->fields};
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_FAILED;
  if (path != NULL && from >= 0 && from < 9007199254740992.0) {
    query.from = (uint64_t)from;
    status = files_lines(path, query, request->reply);
  }
  free(path);
  return status;
}

uint8_t do_writers(struct request *request) {
  char *path = take_path(request);
  char *group = copy_text(read_bytes(&request->fields));
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_MISSING;
  if (path != NULL && group != NULL && system_writers(path, group, request->reply)) status = GRP_STATUS_OK;
  free(group);
  free(path);
  return status;
}
