/* What a person sees and types, and what the command line was: UTF-8 inside, whatever the system's console speaks. */
#ifndef GRP_PROGRAM_CONSOLE_H
#define GRP_PROGRAM_CONSOLE_H

#include "../bytes.h"

struct console {
  bool is_interactive; /* somebody can be asked */
};

void console_init(struct console *console);
/** Prints UTF-8 on one of GRP_STREAM, control characters but for line ends made harmless. */
void console_print(uint8_t stream, struct slice text);
/** Reads a line; false where nobody answers. */
bool console_ask(const struct console *console, struct slice prompt, struct buffer *line);

/** "lt" or "en": the language of whoever sits here. */
const char *console_language(void);
/** Windows' code page for programs like GAMA as digits; empty elsewhere. */
void console_code_page(char text[16]);
/** Waits for a key where the console goes away with this program: it was started by a double click. */
void console_wait_before_end(void);

/** Puts a name where none is: fails when there is one. Never follows a link. */
bool system_rename_new(const char *from, const char *to);
/** Puts a file in the place of another as a whole. */
bool system_replace(const char *from, const char *to);
/** The folder that this program lies in; the caller's to free. */
char *system_program_folder(void);

#endif
