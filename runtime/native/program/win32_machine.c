/* Facts about the machine on Windows: who holds a lock, who may change a file, who listens on a port. */
#include <winsock2.h>
#include <windows.h>

#include <aclapi.h>
#include <iphlpapi.h>
#include <restartmanager.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../win32_text.h"
#include "program.h"

enum { MAX_HOLDERS = 8, MAX_NAME = 256, MAX_PATH_CHARS = 1024 };

static void add_wide(struct buffer *text, const wchar_t *wide) {
  char *utf8 = win32_utf8(wide);
  if (utf8 == NULL) text->failed = true;
  else buffer_add_text(text, utf8);
  free(utf8);
}

/** Restart Manager knows who has a file open. Here, having it open means holding the lock. */
bool system_holder(const char *lock_file, struct buffer *name) {
  wchar_t key[CCH_RM_SESSION_KEY + 1] = L"", *wide = win32_path(lock_file);
  const wchar_t *files[] = {wide};
  DWORD session, reason;
  UINT needed = 0, count = MAX_HOLDERS;
  RM_PROCESS_INFO holders[MAX_HOLDERS];
  if (wide == NULL || RmStartSession(&session, 0, key) != ERROR_SUCCESS) {
    free(wide);
    return false;
  }
  bool found = RmRegisterResources(session, 1, files, 0, NULL, 0, NULL) == ERROR_SUCCESS &&
               RmGetList(session, &needed, &count, holders, &reason) == ERROR_SUCCESS && count > 0;
  if (found) {
    char process[32];
    add_wide(name, holders[0].strAppName);
    snprintf(process, sizeof process, " (%lu)", (unsigned long)holders[0].Process.dwProcessId);
    buffer_add_text(name, process);
  }
  RmEndSession(session);
  free(wide);
  return found;
}

/* The rights to change or replace a file, or to put one into a folder. */
enum {
  CHANGES = FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER,
  GENERIC_CHANGES = 0x50000000 /* GENERIC_WRITE, GENERIC_ALL */
};

/** Owner rights and creator, who are told as the owner; administrators, system, TrustedInstaller. */
static const wchar_t *const trusted[] = {L"S-1-3-4", L"S-1-3-0", L"S-1-5-32-544", L"S-1-5-18",
                                         L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"};
enum { FIRST_TRUSTED_OWNER = 2, TRUSTED = sizeof trusted / sizeof *trusted };

static bool is_sid(PSID sid, const wchar_t *text) {
  PSID other;
  if (!ConvertStringSidToSidW(text, &other)) return false;
  bool same = EqualSid(sid, other);
  LocalFree(other);
  return same;
}

static bool is_group(PSID sid, const wchar_t *group) {
  BYTE other[SECURITY_MAX_SID_SIZE];
  wchar_t domain[MAX_NAME];
  DWORD size = sizeof other, length = MAX_NAME;
  SID_NAME_USE use;
  return *group != 0 && LookupAccountNameW(NULL, group, other, &size, domain, &length, &use) && EqualSid(sid, other);
}

/** Whether it is the user who runs this program. */
static bool is_self(PSID sid) {
  struct {
    TOKEN_USER user;
    BYTE room[SECURITY_MAX_SID_SIZE];
  } told;
  HANDLE token;
  DWORD length;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
  bool same = GetTokenInformation(token, TokenUser, &told, sizeof told, &length) && EqualSid(sid, told.user.User.Sid);
  CloseHandle(token);
  return same;
}

/** Whoever owns a file may do with it what he likes, so it must be one of those who may do so anyway. */
static bool is_trusted_owner(PSID sid) {
  for (size_t i = FIRST_TRUSTED_OWNER; i < TRUSTED; i++)
    if (is_sid(sid, trusted[i])) return true;
  return is_self(sid);
}

/** The owner is told by itself, so entries for it say nothing more. */
static bool is_trusted(PSID sid, PSID owner, const wchar_t *group) {
  for (size_t i = 0; i < FIRST_TRUSTED_OWNER; i++)
    if (is_sid(sid, trusted[i])) return true;
  return EqualSid(sid, owner) || is_trusted_owner(sid) || is_group(sid, group);
}

/** Adds the name of a user, or the SID itself when it has no name. */
static void add_name(struct buffer *names, PSID sid) {
  wchar_t name[MAX_NAME], domain[MAX_NAME], *digits = NULL;
  DWORD name_length = MAX_NAME, domain_length = MAX_NAME;
  SID_NAME_USE use;
  const wchar_t *shown = NULL;
  if (LookupAccountSidW(NULL, sid, name, &name_length, domain, &domain_length, &use)) shown = name;
  else if (ConvertSidToStringSidW(sid, &digits)) shown = digits;
  struct buffer text = {0};
  if (shown != NULL) add_wide(&text, shown);
  buffer_add_bytes(names, buffer_slice(&text));
  buffer_free(&text);
  LocalFree(digits);
}

/**
 * Adds the user of one entry of an access list, if it may change something and is not trusted. True when one was added.
 */
static bool add_stranger(struct buffer *names, PACL list, DWORD at, PSID owner, const wchar_t *group) {
  ACCESS_ALLOWED_ACE *entry;
  if (!GetAce(list, at, (void **)&entry) || entry->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) return false;
  if ((entry->Header.AceFlags & INHERIT_ONLY_ACE) != 0 || (entry->Mask & (CHANGES | GENERIC_CHANGES)) == 0) return false;
  PSID sid = &entry->SidStart;
  if (is_trusted(sid, owner, group)) return false;
  add_name(names, sid);
  return true;
}

bool system_writers(const char *path, const char *group, struct buffer *names) {
  wchar_t *wide = win32_path(path), *wide_group = win32_wide(group);
  PSECURITY_DESCRIPTOR descriptor = NULL;
  PSID owner = NULL;
  PACL list = NULL;
  bool told = wide != NULL && wide_group != NULL &&
              GetNamedSecurityInfoW(wide, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner,
                                    NULL, &list, NULL, &descriptor) == ERROR_SUCCESS;
  struct buffer found = {0};
  uint32_t count = 0;
  if (told && list == NULL) { /* without any list, everybody may do everything */
    buffer_add_bytes(&found, slice_text("*"));
    count = 1;
  }
  for (DWORD i = 0; told && list != NULL && i < list->AceCount; i++)
    if (add_stranger(&found, list, i, owner, wide_group)) count++;
  if (told) {
    if (is_trusted_owner(owner)) buffer_add_bytes(names, slice_text(""));
    else add_name(names, owner);
    buffer_add_u32(names, count);
    buffer_add_slice(names, buffer_slice(&found));
    if (found.failed) names->failed = true;
  }
  buffer_free(&found);
  LocalFree(descriptor);
  free(wide_group);
  free(wide);
  return told;
}

/** The table of a family's listeners with the processes that own them; freed by the caller. NULL when there is none. */
static void *listeners(ULONG family) {
  DWORD size = 0;
  void *table = NULL;
  for (int i = 0; i < 5; i++) {
    DWORD result = GetExtendedTcpTable(table, &size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER, 0);
    if (result == NO_ERROR && table != NULL) return table;
    if (result != ERROR_INSUFFICIENT_BUFFER) break;
    free(table);
    size += 4096; /* others may begin to listen meanwhile */
    table = malloc(size);
    if (table == NULL) return NULL;
  }
  free(table);
  return NULL;
}

static void name_process(DWORD process, struct buffer *name) {
  wchar_t path[MAX_PATH_CHARS];
  char number[32];
  DWORD length = MAX_PATH_CHARS;
  HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
  if (handle != NULL && QueryFullProcessImageNameW(handle, 0, path, &length)) add_wide(name, path);
  else buffer_add_text(name, "?");
  if (handle != NULL) CloseHandle(handle);
  snprintf(number, sizeof number, " (%lu)", (unsigned long)process);
  buffer_add_text(name, number);
}

/**
 * Who takes a connection, in Windows' order: who has named the address, else who listens on all of IPv4, else on all of
 * IPv6. Whether that one takes IPv4 at all, the table does not say.
 */
enum taker { LOOPBACK, ALL, ALL_IPV6, TAKERS };

static enum taker taker_of(DWORD address) {
  return address == htonl(INADDR_LOOPBACK) ? LOOPBACK : address == INADDR_ANY ? ALL : TAKERS;
}

static enum taker taker_of_ipv6(const UCHAR address[16]) {
  static const UCHAR all[16], mapped[12] = {[10] = 0xff, [11] = 0xff};
  DWORD inner;
  memcpy(&inner, address + sizeof mapped, sizeof inner);
  if (memcmp(address, mapped, sizeof mapped) == 0) return taker_of(inner);
  return memcmp(address, all, sizeof all) == 0 ? ALL_IPV6 : TAKERS;
}

enum { MAX_LISTENERS = 16 };

/** The programs that listen on a port, each once. From `sure` on they listen on all of IPv6 only. */
struct listening {
  DWORD processes[MAX_LISTENERS];
  uint32_t count;
  uint32_t sure;
};

static void add_process(struct listening *listening, DWORD process) {
  for (uint32_t i = 0; i < listening->count; i++)
    if (listening->processes[i] == process) return;
  if (listening->count < MAX_LISTENERS) listening->processes[listening->count++] = process;
}

static void add_names(struct buffer *names, const DWORD *processes, uint32_t count) {
  buffer_add_u32(names, count);
  for (uint32_t i = 0; i < count; i++) {
    struct buffer name = {0};
    name_process(processes[i], &name);
    if (name.failed) names->failed = true;
    buffer_add_bytes(names, buffer_slice(&name));
    buffer_free(&name);
  }
}

bool system_port_owner(uint16_t port, struct buffer *names) {
  MIB_TCPTABLE_OWNER_PID *table = listeners(AF_INET);
  if (table == NULL) return false;
  MIB_TCP6TABLE_OWNER_PID *ipv6 = listeners(AF_INET6);
  struct listening listening = {.count = 0};
  for (enum taker taker = LOOPBACK; taker < TAKERS; taker++) {
    if (taker == ALL_IPV6) listening.sure = listening.count;
    for (DWORD i = 0; i < table->dwNumEntries; i++) {
      const MIB_TCPROW_OWNER_PID *row = &table->table[i];
      if (ntohs((u_short)row->dwLocalPort) == port && taker_of(row->dwLocalAddr) == taker)
        add_process(&listening, row->dwOwningPid);
    }
    for (DWORD i = 0; ipv6 != NULL && i < ipv6->dwNumEntries; i++) {
      const MIB_TCP6ROW_OWNER_PID *row = &ipv6->table[i];
      if (ntohs((u_short)row->dwLocalPort) == port && taker_of_ipv6(row->ucLocalAddr) == taker)
        add_process(&listening, row->dwOwningPid);
    }
  }
  free(ipv6);
  free(table);
  add_names(names, listening.processes, listening.sure);
  add_names(names, listening.processes + listening.sure, listening.count - listening.sure);
  return true;
}
