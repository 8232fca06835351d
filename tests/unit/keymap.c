#include "ui/keymap.h"

#include <criterion/criterion.h>
#include <string.h>

#include "autorev/memory.h"
#include "ui/action.h"

static const struct key_preset global[] = {
    { "j", ACTION_DOWN },
    { "<Down>", ACTION_DOWN },
    { "gg", ACTION_FIRST },
    { "q", ACTION_QUIT },
    { 0 },
};

static const struct key_preset here[] = {
    { "c", ACTION_COMPARE },
    { "q", ACTION_BACK },
    { 0 },
};

static struct keymap *
map_new(void)
{
    struct keymap *map = keymap_new();

    keymap_preset(map, KEYMAP_GLOBAL, global);
    keymap_preset(map, 0, here);
    return map;
}

Test(keymap, the_place_goes_before_the_program)
{
    struct keymap *map = map_new();
    bool more;

    cr_expect_eq(keymap_find(map, 0, 0, 'q', &more), ACTION_BACK);
    cr_expect_eq(keymap_find(map, 1, 0, 'q', &more), ACTION_QUIT);
    cr_expect_eq(keymap_find(map, 1, 0, 'c', &more), ACTION_NONE);
    cr_expect_not(more);
    keymap_free(map);
}

Test(keymap, a_sequence_waits_for_its_second_key)
{
    struct keymap *map = map_new();
    bool more;

    cr_expect_eq(keymap_find(map, 0, 0, 'g', &more), ACTION_NONE);
    cr_expect(more);
    cr_expect_eq(keymap_find(map, 0, 'g', 'g', &more), ACTION_FIRST);
    cr_expect_eq(keymap_find(map, 0, 'g', 'j', &more), ACTION_NONE, "gj is not j");
    keymap_free(map);
}

Test(keymap, lists_the_actions_of_a_place_once)
{
    struct keymap *map = map_new();

    cr_expect_eq(keymap_at(map, KEYMAP_GLOBAL, 0), ACTION_DOWN);
    cr_expect_eq(keymap_at(map, KEYMAP_GLOBAL, 1), ACTION_FIRST);
    cr_expect_eq(keymap_at(map, KEYMAP_GLOBAL, 2), ACTION_QUIT);
    cr_expect_eq(keymap_at(map, KEYMAP_GLOBAL, 3), ACTION_NONE);
    cr_expect_str_eq(keymap_keys(map, 0, ACTION_DOWN), "j");
    cr_expect_str_eq(keymap_keys(map, 0, ACTION_MARK), "");
    keymap_free(map);
}

static bool
bind(struct keymap *map, const char *action, const char *keys, struct error *err)
{
    struct key_binding binding = { .action = (char *) action, .keys = (char *) keys, .line = 7 };
    struct settings settings = { .keys = &binding, .key_count = 1, .path = (char *) "config.yaml" };

    return keymap_bind(map, &settings, err);
}

Test(keymap, the_user_replaces_presets_by_name)
{
    struct keymap *map = map_new();
    bool more;

    cr_expect(bind(map, "down", "n <C-n>", NULL));
    cr_expect_eq(keymap_find(map, 0, 0, 'j', &more), ACTION_NONE, "the preset is gone");
    cr_expect_eq(keymap_find(map, 0, 0, 'n', &more), ACTION_DOWN);
    cr_expect_eq(keymap_find(map, 0, 0, 14, &more), ACTION_DOWN);
    cr_expect(bind(map, "compare", "", NULL));
    cr_expect_eq(keymap_find(map, 0, 0, 'c', &more), ACTION_NONE, "none unbinds");
    cr_expect(bind(map, "theme", "T", NULL));
    cr_expect_eq(keymap_find(map, 5, 0, 'T', &more), ACTION_THEME, "works everywhere");
    keymap_free(map);
}

Test(keymap, wrong_bindings_name_line_and_nearest)
{
    struct keymap *map = map_new();
    struct error err = { 0 };

    cr_expect_not(bind(map, "comprae", "x", &err));
    cr_expect_not_null(strstr(err.message, "config.yaml:7"));
    cr_expect_not_null(strstr(err.hint, "compare"));
    cr_expect_not(bind(map, "compare", "<Nope>", &err));
    cr_expect_not_null(strstr(err.message, "<Nope>"));
    cr_expect_neq(err.hint[0], '\0');
    keymap_free(map);
}

Test(action, every_row_is_filled)
{
    for (int a = 1; a < ACTION_COUNT; a++) {
        cr_assert_not_null(actions[a].name, "action %d has a hole", a);
        cr_expect(actions[a].hint && *actions[a].hint, "%s", actions[a].name);
        cr_expect(actions[a].help && strlen(actions[a].help) > 4, "%s", actions[a].name);
        cr_expect_eq((int) action_find(actions[a].name), a, "%s is there twice", actions[a].name);
    }
    for (unsigned need = 1; need <= NEED_CAR; need <<= 1)
        cr_expect(*need_reason(need), "need %x has no reason", need);
}
