/*
 * Gives every file of a corpus to the function a fuzzer tests: what was found once stays found,
 * with any compiler.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "fuzz.h"

static void
replay_file(const char *path)
{
    static uint8_t data[1 << 16];
    FILE *in = fopen(path, "rb");
    size_t size;
    uint8_t *copy;

    if (!in) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(EXIT_FAILURE);
    }
    size = fread(data, 1, sizeof data, in);
    fclose(in);
    copy = malloc(size ? size : 1); /* of the exact size, so that a step too far is seen */
    if (!copy)
        abort();
    memcpy(copy, data, size);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

int
main(int argc, char **argv)
{
    size_t files = 0;

    for (int i = 1; i < argc; i++) {
        DIR *dir = opendir(argv[i]);
        struct dirent *entry;

        if (!dir) {
            fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
            return EXIT_FAILURE;
        }
        while ((entry = readdir(dir))) {
            char path[4096];

            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            replay_file(path);
            files++;
        }
        closedir(dir);
    }
    if (!files)
        fprintf(stderr, "no file to replay\n");
    return files ? EXIT_SUCCESS : EXIT_FAILURE;
}
