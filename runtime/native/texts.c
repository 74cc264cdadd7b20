#define GRP_WITH_CODE_TEXTS
#include "texts.h"

#include <stdio.h>

#include "embedded.h"
#include "engine.h"
#include "generated/codes.h"

enum { LANG_LT_1257 = 0, LANG_EN = 1, LANG_LT_UTF8 = 2 };

size_t version_line(char line[MAX_TEXT_BYTES]) {
  int length = snprintf(line, MAX_TEXT_BYTES, "gama-rrpay %s, ABI %d, %s, commit %s", embedded_version, GRP_EXPORTS_ABI,
                        engine_name, embedded_commit);
  return length < 0 ? 0 : length < MAX_TEXT_BYTES ? (size_t)length : MAX_TEXT_BYTES - 1;
}

const char *error_text(int32_t code, int32_t lang, char generic[MAX_TEXT_BYTES]) {
  for (int i = 0; i < GRP_CODE_TEXT_COUNT; i++) {
    const grp_code_text *text = &grp_code_texts[i];
    if (text->number != code) continue;
    return lang == LANG_LT_1257 ? text->lt_1257 : lang == LANG_LT_UTF8 ? text->lt_utf8 : text->en;
  }
  const char *sentence = lang == LANG_LT_1257   ? GRP_UNKNOWN_NUMBER_LT_1257
                         : lang == LANG_LT_UTF8 ? GRP_UNKNOWN_NUMBER_LT_UTF8
                                                : GRP_UNKNOWN_NUMBER_EN;
  snprintf(generic, MAX_TEXT_BYTES, sentence, (int)code);
  return generic;
}
