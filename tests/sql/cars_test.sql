-- Functions and triggers about cars: normal answers with figures worked out by hand, empty ones, unknown slugs, nulls and
-- hostile text.

BEGIN;
\ir support.sql

SELECT plan(64);

\set hostile '''; DROP TABLE cars; -- % _ \\ \u202e'

SELECT tap.add_car('tap-m3', 'Tap M3 E46', '{"brand": "Tap", "generation_code": "E46", "hp": 333, "drivetrain": "RWD"}') AS m3,
       tap.add_car('tap-gt', 'Tap GT', '{"brand": "Tap", "hp": 500, "drivetrain": "FWD/AWD", "category": "Mid-Engine"}') AS gt \gset
INSERT INTO source_documents (source_type, source_url) VALUES ('article', 'https://example.org/dyno') RETURNING id AS doc \gset

-- Table rules --------------------------------------------------------------------------------------------------------

SELECT lives_ok($$UPDATE cars SET drivetrain = '4WD' WHERE slug = 'tap-gt'$$, 'a car may have 4WD');
SELECT throws_ok($$UPDATE cars SET drivetrain = 'RWD/' WHERE slug = 'tap-gt'$$, '23514', NULL, 'half a mixed drivetrain is refused');
SELECT throws_ok($$UPDATE cars SET score_sound = 10.1 WHERE slug = 'tap-gt'$$, '23514', NULL, 'a score is at most 10');
SELECT throws_ok($$SELECT tap.add_car('tap-m3')$$, '23505', NULL, 'a slug is unique');
UPDATE cars SET drivetrain = 'FWD/AWD' WHERE slug = 'tap-gt';

-- Search vector ------------------------------------------------------------------------------------------------------

SELECT ok((SELECT search_vector @@ to_tsquery('english', 'e46:A') FROM cars WHERE slug = 'tap-m3'), 'the name weighs A');
SELECT ok((SELECT search_vector @@ to_tsquery('english', 'i6:B') FROM cars WHERE slug = 'tap-m3'), 'the engine weighs B');
UPDATE cars SET notes = 'velociraptor', hero_blurb = 'quicksilver' WHERE slug = 'tap-m3';
SELECT ok((SELECT search_vector @@ to_tsquery('english', 'velociraptor:C & quicksilver:D') FROM cars WHERE slug = 'tap-m3'),
    'a changed text is in the vector with its weight');
UPDATE cars SET search_vector = NULL WHERE slug = 'tap-m3';
SELECT ok((SELECT search_vector IS NOT NULL FROM cars WHERE slug = 'tap-m3'), 'the vector cannot be lost');
SELECT is((SELECT updated_at FROM cars WHERE slug = 'tap-m3'), now(), 'a change of a car is stamped');

-- Names --------------------------------------------------------------------------------------------------------------

INSERT INTO car_slug_aliases (alias, canonical_slug) VALUES ('tapster', 'tap-m3');
SELECT is(normalize_car_slug('tap-m3'), 'tap-m3', 'a slug stays');
SELECT is(normalize_car_slug('tapster'), 'tap-m3', 'an alias becomes its slug');
SELECT is(normalize_car_slug(:'hostile'), :'hostile', 'anything else comes back unchanged');
SELECT is(normalize_car_slug(NULL), NULL, 'nothing stays nothing');

SELECT results_eq($$SELECT * FROM parse_years_range('2015-2021')$$, $$VALUES (2015, 2021)$$, 'two years are a range');
SELECT results_eq($$SELECT * FROM parse_years_range('2024-present')$$, $$VALUES (2024, 2024)$$, 'one year stands twice');
SELECT results_eq($$SELECT * FROM parse_years_range('since 12345')$$, $$VALUES (NULL::integer, NULL::integer)$$, 'a number is no year');
SELECT results_eq($$SELECT * FROM parse_years_range(NULL)$$, $$VALUES (NULL::integer, NULL::integer)$$, 'nothing is no year');

-- VIN ----------------------------------------------------------------------------------------------------------------

INSERT INTO car_variants (car_id, variant_key, display_name, model_year_start, model_year_end, trim, drivetrain) VALUES
    (:'m3', 'tap-m3-2001-csl', 'M3 CSL', 2003, 2003, 'CSL', 'RWD'),
    (:'m3', 'tap-m3-2001-coupe', 'M3 Coupe', 2001, 2006, 'Coupe', 'RWD') ;
SELECT is((SELECT row(car_slug, car_variant_key, confidence, reasons)::text
           FROM resolve_car_and_variant_from_vin_decode('TAP', 'M-3', 2003, 'csl', NULL, 'RWD/Rear-Wheel Drive')),
    row('tap-m3', 'tap-m3-2001-csl', 0.97, ARRAY['make_match', 'model_match', 'year_in_range', 'trim_hint', 'drivetrain_match'])::text,
    'a decoded VIN finds the variant and says why');
SELECT is((SELECT row(car_variant_key, confidence)::text FROM resolve_car_and_variant_from_vin_decode('Tap', 'M3', 2003)),
    row('tap-m3-2001-coupe', 0.90)::text, 'of equals the lower key wins');
SELECT is((SELECT count(*) FROM resolve_car_and_variant_from_vin_decode('Nobody', 'M3', 2003)), 0::bigint, 'an unknown make finds nothing');
SELECT is((SELECT count(*) FROM resolve_car_and_variant_from_vin_decode(NULL, NULL, NULL)), 0::bigint, 'nothing finds nothing');
SELECT is((SELECT count(*) FROM resolve_car_and_variant_from_vin_decode(:'hostile', :'hostile', -1, :'hostile')), 0::bigint, 'hostile text finds nothing');

-- Maintenance --------------------------------------------------------------------------------------------------------

SELECT is(get_car_maintenance_summary('tap-m3'), '{}', 'no specifications are an empty object');
SELECT is(get_car_maintenance_summary('tap-none'), '{}', 'so is an unknown slug');
SELECT is(get_car_maintenance_summary(NULL), '{}', 'so is nothing');
INSERT INTO vehicle_maintenance_specs (car_slug, oil_viscosity, oil_capacity_liters, oil_change_interval_miles, tire_size_front,
    tire_pressure_front_psi, battery_agm, wheel_bolt_pattern)
VALUES ('tap-m3', '10W-60', 5.5, 7500, '225/45R18', 32, true, '5x120');
SELECT is((SELECT car_id FROM vehicle_maintenance_specs WHERE car_slug = 'tap-m3'), :'m3', 'specifications find their car');
SELECT is(get_car_maintenance_summary('tap-m3') #>> '{oil,viscosity}', '10W-60', 'the oil is there');
SELECT is(get_car_maintenance_summary('tap-m3') #>> '{oil,interval_miles}', '7500', 'under its short name too');
SELECT is(get_car_maintenance_summary('tap-m3') #>> '{tires,pressure_front}', '32', 'the tyres are there');
SELECT set_eq($$SELECT jsonb_object_keys(get_car_maintenance_summary('tap-m3'))$$,
    ARRAY['oil', 'fuel', 'coolant', 'brake_fluid', 'tires', 'wipers', 'battery'], 'the groups are the seven');

INSERT INTO car_variant_maintenance_overrides (car_variant_id, overrides)
SELECT id, '{"oil": {"capacity_liters": 6.5}}' FROM car_variants WHERE variant_key = 'tap-m3-2001-csl';
SELECT is(get_car_maintenance_summary_variant('tap-m3-2001-csl') -> 'oil', '{"capacity_liters": 6.5}', 'an override replaces its group');
SELECT is(get_car_maintenance_summary_variant('tap-m3-2001-csl') #>> '{tires,front}', '225/45R18', 'and leaves the others');
SELECT is(get_car_maintenance_summary_variant('tap-m3-2001-coupe') #>> '{oil,viscosity}', '10W-60', 'without one it is the car''s');
SELECT is(get_car_maintenance_summary_variant(''), NULL, 'a blank key is nothing');
SELECT is(get_car_maintenance_summary_variant('tap-none'), NULL, 'an unknown key is nothing');

INSERT INTO wheel_tire_fitment_options (car_slug, fitment_type, wheel_diameter_inches, wheel_width_front, wheel_width_rear,
    tire_size_front, tire_size_rear, popularity_score, requires_spacers) VALUES
    ('tap-m3', 'aggressive', 19, 9.5, 10.5, '255/35R19', '285/30R19', 90, true),
    ('tap-m3', 'oem', 18, 8, 9, '225/45R18', '255/40R18', 10, false),
    ('tap-m3', 'square', 18, 9.5, 9.5, '255/40R18', '255/40R18', 99, NULL);
SELECT is(jsonb_path_query_array(get_wheel_tire_fitments('tap-m3'), '$.fitment_options[*].fitment_type'),
    '["oem", "aggressive", "square"]', 'fitments come mildest first');
SELECT is(jsonb_path_query_array(get_wheel_tire_fitments('tap-m3'), '$.fitment_options[*].requires_mods'),
    '[false, true, false]', 'spacers are a modification');
SELECT is(get_wheel_tire_fitments('tap-m3') #>> '{oem_specs,wheel_bolt_pattern}', '5x120', 'the stock wheel is there');
SELECT is(get_wheel_tire_fitments('tap-none'), '{"car_slug": "tap-none", "oem_specs": null, "fitment_options": []}', 'an unknown slug has none');

-- Measurements -------------------------------------------------------------------------------------------------------

INSERT INTO car_dyno_runs (car_slug, recorded_at, peak_whp, curve, source_document_id)
SELECT 'tap-m3', date '2020-01-01' + i, 280 + i, '{"rpm": [1]}', :'doc' FROM generate_series(1, 30) AS i;
SELECT is((SELECT count(*) FROM get_car_dyno_runs('tap-m3')), 6::bigint, 'six runs unless told otherwise');
SELECT is((SELECT count(*) FROM get_car_dyno_runs('tap-m3', 1000)), 25::bigint, 'never more than 25');
SELECT is((SELECT count(*) FROM get_car_dyno_runs('tap-m3', -5)), 1::bigint, 'never fewer than one');
SELECT is((SELECT row(recorded_at, peak_whp, curve, source_url)::text FROM get_car_dyno_runs('tap-m3', 1)),
    row(date '2020-01-31', 310, '{}'::jsonb, 'https://example.org/dyno')::text, 'the newest first, its source from the document, no curve');
SELECT is((SELECT curve FROM get_car_dyno_runs('tap-m3', 1, true)), '{"rpm": [1]}', 'the curve when it is asked for');
SELECT is((SELECT count(*) FROM get_car_dyno_runs(NULL)), 0::bigint, 'no car has no runs');
SELECT is(tap.as_role('anon', $$SELECT count(*) FROM get_car_dyno_runs('tap-m3')$$), '6', 'anyone may call it');

INSERT INTO track_venues (slug, name) VALUES ('tap-ring', 'Tap Ring') RETURNING id AS track \gset
INSERT INTO car_track_lap_times (car_slug, track_id, lap_time_ms) VALUES ('tap-m3', :'track', 500000), ('tap-m3', :'track', 490000);
SELECT results_eq($$SELECT track_slug, lap_time_ms, layout_key FROM get_car_track_lap_times('tap-m3')$$,
    $$VALUES ('tap-ring', 490000, NULL::text), ('tap-ring', 500000, NULL)$$, 'laps come fastest first');
SELECT is((SELECT count(*) FROM get_car_track_lap_times('tap-none', NULL)), 0::bigint, 'an unknown slug has no laps');
SELECT is(tap.as_role('anon', $$SELECT count(*) FROM get_car_track_lap_times('tap-m3', 1)$$), '1', 'anyone may call it');

-- Prices and freshness -----------------------------------------------------------------------------------------------

SELECT is(compute_consensus_price('tap-m3'), NULL, 'no prices, no consensus');
INSERT INTO car_market_pricing (car_slug, bat_avg_price, hagerty_good, carscom_fetched_at) VALUES ('tap-m3', 40000, 30000, now());
-- (40000 * 1.2 + 30000) / 2.2 = 35454.5
SELECT is(compute_consensus_price('tap-m3'), 35455, 'the consensus weighs its sources');
SELECT is(compute_consensus_price('tap-none'), NULL, 'an unknown car has none');

INSERT INTO car_fuel_economy (car_slug, city_mpg, fetched_at) VALUES ('tap-m3', 16, now() - interval '8 days');
SELECT is((SELECT row(round(hours_old), is_stale)::text FROM get_data_freshness('tap-m3') WHERE data_type = 'fuel_economy'),
    row(192, true)::text, 'fuel economy is stale after a week');
SELECT is((SELECT is_stale FROM get_data_freshness('tap-m3') WHERE data_type = 'carscom_pricing'), false, 'prices of today are fresh');
SELECT is((SELECT row(fetched_at, hours_old, is_stale)::text FROM get_data_freshness('tap-m3') WHERE data_type = 'iihs_safety'),
    row(NULL::timestamptz, NULL::float8, true)::text, 'what was never fetched is stale');
SELECT is((SELECT count(*) FROM get_data_freshness('tap-m3')), 6::bigint, 'there are six kinds');
SELECT is((SELECT count(*) FROM get_data_freshness('tap-none')), 0::bigint, 'an unknown car has none');

SELECT is((get_quick_car_stats() ->> 'total_cars')::bigint, (SELECT count(*) FROM cars), 'the statistics count every car');
SELECT is((SELECT sum(value::bigint) FROM jsonb_each_text(get_quick_car_stats() -> 'by_category')), (SELECT count(*) FROM cars)::numeric,
    'and each in one category');

-- The enriched view --------------------------------------------------------------------------------------------------

INSERT INTO car_issues (car_slug, title) VALUES ('tap-m3', 'One'), ('tap-m3', 'Two');
SELECT is((SELECT row(hp, city_mpg, bat_avg_price, recall_count, issue_count, video_count)::text FROM car_detail_enriched WHERE slug = 'tap-m3'),
    row(333, 16.0, 40000, NULL::integer, 2, 0)::text, 'the enriched car has what its tables have');
SELECT is((SELECT count(*) FROM car_detail_enriched WHERE slug LIKE 'tap-%'), 2::bigint, 'a car is one row');

-- Deleting a car takes its data along, and keeps what is worth keeping ------------------------------------------------

INSERT INTO car_auction_results (car_slug, auction_id) VALUES ('tap-m3', 'tap-1');
DELETE FROM cars WHERE slug = 'tap-m3';
SELECT is((SELECT count(*) FROM car_issues WHERE car_id = :'m3') + (SELECT count(*) FROM car_dyno_runs WHERE car_id = :'m3')
        + (SELECT count(*) FROM vehicle_maintenance_specs WHERE car_slug = 'tap-m3'), 0::bigint, 'a car takes its data along');
SELECT is((SELECT row(car_slug, car_id)::text FROM car_auction_results WHERE auction_id = 'tap-1'), '(,)', 'an auction stays');
SELECT is((SELECT row(canonical_slug, car_id)::text FROM car_slug_aliases WHERE alias = 'tapster'), NULL, 'an alias goes');

SELECT * FROM finish();
ROLLBACK;
