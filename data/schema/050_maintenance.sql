-- Maintenance: fluids, capacities, torques and tyres of each car, its service intervals, and what differs by variant.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- vehicle_maintenance_specs ------------------------------------------------------------------------------------------

CREATE TABLE vehicle_maintenance_specs (
    -- The car
    id                                    uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug                              text        NOT NULL UNIQUE REFERENCES cars (slug) ON DELETE CASCADE,
    car_id                                uuid        REFERENCES cars (id) ON DELETE CASCADE,

    -- Engine oil
    oil_type                              text,
    oil_viscosity                         text,
    oil_spec                              text,
    oil_capacity_liters                   numeric(4,2),
    oil_capacity_quarts                   numeric(4,2),
    oil_filter_oem_part                   text,
    oil_filter_alternatives               text[],
    oil_change_interval_miles             integer,
    oil_change_interval_months            integer,

    -- Coolant
    coolant_type                          text,
    coolant_color                         text,
    coolant_spec                          text,
    coolant_capacity_liters               numeric(4,2),
    coolant_change_interval_miles         integer,
    coolant_change_interval_years         integer,

    -- Brake fluid
    brake_fluid_type                      text,
    brake_fluid_spec                      text,
    brake_fluid_change_interval_miles     integer,
    brake_fluid_change_interval_years     integer,

    -- Gearbox, differential, steering
    trans_fluid_manual                    text,
    trans_fluid_manual_capacity           numeric(4,2),
    trans_fluid_auto                      text,
    trans_fluid_auto_capacity             numeric(4,2),
    trans_fluid_change_interval_miles     integer,
    diff_fluid_type                       text,
    diff_fluid_front_capacity             numeric(4,2),
    diff_fluid_rear_capacity              numeric(4,2),
    diff_fluid_change_interval_miles      integer,
    power_steering_type                   text,
    power_steering_capacity               numeric(4,2),

    -- Fuel
    fuel_type                             text,
    fuel_octane_minimum                   integer,
    fuel_octane_recommended               integer,
    fuel_tank_capacity_gallons            numeric(4,1),
    fuel_tank_capacity_liters             numeric(5,1),

    -- Filters
    air_filter_oem_part                   text,
    air_filter_alternatives               text[],
    air_filter_change_interval_miles      integer,
    cabin_filter_oem_part                 text,
    cabin_filter_alternatives             text[],
    cabin_filter_change_interval_miles    integer,
    fuel_filter_oem_part                  text,
    fuel_filter_in_tank                   boolean     DEFAULT false,
    fuel_filter_change_interval_miles     integer,

    -- Tyres and wheels
    tire_size_front                       text,
    tire_size_rear                        text,
    tire_pressure_front_psi               integer,
    tire_pressure_rear_psi                integer,
    tire_pressure_spare_psi               integer,
    tire_rotation_pattern                 text,
    tire_rotation_interval_miles          integer,
    tire_oem_brand                        text,
    tire_recommended_brands               text[],
    wheel_size_front                      text,
    wheel_size_rear                       text,
    wheel_bolt_pattern                    text,
    wheel_center_bore_mm                  numeric(5,2),
    wheel_lug_torque_ft_lbs               integer,
    wheel_lug_torque_nm                   integer,

    -- Brakes
    brake_front_rotor_diameter_mm         integer,
    brake_front_rotor_thickness_mm        numeric(4,2),
    brake_front_rotor_min_thickness_mm    numeric(4,2),
    brake_front_rotor_oem_part            text,
    brake_front_pad_oem_part              text,
    brake_front_pad_wear_indicator        boolean,
    brake_front_caliper_type              text,
    brake_rear_rotor_diameter_mm          integer,
    brake_rear_rotor_thickness_mm         numeric(4,2),
    brake_rear_rotor_min_thickness_mm     numeric(4,2),
    brake_rear_rotor_oem_part             text,
    brake_rear_pad_oem_part               text,
    brake_rear_pad_wear_indicator         boolean,
    brake_rear_caliper_type               text,

    -- Ignition, timing, belts
    spark_plug_type                       text,
    spark_plug_gap_mm                     numeric(4,3),
    spark_plug_oem_part                   text,
    spark_plug_alternatives               text[],
    spark_plug_change_interval_miles      integer,
    spark_plug_quantity                   integer,
    timing_type                           text,
    timing_change_interval_miles          integer,
    timing_change_interval_years          integer,
    timing_tensioner_oem_part             text,
    serpentine_belt_oem_part              text,
    serpentine_belt_change_interval_miles integer,
    ac_belt_separate                      boolean     DEFAULT false,
    ac_belt_oem_part                      text,

    -- Electrics
    battery_group_size                    text,
    battery_cca                           integer,
    battery_voltage                       integer     DEFAULT 12,
    battery_oem_brand                     text,
    battery_location                      text,
    battery_agm                           boolean     DEFAULT false,
    alternator_output_amps                integer,
    alternator_oem_part                   text,

    -- Wipers and washer
    wiper_driver_size_inches              integer,
    wiper_passenger_size_inches           integer,
    wiper_rear_size_inches                integer,
    wiper_type                            text,
    wiper_oem_part_driver                 text,
    wiper_oem_part_passenger              text,
    washer_fluid_capacity_liters          numeric(4,2),
    washer_fluid_type                     text,

    -- Lamps
    headlight_low_beam_type               text,
    headlight_high_beam_type              text,
    headlight_fog_type                    text,
    turn_signal_front_type                text,
    turn_signal_rear_type                 text,
    brake_light_type                      text,
    reverse_light_type                    text,

    -- Chassis
    alignment_camber_front_degrees        numeric(4,2),
    alignment_camber_rear_degrees         numeric(4,2),
    alignment_toe_front_degrees           numeric(4,3),
    alignment_toe_rear_degrees            numeric(4,3),
    alignment_caster_degrees              numeric(4,2),
    shock_front_oem_part                  text,
    shock_rear_oem_part                   text,
    spring_front_oem_part                 text,
    spring_rear_oem_part                  text,
    sway_bar_front_diameter_mm            integer,
    sway_bar_rear_diameter_mm             integer,

    -- Source
    source_manual_year                    integer,
    source_url                            text,
    verified_by                           text,
    verified_at                           timestamptz,
    created_at                            timestamptz DEFAULT now(),
    updated_at                            timestamptz DEFAULT now()
);

COMMENT ON TABLE vehicle_maintenance_specs IS
    'What a car takes: fluids with specification and capacity, filters, plugs, belts, battery, tyres, torques; one row per car';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_type IS 'Such as Full Synthetic';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_viscosity IS 'Such as 5W-30';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_spec IS 'The maker''s approval, such as BMW LL-01';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_capacity_liters IS 'Litres with a new filter';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_capacity_quarts IS 'US quarts with a new filter';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.oil_change_interval_months IS 'Months';
COMMENT ON COLUMN vehicle_maintenance_specs.coolant_capacity_liters IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.coolant_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.coolant_change_interval_years IS 'Years';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_fluid_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_fluid_change_interval_years IS 'Years';
COMMENT ON COLUMN vehicle_maintenance_specs.trans_fluid_manual IS 'Specification for the manual gearbox';
COMMENT ON COLUMN vehicle_maintenance_specs.trans_fluid_manual_capacity IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.trans_fluid_auto IS
    'Specification for the automatic or dual-clutch gearbox';
COMMENT ON COLUMN vehicle_maintenance_specs.trans_fluid_auto_capacity IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.trans_fluid_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.diff_fluid_front_capacity IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.diff_fluid_rear_capacity IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.diff_fluid_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.power_steering_capacity IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.fuel_octane_minimum IS 'AKI (R+M)/2';
COMMENT ON COLUMN vehicle_maintenance_specs.fuel_octane_recommended IS 'AKI (R+M)/2';
COMMENT ON COLUMN vehicle_maintenance_specs.fuel_tank_capacity_gallons IS 'US gallons';
COMMENT ON COLUMN vehicle_maintenance_specs.fuel_tank_capacity_liters IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.air_filter_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.cabin_filter_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.fuel_filter_in_tank IS 'True when it is part of the pump in the tank';
COMMENT ON COLUMN vehicle_maintenance_specs.fuel_filter_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.tire_size_front IS 'Such as 245/40R18';
COMMENT ON COLUMN vehicle_maintenance_specs.tire_pressure_front_psi IS 'Pounds per square inch, cold';
COMMENT ON COLUMN vehicle_maintenance_specs.tire_pressure_rear_psi IS 'Pounds per square inch, cold';
COMMENT ON COLUMN vehicle_maintenance_specs.tire_pressure_spare_psi IS 'Pounds per square inch, cold';
COMMENT ON COLUMN vehicle_maintenance_specs.tire_rotation_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.wheel_size_front IS 'Such as 18x8.5';
COMMENT ON COLUMN vehicle_maintenance_specs.wheel_bolt_pattern IS 'Such as 5x120';
COMMENT ON COLUMN vehicle_maintenance_specs.wheel_center_bore_mm IS 'Millimetres';
COMMENT ON COLUMN vehicle_maintenance_specs.wheel_lug_torque_ft_lbs IS 'Pound-feet';
COMMENT ON COLUMN vehicle_maintenance_specs.wheel_lug_torque_nm IS 'Newton metres';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_front_rotor_diameter_mm IS 'Millimetres';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_front_rotor_thickness_mm IS 'Millimetres when new';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_front_rotor_min_thickness_mm IS 'Millimetres; discard below';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_rear_rotor_diameter_mm IS 'Millimetres';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_rear_rotor_thickness_mm IS 'Millimetres when new';
COMMENT ON COLUMN vehicle_maintenance_specs.brake_rear_rotor_min_thickness_mm IS 'Millimetres; discard below';
COMMENT ON COLUMN vehicle_maintenance_specs.spark_plug_gap_mm IS 'Millimetres';
COMMENT ON COLUMN vehicle_maintenance_specs.spark_plug_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.timing_type IS 'In use: Chain, Belt';
COMMENT ON COLUMN vehicle_maintenance_specs.timing_change_interval_miles IS 'Miles; empty for a chain';
COMMENT ON COLUMN vehicle_maintenance_specs.timing_change_interval_years IS 'Years; empty for a chain';
COMMENT ON COLUMN vehicle_maintenance_specs.serpentine_belt_change_interval_miles IS 'Miles';
COMMENT ON COLUMN vehicle_maintenance_specs.battery_group_size IS 'BCI group';
COMMENT ON COLUMN vehicle_maintenance_specs.battery_cca IS 'Cold cranking amperes';
COMMENT ON COLUMN vehicle_maintenance_specs.battery_voltage IS 'Volts';
COMMENT ON COLUMN vehicle_maintenance_specs.battery_agm IS 'True for absorbent glass mat';
COMMENT ON COLUMN vehicle_maintenance_specs.alternator_output_amps IS 'Amperes';
COMMENT ON COLUMN vehicle_maintenance_specs.wiper_driver_size_inches IS 'Inches';
COMMENT ON COLUMN vehicle_maintenance_specs.wiper_passenger_size_inches IS 'Inches';
COMMENT ON COLUMN vehicle_maintenance_specs.wiper_rear_size_inches IS 'Inches';
COMMENT ON COLUMN vehicle_maintenance_specs.washer_fluid_capacity_liters IS 'Litres';
COMMENT ON COLUMN vehicle_maintenance_specs.alignment_camber_front_degrees IS
    'Degrees, stock setting, as the other alignment columns';
COMMENT ON COLUMN vehicle_maintenance_specs.alignment_toe_front_degrees IS 'Degrees, total toe';
COMMENT ON COLUMN vehicle_maintenance_specs.alignment_toe_rear_degrees IS 'Degrees, total toe';
COMMENT ON COLUMN vehicle_maintenance_specs.sway_bar_front_diameter_mm IS 'Millimetres';
COMMENT ON COLUMN vehicle_maintenance_specs.sway_bar_rear_diameter_mm IS 'Millimetres';
COMMENT ON COLUMN vehicle_maintenance_specs.source_manual_year IS 'Year of the owner''s manual the figures come from';

CREATE INDEX idx_vehicle_maintenance_specs_car_id ON vehicle_maintenance_specs (car_id);

CREATE TRIGGER auto_car_id_vehicle_maintenance_specs
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON vehicle_maintenance_specs
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_vehicle_maintenance_specs_timestamp
    BEFORE UPDATE ON vehicle_maintenance_specs
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE vehicle_maintenance_specs ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON vehicle_maintenance_specs FOR SELECT USING (true);

-- vehicle_service_intervals ------------------------------------------------------------------------------------------

CREATE TABLE vehicle_service_intervals (
    id                    uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug              text        NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    car_id                uuid        REFERENCES cars (id) ON DELETE CASCADE,
    service_name          text        NOT NULL,
    service_description   text,
    interval_miles        integer,
    interval_months       integer,
    items_included        text[],
    dealer_cost_low       integer,
    dealer_cost_high      integer,
    independent_cost_low  integer,
    independent_cost_high integer,
    diy_cost_low          integer,
    diy_cost_high         integer,
    labor_hours_estimate  numeric(4,2),
    is_critical           boolean     DEFAULT false,
    created_at            timestamptz DEFAULT now()
);

COMMENT ON TABLE vehicle_service_intervals IS
    'Services of a car: every so many miles or months, whichever comes first, and what they cost';
COMMENT ON COLUMN vehicle_service_intervals.interval_miles IS 'Miles; null when only time counts';
COMMENT ON COLUMN vehicle_service_intervals.interval_months IS 'Months; null when only mileage counts';
COMMENT ON COLUMN vehicle_service_intervals.dealer_cost_low IS 'US dollars, as the other costs';
COMMENT ON COLUMN vehicle_service_intervals.independent_cost_low IS 'US dollars at a workshop that is no dealer';
COMMENT ON COLUMN vehicle_service_intervals.diy_cost_low IS 'US dollars for parts and fluids alone';
COMMENT ON COLUMN vehicle_service_intervals.labor_hours_estimate IS 'Hours';
COMMENT ON COLUMN vehicle_service_intervals.is_critical IS 'True when skipping it can destroy something';

CREATE INDEX idx_vehicle_service_intervals_car_slug ON vehicle_service_intervals (car_slug);
CREATE INDEX idx_vehicle_service_intervals_car_id ON vehicle_service_intervals (car_id, interval_miles);

CREATE TRIGGER auto_car_id_vehicle_service_intervals
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON vehicle_service_intervals
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE vehicle_service_intervals ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON vehicle_service_intervals FOR SELECT USING (true);

-- wheel_tire_fitment_options -----------------------------------------------------------------------------------------

CREATE TABLE wheel_tire_fitment_options (
    id                         uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug                   text         NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    car_id                     uuid         REFERENCES cars (id) ON DELETE CASCADE,
    fitment_type               text         NOT NULL
        CHECK (fitment_type IN ('oem', 'oem_optional', 'plus_one', 'plus_two', 'aggressive', 'conservative', 'square')),
    wheel_diameter_inches      integer      NOT NULL,
    wheel_width_front          numeric(4,1) NOT NULL,
    wheel_width_rear           numeric(4,1) NOT NULL,
    wheel_offset_front_mm      integer,
    wheel_offset_rear_mm       integer,
    wheel_offset_range_front   text,
    wheel_offset_range_rear    text,
    tire_size_front            text         NOT NULL,
    tire_size_rear             text         NOT NULL,
    tire_width_front_mm        integer,
    tire_width_rear_mm         integer,
    tire_aspect_front          integer,
    tire_aspect_rear           integer,
    diameter_change_percent    numeric(4,2),
    speedometer_error_percent  numeric(4,2),
    requires_fender_roll       boolean      DEFAULT false,
    requires_fender_pull       boolean      DEFAULT false,
    requires_camber_adjustment boolean      DEFAULT false,
    recommended_camber_front   text,
    recommended_camber_rear    text,
    requires_coilovers         boolean      DEFAULT false,
    requires_spacers           boolean      DEFAULT false,
    spacer_size_front_mm       integer,
    spacer_size_rear_mm        integer,
    clearance_notes            text,
    known_issues               text,
    recommended_for            text[],
    not_recommended_for        text[],
    popularity_score           integer      DEFAULT 0 CHECK (popularity_score BETWEEN 0 AND 100),
    community_verified         boolean      DEFAULT false,
    forum_threads              text[],
    source_type                text
        CHECK (source_type IN ('oem', 'community', 'tire_rack', 'fitment_industries', 'forum', 'manual')),
    source_url                 text,
    confidence                 numeric(3,2) CHECK (confidence BETWEEN 0 AND 1),
    verified                   boolean      DEFAULT false,
    verified_by                text,
    verified_at                timestamptz,
    created_at                 timestamptz  DEFAULT now(),
    updated_at                 timestamptz  DEFAULT now()
);

COMMENT ON TABLE wheel_tire_fitment_options IS
    'Wheel and tyre set-ups for a car, from stock to aggressive, with what has to be changed to fit them';
COMMENT ON COLUMN wheel_tire_fitment_options.fitment_type IS
    'oem, oem_optional, plus_one, plus_two, aggressive, conservative or square';
COMMENT ON COLUMN wheel_tire_fitment_options.wheel_diameter_inches IS 'Inches';
COMMENT ON COLUMN wheel_tire_fitment_options.wheel_width_front IS 'Inches';
COMMENT ON COLUMN wheel_tire_fitment_options.wheel_width_rear IS 'Inches';
COMMENT ON COLUMN wheel_tire_fitment_options.wheel_offset_front_mm IS 'Millimetres (ET)';
COMMENT ON COLUMN wheel_tire_fitment_options.wheel_offset_rear_mm IS 'Millimetres (ET)';
COMMENT ON COLUMN wheel_tire_fitment_options.tire_width_front_mm IS 'Millimetres';
COMMENT ON COLUMN wheel_tire_fitment_options.tire_width_rear_mm IS 'Millimetres';
COMMENT ON COLUMN wheel_tire_fitment_options.tire_aspect_front IS 'Height of the side as percent of the width';
COMMENT ON COLUMN wheel_tire_fitment_options.tire_aspect_rear IS 'Height of the side as percent of the width';
COMMENT ON COLUMN wheel_tire_fitment_options.diameter_change_percent IS 'Percent against stock';
COMMENT ON COLUMN wheel_tire_fitment_options.speedometer_error_percent IS 'Percent against stock';
COMMENT ON COLUMN wheel_tire_fitment_options.spacer_size_front_mm IS 'Millimetres';
COMMENT ON COLUMN wheel_tire_fitment_options.spacer_size_rear_mm IS 'Millimetres';
COMMENT ON COLUMN wheel_tire_fitment_options.popularity_score IS '0 to 100';
COMMENT ON COLUMN wheel_tire_fitment_options.source_type IS
    'oem, community, tire_rack, fitment_industries, forum or manual';
COMMENT ON COLUMN wheel_tire_fitment_options.confidence IS '0 to 1';

CREATE INDEX idx_wheel_tire_fitment_options_car_slug ON wheel_tire_fitment_options (car_slug, fitment_type);
CREATE INDEX idx_wheel_tire_fitment_options_car_id ON wheel_tire_fitment_options (car_id);
CREATE INDEX idx_wheel_tire_fitment_options_fitment_type ON wheel_tire_fitment_options (fitment_type);
CREATE INDEX idx_wheel_tire_fitment_options_aggressive ON wheel_tire_fitment_options (car_slug)
    WHERE fitment_type IN ('aggressive', 'plus_two');

CREATE TRIGGER auto_car_id_wheel_tire_fitment_options
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON wheel_tire_fitment_options
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_wheel_tire_fitment_options_updated_at
    BEFORE UPDATE ON wheel_tire_fitment_options
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE wheel_tire_fitment_options ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON wheel_tire_fitment_options FOR SELECT USING (true);
CREATE POLICY service_all ON wheel_tire_fitment_options TO service_role USING (true) WITH CHECK (true);

-- vehicle_known_issues -----------------------------------------------------------------------------------------------

CREATE TABLE vehicle_known_issues (
    id                         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug                   text        NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    car_id                     uuid        REFERENCES cars (id) ON DELETE CASCADE,
    issue_type                 text        NOT NULL,
    issue_title                text        NOT NULL,
    issue_description          text,
    affected_years             text,
    severity                   text,
    recall_number              text,
    tsb_number                 text,
    nhtsa_campaign_number      text,
    fix_description            text,
    estimated_repair_cost_low  integer,
    estimated_repair_cost_high integer,
    diy_difficulty             text,
    symptoms                   text[],
    source_url                 text,
    source_date                date,
    created_at                 timestamptz DEFAULT now(),
    updated_at                 timestamptz DEFAULT now()
);

COMMENT ON TABLE vehicle_known_issues IS
    'Deprecated since January 2026: read car_issues; kept for databases that still hold rows';
COMMENT ON COLUMN vehicle_known_issues.issue_type IS 'In use: Recall, TSB, Common Issue';
COMMENT ON COLUMN vehicle_known_issues.severity IS 'In use: Low, Medium, High, Critical';
COMMENT ON COLUMN vehicle_known_issues.estimated_repair_cost_low IS 'US dollars';
COMMENT ON COLUMN vehicle_known_issues.estimated_repair_cost_high IS 'US dollars';
COMMENT ON COLUMN vehicle_known_issues.diy_difficulty IS 'In use: Easy, Moderate, Advanced, Pro Only';

CREATE INDEX idx_vehicle_known_issues_car_slug ON vehicle_known_issues (car_slug);
CREATE INDEX idx_vehicle_known_issues_issue_type ON vehicle_known_issues (issue_type);
CREATE INDEX idx_vehicle_known_issues_car_id ON vehicle_known_issues (car_id) WHERE car_id IS NOT NULL;

CREATE TRIGGER auto_car_id_vehicle_known_issues
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON vehicle_known_issues
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_vehicle_known_issues_timestamp
    BEFORE UPDATE ON vehicle_known_issues
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE vehicle_known_issues ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON vehicle_known_issues FOR SELECT USING (true);

-- car_variant_maintenance_overrides ----------------------------------------------------------------------------------

CREATE TABLE car_variant_maintenance_overrides (
    id             uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_variant_id uuid         NOT NULL UNIQUE REFERENCES car_variants (id) ON DELETE CASCADE,
    overrides      jsonb        NOT NULL DEFAULT '{}'::jsonb,
    source_url     text,
    confidence     numeric(3,2) CHECK (confidence BETWEEN 0 AND 1),
    verified       boolean      DEFAULT false,
    verified_by    text,
    verified_at    timestamptz,
    created_at     timestamptz  DEFAULT now(),
    updated_at     timestamptz  DEFAULT now()
);

COMMENT ON TABLE car_variant_maintenance_overrides IS 'Where a variant differs from its car in maintenance';
COMMENT ON COLUMN car_variant_maintenance_overrides.overrides IS
    'Object of groups as get_car_maintenance_summary() returns them; a group here replaces the whole group of the car';
COMMENT ON COLUMN car_variant_maintenance_overrides.confidence IS '0 to 1';

CREATE INDEX idx_car_variant_maintenance_overrides_overrides ON car_variant_maintenance_overrides USING gin (overrides);

CREATE TRIGGER update_car_variant_maintenance_overrides_updated_at
    BEFORE UPDATE ON car_variant_maintenance_overrides
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_variant_maintenance_overrides ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_variant_maintenance_overrides FOR SELECT USING (true);

