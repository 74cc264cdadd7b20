/*
 * gama-rrpay-doctor.exe - what is wrong with a till, asked where GAMA runs, through the same exports that GAMA calls.
 *
 *   gama-rrpay-doctor [--json] [--language lt|en] [config file]
 *
 * Without a file it takes gama-rrpay.json beside the DLL. Exit codes: 0 all right, 1 look at it, 2 does not work.
 * A host like any other: it knows gama_rrpay.h and the flat lines of docs/contracts.md B17, nothing else.
 */
#include "../native/gama_rrpay.h"
#include "../native/generated/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "doctor.h"

enum { RESULT_MAX = 1 << 20, CHECKS_MAX = 128, BALTIC = 1257, BOOT = 0 };

/** Texts are UTF-8. */
struct check {
  char id[65];
  char status[8];
  char detail[TEXT_MAX];
  char fix[TEXT_MAX];
};

/** The exports that are asked; loaded by name, so that a missing DLL is a sentence and not Windows' own box. */
static struct {
  int32_t(GRP_CALL *version)(char *, int32_t);
  int32_t(GRP_CALL *open)(const char *);
  int32_t(GRP_CALL *start)(int32_t, const char *, const char *, int32_t);
  int32_t(GRP_CALL *poll)(int32_t, int32_t, int32_t);
  int32_t(GRP_CALL *progress)(int32_t, int32_t, char *, int32_t);
  int32_t(GRP_CALL *result)(int32_t, int32_t, char *, int32_t);
  int32_t(GRP_CALL *close)(int32_t, int32_t);
  int32_t(GRP_CALL *error_text)(int32_t, int32_t, char *, int32_t);
} grp;

static struct check checks[CHECKS_MAX];
static int check_count;
int english;
static char result[RESULT_MAX];

void add(const char *id, const char *status, const char *detail, const char *fix) {
  if (check_count == CHECKS_MAX) return;
  struct check *check = &checks[check_count++];
  snprintf(check->id, sizeof check->id, "%s", id);
  snprintf(check->status, sizeof check->status, "%s", status);
  snprintf(check->detail, sizeof check->detail, "%s", detail);
  snprintf(check->fix, sizeof check->fix, "%s", fix);
}

/** Results are in the code page of the config, which only the DLL knows: what is not UTF-8 is windows-1257. */
static void to_utf8(const char *bytes, char *out, int cap) {
  static WCHAR wide[TEXT_MAX];
  int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bytes, -1, wide, TEXT_MAX);
  if (length == 0) length = MultiByteToWideChar(BALTIC, 0, bytes, -1, wide, TEXT_MAX);
  if (length == 0 || WideCharToMultiByte(CP_UTF8, 0, wide, -1, out, cap, NULL, NULL) == 0) *out = 0;
}

static void print(const char *utf8) {
  static WCHAR wide[2 * TEXT_MAX];
  HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD mode, written;
  if (!GetConsoleMode(output, &mode)) {
    WriteFile(output, utf8, (DWORD)strlen(utf8), &written, NULL);
    return;
  }
  int length = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, 2 * TEXT_MAX);
  if (length > 0) WriteConsoleW(output, wide, (DWORD)length - 1, &written, NULL);
}

/** The value of one flat line, without its escapes; false when there is no such line. */
static int field(const char *path, char *out, int cap) {
  static char raw[TEXT_MAX];
  char key[128];
  int length = snprintf(key, sizeof key, "\r\n%s=", path);
  const char *at = strstr(result, key);
  if (at == NULL) return 0;
  int used = 0;
  for (at += length; *at && *at != '\r' && used < TEXT_MAX - 1; at++) {
    char byte = *at;
    if (byte == '\\' && at[1]) byte = *++at == '\\' ? '\\' : ' ';
    raw[used++] = byte;
  }
  raw[used] = 0;
  to_utf8(raw, out, cap);
  return 1;
}

/** Of the library, and of the config that stands beside it. */
static WCHAR library[MAX_PATH + 32];

static int load(void) {
  WCHAR *path = library;
  DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
  while (length > 0 && path[length - 1] != L'\\') length--;
  wcscpy(path + length, L"gama_rrpay.dll");
  HMODULE dll = LoadLibraryW(path);
  if (dll == NULL) return 0;
  struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"grp_version", &grp.version},   {"grp_open", &grp.open},     {"grp_start", &grp.start}, {"grp_poll", &grp.poll},
      {"grp_progress", &grp.progress}, {"grp_result", &grp.result}, {"grp_close", &grp.close}, {"grp_error_text", &grp.error_text},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    FARPROC address = GetProcAddress(dll, wanted[i].name);
    if (address == NULL) return 0;
    memcpy(wanted[i].place, &address, sizeof address);
  }
  return 1;
}

/** A code's sentence, and what a failed boot says of the place. */
static void add_fault(const char *id, int32_t session, int32_t code) {
  char fix[TEXT_MAX] = "", place[TEXT_MAX] = "", detail[TEXT_MAX];
  grp.error_text(code, english ? 1 : 2, fix, sizeof fix);
  if (session > 0) grp.progress(session, BOOT, place, sizeof place);
  snprintf(detail, sizeof detail, "%d%s%.4000s", (int)code, *place ? " " : "", place);
  add(id, code == GRP_E_IN_USE ? "warn" : "fail", detail, fix);
}

static int32_t end_of(int32_t session, int32_t call) {
  int32_t state;
  while ((state = grp.poll(session, call, 1000)) == 0) {
    // Boot and doctor end by themselves: their timeouts are the config's.
  }
  return state;
}

static void take_checks(void) {
  char path[64], id[TEXT_MAX], status[TEXT_MAX], detail[TEXT_MAX], fix[TEXT_MAX];
  for (int i = 0; i < CHECKS_MAX; i++) {
    snprintf(path, sizeof path, "checks.%d.id", i);
    if (!field(path, id, sizeof id)) return;
    snprintf(path, sizeof path, "checks.%d.status", i);
    if (!field(path, status, sizeof status)) strcpy(status, "fail");
    snprintf(path, sizeof path, "checks.%d.detail", i);
    if (!field(path, detail, sizeof detail)) *detail = 0;
    snprintf(path, sizeof path, "checks.%d.fix", i);
    if (!field(path, fix, sizeof fix)) *fix = 0;
    add(id, status, detail, fix);
  }
}

/** The plug-in that boot has taken: only one whose seal fits gets that far. */
static void add_bundle(int32_t session) {
  char version[TEXT_MAX] = "", detail[TEXT_MAX + 32];
  int32_t length = grp.result(session, BOOT, result, RESULT_MAX);
  if (length > 0 && length < RESULT_MAX) field("version", version, sizeof version);
  snprintf(detail, sizeof detail, "%s sha256 %s", version, english ? "is right" : "teisinga");
  add("bundle", "ok", detail, "");
}

static void ask(const char *config) {
  int32_t session = grp.open(config);
  if (session <= 0) {
    add_fault("open", 0, session);
    return;
  }
  int32_t state = end_of(session, BOOT);
  if (state < 0) {
    add_fault(state == GRP_E_IN_USE ? "lock" : "boot", session, state);
  } else {
    add_bundle(session);
    int32_t call = grp.start(session, "doctor", "", 0);
    state = call > 0 ? end_of(session, call) : call;
    int32_t length = state > 0 ? grp.result(session, call, result, RESULT_MAX) : state;
    if (length < 0 || length >= RESULT_MAX) add_fault("doctor", session, length);
    else if (*result == '{') add("doctor", "warn", "gama.format=json", english ? "Ask gama-rrpay doctor instead." : "Naudokite gama-rrpay doctor.");
    else take_checks();
  }
  while (grp.close(session, 1000) == GRP_E_CLOSING) {
    // The worker is let finish, as docs/contracts.md A5 asks.
  }
}

static void check_code_page(void) {
  char detail[32];
  snprintf(detail, sizeof detail, "%u", GetACP());
  add("code-page", GetACP() == BALTIC ? "ok" : "warn", detail,
      GetACP() == BALTIC ? ""
      : english ? "Windows' language for non-Unicode programs is not Lithuanian: change it in the region settings."
                : "Windows kalba ne Unicode programoms n\xc4\x97ra lietuvi\xc5\xb3: pakeiskite j\xc4\x85 srities nustatymuose.");
}

/** What can be told without a session as well: who may write, and who has the port. */
static void check_machine(const char *given) {
  static struct doctor_config config;
  WCHAR path[PATH_MAX_CHARS] = L"";
  if (*given) {
    MultiByteToWideChar(CP_ACP, 0, given, -1, path, PATH_MAX_CHARS);
  } else {
    wcscpy(path, library);
    wcscpy(wcsrchr(path, L'\\') + 1, L"gama-rrpay.json");
  }
  doctor_read_config(&config, path);
  doctor_check_rights(&config, library);
  doctor_check_port(&config);
}

static int rank(const char *status) {
  return strcmp(status, "ok") == 0 ? 0 : strcmp(status, "warn") == 0 ? 1 : 2;
}

static void print_json_text(const char *text) {
  static char out[2 * TEXT_MAX];
  size_t used = 0;
  out[used++] = '"';
  for (; *text && used < sizeof out - 8; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') out[used++] = '\\';
    out[used++] = c < 0x20 ? ' ' : (char)c;
  }
  out[used++] = '"';
  out[used] = 0;
  print(out);
}

static void report_json(const char *status) {
  print("{\"checks\":[");
  for (int i = 0; i < check_count; i++) {
    const struct check *check = &checks[i];
    const char *pairs[][2] = {{"id", check->id}, {"status", check->status}, {"detail", check->detail}, {"fix", check->fix}};
    for (int j = 0; j < 4; j++) {
      print(j > 0 ? "," : i > 0 ? ",{" : "{");
      print_json_text(pairs[j][0]);
      print(":");
      print_json_text(pairs[j][1]);
    }
    print("}");
  }
  print("],\"status\":");
  print_json_text(status);
  print("}\r\n");
}

static void report_text(const char *status) {
  static char line[2 * TEXT_MAX];
  for (int i = 0; i < check_count; i++) {
    snprintf(line, sizeof line, "%-4s  %-14s  %s\r\n", checks[i].status, checks[i].id, checks[i].detail);
    print(line);
    if (*checks[i].fix) {
      snprintf(line, sizeof line, "      -> %s\r\n", checks[i].fix);
      print(line);
    }
  }
  snprintf(line, sizeof line, "%s\r\n", status);
  print(line);
}

/** Started by a double click, the window would close before anybody has read it. */
static void wait_for_reader(void) {
  DWORD process;
  if (GetConsoleProcessList(&process, 1) == 1) getchar();
}

int main(int argc, char **argv) {
  const char *config = "";
  int json = 0, worst = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0) json = 1;
    else if (strcmp(argv[i], "--language") == 0 && i + 1 < argc) english = strcmp(argv[++i], "en") == 0;
    else config = argv[i];
  }
  if (load()) {
    char version[TEXT_MAX] = "";
    grp.version(version, sizeof version);
    add("version", "ok", version, "");
    check_code_page();
    ask(config);
    check_machine(config);
  } else {
    add("dll", "fail", "gama_rrpay.dll",
        english ? "gama_rrpay.dll is missing beside this program or is not whole: unpack the release again."
                : "gama_rrpay.dll n\xc4\x97ra \xc5\xa1""alia \xc5\xa1ios programos arba jis sugadintas: i\xc5\xa1pakuokite leidin\xc4\xaf i\xc5\xa1 naujo.");
  }
  for (int i = 0; i < check_count; i++) worst = rank(checks[i].status) > worst ? rank(checks[i].status) : worst;
  const char *status = worst == 0 ? "ok" : worst == 1 ? "warn" : "fail";
  if (json) report_json(status);
  else report_text(status);
  wait_for_reader();
  return worst;
}
