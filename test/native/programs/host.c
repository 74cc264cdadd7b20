#include "host.h"

#include <stdarg.h>

#ifndef _WIN32
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>
#endif

static const struct {
  const char *name;
  int parameters;
} functions[FUNCTION_COUNT] = {
    [ABI_VERSION] = {"grp_abi_version", 0}, [VERSION] = {"grp_version", 2},   [ECHO] = {"grp_echo", 4},
    [OPEN] = {"grp_open", 1},               [START] = {"grp_start", 4},       [POLL] = {"grp_poll", 3},
    [PROGRESS] = {"grp_progress", 4},       [RESULT] = {"grp_result", 4},     [CANCEL] = {"grp_cancel", 2},
    [RELEASE] = {"grp_release", 2},         [CLOSE] = {"grp_close", 2},       [ERROR_TEXT] = {"grp_error_text", 4},
};

static void *addresses[FUNCTION_COUNT];

void give_up(const char *format, ...) {
  va_list list;
  va_start(list, format);
  vprintf(format, list);
  va_end(list);
  printf("\n");
  fflush(stdout);
  _exit(1);
}

/*
 * What GAMA's own settings may be: 53-bit precision, rounding towards zero, and exceptions that are not masked.
 * valgrind has no such state: with PLAIN_FPU in the environment the processor's own is kept.
 */
static uint16_t host_x87 = 0x0e72;
static uint32_t host_mxcsr = 0xe000 | 0x1000;

static void choose_fpu(void) {
  if (getenv("PLAIN_FPU") != NULL) __asm__ volatile("fnstcw %0\n stmxcsr %1" : "=m"(host_x87), "=m"(host_mxcsr));
}

#ifdef _WIN32
static HMODULE library;

void load_library(const char *path) {
  choose_fpu();
  library = LoadLibraryA(path);
  if (library == NULL) give_up("%s does not load: %lu", path, GetLastError());
  for (int i = 0; i < FUNCTION_COUNT; i++) {
    addresses[i] = (void *)GetProcAddress(library, functions[i].name);
    if (addresses[i] == NULL) give_up("no %s", functions[i].name);
  }
}

void unload_library(void) {
  FreeLibrary(library);
}

void pause_ms(int ms) {
  Sleep((DWORD)ms);
}

uint64_t now_ms(void) {
  return GetTickCount64();
}
#else
static void *library;

void load_library(const char *path) {
  choose_fpu();
  library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) give_up("%s", dlerror());
  for (int i = 0; i < FUNCTION_COUNT; i++) {
    addresses[i] = dlsym(library, functions[i].name);
    if (addresses[i] == NULL) give_up("no %s", functions[i].name);
  }
}

void unload_library(void) {
  dlclose(library);
}

void pause_ms(int ms) {
  usleep((useconds_t)ms * 1000);
}

uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
#endif

#if defined(__i386__)

/** The processor's state behind a call. */
struct after {
  uint32_t esp, expected_esp, ebx, esi, edi, flags, mxcsr;
  uint32_t x87[7]; /* fnstenv: control, status, tag … */
};

int32_t guarded_call(void *address, int count, const intptr_t *arguments, int skew, struct after *after);

/* Pushes the arguments on a stack that is aligned to 4 bytes and no more, and looks at everything when it comes back. */
__asm__(
    ".text\n"
    "_guarded_call:\n"
    "  pushl %ebp\n"
    "  movl %esp, %ebp\n"
    "  pushl %ebx\n"
    "  pushl %esi\n"
    "  pushl %edi\n"
    "  subl $64, %esp\n"
    "  andl $-16, %esp\n"
    "  subl 20(%ebp), %esp\n"
    "  movl %esp, -16(%ebp)\n"
    "  movl 16(%ebp), %edx\n"
    "  movl 12(%ebp), %ecx\n"
    "1: testl %ecx, %ecx\n"
    "  jz 2f\n"
    "  pushl -4(%edx,%ecx,4)\n"
    "  decl %ecx\n"
    "  jmp 1b\n"
    "2: movl $0x11111111, %ebx\n"
    "  movl $0x22222222, %esi\n"
    "  movl $0x33333333, %edi\n"
    "  call *8(%ebp)\n"
    "  movl 24(%ebp), %ecx\n"
    "  movl %esp, (%ecx)\n"
    "  movl -16(%ebp), %edx\n"
    "  movl %edx, 4(%ecx)\n"
    "  movl %ebx, 8(%ecx)\n"
    "  movl %esi, 12(%ecx)\n"
    "  movl %edi, 16(%ecx)\n"
    "  pushfl\n"
    "  popl 20(%ecx)\n"
    "  stmxcsr 24(%ecx)\n"
    "  fnstenv 28(%ecx)\n"
    "  leal -12(%ebp), %esp\n"
    "  popl %edi\n"
    "  popl %esi\n"
    "  popl %ebx\n"
    "  popl %ebp\n"
    "  ret\n");

int32_t call(enum function function, intptr_t a, intptr_t b, intptr_t c, intptr_t d) {
  static int skew;
  const intptr_t arguments[4] = {a, b, c, d};
  struct after after;
  uint16_t x87_before;
  uint32_t sse_before;
  skew = (skew + 4) % 16;
  __asm__ volatile("fnstcw %0\n stmxcsr %1" : "=m"(x87_before), "=m"(sse_before));
  __asm__ volatile("fldcw %0\n ldmxcsr %1" : : "m"(host_x87), "m"(host_mxcsr));
  int32_t result = guarded_call(addresses[function], functions[function].parameters, arguments, skew, &after);
  __asm__ volatile("fnclex\n fldcw %0\n ldmxcsr %1" : : "m"(x87_before), "m"(sse_before));
  const char *name = functions[function].name;
  if (after.esp != after.expected_esp) give_up("%s: stack pointer off by %d", name, (int)(after.esp - after.expected_esp));
  if (after.ebx != 0x11111111 || after.esi != 0x22222222 || after.edi != 0x33333333)
    give_up("%s: a callee-saved register is lost", name);
  if (after.flags & 0x400) give_up("%s: direction flag", name);
  if ((after.mxcsr & 0xffc0) != (host_mxcsr & 0xffc0)) give_up("%s: MXCSR %x", name, (unsigned)after.mxcsr);
  if ((after.x87[0] & 0xffff) != host_x87) give_up("%s: x87 control word %x", name, (unsigned)after.x87[0]);
  if ((after.x87[2] & 0xffff) != 0xffff) give_up("%s: the x87 stack is not empty", name);
  return result;
}

#else

int32_t call(enum function function, intptr_t a, intptr_t b, intptr_t c, intptr_t d) {
  uint16_t x87_before, x87_after;
  uint32_t sse_before, sse_after;
  void *address = addresses[function];
  int32_t result;
  __asm__ volatile("fnstcw %0\n stmxcsr %1" : "=m"(x87_before), "=m"(sse_before));
  __asm__ volatile("fldcw %0\n ldmxcsr %1" : : "m"(host_x87), "m"(host_mxcsr));
  /* The length of the argument list does not matter to this calling convention; integers go in whole registers. */
  result = ((int32_t(STDCALL *)(intptr_t, intptr_t, intptr_t, intptr_t))address)(a, b, c, d);
  __asm__ volatile("fnstcw %0\n stmxcsr %1" : "=m"(x87_after), "=m"(sse_after));
  __asm__ volatile("fnclex\n fldcw %0\n ldmxcsr %1" : : "m"(x87_before), "m"(sse_before));
  if ((sse_after & 0xffc0) != (host_mxcsr & 0xffc0)) give_up("%s: MXCSR %x", functions[function].name, (unsigned)sse_after);
  if (x87_after != host_x87) give_up("%s: x87 control word %x", functions[function].name, (unsigned)x87_after);
  return result;
}

#endif

struct start {
  void (*body)(int);
  int number;
};

#ifdef _WIN32
static DWORD WINAPI run(void *argument) {
  const struct start *start = argument;
  start->body(start->number);
  return 0;
}
#else
static void *run(void *argument) {
  const struct start *start = argument;
  start->body(start->number);
  return NULL;
}
#endif

void run_threads(int count, void (*body)(int)) {
  enum { MAX_THREADS = 32 };
  struct start starts[MAX_THREADS];
  CHECK(count <= MAX_THREADS);
#ifdef _WIN32
  HANDLE threads[MAX_THREADS] = {NULL};
  for (int i = 0; i < count; i++) {
    starts[i] = (struct start){body, i};
    threads[i] = CreateThread(NULL, 0, run, &starts[i], 0, NULL);
    CHECK(threads[i] != NULL);
  }
  WaitForMultipleObjects((DWORD)count, threads, TRUE, INFINITE);
  for (int i = 0; i < count; i++) CloseHandle(threads[i]);
#else
  pthread_t threads[MAX_THREADS];
  for (int i = 0; i < count; i++) {
    starts[i] = (struct start){body, i};
    CHECK_IS(pthread_create(&threads[i], NULL, run, &starts[i]), 0);
  }
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
#endif
}
