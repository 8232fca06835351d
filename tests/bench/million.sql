-- Fills the table of cars up to 1,000,000 rows: copies of the catalogue's cars whose slugs and names end in a number, with figures
-- spread so that no two copies stand side by side in every order.  For measuring, in a database of its own (psql -f).
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET maintenance_work_mem = '512MB';
SET synchronous_commit = off;

BEGIN;
-- Indexes are quicker made at the end, and nothing but paging and searching is measured: no triggers.
SET LOCAL session_replication_role = replica;
CREATE TEMP TABLE later ON COMMIT DROP AS
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i
    WHERE i.indrelid = 'public.cars'::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
SELECT format('DROP INDEX %s', name) FROM later \gexec

INSERT INTO cars (slug, name, years, tier, category, brand, country, vehicle_type, generation_code, layout, engine, hp, torque,
    trans, drivetrain, manual_available, seats, curb_weight, zero_to_sixty, quarter_mile, top_speed, braking_60_0, lateral_g,
    price_range, price_avg, msrp_new_low, msrp_new_high, score_sound, score_interior, score_track, score_reliability, score_value,
    score_driver_fun, score_aftermarket, fuel_economy_combined, market_position, maintenance_cost_index, insurance_cost_index,
    parts_availability, diy_friendliness, daily_usability_tag, highlight, notes)
SELECT c.slug || '-no-' || n, c.name || ' #' || n, years, tier, category, brand, country, vehicle_type, generation_code, layout, engine,
    greatest(40, hp + n * 7919 % 201 - 100), torque, trans, drivetrain, manual_available, seats,
    greatest(1200, curb_weight + n * 104729 % 401 - 200), greatest(1.8, zero_to_sixty + (n * 31 % 21 - 10) / 10.0),
    quarter_mile, top_speed, braking_60_0, lateral_g, price_range, greatest(900, price_avg + n * 15485863 % 20001 - 10000),
    msrp_new_low, msrp_new_high, score_sound, score_interior, score_track, score_reliability, score_value, score_driver_fun,
    score_aftermarket, fuel_economy_combined, market_position, maintenance_cost_index, insurance_cost_index, parts_availability,
    diy_friendliness, daily_usability_tag, highlight, notes
FROM generate_series(1, (SELECT 1000000 / greatest(count(*), 1) + 1 FROM cars)::bigint) n, cars c
LIMIT greatest(1000000 - (SELECT count(*) FROM cars), 0);

SELECT definition FROM later \gexec
COMMIT;
VACUUM ANALYZE cars;
