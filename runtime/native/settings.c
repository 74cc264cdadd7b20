#include <string.h>

#include "deploy.h"
#include "embedded.h"
#include "generated/codes.h"

/* The loader refuses what is longer than 64 KiB; one byte more is enough for it to see that. */
enum { MAX_CONFIG_BYTES = 64 * 1024 + 1, POLICY_VERSION = 1, LOWEST_CODE = 1000 };
static const struct engine_limits loader_limits = {.memory_mb = 16, .step_ms = 2000};

/** The file's bytes, at most one more than are allowed; false when it is not a file that can be read. */
static bool read_config(const char *path, struct buffer *bytes) {
  platform_file file;
  uint64_t size = 0;
  if (platform_open(&file, path, FILE_READ) != FILE_DONE) return false;
  bool read = platform_size(file, &size) == FILE_DONE;
  if (size > MAX_CONFIG_BYTES) size = MAX_CONFIG_BYTES;
  uint8_t *room = read ? buffer_room(bytes, (size_t)size) : NULL;
  read = read && (size == 0 || (room != NULL && platform_read(file, 0, room, (size_t)size) == FILE_DONE));
  platform_close(file);
  if (read) bytes->length = (size_t)size;
  return read;
}

static bool within(uint32_t value, uint32_t min, uint32_t max) {
  return value >= min && value <= max;
}

static bool is_loopback(const struct policy_record *policy) {
  static const uint8_t v6[16] = {[15] = 1};
  if (policy->family == 4) return policy->address.length == 4 && policy->address.bytes[0] == 127;
  return policy->family == 6 && policy->address.length == sizeof v6 &&
         memcmp(policy->address.bytes, v6, sizeof v6) == 0;
}

/** The loader is trusted, and checked all the same. The ranges are those of schemas/gama-rrpay.schema.json. */
static bool is_in_range(const struct policy_record *policy) {
  return is_loopback(policy) && within(policy->port, 1, 65535) && within(policy->memory_mb, 8, 64) &&
         within(policy->step_ms, 100, 60000) && within(policy->log_keep_days, 1, 3650) &&
         within(policy->trace_max_mb, 1, 1024) && within(policy->log_level, GRP_LOG_ERROR, GRP_LOG_DEBUG) &&
         policy->trace_enabled <= 1 && (policy->bundle_sha256.length == 0 || policy->bundle_sha256.length == 32) &&
         policy->data_dir.length > 0 && policy->bundle_file.length > 0;
}

/** Checks a record and takes over what it says. */
static int32_t take_over(struct settings *settings) {
  struct policy_record *policy = &settings->policy;
  if (!policy_record_read(policy, buffer_slice(&settings->bytes)) || policy->version != POLICY_VERSION ||
      policy->code > LOWEST_CODE) {
    policy->detail = slice_of(NULL, 0);
    return GRP_E_HOST_FAILED;
  }
  if (policy->code != 0) return -(int32_t)policy->code;
  if (!is_in_range(policy)) return GRP_E_HOST_FAILED;
  settings->endpoint = (struct net_address){.family = policy->family, .port = (uint16_t)policy->port};
  memcpy(settings->endpoint.bytes, policy->address.bytes, policy->address.length);
  settings->limits = (struct engine_limits){.memory_mb = policy->memory_mb, .step_ms = policy->step_ms};
  return 0;
}

int32_t settings_read(struct settings *settings, struct watch *watch, const char *config_path) {
  memset(settings, 0, sizeof *settings);
  struct buffer config = {0};
  struct engine *engine;
  uint32_t loss;
  int32_t code = read_config(config_path, &config) ? 0 : GRP_E_CONFIG_MISSING;
  if (code == 0 && engine_new(&engine, watch, loader_limits, &embedded_loader, &loss) != ENGINE_READY)
    code = GRP_E_HOST_FAILED;
  if (code == 0) {
    loss = engine_step(engine, buffer_slice(&config), &settings->bytes);
    engine_free(engine);
    code = loss == GRP_LOSS_NONE ? take_over(settings) : GRP_E_HOST_FAILED;
  }
  buffer_free(&config);
  return code;
}

void settings_free(struct settings *settings) {
  buffer_free(&settings->bytes);
}
