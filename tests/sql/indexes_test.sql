-- At a hundred times the documented number of rows, each query of the panes is answered by an index: no plan reads a table
-- from its beginning to its end.

BEGIN;
\ir support.sql

DELETE FROM cars;

INSERT INTO cars (slug, name, years, tier, category, score_sound, score_interior, score_track, score_reliability, score_value,
    score_driver_fun, score_aftermarket, engine, hp, trans, price_range, price_avg, zero_to_sixty, notes, highlight, brand,
    generation_code)
SELECT 'tap-' || i, (ARRAY['Audi', 'BMW', 'Ford', 'Honda', 'Mazda', 'Porsche'])[1 + i % 6] || ' ' || chr(65 + i % 26) || i % 977,
       '2015-2020', 'mid', 'Front-Engine', 5, 5, 5, 5, 5, 5, 5, '2.0L', 100 + i * 7 % 700, '6MT', '', 9000 + i * 37 % 90000,
       CASE WHEN i % 10 > 0 THEN 3 + i % 60 / 10.0 END, '', '', 'Tap', chr(65 + i % 13) || i % 89
FROM generate_series(1, 31000) AS i;

-- The rows about the cars need no triggers and no checks of references to be many.
SET LOCAL session_replication_role = replica;

CREATE TEMP TABLE car AS SELECT id, slug, row_number() OVER () AS n FROM cars;
INSERT INTO car_issues (car_id, car_slug, title, severity, sort_order)
SELECT id, slug, 'Issue ' || k, (enum_range(NULL::car_issue_severity))[1 + k % 6], k FROM car, generate_series(1, 3) AS k;
INSERT INTO car_recalls (car_id, car_slug, campaign_number) SELECT id, slug, 'T' || n FROM car;
INSERT INTO vehicle_service_intervals (car_id, car_slug, service_name, interval_miles)
SELECT id, slug, 'Service ' || k, k * 5000 FROM car, generate_series(1, 3) AS k;
INSERT INTO vehicle_maintenance_specs (car_id, car_slug, oil_type) SELECT id, slug, 'x' FROM car;
INSERT INTO wheel_tire_fitment_options (car_id, car_slug, fitment_type, wheel_diameter_inches, wheel_width_front,
    wheel_width_rear, tire_size_front, tire_size_rear) SELECT id, slug, 'oem', 18, 8, 8, 'x', 'x' FROM car WHERE n % 3 = 0;
INSERT INTO car_fuel_economy (car_id, car_slug) SELECT id, slug FROM car;
INSERT INTO car_safety_data (car_id, car_slug) SELECT id, slug FROM car;
INSERT INTO car_market_pricing (car_id, car_slug) SELECT id, slug FROM car;
INSERT INTO car_market_pricing_years (car_id, car_slug, source, year) SELECT id, slug, 'bat', 2020 FROM car;
INSERT INTO car_price_history (car_id, car_slug, source, price) SELECT id, slug, 'bat', 1 FROM car;
INSERT INTO car_variants (car_id, variant_key, display_name) SELECT id, slug || '-v', 'x' FROM car;
INSERT INTO car_expert_reviews (car_id, car_slug, source) SELECT id, slug, 'x' FROM car;
INSERT INTO car_dyno_runs (car_id, car_slug) SELECT id, slug FROM car;
INSERT INTO car_track_lap_times (car_id, car_slug, track_id, lap_time_ms) SELECT id, slug, md5((n % 50)::text)::uuid, n FROM car;
INSERT INTO car_tuning_profiles (car_id, car_slug) SELECT id, slug FROM car;
INSERT INTO car_slug_aliases (alias, canonical_slug, car_id) SELECT slug || '-a', slug, id FROM car;
INSERT INTO part_fitments (part_id, car_id) SELECT gen_random_uuid(), id FROM car;
INSERT INTO parts (name, brand_name, part_number) SELECT 'Part ' || n || k, 'Brand ' || n % 50, k || 'P' || n
FROM car, generate_series(1, 2) AS k;
INSERT INTO youtube_video_car_links (video_id, car_slug, car_id, role) SELECT 'v' || n, slug, id, 'primary' FROM car;
INSERT INTO community_insights (car_slug, car_id, insight_type, title, summary, details, confidence, source_forum, source_urls)
SELECT slug, id, 'comparison', '', '', '{}', 1, '', '{}' FROM car;
INSERT INTO al_conversations (id, user_id, last_message_at) SELECT id, md5((n % 400)::text)::uuid, now() - n * interval '1 min' FROM car;
INSERT INTO al_messages (conversation_id, role, content, sequence_number) SELECT id, 'user', '', k FROM car, generate_series(1, 2) AS k;

SET LOCAL session_replication_role = origin;
ANALYZE;

CREATE TEMP TABLE query (name text, text text);
INSERT INTO query VALUES
    ('cars by name', 'SELECT * FROM cars ORDER BY name, id LIMIT 100'),
    ('the next page', $q$SELECT * FROM cars WHERE (name, id) > ('BMW', '00000000-0000-0000-0000-000000000000') ORDER BY name, id LIMIT 100$q$),
    ('the last page', 'SELECT * FROM cars ORDER BY name DESC, id DESC LIMIT 100'),
    ('most powerful first', 'SELECT * FROM cars ORDER BY hp DESC NULLS LAST, id LIMIT 100'),
    ('least powerful first', 'SELECT * FROM cars ORDER BY hp, id LIMIT 100'),
    ('dearest first', 'SELECT * FROM cars ORDER BY price_avg DESC NULLS LAST, id LIMIT 100'),
    ('cheapest first', 'SELECT * FROM cars ORDER BY price_avg, id LIMIT 100'),
    ('slowest first', 'SELECT * FROM cars ORDER BY zero_to_sixty DESC NULLS LAST, id LIMIT 100'),
    ('fastest first', 'SELECT * FROM cars ORDER BY zero_to_sixty NULLS LAST, id LIMIT 100'),
    ('part of a name', $q$SELECT * FROM cars WHERE name ILIKE '%porsche k4%' ORDER BY name, id LIMIT 100$q$),
    ('words', $q$SELECT * FROM cars WHERE search_vector @@ plainto_tsquery('english', 'porsche k4')$q$),
    ('a slug', $q$SELECT * FROM cars WHERE slug = 'tap-500'$q$),
    ('the beginning of a slug', $q$SELECT * FROM cars WHERE slug LIKE 'tap-500%'$q$),
    ('an alias', $q$SELECT * FROM car_slug_aliases WHERE alias = 'tap-500-a'$q$),
    ('parts by name', $q$SELECT * FROM parts WHERE name ILIKE '%rt 30001%'$q$),
    ('laps of a track', $q$SELECT * FROM car_track_lap_times WHERE track_id = md5('7')::uuid ORDER BY lap_time_ms LIMIT 20$q$),
    ('conversations of a user', $q$SELECT * FROM al_conversations WHERE user_id = md5('7')::uuid ORDER BY last_message_at DESC LIMIT 20$q$),
    ('messages of a conversation', $q$SELECT * FROM al_messages WHERE conversation_id = (SELECT id FROM car LIMIT 1) ORDER BY sequence_number$q$),
    ('a car with everything', $q$SELECT * FROM car_detail_enriched WHERE slug = 'tap-500'$q$);
INSERT INTO query
SELECT name || ' of a car', format('SELECT * FROM %I WHERE car_id = %L', name, (SELECT id FROM car WHERE slug = 'tap-500'))
FROM unnest(ARRAY['car_issues', 'car_recalls', 'vehicle_service_intervals', 'vehicle_maintenance_specs',
    'wheel_tire_fitment_options', 'car_fuel_economy', 'car_safety_data', 'car_market_pricing', 'car_market_pricing_years',
    'car_price_history', 'car_variants', 'car_expert_reviews', 'car_dyno_runs', 'car_track_lap_times', 'car_tuning_profiles',
    'part_fitments', 'youtube_video_car_links', 'community_insights']) AS name;
INSERT INTO query
SELECT name || ' of a slug', format('SELECT * FROM %I WHERE car_slug = %L', name, 'tap-500')
FROM unnest(ARRAY['car_issues', 'car_recalls', 'vehicle_service_intervals', 'vehicle_maintenance_specs',
    'wheel_tire_fitment_options', 'car_fuel_economy', 'car_safety_data', 'car_market_pricing', 'car_market_pricing_years',
    'car_price_history', 'car_expert_reviews', 'car_dyno_runs', 'car_track_lap_times', 'car_tuning_profiles',
    'youtube_video_car_links', 'community_insights']) AS name;

CREATE FUNCTION tap.plan_of(p_sql text) RETURNS text
    LANGUAGE plpgsql
AS $$
DECLARE
    v_line text;
    v_plan text := '';
BEGIN
    FOR v_line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || p_sql LOOP
        v_plan := v_plan || v_line || E'\n';
    END LOOP;
    RETURN v_plan;
END
$$;

SELECT plan((SELECT count(*)::integer + 2 FROM query));

-- The scratch table "car" is ours and has no index.
SELECT unalike(replace(tap.plan_of(text), 'Seq Scan on car' || E'\n', ''), '%Seq Scan%', name) FROM query;

-- The functions that answer while a person waits (documented: 5 and 3 ms at the documented number of rows, three times that at
-- a hundred times as many). A loaded machine gets ten times that before the test calls it wrong.
CREATE FUNCTION tap.milliseconds(p_sql text) RETURNS numeric
    LANGUAGE plpgsql
AS $$
DECLARE
    v_times numeric[] := '{}';
    v_begin timestamptz;
BEGIN
    FOR i IN 1 .. 9 LOOP
        v_begin := clock_timestamp();
        EXECUTE p_sql;
        v_times := v_times || (extract(epoch FROM clock_timestamp() - v_begin) * 1000)::numeric;
    END LOOP;
    RETURN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t) FROM unnest(v_times) AS t);
END
$$;

SELECT cmp_ok(tap.milliseconds($q$SELECT get_car_ai_context_v2('tap-500')$q$), '<', 150::numeric, 'the context of a car comes at once');
SELECT cmp_ok(tap.milliseconds($q$SELECT count(*) FROM search_cars_fts('porsche k4')$q$), '<', 90::numeric, 'so does a search');

SELECT * FROM finish();
ROLLBACK;
