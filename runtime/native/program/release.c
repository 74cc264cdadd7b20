/* Requests about a release: digests of whole files, and files from an archive. */
#include <stdlib.h>
#include <string.h>

#include "../digest.h"
#include "../generated/program.h"
#include "inflate.h"
#include "program.h"

/* The largest file of a release has some megabytes. A file that claims to be larger is not one of ours. */
enum { MAX_FILE_BYTES = 32 * 1024 * 1024, PIECE_BYTES = 64 * 1024 };

uint8_t files_digest(const char *path, struct buffer *fields) {
  platform_file file;
  uint64_t size = 0;
  struct sha256 sum;
  uint8_t digest[SHA256_BYTES];
  uint8_t status = files_open(path, &file, &size);
  if (status != GRP_STATUS_OK) return status;
  uint8_t *piece = malloc(PIECE_BYTES);
  if (piece == NULL) status = GRP_STATUS_FAILED;
  sha256_begin(&sum);
  for (uint64_t at = 0; status == GRP_STATUS_OK && at < size;) {
    size_t count = size - at < PIECE_BYTES ? (size_t)(size - at) : PIECE_BYTES;
    status = files_status(platform_read(file, at, piece, count));
    sha256_add(&sum, slice_of(piece, count));
    at += count;
  }
  sha256_digest(&sum, digest);
  buffer_add_f64(fields, (double)size);
  buffer_add_bytes(fields, slice_of(digest, sizeof digest));
  free(piece);
  platform_close(file);
  return status;
}

/** The bytes as they lie in the archive. */
static uint8_t read_packed(const char *archive, struct packed_file packed, struct buffer *bytes) {
  platform_file file;
  uint64_t size = 0;
  uint8_t status = files_open(archive, &file, &size);
  if (status != GRP_STATUS_OK) return status;
  bool lies_inside = packed.offset <= size && packed.packed_bytes <= size - packed.offset;
  uint8_t *room = lies_inside ? buffer_room(bytes, packed.packed_bytes + (size_t)1) : NULL;
  if (room == NULL) status = GRP_STATUS_FAILED;
  else status = files_status(platform_read(file, packed.offset, room, packed.packed_bytes));
  if (status == GRP_STATUS_OK) bytes->length = packed.packed_bytes;
  platform_close(file);
  return status;
}

/** The bytes as they were before they were packed; false when they are damaged. */
static bool unpack(struct packed_file packed, struct buffer *from, struct buffer *bytes) {
  if (packed.method == GRP_PACKING_STORED) {
    struct buffer taken = *bytes;
    *bytes = *from;
    *from = taken;
    return bytes->length == packed.size_bytes;
  }
  uint8_t *room = packed.method == GRP_PACKING_DEFLATED ? buffer_room(bytes, packed.size_bytes + (size_t)1) : NULL;
  if (room == NULL || !inflate(buffer_slice(from), room, packed.size_bytes)) return false;
  bytes->length = packed.size_bytes;
  return true;
}

uint8_t files_unpack(const char *archive, struct packed_file packed, const char *to, struct buffer *fields) {
  struct buffer from = {0}, bytes = {0};
  uint8_t digest[SHA256_BYTES];
  if (packed.packed_bytes > MAX_FILE_BYTES || packed.size_bytes > MAX_FILE_BYTES) return GRP_STATUS_FAILED;
  uint8_t status = read_packed(archive, packed, &from);
  if (status == GRP_STATUS_OK && !unpack(packed, &from, &bytes)) status = GRP_STATUS_FAILED;
  if (status == GRP_STATUS_OK) status = files_write_new(to, buffer_slice(&bytes));
  if (status == GRP_STATUS_OK) {
    sha256(buffer_slice(&bytes), digest);
    buffer_add_bytes(fields, slice_of(digest, sizeof digest));
  }
  buffer_free(&bytes);
  buffer_free(&from);
  return status;
}

uint8_t files_make_folder(const char *path) {
  if (platform_is_link(path)) return GRP_STATUS_LINK;
  return files_folder_status(path, platform_make_folder(path));
}

uint8_t files_remove_folder(const char *path) {
  return files_folder_status(path, platform_remove_folder(path));
}
