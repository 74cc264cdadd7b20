/* What the files of gama-rrpay-doctor.exe share. Texts are UTF-8 unless they are wide. */
#ifndef GRP_DOCTOR_H
#define GRP_DOCTOR_H

#include <windows.h>

enum { TEXT_MAX = 4096, PATH_MAX_CHARS = 1024 };

/** What the doctor has to know of the config itself: where things lie, who may write, which port. */
struct doctor_config {
  WCHAR path[PATH_MAX_CHARS];
  WCHAR folder[PATH_MAX_CHARS];   /* of the config */
  WCHAR data_dir[PATH_MAX_CHARS]; /* absolute; empty when it cannot be told */
  WCHAR bundle[PATH_MAX_CHARS];
  WCHAR group[256]; /* may be empty */
  unsigned port;    /* 0 when it cannot be told */
};

extern int english;
void add(const char *id, const char *status, const char *detail, const char *fix);

/** Reads the config; only what can be told is filled. */
void doctor_read_config(struct doctor_config *config, const WCHAR *path);
/** Who may write library, bundle, config and data folder beyond owner, administrators, system and the config's group. */
void doctor_check_rights(const struct doctor_config *config, const WCHAR *library);
/** Which program listens on the config's port. */
void doctor_check_port(const struct doctor_config *config);

#endif
