/* Stands in for functions of text.h until base/text.c has them. */
#include <stdlib.h>
#include <string.h>

#include "autorev/text.h"

static int
provisional_distance(const char *a, const char *b)
{
    size_t n = strlen(b);
    int row[64], diagonal;

    if (n > 60)
        return 60;
    for (size_t j = 0; j <= n; j++)
        row[j] = (int) j;
    for (; *a; a++) {
        diagonal = row[0]++;
        for (size_t j = 1; j <= n; j++) {
            int up = row[j], best = diagonal + (*a != b[j - 1]);

            best = up + 1 < best ? up + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = up;
            row[j] = best;
        }
    }
    return row[n];
}

__attribute__((weak)) const char *
text_nearest(const char *word, const char *const names[], size_t n)
{
    const char *best = NULL;
    int least = (int) strlen(word) / 2 + 2;

    for (size_t i = 0; i < n; i++) {
        int distance = provisional_distance(word, names[i]);

        if (distance < least) {
            least = distance;
            best = names[i];
        }
    }
    return best;
}

__attribute__((weak)) size_t
text_clean(char *out, size_t room, const char *text, enum text_mode mode)
{
    struct buffer buf = { 0 };
    size_t size;

    text_sanitize(&buf, text, strlen(text), mode);
    size = buf.size < room - 1 ? buf.size : room - 1;
    memcpy(out, buffer_text(&buf), size);
    out[size] = '\0';
    buffer_fini(&buf);
    return size;
}
