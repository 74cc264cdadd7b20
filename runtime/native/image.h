/*
 * What an engine's memory holds once a script has been loaded, made at build time by build/native/image.mjs: copied, where
 * loading it would take longer than everything else that a start does.
 */
#ifndef GRP_IMAGE_H
#define GRP_IMAGE_H

#include "bytes.h"
#include "wasm_rt.h"

struct image {
  uint32_t pages;    /* of the memory, in all */
  struct slice runs; /* what differs from the image before it: bytes to skip, length (both LEB128), the bytes */
};

/**
 * Lays an image over the memory that holds the one before it. Returns false where there is no memory for it; traps where the
 * image is none, as the module itself would.
 */
bool image_restore(const struct image *image, wasm_rt_memory_t *memory);

#endif
