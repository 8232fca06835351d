-- Analytics and errors: visitors, funnels, attribution, retention, the day in figures; feedback search; errors and the views
-- over them. Figures are for administrators and server jobs.

BEGIN;
\ir support.sql

SELECT plan(105);

DELETE FROM page_views;
DELETE FROM user_events;
DELETE FROM application_errors;
DELETE FROM user_feedback;
SELECT tap.add_car('tap-m3') AS m3 \gset
SELECT tap.add_user('ann@example.org') AS ann, tap.add_user('bob@example.org') AS bob, tap.add_user('admin@example.org') AS admin \gset
UPDATE user_profiles SET subscription_tier = 'admin' WHERE id = :'admin';

-- Administrators only ------------------------------------------------------------------------------------------------

SELECT is(tap.as_role(who, 'SELECT ' || call), 'ERROR 42501', call || ' is not for ' || CASE who WHEN 'anon' THEN 'visitors' ELSE 'users' END)
FROM (VALUES ('get_site_analytics()'), ('get_bounce_rate()'), ('get_funnel_metrics()'), ('get_attribution_breakdown()'), ('get_cohort_retention()'), ('get_event_counts()'),
             ('get_event_trends(NULL)'), ('get_daily_active_users(now(), now())'), ('generate_daily_metrics_snapshot()'), ('cleanup_old_web_vitals()')) AS c (call),
     (VALUES ('anon'), (:'ann')) AS w (who);
SELECT is(tap.as_role(:'admin', 'SELECT get_bounce_rate()'), '0', 'it is for administrators');
SELECT is(tap.as_role('service', 'SELECT get_bounce_rate()'), '0', 'and server jobs');

-- Visitors -----------------------------------------------------------------------------------------------------------

SELECT is(get_site_analytics()::jsonb, '{"visitors": 0, "pageViews": 0, "topPages": [], "referrers": [], "countries": [], "devices": [], "browsers": [], "operatingSystems": [], "dailyStats": []}'::jsonb,
          'nobody came');
INSERT INTO page_views (page_url, session_id, referrer_hostname, device_type, browser, is_bot, created_at) VALUES
    ('/cars', 's1', 'google.com', 'mobile', 'Safari', false, now() - interval '1 hour'), ('/cars', 's1', NULL, 'mobile', 'Safari', false, now() - interval '1 hour'),
    ('/cars', 's2', NULL, 'desktop', NULL, false, now() - interval '2 hours'), ('/garage', 's3', NULL, 'desktop', NULL, false, now() - interval '2 days'),
    ('/cars', 'bot', NULL, 'bot', NULL, true, now() - interval '1 hour'), ('/cars', 's4', NULL, NULL, NULL, false, now() - interval '8 days');
SELECT is(get_site_analytics() ->> 'visitors', '3', 'visitors of a week');
SELECT is(get_site_analytics() ->> 'pageViews', '4', 'their pages, without bots');
SELECT is(get_site_analytics()::jsonb -> 'topPages', '[{"name": "/cars", "views": 3, "visitors": 2}, {"name": "/garage", "views": 1, "visitors": 1}]'::jsonb, 'pages by visitors');
SELECT is(get_site_analytics()::jsonb -> 'devices', '[{"name": "desktop", "views": 2, "visitors": 2}, {"name": "mobile", "views": 2, "visitors": 1}]'::jsonb, 'devices');
SELECT is(get_site_analytics()::jsonb #>> '{referrers,0,name}', 'Direct', 'no referrer is direct');
SELECT is(get_site_analytics(now() - interval '30 days') ->> 'visitors', '4', 'of a month');
SELECT is(get_site_analytics(now(), now()) ->> 'visitors', '0', 'of no time');
INSERT INTO page_views (page_url, session_id, country) SELECT '/p' || i, 'many', 'C' || i FROM generate_series(1, 12) AS i;
SELECT is(json_array_length(get_site_analytics(p_end_date => now() + interval '1 second') -> 'countries'), 10, 'at most ten of a kind');
DELETE FROM page_views WHERE session_id = 'many';
SELECT is(get_bounce_rate(), 66.7, 'two of three saw one page');

INSERT INTO user_events (event_type, event_category, user_id, session_id, created_at) VALUES
    ('signup_started', 'conversion', NULL, 's1', now()), ('signup_started', 'conversion', NULL, 's2', now()), ('signup_completed', 'conversion', :'ann', 's1', now()),
    ('onboarding_started', 'onboarding', :'ann', 's1', now()), ('garage_added', 'feature', :'ann', 's1', now()), ('car_selected', 'feature', :'ann', 's1', now()),
    ('subscription_created', 'conversion', :'bob', 's9', now()), ('car_selected', 'feature', :'bob', 's9', now() - interval '40 days');
SELECT is(get_funnel_metrics(p_end_date => now() + interval '1 second')::jsonb, '{"visitors": 4, "signupStarted": 2, "signupCompleted": 1, "onboardingStarted": 1, "onboardingCompleted": 0, "activated": 1, "converted": 1}'::jsonb,
          'from visitor to subscriber, each person once');
SELECT is(get_funnel_metrics(now(), now()) ->> 'converted', '0', 'the end is not part of the window');
SELECT is(get_event_counts(p_end_date => now() + interval '1 second')::jsonb -> 0, '{"event": "signup_started", "category": "conversion", "total_events": 2, "unique_users": 0, "unique_sessions": 2}'::jsonb, 'events by number');
SELECT is(json_array_length(get_event_trends(ARRAY['garage_added', 'car_selected'], now() - interval '60 days', now() + interval '1 second')), 3, 'events by day');
SELECT is(get_event_trends(NULL)::text, '[]', 'no events asked for');
SELECT is(get_event_trends(ARRAY[''' OR true --'])::text, '[]', 'hostile names are names');

INSERT INTO user_attribution (user_id, utm_source, utm_medium, utm_campaign, landing_page) VALUES (:'ann', 'reddit', 'social', 'spring', '/'), (:'bob', NULL, NULL, NULL, NULL);
SELECT is(get_attribution_breakdown(p_end_date => now() + interval '1 second')::jsonb -> 'bySource',
          '[{"source": "Direct", "users": 1, "converted": 1}, {"source": "reddit", "users": 1, "converted": 0}]'::jsonb, 'where users came from, and who stayed');
SELECT is(get_attribution_breakdown(p_end_date => now() + interval '1 second')::jsonb -> 'byCampaign', '[{"campaign": "spring", "users": 1}]'::jsonb, 'by campaign');
SELECT is(get_attribution_breakdown(now(), now())::jsonb, '{"bySource": [], "byMedium": [], "byCampaign": [], "byLandingPage": []}'::jsonb, 'nobody came');

UPDATE user_profiles SET created_at = date_trunc('week', now()) - interval '6 weeks' WHERE id IN (:'ann', :'bob');
DELETE FROM user_events;
INSERT INTO user_events (event_type, user_id, session_id, created_at) VALUES
    ('x', :'ann', 's', date_trunc('week', now()) - interval '6 weeks' + interval '15 days'), ('x', :'bob', 's', date_trunc('week', now()) - interval '6 weeks' + interval '6 days');
SELECT is(get_cohort_retention()::jsonb -> 0, jsonb_build_object('cohort_week', (date_trunc('week', now()) - interval '6 weeks')::date, 'cohort_size', 2, 'week_1_retained', 1, 'week_2_retained', 1, 'week_4_retained', 0),
          'of two who signed up one was seen in the third week');
SELECT is((SELECT count(*) FROM json_array_elements(get_cohort_retention(2)) AS c WHERE (c ->> 'cohort_week')::date < date_trunc('week', now()) - interval '1 week'), 0::bigint, 'only so many weeks');

-- The day ------------------------------------------------------------------------------------------------------------

INSERT INTO user_favorites (user_id, car_slug, car_name) VALUES (:'ann', 'tap-m3', 'M3');
INSERT INTO user_activity (user_id, event_type) VALUES (:'ann', 'car_viewed'), (NULL, 'car_viewed');
INSERT INTO user_projects (user_id, car_slug, car_name, created_at) VALUES (:'bob', 'tap-m3', 'M3', now() - interval '2 days');
SELECT is((SELECT count FROM get_daily_active_users(now() - interval '1 hour', now() + interval '1 second')), 1::bigint, 'one user today, however much she did');
SELECT is((SELECT count FROM get_daily_active_users(now() - interval '3 days', now() + interval '1 second')), 2::bigint, 'two in three days');
SELECT is((SELECT count FROM get_daily_active_users(NULL, NULL)), 0::bigint, 'none in no time');
INSERT INTO revenue_transactions (date, revenue_stream, amount) VALUES (current_date, 'subscription', 999), (current_date - 1, 'subscription', 1);
INSERT INTO user_vehicles (user_id, year, make, model) VALUES (:'ann', 2020, 'A', 'B');
SELECT is((SELECT row(fiscal_year, fiscal_month)::text FROM revenue_transactions WHERE amount = 999), row(extract(year FROM current_date)::integer, extract(month FROM current_date)::integer)::text,
          'a payment belongs to the month of its date');
SELECT generate_daily_metrics_snapshot();
SELECT is((SELECT row(active_users, favorites_added, vehicles_added, builds_saved, total_cars, revenue_cents)::text FROM daily_metrics_snapshot WHERE date = current_date),
          row(1, 1, 1, 0, (SELECT count(*) FROM cars), 999)::text, 'the day in figures');
INSERT INTO user_vehicles (user_id, year, make, model) VALUES (:'ann', 2021, 'A', 'C');
SELECT generate_daily_metrics_snapshot();
SELECT is((SELECT row(count(*), max(vehicles_added))::text FROM daily_metrics_snapshot WHERE date = current_date), '(1,2)', 'again, and still one row');
INSERT INTO web_vitals (page_url, created_at) VALUES ('old', now() - interval '91 days'), ('new', now() - interval '89 days');
SELECT is(cleanup_old_web_vitals(), 1, 'figures of pages are kept 90 days');
SELECT is((SELECT string_agg(page_url, ' ') FROM web_vitals), 'new', 'and no longer');

-- Who writes and reads -----------------------------------------------------------------------------------------------

SELECT is(tap.as_role('anon', $$INSERT INTO page_views (page_url, session_id) VALUES ('/x', 's')$$), '1', 'a visitor leaves a page view');
SELECT is(tap.as_role('anon', format('INSERT INTO page_views (page_url, session_id, user_id) VALUES (%L, %L, %L)', '/x', 's', :'ann')), 'ERROR 42501', 'but not another''s');
SELECT is(tap.as_role(:'ann', format('INSERT INTO user_events (event_type, session_id, user_id) VALUES (%L, %L, %L)', 'x', 's', :'ann')), '1', 'a user their own event');
SELECT is(tap.as_role(:'ann', format('INSERT INTO user_events (event_type, session_id, user_id) VALUES (%L, %L, %L)', 'x', 's', :'bob')), 'ERROR 42501', 'not another''s');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM page_views'), '0', 'users read none of it');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) > 0 FROM page_views'), 'true', 'administrators do');
SELECT is(tap.as_role(:'admin', 'DELETE FROM page_views'), '0', 'but delete none');

-- Feedback -----------------------------------------------------------------------------------------------------------

INSERT INTO user_feedback (user_id, feedback_type, category, message, error_hash, fixed_at) VALUES
    (:'ann', 'bug', 'bug', 'The garage loses my brakes', NULL, NULL), (:'bob', 'feature', 'feature', 'Add boats', NULL, NULL),
    (NULL, 'bug', 'auto-error', 'boom', 'h1', now()), (NULL, 'bug', 'auto-error', 'bang', 'h2', NULL);
SELECT is((SELECT string_agg(message, ', ') FROM search_feedback('brake')), 'The garage loses my brakes', 'by words, whatever their form');
SELECT is((SELECT count(*) FROM search_feedback(NULL)), 4::bigint, 'without words all of it');
SELECT is((SELECT count(*) FROM search_feedback('', 'bug')), 3::bigint, 'of a kind');
SELECT is((SELECT count(*) FROM search_feedback('', NULL, 'resolved')), 0::bigint, 'of a state');
SELECT is((SELECT count(*) FROM search_feedback('', limit_count => 2)), 2::bigint, 'so much of it');
SELECT is((SELECT count(*) FROM search_feedback(''' | & ! ( :* <->')), 0::bigint, 'hostile words are words');
SELECT is(tap.as_role(:'bob', 'SELECT count(*) FROM search_feedback(NULL)'), '1', 'a user finds their own');
SELECT id AS h1 FROM user_feedback WHERE error_hash = 'h1' \gset
SELECT is(tap.as_role('anon', $$INSERT INTO user_feedback (feedback_type, category, message, error_hash) VALUES ('bug', 'auto-error', 'again', 'h1')$$), '1', 'a visitor reports an error');
SELECT is((SELECT row(is_regression, regression_of)::text FROM user_feedback WHERE message = 'again'), row(true, :'h1'::uuid)::text, 'one that had been fixed is a regression');
INSERT INTO user_feedback (feedback_type, category, message, error_hash) VALUES ('bug', 'auto-error', 'again 2', 'h2'), ('bug', 'bug', 'again 3', 'h1');
SELECT is((SELECT bool_or(is_regression) FROM user_feedback WHERE message IN ('again 2', 'again 3')), false, 'one that had not, or no error at all, is not');
SELECT is(tap.as_role('anon', $$INSERT INTO user_feedback (feedback_type, message, status) VALUES ('bug', 'x', 'resolved')$$), 'ERROR 42501', 'visitors resolve nothing');
SELECT is(tap.as_role(:'bob', format('INSERT INTO user_feedback (user_id, feedback_type, message) VALUES (%L, %L, %L)', :'ann', 'bug', 'x')), 'ERROR 42501', 'nor does one write for another');
SELECT is(batch_resolve_feedback(ARRAY(SELECT id FROM user_feedback WHERE message IN ('Add boats', 'bang')), :'admin', 'tap-m3', 'done'), 2, 'several are resolved at once');
SELECT is((SELECT row(status, resolved_by, car_id, internal_notes)::text FROM user_feedback WHERE message = 'Add boats'), row('resolved', :'admin'::uuid, :'m3'::uuid, 'done')::text, 'with a note and a car');
SELECT is(batch_resolve_feedback(NULL, NULL), 0, 'none of none');
SELECT is(tap.as_role(:'ann', format('SELECT batch_resolve_feedback(ARRAY(SELECT id FROM user_feedback), %L)', :'ann')), '0', 'users resolve nothing');
SELECT is((SELECT string_agg(car_slug || ' ' || triage_status, ', ') FROM feedback_bug_triage WHERE car_slug IS NOT NULL), NULL, 'no bug is about a car');
UPDATE user_feedback SET severity = 'blocking', car_id = :'m3' WHERE message LIKE 'The garage%';
SELECT is((SELECT row(car_slug, triage_status)::text FROM feedback_bug_triage LIMIT 1), '(tap-m3,critical)', 'a blocking bug is critical and first');
SELECT is((SELECT sum(count) FROM feedback_daily_summary), (SELECT count(*)::numeric FROM user_feedback), 'feedback by day');
SELECT is((SELECT sum(count) FROM feedback_status_summary WHERE status = 'resolved'), 2::numeric, 'by state');
SELECT is((SELECT count(*) FROM feedback_top_features), 0::bigint, 'a wish that is fulfilled is not asked for');
UPDATE user_feedback SET status = 'new' WHERE message = 'Add boats';
SELECT is((SELECT row(message, request_count, requesting_users)::text FROM feedback_top_features), row('Add boats', 1, ARRAY[:'bob'::uuid])::text, 'one that is not, is');
UPDATE user_feedback SET user_tier = 'tuner', rating = 4 WHERE category = 'bug';
SELECT is((SELECT row(feedback_count, avg_rating, bug_count)::text FROM feedback_by_tier), '(2,4.00,2)', 'by tier');

-- Errors -------------------------------------------------------------------------------------------------------------

SELECT upsert_application_error('e1', 'Boom', 'api_error', 'api', 'blocking', p_metadata => '{"a": 1}') AS e1 \gset
SELECT is((SELECT row(occurrence_count, severity, status, is_regression)::text FROM application_errors WHERE id = :'e1'), '(1,blocking,new,f)', 'a new error');
SELECT is(upsert_application_error('e1', 'Boom', 'api_error', 'api'), :'e1'::uuid, 'the same hash is the same error');
SELECT is((SELECT row(occurrence_count, severity, is_regression)::text FROM application_errors WHERE id = :'e1'), '(2,blocking,f)', 'one more time');
SELECT is(mark_error_fixed('e1', '1.2', 'did it'), 1, 'it is fixed');
SELECT is((SELECT row(status, is_resolved, fixed_at, fixed_in_version, fix_notes)::text FROM application_errors WHERE id = :'e1'), row('fixed', true, now(), '1.2', 'did it')::text, 'and says so');
SELECT is(mark_error_fixed('no such'), 0, 'an error that is not there');
SELECT is((SELECT count(*) FROM v_unresolved_errors), 0::bigint, 'nothing is open');
SELECT upsert_application_error('e1', 'Boom', 'api_error', 'api');
SELECT is((SELECT row(status, is_resolved, is_regression, fixed_at, occurrence_count)::text FROM application_errors WHERE id = :'e1'), '(new,f,t,,3)', 'when it comes back it is open, and a regression');
SELECT throws_ok($$SELECT upsert_application_error('e9', 'x', 'no such type', 'api')$$, '23514', NULL, 'an unknown type');
SELECT throws_ok($$SELECT upsert_application_error(NULL, 'x', 'api_error', 'api')$$, '23502', NULL, 'an error without a hash');
SELECT lives_ok($$SELECT upsert_application_error(''' OR 1', E'\x1b]0;x\x07', 'api_error', 'api', NULL, p_metadata => NULL)$$, 'hostile text is text');
SELECT is(tap.as_role(:'ann', $$SELECT upsert_application_error('e2', 'x', 'api_error', 'api')$$), 'ERROR 42501', 'errors are written by server jobs');
SELECT is(tap.as_role('service', $$SELECT upsert_application_error('e2', 'x', 'api_error', 'api') IS NOT NULL$$), 'true', 'which do');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM v_top_errors'), '0', 'users see none');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) FROM v_top_errors'), '3', 'administrators do');
SELECT is(tap.as_role(:'admin', $$SELECT mark_error_fixed('e2')$$), '1', 'and mark them as fixed');
SELECT is(tap.as_role(:'ann', $$SELECT mark_error_fixed('e1')$$), '0', 'users do not');

DELETE FROM application_errors;
INSERT INTO application_errors (error_hash, error_message, error_type, error_source, severity, occurrence_count, is_resolved, status, is_regression, last_seen_at) VALUES
    ('a', 'A', 'api_error', 'api', 'major', 5, false, 'new', false, now()), ('b', 'B', 'api_error', 'api', 'major', 7, true, 'resolved', true, now() - interval '1 hour'),
    ('c', 'C', 'api_error', 'api', 'blocking', 1, false, 'in_progress', true, now() - interval '2 hours'), ('d', 'D', 'network_error', 'client', 'minor', 2, false, 'wont_fix', false, now() - interval '31 days');
SELECT results_eq($$SELECT error_type, severity, total_errors, unresolved_errors FROM error_statistics ORDER BY 1, 2$$,
                  $$VALUES ('api_error', 'blocking', 1::bigint, 1::bigint), ('api_error', 'major', 12, 1), ('network_error', 'minor', 2, 1)$$, 'by kind and severity');
SELECT results_eq('SELECT error_hash, total_occurrences, has_unresolved FROM v_error_summary ORDER BY 1', $$VALUES ('a', 5::bigint, true), ('b', 7, false), ('c', 1, true), ('d', 2, true)$$, 'each error');
SELECT is((SELECT sum(error_count) FROM v_error_trends), 13::numeric, 'of 30 days');
SELECT is((SELECT string_agg(error_hash, ' ') FROM v_top_errors), 'a d c', 'open ones by number');
SELECT is((SELECT string_agg(error_hash, ' ') FROM v_open_application_errors), 'a c', 'those to deal with, newest first');
SELECT is((SELECT string_agg(error_hash, ' ') FROM v_unresolved_errors), 'c a', 'those without a fix, worst first');
SELECT is((SELECT string_agg(error_hash, ' ') FROM v_regression_errors), 'c', 'those that came back');

SELECT * FROM finish();
ROLLBACK;
