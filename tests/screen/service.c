#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "pane.h"

static struct pane_screen
start(int rows, int cols)
{
    struct pane_screen s = pane_start(rows, cols, NULL, "service", "bmw-m3-e46", "BMW M3 E46");

    term_expect_text(s.t, " 1/5 ");
    return s;
}

Test(service, filled, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_expect(s.t, "service/filled-80x24");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "Oil and filter; 10W-60.");
    term_expect(s.t, "service/detail-80x24");
    term_press(s.t, "<Esc>q");
    term_expect_exit(s.t, 0);
    term_expect_restored(s.t);
    pane_end(&s);
}

Test(service, filled_with_detail_beside, .timeout = 60)
{
    struct pane_screen s = start(40, 120);

    term_expect_text(s.t, "Fluids");
    term_expect(s.t, "service/filled-120x40");
    term_press(s.t, "<Tab>G");
    term_expect_text(s.t, "Rubs at full lock");
    term_expect(s.t, "service/detail-end-120x40");
    pane_end(&s);
}

Test(service, small, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_resize(s.t, 16, 60);
    term_expect_text(s.t, " 1/5 ");
    term_expect(s.t, "service/60x16");
    term_resize(s.t, 5, 20);
    term_expect(s.t, "service/20x5");
    pane_end(&s);
}

Test(service, none_is_listed, .timeout = 60)
{
    struct pane_screen s = pane_start(24, 80, NULL, "service", "skoda-130-rs", "Škoda 130 RS");

    term_expect_text(s.t, "no service schedule");
    term_expect(s.t, "service/empty");
    pane_end(&s);
}

Test(service, without_a_car, .timeout = 60)
{
    struct pane_screen s = pane_start(24, 80, NULL, "service", "", "");

    term_expect_text(s.t, "No car is chosen yet");
    term_press(s.t, "m");
    term_expect_text(s.t, "Choose a car first");
    pane_end(&s);
}

Test(service, failed, .timeout = 60)
{
    struct database *db = database_open(NULL);

    free(database_sql(
        db, "ALTER TABLE vehicle_service_intervals RENAME TO vehicle_service_intervals_away"));
    struct pane_screen s = pane_start(24, 80, db, "service", "bmw-m3-e46", "BMW M3 E46");
    term_expect_text(s.t, "R tries again");
    term_expect(s.t, "service/failed");
    free(database_sql(
        db, "ALTER TABLE vehicle_service_intervals_away RENAME TO vehicle_service_intervals"));
    term_press(s.t, "R");
    term_expect_text(s.t, " 1/5 ");
    pane_end(&s);
}

Test(service, loading, .timeout = 60)
{
    struct database *db = database_open(NULL);

    free(database_sql(db,
        "ALTER TABLE vehicle_maintenance_specs RENAME TO specs_away; CREATE VIEW "
        "vehicle_maintenance_specs AS SELECT a.* FROM specs_away a, pg_sleep(60)"));
    struct pane_screen s = pane_start(24, 80, db, "service", "bmw-m3-e46", "BMW M3 E46");
    term_expect_text(s.t, "loading the schedule of BMW M3 E46");
    term_press(s.t, "<C-c>");
    term_expect_text(s.t, "loading was cancelled");
    pane_end(&s);
}

Test(service, what_is_next_from_a_mileage, .timeout = 60)
{
    struct pane_screen s = start(40, 120);

    term_expect_text(s.t, "m types a mileage");
    term_press(s.t, "Gm");
    term_type(s.t, "62,500 km");
    term_expect_text(s.t, "'62,500 km' is not a mileage");
    term_expect(s.t, "service/mileage-wrong");
    term_press(s.t, "<BS><BS><BS>");
    term_expect_text(s.t, "Service from 62,500 mi");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "at 67,500 mi, 5,000 left");
    term_expect_text(s.t, " 1/5 ");
    term_expect(s.t, "service/mileage-120x40");
    term_press(s.t, "m<C-u>67.5k<Enter>");
    term_expect_text(s.t, "at 67,500 mi: now");
    pane_end(&s);
}

Test(service, mileage_is_remembered_for_its_car, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_press(s.t, "m");
    term_type(s.t, "30000");
    term_press(s.t, "<Enter>m");
    term_type(s.t, "000");
    term_press(s.t, "<Esc>"); /* given up: the old one holds */
    term_expect_text(s.t, "Service from 30,000 mi");
    term_press(s.t, "1/");
    term_type(s.t, "miata");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "MX-5 Miata ND  ");
    term_press(s.t, "m");
    term_expect_text(s.t, "Gearbox oil");
    term_expect_no_text(s.t, "from 30,000");
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    pane_again(&s);
    term_expect_text(s.t, "Gearbox oil");
    term_press(s.t, "1/<C-u>e46<Enter>");
    term_expect_text(s.t, "BMW M3 E46  ");
    term_press(s.t, "m");
    term_expect_text(s.t, "Service from 30,000 mi");
    term_press(s.t, "m<C-u><Enter>"); /* nothing typed takes it away */
    term_expect_no_text(s.t, "from 30,000");
    pane_end(&s);
}

Test(service, row_and_text_are_copied, .timeout = 60)
{
    struct pane_screen s = start(24, 80);
    const char *copied;

    term_press(s.t, "y");
    copied = term_clipboard(s.t);
    cr_assert(copied);
    cr_expect_str_eq(copied, "Engine oil\t7,500 mi or 12 months\t–\t$180–260\t$80–110");
    term_press(s.t, "<Enter>y");
    copied = term_clipboard(s.t);
    cr_assert(copied);
    cr_expect(strstr(copied, "Oil viscosity: 10W-60\n"), "%s", copied);
    pane_end(&s);
}

Test(service, sections_fold_by_mouse, .timeout = 60)
{
    struct pane_screen s = start(40, 120);

    term_expect_text(s.t, "Do it yourself");
    term_press(s.t, "<Click:70,3>");
    term_expect_no_text(s.t, "Do it yourself");
    term_press(s.t, "<Click:10,5>");
    term_expect_text(s.t, " 2/5 ");
    pane_end(&s);
}
