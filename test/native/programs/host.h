/*
 * Loads the library the way a host does: by path, undecorated names, calls through pointers. Every call goes through
 * CALL, which checks what the header promises of the processor's state.
 */
#ifndef GRP_TEST_HOST_H
#define GRP_TEST_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define STDCALL __stdcall
#else
#define STDCALL
#endif

enum function {
  ABI_VERSION,
  VERSION,
  ECHO,
  OPEN,
  START,
  POLL,
  PROGRESS,
  RESULT,
  CANCEL,
  RELEASE,
  CLOSE,
  ERROR_TEXT,
  FUNCTION_COUNT
};

/** Loads the library (again) and finds all functions; ends the program when something is missing. */
void load_library(const char *path);
/** FreeLibrary or dlclose. */
void unload_library(void);

/** Calls a function with up to four arguments, and ends the program when it disturbs the processor's state. */
int32_t call(enum function function, intptr_t a, intptr_t b, intptr_t c, intptr_t d);

#define CALL0(f) call(f, 0, 0, 0, 0)
#define CALL1(f, a) call(f, (intptr_t)(a), 0, 0, 0)
#define CALL2(f, a, b) call(f, (intptr_t)(a), (intptr_t)(b), 0, 0)
#define CALL3(f, a, b, c) call(f, (intptr_t)(a), (intptr_t)(b), (intptr_t)(c), 0)
#define CALL4(f, a, b, c, d) call(f, (intptr_t)(a), (intptr_t)(b), (intptr_t)(c), (intptr_t)(d))

void pause_ms(int ms);
uint64_t now_ms(void);

/** Starts `count` threads that each run `body` with their number, and waits for all of them. */
void run_threads(int count, void (*body)(int number));

/** Ends the program with a message. */
void give_up(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#define CHECK(condition) \
  do { \
    if (!(condition)) give_up("%s:%d: %s", __FILE__, __LINE__, #condition); \
  } while (0)
#define CHECK_IS(actual, expected) \
  do { \
    long long actual_ = (long long)(actual), expected_ = (long long)(expected); \
    if (actual_ != expected_) \
      give_up("%s:%d: %s is %lld, not %lld", __FILE__, __LINE__, #actual, actual_, expected_); \
  } while (0)

#endif
