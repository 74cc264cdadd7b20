/* Batches and policy records of any bytes: read as a whole or refused, and no byte outside them is looked at. */
#include "boundary.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static struct batch batch;
  static volatile uint8_t sum;
  struct policy_record policy;
  if (batch_read(&batch, slice_of(bytes, length)))
    for (uint32_t i = 0; i < batch.count; i++) {
      const struct effect *effect = &batch.effects[i];
      for (size_t at = 0; at < effect->bytes.length; at++) sum ^= effect->bytes.bytes[at];
      for (size_t at = 0; at < effect->rest.length; at++) sum ^= effect->rest.bytes[at];
      struct slice places = effect->bytes;
      struct place place;
      while (effect->tag == GRP_EFFECT_READ && places.length > 0)
        if (!place_take(&places, &place)) abort();
    }
  if (policy_record_read(&policy, slice_of(bytes, length)))
    for (size_t at = 0; at < policy.config_json.length; at++) sum ^= policy.config_json.bytes[at];
  return 0;
}
