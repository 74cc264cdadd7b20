/*
 * The codec on its own: reads batches, policy records and journal segments and prints their values in the order of the table, bytes as hex;
 * writes events of the values it is given.
 *
 *   codec batches FILE          FILE holds u32 length and bytes, again and again; a line for each: its effects, or "fault"
 *   codec segments FILE         as above; a line for each: count of lines, where damage begins, whether a line follows, lines
 *   codec policy FILE           the fields, or "fault"
 *   codec event TAG OFFSET WALL MONO RANDOM FIELD…    the event's bytes
 */
#include "../../../runtime/native/boundary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../runtime/native/digest.h"
#include "../../../runtime/native/segment.h"

static void print_bytes(struct slice bytes) {
  printf(bytes.length == 0 ? " -" : " ");
  for (size_t i = 0; i < bytes.length; i++) printf("%02x", bytes.bytes[i]);
}

static void print_effect(const struct effect *effect) {
  printf("%d", effect->tag);
  if (effect->tag == GRP_EFFECT_LOG) printf(" %d", effect->level);
  else if (effect->tag != GRP_EFFECT_APPEND && effect->tag != GRP_EFFECT_HOLD) printf(" %u", (unsigned)effect->id);
  switch (effect->tag) {
    case GRP_EFFECT_ROTATE:
      printf(" %u", (unsigned)effect->yyyymmdd);
      break;
    case GRP_EFFECT_TRUNCATE:
    case GRP_EFFECT_TIMER:
      printf(" %.0f", effect->number);
      return;
    case GRP_EFFECT_SEND:
      printf(" %d", effect->with_token);
      print_bytes(effect->bytes);
      print_bytes(effect->rest);
      return;
    case GRP_EFFECT_FIND:
      print_bytes(effect->bytes);
      printf(" %u %u", (unsigned)effect->from, (unsigned)effect->to);
      return;
    case GRP_EFFECT_READ:
      print_bytes(effect->bytes);
      return;
    case GRP_EFFECT_BLANK:
      printf(" %u %u", (unsigned)effect->from, (unsigned)effect->to);
      return;
    case GRP_EFFECT_REMOVE:
    case GRP_EFFECT_CONNECT:
    case GRP_EFFECT_DISCONNECT:
    case GRP_EFFECT_HOLD:
      return;
    default:
      break;
  }
  print_bytes(effect->bytes);
}

static void print_batch(struct slice bytes) {
  static struct batch batch;
  if (batch_read(&batch, bytes)) {
    for (uint32_t i = 0; i < batch.count; i++) {
      if (i > 0) printf(";");
      print_effect(&batch.effects[i]);
    }
  } else {
    printf("fault");
  }
}

static void print_segment(struct slice bytes) {
  struct verified verified = {.lines = {0}};
  segment_verify(&verified, bytes);
  printf("%u %d %d", (unsigned)verified.line_count, (int)verified.bad_offset, verified.valid_after_bad);
  print_bytes(buffer_slice(&verified.lines));
  buffer_free(&verified.lines);
}

/** Reads a copy of exactly these bytes each time, so that a sanitizer sees a read past their end. */
static int print_each(struct slice file, void (*print)(struct slice bytes)) {
  struct reader reader = {.rest = file};
  while (reader.rest.length > 0) {
    struct slice bytes = read_bytes(&reader);
    uint8_t *exact = malloc(bytes.length);
    if (bytes.length > 0) memcpy(exact, bytes.bytes, bytes.length);
    print(slice_of(exact, bytes.length));
    printf("\n");
    free(exact);
  }
  return reader.failed ? 2 : 0;
}

static void print_policy(struct slice bytes) {
  struct policy_record policy;
  if (!policy_record_read(&policy, bytes)) {
    printf("fault\n");
    return;
  }
  printf("%d %u", policy.version, (unsigned)policy.code);
  print_bytes(policy.detail);
  printf(" %d", policy.family);
  print_bytes(policy.address);
  printf(" %u", (unsigned)policy.port);
  print_bytes(policy.token);
  print_bytes(policy.data_dir);
  print_bytes(policy.bundle_file);
  print_bytes(policy.bundle_sha256);
  printf(" %u %u %d %d %u %d %u %u", (unsigned)policy.memory_mb, (unsigned)policy.step_ms, policy.language,
         policy.log_level, (unsigned)policy.log_keep_days, policy.trace_enabled, (unsigned)policy.trace_max_mb,
         (unsigned)policy.keep_days);
  print_bytes(policy.till);
  printf(" %d", policy.till_source);
  print_bytes(policy.till_name);
  print_bytes(policy.access_group);
  print_bytes(policy.dialect);
  print_bytes(policy.config_json);
  printf("\n");
}

static struct buffer read_file(const char *path) {
  struct buffer bytes = {0};
  FILE *file = fopen(path, "rb");
  if (file == NULL) exit(2);
  for (int byte; (byte = fgetc(file)) != EOF;) buffer_add_u8(&bytes, (uint8_t)byte);
  fclose(file);
  return bytes;
}

static uint32_t number(const char *text) {
  return (uint32_t)strtoul(text, NULL, 10);
}

/** The bytes of hex digits; "-" is none. Kept until the program ends. */
static struct slice hex(const char *text) {
  size_t count = strcmp(text, "-") == 0 ? 0 : strlen(text) / 2;
  uint8_t *bytes = malloc(count + 1);
  if (bytes == NULL || !hex_decode(text, count, bytes)) exit(2);
  return slice_of(bytes, count);
}

static void write_event(char **value) {
  struct buffer event = {0};
  struct stamp stamp = {.utc_offset_min = (int16_t)atoi(value[1]), .wall_ms = atof(value[2]), .mono_ms = atof(value[3])};
  memcpy(stamp.random, hex(value[4]).bytes, sizeof stamp.random);
  char **field = value + 5;
  switch (atoi(value[0])) {
    case GRP_EVENT_BOOT: {
      struct boot_event boot = {.config_json = hex(field[0]), .till = hex(field[1]), .flags = number(field[2]),
                                .loss_reason = number(field[3]), .segment = number(field[4]),
                                .yyyymmdd = number(field[5]), .bad_offset = atof(field[6]), .size = atof(field[7]),
                                .stated_link = hex(field[8]), .measured_link = hex(field[9]), .lines = hex(field[10])};
      event_boot(&event, &stamp, &boot);
      break;
    }
    case GRP_EVENT_HOOK:
      event_hook(&event, &stamp, number(field[0]), (uint8_t)number(field[1]), hex(field[2]));
      break;
    case GRP_EVENT_CANCEL:
      event_cancel(&event, &stamp, number(field[0]));
      break;
    case GRP_EVENT_CONNECTED:
      event_connected(&event, &stamp, number(field[0]));
      break;
    case GRP_EVENT_DATA:
      event_data(&event, &stamp, number(field[0]), hex(field[1]));
      break;
    case GRP_EVENT_CLOSED:
      event_closed(&event, &stamp, number(field[0]), (uint8_t)number(field[1]));
      break;
    case GRP_EVENT_TIMER:
      event_timer(&event, &stamp, number(field[0]));
      break;
    case GRP_EVENT_FOUND: {
      struct found_event found = {.lookup = number(field[0]), .state = (uint8_t)number(field[1]),
                                  .done_bytes = atof(field[2]), .total_bytes = atof(field[3]), .hits = hex(field[4])};
      event_found(&event, &stamp, &found);
      break;
    }
    default:
      exit(2);
  }
  for (size_t i = 0; i < event.length; i++) printf("%02x", event.bytes[i]);
  printf("\n");
}

int main(int count, char **arguments) {
  if (count > 6 && strcmp(arguments[1], "event") == 0) {
    write_event(arguments + 2);
  } else if (count == 3 && strcmp(arguments[1], "policy") == 0) {
    struct buffer bytes = read_file(arguments[2]);
    print_policy(buffer_slice(&bytes));
  } else if (count == 3 && strcmp(arguments[1], "batches") == 0) {
    struct buffer bytes = read_file(arguments[2]);
    return print_each(buffer_slice(&bytes), print_batch);
  } else if (count == 3 && strcmp(arguments[1], "segments") == 0) {
    struct buffer bytes = read_file(arguments[2]);
    return print_each(buffer_slice(&bytes), print_segment);
  } else {
    return 2;
  }
  return 0;
}
