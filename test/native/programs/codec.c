/*
 * The codec against the golden vectors: prints what it reads, or what it wrote, as text that the test compares.
 *
 *   codec batch FILE     "fault", or a line for each effect
 *   codec policy FILE    "fault", or the fields
 */
#include "../../../runtime/native/boundary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_bytes(const char *name, struct slice bytes) {
  printf(" %s=", name);
  for (size_t i = 0; i < bytes.length; i++) printf("%02x", bytes.bytes[i]);
}

static void print_effect(const struct effect *effect) {
  printf("%d id=%u", effect->tag, (unsigned)effect->id);
  switch (effect->tag) {
    case GRP_EFFECT_ROTATE:
      printf(" day=%u", (unsigned)effect->yyyymmdd);
      break;
    case GRP_EFFECT_TRUNCATE:
    case GRP_EFFECT_TIMER:
      printf(" number=%.0f", effect->number);
      break;
    case GRP_EFFECT_LOG:
      printf(" level=%d", effect->level);
      break;
    case GRP_EFFECT_SEND:
      printf(" token=%d", effect->insert_token);
      print_bytes("after", effect->after);
      break;
    default:
      break;
  }
  print_bytes("bytes", effect->bytes);
  printf("\n");
}

static void print_policy(const struct policy_record *policy) {
  printf("code=%u family=%d port=%u memory=%u step=%u language=%d level=%d keep=%u trace=%d max=%u", (unsigned)policy->code,
         policy->family, (unsigned)policy->port, (unsigned)policy->memory_mb, (unsigned)policy->step_ms, policy->language,
         policy->log_level, (unsigned)policy->log_keep_days, policy->trace_enabled, (unsigned)policy->trace_max_mb);
  print_bytes("detail", policy->detail);
  print_bytes("address", policy->address);
  print_bytes("token", policy->token);
  print_bytes("dataDir", policy->data_dir);
  print_bytes("bundle", policy->bundle_file);
  print_bytes("sha256", policy->bundle_sha256);
  print_bytes("config", policy->config_json);
  printf("\n");
}

int main(int count, char **arguments) {
  static struct batch batch;
  struct policy_record policy;
  struct buffer bytes = {0};
  FILE *file = count == 3 ? fopen(arguments[2], "rb") : NULL;
  if (file == NULL) return 2;
  for (int byte; (byte = fgetc(file)) != EOF;) buffer_add_u8(&bytes, (uint8_t)byte);
  fclose(file);
  /* An exact allocation, so that a sanitizer sees a read past the end. */
  uint8_t *exact = malloc(bytes.length > 0 ? bytes.length : 1);
  if (exact == NULL) return 2;
  if (bytes.length > 0) memcpy(exact, bytes.bytes, bytes.length);
  struct slice input = slice_of(exact, bytes.length);
  if (strcmp(arguments[1], "policy") == 0) {
    if (policy_record_read(&policy, input)) print_policy(&policy);
    else printf("fault\n");
  } else if (batch_read(&batch, input)) {
    printf("%u effects\n", (unsigned)batch.count);
    for (uint32_t i = 0; i < batch.count; i++) print_effect(&batch.effects[i]);
  } else {
    printf("fault\n");
  }
  free(exact);
  buffer_free(&bytes);
  return 0;
}
