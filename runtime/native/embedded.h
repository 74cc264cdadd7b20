/* Made by the build: the trusted scripts, the texts, and what identifies this build. */
#ifndef GRP_EMBEDDED_H
#define GRP_EMBEDDED_H

#include "bytes.h"

/** runtime/loader/prelude.js, run before every script: what is left of the engine's globals. */
extern const struct slice embedded_prelude;
/** dist/loader.js: reads the config file. */
extern const struct slice embedded_loader;

/** Version of the product, and the commit it was built from. */
extern const char embedded_version[];
extern const char embedded_commit[];

#endif
