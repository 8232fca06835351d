/*
 * Stream: reads what a program writes to its terminal, byte by byte, beside the emulator.
 * It knows what an emulator does not tell: which modes are set, what went to the clipboard, and
 * every control that the program has no business to send (so it must have come out of the data).
 * It also rewrites the few sequences that libvterm does not understand.
 */
#ifndef TESTS_SUPPORT_STREAM_H
#define TESTS_SUPPORT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/buffer.h"

struct stream;

/* @linux_console: ESC ] R and ESC ] P are whole there, and not the beginning of an OSC. */
struct stream *stream_new(bool linux_console);
void stream_free(struct stream *stream);

/* Reads @size bytes; appends to @out what the emulator is to see (SGR 2, dim, becomes font 1;
 * repetitions are written out). */
void stream_feed(struct stream *stream, const char *data, size_t size, struct buffer *out);

/* State of the DEC private mode @mode ("CSI ? mode h"); all start unset but 7 and 25. */
bool stream_mode(const struct stream *stream, int mode);

/* True when keypad mode (ESC =) is set. */
bool stream_keypad(const struct stream *stream);

/* True between bytes of an unfinished sequence or character. */
bool stream_inside(const struct stream *stream);

/* What the last OSC 52 carried, decoded; NULL before the first.  Borrowed until the next feed. */
const char *stream_clipboard(const struct stream *stream);

/* Counts the OSC 52 that were seen. */
size_t stream_clipboard_count(const struct stream *stream);

/* One line for each control that is foreign: C0 other than the cursor's own (CR LF BS TAB SO SI),
 * C1, DEL, bidi controls, zero-width and tag characters, broken UTF-8, and escape sequences that
 * the program does not use.  "" when there was none.  Borrowed until the next feed. */
const char *stream_foreign(const struct stream *stream);

/* Forgets the foreign controls seen so far. */
void stream_mark(struct stream *stream);

#endif
