-- Functions about one car: its name, maintenance, measurements, prices and how fresh they are.
--
-- A slug is resolved once and everything else is found by the car's id. An unknown slug is an empty answer, not an error.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

GRANT USAGE ON SCHEMA autorev TO anon, authenticated, service_role;

-- Names --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION autorev.squash(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT regexp_replace(lower(p_text), '[^a-z0-9]', '', 'g') $$;

COMMENT ON FUNCTION autorev.squash(text) IS 'Lower case letters and digits alone, to compare names however they are written';

CREATE FUNCTION normalize_car_slug(p_slug text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(
        (SELECT slug FROM cars WHERE slug = p_slug),
        (SELECT canonical_slug FROM car_slug_aliases WHERE alias = p_slug),
        p_slug)
$$;

COMMENT ON FUNCTION normalize_car_slug(text) IS 'The car''s slug for a slug or an alias; anything else comes back unchanged';

CREATE FUNCTION parse_years_range(p_years text, OUT year_start integer, OUT year_end integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog
AS $$
    SELECT years[1], coalesce(years[2], years[1])
    FROM (SELECT array_agg(found[1]::integer ORDER BY place) AS years
          FROM regexp_matches(p_years, '(?<!\d)(\d{4})(?!\d)', 'g') WITH ORDINALITY AS m (found, place)) AS y
$$;

COMMENT ON FUNCTION parse_years_range(text) IS
    'First and last year of a text such as 2015-2021; one year stands for both, no year gives nulls';

CREATE FUNCTION resolve_car_and_variant_from_vin_decode(
    p_make text, p_model text, p_model_year integer, p_trim text DEFAULT NULL, p_series text DEFAULT NULL,
    p_drive_type text DEFAULT NULL, p_transmission text DEFAULT NULL)
    RETURNS TABLE (car_slug text, car_id uuid, car_variant_id uuid, car_variant_key text, car_variant_display_name text,
                   confidence numeric, reasons text[])
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    WITH asked AS (
        SELECT nullif(autorev.squash(p_make), '') AS make, nullif(autorev.squash(p_model), '') AS model,
               nullif(autorev.squash(p_trim), '') AS trim, nullif(autorev.squash(p_series), '') AS series,
               -- "RWD/Rear-Wheel Drive", "AWD/All-Wheel Drive" and the like, as the decoder writes them
               CASE WHEN p_drive_type ~* 'rwd|rear' THEN 'RWD' WHEN p_drive_type ~* 'fwd|front' THEN 'FWD'
                    WHEN p_drive_type ~* 'awd|all' THEN 'AWD' WHEN p_drive_type ~* '4wd|4x4|four' THEN '4WD' END AS drive
    ), variant AS (
        SELECT c.slug, c.id AS car_id, v.id, v.variant_key, v.display_name, v.drivetrain, v.model_year_start,
               v.model_year_end, autorev.squash(c.brand) AS brand, autorev.squash(c.name) AS name,
               autorev.squash(v.trim) AS trim, autorev.squash(v.display_name) AS display, autorev.squash(v.variant_key) AS key
        FROM car_variants AS v JOIN cars AS c ON c.id = v.car_id
    ), matched AS (
        SELECT v.*,
               strpos(coalesce(v.brand, ''), a.make) > 0 OR strpos(v.name, a.make) > 0 AS make_match,
               strpos(v.name, a.model) > 0 AS model_match,
               p_model_year BETWEEN v.model_year_start AND coalesce(v.model_year_end, 9999) AS year_in_range,
               strpos(coalesce(v.trim, ''), a.trim) > 0 OR strpos(v.display, a.trim) > 0
                   OR strpos(v.key, a.trim) > 0 AS trim_hint,
               strpos(v.display, a.series) > 0 OR strpos(v.key, a.series) > 0 AS series_hint,
               strpos(upper(v.drivetrain), a.drive) > 0 AS drivetrain_match
        FROM variant AS v CROSS JOIN asked AS a
    ), scored AS (
        SELECT m.*, 0.35 * coalesce(make_match::integer, 0) + 0.35 * coalesce(model_match::integer, 0)
                  + 0.20 * coalesce(year_in_range::integer, 0) + 0.05 * coalesce(trim_hint::integer, 0)
                  + 0.03 * coalesce(series_hint::integer, 0) + 0.02 * coalesce(drivetrain_match::integer, 0) AS score
        FROM matched AS m
        WHERE make_match
    )
    SELECT slug, scored.car_id, id, variant_key, display_name, score::numeric(3,2),
           array_remove(ARRAY[
               CASE WHEN make_match THEN 'make_match' END, CASE WHEN model_match THEN 'model_match' END,
               CASE WHEN year_in_range THEN 'year_in_range' END, CASE WHEN trim_hint THEN 'trim_hint' END,
               CASE WHEN series_hint THEN 'series_hint' END, CASE WHEN drivetrain_match THEN 'drivetrain_match' END], NULL)
    FROM scored
    ORDER BY score DESC, variant_key
    LIMIT 1
$$;

COMMENT ON FUNCTION resolve_car_and_variant_from_vin_decode(text, text, integer, text, text, text, text) IS
    'The variant that fits a decoded VIN best, its confidence 0 to 1 and its reasons; no row for a make we do not have';

-- Maintenance --------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_car_maintenance_summary(p_car_slug text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce((
        SELECT jsonb_build_object(
            'oil', jsonb_build_object(
                'type', m.oil_type, 'viscosity', m.oil_viscosity, 'spec', m.oil_spec,
                'capacity_quarts', m.oil_capacity_quarts, 'capacity_liters', m.oil_capacity_liters,
                'change_interval_miles', m.oil_change_interval_miles, 'change_interval_months', m.oil_change_interval_months,
                'interval_miles', m.oil_change_interval_miles, 'interval_months', m.oil_change_interval_months),
            'fuel', jsonb_build_object(
                'type', m.fuel_type, 'octane_minimum', m.fuel_octane_minimum,
                'octane_recommended', m.fuel_octane_recommended, 'tank_capacity_gallons', m.fuel_tank_capacity_gallons,
                'tank_capacity_liters', m.fuel_tank_capacity_liters),
            'coolant', jsonb_build_object(
                'type', m.coolant_type, 'spec', m.coolant_spec, 'capacity_liters', m.coolant_capacity_liters,
                'change_interval_miles', m.coolant_change_interval_miles,
                'change_interval_years', m.coolant_change_interval_years,
                'interval_miles', m.coolant_change_interval_miles, 'interval_years', m.coolant_change_interval_years),
            'brake_fluid', jsonb_build_object(
                'type', m.brake_fluid_type, 'spec', m.brake_fluid_spec,
                'change_interval_miles', m.brake_fluid_change_interval_miles,
                'change_interval_years', m.brake_fluid_change_interval_years,
                'interval_miles', m.brake_fluid_change_interval_miles,
                'interval_years', m.brake_fluid_change_interval_years),
            'tires', jsonb_build_object(
                'size_front', m.tire_size_front, 'size_rear', m.tire_size_rear,
                'pressure_front_psi', m.tire_pressure_front_psi, 'pressure_rear_psi', m.tire_pressure_rear_psi,
                'front', m.tire_size_front, 'rear', m.tire_size_rear,
                'pressure_front', m.tire_pressure_front_psi, 'pressure_rear', m.tire_pressure_rear_psi),
            'wipers', jsonb_build_object(
                'driver', m.wiper_driver_size_inches, 'passenger', m.wiper_passenger_size_inches,
                'rear', m.wiper_rear_size_inches),
            'battery', jsonb_build_object(
                'group_size', m.battery_group_size, 'cca', m.battery_cca, 'agm', m.battery_agm))
        FROM cars AS c JOIN vehicle_maintenance_specs AS m ON m.car_id = c.id
        WHERE c.slug = p_car_slug
        LIMIT 1), '{}'::jsonb)
$$;

COMMENT ON FUNCTION get_car_maintenance_summary(text) IS
    'Fluids, tyres, wipers and battery of a car in groups; an empty object without specifications';

CREATE FUNCTION get_car_maintenance_summary_variant(p_variant_key text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT get_car_maintenance_summary(c.slug) || coalesce(o.overrides, '{}'::jsonb)
    FROM car_variants AS v
    JOIN cars AS c ON c.id = v.car_id
    LEFT JOIN car_variant_maintenance_overrides AS o ON o.car_variant_id = v.id
    WHERE v.variant_key = p_variant_key AND btrim(p_variant_key) <> ''
$$;

COMMENT ON FUNCTION get_car_maintenance_summary_variant(text) IS
    'Summary of the variant''s car with whole groups replaced where the variant differs; null for an unknown variant';

CREATE FUNCTION get_wheel_tire_fitments(p_car_slug text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    WITH car AS (SELECT id FROM cars WHERE slug = p_car_slug)
    SELECT jsonb_build_object(
        'car_slug', p_car_slug,
        'oem_specs', (
            SELECT jsonb_build_object(
                'wheel_bolt_pattern', m.wheel_bolt_pattern, 'center_bore_mm', m.wheel_center_bore_mm,
                'wheel_size_front', m.wheel_size_front, 'wheel_size_rear', m.wheel_size_rear,
                'tire_size_front', m.tire_size_front, 'tire_size_rear', m.tire_size_rear,
                'lug_torque_ft_lbs', m.wheel_lug_torque_ft_lbs)
            FROM vehicle_maintenance_specs AS m WHERE m.car_id = (SELECT id FROM car)),
        'fitment_options', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', w.id, 'fitment_type', w.fitment_type, 'wheel_diameter', w.wheel_diameter_inches,
                'wheel_width_front', w.wheel_width_front, 'wheel_width_rear', w.wheel_width_rear,
                'wheel_offset_front', w.wheel_offset_front_mm, 'wheel_offset_rear', w.wheel_offset_rear_mm,
                'tire_size_front', w.tire_size_front, 'tire_size_rear', w.tire_size_rear,
                'requires_mods', coalesce(w.requires_fender_roll OR w.requires_fender_pull OR w.requires_camber_adjustment
                                          OR w.requires_coilovers OR w.requires_spacers, false),
                'clearance_notes', w.clearance_notes, 'recommended_for', w.recommended_for,
                'popularity_score', w.popularity_score, 'verified', w.verified)
                ORDER BY coalesce(array_position(
                             ARRAY['oem', 'oem_optional', 'plus_one', 'plus_two', 'aggressive'], w.fitment_type), 6),
                         w.popularity_score DESC NULLS LAST, w.id), '[]'::jsonb)
            FROM wheel_tire_fitment_options AS w WHERE w.car_id = (SELECT id FROM car)))
$$;

COMMENT ON FUNCTION get_wheel_tire_fitments(text) IS 'Stock wheels and tyres of a car, and what else fits it, mildest first';

-- Measurements -------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_car_dyno_runs(p_car_slug text, p_limit integer DEFAULT 6, p_include_curve boolean DEFAULT false)
    RETURNS TABLE (run_kind text, recorded_at date, dyno_type text, correction text, fuel text, is_wheel boolean,
                   peak_hp integer, peak_tq integer, peak_whp integer, peak_wtq integer, boost_psi_max numeric,
                   conditions jsonb, modifications jsonb, notes text, curve jsonb, source_url text, verified boolean,
                   confidence numeric)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT r.run_kind, r.recorded_at, r.dyno_type, r.correction, r.fuel, r.is_wheel, r.peak_hp, r.peak_tq, r.peak_whp,
           r.peak_wtq, r.boost_psi_max, r.conditions, r.modifications, r.notes,
           CASE WHEN p_include_curve THEN r.curve ELSE '{}'::jsonb END,
           coalesce(r.source_url, d.source_url), r.verified, r.confidence
    FROM car_dyno_runs AS r
    LEFT JOIN source_documents AS d ON d.id = r.source_document_id
    WHERE r.car_id = (SELECT id FROM cars WHERE slug = p_car_slug)
    ORDER BY r.recorded_at DESC NULLS LAST, r.created_at DESC, r.id
    LIMIT least(greatest(coalesce(p_limit, 6), 1), 25)
$$;

COMMENT ON FUNCTION get_car_dyno_runs(text, integer, boolean) IS
    'Dyno runs of a car, newest first, at most 25; curves only when asked for';

CREATE FUNCTION get_car_track_lap_times(p_car_slug text, p_limit integer DEFAULT 8)
    RETURNS TABLE (track_slug text, track_name text, layout_key text, layout_name text, lap_time_ms integer,
                   lap_time_text text, session_date date, is_stock boolean, tires text, conditions jsonb,
                   modifications jsonb, notes text, source_url text, verified boolean, confidence numeric)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT v.slug, v.name, y.layout_key, y.name, t.lap_time_ms, t.lap_time_text, t.session_date, t.is_stock, t.tires,
           t.conditions, t.modifications, t.notes, coalesce(t.source_url, d.source_url), t.verified, t.confidence
    FROM car_track_lap_times AS t
    JOIN track_venues AS v ON v.id = t.track_id
    LEFT JOIN track_layouts AS y ON y.id = t.track_layout_id
    LEFT JOIN source_documents AS d ON d.id = t.source_document_id
    WHERE t.car_id = (SELECT id FROM cars WHERE slug = p_car_slug)
    ORDER BY t.lap_time_ms, t.id
    LIMIT least(greatest(coalesce(p_limit, 8), 1), 25)
$$;

COMMENT ON FUNCTION get_car_track_lap_times(text, integer) IS 'Lap times of a car, fastest first, at most 25';

-- Prices and freshness -----------------------------------------------------------------------------------------------

CREATE FUNCTION compute_consensus_price(p_car_slug text) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT round(sum(price * weight) / sum(weight))::integer
    FROM car_market_pricing AS m
    CROSS JOIN LATERAL (VALUES (m.bat_avg_price, 1.2), (m.hagerty_good, 1.0), (m.carscom_avg_price, 0.8)) AS p (price, weight)
    WHERE m.car_id = (SELECT id FROM cars WHERE slug = p_car_slug) AND price IS NOT NULL
$$;

COMMENT ON FUNCTION compute_consensus_price(text) IS
    'Mean of the market prices in US dollars: auctions weigh 1.2, valuations 1.0, dealers'' offers 0.8; null without any';

CREATE FUNCTION get_data_freshness(p_car_slug text)
    RETURNS TABLE (data_type text, fetched_at timestamptz, hours_old double precision, is_stale boolean)
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT k.data_type, k.fetched_at, extract(epoch FROM now() - k.fetched_at)::double precision / 3600,
           k.fetched_at IS NULL OR now() - k.fetched_at > k.stale_after
    FROM cars AS c
    LEFT JOIN car_fuel_economy AS f ON f.car_id = c.id
    LEFT JOIN car_safety_data AS s ON s.car_id = c.id
    LEFT JOIN car_market_pricing AS m ON m.car_id = c.id
    CROSS JOIN LATERAL (VALUES
        (1, 'fuel_economy', f.fetched_at, interval '7 days'),
        (2, 'nhtsa_safety', s.nhtsa_fetched_at, interval '7 days'),
        (3, 'iihs_safety', s.iihs_fetched_at, interval '30 days'),
        (4, 'bat_pricing', m.bat_fetched_at, interval '7 days'),
        (5, 'hagerty_pricing', m.hagerty_fetched_at, interval '30 days'),
        (6, 'carscom_pricing', m.carscom_fetched_at, interval '3 days')
    ) AS k (place, data_type, fetched_at, stale_after)
    WHERE c.slug = p_car_slug
    ORDER BY k.place
$$;

COMMENT ON FUNCTION get_data_freshness(text) IS
    'When each kind of outside data about a car was fetched; data never fetched is stale';

CREATE FUNCTION get_quick_car_stats() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object(
        'total_cars', (SELECT count(*) FROM cars),
        'by_category', (SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (
            SELECT category AS k, count(*) AS n FROM cars GROUP BY 1) AS g),
        'by_tier', (SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (
            SELECT tier AS k, count(*) AS n FROM cars GROUP BY 1) AS g),
        'by_vehicle_type', (SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (
            SELECT coalesce(vehicle_type, 'unknown') AS k, count(*) AS n FROM cars GROUP BY 1) AS g),
        'avg_price', (SELECT round(avg(price_avg))::integer FROM cars),
        'avg_hp', (SELECT round(avg(hp))::integer FROM cars),
        'with_tuning_profile', (SELECT count(DISTINCT car_id) FROM car_tuning_profiles),
        'with_fuel_economy', (SELECT count(*) FROM car_fuel_economy WHERE car_id IS NOT NULL),
        'with_safety_data', (SELECT count(*) FROM car_safety_data WHERE car_id IS NOT NULL),
        'with_market_pricing', (SELECT count(*) FROM car_market_pricing WHERE car_id IS NOT NULL))
$$;

COMMENT ON FUNCTION get_quick_car_stats() IS 'The catalogue in figures: cars by kind, averages, and how many have which data';
