/* The journal's quota of a day: what is left of it is told before it is used up, and then nothing more is written. */
#include <stdio.h>
#include <string.h>

#include "journal.h"

enum { QUOTA = 4096, NEEDED = 1024 };

int main(int count, char **arguments) {
  if (count != 2) return 2;
  struct journal journal;
  journal_init(&journal, strdup(arguments[1]));
  journal.day_quota = QUOTA;
  uint8_t record[500];
  memset(record, 'x', sizeof record);
  if (!journal_rotate(&journal, (struct segment_name){.segment = 1, .yyyymmdd = 20260101}, slice_text("{}"))) return 1;
  int with_room = 0, without = 0;
  for (;;) {
    bool has_room = journal_has_room(&journal, NEEDED);
    if (!journal_append(&journal, slice_of(record, sizeof record))) break;
    if (has_room)
      with_room++;
    else
      without++;
  }
  printf("%d appended with room, %d without\n", with_room, without);
  journal.day--; /* the next morning */
  printf("%s\n", journal_append(&journal, slice_of(record, sizeof record)) ? "appended" : "refused");
  journal_free(&journal);
  return 0;
}
