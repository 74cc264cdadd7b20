/* Addresses of this machine. */
#ifndef GRP_PROGRAM_LOOPBACK_H
#define GRP_PROGRAM_LOOPBACK_H

#include "../platform.h"

/** Reads a numeric address of the loopback. False for any other text, so that nothing reaches another machine. */
bool loopback_address(struct slice text, uint32_t port, struct net_address *address);

#endif
