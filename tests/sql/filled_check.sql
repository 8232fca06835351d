-- What tools/fill --rows 1 leaves in a database that was empty.

BEGIN;
\ir support.sql

CREATE TEMP TABLE documented (name text, rows bigint);
INSERT INTO documented VALUES
    ('cars', 310), ('car_variants', 1169), ('car_issues', 9104), ('car_recalls', 1365), ('car_fuel_economy', 241),
    ('car_safety_data', 191), ('car_dyno_runs', 641), ('car_track_lap_times', 1235), ('car_tuning_profiles', 323),
    ('vehicle_service_intervals', 3093), ('parts', 723), ('part_fitments', 930), ('part_pricing_snapshots', 971),
    ('youtube_videos', 2261), ('youtube_video_car_links', 2306), ('source_documents', 764), ('document_chunks', 7448),
    ('community_insights', 1252), ('events', 8615), ('event_series', 437), ('user_profiles', 62), ('user_vehicles', 34),
    ('al_conversations', 74), ('al_messages', 355), ('al_usage_logs', 115);

SELECT plan((SELECT count(*) + 4 FROM documented)::integer);
SELECT is((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', name), true, true, '')))[1]::text::bigint, rows,
          'synthetic ' || name)
FROM documented;
SELECT is((SELECT count(*) FROM cars WHERE id::text LIKE '00000000-5f17-4000-8000-%' AND slug LIKE 'synthetic-%'), 310::bigint, 'the cars are marked');
SELECT is((SELECT count(*) FROM car_issues WHERE id::text LIKE '00000000-5f17-4000-8000-%'), 9104::bigint, 'so is what is known of them');
SELECT ok((SELECT bool_and(search_vector IS NOT NULL) FROM cars), 'they can be searched for');
SELECT is((SELECT count(*) FROM search_cars_fts('porsche', 10)), 10::bigint, 'and are found');
SELECT * FROM finish();
ROLLBACK;
