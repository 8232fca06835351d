-- Who sees and changes what in the tables of cars, parts, maintenance, AL, knowledge, videos, tracks and forums: as nobody, as
-- the owner, as another user, as an administrator, as a server job.

BEGIN;
\ir support.sql

-- Tables everyone reads in full and only server jobs change.
CREATE TEMP TABLE public_table (name text);
INSERT INTO public_table VALUES
    ('cars'), ('car_variants'), ('car_slug_aliases'), ('car_fuel_economy'), ('car_safety_data'), ('car_issues'),
    ('car_market_pricing'), ('car_market_pricing_years'), ('car_price_history'), ('car_dyno_runs'), ('car_track_lap_times'),
    ('car_expert_reviews'), ('car_recalls'), ('car_auction_results'), ('car_tuning_profiles'), ('part_brands'),
    ('part_fitments'), ('part_pricing_snapshots'), ('part_relationships'), ('upgrade_keys'), ('upgrade_key_parts'),
    ('upgrade_packages'), ('vehicle_maintenance_specs'), ('vehicle_service_intervals'), ('wheel_tire_fitment_options'),
    ('vehicle_known_issues'), ('car_variant_maintenance_overrides'), ('youtube_channels'), ('youtube_video_car_links'),
    ('track_venues'), ('track_layouts');

-- Tables only server jobs see.
CREATE TEMP TABLE service_table (name text);
INSERT INTO service_table VALUES
    ('car_manual_data'), ('source_documents'), ('document_chunks'), ('youtube_ingestion_queue'), ('forum_sources'),
    ('forum_scrape_runs'), ('forum_scraped_threads'), ('community_insight_sources');

-- One row in each table that has none, whatever its columns: the checks and references are not what is tested here.
CREATE FUNCTION tap.fill(p_table text) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    v_columns text;
    v_values  text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', '),
           string_agg(CASE
               WHEN attname = 'car_slug' OR attname = 'slug' THEN quote_literal('tap-car')
               WHEN atttypid = 'uuid'::regtype THEN quote_literal(gen_random_uuid())
               WHEN atttypid IN ('text'::regtype, 'varchar'::regtype) THEN quote_literal('tap')
               WHEN atttypid = 'jsonb'::regtype THEN quote_literal('{}')
               WHEN typcategory = 'N' THEN '1'
               WHEN typcategory = 'A' THEN quote_literal('{}')
               WHEN typtype = 'e' THEN quote_literal((SELECT enumlabel FROM pg_enum WHERE enumtypid = atttypid ORDER BY enumsortorder LIMIT 1))
               WHEN typcategory = 'D' THEN quote_literal('2024-01-01') END, ', ')
    INTO v_columns, v_values
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    WHERE attrelid = p_table::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef;
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER ALL', p_table);
    EXECUTE format('INSERT INTO %I (%s) VALUES (%s)', p_table, v_columns, v_values);
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER ALL', p_table);
END
$$;

-- Checks of values are dropped for this transaction, so that any row will do.
DO $$
DECLARE
    k record;
BEGIN
    FOR k IN
        SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE contype = 'c' AND conrelid IN (SELECT name::regclass FROM public_table UNION ALL SELECT name::regclass FROM service_table)
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', k.name, k.conname);
    END LOOP;
    PERFORM tap.fill(name) FROM public_table;
    PERFORM tap.fill(name) FROM service_table;
END
$$;

SELECT tap.add_user('owner@example.org') AS owner, tap.add_user('other@example.org') AS other, tap.add_user('admin@example.org') AS admin \gset
INSERT INTO user_profiles (id, subscription_tier) VALUES (:'admin', 'admin')
    ON CONFLICT (id) DO UPDATE SET subscription_tier = 'admin';

SELECT plan((4 * (SELECT count(*) FROM public_table) + 3 * (SELECT count(*) FROM service_table) + 44)::integer);

SELECT cmp_ok(tap.as_role('anon', format('SELECT count(*) FROM %I', name))::bigint, '>', 0::bigint, 'anyone reads ' || name) FROM public_table;
SELECT is(tap.as_role('anon', format('DELETE FROM %I', name)), '0', 'nobody deletes from ' || name) FROM public_table;
SELECT is(tap.as_role(:'owner', format('UPDATE %I SET %2$I = %2$I', name, (
              SELECT attname FROM pg_attribute WHERE attrelid = name::regclass AND attnum = 1))), '0', 'no user changes ' || name)
FROM public_table;
SELECT is(tap.as_role(:'owner', format('INSERT INTO %I SELECT * FROM %1$I LIMIT 1', name)), 'ERROR 42501', 'no user adds to ' || name)
FROM public_table;

SELECT is(tap.as_role('anon', format('SELECT count(*) FROM %I', name)), '0', 'nobody sees ' || name) FROM service_table;
SELECT is(tap.as_role(:'admin', format('SELECT count(*) FROM %I', name)), '0', 'no user sees ' || name) FROM service_table;
SELECT cmp_ok(tap.as_role('service', format('SELECT count(*) FROM %I', name))::bigint, '>', 0::bigint, 'server jobs see ' || name) FROM service_table;

SELECT is(tap.as_role('service', $$UPDATE cars SET tagline = 'x' WHERE slug = 'tap-car'$$), '1', 'server jobs change cars');

-- Rows that are shown by a condition ---------------------------------------------------------------------------------

INSERT INTO parts (name, is_active) VALUES ('tap on', true), ('tap off', false);
SELECT is(tap.as_role('anon', $$SELECT string_agg(name, ',') FROM parts WHERE name LIKE 'tap o%'$$), 'tap on', 'parts that are sold are shown');
SELECT is(tap.as_role('service', $$SELECT count(*) FROM parts WHERE name LIKE 'tap o%'$$), '2', 'server jobs see all');
INSERT INTO youtube_videos (video_id, url, title, channel_id, channel_name, is_hidden)
SELECT 'tap-' || h, 'u', 't', channel_id, 'c', h FROM youtube_channels, unnest(ARRAY[true, false]) AS h WHERE channel_id = 'tap';
SELECT is(tap.as_role('anon', $$SELECT string_agg(video_id, ',') FROM youtube_videos WHERE video_id LIKE 'tap-%'$$), 'tap-false', 'hidden videos are not shown');
INSERT INTO community_insights (car_slug, insight_type, title, summary, details, confidence, source_forum, source_urls, is_active) VALUES
    ('tap-car', 'comparison', 'tap on', '', '{}', 1, '', '{}', true), ('tap-car', 'comparison', 'tap off', '', '{}', 1, '', '{}', false);
SELECT is(tap.as_role('anon', $$SELECT string_agg(title, ',') FROM community_insights WHERE title LIKE 'tap o%'$$), 'tap on', 'active insights are shown');
SELECT is(tap.as_role(:'owner', $$UPDATE community_insights SET is_active = true$$), '0', 'no user changes them');
INSERT INTO al_articles (slug, title, category, is_published) VALUES ('tap-on', 'T', 'technical', true), ('tap-off', 'T', 'technical', false);
SELECT is(tap.as_role('anon', $$SELECT string_agg(slug, ',') FROM al_articles WHERE slug LIKE 'tap-o%'$$), 'tap-on', 'published articles are shown');
SELECT is(tap.as_role('service', $$UPDATE al_articles SET is_published = true WHERE slug = 'tap-off'$$), '1', 'server jobs publish');

-- Article status -----------------------------------------------------------------------------------------------------

SELECT is((SELECT row(status, published_at)::text FROM al_articles WHERE slug = 'tap-off'), row('published', now())::text, 'publishing sets the status and the time');
UPDATE al_articles SET status = 'archived' WHERE slug = 'tap-off';
SELECT is((SELECT is_published FROM al_articles WHERE slug = 'tap-off'), false, 'archiving unpublishes');
UPDATE al_articles SET status = 'published' WHERE slug = 'tap-off';
SELECT is((SELECT is_published FROM al_articles WHERE slug = 'tap-off'), true, 'the status publishes too');
UPDATE al_articles SET is_published = false WHERE slug = 'tap-off';
SELECT is((SELECT status FROM al_articles WHERE slug = 'tap-off'), 'draft', 'unpublishing makes a draft of it');

-- Pipeline: administrators -------------------------------------------------------------------------------------------

INSERT INTO car_pipeline_runs (car_slug, car_name) VALUES ('tap-new', 'Tap');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM car_pipeline_runs'), '0', 'nobody sees the pipeline');
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM car_pipeline_runs'), '0', 'no user sees the pipeline');
SELECT is(tap.as_role(:'admin', $$SELECT count(*) FROM car_pipeline_runs WHERE car_slug = 'tap-new'$$), '1', 'an administrator does');
SELECT is(tap.as_role(:'admin', $$UPDATE car_pipeline_runs SET status = 'completed' WHERE car_slug = 'tap-new'$$), '1', 'and changes it');
SELECT is(tap.as_role(:'owner', $$INSERT INTO car_pipeline_runs (car_slug, car_name) VALUES ('x', 'X')$$), 'ERROR 42501', 'a user cannot');
SELECT is(tap.as_role(:'owner', 'SELECT is_admin()'), 'false', 'a user is no administrator');
SELECT is(tap.as_role(:'admin', 'SELECT is_admin()'), 'true', 'an administrator is');

-- Conversations: their owner -----------------------------------------------------------------------------------------

INSERT INTO al_conversations (user_id, title) VALUES (:'owner', 'Mine') RETURNING id AS talk \gset
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM al_conversations'), '1', 'one sees one''s conversations');
SELECT is(tap.as_role(:'other', 'SELECT count(*) FROM al_conversations'), '0', 'nobody else does');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) FROM al_conversations'), '0', 'not even an administrator');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM al_conversations'), '0', 'nor nobody');
SELECT is(tap.as_role('service', 'SELECT count(*) FROM al_conversations'), '1', 'server jobs do');
SELECT is(tap.as_role(:'owner', format('INSERT INTO al_conversations (user_id) VALUES (%L)', :'owner')), '1', 'one begins one''s own');
SELECT is(tap.as_role(:'owner', format('INSERT INTO al_conversations (user_id) VALUES (%L)', :'other')), 'ERROR 42501', 'not another''s');
SELECT is(tap.as_role(:'owner', format('UPDATE al_conversations SET user_id = %L', :'other')), 'ERROR 42501', 'and gives none away');
SELECT is(tap.as_role(:'other', $$UPDATE al_conversations SET title = 'x'$$), '0', 'another changes none');
SELECT is(tap.as_role(:'other', 'DELETE FROM al_conversations'), '0', 'and deletes none');

SELECT is(tap.as_role(:'owner', format('INSERT INTO al_messages (conversation_id, role, content, sequence_number) VALUES (%L, %L, %L, 1)', :'talk', 'user', 'x')), '1', 'one writes into one''s own');
SELECT is(tap.as_role(:'other', format('INSERT INTO al_messages (conversation_id, role, content, sequence_number) VALUES (%L, %L, %L, 2)', :'talk', 'user', 'x')), 'ERROR 42501', 'not into another''s');
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM al_messages'), '1', 'one reads one''s messages');
SELECT is(tap.as_role(:'other', 'SELECT count(*) FROM al_messages'), '0', 'nobody else does');
SELECT is(tap.as_role(:'owner', $$UPDATE al_messages SET content = 'y'$$), '0', 'what was said stays');

-- Credits: seen, not set ---------------------------------------------------------------------------------------------

DELETE FROM al_user_credits WHERE user_id IN (:'owner', :'other');
SELECT is(tap.as_role(:'owner', format('INSERT INTO al_user_credits (user_id, balance_cents) VALUES (%L, 1000)', :'owner')), 'ERROR 42501', 'nobody begins rich');
SELECT is(tap.as_role(:'owner', format('INSERT INTO al_user_credits (user_id, is_unlimited) VALUES (%L, true)', :'owner')), 'ERROR 42501', 'nor unlimited');
SELECT is(tap.as_role(:'owner', format('INSERT INTO al_user_credits (user_id, balance_cents) VALUES (%L, 25)', :'owner')), '1', 'one begins as everyone');
SELECT is(tap.as_role(:'owner', 'UPDATE al_user_credits SET balance_cents = 1000'), 'ERROR 42501', 'nobody sets a balance');
SELECT is(tap.as_role(:'owner', 'DELETE FROM al_user_credits'), 'ERROR 42501', 'nobody starts again');
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM al_user_balance'), '1', 'one sees one''s balance');
SELECT is(tap.as_role(:'other', 'SELECT count(*) FROM al_user_balance'), '0', 'nobody else does');

INSERT INTO al_usage_logs (user_id, credits_used) VALUES (:'owner', 1);
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM al_usage_logs'), '1', 'one sees one''s use');
SELECT is(tap.as_role(:'other', 'SELECT count(*) FROM al_usage_logs'), '0', 'nobody else does');
SELECT is(tap.as_role(:'other', format('INSERT INTO al_usage_logs (user_id, credits_used) VALUES (%L, 1)', :'owner')), 'ERROR 42501', 'nobody logs for another');

SELECT * FROM finish();
ROLLBACK;
