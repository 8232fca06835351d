/* The catalogue: whole or not at all, each mistake by its place, the owner's rows left alone. */
#include "store/catalogue.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

TestSuite(catalogue, .timeout = 120);

Test(catalogue, loads_values_of_every_kind)
{
    struct place *place = place_ready();

    place_ensure(place);
    place_expect(place,
        "SELECT slug, name, hp, drive, weight, pros, tags, since, convertible, hp_kw"
        " FROM cars ORDER BY slug",
        "gti|Golf GTI|220|FWD|3000||||f|165\n"
        "m3|M3, E46|333|RWD|||||f|249\n"
        "miata|MX-5|181|RWD|2341.5|[\"light\"]|{a,b}|2016-01-01|f|135");
    place_expect(place,
        "SELECT c.slug, i.title, i.cost FROM issues i JOIN cars c ON c.id = i.car_id"
        " ORDER BY i.title",
        "m3|Rod bearings|2500\nm3|Subframe|4000\ngti|Water pump|");
    place_expect(place,
        "SELECT extensions.uuid_generate_v5("
        "'6f0c3ab8-52a4-4d0b-9e5c-1d7f8a2b90c4', 'cars|miata') = id"
        " FROM cars WHERE slug = 'miata'",
        "t");
    place_free(place);
}

Test(catalogue, mistakes_are_named_by_their_place)
{
    static const struct {
        const char *file, *text, *message;
    } row[] = {
        { "cars", "slug,name,hp\na,A,1\nb,B,4x5\n",
            "cars.csv:3:hp: \"4x5\" is not a whole number" },
        { "cars", "slug,name,hp\na,\"A\nA\",1\nb,B,x\n", "cars.csv:4:hp: \"x\" is not a whole" },
        { "cars", "slug,name,hp\na,A,99999999999\n",
            "cars.csv:2:hp: value \"99999999999\" is out of range for type integer" },
        { "cars", "slug,name,weight\na,A,heavy\n", "cars.csv:2:weight: \"heavy\" is not a number" },
        { "cars", "slug,name,convertible\na,A,maybe\n",
            "cars.csv:2:convertible: \"maybe\" is not true or false" },
        { "cars", "slug,name,drive\na,A,4WD\n",
            "cars.csv:2:drive: \"4WD\" is not one of the values of drive" },
        { "cars", "slug,name,since\na,A,soon\n", "cars.csv:2:since: \"soon\" is not a date" },
        { "cars", "slug,name,pros\na,A,[light\n", "cars.csv:2:pros: this is not JSON" },
        { "cars", "slug,name,tags\na,A,\"a,b\"\n", "cars.csv:2:tags: \"a,b\" is not a list like" },
        { "cars", "slug,name,hp\na,A,-5\n", "cars.csv:2:hp: is against the rule ((hp > 0))" },
        { "cars", "slug,name\na,A\nb,\n", "cars.csv:3:name: must not be empty" },
        { "cars", "slug,nane\na,A\n", "cars.csv:1:nane: the table cars has no such column" },
        { "cars", "slug,hp\na,1\n", "cars.csv:1:name: the column is missing" },
        { "cars", "slug,name,name\n", "cars.csv:1:name: the column is there twice" },
        { "cars", "slug,name,id\n", "cars.csv:1:id: ids are made from the key" },
        { "cars", "slug,name,hp_kw\n", "cars.csv:1:hp_kw: the database computes this column" },
        { "cars", "slug,name,\"x\"\" --\"\n", "cars.csv:1: \"x\" --\" cannot be the name" },
        { "cars", "", "cars.csv:1: the line with the names of the columns is missing" },
        { "cars", "slug,name\na,A,1\n", "cars.csv:2: 3 fields where the header has 2" },
        { "cars", "slug,name\na\n", "cars.csv:2: 1 fields where the header has 2" },
        { "cars", "slug,name\na,A\nb,\"B\nc,C\n",
            "cars.csv:3:name: a quote is opened here and never closed" },
        { "cars", "slug,name\na,5\" disc\n", "cars.csv:2:name: a quote in a field" },
        { "cars", "slug,name\na,\xFF\n", "cars.csv:2:name: text that is not UTF-8" },
        { "cars", "slug,name\na,A\nb,B\na,C\n",
            "cars.csv:4:slug: the same as in line 2, but it must be unique" },
        { "issues", "car_slug,title\nm3,A\nm4,B\n",
            "issues.csv:3:car_slug: there is no car \"m4\"" },
        { "issues", "car_slug,title\n,A\n", "issues.csv:2:car_slug: must not be empty" },
        { "issues", "car_slug,title\nm3,A\nm3,A\n",
            "issues.csv:3:car_slug+title: the same as in line 2" },
        { "issues", "title\nA\n", "issues.csv:1:car_id: the column is missing" },
        { "manifest", "table,key\ncars,slog\nissues,title\n",
            "manifest.csv:2:key: cars.csv has no column \"slog\"" },
        { "manifest", "table,key\ncars,\nissues,title\n", "manifest.csv:2:key: is empty" },
        { "manifest", "table,key\ncars,slug\ncars,slug\n",
            "manifest.csv:3:table: \"cars\" is there" },
        { "manifest", "table,key\ncars,slug\nissues,title\nhorses,name\n",
            "manifest.csv:4:table: " },
        { "manifest", "table,key\ncars,slug\n", "issues.csv is not in manifest.csv" },
        { "manifest", "table\ncars\n", "manifest.csv:1: the header must be table,key" },
        { "manifest", "table,key\n\"cars; drop\",slug\n", "manifest.csv:2:table: \"cars; drop\"" },
        { "horses", "name\nx\n", "horses.csv is not in manifest.csv" },
    };
    struct place *place = place_ready();

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char name[64];

        snprintf(name, sizeof name, "catalogue/%s.csv", row[i].file);
        place_write(place, name, row[i].text);
        place_refuses(place, row[i].message);
        place_expect(place, "SELECT count(*), sum(hp) FROM cars", "3|734");
        place_expect(place, "SELECT count(*), sum(cost) FROM issues", "3|6500");
        place_write(place, "catalogue/cars.csv", place_cars);
        place_write(
            place, "catalogue/manifest.csv", "table,key\ncars,slug\nissues,car_slug title\n");
        place_write(place, "catalogue/issues.csv", "car_slug,title,cost\nm3,Rod bearings,2500\n");
        if (!strcmp(row[i].file, "horses"))
            place_remove(place, "catalogue/horses.csv");
    }
    place_free(place);
}

static void
expect_report(const struct place *place, long added, long changed, long removed, long kept)
{
    const struct setup_report *got = embedded_report(place->emb);

    cr_expect(got->added == added && got->changed == changed && got->removed == removed &&
                  got->kept == kept,
        "added %ld, changed %ld, removed %ld, kept %ld", got->added, got->changed, got->removed,
        got->kept);
}

Test(catalogue, newer_one_changes_only_what_differs)
{
    struct place *place = place_ready();
    char *before;

    place_ensure(place);
    before = place_sql(place, "SELECT id, xmin FROM cars WHERE slug = 'gti'");
    place_write(place, "catalogue/cars.csv",
        "slug,name,hp,drive,weight,pros,tags,since\n"
        "miata,MX-5,184,RWD,2341.5,\"[\"\"light\"\"]\",\"{a,b}\",2016-01-01\n"
        "gti,Golf GTI,220,FWD,3000,,,\nm3,\"M3, E46\",333,RWD,,,,\ngt4,Cayman,414,RWD,,,,\n");
    place_ensure(place);
    expect_report(place, 1, 1, 0, 0);
    place_expect(place, "SELECT id, xmin FROM cars WHERE slug = 'gti'", before);
    place_expect(
        place, "SELECT string_agg(hp::text, ' ' ORDER BY hp) FROM cars", "184 220 333 414");
    place_expect(
        place, "SELECT count(DISTINCT sha256), max(added) FROM autorev.catalogue_loads", "2|6");
    free(before);
    place_free(place);
}

Test(catalogue, owners_rows_are_never_touched)
{
    struct place *place = place_ready();

    place_ensure(place);
    free(place_sql(place,
        "INSERT INTO cars (slug, name, hp) VALUES ('mine', 'My own', 99), ('gt4', 'My GT4', 400);"
        "INSERT INTO issues SELECT extensions.uuid_generate_v4(), id, 'Squeak', 1 FROM cars"
        " WHERE slug IN ('mine', 'miata');"
        "INSERT INTO garage SELECT 1, id, NULL, 61200 FROM cars WHERE slug = 'gti';"
        "INSERT INTO garage VALUES (2, NULL, 'm3', 5)"));

    /* Everything of the catalogue goes but one car that the owner calls the same. */
    place_write(place, "catalogue/cars.csv", "slug,name,hp\ngt4,Cayman,414\nnew,New,1\n");
    place_write(place, "catalogue/issues.csv", "car_slug,title\ngt4,Long gears\n");
    place_ensure(place);
    expect_report(place, 2, 0, 3, 1);
    place_expect(place, "SELECT slug, hp FROM cars ORDER BY slug",
        "gt4|400\ngti|220\nm3|333\nmiata|181\nmine|99\nnew|1");
    place_expect(place,
        "SELECT c.slug, i.title FROM issues i JOIN cars c ON c.id = i.car_id"
        " ORDER BY 1, 2",
        "gt4|Long gears\nmiata|Squeak\nmine|Squeak");
    place_expect(place, "SELECT count(*) FROM garage", "2");

    /* What was kept for the owner's sake goes when they need it no more. */
    free(place_sql(place, "DELETE FROM garage; DELETE FROM issues WHERE title = 'Squeak'"));
    place_write(place, "catalogue/cars.csv", "slug,name,hp\nnew,New,2\n");
    place_write(place, "catalogue/issues.csv", "car_slug,title\n");
    place_ensure(place);
    expect_report(place, 0, 1, 4, 0);
    place_expect(place, "SELECT slug FROM cars ORDER BY slug", "gt4\nmine\nnew");
    place_free(place);
}

Test(catalogue, rows_refer_to_each_other_by_key)
{
    struct place *place = place_ready();

    place_write(place, "catalogue/manifest.csv",
        "table,key\ncars,slug\nissues,car_slug title\n"
        "fixes,issue_id text\nkinds,key\neconomy,car_slug\n");
    place_write(place, "catalogue/fixes.csv",
        "issue_id,text\nm3|Subframe,Weld it\nm3|Subframe,Reinforce it\n,Drive slowly\n");
    place_write(place, "catalogue/kinds.csv", "key,label\na,A\nb,\"\"\n");
    place_write(place, "catalogue/economy.csv", "car_slug,mpg\nm3,19\ngti,27\n");
    place_ensure(place);
    place_expect(place,
        "SELECT f.text, i.title FROM fixes f LEFT JOIN issues i ON i.id = f.issue_id"
        " ORDER BY 1",
        "Drive slowly|\nReinforce it|Subframe\nWeld it|Subframe");
    place_expect(place, "SELECT key, label, label IS NULL FROM kinds ORDER BY 1", "a|A|f\nb||f");

    place_write(place, "catalogue/fixes.csv", "issue_id,text\nm3|Nothing,Weld it\n");
    place_refuses(place, "fixes.csv:2:issue_id: there is no issues \"m3|Nothing\"");

    /* Tables that go out of the catalogue lose its rows, with and without ids; not the owner's. */
    free(place_sql(place, "INSERT INTO kinds VALUES ('mine', 'M')"));
    place_write(place, "catalogue/manifest.csv",
        "table,key\ncars,slug\nissues,car_slug title\neconomy,car_slug\n");
    place_remove(place, "catalogue/fixes.csv");
    place_remove(place, "catalogue/kinds.csv");
    place_write(place, "catalogue/economy.csv", "car_slug,mpg\nm3,20\n");
    place_ensure(place);
    expect_report(place, 0, 1, 6, 0);
    place_expect(place, "SELECT key FROM kinds", "mine");
    place_expect(place, "SELECT count(*) FROM fixes", "0");
    place_expect(place,
        "SELECT table_name, count(*) FROM autorev.catalogue_rows GROUP BY 1 ORDER BY 1",
        "cars|3\neconomy|1\nissues|3");
    place_free(place);
}

Test(catalogue, renamed_key_takes_the_place_of_the_old_row)
{
    struct place *place = place_ready();

    place_write(place, "catalogue/manifest.csv",
        "table,key\ncars,slug\nissues,car_slug title\neconomy,mpg\n");
    place_write(place, "catalogue/economy.csv", "car_slug,mpg\nm3,19\n");
    place_ensure(place);
    /* economy.car_id is unique: the row with the new key can only come when the old one is gone. */
    place_write(place, "catalogue/economy.csv", "car_slug,mpg\nm3,20\n");
    place_ensure(place);
    expect_report(place, 1, 0, 1, 0);
    place_expect(place, "SELECT mpg FROM economy", "20");
    place_free(place);
}

Test(catalogue, absent_catalogue_is_nothing_to_load)
{
    struct place *place = place_new();

    place_remove(place, "catalogue/manifest.csv");
    place_ensure(place);
    place_expect(place, "SELECT count(*) FROM cars", "0");
    place_free(place);
}
