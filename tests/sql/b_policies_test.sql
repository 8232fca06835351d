-- Who sees and changes what in the tables of users, e-mail, media, analytics, finance and system: as nobody, as the owner, as
-- another user, as an administrator, as a server job. The tables with rules of their own (events, posts, comments, referrals,
-- profiles, the books) are in the tests of their subject.

BEGIN;
\ir support.sql

SELECT tap.add_user('owner@example.org') AS owner, tap.add_user('other@example.org') AS other, tap.add_user('admin@example.org') AS admin \gset
UPDATE user_profiles SET subscription_tier = 'admin' WHERE id = :'admin';
SELECT tap.add_car('tap-car') AS car \gset

-- Which table has which rule: own (rows of user_id), ownread (own rows, read only), report (anyone adds, administrators read), admin (administrators read),
-- public (everybody reads), service (server jobs only).
CREATE TEMP TABLE rule (name text, rule text);
INSERT INTO rule VALUES
    ('user_favorites', 'own'), ('user_projects', 'own'), ('user_vehicles', 'own'), ('user_compare_lists', 'own'), ('user_track_times', 'own'),
    ('user_preferences', 'own'), ('insight_feedback', 'own'), ('al_user_preferences', 'own'),
    ('referral_rewards', 'ownread'), ('user_attribution', 'ownread'), ('email_logs', 'ownread'), ('email_queue', 'ownread'), ('user_engagement_scores', 'ownread'),
    ('user_events', 'report'), ('page_views', 'report'), ('user_sessions', 'report'), ('click_events', 'report'), ('goal_completions', 'report'),
    ('experiment_assignments', 'report'), ('feature_usage', 'report'), ('search_analytics', 'report'),
    ('user_lifecycle', 'admin'), ('analytics_goals', 'admin'), ('experiments', 'admin'), ('content_metrics', 'admin'), ('usage_metrics', 'admin'),
    ('daily_metrics_snapshot', 'admin'), ('api_usage_tracking', 'admin'),
    ('email_templates', 'public'), ('referral_milestones', 'public'), ('referral_config', 'public'), ('target_cities', 'public'), ('car_images', 'public'),
    ('brand_logos', 'public'), ('fitment_tag_mappings', 'public'), ('event_series', 'public'),
    ('scrape_jobs', 'service'), ('geocode_cache', 'service'), ('admin_insights_cache', 'service'), ('article_pipeline', 'service'),
    ('gl_accounts', 'service'), ('journal_entries', 'service'), ('journal_entry_lines', 'service'), ('fiscal_periods', 'service'),
    ('balance_sheet_snapshots', 'service'), ('cash_flow_summary', 'service'), ('bank_reconciliations', 'service'), ('monthly_financials', 'service'),
    ('cost_entries', 'service'), ('revenue_transactions', 'service'), ('service_rates', 'service'),
    ('al_prompt_versions', 'service'), ('al_content_gaps', 'service'), ('al_evaluation_runs', 'service'), ('al_evaluation_results', 'service');

-- One row in each table, of the owner where it has one: the checks, references and triggers are not what is tested here.
CREATE FUNCTION tap.values_of(p_table text, p_user uuid, OUT columns text, OUT row_values text)
    LANGUAGE sql
AS $$
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum), string_agg(CASE
               WHEN attname = 'user_id' THEN quote_nullable(p_user)
               WHEN atttypid = 'uuid'::regtype THEN quote_literal(gen_random_uuid())
               WHEN atttypid IN ('text'::regtype, 'varchar'::regtype) THEN quote_literal('tap' || gen_random_uuid())
               WHEN atttypid = 'jsonb'::regtype THEN quote_literal('{}')
               WHEN typcategory = 'N' THEN '1'
               WHEN typcategory = 'A' THEN quote_literal('{}')
               WHEN typcategory = 'D' THEN quote_literal('2024-01-01') END, ', ' ORDER BY attnum)
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    WHERE attrelid = p_table::regclass AND attnum > 0 AND NOT attisdropped AND (attnotnull AND NOT atthasdef OR attname IN ('id', 'user_id'))
      AND atttypid <> 'integer'::regtype OR attrelid = p_table::regclass AND attnum > 0 AND attnotnull AND NOT atthasdef AND atttypid = 'integer'::regtype
$$;

CREATE FUNCTION tap.insert_into(p_table text, p_user uuid) RETURNS text
    LANGUAGE sql
AS $$ SELECT format('INSERT INTO %I (%s) VALUES (%s)', p_table, v.columns, v.row_values) FROM tap.values_of(p_table, p_user) AS v $$;

SELECT plan((SELECT 5 * count(*) FROM rule)::integer
            + (SELECT (6 * count(*) FILTER (WHERE rule = 'own') + 2 * count(*) FILTER (WHERE rule = 'ownread') + 3 * count(*) FILTER (WHERE rule = 'report')
                       + count(*) FILTER (WHERE rule = 'public'))::integer FROM rule) + 37);

-- The schema as a whole -----------------------------------------------------------------------------------------------

SELECT is((SELECT string_agg(relname, ', ') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relrowsecurity), NULL, 'every table has row security');
SELECT is((SELECT string_agg(relname, ', ') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
             AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)), NULL, 'every view runs with the rights of its reader');
SELECT is((SELECT string_agg(DISTINCT tablename || ' ' || policyname, ', ') FROM pg_policies
           WHERE schemaname = 'public' AND cmd <> 'SELECT' AND roles && ARRAY['anon', 'public']::name[] AND coalesce(with_check, qual) = 'true'
             AND tablename NOT IN ('page_engagement', 'web_vitals', 'leads')), NULL, 'nobody writes without a condition, but what has no owner');
SELECT is((SELECT string_agg(DISTINCT tablename || ' ' || policyname, ', ') FROM pg_policies
           WHERE schemaname = 'public' AND (qual ~ '(?<!SELECT )auth\.(uid|role)\(\)' OR with_check ~ '(?<!SELECT )auth\.(uid|role)\(\)')), NULL,
          'who is calling is asked once for a statement, not once for a row');
SELECT is((SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc AS p
           WHERE p.pronamespace IN ('public'::regnamespace, 'autorev'::regnamespace, 'auth'::regnamespace) AND p.prosecdef
             AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c WHERE c LIKE 'search\_path=%')), NULL, 'every function with its owner''s rights has a fixed search path');
SELECT is((SELECT string_agg(k.conrelid::regclass || ' ' || k.conname, ', ') FROM pg_constraint AS k
           WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
             AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1]
                                AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ 'IS NOT NULL'))), NULL, 'every reference has an index');
SELECT is((SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class AS c
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL), NULL, 'every table and view has a comment');
SELECT is((SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc AS p
           WHERE p.pronamespace = 'public'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL), NULL, 'every function too');
SELECT is((SELECT string_agg(a.attrelid::regclass::text, ', ') FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'updated_at'
             AND NOT EXISTS (SELECT FROM pg_trigger AS t JOIN pg_proc AS f ON f.oid = t.tgfoid WHERE t.tgrelid = c.oid AND f.prosrc ~* 'new\.updated_at')), NULL,
          'every updated_at is kept by a trigger');

DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT conrelid::regclass AS name, conname FROM pg_constraint WHERE contype IN ('c', 'f') AND conrelid IN (SELECT name::regclass FROM rule) LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.name, r.conname);
    END LOOP;
    FOR r IN SELECT name FROM rule LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', r.name);
        EXECUTE format('DELETE FROM %I', r.name);
        EXECUTE tap.insert_into(r.name, (SELECT id FROM auth.users WHERE email = 'owner@example.org'));
    END LOOP;
END
$$;

-- Reading ------------------------------------------------------------------------------------------------------------

SELECT is(tap.as_role('anon', format('SELECT count(*) FROM %I', name)), CASE rule WHEN 'public' THEN '1' ELSE '0' END, 'a visitor reading ' || name) FROM rule;
SELECT is(tap.as_role(:'other', format('SELECT count(*) FROM %I', name)), CASE rule WHEN 'public' THEN '1' ELSE '0' END, 'another user reading ' || name) FROM rule;
SELECT is(tap.as_role(:'admin', format('SELECT count(*) FROM %I', name)),
          CASE WHEN rule IN ('public', 'admin', 'report') OR name IN ('user_attribution', 'email_logs', 'email_queue', 'user_engagement_scores') THEN '1' ELSE '0' END,
          'an administrator reading ' || name) FROM rule;
SELECT is(tap.as_role('service', format('SELECT count(*) FROM %I', name)), '1', 'a server job reading ' || name) FROM rule;
SELECT is(tap.as_role(:'other', format('DELETE FROM %I', name)), '0', 'another user deletes nothing from ' || name) FROM rule;

-- Writing ------------------------------------------------------------------------------------------------------------

SELECT is(tap.as_role(:'owner', format('SELECT count(*) FROM %I', name)), '1', 'the owner reads ' || name) FROM rule WHERE rule IN ('own', 'ownread');
SELECT is(tap.as_role(:'owner', format('UPDATE %I SET user_id = user_id', name)), CASE rule WHEN 'own' THEN '1' ELSE '0' END, 'the owner and ' || name) FROM rule WHERE rule IN ('own', 'ownread');
SELECT is(tap.as_role(:'owner', format('UPDATE %I SET user_id = %L', name, :'other')), 'ERROR 42501', 'nobody gives away ' || name) FROM rule WHERE rule = 'own';
SELECT is(tap.as_role(:'other', format('UPDATE %I SET user_id = %L', name, :'other')), '0', 'nobody takes ' || name) FROM rule WHERE rule = 'own';
SELECT is(tap.as_role(:'owner', format('DELETE FROM %I', name)), '1', 'the owner deletes from ' || name) FROM rule WHERE rule = 'own';
SELECT is(tap.as_role(:'other', tap.insert_into(name, :'owner')), 'ERROR 42501', 'nobody writes for another into ' || name) FROM rule WHERE rule = 'own';
SELECT is(tap.as_role('anon', tap.insert_into(name, NULL)), '1', 'a visitor adds to ' || name) FROM rule WHERE rule = 'report';
SELECT is(tap.as_role(:'owner', tap.insert_into(name, :'owner')), '1', 'a user adds to ' || name) FROM rule WHERE rule = 'report';
SELECT is(tap.as_role(:'other', tap.insert_into(name, :'owner')), 'ERROR 42501', 'nobody adds for another to ' || name) FROM rule WHERE rule = 'report';
SELECT is(tap.as_role(:'owner', tap.insert_into(name, :'owner')), 'ERROR 42501', 'no user adds to ' || name) FROM rule WHERE rule = 'public';

-- Rows that are shown by a condition ---------------------------------------------------------------------------------

DELETE FROM app_config;
INSERT INTO app_config (key, value, is_public) VALUES ('tap.shown', '1', true), ('tap.hidden', '2', false);
SELECT is(tap.as_role('anon', 'SELECT string_agg(key, '' '') FROM app_config'), 'tap.shown', 'public settings are shown');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) FROM app_config'), '2', 'administrators see all');
SELECT is(tap.as_role(:'admin', $$UPDATE app_config SET value = '3' WHERE key = 'tap.hidden'$$), '1', 'and change them');
SELECT is(tap.as_role(:'owner', $$UPDATE app_config SET value = '3'$$), '0', 'users do not');
SELECT is(tap.as_role(:'owner', $$INSERT INTO app_config (key, value) VALUES ('x', '1')$$), 'ERROR 42501', 'nor add any');
INSERT INTO featured_content (source_type, source_url, title, is_active) VALUES ('article', 'u', 'on', true), ('article', 'u', 'off', false);
SELECT is(tap.as_role('anon', $$SELECT string_agg(title, ' ') FROM featured_content$$), 'on', 'active content is shown');
INSERT INTO featured_content_channels (channel_id, channel_name, is_active) VALUES ('tap-on', 'on', true), ('tap-off', 'off', false);
SELECT is(tap.as_role('anon', $$SELECT string_agg(channel_name, ' ') FROM featured_content_channels WHERE channel_id LIKE 'tap-%'$$), 'on', 'active channels too');
INSERT INTO comparison_pages (slug, title, car_slugs, comparison_type, is_published) VALUES ('tap-on', 'on', '{a,b}', 'head_to_head', true), ('tap-off', 'off', '{a,b}', 'head_to_head', false);
SELECT is(tap.as_role('anon', 'SELECT string_agg(title, '' '') FROM comparison_pages'), 'on', 'published comparisons are shown');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) FROM comparison_pages'), '2', 'administrators see all');

SELECT is(tap.as_role('anon', $$INSERT INTO leads (email, source) VALUES ('a@example.org', 'contact')$$), '1', 'a visitor leaves an address');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM leads'), '0', 'which nobody reads');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) FROM leads'), '0', 'not even an administrator');
SELECT is(tap.as_role('service', 'UPDATE leads SET name = ''A'''), '1', 'but server jobs');
SELECT is(tap.as_role('anon', $$INSERT INTO web_vitals (page_url) VALUES ('/')$$), '1', 'a visitor leaves loading figures');
SELECT is(tap.as_role('anon', $$INSERT INTO user_activity (event_type) VALUES ('car_viewed')$$), '1', 'and activity');
SELECT is(tap.as_role('anon', format('INSERT INTO user_activity (event_type, user_id) VALUES (%L, %L)', 'car_viewed', :'owner')), 'ERROR 42501', 'but not another''s');

-- What belongs to a user through something else ----------------------------------------------------------------------

INSERT INTO user_projects (user_id, car_slug, car_name) VALUES (:'owner', 'tap-car', 'Car') RETURNING id AS build \gset
INSERT INTO parts (name) VALUES ('Tap') RETURNING id AS part \gset
SELECT is(tap.as_role(:'other', format('INSERT INTO user_project_parts (project_id, part_id) VALUES (%L, %L)', :'build', :'part')), 'ERROR 42501', 'parts go into one''s own build');
SELECT is(tap.as_role(:'owner', format('INSERT INTO user_project_parts (project_id, part_id) VALUES (%L, %L)', :'build', :'part')), '1', 'as here');
SELECT is(tap.as_role(:'other', 'SELECT count(*) FROM user_project_parts'), '0', 'others do not see them');
SELECT is(tap.as_role(:'owner', 'UPDATE user_project_parts SET quantity = 2'), '1', 'the owner changes them');
INSERT INTO user_vehicles (user_id, year, make, model) VALUES (:'owner', 2020, 'A', 'B') RETURNING id AS vehicle \gset
SELECT is(tap.as_role(:'other', format('INSERT INTO user_recall_tracking (user_vehicle_id, user_id, nhtsa_campaign_number) VALUES (%L, %L, %L)', :'vehicle', :'other', '20V1')), 'ERROR 42501', 'recalls are tracked on one''s own vehicle');
SELECT is(tap.as_role(:'owner', format('INSERT INTO user_recall_tracking (user_vehicle_id, user_id, nhtsa_campaign_number) VALUES (%L, %L, %L)', :'vehicle', :'owner', '20V1')), '1', 'as here');
SELECT is(tap.as_role(:'other', format('INSERT INTO user_maintenance_preferences (user_vehicle_id, user_id) VALUES (%L, %L)', :'vehicle', :'other')), 'ERROR 42501', 'so are habits of maintenance');

-- Engagement ---------------------------------------------------------------------------------------------------------

ALTER TABLE user_engagement_scores ENABLE TRIGGER USER;
INSERT INTO user_activity (user_id, event_type, event_data, created_at) VALUES
    (:'other', 'car_viewed', '{}', now() - interval '20 days'), (:'other', 'comparison_completed', '{}', now() - interval '11 days'),
    (:'other', 'search_performed', '{"kind": "parts"}', now() - interval '10 days');
INSERT INTO user_vehicles (user_id, year, make, model) VALUES (:'other', 2020, 'A', 'B'), (:'other', 2021, 'A', 'B');
INSERT INTO user_projects (user_id, car_slug, car_name) VALUES (:'other', 'tap-car', 'Car');
INSERT INTO al_conversations (user_id) VALUES (:'other');
SELECT is(tap.as_role(:'other', format('SELECT update_user_engagement_score(%L)', :'other')), '7', 'two cars 4, a chat 3, a build 3, a comparison and a search 2, less 5 for ten days');
SELECT is((SELECT row(garage_cars_count, milestone_first_car, milestone_first_event, milestone_returned_7d, milestone_returned_30d, alert_inactive_7d, alert_inactive_14d)::text
           FROM user_engagement_scores WHERE user_id = :'other'), '(2,t,f,t,f,t,f)', 'milestones and alerts');
DELETE FROM user_vehicles WHERE user_id = :'other';
SELECT is(update_user_engagement_score(:'other'), 3, 'less when there is less');
SELECT is((SELECT row(score, peak_score, previous_score, alert_score_dropped, milestone_first_car)::text FROM user_engagement_scores WHERE user_id = :'other'), '(3,7,7,t,t)',
          'the peak and the milestones stay');
SELECT is(tap.as_role(:'owner', format('SELECT update_user_engagement_score(%L)', :'other')), 'ERROR 42501', 'not for another');

SELECT * FROM finish();
ROLLBACK;
