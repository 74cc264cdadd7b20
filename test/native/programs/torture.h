/* What the files of the torture program share. */
#ifndef GRP_TORTURE_H
#define GRP_TORTURE_H

#include "host.h"

#include "../../../runtime/native/generated/codes.h"

extern const char *config_path;

int32_t open_session(void);
/** A session whose boot has ended well. */
int32_t open_and_boot(void);
void close_session(int32_t session);
int32_t start_hook(int32_t session, const char *payload);
/** Waits until a call has ended: its state. */
int32_t wait_for(int32_t session, int32_t id);

void torture_threads(void);

#endif
