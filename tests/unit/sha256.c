#include "autorev/sha256.h"

#include <criterion/criterion.h>
#include <string.h>

/* The examples published with the standard, and lengths around the edge of a block. */
Test(sha256, agrees_with_known_sums)
{
    static const struct {
        const char *text;
        size_t times;
        const char *sum;
    } row[] = {
        { "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
        { "a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
        { "a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
        { "a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct sha256 sha;
        char got[SHA256_TEXT];

        sha256_init(&sha);
        for (size_t n = 0; n < row[i].times; n++)
            sha256_add(&sha, row[i].text, strlen(row[i].text));
        sha256_text(&sha, got);
        cr_expect_str_eq(got, row[i].sum, "%zu times '%s'", row[i].times, row[i].text);
    }
}
