-- AL: what it reads, the knowledge it searches, its conversations and credits.

BEGIN;
\ir support.sql

SELECT plan(72);

\set hostile '''; DROP TABLE al_messages; --'

SELECT tap.add_car('tap-m3', 'Tap M3', '{"torque": 262, "embedding": null}') AS m3, tap.add_car('tap-gt', 'Tap GT') AS gt \gset
SELECT tap.add_user('owner@example.org') AS owner, tap.add_user('other@example.org') AS other \gset

-- Context of a car ---------------------------------------------------------------------------------------------------

SELECT is(get_car_ai_context_v2('tap-none'), '{"error": "car_not_found", "car_slug": "tap-none"}', 'an unknown slug is an error object');
SELECT is(get_car_ai_context_v2(NULL), '{"error": "car_not_found", "car_slug": null}', 'so is nothing');
SELECT is(get_car_ai_context_v2(:'hostile') ->> 'car_slug', :'hostile', 'so is hostile text');
SELECT set_eq($$SELECT jsonb_object_keys(get_car_ai_context_v2('tap-m3'))$$,
    ARRAY['car', 'fuelEconomy', 'safety', 'marketPricing', 'priceHistorySample', 'recallsSample', 'youtube', 'issuesCount',
          'maintenanceSummary', 'tuningProfile'], 'the keys of the context');
SELECT set_eq($$SELECT jsonb_object_keys(get_car_ai_context('tap-m3'))$$,
    ARRAY['car', 'fuelEconomy', 'safety', 'marketPricing', 'priceHistorySample', 'recallsSample', 'youtube', 'issuesCount',
          'maintenanceSummary', 'expertReviewsSample', 'knownIssuesCount'], 'the keys of the former context');
SELECT is(get_car_ai_context('tap-none'), get_car_ai_context_v2('tap-none'), 'they agree on an unknown slug');
SELECT is(get_car_ai_context_v2('tap-m3') -> 'fuelEconomy', 'null', 'what is not there is null');
SELECT is(get_car_ai_context_v2('tap-m3') -> 'tuningProfile', 'null', 'a car without a profile has none');

INSERT INTO car_fuel_economy (car_slug, combined_mpg) VALUES ('tap-m3', 19);
INSERT INTO car_price_history (car_slug, source, price, recorded_at)
SELECT 'tap-m3', 'bat', 30000 + i, date '2024-01-01' + i FROM generate_series(1, 30) AS i;
INSERT INTO car_recalls (car_slug, campaign_number, report_received_date)
SELECT 'tap-m3', 'T' || i, date '2020-01-01' + i FROM generate_series(1, 25) AS i;
INSERT INTO car_issues (car_slug, title, severity, sort_order, fix_description, estimated_cost_low) VALUES
    ('tap-m3', 'Subframe', 'critical', 2, 'Reinforce', 1500), ('tap-m3', 'Bearings', 'critical', 1, 'Replace', 2500),
    ('tap-m3', 'Paint', 'cosmetic', 0, NULL, NULL);
INSERT INTO vehicle_known_issues (car_slug, issue_type, issue_title) VALUES ('tap-m3', 'TSB', 'Old');
INSERT INTO car_expert_reviews (car_slug, source, review_date)
SELECT 'tap-m3', 's' || i, date '2020-01-01' + i FROM generate_series(1, 12) AS i;
INSERT INTO car_tuning_profiles (car_slug, upgrades_by_objective, power_limits, platform_strengths)
VALUES ('tap-m3', '{"power": []}', '{"clutch": 400}', '{Revs}');
INSERT INTO youtube_channels (channel_id, channel_name, channel_url, credibility_tier) VALUES ('tap', 'Tap', 'https://x', 'tier1');
INSERT INTO youtube_videos (video_id, url, title, channel_id, channel_name, processing_status, quality_score, view_count, is_hidden, is_editors_pick)
SELECT 'tap' || i, 'https://x/' || i, 'Video ' || i, 'tap', 'Tap', CASE i WHEN 7 THEN 'pending' ELSE 'processed' END, i / 10.0,
       1000 - i, i = 8, false
FROM generate_series(1, 8) AS i;
INSERT INTO youtube_video_car_links (video_id, car_slug, role)
SELECT 'tap' || i, 'tap-m3', CASE WHEN i > 4 THEN 'mention' ELSE 'primary' END FROM generate_series(1, 8) AS i;

SELECT is(get_car_ai_context_v2('tap-m3') #>> '{fuelEconomy,combined_mpg}', '19.0', 'fuel economy is a row');
SELECT is(jsonb_array_length(get_car_ai_context_v2('tap-m3') -> 'priceHistorySample'), 24, '24 prices');
SELECT is(get_car_ai_context_v2('tap-m3') #>> '{priceHistorySample,0,price}', '30030', 'the newest first');
SELECT is(jsonb_array_length(get_car_ai_context_v2('tap-m3') -> 'recallsSample'), 20, '20 recalls');
SELECT is(get_car_ai_context_v2('tap-m3') #>> '{recallsSample,0,campaign_number}', 'T25', 'the newest first');
SELECT is(get_car_ai_context_v2('tap-m3') #>> '{youtube,videoCount}', '8', 'every linked video counts');
SELECT is(jsonb_path_query_array(get_car_ai_context_v2('tap-m3'), '$.youtube.topVideos[*].video_id'),
    '["tap6", "tap5", "tap4", "tap3", "tap2"]', 'the five best that are processed and shown');
SELECT is(get_car_ai_context_v2('tap-m3') ->> 'issuesCount', '3', 'issues are counted');
SELECT is(get_car_ai_context_v2('tap-m3') #>> '{tuningProfile,platform_strengths,0}', 'Revs', 'the tuning profile is there');
SELECT is(get_car_ai_context_v2('tap-m3') #>> '{car,torque}', '262', 'so is the car');
SELECT is(get_car_ai_context('tap-m3') ->> 'knownIssuesCount', '1', 'the former context counts the former issues');
SELECT is(jsonb_array_length(get_car_ai_context('tap-m3') -> 'expertReviewsSample'), 10, 'and has ten reviews');
SELECT is(tap.as_role('anon', $$SELECT get_car_ai_context_v2('tap-m3') ->> 'issuesCount'$$), '3', 'anyone may ask');

SELECT is(get_car_for_al('tap-none'), '{}', 'an unknown slug is an empty object');
SELECT is(jsonb_path_query_array(get_car_for_al('tap-m3'), '$.known_issues[*].title'), '["Bearings", "Subframe", "Paint"]', 'issues worst first');
SELECT is(get_car_for_al('tap-m3') #> '{known_issues,0}',
    '{"type": "common_issue", "title": "Bearings", "severity": "critical", "description": null, "fix": "Replace", "cost_low": 2500, "cost_high": null}',
    'an issue under the names AL knows');
SELECT is(jsonb_path_query_array(get_car_for_al('tap-m3'), '$.videos[*].title'), '["Video 1", "Video 2", "Video 3"]', 'three primary videos, most viewed first');
SELECT is(get_car_for_al('tap-m3') #>> '{car,scores,driver_fun}', '7.0', 'the scores are there');

INSERT INTO parts (name, quality_tier, brand_name, is_active) VALUES ('Tap pads', 'premium', 'Tap', true), ('Tap hose', 'budget', 'Tap', true),
    ('Tap gone', 'oem', 'Tap', false), ('Tap lines', 'standard', 'Tap', true);
INSERT INTO part_fitments (part_id, car_id, verified) SELECT id, :'m3', name = 'Tap hose' FROM parts WHERE brand_name = 'Tap';
INSERT INTO upgrade_packages (key, name, slug, type, tier, description, car_slug, metric_hp_gain) VALUES
    ('tap-2', 'Tap 2', 'tap-2', 'package', 'timeAttack', '', 'tap-m3', 80), ('tap-1', 'Tap 1', 'tap-1', 'package', 'streetSport', '', 'tap-m3', 20),
    ('tap-3', 'Tap 3', 'tap-3', 'package', 'streetSport', '', 'tap-gt', 99), ('tap-4', 'Tap 4', 'tap-4', 'module', 'streetSport', '', 'tap-m3', 5);
INSERT INTO car_dyno_runs (car_slug, run_kind, peak_whp, recorded_at, verified) VALUES
    ('tap-m3', 'baseline', 280, '2024-01-01', false), ('tap-m3', 'baseline', 275, '2020-01-01', true), ('tap-m3', 'modded', 400, '2025-01-01', true);
SELECT is(get_car_tuning_context('tap-none'), '{"error": "car_not_found", "car_slug": "tap-none"}', 'an unknown slug is an error object');
SELECT is(jsonb_path_query_array(get_car_tuning_context('tap-m3'), '$.availableParts[*].name'), '["Tap hose", "Tap pads", "Tap lines"]', 'verified parts, then the better ones');
SELECT is(get_car_tuning_context('tap-m3') #>> '{dynoBaseline,peak_whp}', '275', 'the verified baseline before the newer');
SELECT is(jsonb_path_query_array(get_car_tuning_context('tap-m3'), '$.upgradePackages[*] ? (@.name starts with "Tap").hp_gain'), '[20, 80]', 'packages of the car by tier');
SELECT is(get_car_tuning_context('tap-m3') #>> '{tuningProfile,component_limits,clutch}', '400', 'limits under the name AL knows');
SELECT is(get_car_tuning_context('tap-gt') -> 'dynoBaseline', 'null', 'without a run there is no baseline');

-- Knowledge ----------------------------------------------------------------------------------------------------------

INSERT INTO source_documents (source_type, source_url, metadata) VALUES ('guide', 'https://example.org/g', '{"k": 1}') RETURNING id AS doc \gset
INSERT INTO document_chunks (document_id, chunk_index, chunk_text, car_slug, embedding) VALUES
    (:'doc', 0, 'near', 'tap-m3', tap.axis(1)), (:'doc', 1, 'nearish', NULL, tap.axis(1, 1)), (:'doc', 2, 'none', 'tap-m3', NULL),
    (:'doc', 3, 'far', 'tap-gt', tap.axis(500));
SELECT results_eq($$SELECT chunk_text, round(similarity::numeric, 3), metadata FROM search_document_chunks(tap.axis(1))$$,
    $$VALUES ('near', 1.000, '{"k": 1}'::jsonb), ('nearish', 0.707, '{"k": 1}'), ('far', 0.000, '{"k": 1}')$$, 'the nearest first, those without embedding never');
SELECT results_eq(format($$SELECT chunk_text FROM search_document_chunks(tap.axis(1), %L)$$, :'gt'), ARRAY['far'], 'of one car');
SELECT is((SELECT count(*) FROM search_document_chunks(tap.axis(1), NULL, 1)), 1::bigint, 'no more than asked for');
SELECT is((SELECT count(*) FROM search_document_chunks(NULL)), 0::bigint, 'nothing is near to nothing');
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM search_document_chunks(tap.axis(1))'), 'ERROR 42501', 'not for users');
SELECT is(tap.as_role('service', 'SELECT count(*) FROM search_document_chunks(tap.axis(1))'), '3', 'for server jobs');

INSERT INTO community_insights (car_slug, insight_type, title, summary, details, confidence, source_forum, source_urls, embedding, is_active) VALUES
    ('tap-m3', 'known_issue', 'A', '', '{}', 0.9, 'f', '{u}', tap.axis(1), true), ('tap-gt', 'comparison', 'B', '', '{}', 0.7, 'f', '{u}', tap.axis(1, 1), true),
    ('tap-m3', 'known_issue', 'Unsure', '', '{}', 0.5, 'f', '{u}', tap.axis(1), true), ('tap-m3', 'known_issue', 'Old', '', '{}', 0.9, 'f', '{u}', tap.axis(1), false);
SELECT results_eq($$SELECT title FROM search_community_insights(tap.axis(1))$$, ARRAY['A', 'B'], 'active and sure enough, nearest first');
SELECT results_eq($$SELECT title FROM search_community_insights(tap.axis(1), 'tap-gt')$$, ARRAY['B'], 'of one car');
SELECT results_eq($$SELECT title FROM search_community_insights(tap.axis(1), p_insight_types => ARRAY['comparison'])$$, ARRAY['B'], 'of one kind');
SELECT is((SELECT count(*) FROM search_community_insights(tap.axis(1), p_min_confidence => 0.4)), 3::bigint, 'less sure');
SELECT is_empty($$SELECT * FROM search_community_insights(tap.axis(1), 'tap-none')$$, 'an unknown car has none');

INSERT INTO forum_sources (slug, name, base_url, car_brands) VALUES ('tap', 'Tap', 'https://f', '{Tap}') RETURNING id AS forum \gset
SELECT increment_forum_source_insights(:'forum', 3), increment_forum_source_insights(:'forum', 4) \gset ignored_
SELECT is((SELECT total_insights_extracted FROM forum_sources WHERE id = :'forum'), 7, 'insights add up');

-- Conversations ------------------------------------------------------------------------------------------------------

SELECT tap.as_role(:'owner', format('SELECT create_al_conversation(%L, %L, %L)', :'owner', 'tap-m3', 'cars')) AS talk \gset
SELECT is((SELECT row(user_id, title, initial_car_id, initial_page, next_sequence_number)::text FROM al_conversations WHERE id = :'talk'),
    row(:'owner'::uuid, 'New Conversation', :'m3'::uuid, 'cars', 1)::text, 'a conversation begins with its car');
SELECT isnt(tap.as_role(:'owner', format('SELECT create_al_conversation(%L, %L)', :'owner', 'tap-none')), 'ERROR 23503', 'an unknown car is left out');
SELECT is(tap.as_role(:'owner', format('SELECT create_al_conversation(%L)', :'other')), 'ERROR 42501', 'not in another''s name');
SELECT is(tap.as_role('anon', 'SELECT create_al_conversation(NULL)'), 'ERROR 42501', 'not in nobody''s');
SELECT is(tap.as_role(:'owner', format('SELECT add_al_message(%L, %L, %L) IS NOT NULL', :'talk', 'user',
    E'What  breaks\nfirst on this car, and what does it cost me to put right?')), 'true', 'a question is added');
SELECT is((SELECT title FROM al_conversations WHERE id = :'talk'), 'What breaks first on this car, and what does it co...', 'the first question is the title');
SELECT is(tap.as_role(:'owner', format('SELECT add_al_message(%L, %L, %L, %L, 2) IS NOT NULL', :'talk', 'assistant', :'hostile', '{search_cars}')), 'true', 'an answer is added');
SELECT is((SELECT row(message_count, total_credits_used, next_sequence_number)::text FROM al_conversations WHERE id = :'talk'), '(2,2,3)', 'and counted');
SELECT is((SELECT array_agg(sequence_number ORDER BY sequence_number) FROM al_messages WHERE conversation_id = :'talk'), ARRAY[1, 2], 'numbered from one');
SELECT is((SELECT content FROM al_messages WHERE conversation_id = :'talk' AND sequence_number = 2), :'hostile', 'hostile text is only text');
SELECT is(tap.as_role(:'other', format('SELECT add_al_message(%L, %L, %L)', :'talk', 'user', 'x')), 'ERROR 42501', 'not into another''s conversation');
SELECT throws_ok(format('SELECT add_al_message(%L, %L, %L)', gen_random_uuid(), 'user', 'x'), 'P0002', NULL, 'not into one that is not there');
SELECT is(tap.as_role(:'owner', format('SELECT add_al_message(%L, %L, %L)', :'talk', 'system', 'x')), 'ERROR 23514', 'not as anyone else');

INSERT INTO user_favorites (user_id, car_slug, car_name) VALUES (:'owner', 'tap-m3', 'Tap M3');
INSERT INTO user_vehicles (user_id, year, make, model, matched_car_slug, is_primary) VALUES (:'owner', 2003, 'Tap', 'M3', 'tap-m3', true);
SELECT is(tap.as_role(:'owner', format('SELECT row(favorite_car_slugs, favorite_count, project_count, owned_makes, primary_vehicle_slug) FROM get_user_context_for_al(%L)', :'owner')),
    '({tap-m3},1,0,{Tap},tap-m3)', 'AL knows whose garage it is');
SELECT is(tap.as_role(:'other', format('SELECT favorite_count FROM get_user_context_for_al(%L)', :'owner')), 'ERROR 42501', 'and tells nobody else');
SELECT is(tap.as_role('service', format('SELECT favorite_count FROM get_user_context_for_al(%L)', :'owner')), '1', 'but the server');

-- Credits ------------------------------------------------------------------------------------------------------------

INSERT INTO al_user_credits (user_id, balance_cents) VALUES (:'owner', 30)
    ON CONFLICT (user_id) DO UPDATE SET balance_cents = 30;
SELECT is(tap.as_role(:'owner', format('SELECT deduct_al_credits(%L, 12.34567, 100, 50)', :'owner')),
    '{"success": true, "balance_cents": 17.6543, "charged_cents": 12.3457}', 'a cost is taken, to four decimals');
SELECT is(tap.as_role(:'owner', format('SELECT deduct_al_credits(%L, 100) ->> ''error''', :'owner')), 'insufficient_balance', 'never more than is there');
SELECT is((SELECT row(balance_cents, spent_cents_this_month, input_tokens_this_month, messages_this_month)::text FROM al_user_credits WHERE user_id = :'owner'),
    '(17.6543,12.3457,100,1)', 'what was refused was not counted');
SELECT is(tap.as_role(:'owner', format('SELECT deduct_al_credits(%L, -5)', :'owner')), 'ERROR 22023', 'a cost is not below zero');
SELECT is(tap.as_role(:'owner', format('SELECT deduct_al_credits(%L, ''NaN'')', :'owner')), 'ERROR 22023', 'nor no number');
SELECT is(tap.as_role(:'other', format('SELECT deduct_al_credits(%L, 1)', :'owner')), 'ERROR 42501', 'nobody spends another''s');
SELECT is(tap.as_role(:'owner', format('SELECT add_al_credits(%L, 1000, %L)', :'owner', 'boost')), 'ERROR 42501', 'nobody tops up by himself');
SELECT is(tap.as_role('service', format('SELECT add_al_credits(%1$L, 50, %2$L, 1.99, %3$L) ->> ''balance_cents''', :'owner', 'boost', 'pay-1')), '67.6543', 'a payment is added');
SELECT is(tap.as_role('service', format('SELECT add_al_credits(%1$L, 50, %2$L, 1.99, %3$L) ->> ''balance_cents''', :'owner', 'boost', 'pay-1')), '67.6543', 'once');
UPDATE al_user_credits SET last_refill_date = now() - interval '32 days', subscription_tier = 'collector', balance_cents = 130 WHERE user_id = :'owner';
-- collector: 200 a month, and of the 130 left 100 stay
SELECT is(tap.as_role(:'owner', format('SELECT check_al_credits(%L) ->> ''balance_cents''', :'owner')), '300', 'a new month brings its allocation');
SELECT is(refill_al_credits(:'owner'), 0, 'once');
SELECT is((SELECT row(monthly_allocation_cents, tank_percentage)::text FROM al_user_balance WHERE user_id = :'owner'), '(100,100)', 'a full tank is full');

SELECT * FROM finish();
ROLLBACK;
