/*
 * The table of fields of car.h, and how a field is found by name.
 */
#include <assert.h>
#include <string.h>

#include "autorev/car.h"
#include "autorev/text.h"

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* clang-format off: a table */
const struct car_field car_fields[] = {
    [CAR_NAME] = { "name", NAMES("car", "model"), "name", "Name", "Name", "", FIELD_TEXT, 0, 30,
        BETTER_NONE, GROUP_OVERVIEW, NULL, "Name of the car" },
    [CAR_BRAND] = { "brand", NAMES("make", "maker"), "brand", "Brand", "Brand", "", FIELD_TEXT, 0,
        13, BETTER_NONE, GROUP_OVERVIEW, NULL, "Who builds it" },
    [CAR_YEARS] = { "years", NAMES("year", "built"), "years", "Years", "Years", "", FIELD_YEARS, 0,
        9, BETTER_NONE, GROUP_OVERVIEW, NULL, "Model years in which it was built" },
    [CAR_GENERATION] = { "generation", NAMES("gen", "code", "chassis"), "generation_code",
        "Generation", "Gen", "", FIELD_TEXT, 0, 9, BETTER_NONE, GROUP_OVERVIEW, NULL,
        "The maker's code of the generation" },
    [CAR_COUNTRY] = { "country", NAMES("from"), "country", "Country", "Country", "", FIELD_TEXT, 0,
        14, BETTER_NONE, GROUP_OVERVIEW, NULL, "Country of the maker" },
    [CAR_CATEGORY] = { "category", NULL, "category", "Category", "Category", "", FIELD_TEXT, 0, 12,
        BETTER_NONE, GROUP_OVERVIEW, NULL, "Mid-Engine, Front-Engine, Rear-Engine or Electric" },
    [CAR_TYPE] = { "type", NAMES("body"), "vehicle_type", "Type", "Type", "", FIELD_TEXT, 0, 12,
        BETTER_NONE, GROUP_OVERVIEW, NULL,
        "Sports Car, Sports Sedan, Supercar, Hot Hatch, Muscle Car, Truck, SUV or Wagon" },
    [CAR_TIER] = { "tier", NULL, "tier", "Price tier", "Tier", "", FIELD_TEXT, 0, 9, BETTER_NONE,
        GROUP_OVERVIEW, NAMES("budget", "mid", "upper-mid", "premium"),
        "budget, mid, upper-mid or premium" },
    [CAR_USABILITY] = { "usability", NAMES("daily", "use"), "daily_usability_tag", "Everyday use",
        "Use", "", FIELD_TEXT, 0, 13, BETTER_NONE, GROUP_OVERVIEW, NULL,
        "What it is good for day by day" },
    [CAR_SLUG] = { "slug", NAMES("id"), "slug", "Slug", "Slug", "", FIELD_TEXT, 0, 30, BETTER_NONE,
        GROUP_OVERVIEW, NULL, "Its name on the command line" },

    [CAR_ENGINE] = { "engine", NULL, "engine", "Engine", "Engine", "", FIELD_TEXT, 0, 22,
        BETTER_NONE, GROUP_POWER, NULL, "Size, cylinders and breathing" },
    [CAR_HP] = { "hp", NAMES("power", "horsepower", "bhp"), "hp", "Power", "HP", "hp", FIELD_INT, 0,
        5, BETTER_HIGH, GROUP_POWER, NULL, "Power in hp" },
    [CAR_TORQUE] = { "torque", NAMES("tq"), "torque", "Torque", "Torque", "lb-ft", FIELD_INT, 0, 6,
        BETTER_HIGH, GROUP_POWER, NULL, "Torque in lb-ft" },
    [CAR_LAYOUT] = { "layout", NULL, "layout", "Layout", "Layout", "", FIELD_TEXT, 0, 12,
        BETTER_NONE, GROUP_POWER, NULL, "Where the engine sits" },
    [CAR_DRIVETRAIN] = { "drivetrain", NAMES("drive", "wheels"), "drivetrain", "Drivetrain",
        "Drive", "", FIELD_TEXT, 0, 5, BETTER_NONE, GROUP_POWER, NULL,
        "Driven wheels: RWD, AWD or FWD" },
    [CAR_TRANS] = { "trans", NAMES("transmission", "gearbox"), "trans", "Transmission", "Trans", "",
        FIELD_TEXT, 0, 10, BETTER_NONE, GROUP_POWER, NULL, "Gearboxes it came with" },
    [CAR_MANUAL] = { "manual", NAMES("stick"), "manual_available", "Manual gearbox", "Manual", "",
        FIELD_BOOL, 0, 6, BETTER_NONE, GROUP_POWER, NULL, "Whether a manual gearbox was offered" },

    [CAR_WEIGHT] = { "weight", NAMES("mass"), "curb_weight", "Curb weight", "Weight", "lb",
        FIELD_INT, 0, 6, BETTER_LOW, GROUP_SIZE, NULL, "Weight ready to drive, in lb" },
    [CAR_SEATS] = { "seats", NULL, "seats", "Seats", "Seats", "", FIELD_INT, 0, 5, BETTER_NONE,
        GROUP_SIZE, NULL, "Number of seats" },

    [CAR_ZERO_TO_SIXTY] = { "0-60", NAMES("0to60", "sprint", "accel"), "zero_to_sixty", "0-60 mph",
        "0-60", "s", FIELD_DECIMAL, 1, 5, BETTER_LOW, GROUP_PERFORMANCE, NULL,
        "Seconds from 0 to 60 mph" },
    [CAR_QUARTER_MILE] = { "quarter", NAMES("1/4", "1/4-mile"), "quarter_mile", "Quarter mile",
        "1/4 mi", "s", FIELD_DECIMAL, 2, 6, BETTER_LOW, GROUP_PERFORMANCE, NULL,
        "Seconds for a quarter mile" },
    [CAR_TOP_SPEED] = { "top", NAMES("vmax", "topspeed"), "top_speed", "Top speed", "Top", "mph",
        FIELD_INT, 0, 4, BETTER_HIGH, GROUP_PERFORMANCE, NULL, "Top speed in mph" },
    [CAR_BRAKING] = { "braking", NAMES("brakes", "60-0"), "braking_60_0", "Braking 60-0", "60-0",
        "ft", FIELD_INT, 0, 5, BETTER_LOW, GROUP_PERFORMANCE, NULL, "Feet to stop from 60 mph" },
    [CAR_LATERAL_G] = { "grip", NAMES("g", "lateral"), "lateral_g", "Lateral grip", "Grip", "g",
        FIELD_DECIMAL, 2, 5, BETTER_HIGH, GROUP_PERFORMANCE, NULL, "Cornering grip in g" },
    [CAR_POWER_TO_WEIGHT] = { "power-to-weight", NAMES("pwr", "hp/lb"), NULL, "Power to weight",
        "HP/klb", "hp/1000 lb", FIELD_DECIMAL, 1, 6, BETTER_HIGH, GROUP_PERFORMANCE, NULL,
        "Power for each 1,000 lb of weight" },

    [CAR_SOUND] = { "sound", NULL, "score_sound", "Sound", "Sound", "", FIELD_SCORE, 1, 5,
        BETTER_HIGH, GROUP_SCORES, NULL, "Score of 1 to 10: what one hears" },
    [CAR_INTERIOR] = { "interior", NAMES("comfort"), "score_interior", "Interior", "Inter.", "",
        FIELD_SCORE, 1, 6, BETTER_HIGH, GROUP_SCORES, NULL, "Score of 1 to 10: cabin and comfort" },
    [CAR_TRACK] = { "track", NULL, "score_track", "Track", "Track", "", FIELD_SCORE, 1, 5,
        BETTER_HIGH, GROUP_SCORES, NULL, "Score of 1 to 10: ability on a track" },
    [CAR_RELIABILITY] = { "reliability", NAMES("reliable"), "score_reliability", "Reliability",
        "Relia.", "", FIELD_SCORE, 1, 6, BETTER_HIGH, GROUP_SCORES, NULL,
        "Score of 1 to 10: how seldom it breaks" },
    [CAR_VALUE] = { "value", NULL, "score_value", "Value", "Value", "", FIELD_SCORE, 1, 5,
        BETTER_HIGH, GROUP_SCORES, NULL, "Score of 1 to 10: what the money buys" },
    [CAR_FUN] = { "fun", NAMES("driver-fun", "driverfun"), "score_driver_fun", "Driver fun", "Fun",
        "", FIELD_SCORE, 1, 5, BETTER_HIGH, GROUP_SCORES, NULL,
        "Score of 1 to 10: joy at the wheel" },
    [CAR_AFTERMARKET] = { "aftermarket", NAMES("mods"), "score_aftermarket", "Aftermarket",
        "Afterm.", "", FIELD_SCORE, 1, 7, BETTER_HIGH, GROUP_SCORES, NULL,
        "Score of 1 to 10: choice of parts and tuning" },
    [CAR_TOTAL] = { "total", NAMES("enthusiast", "score"), NULL, "Enthusiast total", "Total", "",
        FIELD_DECIMAL, 1, 5, BETTER_HIGH, GROUP_SCORES, NULL,
        "The seven scores with an enthusiast's weights, 74 at most" },

    [CAR_PRICE] = { "price", NAMES("cost"), "price_avg", "Average price", "Price", "$", FIELD_MONEY,
        0, 10, BETTER_LOW, GROUP_PRICES, NULL, "Average price today, in dollars" },
    [CAR_PRICE_RANGE] = { "price-range", NAMES("prices"), "price_range", "Price range", "Prices",
        "", FIELD_TEXT, 0, 20, BETTER_NONE, GROUP_PRICES, NULL, "What it is offered for" },
    [CAR_MSRP_LOW] = { "msrp-low", NAMES("msrp", "new"), "msrp_new_low", "New, from", "MSRP", "$",
        FIELD_MONEY, 0, 10, BETTER_LOW, GROUP_PRICES, NULL, "Lowest list price when new" },
    [CAR_MSRP_HIGH] = { "msrp-high", NULL, "msrp_new_high", "New, up to", "MSRP to", "$",
        FIELD_MONEY, 0, 10, BETTER_LOW, GROUP_PRICES, NULL, "Highest list price when new" },
    [CAR_PRICE_PER_HP] = { "price-per-hp", NAMES("$/hp"), NULL, "Price per hp", "$/HP", "$",
        FIELD_MONEY, 0, 6, BETTER_LOW, GROUP_PRICES, NULL, "Average price for each hp" },
    [CAR_MARKET] = { "market", NULL, "market_position", "Market", "Market", "", FIELD_TEXT, 0, 12,
        BETTER_HIGH, GROUP_PRICES, NAMES("depreciating", "stable", "appreciating"),
        "Where its price goes" },

    [CAR_MPG] = { "mpg", NAMES("economy", "fuel"), "fuel_economy_combined", "Fuel economy", "MPG",
        "mpg", FIELD_DECIMAL, 1, 5, BETTER_HIGH, GROUP_COSTS, NULL,
        "Combined fuel economy in mpg" },
    [CAR_MAINTENANCE] = { "maintenance", NAMES("upkeep"), "maintenance_cost_index", "Maintenance",
        "Maint.", "", FIELD_TEXT, 0, 9, BETTER_LOW, GROUP_COSTS,
        NAMES("low", "moderate", "high", "very-high"), "Cost of upkeep: low to very-high" },
    [CAR_INSURANCE] = { "insurance", NULL, "insurance_cost_index", "Insurance", "Insur.", "",
        FIELD_TEXT, 0, 9, BETTER_LOW, GROUP_COSTS, NAMES("low", "moderate", "high", "very-high"),
        "Cost of insurance: low to very-high" },

    [CAR_PARTS] = { "parts", NULL, "parts_availability", "Parts", "Parts", "", FIELD_TEXT, 0, 9,
        BETTER_HIGH, GROUP_SERVICE,
        NAMES("poor", "limited", "fair", "moderate", "good", "excellent"),
        "How easily parts are found" },
    [CAR_DIY] = { "diy", NULL, "diy_friendliness", "DIY", "DIY", "", FIELD_TEXT, 0, 15, BETTER_HIGH,
        GROUP_SERVICE, NAMES("not-recommended", "low", "moderate", "high"),
        "How well one can work on it oneself" },
};
/* clang-format on */
static_assert(sizeof car_fields / sizeof car_fields[0] == CAR_FIELD_COUNT, "a field has no row");

int
car_field_count(void)
{
    return CAR_FIELD_COUNT;
}

static bool
field_is_named(const char *name, const char *typed)
{
    for (; *name && *typed; name++, typed++) {
        char a = *name == '_' ? '-' : *name, b = *typed == '_' ? '-' : *typed;

        if (b >= 'A' && b <= 'Z')
            b = (char) (b + 32);
        if (a != b)
            return false;
    }
    return *name == *typed;
}

int
car_field_find(const char *name)
{
    for (int i = 0; i < CAR_FIELD_COUNT; i++) {
        const struct car_field *field = &car_fields[i];

        if (field_is_named(field->name, name) ||
            (field->column && field_is_named(field->column, name)))
            return i;
        for (const char *const *alias = field->aliases; alias && *alias; alias++)
            if (field_is_named(*alias, name))
                return i;
    }
    return -1;
}

const char *
car_field_nearest(const char *name)
{
    const char *names[4 * CAR_FIELD_COUNT];
    size_t n = 0;

    for (int i = 0; i < CAR_FIELD_COUNT; i++) {
        names[n++] = car_fields[i].name;
        for (const char *const *alias = car_fields[i].aliases; alias && *alias; alias++) {
            assert(n < sizeof names / sizeof names[0]);
            names[n++] = *alias;
        }
    }
    return text_nearest(name, names, n);
}

const char *
car_group_label(enum field_group group)
{
    static const char *const label[GROUP_COUNT] = {
        [GROUP_OVERVIEW] = "Overview",
        [GROUP_POWER] = "Power",
        [GROUP_SIZE] = "Size",
        [GROUP_PERFORMANCE] = "Performance",
        [GROUP_SCORES] = "Scores",
        [GROUP_PRICES] = "Prices",
        [GROUP_COSTS] = "Running costs",
        [GROUP_SERVICE] = "Service",
    };

    return label[group];
}
