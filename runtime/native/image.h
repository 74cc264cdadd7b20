/*
 * What an engine's memory holds after a script has been loaded, made at build time by build/native/image.mjs. It is
 * copied, because loading the script would take longer than everything else that a start does.
 */
#ifndef GRP_IMAGE_H
#define GRP_IMAGE_H

#include "bytes.h"
#include "wasm_rt.h"

struct image {
  uint32_t pages;    /* of the whole memory */
  struct slice runs; /* what differs from the image before it: bytes to skip, length (both LEB128), the bytes */
};

/**
 * Puts an image over the memory that holds the image before it. Returns false when there is no memory for it. Traps
 * when the image is invalid, as the module itself would.
 */
bool image_restore(const struct image *image, wasm_rt_memory_t *memory);

#endif
