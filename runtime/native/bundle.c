#include <string.h>

#include "deploy.h"
#include "digest.h"
#include "embedded.h"
#include "generated/codes.h"

/* The last line of a bundle: `//# sha256=<64 hex digits>` LF, over all bytes before it. */
static const char seal_start[] = "//# sha256=";
enum { SEAL_START_BYTES = sizeof seal_start - 1, SEAL_BYTES = SEAL_START_BYTES + 64 + 1 };
/* Ten times the size that a bundle may have. */
enum { MAX_BUNDLE_BYTES = 4 * 1024 * 1024 };

static bool read_file(const char *path, struct buffer *bytes, uint64_t *size) {
  platform_file file;
  if (platform_open(&file, path, FILE_FOLLOW) != FILE_DONE) return false;
  bool read = platform_size(file, size) == FILE_DONE;
  if (read && *size > 0 && *size <= MAX_BUNDLE_BYTES) {
    uint8_t *room = buffer_room(bytes, (size_t)*size);
    read = room != NULL && platform_read(file, 0, room, (size_t)*size) == FILE_DONE;
    if (read) bytes->length = (size_t)*size;
  }
  platform_close(file);
  return read;
}

/** Whether the last line states the SHA-256 of everything before it; the digest is left in `digest`. */
static bool is_sealed(struct slice bytes, uint8_t digest[32]) {
  if (bytes.length < SEAL_BYTES) return false;
  struct slice body = slice_of(bytes.bytes, bytes.length - SEAL_BYTES);
  const char *seal = (const char *)bytes.bytes + body.length;
  uint8_t stated[32];
  if (body.length > 0 && body.bytes[body.length - 1] != '\n') return false;
  if (memcmp(seal, seal_start, SEAL_START_BYTES) != 0 || seal[SEAL_BYTES - 1] != '\n') return false;
  if (!hex_decode(seal + SEAL_START_BYTES, sizeof stated, stated)) return false;
  sha256(body, digest);
  return memcmp(stated, digest, sizeof stated) == 0;
}

int32_t bundle_read(struct bundle *bundle, const char *path, struct slice expected) {
  memset(bundle, 0, sizeof *bundle);
  uint64_t size = 0;
  uint8_t digest[32];
  if (!read_file(path, &bundle->bytes, &size)) return GRP_E_BUNDLE_MISSING;
  if (!is_sealed(buffer_slice(&bundle->bytes), digest)) return GRP_E_BUNDLE_DAMAGED;
  if (expected.length > 0 && memcmp(expected.bytes, digest, sizeof digest) != 0) return GRP_E_BUNDLE_MISMATCH;
  hex_encode(digest, sizeof digest, bundle->sha256);
  return 0;
}

struct script bundle_source(const struct bundle *bundle) {
  return (struct script){.text = buffer_slice(&bundle->bytes), .file = "rrpay.plugin.js"};
}

struct script bundle_script(const struct bundle *bundle) {
  struct script script = bundle_source(bundle);
  if (strcmp(bundle->sha256, embedded_bundle_sha256) == 0) script.image = &embedded_bundle;
  return script;
}

void bundle_free(struct bundle *bundle) {
  buffer_free(&bundle->bytes);
}
