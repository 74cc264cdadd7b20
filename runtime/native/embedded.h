/* Made by the build: the trusted scripts and the bundle, compiled ahead by the same engine, and what identifies this build. */
#ifndef GRP_EMBEDDED_H
#define GRP_EMBEDDED_H

#include "engine.h"

/** runtime/loader/prelude.js, run before every script: what is left of the engine's globals. */
extern const struct script embedded_prelude;
/** dist/loader.js: reads the config file. */
extern const struct script embedded_loader;
/**
 * The bundle of this build, and the digest in its seal. A deployed file with that seal has these very bytes: it is spared
 * the parser, which is half of INIT. Any other bundle is compiled on the till.
 */
extern const struct slice embedded_bundle;
extern const char embedded_bundle_sha256[];

/** Version of the product, and the commit it was built from. */
extern const char embedded_version[];
extern const char embedded_commit[];

#endif
