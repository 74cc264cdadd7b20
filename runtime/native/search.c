#include "search.h"

#include <emmintrin.h>
#include <string.h>

/**
 * Sixteen places at a time are compared with the needle's first and last byte. The rest is compared only where both
 * match. Every processor that these libraries run on has SSE2.
 */
const uint8_t *search(struct slice bytes, struct slice needle) {
  if (needle.length > bytes.length) return NULL;
  size_t places = bytes.length - needle.length + 1, last = needle.length - 1, at = 0;
  const uint8_t *from = bytes.bytes;
  const __m128i first_byte = _mm_set1_epi8((char)needle.bytes[0]);
  const __m128i last_byte = _mm_set1_epi8((char)needle.bytes[last]);
  for (; places - at >= 16; at += 16) {
    __m128i firsts = _mm_cmpeq_epi8(first_byte, _mm_loadu_si128((const __m128i *)(const void *)(from + at)));
    __m128i lasts = _mm_cmpeq_epi8(last_byte, _mm_loadu_si128((const __m128i *)(const void *)(from + at + last)));
    unsigned candidates = (unsigned)_mm_movemask_epi8(_mm_and_si128(firsts, lasts));
    for (; candidates != 0; candidates &= candidates - 1) {
      const uint8_t *place = from + at + __builtin_ctz(candidates);
      if (memcmp(place, needle.bytes, needle.length) == 0) return place;
    }
  }
  for (; at < places; at++)
    if (from[at] == needle.bytes[0] && memcmp(from + at, needle.bytes, needle.length) == 0) return from + at;
  return NULL;
}
