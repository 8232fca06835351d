#include "autorev/paths.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev-build.h"
#include "autorev/memory.h"

static void
expect(char *got, const char *want)
{
    cr_expect_str_eq(got, want);
    free(got);
}

Test(paths, a_program_in_the_build_folder_uses_the_source_tree)
{
    expect(paths_share("themes/light.yaml"), AUTOREV_SOURCE_ROOT "/themes/light.yaml");
    expect(paths_module("postgres"), AUTOREV_BUILD_ROOT "/autorev-postgres.so");
}

Test(paths, follow_xdg_and_ignore_relative_variables)
{
    static const struct {
        const char *xdg, *home, *config, *state;
    } row[] = {
        { "/x", "/home/u", "/x/autorev/config.yaml", "/x/autorev" },
        { "", "/home/u", "/home/u/.config/autorev/config.yaml", "/home/u/.local/state/autorev" },
        { "x/y", "/home/u", "/home/u/.config/autorev/config.yaml", "/home/u/.local/state/autorev" },
        { "", "/", "/.config/autorev/config.yaml", "/.local/state/autorev" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        setenv("XDG_CONFIG_HOME", row[i].xdg, 1);
        setenv("XDG_STATE_HOME", row[i].xdg, 1);
        setenv("HOME", row[i].home, 1);
        expect(paths_config(), row[i].config);
        expect(paths_state(), row[i].state);
    }
}

Test(paths, data_of_root_lies_where_the_server_s_account_can_go)
{
    setenv("XDG_DATA_HOME", "/x", 1);
    expect(paths_data(), geteuid() == 0 ? "/var/lib/autorev" : "/x/autorev");
}

Test(paths, without_a_home_the_account_s_is_used)
{
    char *path;

    unsetenv("HOME");
    unsetenv("XDG_CONFIG_HOME");
    path = paths_config();
    cr_expect_eq(path[0], '/');
    cr_expect(strstr(path, "/.config/autorev/config.yaml"));
    free(path);
}

Test(paths, expand)
{
    char here[4096];
    char *below;

    setenv("HOME", "/home/u", 1);
    expect(paths_expand("/a/b"), "/a/b");
    expect(paths_expand("~"), "/home/u");
    expect(paths_expand("~/a"), "/home/u/a");
    expect(paths_expand("~/"), "/home/u");
    cr_assert(getcwd(here, sizeof here));
    below = x_asprintf("%s/~x/y", here);
    expect(paths_expand("~x/y"), below);
    free(below);
    setenv("HOME", "/", 1);
    expect(paths_expand("~"), "/");
    expect(paths_expand("~/a"), "/a");
}

Test(paths, make_makes_parents_that_only_the_owner_can_enter)
{
    char root[] = "/tmp/autorev-paths-XXXXXX", command[4096];
    char *deep, *file;
    struct stat st;
    struct error err = { 0 };
    FILE *f;

    cr_assert(mkdtemp(root));
    deep = x_asprintf("%s/a/b/c", root);
    cr_expect(paths_make(deep, &err), "%s", err.message);
    cr_expect(paths_make(deep, &err), "what is there already is no error");
    cr_expect(stat(deep, &st) == 0 && (st.st_mode & 0777) == 0700);
    deep[strlen(deep) - 2] = '\0';
    cr_expect(stat(deep, &st) == 0 && (st.st_mode & 0777) == 0700);

    file = x_asprintf("%s/file", root);
    cr_assert(f = fopen(file, "w"));
    fclose(f);
    cr_expect(!paths_make(file, &err));
    cr_expect(strstr(err.message, "not a folder"), "%s", err.message);
    free(deep);
    deep = x_asprintf("%s/below", file);
    cr_expect(!paths_make(deep, &err));
    cr_expect(strstr(err.message, "not a folder"), "%s", err.message);

    snprintf(command, sizeof command, "%s/a/b/c", root);
    rmdir(command);
    snprintf(command, sizeof command, "%s/a/b", root);
    rmdir(command);
    snprintf(command, sizeof command, "%s/a", root);
    rmdir(command);
    unlink(file);
    rmdir(root);
    free(deep);
    free(file);
}
