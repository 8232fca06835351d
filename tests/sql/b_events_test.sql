-- Events: series and their next date, what an approved event needs, coverage of cities, who sees and proposes events.

BEGIN;
\ir support.sql

SELECT plan(54);

DELETE FROM events;
DELETE FROM event_types;
DELETE FROM target_cities;
SELECT tap.add_user('ann@example.org') AS ann, tap.add_user('bob@example.org') AS bob, tap.add_user('admin@example.org') AS admin \gset
UPDATE user_profiles SET subscription_tier = 'admin' WHERE id = :'admin';
INSERT INTO event_types (slug, name) VALUES ('cars-and-coffee', 'C'), ('track-day', 'T'), ('car-show', 'S'), ('autocross', 'A'), ('auction', 'X');
INSERT INTO event_sources (name, source_type) VALUES ('tap', 'scrape') RETURNING id AS source \gset
INSERT INTO scrape_jobs (job_type) VALUES ('events') RETURNING id AS job \gset

-- An approved event, by its number of days from now.
CREATE FUNCTION tap.event(p_slug text, p_days integer, p_type text DEFAULT 'cars-and-coffee', p_city text DEFAULT 'Austin', p_latitude numeric DEFAULT NULL,
                          p_longitude numeric DEFAULT NULL, p_series uuid DEFAULT NULL, p_status text DEFAULT 'approved', p_time time DEFAULT NULL) RETURNS uuid
    LANGUAGE sql
AS $$
    INSERT INTO events (slug, name, event_type_id, start_date, start_time, city, state, latitude, longitude, scope, source_url, status, approved_at,
                        last_verified_at, ingested_source_id, ingested_by_job_id, series_id)
    SELECT p_slug, p_slug, (SELECT id FROM event_types WHERE slug = p_type), current_date + p_days, p_time, p_city, 'TX', p_latitude, p_longitude, 'local',
           'https://tap/' || p_slug, p_status, now(), now(), s.id, j.id, p_series
    FROM event_sources AS s, scrape_jobs AS j WHERE s.name = 'tap' AND j.job_type = 'events'
    RETURNING id
$$;

-- Approval -----------------------------------------------------------------------------------------------------------

SELECT throws_ok($$INSERT INTO events (slug, name, start_date, city, scope, source_url, status, approved_at, last_verified_at) VALUES ('a', 'a', now(), 'x', 'local', 'u', 'approved', now(), now())$$,
                 '23514', NULL, 'an approved event says where it comes from');
SELECT throws_ok(format($$INSERT INTO events (slug, name, start_date, city, scope, source_url, status, approved_at, submitted_by) VALUES ('a', 'a', now(), 'x', 'local', 'u', 'approved', now(), %L)$$, :'ann'),
                 '23514', NULL, 'and when it was verified');
SELECT lives_ok(format($$INSERT INTO events (slug, name, start_date, city, scope, source_url, status, approved_at, last_verified_at, submitted_by) VALUES ('a', 'a', now(), 'x', 'local', 'u', 'approved', now(), now(), %L)$$, :'ann'),
                'a user may be the source');
SELECT lives_ok($$INSERT INTO events (slug, name, start_date, city, scope, source_url) VALUES ('b', 'b', now(), 'x', 'local', 'u2')$$, 'a pending event needs none of it');
SELECT throws_ok($$INSERT INTO events (slug, name, start_date, city, scope, source_url) VALUES ('c', 'b', now(), 'x', 'local', 'u3')$$, '23505', NULL,
                 'the same name, day and city is the same event, also without a state');
SELECT throws_ok($$INSERT INTO events (slug, name, start_date, city, scope, source_url) VALUES ('c', 'c', now(), 'x', 'local', 'u2')$$, '23505', NULL, 'so is the same page and day');
UPDATE events SET updated_at = '2020-01-01', city = 'y' WHERE slug = 'b';
SELECT is((SELECT updated_at FROM events WHERE slug = 'b'), now(), 'a change is stamped');
UPDATE event_sources SET updated_at = '2020-01-01' WHERE name = 'tap';
SELECT is((SELECT updated_at FROM event_sources WHERE name = 'tap'), now(), 'of a source too');
DELETE FROM events;

-- Series -------------------------------------------------------------------------------------------------------------

INSERT INTO event_series (slug, name, recurrence_frequency) VALUES ('tap-weekly', 'Weekly', 'weekly') RETURNING id AS weekly \gset
INSERT INTO event_series (slug, name) VALUES ('tap-never', 'Never');
SELECT tap.event('past', -1, p_series => :'weekly'), tap.event('late', 7, p_series => :'weekly'), tap.event('waiting', 1, p_series => :'weekly', p_status => 'pending'),
       tap.event('noon', 2, p_series => :'weekly', p_time => '12:00'), tap.event('dawn', 2, p_series => :'weekly', p_time => '06:00');
SELECT is((SELECT row(e.slug, s.next_start_date, s.next_start_time, s.upcoming_occurrence_count)::text FROM event_series_next_occurrence AS s JOIN events AS e ON e.id = s.next_event_id
           WHERE s.slug = 'tap-weekly'), row('dawn', current_date + 2, '06:00'::time, 3)::text, 'the earliest approved date from today on');
SELECT is((SELECT row(next_event_id, upcoming_occurrence_count)::text FROM event_series_next_occurrence WHERE slug = 'tap-never'), '(,0)', 'a series without a date stays');
SELECT tap.event('today', 0, p_series => :'weekly');
SELECT is((SELECT next_start_date FROM event_series_next_occurrence WHERE slug = 'tap-weekly'), current_date, 'today counts');
SELECT is(tap.as_role('anon', $$SELECT upcoming_occurrence_count FROM event_series_next_occurrence WHERE slug = 'tap-weekly'$$), '4', 'everybody sees them');
DELETE FROM events;

-- Distances ----------------------------------------------------------------------------------------------------------

SELECT is(calculate_distance_miles(30.2672, -97.7431, 30.2672, -97.7431), 0::numeric, 'no way to here');
-- 3959 miles times the arc: a quarter of the globe, and one degree of latitude.
SELECT is(round(calculate_distance_miles(0, 0, 0, 90), 1), 6218.8, 'a quarter of the equator');
SELECT is(round(calculate_distance_miles(30, -97, 31, -97), 2), 69.10, 'one degree north');
SELECT is(round(calculate_distance_miles(0, 179.5, 0, -179.5), 2), 69.10, 'across the date line');
SELECT is(round(calculate_distance_miles(0, 0, 0, 180), 1), 12437.6, 'to the other side');
SELECT is(calculate_distance_miles(NULL, 0, 0, 0), NULL, 'from nowhere');

-- Coverage -----------------------------------------------------------------------------------------------------------

INSERT INTO target_cities (city, state, population_rank, latitude, longitude) VALUES ('Austin', 'TX', 10, 30.2672, -97.7431), ('Marfa', 'TX', 490, 30.3094, -104.0206), ('Lost', 'TX', 491, NULL, NULL);
SELECT tap.event('near', 3, 'cars-and-coffee', 'Austin', 30.30, -97.75), tap.event('edge', 3, 'track-day', 'Elsewhere', 30.2672 + 29.0 / 69.0976, -97.7431),
       tap.event('far', 3, 'car-show', 'Austin', 30.2672 + 31.0 / 69.0976, -97.7431), tap.event('unplaced', 3, 'car-show', 'AUSTIN'), tap.event('auction', 3, 'auction', 'Austin'),
       tap.event('gone', -3, 'autocross', 'Austin'), tap.event('pending', 3, 'autocross', 'Austin', p_status => 'pending'), tap.event('other', 3, 'autocross', 'Lost');
SELECT is(update_all_city_coverage_stats(), 3, 'every city is looked at');
SELECT is((SELECT row(total_event_count, cnc_event_count, track_event_count, show_event_count, autocross_event_count, has_cnc_coverage)::text FROM target_cities WHERE city = 'Austin'),
          '(4,1,1,1,0,t)', 'within 30 miles, or in the city without a position; upcoming and approved');
SELECT is((SELECT round(nearest_event_distance_miles, 1) FROM target_cities WHERE city = 'Austin'), 2.3, 'the nearest one');
SELECT is((SELECT row(total_event_count, has_cnc_coverage, nearest_event_distance_miles > 300)::text FROM target_cities WHERE city = 'Marfa'), '(0,f,t)', 'a lonely town');
SELECT is((SELECT row(total_event_count, autocross_event_count, nearest_event_distance_miles)::text FROM target_cities WHERE city = 'Lost'), '(1,1,)', 'a city whose position is not known has the events in it');
SELECT is((SELECT last_coverage_check FROM target_cities WHERE city = 'Marfa'), now(), 'and when it was looked at');
SELECT update_city_coverage_stats(NULL), update_city_coverage_stats(gen_random_uuid());
SELECT is((SELECT string_agg(city || ' ' || coverage_level, ', ') FROM city_coverage_report), 'Austin Partial, Marfa None, Lost Partial', 'the report, largest first');
UPDATE target_cities SET total_event_count = CASE city WHEN 'Austin' THEN 10 WHEN 'Marfa' THEN 9 ELSE 5 END;
SELECT is((SELECT string_agg(coverage_level, ', ') FROM city_coverage_report), 'Excellent, Good, Good', '10 or more is excellent, 5 good');
SELECT is(tap.as_role(:'ann', 'SELECT update_all_city_coverage_stats()'), 'ERROR 42501', 'counting is for server jobs');
SELECT is(tap.as_role('service', 'SELECT update_all_city_coverage_stats()'), '3', 'which may');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM city_coverage_report'), '3', 'the report is for everybody');

-- Who sees and changes what ------------------------------------------------------------------------------------------

SELECT is(tap.as_role('anon', $$SELECT count(*) FROM events WHERE slug IN ('near', 'pending')$$), '1', 'everybody sees approved events');
SELECT is(tap.as_role(:'admin', $$SELECT count(*) FROM events WHERE slug IN ('near', 'pending')$$), '2', 'administrators all');
SELECT is(tap.as_role(:'ann', $$UPDATE events SET featured = true$$), '0', 'users change none');
SELECT is(tap.as_role(:'admin', $$UPDATE events SET featured = true WHERE slug = 'near'$$), '1', 'administrators do');
SELECT is(tap.as_role(:'ann', $$INSERT INTO events (slug, name, start_date, city, scope, source_url) VALUES ('x', 'x', now(), 'x', 'local', 'x')$$), 'ERROR 42501', 'users add none');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM event_types'), '5', 'everybody sees the kinds');
SELECT is(tap.as_role(:'ann', $$UPDATE event_types SET name = 'x'$$), '0', 'users change no kind');
SELECT is(tap.as_role(:'admin', $$UPDATE event_types SET name = 'x' WHERE slug = 'auction'$$), '1', 'administrators do');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM event_sources'), '0', 'sources are for administrators');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) > 0 FROM event_sources'), 'true', 'who see them');

SELECT id AS near FROM events WHERE slug = 'near' \gset
SELECT is(tap.as_role(:'ann', format('INSERT INTO event_saves (user_id, event_id) VALUES (%L, %L)', :'ann', :'near')), '1', 'one keeps an event');
SELECT is(tap.as_role(:'ann', format('INSERT INTO event_saves (user_id, event_id) VALUES (%L, %L)', :'bob', :'near')), 'ERROR 42501', 'for oneself');
SELECT is(tap.as_role(:'bob', 'SELECT count(*) FROM event_saves'), '0', 'others do not see it');
SELECT is(tap.as_role(:'bob', 'DELETE FROM event_saves'), '0', 'nor take it away');
SELECT is(tap.as_role(:'ann', 'DELETE FROM event_saves'), '1', 'one takes it away oneself');

SELECT is(tap.as_role(:'ann', format('INSERT INTO event_submissions (user_id, name, source_url, start_date) VALUES (%L, %L, %L, now())', :'ann', 'Meet', 'u')), '1', 'one proposes an event');
SELECT is(tap.as_role(:'ann', format('INSERT INTO event_submissions (user_id, name, source_url, start_date, status) VALUES (%L, %L, %L, now(), %L)', :'ann', 'Meet', 'u', 'approved')), 'ERROR 42501', 'and does not approve it');
SELECT is(tap.as_role(:'ann', format('INSERT INTO event_submissions (user_id, name, source_url, start_date) VALUES (%L, %L, %L, now())', :'bob', 'Meet', 'u')), 'ERROR 42501', 'nor in another''s name');
SELECT is(tap.as_role('anon', $$INSERT INTO event_submissions (name, source_url, start_date) VALUES ('Meet', 'u', now())$$), 'ERROR 42501', 'nor without a name');
SELECT is(tap.as_role(:'bob', 'SELECT count(*) FROM event_submissions'), '0', 'others do not see it');
SELECT is(tap.as_role(:'ann', $$UPDATE event_submissions SET status = 'approved'$$), '0', 'nor is it changed');
SELECT is(tap.as_role(:'admin', $$UPDATE event_submissions SET status = 'approved'$$), '1', 'but by an administrator');

SELECT throws_ok(format('INSERT INTO event_car_affinities (event_id) VALUES (%L)', :'near'), '23514', NULL, 'an affinity names a car or a brand');
SELECT is(tap.as_role(:'admin', format('INSERT INTO event_car_affinities (event_id, brand) VALUES (%L, %L)', :'near', 'BMW')), '1', 'administrators name them');
SELECT is(tap.as_role('anon', 'SELECT brand FROM event_car_affinities'), 'BMW', 'everybody reads them');

SELECT * FROM finish();
ROLLBACK;
