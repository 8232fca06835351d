/*
 * SHA-256: tells whether a file is the one that was applied.  A fingerprint against accidents,
 * used where linking a crypto library would cost more than the work.
 */
#ifndef AUTOREV_SHA256_H
#define AUTOREV_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_TEXT = 65 }; /* 64 hexadecimal digits and the NUL */

struct sha256 {
    uint32_t state[8];
    uint64_t size;             /* bytes so far */
    unsigned char pending[64]; /* the part of a block that is not full yet */
};

void sha256_init(struct sha256 *sha);
void sha256_add(struct sha256 *sha, const void *data, size_t size);

/* Ends the sum and writes it as lower-case hexadecimal text. */
void sha256_text(struct sha256 *sha, char out[SHA256_TEXT]);

#endif
