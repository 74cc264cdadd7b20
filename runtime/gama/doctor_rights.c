/* Who may change what a till trusts: its library, its plug-in, its config, its journal. */
#include "doctor.h"

#include <aclapi.h>
#include <sddl.h>
#include <stdio.h>
#include <string.h>

/* What lets somebody change or replace a file, or put one into a folder. */
enum {
  CHANGES = FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER,
  GENERIC_CHANGES = 0x50000000 /* GENERIC_WRITE, GENERIC_ALL */
};

/** Administrators, system, owner rights, creator, TrustedInstaller. */
static const WCHAR *const trusted[] = {L"S-1-5-32-544", L"S-1-5-18", L"S-1-3-4", L"S-1-3-0",
                                       L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"};

static int is_sid(PSID sid, const WCHAR *text) {
  PSID other;
  if (!ConvertStringSidToSidW(text, &other)) return 0;
  int same = EqualSid(sid, other);
  LocalFree(other);
  return same;
}

static int is_group(PSID sid, const WCHAR *group) {
  BYTE other[SECURITY_MAX_SID_SIZE];
  WCHAR domain[256];
  DWORD size = sizeof other, length = 256;
  SID_NAME_USE use;
  return *group != 0 && LookupAccountNameW(NULL, group, other, &size, domain, &length, &use) && EqualSid(sid, other);
}

static int is_trusted(PSID sid, PSID owner, const WCHAR *group) {
  for (size_t i = 0; i < sizeof trusted / sizeof *trusted; i++)
    if (is_sid(sid, trusted[i])) return 1;
  return EqualSid(sid, owner) || is_group(sid, group);
}

/** Adds a name, or the SID itself, to a list. */
static void add_name(WCHAR *names, PSID sid) {
  WCHAR name[256], domain[256], *text = NULL;
  DWORD name_length = 256, domain_length = 256;
  SID_NAME_USE use;
  if (!LookupAccountSidW(NULL, sid, name, &name_length, domain, &domain_length, &use)) {
    if (!ConvertSidToStringSidW(sid, &text)) return;
    wcsncpy(name, text, 255);
    name[255] = 0;
    LocalFree(text);
  }
  if (wcsstr(names, name) != NULL || wcslen(names) + wcslen(name) + 3 > 512) return;
  if (*names) wcscat(names, L", ");
  wcscat(names, name);
}

/** Collects who may change something beyond those who should. 0 when that cannot be asked. */
static int find_strangers(const WCHAR *path, const WCHAR *group, WCHAR names[512]) {
  PSECURITY_DESCRIPTOR descriptor = NULL;
  PSID owner = NULL;
  PACL list = NULL;
  WCHAR place[PATH_MAX_CHARS];
  *names = 0;
  wcscpy(place, path);
  if (GetNamedSecurityInfoW(place, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner, NULL,
                            &list, NULL, &descriptor) != ERROR_SUCCESS)
    return 0;
  if (list == NULL) wcscpy(names, L"*"); /* no list at all: everybody, everything */
  for (DWORD i = 0; list != NULL && i < list->AceCount; i++) {
    ACCESS_ALLOWED_ACE *entry;
    if (!GetAce(list, i, (void **)&entry) || entry->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) continue;
    if ((entry->Header.AceFlags & INHERIT_ONLY_ACE) != 0) continue;
    if ((entry->Mask & (CHANGES | GENERIC_CHANGES)) != 0 && !is_trusted(&entry->SidStart, owner, group))
      add_name(names, &entry->SidStart);
  }
  LocalFree(descriptor);
  return 1;
}

/** The line that a consultant runs: no rights from above, administrators and system all, the others what they need. */
static void write_fix(const WCHAR *path, int is_data, const WCHAR *group, char fix[TEXT_MAX]) {
  WCHAR line[TEXT_MAX];
  const WCHAR *all = is_data || (GetFileAttributesW(path) & FILE_ATTRIBUTE_DIRECTORY) ? L"(OI)(CI)" : L"";
  int used = _snwprintf(line, TEXT_MAX - 1, L"icacls \"%ls\" /inheritance:r /grant:r *S-1-5-32-544:%lsF *S-1-5-18:%lsF",
                        path, all, all);
  if (used < 0) used = 0;
  if (is_data && *group)
    _snwprintf(line + used, (size_t)(TEXT_MAX - 1 - used), L" \"%ls\":%lsM", group, all);
  else if (is_data)
    _snwprintf(line + used, (size_t)(TEXT_MAX - 1 - used), L" \"%%USERNAME%%\":%lsM", all);
  else
    _snwprintf(line + used, (size_t)(TEXT_MAX - 1 - used), L" *S-1-5-32-545:%lsRX", all);
  line[TEXT_MAX - 1] = 0;
  if (WideCharToMultiByte(CP_UTF8, 0, line, -1, fix, TEXT_MAX, NULL, NULL) == 0) *fix = 0;
}

static int check(const WCHAR *path, int is_data, const WCHAR *group) {
  WCHAR names[512], text[PATH_MAX_CHARS + 520];
  char detail[TEXT_MAX], fix[TEXT_MAX];
  if (*path == 0 || GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return 1;
  if (!find_strangers(path, group, names) || *names == 0) return 1;
  _snwprintf(text, PATH_MAX_CHARS + 519, L"%ls: %ls", path, names);
  text[PATH_MAX_CHARS + 519] = 0;
  if (WideCharToMultiByte(CP_UTF8, 0, text, -1, detail, TEXT_MAX, NULL, NULL) == 0) *detail = 0;
  write_fix(path, is_data, group, fix);
  add("rights", "warn", detail, fix);
  return 0;
}

void doctor_check_rights(const struct doctor_config *config, const WCHAR *library) {
  int sound = check(config->folder, 0, config->group);
  sound &= check(library, 0, config->group);
  sound &= check(config->bundle, 0, config->group);
  sound &= check(config->path, 0, config->group);
  sound &= check(config->data_dir, 1, config->group);
  if (sound)
    add("rights", "ok",
        english ? "only owner, administrators, system and the group of the config may change the files"
                : "failus keisti gali tik savininkas, administratoriai, sistema ir nustatymuose nurodyta grup\xc4\x97",
        "");
}
