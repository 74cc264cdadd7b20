/* Threads, clocks and address space on Windows 7 and later. */
#include "platform.h"
#include "win32_text.h"

#include <process.h>
#include <stdlib.h>
#include <string.h>

/* RtlGenRandom, as advapi32 has exported it since Windows XP; its header needs a #define around it. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

/*
 * What the compiler's stack protector needs. The guard value is drawn when the library is loaded, before any other code
 * of it runs. If a stack is overwritten, the process ends at once, before anything uses the overwritten values.
 */
extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard = (uintptr_t)0x595e9fbd94fda766;
void __stack_chk_fail(void) __attribute__((noreturn));
void __stack_chk_fail(void) {
  __builtin_trap();
}

static __attribute__((no_stack_protector)) void draw_guard(void) {
  uintptr_t drawn;
  if (!SystemFunction036(&drawn, sizeof drawn)) {
    LARGE_INTEGER ticks;
    QueryPerformanceCounter(&ticks);
    drawn = (uintptr_t)ticks.QuadPart * 2654435761u ^ (uintptr_t)&drawn;
  }
  /* The lowest byte is 0, because a function that copies a text stops there. */
  __stack_chk_guard = drawn & ~(uintptr_t)0xff;
}

/** The whole entry point of the DLL. It starts no C library, because msvcrt starts itself. */
BOOL WINAPI grp_dll_entry(HINSTANCE instance, DWORD reason, LPVOID reserved);
BOOL WINAPI __attribute__((no_stack_protector)) grp_dll_entry(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  (void)instance;
  (void)reserved;
  if (reason == DLL_PROCESS_ATTACH) draw_guard();
  return TRUE;
}

void platform_lock(platform_mutex *mutex) {
  AcquireSRWLockExclusive(mutex);
}

void platform_unlock(platform_mutex *mutex) {
  ReleaseSRWLockExclusive(mutex);
}

void platform_wait(platform_condition *condition, platform_mutex *mutex, uint32_t wait_ms) {
  SleepConditionVariableSRW(condition, mutex, wait_ms, 0);
}

void platform_broadcast(platform_condition *condition) {
  WakeAllConditionVariable(condition);
}

struct start {
  void (*body)(void *);
  void *argument;
};

#ifdef __i386__
__attribute__((force_align_arg_pointer))
#endif
static unsigned __stdcall run(void *pointer) {
  struct start start = *(struct start *)pointer;
  free(pointer);
  start.body(start.argument);
  return 0;
}

bool platform_thread_start(platform_thread *thread, size_t stack_bytes, void (*body)(void *), void *argument) {
  struct start *start = malloc(sizeof *start);
  if (start == NULL) return false;
  *start = (struct start){body, argument};
  /* msvcrt keeps a block for each thread, so threads must be started with its function. */
  uintptr_t handle = _beginthreadex(NULL, (unsigned)stack_bytes, run, start, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
  if (handle == 0) {
    free(start);
    return false;
  }
  *thread = (HANDLE)handle;
  return true;
}

void platform_thread_join(platform_thread thread) {
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

bool platform_pin(void) {
  HMODULE module;
  return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                            (LPCWSTR)(void *)platform_pin, &module) != 0;
}

static INIT_ONCE slot_once = INIT_ONCE_STATIC_INIT;
static DWORD slot = TLS_OUT_OF_INDEXES;

static BOOL CALLBACK make_slot(PINIT_ONCE once, PVOID argument, PVOID *context) {
  (void)once;
  (void)argument;
  (void)context;
  slot = TlsAlloc();
  return TRUE;
}

bool platform_slot_set(void *pointer) {
  InitOnceExecuteOnce(&slot_once, make_slot, NULL, NULL);
  return slot != TLS_OUT_OF_INDEXES && TlsSetValue(slot, pointer) != 0;
}

void *platform_slot_get(void) {
  return slot == TLS_OUT_OF_INDEXES ? NULL : TlsGetValue(slot);
}

uint64_t platform_mono_ms(void) {
  LARGE_INTEGER now, frequency;
  QueryPerformanceCounter(&now);
  QueryPerformanceFrequency(&frequency);
  uint64_t ticks = (uint64_t)now.QuadPart, each = (uint64_t)frequency.QuadPart;
  return ticks / each * 1000 + ticks % each * 1000 / each;
}

static const int64_t ticks_to_1970 = 116444736000000000;

int64_t platform_wall_ms(void) {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  int64_t ticks = (int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime);
  return (ticks - ticks_to_1970) / 10000;
}

int platform_utc_offset_min(int64_t wall_ms) {
  uint64_t ticks = (uint64_t)(wall_ms * 10000 + ticks_to_1970);
  FILETIME utc = {.dwLowDateTime = (DWORD)ticks, .dwHighDateTime = (DWORD)(ticks >> 32)}, local;
  SYSTEMTIME utc_parts, local_parts;
  if (!FileTimeToSystemTime(&utc, &utc_parts) || !SystemTimeToTzSpecificLocalTime(NULL, &utc_parts, &local_parts) ||
      !SystemTimeToFileTime(&local_parts, &local))
    return 0;
  int64_t local_ticks = (int64_t)((uint64_t)local.dwHighDateTime << 32 | local.dwLowDateTime);
  return (int)((local_ticks - (int64_t)ticks + 300000000) / 600000000);
}

bool platform_random(uint8_t *bytes, size_t count) {
  return SystemFunction036(bytes, (ULONG)count) != 0;
}

uint8_t *platform_reserve(size_t bytes) {
  return VirtualAlloc(NULL, bytes, MEM_RESERVE, PAGE_NOACCESS);
}

bool platform_commit(uint8_t *start, size_t bytes) {
  return bytes == 0 || VirtualAlloc(start, bytes, MEM_COMMIT, PAGE_READWRITE) != NULL;
}

void platform_release(uint8_t *start, size_t bytes) {
  (void)bytes;
  VirtualFree(start, 0, MEM_RELEASE);
}

wchar_t *win32_wide(const char *utf8) {
  int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, NULL, 0);
  wchar_t *wide = length > 0 ? malloc((size_t)length * sizeof *wide) : NULL;
  if (wide != NULL) MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, wide, length);
  return wide;
}

char *win32_utf8(const wchar_t *wide) {
  int length = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
  char *utf8 = length > 0 ? malloc((size_t)length) : NULL;
  if (utf8 != NULL) WideCharToMultiByte(CP_UTF8, 0, wide, -1, utf8, length, NULL, NULL);
  return utf8;
}

/** GetFullPathNameW into fresh memory. */
static wchar_t *full_path(const wchar_t *path) {
  DWORD room = GetFullPathNameW(path, 0, NULL, NULL);
  wchar_t *full = room > 0 ? malloc(room * sizeof *full) : NULL;
  DWORD length = full == NULL ? 0 : GetFullPathNameW(path, room, full, NULL);
  /* 0 when it fails; more than there is room for when the current folder has changed meanwhile. */
  if (length > 0 && length < room) return full;
  free(full);
  return NULL;
}

wchar_t *win32_path(const char *utf8) {
  static const wchar_t long_prefix[] = L"\\\\?\\";
  wchar_t *wide = win32_wide(utf8);
  if (wide == NULL) return NULL;
  wchar_t *full = full_path(wide);
  free(wide);
  /* Only a path with a drive letter takes the prefix as it is, and only a long one needs it. */
  if (full == NULL || wcslen(full) < 240 || full[1] != L':') return full;
  wchar_t *prefixed = malloc((wcslen(full) + 5) * sizeof *prefixed);
  if (prefixed != NULL) {
    wcscpy(prefixed, long_prefix);
    wcscat(prefixed, full);
  }
  free(full);
  return prefixed;
}

char *platform_config_path(const char *given) {
  int length = MultiByteToWideChar(CP_ACP, 0, given, -1, NULL, 0);
  wchar_t *wide = length > 0 ? malloc((size_t)length * sizeof *wide) : NULL;
  if (wide == NULL) return NULL;
  MultiByteToWideChar(CP_ACP, 0, given, -1, wide, length);
  wchar_t *full = full_path(wide);
  free(wide);
  char *path = full == NULL ? NULL : win32_utf8(full);
  free(full);
  return path;
}

char *platform_variable(const char *name) {
  wchar_t *wide = win32_wide(name);
  DWORD room = wide == NULL ? 0 : GetEnvironmentVariableW(wide, NULL, 0);
  wchar_t *value = room > 0 ? malloc(room * sizeof *value) : NULL;
  DWORD length = value == NULL ? 0 : GetEnvironmentVariableW(wide, value, room);
  char *utf8 = length > 0 && length < room ? win32_utf8(value) : NULL;
  free(value);
  free(wide);
  return utf8;
}

char *platform_computer(void) {
  return platform_variable("COMPUTERNAME");
}

char *platform_default_config(void) {
  static const wchar_t name[] = L"gama-rrpay.json";
  enum { room = 32768 };
  HMODULE module;
  wchar_t *path = malloc((room + sizeof name) * sizeof *path);
  if (path == NULL) return NULL;
  char *result = NULL;
  if (GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                         (LPCWSTR)(void *)platform_default_config, &module) != 0) {
    DWORD length = GetModuleFileNameW(module, path, room);
    wchar_t *end = length > 0 && length < room ? wcsrchr(path, L'\\') : NULL;
    if (end != NULL) {
      wcscpy(end + 1, name);
      result = win32_utf8(path);
    }
  }
  free(path);
  return result;
}

bool platform_same_path(const char *one, const char *other) {
  int one_length = MultiByteToWideChar(CP_ACP, 0, one, -1, NULL, 0);
  int other_length = MultiByteToWideChar(CP_ACP, 0, other, -1, NULL, 0);
  if (one_length <= 0 || one_length != other_length) return false;
  wchar_t *wide = malloc(2 * (size_t)one_length * sizeof *wide);
  if (wide == NULL) return strcmp(one, other) == 0;
  MultiByteToWideChar(CP_ACP, 0, one, -1, wide, one_length);
  MultiByteToWideChar(CP_ACP, 0, other, -1, wide + one_length, other_length);
  bool same = CompareStringOrdinal(wide, one_length, wide + one_length, other_length, TRUE) == CSTR_EQUAL;
  free(wide);
  return same;
}
