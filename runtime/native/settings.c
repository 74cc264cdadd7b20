#include <stdlib.h>
#include <string.h>

#include "deploy.h"
#include "embedded.h"
#include "generated/codes.h"
#include "generated/config.h"

/* The loader refuses what is longer than 64 KiB. One byte more is enough for it to see that. */
enum { MAX_CONFIG_BYTES = 64 * 1024 + 1, LOWEST_CODE = 1000 };
/* The loader is ours and reads at most 64 KiB, which takes half a second. The deadline is one of the clock, so it
 * leaves room for a machine that is busy with other things while a till starts. */
static const struct engine_limits loader_limits = {.memory_mb = 16, .step_ms = 30000};

/** Reads the file's bytes, at most one more than is allowed. False when it is not a file that can be read. */
static bool read_config(const char *path, struct buffer *bytes) {
  platform_file file;
  uint64_t size = 0;
  if (platform_open(&file, path, FILE_FOLLOW) != FILE_DONE) return false;
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

/** The loader is trusted, but its record is checked too. The ranges are those of schemas/gama-rrpay.schema.json. */
static bool is_in_range(const struct policy_record *policy) {
  return is_loopback(policy) && within(policy->port, GRP_RANGE_RRPAY_PORT) &&
         within(policy->memory_mb, GRP_RANGE_LIMITS_MEMORY_MB) && within(policy->step_ms, GRP_RANGE_LIMITS_STEP_MS) &&
         within(policy->log_keep_days, GRP_RANGE_LOG_KEEP_DAYS) &&
         within(policy->trace_max_mb, GRP_RANGE_TRACE_MAX_MB) &&
         within(policy->keep_days, GRP_RANGE_JOURNAL_KEEP_DAYS) &&
         policy->till_source == GRP_TILL_LITERAL && policy->till.length > 0 &&
         within(policy->log_level, GRP_LOG_ERROR, GRP_LOG_DEBUG) && policy->trace_enabled <= 1 &&
         (policy->bundle_sha256.length == 0 || policy->bundle_sha256.length == 32) && policy->data_dir.length > 0 &&
         policy->bundle_file.length > 0;
}

/** Checks a record and takes over what it says. */
static int32_t take_over(struct settings *settings) {
  struct policy_record *policy = &settings->policy;
  if (policy->version != GRP_POLICY_VERSION || policy->code > LOWEST_CODE) {
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

/** Runs the loader once over `bytes till, bytes file`. Its record is then in `settings->bytes`. */
static int32_t run_loader(struct settings *settings, struct watch *watch, struct slice till, struct slice file) {
  struct buffer input = {0};
  struct engine *engine;
  const struct script loader = {.image = &embedded_loader, .file = "loader.js"};
  uint32_t loss = GRP_LOSS_MEMORY;
  buffer_add_bytes(&input, till);
  buffer_add_bytes(&input, file);
  if (!input.failed && engine_new(&engine, watch, loader_limits, &loader, &loss) == ENGINE_READY) {
    loss = engine_step(engine, buffer_slice(&input), &settings->bytes);
    engine_free(engine);
  } else {
    loss = GRP_LOSS_MEMORY;
  }
  buffer_free(&input);
  return loss == GRP_LOSS_NONE && policy_record_read(&settings->policy, buffer_slice(&settings->bytes))
             ? 0
             : GRP_E_HOST_FAILED;
}

/** The text without blanks at its ends. */
static struct slice trimmed(const char *text) {
  while (*text == ' ' || *text == '\t') text++;
  size_t length = strlen(text);
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
  return slice_of(text, length);
}

/** The till's name, when the config only says where to find it. NULL when this machine has none. */
static char *machine_name(const struct policy_record *policy) {
  char name[65];
  if (policy->till_source == GRP_TILL_COMPUTER) return platform_computer();
  if (policy->till_name.length >= sizeof name) return NULL;
  memcpy(name, policy->till_name.bytes, policy->till_name.length);
  name[policy->till_name.length] = 0;
  return platform_variable(name);
}

/** Runs the loader, and runs it again with the till's name when the machine gives that name. */
static int32_t load_policy(struct settings *settings, struct watch *watch, struct slice file) {
  struct policy_record *policy = &settings->policy;
  int32_t code = run_loader(settings, watch, slice_of(NULL, 0), file);
  if (code != 0 || policy->code != 0 || policy->till_source == GRP_TILL_LITERAL) return code;
  char *name = machine_name(policy);
  struct slice till = trimmed(name == NULL ? "" : name);
  if (till.length > 0) {
    code = run_loader(settings, watch, till, file);
  } else {
    policy->detail = policy->till_name;
    code = GRP_E_TILL_UNRESOLVED;
  }
  free(name);
  return code;
}

int32_t settings_read(struct settings *settings, struct watch *watch, const char *config_path) {
  memset(settings, 0, sizeof *settings);
  struct buffer config = {0};
  if (!read_config(config_path, &config)) return GRP_E_CONFIG_MISSING;
  int32_t code = load_policy(settings, watch, buffer_slice(&config));
  buffer_free(&config);
  if (code == GRP_E_HOST_FAILED) settings->policy = (struct policy_record){0};
  return code == 0 ? take_over(settings) : code;
}

void settings_free(struct settings *settings) {
  buffer_free(&settings->bytes);
}
