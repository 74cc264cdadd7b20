/*
 * Made by the build: the trusted scripts and the bundle, loaded or compiled ahead of time by the same engine, and what
 * identifies this build.
 */
#ifndef GRP_EMBEDDED_H
#define GRP_EMBEDDED_H

#include "engine.h"

/**
 * An engine in which runtime/loader/prelude.js has run, with the globals that it has left. Every script begins in it.
 */
extern const struct image embedded_realm;
/** That realm with dist/loader.js loaded, which reads the config file. */
extern const struct image embedded_loader;
/**
 * That realm with the bundle of this build loaded, and the digest in its seal. A deployed file with that seal has
 * exactly these bytes, so it need not be loaded, which is most of INIT. Any other bundle is compiled on the till.
 */
extern const struct image embedded_bundle; /* empty in the program, as is the digest */
extern const char embedded_bundle_sha256[];

/** The version of the product, and the commit it was built from. */
extern const char embedded_version[];
extern const char embedded_commit[];

#endif
