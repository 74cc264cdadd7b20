/* Who may write a folder on Windows. */
#include "platform.h"
#include "win32_text.h"

#include <sddl.h>

#include <stdlib.h>
#include <string.h>

enum { MAX_GROUP_BYTES = 256 * 3, MAX_SDDL = 512, MAX_SID_BYTES = 68 };

/*
 * Protected: nothing is inherited from the folder above. Whoever made an entry (S-1-3-4), administrators, system: all.
 */
static const wchar_t guard[] = L"D:PAI(A;OICI;FA;;;S-1-3-4)(A;OICI;FA;;;S-1-5-32-544)(A;OICI;FA;;;S-1-5-18)";
/* The group may read, write, make and delete, but not change rights. */
static const wchar_t group_begin[] = L"(A;OICI;0x1301bf;;;", group_end[] = L")";

/** The SID of a group as text, to be freed with LocalFree. */
static wchar_t *sid_of(struct slice group) {
  char name[MAX_GROUP_BYTES + 1];
  if (group.length > MAX_GROUP_BYTES) return NULL;
  memcpy(name, group.bytes, group.length);
  name[group.length] = 0;
  wchar_t *wide = win32_wide(name), *text = NULL;
  if (wide == NULL) return NULL;
  BYTE sid[MAX_SID_BYTES];
  wchar_t domain[256];
  DWORD sid_bytes = sizeof sid, domain_length = 256;
  SID_NAME_USE use;
  if (LookupAccountNameW(NULL, wide, sid, &sid_bytes, domain, &domain_length, &use) &&
      (use == SidTypeGroup || use == SidTypeAlias || use == SidTypeWellKnownGroup) &&
      !ConvertSidToStringSidW(sid, &text))
    text = NULL;
  free(wide);
  return text;
}

void *win32_guard(struct slice group) {
  wchar_t sddl[MAX_SDDL];
  PSECURITY_DESCRIPTOR descriptor = NULL;
  wcscpy(sddl, guard);
  if (group.length > 0) {
    wchar_t *sid = sid_of(group);
    if (sid == NULL) return NULL;
    wcscat(sddl, group_begin);
    wcscat(sddl, sid);
    wcscat(sddl, group_end);
    LocalFree(sid);
  }
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor, NULL)) return NULL;
  return descriptor;
}
