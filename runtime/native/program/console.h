/* What a person sees and types, and the arguments of the command line. Inside, everything is UTF-8 on every system. */
#ifndef GRP_PROGRAM_CONSOLE_H
#define GRP_PROGRAM_CONSOLE_H

#include "../bytes.h"

struct console {
  bool is_interactive; /* somebody can be asked */
};

void console_init(struct console *console);
/**
 * Prints UTF-8 on one of GRP_STREAM. Control characters except line ends and tabs are made harmless. False when not all of
 * it can be written, such as to a file on a full disk.
 */
bool console_print(uint8_t stream, struct slice text);
/** Prints a prompt and reads a line; false when nobody answers. */
bool console_ask(const struct console *console, struct slice prompt, struct buffer *line);

/** "lt" or "en": the language of the person at this machine. */
const char *console_language(void);
/** The code page that Windows uses for programs like GAMA, as digits; empty elsewhere. */
void console_code_page(char text[16]);
/** From now on a wish to stop (Ctrl+C, a console that is closed) does not end the program at once. A second one does. */
void console_heed_stop(void);
/** Whether somebody has wanted it to stop since this was asked last. */
bool console_is_stopped(void);
/** Waits for a key when the console closes with this program, because it was started by a double click. */
void console_wait_before_end(void);

/** Renames a file to a name that must be free. Never follows a link. */
bool system_rename_new(const char *from, const char *to);
/** Replaces one file with another as a whole. */
bool system_replace(const char *from, const char *to);
/** The folder of this program; the caller frees it. */
char *system_program_folder(void);

#endif
