/*
 * The floor: the peers' mapping in C, with nothing around it. `client PAYLOAD ID TILL HOST EPOCH ROUNDS` prints `ns N` for
 * each round, an empty line, and the bytes of the request. Ends with 1 where the payload is refused.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ITEMS_MAX = 1000, BYTES_MAX = 256 * 1024, FIELDS_MAX = 12 };

struct text {
  const char *at;
  size_t length;
};

struct field {
  const char *name;
  bool number;
};

static const struct field HEAD[] = {{"window", false},   {"saleKey", false},  {"kind", false},
                                    {"receiptNo", false}, {"operator", false}, {"currency", false}};
enum { WINDOW, SALE_KEY, KIND, RECEIPT_NO, OPERATOR, CURRENCY, HEAD_COUNT };

static const struct field TOTALS[] = {{"totalCents", true}, {"discountCents", true}, {"vatCents", true}};
enum { SUM, TOTALS_COUNT = 3 };

static const struct field LINE[] = {{"no", true},            {"type", false},        {"code", false},
                                    {"barcode", false},      {"name", false},        {"unit", false},
                                    {"quantityE4", true},    {"unitPriceE4", true},  {"discountCents", true},
                                    {"totalCents", true},    {"vatGroup", false},    {"vatRateBp", true}};
enum { NO, QUANTITY = 6, PRICE = 7, DISCOUNT = 8, TOTAL = 9, LINE_COUNT = 12 };

/** An object's values, and its fields in the order in which they came. */
struct object {
  struct text texts[FIELDS_MAX];
  int64_t numbers[FIELDS_MAX];
  uint8_t order[FIELDS_MAX];
  int count;
  unsigned seen;
};

static struct object head, totals, items[ITEMS_MAX];
static int item_count;

/** Windows-1257 from 80 on; 0 where Windows has no character. */
static const uint16_t UPPER[128] = {
    0x20ac, 0, 0x201a, 0, 0x201e, 0x2026, 0x2020, 0x2021, 0, 0x2030, 0, 0x2039, 0, 0x00a8, 0x02c7, 0x00b8,
    0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0, 0x2122, 0, 0x203a, 0, 0x00af, 0x02db, 0,
    0x00a0, 0, 0x00a2, 0x00a3, 0x00a4, 0, 0x00a6, 0x00a7, 0x00d8, 0x00a9, 0x0156, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00c6,
    0x00b0, 0x00b1, 0x00b2, 0x00b3, 0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00f8, 0x00b9, 0x0157, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00e6,
    0x0104, 0x012e, 0x0100, 0x0106, 0x00c4, 0x00c5, 0x0118, 0x0112, 0x010c, 0x00c9, 0x0179, 0x0116, 0x0122, 0x0136, 0x012a, 0x013b,
    0x0160, 0x0143, 0x0145, 0x00d3, 0x014c, 0x00d5, 0x00d6, 0x00d7, 0x0172, 0x0141, 0x015a, 0x016a, 0x00dc, 0x017b, 0x017d, 0x00df,
    0x0105, 0x012f, 0x0101, 0x0107, 0x00e4, 0x00e5, 0x0119, 0x0113, 0x010d, 0x00e9, 0x017a, 0x0117, 0x0123, 0x0137, 0x012b, 0x013c,
    0x0161, 0x0144, 0x0146, 0x00f3, 0x014d, 0x00f5, 0x00f6, 0x00f7, 0x0173, 0x0142, 0x015b, 0x016b, 0x00fc, 0x017c, 0x017e, 0x02d9,
};

static char body[BYTES_MAX * 8], request[BYTES_MAX * 8 + 1024];
static size_t body_length;

static void refuse(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(1);
}

static bool is(struct text text, const char *word) {
  return text.length == strlen(word) && memcmp(text.at, word, text.length) == 0;
}

static int64_t integer(struct text raw) {
  size_t at = 0;
  bool negative = raw.length > 0 && raw.at[0] == '-';
  if (negative) at++;
  size_t digits = raw.length - at;
  if (digits == 0 || digits > 15 || (raw.at[at] == '0' && (digits > 1 || negative))) refuse("integer");
  int64_t value = 0;
  for (; at < raw.length; at++) {
    if (raw.at[at] < '0' || raw.at[at] > '9') refuse("integer");
    value = value * 10 + (raw.at[at] - '0');
  }
  return negative ? -value : value;
}

static struct text text_of(struct text raw) {
  while (raw.length > 0 && raw.at[raw.length - 1] == ' ') raw.length--;
  if (raw.length == 0) refuse("text");
  for (size_t at = 0; at < raw.length; at++) {
    uint8_t byte = (uint8_t)raw.at[at];
    if (byte < 0x20 || byte == 0x7f || byte == '\\' || (byte >= 0x80 && UPPER[byte - 0x80] == 0)) refuse("text");
  }
  return raw;
}

static void put(struct object *object, const struct field *fields, int count, struct text name, struct text raw) {
  int at = 0;
  while (at < count && !is(name, fields[at].name)) at++;
  if (at == count) refuse("unknown path");
  if (object->seen & (1u << at)) refuse("duplicate path");
  object->seen |= 1u << at;
  object->order[object->count++] = (uint8_t)at;
  if (fields[at].number) object->numbers[at] = integer(raw);
  else object->texts[at] = text_of(raw);
}

static struct object *item_at(struct text index) {
  int64_t at = integer(index);
  if (at < 0 || at > item_count || at >= ITEMS_MAX) refuse("index");
  if (at == item_count) items[item_count++] = (struct object){0};
  return &items[at];
}

static void read_row(struct text row) {
  const char *equals = memchr(row.at, '=', row.length);
  if (equals == NULL) refuse("no equals sign");
  struct text path = {row.at, (size_t)(equals - row.at)};
  struct text raw = {equals + 1, row.length - path.length - 1};
  const char *dot = memchr(path.at, '.', path.length);
  if (dot == NULL) {
    put(&head, HEAD, HEAD_COUNT, path, raw);
    return;
  }
  struct text first = {path.at, (size_t)(dot - path.at)}, rest = {dot + 1, path.length - (size_t)(dot - path.at) - 1};
  const char *second = memchr(rest.at, '.', rest.length);
  if (second == NULL && is(first, "totals")) {
    put(&totals, TOTALS, TOTALS_COUNT, rest, raw);
  } else if (second != NULL && is(first, "lines")) {
    struct text index = {rest.at, (size_t)(second - rest.at)};
    put(item_at(index), LINE, LINE_COUNT, (struct text){second + 1, rest.length - index.length - 1}, raw);
  } else {
    refuse("unknown path");
  }
}

static void parse(struct text payload) {
  head = totals = (struct object){0};
  item_count = 0;
  const char *end = payload.at + payload.length;
  for (const char *at = payload.at; at < end;) {
    const char *line_end = memchr(at, '\n', (size_t)(end - at));
    if (line_end == NULL) line_end = end;
    struct text row = {at, (size_t)(line_end - at)};
    if (row.length > 0 && row.at[row.length - 1] == '\r') row.length--;
    if (row.length > 0) read_row(row);
    at = line_end + 1;
  }
}

static void check(void) {
  if (head.count != HEAD_COUNT || totals.count != TOTALS_COUNT || item_count == 0) refuse("required");
  if (!is(head.texts[WINDOW], "settlement")) refuse("schema");
  if (!is(head.texts[KIND], "sale") && !is(head.texts[KIND], "return")) refuse("schema");
  int64_t sum = 0;
  for (int at = 0; at < item_count; at++) {
    if (items[at].count != LINE_COUNT) refuse("required");
    const int64_t *line = items[at].numbers;
    for (int other = 0; other < at; other++)
      if (items[other].numbers[NO] == line[NO]) refuse("line number");
    __int128 exact = (__int128)line[QUANTITY] * line[PRICE];
    __int128 product = (exact < 0 ? exact - 500000 : exact + 500000) / 1000000;
    __int128 off = product - line[DISCOUNT] - line[TOTAL];
    if (off < -1 || off > 1) refuse("line product");
    sum += line[TOTAL];
  }
  if (sum != totals.numbers[SUM]) refuse("total");
}

static void add(const char *text) {
  size_t length = strlen(text);
  memcpy(body + body_length, text, length);
  body_length += length;
}

static void add_text(struct text text) {
  static const char hex[] = "0123456789abcdef";
  char *to = body + body_length;
  *to++ = '"';
  for (size_t at = 0; at < text.length; at++) {
    uint8_t byte = (uint8_t)text.at[at];
    if (byte >= 0x80) {
      uint16_t unit = UPPER[byte - 0x80];
      *to++ = '\\';
      *to++ = 'u';
      for (int shift = 12; shift >= 0; shift -= 4) *to++ = hex[unit >> shift & 15];
      continue;
    }
    if (byte == '"') *to++ = '\\';
    *to++ = (char)byte;
  }
  *to++ = '"';
  body_length = (size_t)(to - body);
}

static void add_name(const char *name) {
  if (body[body_length - 1] != '{') add(",");
  add_text((struct text){name, strlen(name)});
  add(":");
}

static void add_number(int64_t number) {
  char digits[24];
  snprintf(digits, sizeof digits, "%lld", (long long)number);
  add(digits);
}

static void add_item(const struct object *item) {
  add("{");
  for (int at = 0; at < item->count; at++) {
    int field = item->order[at];
    add_name(LINE[field].name);
    if (LINE[field].number) add_number(item->numbers[field]);
    else add_text(item->texts[field]);
  }
  add("}");
}

static void write_body(const char *id, const char *till) {
  body_length = 0;
  add("{");
  add_name("id");
  add_text((struct text){id, strlen(id)});
  add_name("till");
  add_text((struct text){till, strlen(till)});
  for (int at = KIND; ; at = at == KIND ? SALE_KEY : at == SALE_KEY ? RECEIPT_NO : at + 1) {
    add_name(HEAD[at].name);
    add_text(head.texts[at]);
    if (at == CURRENCY) break;
  }
  add_name("lines");
  for (int at = 0; at < item_count; at++) {
    add(at == 0 ? "[" : ",");
    add_item(&items[at]);
  }
  add("]");
  add_name("totalCents");
  add_number(totals.numbers[SUM]);
  add("}");
}

/** The request's length. */
static size_t map(struct text payload, char **told) {
  parse(payload);
  check();
  write_body(told[0], told[1]);
  int length = snprintf(request, 1024,
                        "POST /v1/transactions HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n"
                        "Content-Type: application/json\r\nContent-Length: %zu\r\nRRPay-Epoch: %s\r\n\r\n",
                        told[2], body_length, told[3]);
  memcpy(request + length, body, body_length);
  return (size_t)length + body_length;
}

int main(int count, char **arguments) {
  if (count != 7) refuse("client PAYLOAD ID TILL HOST EPOCH ROUNDS");
  static char bytes[BYTES_MAX + 1];
  FILE *file = fopen(arguments[1], "rb");
  if (file == NULL) refuse("no payload");
  size_t length = fread(bytes, 1, sizeof bytes, file), written = 0;
  fclose(file);
  if (length > BYTES_MAX) refuse("too large");
  for (int left = atoi(arguments[6]); left > 0; left--) {
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    written = map((struct text){bytes, length}, arguments + 2);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("ns %lld\n", (ended.tv_sec - began.tv_sec) * 1000000000LL + (ended.tv_nsec - began.tv_nsec));
  }
  printf("\n");
  fwrite(request, 1, written, stdout);
  return 0;
}
