/*
 * The sheet of fluids, sizes and parts: the second half of schedule.h.
 */
#include "autorev/schedule.h"

#include <string.h>

#include "autorev/buffer.h"
#include "autorev/value.h"

static const char *const group_labels[SPEC_GROUP_COUNT] = {
    [SPEC_FLUIDS] = "Fluids",
    [SPEC_FILTERS] = "Filters",
    [SPEC_IGNITION] = "Ignition",
    [SPEC_BELTS] = "Timing and belts",
    [SPEC_TYRES] = "Tyres",
    [SPEC_WHEELS] = "Wheels",
    [SPEC_BRAKES] = "Brakes",
    [SPEC_BATTERY] = "Battery",
    [SPEC_LIGHTS] = "Wipers and lights",
    [SPEC_ALIGNMENT] = "Alignment and suspension",
};

/* clang-format off: a table */
const struct spec_field spec_fields[] = {
    { SPEC_FLUIDS, "Oil", "oil_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Oil viscosity", "oil_viscosity", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Oil approval", "oil_spec", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Oil capacity", "oil_capacity_liters", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Oil capacity (US)", "oil_capacity_quarts", "qt", SPEC_NUMBER },
    { SPEC_FLUIDS, "Oil change", "oil_change_interval_miles", "mi", SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Oil change, at the latest", "oil_change_interval_months", "months",
        SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Coolant", "coolant_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Coolant colour", "coolant_color", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Coolant approval", "coolant_spec", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Coolant capacity", "coolant_capacity_liters", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Coolant change", "coolant_change_interval_miles", "mi", SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Coolant change, at the latest", "coolant_change_interval_years", "years",
        SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Brake fluid", "brake_fluid_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Brake fluid approval", "brake_fluid_spec", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Brake fluid change", "brake_fluid_change_interval_miles", "mi", SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Brake fluid change, at the latest", "brake_fluid_change_interval_years",
        "years", SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Manual gearbox", "trans_fluid_manual", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Manual gearbox capacity", "trans_fluid_manual_capacity", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Automatic gearbox", "trans_fluid_auto", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Automatic gearbox capacity", "trans_fluid_auto_capacity", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Gearbox fluid change", "trans_fluid_change_interval_miles", "mi",
        SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Differential", "diff_fluid_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Front differential capacity", "diff_fluid_front_capacity", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Rear differential capacity", "diff_fluid_rear_capacity", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Differential fluid change", "diff_fluid_change_interval_miles", "mi",
        SPEC_COUNT_OF },
    { SPEC_FLUIDS, "Power steering", "power_steering_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Power steering capacity", "power_steering_capacity", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Fuel", "fuel_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Octane, at least", "fuel_octane_minimum", "AKI", SPEC_NUMBER },
    { SPEC_FLUIDS, "Octane, recommended", "fuel_octane_recommended", "AKI", SPEC_NUMBER },
    { SPEC_FLUIDS, "Fuel tank", "fuel_tank_capacity_liters", "L", SPEC_NUMBER },
    { SPEC_FLUIDS, "Fuel tank (US)", "fuel_tank_capacity_gallons", "gal", SPEC_NUMBER },
    { SPEC_FLUIDS, "Washer fluid", "washer_fluid_type", "", SPEC_TEXT },
    { SPEC_FLUIDS, "Washer fluid capacity", "washer_fluid_capacity_liters", "L", SPEC_NUMBER },

    { SPEC_FILTERS, "Oil filter", "oil_filter_oem_part", "", SPEC_TEXT },
    { SPEC_FILTERS, "Other oil filters", "oil_filter_alternatives", "", SPEC_LIST },
    { SPEC_FILTERS, "Air filter", "air_filter_oem_part", "", SPEC_TEXT },
    { SPEC_FILTERS, "Other air filters", "air_filter_alternatives", "", SPEC_LIST },
    { SPEC_FILTERS, "Air filter change", "air_filter_change_interval_miles", "mi", SPEC_COUNT_OF },
    { SPEC_FILTERS, "Cabin filter", "cabin_filter_oem_part", "", SPEC_TEXT },
    { SPEC_FILTERS, "Other cabin filters", "cabin_filter_alternatives", "", SPEC_LIST },
    { SPEC_FILTERS, "Cabin filter change", "cabin_filter_change_interval_miles", "mi",
        SPEC_COUNT_OF },
    { SPEC_FILTERS, "Fuel filter", "fuel_filter_oem_part", "", SPEC_TEXT },
    { SPEC_FILTERS, "Fuel filter in the tank", "fuel_filter_in_tank", "", SPEC_FLAG },
    { SPEC_FILTERS, "Fuel filter change", "fuel_filter_change_interval_miles", "mi",
        SPEC_COUNT_OF },

    { SPEC_IGNITION, "Spark plugs", "spark_plug_type", "", SPEC_TEXT },
    { SPEC_IGNITION, "Spark plug part", "spark_plug_oem_part", "", SPEC_TEXT },
    { SPEC_IGNITION, "Other spark plugs", "spark_plug_alternatives", "", SPEC_LIST },
    { SPEC_IGNITION, "Number of plugs", "spark_plug_quantity", "", SPEC_NUMBER },
    { SPEC_IGNITION, "Gap", "spark_plug_gap_mm", "mm", SPEC_NUMBER },
    { SPEC_IGNITION, "Spark plug change", "spark_plug_change_interval_miles", "mi", SPEC_COUNT_OF },

    { SPEC_BELTS, "Timing", "timing_type", "", SPEC_TEXT },
    { SPEC_BELTS, "Timing change", "timing_change_interval_miles", "mi", SPEC_COUNT_OF },
    { SPEC_BELTS, "Timing change, at the latest", "timing_change_interval_years", "years",
        SPEC_COUNT_OF },
    { SPEC_BELTS, "Tensioner", "timing_tensioner_oem_part", "", SPEC_TEXT },
    { SPEC_BELTS, "Serpentine belt", "serpentine_belt_oem_part", "", SPEC_TEXT },
    { SPEC_BELTS, "Serpentine belt change", "serpentine_belt_change_interval_miles", "mi",
        SPEC_COUNT_OF },
    { SPEC_BELTS, "Separate belt for the A/C", "ac_belt_separate", "", SPEC_FLAG },
    { SPEC_BELTS, "A/C belt", "ac_belt_oem_part", "", SPEC_TEXT },

    { SPEC_TYRES, "Front size", "tire_size_front", "", SPEC_TEXT },
    { SPEC_TYRES, "Rear size", "tire_size_rear", "", SPEC_TEXT },
    { SPEC_TYRES, "Front pressure, cold", "tire_pressure_front_psi", "psi", SPEC_NUMBER },
    { SPEC_TYRES, "Rear pressure, cold", "tire_pressure_rear_psi", "psi", SPEC_NUMBER },
    { SPEC_TYRES, "Spare pressure, cold", "tire_pressure_spare_psi", "psi", SPEC_NUMBER },
    { SPEC_TYRES, "Rotation", "tire_rotation_pattern", "", SPEC_TEXT },
    { SPEC_TYRES, "Rotate every", "tire_rotation_interval_miles", "mi", SPEC_COUNT_OF },
    { SPEC_TYRES, "Original tyres", "tire_oem_brand", "", SPEC_TEXT },
    { SPEC_TYRES, "Recommended tyres", "tire_recommended_brands", "", SPEC_LIST },

    { SPEC_WHEELS, "Front wheel", "wheel_size_front", "", SPEC_TEXT },
    { SPEC_WHEELS, "Rear wheel", "wheel_size_rear", "", SPEC_TEXT },
    { SPEC_WHEELS, "Bolt pattern", "wheel_bolt_pattern", "", SPEC_TEXT },
    { SPEC_WHEELS, "Centre bore", "wheel_center_bore_mm", "mm", SPEC_NUMBER },
    { SPEC_WHEELS, "Bolt torque", "wheel_lug_torque_nm", "Nm", SPEC_NUMBER },
    { SPEC_WHEELS, "Bolt torque (US)", "wheel_lug_torque_ft_lbs", "lb-ft", SPEC_NUMBER },

    { SPEC_BRAKES, "Front disc", "brake_front_rotor_diameter_mm", "mm", SPEC_NUMBER },
    { SPEC_BRAKES, "Front disc thickness", "brake_front_rotor_thickness_mm", "mm", SPEC_NUMBER },
    { SPEC_BRAKES, "Front disc, discard below", "brake_front_rotor_min_thickness_mm", "mm",
        SPEC_NUMBER },
    { SPEC_BRAKES, "Front disc part", "brake_front_rotor_oem_part", "", SPEC_TEXT },
    { SPEC_BRAKES, "Front pads", "brake_front_pad_oem_part", "", SPEC_TEXT },
    { SPEC_BRAKES, "Front wear sensor", "brake_front_pad_wear_indicator", "", SPEC_BOOL },
    { SPEC_BRAKES, "Front caliper", "brake_front_caliper_type", "", SPEC_TEXT },
    { SPEC_BRAKES, "Rear disc", "brake_rear_rotor_diameter_mm", "mm", SPEC_NUMBER },
    { SPEC_BRAKES, "Rear disc thickness", "brake_rear_rotor_thickness_mm", "mm", SPEC_NUMBER },
    { SPEC_BRAKES, "Rear disc, discard below", "brake_rear_rotor_min_thickness_mm", "mm",
        SPEC_NUMBER },
    { SPEC_BRAKES, "Rear disc part", "brake_rear_rotor_oem_part", "", SPEC_TEXT },
    { SPEC_BRAKES, "Rear pads", "brake_rear_pad_oem_part", "", SPEC_TEXT },
    { SPEC_BRAKES, "Rear wear sensor", "brake_rear_pad_wear_indicator", "", SPEC_BOOL },
    { SPEC_BRAKES, "Rear caliper", "brake_rear_caliper_type", "", SPEC_TEXT },

    { SPEC_BATTERY, "Group size", "battery_group_size", "", SPEC_TEXT },
    { SPEC_BATTERY, "Cold cranking", "battery_cca", "A", SPEC_NUMBER },
    { SPEC_BATTERY, "Voltage", "battery_voltage", "V", SPEC_NUMBER },
    { SPEC_BATTERY, "AGM", "battery_agm", "", SPEC_FLAG },
    { SPEC_BATTERY, "Original battery", "battery_oem_brand", "", SPEC_TEXT },
    { SPEC_BATTERY, "Place", "battery_location", "", SPEC_TEXT },
    { SPEC_BATTERY, "Alternator", "alternator_output_amps", "A", SPEC_NUMBER },
    { SPEC_BATTERY, "Alternator part", "alternator_oem_part", "", SPEC_TEXT },

    { SPEC_LIGHTS, "Driver's wiper", "wiper_driver_size_inches", "in", SPEC_NUMBER },
    { SPEC_LIGHTS, "Passenger's wiper", "wiper_passenger_size_inches", "in", SPEC_NUMBER },
    { SPEC_LIGHTS, "Rear wiper", "wiper_rear_size_inches", "in", SPEC_NUMBER },
    { SPEC_LIGHTS, "Wiper type", "wiper_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Driver's wiper part", "wiper_oem_part_driver", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Passenger's wiper part", "wiper_oem_part_passenger", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Low beam", "headlight_low_beam_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "High beam", "headlight_high_beam_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Fog light", "headlight_fog_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Front turn signal", "turn_signal_front_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Rear turn signal", "turn_signal_rear_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Brake light", "brake_light_type", "", SPEC_TEXT },
    { SPEC_LIGHTS, "Reverse light", "reverse_light_type", "", SPEC_TEXT },

    { SPEC_ALIGNMENT, "Front camber", "alignment_camber_front_degrees", "°", SPEC_NUMBER },
    { SPEC_ALIGNMENT, "Rear camber", "alignment_camber_rear_degrees", "°", SPEC_NUMBER },
    { SPEC_ALIGNMENT, "Front toe", "alignment_toe_front_degrees", "°", SPEC_NUMBER },
    { SPEC_ALIGNMENT, "Rear toe", "alignment_toe_rear_degrees", "°", SPEC_NUMBER },
    { SPEC_ALIGNMENT, "Caster", "alignment_caster_degrees", "°", SPEC_NUMBER },
    { SPEC_ALIGNMENT, "Front shock absorbers", "shock_front_oem_part", "", SPEC_TEXT },
    { SPEC_ALIGNMENT, "Rear shock absorbers", "shock_rear_oem_part", "", SPEC_TEXT },
    { SPEC_ALIGNMENT, "Front springs", "spring_front_oem_part", "", SPEC_TEXT },
    { SPEC_ALIGNMENT, "Rear springs", "spring_rear_oem_part", "", SPEC_TEXT },
    { SPEC_ALIGNMENT, "Front anti-roll bar", "sway_bar_front_diameter_mm", "mm", SPEC_NUMBER },
    { SPEC_ALIGNMENT, "Rear anti-roll bar", "sway_bar_rear_diameter_mm", "mm", SPEC_NUMBER },
    { .label = NULL },
};
/* clang-format on */

const char *
spec_group_label(enum spec_group group)
{
    return group_labels[group];
}

struct query *
spec_query(const char *car_slug)
{
    struct query *q = query_select("vehicle_maintenance_specs");

    for (const struct spec_field *field = spec_fields; field->label; field++)
        query_column(q, field->column);
    query_column(q, "verified_at");
    query_where(q, "car_slug", OP_EQ, car_slug);
    query_range(q, 0, 1);
    return q;
}

bool
spec_is_verified(const struct result *res, size_t row)
{
    return result_get(res, row, "verified_at") != NULL;
}

/* "5.20" is 5.2: how many digits the column has says nothing about the car. */
static const char *
spec_number(struct arena *arena, const char *text)
{
    size_t size = strlen(text);

    if (strchr(text, '.')) {
        while (size && text[size - 1] == '0')
            size--;
        size -= size && text[size - 1] == '.';
    }
    return arena_strndup(arena, text, size);
}

static const char *
spec_joined(struct arena *arena, const char *text)
{
    struct buffer out = { 0 };
    const char *joined;

    for (const char *const *item = value_list(arena, text); *item; item++)
        buffer_printf(&out, "%s%s", out.size ? ", " : "", *item);
    joined = out.size ? arena_strdup(arena, out.data) : NULL;
    buffer_fini(&out);
    return joined;
}

const char *
spec_text(const struct spec_field *field, struct arena *arena, const struct result *res, size_t row)
{
    const char *text = result_get(res, row, field->column);
    char count[32];
    int n;
    bool yes;

    if (!text || !*text)
        return NULL;
    if (field->type == SPEC_LIST)
        return spec_joined(arena, text);
    if ((field->type == SPEC_BOOL || field->type == SPEC_FLAG) && value_bool(text, &yes))
        return yes ? "yes" : field->type == SPEC_BOOL ? "no" : NULL;
    if (field->type == SPEC_COUNT_OF && value_int(text, &n))
        text = value_format_count(count, sizeof count, n);
    else if (field->type == SPEC_NUMBER)
        text = spec_number(arena, text);
    if (!*field->unit)
        return arena_strdup(arena, text);
    return arena_printf(arena, strcmp(field->unit, "°") == 0 ? "%s%s" : "%s %s", text, field->unit);
}
