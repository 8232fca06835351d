/*
 * Text: the one door through which untrusted text leaves the program, and the arithmetic of
 * columns.  Everything here is pure.  Widths are terminal columns of grapheme clusters.
 */
#ifndef AUTOREV_TEXT_H
#define AUTOREV_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "autorev/buffer.h"

enum text_mode {
    TEXT_LINE,  /* newline, CR LF and tab each become one space */
    TEXT_BLOCK, /* newline stays (CR LF becomes newline), tab becomes a space */
};

/* Appends @text of @size bytes to @out with everything that could steer a terminal replaced by a
 * visible sign (U+FFFD for each byte of broken UTF-8, for C0, C1, DEL and noncharacters) or dropped
 * (bidi controls and isolates, zero-width characters except ZWJ/VS16 inside an emoji sequence, tag
 * characters, interlinear marks, BOM; all that Unicode calls default-ignorable).  A mark without a
 * base gets a dotted circle, and no base keeps more than four.  The separators U+2028 and U+2029
 * are newlines, and so is a lone CR.  The result is valid UTF-8; doing it twice changes nothing. */
void text_sanitize(struct buffer *out, const char *text, size_t size, enum text_mode mode);

/* As text_sanitize into @out of @room bytes, always NUL-terminated, cut at a grapheme boundary.
 * Returns the bytes written without the NUL. */
size_t text_clean(char *out, size_t room, const char *text, enum text_mode mode);

/* True when text_sanitize(TEXT_LINE) would change nothing and every byte is printable ASCII:
 * the fast path of drawing. */
bool text_is_plain(const char *text, size_t size);

/* Bytes of valid UTF-8 at the start: @size when all of it is. */
size_t text_valid(const char *text, size_t size);

/* The next grapheme cluster of @text: sets its bytes and its columns (0, 1 or 2).  @size > 0.
 * Broken bytes count as one cluster of one byte and one column, controls as one of one column.
 * Columns are 0 only for marks without a base, which clean text does not have; an emoji with VS16,
 * a keycap, a flag and a ZWJ sequence are 2, as Unicode has it. */
void text_grapheme(const char *text, size_t size, size_t *bytes, int *columns);

/* Columns of sanitised text of one line. */
int text_width(const char *text);

/* The longest prefix of sanitised text that fits @columns without cutting a grapheme: returns its
 * bytes and sets *@used to its columns (may be NULL). */
size_t text_fit(const char *text, int columns, int *used);

/* Appends the text in ASCII: accents dropped, common symbols spelled, the rest '?'. */
void text_transliterate(struct buffer *out, const char *text);

/* Case-folded, accents removed, signs spelled as above, in NUL-terminated @out: what two names are
 * compared by.  Cut to @room between characters; returns the bytes without the NUL. */
size_t text_fold(char *out, size_t room, const char *text);

/* How well @needle (any case) fits @hay as a subsequence: 0 when it does not, more is better.
 * Matches at word starts, of neighbours and of a whole prefix count more.  @hay and @needle are
 * folded (text_fold). */
int text_fuzzy(const char *hay, const char *needle);

/* Edit distance (insert, delete, replace, swap of neighbours), for "did you mean". */
int text_distance(const char *a, const char *b);

/* The nearest of @n names to @word, or NULL when none is near (distance more than a third of
 * the length, at least 1). Borrowed from @names. */
const char *text_nearest(const char *word, const char *const names[], size_t n);

/* The first line of at most @columns of sanitised text: ends at a newline, else breaks at spaces,
 * cuts longer words at a grapheme.  Returns the bytes of this line, without the spaces at its end,
 * and sets *@skip to the bytes from @text to the start of the next one (more than 0 unless @text is
 * empty: a sign that is wider than the line is stepped over). */
size_t text_wrap(const char *text, int columns, size_t *skip);

#endif
