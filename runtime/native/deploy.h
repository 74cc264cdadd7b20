/* The deployment folder: the config file, as the loader reads it, and the bundle. Both are read once per session. */
#ifndef GRP_DEPLOY_H
#define GRP_DEPLOY_H

#include "boundary.h"
#include "engine.h"
#include "platform.h"

/** What a session is allowed, with all ranges checked. The slices point into `bytes`. */
struct settings {
  struct buffer bytes; /* the record; freed by settings_free */
  struct policy_record policy;
  struct net_address endpoint;
  struct engine_limits limits;
};

/**
 * Reads the config file and runs the loader over its bytes, in an engine of its own that is thrown away afterwards.
 * Returns 0, or the code that refuses the config; then `settings->policy.detail` names the place, in ASCII.
 */
int32_t settings_read(struct settings *settings, struct watch *watch, const char *config_path);
void settings_free(struct settings *settings);

/** A whole bundle, identified by its seal. */
struct bundle {
  struct buffer bytes;
  char sha256[65];
};

/**
 * Reads and checks a bundle file. `expected` is empty or the 32 bytes that the config asks for. Returns 0 or a code.
 */
int32_t bundle_read(struct bundle *bundle, const char *path, struct slice expected);
/** The bundle's text, as an engine compiles it; borrows from the bundle. */
struct script bundle_source(const struct bundle *bundle);
/**
 * The script for an engine: the image that was loaded ahead of time if this is the bundle of this build, else the text.
 */
struct script bundle_script(const struct bundle *bundle);
void bundle_free(struct bundle *bundle);

#endif
