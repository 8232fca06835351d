-- What tools/fill runs: with the variable "rows" at 0 it removes all synthetic rows, otherwise it replaces them by as many times the
-- rows as the documented database has.
--
-- The mark of a synthetic row is its id: 00000000-5f17-4000-8000- and twelve digits made from its number. No id that is drawn
-- at random or made by the catalogue begins like that. Slugs, addresses and e-mail addresses begin with "synthetic-" as well, for people.
-- Rows of one table with the same number as those of another belong together in no way.

\set ON_ERROR_STOP 1
\set QUIET 1
SET client_min_messages = warning;
SET search_path = public, extensions;
SET statement_timeout = 0;

BEGIN;

-- Odd numbers multiply to all remainders: neighbours get ids far apart, as random ones have, and none comes twice.
CREATE FUNCTION pg_temp.mark(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE
RETURN ('00000000-5f17-4000-8000-' || lpad(to_hex(n * 2654435761 % 281474976710656), 12, '0'))::uuid;

-- One of the array's elements, the same for the same number.
CREATE FUNCTION pg_temp.pick(n bigint, choices text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
RETURN choices[1 + n % cardinality(choices)];

-- Removing -----------------------------------------------------------------------------------------------------------

-- From the tables that refer to those that are referred to, as long as any is left: whatever has an id can hold synthetic rows.
DO $$
DECLARE
    v_tables oid[] := (
        SELECT array_agg(a.attrelid) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE a.attname = 'id' AND a.atttypid = 'uuid'::regtype AND c.relkind = 'r'
          AND (c.relnamespace = 'public'::regnamespace OR c.oid = 'auth.users'::regclass));
    v_table  oid;
BEGIN
    WHILE cardinality(v_tables) > 0 LOOP
        -- Two tables that refer to each other: either may be first.
        SELECT t INTO v_table
        FROM unnest(v_tables) AS t
        ORDER BY (SELECT count(*) FROM pg_constraint
                  WHERE contype = 'f' AND confrelid = t AND conrelid = ANY (v_tables) AND conrelid <> t), t::regclass::text
        LIMIT 1;
        EXECUTE format($sql$DELETE FROM %s WHERE id BETWEEN '00000000-5f17-4000-8000-000000000000'
                                                     AND '00000000-5f17-4000-8000-ffffffffffff'$sql$, v_table::regclass);
        v_tables := array_remove(v_tables, v_table);
    END LOOP;
END
$$;

SELECT :rows > 0 AS fill \gset
\if :fill

-- Cars and what is known about them ----------------------------------------------------------------------------------

-- Makers as in the catalogue, so that a search has to choose among as many more.
INSERT INTO cars (id, slug, name, years, tier, category, score_sound, score_interior, score_track, score_reliability, score_value,
    score_driver_fun, score_aftermarket, engine, hp, trans, price_range, price_avg, curb_weight, zero_to_sixty, top_speed, layout,
    drivetrain, torque, quarter_mile, brand, country, generation_code, notes, highlight, tagline, essence, manual_available, seats,
    vehicle_type)
SELECT pg_temp.mark(n), 'synthetic-' || n, brand || ' ' || chr((65 + n % 26)::integer) || n % 97 || ' #' || n,
       (2000 + n % 20) || '-' || (2003 + n % 20), pg_temp.pick(n, '{premium,upper-mid,mid,budget}'),
       pg_temp.pick(n, '{Front-Engine,Mid-Engine,Front-Engine,Rear-Engine}'), 1 + n * 7 % 91 / 10.0, 1 + n * 11 % 91 / 10.0,
       1 + n * 13 % 91 / 10.0, 1 + n * 17 % 91 / 10.0, 1 + n * 19 % 91 / 10.0, 1 + n * 23 % 91 / 10.0, 1 + n * 29 % 91 / 10.0,
       pg_temp.pick(n, '{2.0L I4 Turbo,3.0L I6,4.0L V8,5.2L V10,2.5L I5,3.8L Flat-6}'), 120 + n * 37 % 640,
       pg_temp.pick(n, '{6MT,8AT,7DCT,6MT / 7DCT}'), '$' || 9 + n * 41 % 190 || ',000', 9000 + n * 4177 % 190000,
       2200 + n * 53 % 2900, CASE WHEN n % 12 > 0 THEN 2.8 + n * 31 % 70 / 10.0 END, 120 + n * 43 % 95,
       pg_temp.pick(n, '{FR,MR,FF,RR}'), pg_temp.pick(n, '{RWD,AWD,FWD,RWD}'), 130 + n * 59 % 500,
       CASE WHEN n % 9 > 0 THEN 10.5 + n * 61 % 60 / 10.0 END, brand, pg_temp.pick(n, '{Germany,Japan,USA,Italy,UK}'),
       chr((65 + n % 17)::integer) || n % 89, 'A synthetic car for tests and measurements.', 'Number ' || n, 'No such car was built',
       'Synthetic', n % 3 > 0, 2 + n % 4, pg_temp.pick(n, '{Sports Car,Sports Sedan,Hot Hatch,SUV,Truck}')
FROM generate_series(1, 310 * :rows) AS n,
     LATERAL pg_temp.pick(n, '{Audi,BMW,Chevrolet,Ford,Honda,Mazda,Mercedes-Benz,Nissan,Porsche,Subaru,Toyota,Volkswagen}') AS brand;
\echo cars :ROW_COUNT

CREATE FUNCTION pg_temp.car(n bigint, p_cars bigint) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN 1 + (n - 1) % p_cars;
SELECT 310 * :rows AS cars, 34 * :rows AS vehicles, 62 * :rows AS users, 2261 * :rows AS videos, 723 * :rows AS parts \gset

INSERT INTO car_slug_aliases (id, alias, canonical_slug, car_id)
SELECT pg_temp.mark(n), 'synthetic alias ' || n, 'synthetic-' || c, pg_temp.mark(c)
FROM generate_series(1, 500 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo car_slug_aliases :ROW_COUNT

INSERT INTO car_variants (id, car_id, variant_key, display_name, years_text, model_year_start, model_year_end, trim, drivetrain)
SELECT pg_temp.mark(n), pg_temp.mark(c), 'synthetic-' || c || '-' || n, 'Variant ' || n, '2010-2014', 2010, 2014, 'T' || n % 7, 'RWD'
FROM generate_series(1, 1169 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo car_variants :ROW_COUNT

INSERT INTO car_issues (id, car_id, car_slug, title, kind, severity, description, symptoms, affected_years_text,
    affected_year_start, affected_year_end, estimated_cost_low, estimated_cost_high, source_type, confidence, sort_order)
SELECT pg_temp.mark(n), pg_temp.mark(c), 'synthetic-' || c, pg_temp.pick(n, '{Water pump,Timing chain,Rod bearings,Clutch,Window,Rust}') || ' ' || n,
       'common_issue', (enum_range(NULL::car_issue_severity))[1 + n % 6], 'A synthetic issue of some length, as a description has it.',
       ARRAY['noise', 'warning light'], '2010-2014', 2010, 2014, 100 + n % 900, 1000 + n % 9000, 'synthetic', 0.5, n / :cars
FROM generate_series(1, 9104 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo car_issues :ROW_COUNT

INSERT INTO car_recalls (id, car_slug, car_id, campaign_number, component, summary, recall_date)
SELECT pg_temp.mark(n), 'synthetic-' || c, pg_temp.mark(c), 'S' || n, 'BRAKES', 'A synthetic recall', date '2010-01-01' + (n % 5000)::integer
FROM generate_series(1, 1365 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo car_recalls :ROW_COUNT

INSERT INTO car_fuel_economy (id, car_slug, car_id, city_mpg, highway_mpg, combined_mpg, fuel_type, annual_fuel_cost)
SELECT pg_temp.mark(n), 'synthetic-' || n, pg_temp.mark(n), 15 + n % 12, 22 + n % 15, 18 + n % 13, 'Premium', 1800 + n % 1500
FROM generate_series(1, 241 * :rows) AS n;
\echo car_fuel_economy :ROW_COUNT

INSERT INTO car_safety_data (id, car_slug, car_id, nhtsa_overall_rating, recall_count, complaint_count)
SELECT pg_temp.mark(n), 'synthetic-' || n, pg_temp.mark(n), 1 + n % 5, n % 7, n % 90 FROM generate_series(1, 191 * :rows) AS n;
\echo car_safety_data :ROW_COUNT

INSERT INTO car_dyno_runs (id, car_id, car_slug, run_kind, recorded_at, dyno_type, fuel, peak_whp, peak_wtq, confidence)
SELECT pg_temp.mark(n), pg_temp.mark(c), 'synthetic-' || c, pg_temp.pick(n, '{baseline,modded}'), date '2020-01-01' + (n % 1500)::integer,
       'Dynojet', '93', 150 + n * 7 % 600, 140 + n * 11 % 500, 0.5
FROM generate_series(1, 641 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo car_dyno_runs :ROW_COUNT

INSERT INTO track_venues (id, slug, name, country, length_km)
SELECT pg_temp.mark(n), 'synthetic-track-' || n, 'Synthetic Track ' || n, 'USA', 2 + n % 6 FROM generate_series(1, 21 * :rows) AS n;
\echo track_venues :ROW_COUNT

INSERT INTO car_track_lap_times (id, car_id, car_slug, track_id, lap_time_ms, lap_time_text, session_date, is_stock, confidence)
SELECT pg_temp.mark(n), pg_temp.mark(c), 'synthetic-' || c, pg_temp.mark(1 + n % (21 * :rows)), 80000 + n * 97 % 90000, '1:30.0',
       date '2020-01-01' + (n % 1500)::integer, n % 2 = 0, 0.5
FROM generate_series(1, 1235 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo car_track_lap_times :ROW_COUNT

INSERT INTO car_tuning_profiles (id, car_id, car_slug, car_variant_id, tuning_focus, stock_whp, data_quality_tier)
SELECT pg_temp.mark(n), pg_temp.mark(pg_temp.car(n, :cars)), 'synthetic-' || pg_temp.car(n, :cars), pg_temp.mark(n), 'performance', 200 + n % 300, 'templated'
FROM generate_series(1, 323 * :rows) AS n;
\echo car_tuning_profiles :ROW_COUNT

INSERT INTO car_market_pricing (id, car_slug, car_id, consensus_price, bat_avg_price, market_trend)
SELECT pg_temp.mark(n), 'synthetic-' || n, pg_temp.mark(n), 20000 + n, 21000 + n, 'stable' FROM generate_series(1, 10 * :rows) AS n;
\echo car_market_pricing :ROW_COUNT

INSERT INTO car_market_pricing_years (id, car_slug, car_id, source, year)
SELECT pg_temp.mark(n), 'synthetic-' || c, pg_temp.mark(c), 'synthetic', 1990 + n / (10 * :rows)
FROM generate_series(1, 23 * :rows) AS n, pg_temp.car(n, 10 * :rows) AS c;
\echo car_market_pricing_years :ROW_COUNT

INSERT INTO car_price_history (id, car_slug, car_id, source, price, recorded_at)
SELECT pg_temp.mark(n), 'synthetic-' || n, pg_temp.mark(n), 'synthetic', 20000 + n, '2024-01-01' FROM generate_series(1, 7 * :rows) AS n;
\echo car_price_history :ROW_COUNT

-- Maintenance --------------------------------------------------------------------------------------------------------

INSERT INTO vehicle_maintenance_specs (id, car_slug, car_id, oil_type, oil_viscosity)
SELECT pg_temp.mark(n), 'synthetic-' || n, pg_temp.mark(n), 'synthetic', '5W-30' FROM generate_series(1, :cars) AS n;
\echo vehicle_maintenance_specs :ROW_COUNT

INSERT INTO vehicle_service_intervals (id, car_slug, car_id, service_name, service_description, interval_miles, interval_months,
    dealer_cost_low, dealer_cost_high, is_critical)
SELECT pg_temp.mark(n), 'synthetic-' || c, pg_temp.mark(c), 'Service ' || n / :cars, 'A synthetic service', 5000 * (1 + n / :cars),
       12 * (1 + n / :cars), 100 + n % 300, 400 + n % 900, n % 9 = 0
FROM generate_series(1, 3093 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo vehicle_service_intervals :ROW_COUNT

INSERT INTO wheel_tire_fitment_options (id, car_slug, car_id, fitment_type, wheel_diameter_inches, wheel_width_front, wheel_width_rear,
    tire_size_front, tire_size_rear, popularity_score)
SELECT pg_temp.mark(n), 'synthetic-' || n, pg_temp.mark(n), 'oem', 17 + n % 4, 8, 9, '225/45R18', '255/40R18', n % 100
FROM generate_series(1, 105 * :rows) AS n;
\echo wheel_tire_fitment_options :ROW_COUNT

-- Parts --------------------------------------------------------------------------------------------------------------

INSERT INTO parts (id, brand_name, name, part_number, category)
SELECT pg_temp.mark(n), 'Synthetic ' || n % 60, pg_temp.pick(n, '{Coilovers,Intake,Exhaust,Brake pads,Wheels,Tune}') || ' ' || n, 'SYN-' || n,
       (enum_range(NULL::part_category))[1 + n % 16]
FROM generate_series(1, :parts) AS n;
\echo parts :ROW_COUNT

INSERT INTO part_fitments (id, part_id, car_id, install_difficulty, confidence)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :parts), pg_temp.mark(pg_temp.car(n + n / :parts, :cars)), pg_temp.pick(n, '{easy,moderate,hard}'), 0.5
FROM generate_series(1, 930 * :rows) AS n;
\echo part_fitments :ROW_COUNT

INSERT INTO part_pricing_snapshots (id, part_id, vendor_name, price_cents, recorded_at)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :parts), 'Synthetic', 5000 + n % 200000, date '2024-01-01' + (n / :parts)::integer
FROM generate_series(1, 971 * :rows) AS n;
\echo part_pricing_snapshots :ROW_COUNT

-- Videos, documents, insights ----------------------------------------------------------------------------------------

INSERT INTO youtube_channels (id, channel_id, channel_name, channel_url, credibility_tier)
SELECT pg_temp.mark(n), 'synthetic-' || n, 'Synthetic ' || n, 'https://example.invalid/' || n, 'tier3' FROM generate_series(1, 24 * :rows) AS n;
\echo youtube_channels :ROW_COUNT

INSERT INTO youtube_videos (id, video_id, url, title, channel_id, channel_name, published_at, view_count, content_type, summary)
SELECT pg_temp.mark(n), 'synthetic-' || n, 'https://example.invalid/v/' || n, 'A synthetic video ' || n, 'synthetic-' || 1 + n % (24 * :rows),
       'Synthetic', timestamptz '2020-01-01' + n % 2000 * interval '1 day', n * 97 % 900000, 'review', 'A synthetic summary.'
FROM generate_series(1, :videos) AS n;
\echo youtube_videos :ROW_COUNT

INSERT INTO youtube_video_car_links (id, video_id, car_slug, car_id, role)
SELECT pg_temp.mark(n), 'synthetic-' || 1 + n % :videos, 'synthetic-' || c, pg_temp.mark(c), 'primary'
FROM generate_series(1, 2306 * :rows) AS n, pg_temp.car(n + n / :videos, :cars) AS c;
\echo youtube_video_car_links :ROW_COUNT

INSERT INTO source_documents (id, source_type, source_title, source_url)
SELECT pg_temp.mark(n), 'synthetic', 'Document ' || n, 'https://example.invalid/d/' || n FROM generate_series(1, 764 * :rows) AS n;
\echo source_documents :ROW_COUNT

-- Without an embedding: 6 kB of random numbers a row would be all there is to see.
INSERT INTO document_chunks (id, document_id, car_id, car_slug, chunk_index, chunk_text, topic)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % (764 * :rows)), pg_temp.mark(c), 'synthetic-' || c, n / (764 * :rows),
       'A synthetic piece of text, number ' || n || ', about oil, brakes and what else there is to say of a car that was never built.', 'topic ' || n % 12
FROM generate_series(1, 7448 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo document_chunks :ROW_COUNT

INSERT INTO community_insights (id, car_id, car_slug, insight_type, title, summary, details, confidence, source_forum, source_urls)
SELECT pg_temp.mark(n), pg_temp.mark(c), 'synthetic-' || c, pg_temp.pick(n, '{known_issue,maintenance_tip,buying_guide,comparison}'), 'Insight ' || n,
       'A synthetic insight.', '{}', 0.5, 'synthetic', ARRAY['https://example.invalid/f/' || n]
FROM generate_series(1, 1252 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo community_insights :ROW_COUNT

-- People and their garages -------------------------------------------------------------------------------------------

INSERT INTO auth.users (id, email, raw_user_meta_data)
SELECT pg_temp.mark(n), 'synthetic-' || n || '@example.invalid', jsonb_build_object('name', 'Synthetic ' || n) FROM generate_series(1, :users) AS n;
\echo users :ROW_COUNT

INSERT INTO user_vehicles (id, user_id, year, make, model, matched_car_slug, matched_car_id, current_mileage, nickname)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :users), 2000 + n % 24, 'Synthetic', 'Model ' || n % 97, 'synthetic-' || c, pg_temp.mark(c), n * 997 % 150000,
       'Number ' || n
FROM generate_series(1, :vehicles) AS n, pg_temp.car(n, :cars) AS c;
\echo user_vehicles :ROW_COUNT

INSERT INTO user_service_logs (id, user_vehicle_id, user_id, service_date, service_type, service_category, odometer_reading, total_cost)
SELECT pg_temp.mark(n), pg_temp.mark(v), pg_temp.mark(1 + v % :users), date '2018-01-01' + (n % 2500)::integer, 'Oil change', 'oil_change', n * 499 % 150000, 90
FROM generate_series(1, 340 * :rows) AS n, LATERAL (SELECT 1 + n % :vehicles) AS x (v);
\echo user_service_logs :ROW_COUNT

INSERT INTO user_favorites (id, user_id, car_slug, car_id, car_name)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :users), 'synthetic-' || c, pg_temp.mark(c), 'Synthetic' FROM generate_series(1, 19 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo user_favorites :ROW_COUNT

INSERT INTO user_projects (id, user_id, car_slug, car_id, car_name, project_name)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :users), 'synthetic-' || c, pg_temp.mark(c), 'Synthetic', 'Project ' || n
FROM generate_series(1, 13 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo user_projects :ROW_COUNT

INSERT INTO user_activity (id, user_id, event_type, created_at)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :users), 'car_viewed', timestamptz '2025-01-01' + n % 9000 * interval '1 minute' FROM generate_series(1, 620 * :rows) AS n;
\echo user_activity :ROW_COUNT

INSERT INTO al_conversations (id, user_id, title, initial_car_slug, initial_car_id, last_message_at)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :users), 'Conversation ' || n, 'synthetic-' || c, pg_temp.mark(c), timestamptz '2025-01-01' + n % 9000 * interval '1 minute'
FROM generate_series(1, 74 * :rows) AS n, pg_temp.car(n, :cars) AS c;
\echo al_conversations :ROW_COUNT

INSERT INTO al_messages (id, conversation_id, role, content, sequence_number)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % (74 * :rows)), pg_temp.pick(n / (74 * :rows), '{user,assistant}'), 'A synthetic message.', 1 + n / (74 * :rows)
FROM generate_series(1, 355 * :rows) AS n;
\echo al_messages :ROW_COUNT

INSERT INTO al_usage_logs (id, user_id, credits_used, cost_cents)
SELECT pg_temp.mark(n), pg_temp.mark(1 + n % :users), 1, 1 FROM generate_series(1, 115 * :rows) AS n;
\echo al_usage_logs :ROW_COUNT

-- Events -------------------------------------------------------------------------------------------------------------

INSERT INTO event_series (id, slug, name, city, state, recurrence_frequency)
SELECT pg_temp.mark(n), 'synthetic-series-' || n, 'Synthetic series ' || n, 'Springfield', 'IL', 'monthly' FROM generate_series(1, 437 * :rows) AS n;
\echo event_series :ROW_COUNT

INSERT INTO events (id, slug, name, event_type_id, start_date, city, state, region, scope, source_url, status, submitted_by, approved_at,
    last_verified_at, series_id, latitude, longitude, is_free)
SELECT pg_temp.mark(n), 'synthetic-event-' || n, 'Synthetic event ' || n, types[1 + n % nullif(cardinality(types), 0)], date '2026-01-01' + (n % 500)::integer,
       'Springfield', pg_temp.pick(n, '{IL,MO,MA,OR,OH}'), 'Plains', 'local', 'https://example.invalid/e/' || n, 'approved', pg_temp.mark(1 + n % :users),
       '2025-12-01', '2025-12-01', pg_temp.mark(1 + n % (437 * :rows)), 30 + n % 1500 / 100.0, -120 + n % 4000 / 100.0, n % 2 = 0
FROM generate_series(1, 8615 * :rows) AS n, (SELECT array_agg(id ORDER BY sort_order, slug) FROM event_types) AS t (types);
\echo events :ROW_COUNT

\endif
COMMIT;

-- The space of what was removed is free for what comes, and the planner knows what is there.
VACUUM (ANALYZE);
