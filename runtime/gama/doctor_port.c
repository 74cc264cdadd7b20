/* Which program has RRPay's port: whoever listens there is who the till talks to. */
#include <winsock2.h>

#include "doctor.h"

#include <iphlpapi.h>
#include <stdio.h>
#include <stdlib.h>

/** The table of listeners with the processes that own them; freed by the caller. */
static MIB_TCPTABLE_OWNER_PID *listeners(void) {
  DWORD size = 0;
  MIB_TCPTABLE_OWNER_PID *table = NULL;
  for (int i = 0; i < 5; i++) {
    DWORD result = GetExtendedTcpTable(table, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0);
    if (result == NO_ERROR && table != NULL) return table;
    if (result != ERROR_INSUFFICIENT_BUFFER) break;
    free(table);
    size += 4096; /* others begin to listen meanwhile */
    table = malloc(size);
    if (table == NULL) return NULL;
  }
  free(table);
  return NULL;
}

static void name_process(DWORD process, char name[TEXT_MAX]) {
  WCHAR path[PATH_MAX_CHARS];
  DWORD length = PATH_MAX_CHARS;
  HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
  *name = 0;
  if (handle == NULL) return;
  if (QueryFullProcessImageNameW(handle, 0, path, &length) &&
      WideCharToMultiByte(CP_UTF8, 0, path, -1, name, TEXT_MAX - 64, NULL, NULL) == 0)
    *name = 0;
  CloseHandle(handle);
}

void doctor_check_port(const struct doctor_config *config) {
  char detail[TEXT_MAX], name[TEXT_MAX];
  const DWORD loopback = 0x0100007f, any = 0;
  MIB_TCPTABLE_OWNER_PID *table = config->port == 0 ? NULL : listeners();
  if (table == NULL) return;
  for (DWORD i = 0; i < table->dwNumEntries; i++) {
    const MIB_TCPROW_OWNER_PID *row = &table->table[i];
    unsigned port = (row->dwLocalPort & 0xff) << 8 | (row->dwLocalPort >> 8 & 0xff);
    if (port != config->port || (row->dwLocalAddr != loopback && row->dwLocalAddr != any)) continue;
    name_process(row->dwOwningPid, name);
    snprintf(detail, sizeof detail, "127.0.0.1:%u %s (%lu)", config->port, *name ? name : "?", row->dwOwningPid);
    add("port", "ok", detail, "");
    free(table);
    return;
  }
  free(table);
  snprintf(detail, sizeof detail, "127.0.0.1:%u", config->port);
  add("port", "warn", detail,
      english ? "No program listens on this port: start RRPay, or correct rrpay.port."
              : "\xc5\xa0io prievado neklauso jokia programa: paleiskite RRPay arba pataisykite rrpay.port.");
}
