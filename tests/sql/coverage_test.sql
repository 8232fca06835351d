-- The coverage dashboard, on three cars with figures counted by hand.

BEGIN;
\ir support.sql

DELETE FROM cars;
SELECT tap.add_car('tap-a', 'A', '{"torque": 1, "curb_weight": 1, "zero_to_sixty": 1, "quarter_mile": 1, "top_speed": 1}') AS a,
       tap.add_car('tap-b', 'B', '{"torque": 1}') AS b, tap.add_car('tap-c', 'C') AS c \gset
INSERT INTO car_issues (car_slug, title) VALUES ('tap-a', '1'), ('tap-a', '2'), ('tap-b', '3');
INSERT INTO car_safety_data (car_slug, recall_count) VALUES ('tap-a', 3);
INSERT INTO car_safety_data (car_slug, nhtsa_overall_rating, nhtsa_fetched_at) VALUES ('tap-b', 5, '2025-01-01');

SELECT plan(9);

SELECT is((SELECT row(row_count, car_count, total_cars, percent)::text FROM data_coverage WHERE kind = 'issues'), '(3,2,3,66.7)', 'issues of two cars of three');
SELECT is((SELECT row(car_count, percent)::text FROM data_coverage WHERE kind = 'performance_figures'), '(1,33.3)', 'all the figures or none');
SELECT is((SELECT row(row_count, newest)::text FROM data_coverage WHERE kind = 'safety'), row(1::bigint, '2025-01-01'::timestamptz)::text, 'a count of recalls is no rating');
SELECT is((SELECT row(row_count, percent, newest)::text FROM data_coverage WHERE kind = 'lap_times'), '(0,0.0,)', 'nothing is nothing');
SELECT is((SELECT count(*) FROM data_coverage), 19::bigint, 'every kind is there, also those without a row');
SELECT results_eq($$SELECT slug FROM data_gaps WHERE kind = 'issues'$$, ARRAY['tap-c'], 'the car without issues is a gap');
SELECT is((SELECT row_count FROM data_coverage_by_car WHERE slug = 'tap-a' AND kind = 'issues'), 2::bigint, 'per car');
SELECT is(tap.as_role('anon', $$SELECT percent FROM data_coverage WHERE kind = 'issues'$$), '66.7', 'anyone sees the dashboard');
DELETE FROM cars;
SELECT is_empty($$SELECT * FROM data_coverage$$, 'without cars there is nothing to cover');

SELECT * FROM finish();
ROLLBACK;
