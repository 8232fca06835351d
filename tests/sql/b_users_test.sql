-- Users: sign-up, protected columns, triggers, tiers, referrals, e-mail figures, the garage and its score, engagement, the
-- public garage, pictures.

BEGIN;
\ir support.sql

SELECT plan(122);

SELECT tap.add_car('tap-m3', 'Tap M3', '{"brand": "BMW"}') AS m3, tap.add_car('tap-gt4', 'Tap GT4', '{"brand": "Porsche"}') AS gt4 \gset

-- Sign-up ------------------------------------------------------------------------------------------------------------

INSERT INTO auth.users (email, raw_user_meta_data) VALUES ('ann@example.org', '{"full_name": "Ann A", "name": "ann", "avatar_url": "https://a/b.png"}')
RETURNING id AS ann \gset
INSERT INTO auth.users (email, raw_user_meta_data) VALUES ('bob@example.org', '{"name": "Bob"}') RETURNING id AS bob \gset
INSERT INTO auth.users (email, raw_user_meta_data) VALUES ('cat@example.org', NULL) RETURNING id AS cat \gset
SELECT is((SELECT row(display_name, avatar_url, subscription_tier)::text FROM user_profiles WHERE id = :'ann'), '("Ann A",https://a/b.png,free)',
          'a new account has a profile');
SELECT is((SELECT display_name FROM user_profiles WHERE id = :'bob'), 'Bob', 'the short name when there is no full one');
SELECT is((SELECT display_name FROM user_profiles WHERE id = :'cat'), NULL, 'no name is no hindrance');
SELECT is((SELECT row(subscription_tier, balance_cents)::text FROM al_user_credits WHERE user_id = :'ann'), '(free,25)', 'and AL credits');
INSERT INTO auth.users (email, raw_user_meta_data) VALUES ('evil@example.org', '{"full_name": "''); DROP TABLE cars; --\u001b[31m"}') RETURNING id AS evil \gset
SELECT is((SELECT display_name FROM user_profiles WHERE id = :'evil'), E'''); DROP TABLE cars; --\u001b[31m', 'hostile text is text');
INSERT INTO auth.users (email, raw_user_meta_data) VALUES ('list@example.org', '["not", "an object"]');
SELECT is((SELECT count(*) FROM user_profiles p JOIN auth.users u ON u.id = p.id WHERE u.email = 'list@example.org'), 1::bigint,
          'metadata of another shape keeps nobody out');

-- Referral codes -----------------------------------------------------------------------------------------------------

SELECT matches((SELECT referral_code FROM user_profiles WHERE id = :'ann'), '^[A-HJ-NP-Z2-9]{8}$', 'a profile gets a referral code');
SELECT is((SELECT count(DISTINCT code) FROM (SELECT generate_referral_code() AS code FROM generate_series(1, 200)) AS c), 200::bigint, 'codes differ');
SELECT is((SELECT count(DISTINCT c) FROM (SELECT generate_referral_code() AS code FROM generate_series(1, 400)) AS codes, regexp_split_to_table(code, '') AS c),
          32::bigint, 'and use 32 characters');
INSERT INTO auth.users (email) VALUES ('code@example.org') RETURNING id AS code \gset
DELETE FROM user_profiles WHERE id = :'code';
INSERT INTO user_profiles (id, referral_code) VALUES (:'code', 'TAPCODE2');
SELECT is((SELECT referral_code FROM user_profiles WHERE id = :'code'), 'TAPCODE2', 'a given code is kept');

-- What users may not set ---------------------------------------------------------------------------------------------

SELECT is(tap.as_role(:'ann', format('UPDATE user_profiles SET subscription_tier = %L', 'admin')), 'ERROR 42501', 'nobody makes themselves an administrator');
SELECT is(tap.as_role(:'ann', 'UPDATE user_profiles SET referral_tier_lifetime = true'), 'ERROR 42501', 'nor gives themselves a tier for life');
SELECT is(tap.as_role(:'ann', 'UPDATE user_profiles SET al_credits_purchased = 1'), 'ERROR 42501', 'nor credits');
SELECT is(tap.as_role(:'ann', format('UPDATE user_profiles SET referral_code = %L', 'FREEFREE')), 'ERROR 42501', 'nor a code of one''s choice');
SELECT is(tap.as_role(:'ann', format('UPDATE user_profiles SET bio = %L, subscription_tier = subscription_tier WHERE id = %L', 'x', :'ann')), '1',
          'the rest of a profile is one''s own');
SELECT is(tap.as_role(:'bob', format('UPDATE user_profiles SET bio = %L WHERE id = %L', 'x', :'ann')), '0', 'not another''s');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM user_profiles'), '0', 'nobody sees profiles');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM user_profiles'), '1', 'a user their own');
SELECT is(tap.as_role('service', format('UPDATE user_profiles SET subscription_tier = %L WHERE id = %L', 'collector', :'cat')), '1', 'server jobs set tiers');
DELETE FROM user_profiles WHERE id = :'evil';
SELECT is(tap.as_role(:'evil', format('INSERT INTO user_profiles (id, subscription_tier) VALUES (%L, %L)', :'evil', 'admin')), 'ERROR 42501', 'nobody begins as an administrator');
SELECT is(tap.as_role(:'evil', format('INSERT INTO user_profiles (id, bio) VALUES (%L, %L)', :'evil', 'x')), '1', 'but as everyone');
SELECT is((SELECT length(referral_code) FROM user_profiles WHERE id = :'evil'), 8, 'with a code that the server drew');
SELECT is(tap.as_role(:'evil', format('INSERT INTO user_profiles (id) VALUES (%L)', gen_random_uuid())), 'ERROR 42501', 'and only oneself');

-- Timestamps ---------------------------------------------------------------------------------------------------------

UPDATE user_profiles SET bio = 'y' WHERE id = :'ann';
SELECT is((SELECT location_updated_at FROM user_profiles WHERE id = :'ann'), NULL, 'a changed text is no move');
UPDATE user_profiles SET location_city = 'Austin' WHERE id = :'ann';
SELECT is((SELECT location_updated_at FROM user_profiles WHERE id = :'ann'), now(), 'a move is stamped');
UPDATE user_profiles SET updated_at = '2020-01-01', bio = 'z' WHERE id = :'ann';
SELECT is((SELECT updated_at FROM user_profiles WHERE id = :'ann'), now(), 'a change is stamped');

-- Tiers --------------------------------------------------------------------------------------------------------------

SELECT is(get_effective_user_tier(:'ann'), 'free', 'free without anything');
SELECT is(get_effective_user_tier(:'cat'), 'collector', 'the tier that is paid for');
SELECT is(get_effective_user_tier(gen_random_uuid()), 'free', 'free for somebody unknown');
SELECT is(get_effective_user_tier(NULL), 'free', 'free for nobody');
UPDATE user_profiles SET referral_tier_granted = 'tuner', referral_tier_expires_at = now() + interval '1 day' WHERE id = :'cat';
SELECT is(get_effective_user_tier(:'cat'), 'tuner', 'the higher one, while it lasts');
UPDATE user_profiles SET referral_tier_expires_at = now() - interval '1 day' WHERE id = :'cat';
SELECT is(get_effective_user_tier(:'cat'), 'collector', 'not after that');
UPDATE user_profiles SET referral_tier_lifetime = true WHERE id = :'cat';
SELECT is(get_effective_user_tier(:'cat'), 'tuner', 'for ever when it is for life');
UPDATE user_profiles SET referral_tier_granted = 'collector', subscription_tier = 'tuner' WHERE id = :'cat';
SELECT is(get_effective_user_tier(:'cat'), 'tuner', 'a lower grant takes nothing away');
SELECT is(tap.as_role(:'ann', format('SELECT get_effective_user_tier(%L)', :'cat')), 'free', 'others'' tiers are not shown');

-- Referrals ----------------------------------------------------------------------------------------------------------

DELETE FROM referral_milestones;
DELETE FROM referral_config;
INSERT INTO referral_milestones (milestone_key, friends_required, reward_type, credits_amount, tier_granted, tier_duration_months, description, sort_order) VALUES
    ('tap_2', 2, 'milestone_credits', 70, NULL, NULL, 'two', 1), ('tap_3', 3, 'milestone_tier_grant', 0, 'collector', 1, 'three', 2),
    ('tap_4', 4, 'milestone_tier_grant', 0, 'tuner', 2, 'four', 3), ('tap_9', 9, 'milestone_tier_lifetime', 0, 'tuner', NULL, 'nine', 4);
SELECT referral_code AS ann_code FROM user_profiles WHERE id = :'ann' \gset

SELECT is(tap.as_role(:'ann', format('SELECT process_referral_signup(%L, %L)', :'bob', :'ann_code')), 'ERROR 42501', 'referrals are booked by server jobs');
SELECT is(process_referral_signup(:'bob', 'NO SUCH'), '{"success": false, "error": "invalid_code"}'::jsonb, 'an unknown code');
SELECT is(process_referral_signup(:'bob', NULL), '{"success": false, "error": "invalid_code"}'::jsonb, 'no code');
SELECT is(process_referral_signup(:'bob', ''' OR true --'), '{"success": false, "error": "invalid_code"}'::jsonb, 'hostile text');
SELECT is(process_referral_signup(:'ann', :'ann_code'), '{"success": false, "error": "self_referral"}'::jsonb, 'one''s own code');
SELECT is(process_referral_signup(gen_random_uuid(), :'ann_code'), '{"success": false, "error": "user_not_found"}'::jsonb, 'an account that is not there');

SELECT is(tap.as_role(:'ann', format('INSERT INTO referrals (referrer_id, referee_email, referral_code) VALUES (%L, %L, %L)', :'ann', 'BOB@example.org', :'ann_code')), '1', 'one invites a friend');
SELECT is(tap.as_role(:'ann', format('INSERT INTO referrals (referrer_id, referral_code, status) VALUES (%L, %L, %L)', :'ann', :'ann_code', 'rewarded')), 'ERROR 42501', 'but books no sign-up');
SELECT is(tap.as_role(:'bob', format('INSERT INTO referrals (referrer_id, referral_code) VALUES (%L, %L)', :'ann', :'ann_code')), 'ERROR 42501', 'nor invites for another');
SELECT id AS invitation FROM referrals WHERE referrer_id = :'ann' \gset

SELECT is(process_referral_signup(:'bob', ' ' || lower(:'ann_code') || ' ') - 'referral_id',
          jsonb_build_object('success', true, 'referrer_id', :'ann', 'referee_credits', 100), 'a code counts whatever its case');
SELECT is((SELECT row(status, referee_id, referrer_reward_credits, rewarded_at)::text FROM referrals WHERE id = :'invitation'),
          row('rewarded', :'bob'::uuid, 100, now())::text, 'the invitation is found by its address');
SELECT is((SELECT count(*) FROM referrals WHERE referrer_id = :'ann'), 1::bigint, 'and no second one is made');
SELECT is((SELECT balance_cents FROM al_user_credits WHERE user_id = :'bob'), 125::numeric, 'the friend gets 100');
SELECT is((SELECT balance_cents FROM al_user_credits WHERE user_id = :'ann'), 125::numeric, 'the one who invited too');
SELECT is((SELECT row(referred_by_code, referred_by_user_id)::text FROM user_profiles WHERE id = :'bob'), row(:'ann_code', :'ann'::uuid)::text, 'the profile says who it was');
SELECT is(process_referral_signup(:'bob', :'ann_code') ->> 'error', 'already_referred', 'once');
SELECT is((SELECT sum(credits_awarded) FROM referral_rewards), 200::bigint, 'a refused call gives nothing');

INSERT INTO referral_config (key, value) VALUES ('per_signup_credits_referrer', 30), ('signup_bonus_credits_referee', 0);
SELECT process_referral_signup(:'cat', :'ann_code');
SELECT is((SELECT balance_cents FROM al_user_credits WHERE user_id = :'ann'), 225::numeric, 'the amounts are configured; the second friend is a milestone of 70');
SELECT is((SELECT balance_cents FROM al_user_credits WHERE user_id = :'cat'), 25::numeric, 'a bonus of nothing');
SELECT process_referral_signup(:'evil', :'ann_code');
SELECT is((SELECT row(referral_tier_granted, referral_tier_expires_at)::text FROM user_profiles WHERE id = :'ann'),
          row('collector', now() + interval '1 month')::text, 'the third brings a tier for a month');
SELECT process_referral_signup(:'code', :'ann_code');
SELECT is((SELECT row(referral_tier_granted, referral_tier_expires_at)::text FROM user_profiles WHERE id = :'ann'),
          row('tuner', now() + interval '1 month' + interval '2 months')::text, 'the fourth a higher one, after what was left');
SELECT is((SELECT string_agg(milestone_key, ' ' ORDER BY milestone_key) FROM referral_rewards WHERE user_id = :'ann'), 'tap_2 tap_3 tap_4', 'each milestone once');
UPDATE user_profiles SET referral_tier_lifetime = true, referral_tier_expires_at = NULL WHERE id = :'ann';
INSERT INTO referral_milestones (milestone_key, friends_required, reward_type, tier_granted, tier_duration_months, description)
VALUES ('tap_5', 5, 'milestone_tier_grant', 'collector', 1, 'five');
SELECT tap.add_user('fifth@example.org') AS fifth \gset
SELECT process_referral_signup(:'fifth', :'ann_code');
SELECT is((SELECT row(referral_tier_granted, referral_tier_lifetime, referral_tier_expires_at)::text FROM user_profiles WHERE id = :'ann'), '(tuner,t,)',
          'a grant for life is not shortened');
DELETE FROM auth.users WHERE id = :'fifth';
SELECT tap.add_user('Fifth@example.org') AS again \gset
SELECT is(process_referral_signup(:'again', :'ann_code') ->> 'error', 'already_referred', 'an address counts once, also after its account has gone');

SELECT is(get_referral_stats(:'ann') - 'next_milestone', '{"successful_referrals": 5, "pending_referrals": 0, "total_credits_earned": 290, "milestones_achieved": ["tap_2", "tap_3", "tap_4", "tap_5"]}'::jsonb, 'the figures');
SELECT is(get_referral_stats(:'ann') #> '{next_milestone,friends_remaining}', '4'::jsonb, 'and what is next');
SELECT is(get_referral_stats(NULL) -> 'successful_referrals', '0'::jsonb, 'nobody has none');
DELETE FROM referral_milestones WHERE friends_required > 5;
SELECT is(get_referral_stats(:'ann') -> 'next_milestone', 'null'::jsonb, 'nothing is next after the last');
SELECT is(tap.as_role(:'bob', format('SELECT get_referral_stats(%L) ->> %L', :'ann', 'total_credits_earned')), '0', 'others'' rewards are not shown');
SELECT is(tap.as_role(:'bob', 'SELECT count(*) FROM referrals'), '1', 'one sees the referral one came by');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM referrals'), '5', 'and those one made');
SELECT is(tap.as_role(:'ann', 'UPDATE referrals SET status = ''rewarded'''), '0', 'and changes none');

-- E-mail -------------------------------------------------------------------------------------------------------------

INSERT INTO email_logs (user_id, recipient_email, template_slug, subject, status, created_at) VALUES
    (:'ann', 'a', 'welcome', 's', 'delivered', now()), (:'ann', 'a', 'welcome', 's', 'bounced', now()), (:'bob', 'b', NULL, 's', 'failed', now()),
    (:'bob', 'b', 'welcome', 's', 'queued', now()), (:'bob', 'b', 'welcome', 's', 'sent', now() - interval '40 days');
SELECT is(get_email_analytics() - 'by_day', '{"total_sent": 2, "total_delivered": 1, "total_bounced": 1, "total_failed": 1, "by_template": {"welcome": {"sent": 2, "delivered": 1, "bounced": 1, "failed": 0}, "none": {"sent": 0, "delivered": 0, "bounced": 0, "failed": 1}}}'::jsonb,
          'e-mails of the last 30 days');
SELECT is(get_email_analytics(60) ->> 'total_sent', '3', 'of the last 60');
SELECT is(get_email_analytics(-5) ->> 'total_sent', '2', 'a negative number of days is today');
SELECT is(tap.as_role(:'ann', 'SELECT get_email_analytics()'), 'ERROR 42501', 'for administrators');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM email_logs'), '2', 'one sees one''s own e-mails');
SELECT increment_bounce_count(:'ann'), increment_bounce_count(gen_random_uuid());
SELECT is((SELECT email_bounce_count FROM user_profiles WHERE id = :'ann'), 1, 'a bounce is counted');
SELECT is(tap.as_role(:'ann', format('SELECT increment_bounce_count(%L)', :'ann')), 'ERROR 42501', 'by server jobs');

-- Favourites, builds, vehicles: the car by its slug ------------------------------------------------------------------

INSERT INTO user_favorites (user_id, car_slug, car_name) VALUES (:'ann', 'tap-m3', 'M3'), (:'ann', 'gone', 'Gone');
SELECT is((SELECT car_id FROM user_favorites WHERE car_slug = 'tap-m3'), :'m3'::uuid, 'a favourite finds its car');
SELECT is((SELECT car_id FROM user_favorites WHERE car_slug = 'gone'), NULL, 'or none');
INSERT INTO user_projects (user_id, car_slug, car_name, project_name) VALUES (:'ann', 'tap-m3', 'M3', 'Track') RETURNING id AS build, car_id AS build_car \gset
SELECT is(:'build_car'::uuid, :'m3'::uuid, 'a build too');
INSERT INTO user_vehicles (user_id, year, make, model, matched_car_slug, nickname, vin, purchase_price, is_primary)
VALUES (:'ann', 2019, 'BMW', 'M3', 'tap-m3', ' ', 'WBS8M9C5XJ5K12345', 50000, true) RETURNING id AS vehicle, matched_car_id AS vehicle_car \gset
SELECT is(:'vehicle_car'::uuid, :'m3'::uuid, 'a vehicle too');
INSERT INTO user_vehicles (user_id, year, make, model) VALUES (:'bob', 1970, 'Alfa', 'Spider') RETURNING id AS spider \gset

UPDATE user_vehicles SET notes = 'x' WHERE id = :'vehicle';
SELECT is((SELECT mileage_updated_at FROM user_vehicles WHERE id = :'vehicle'), NULL, 'no mileage, no stamp');
UPDATE user_vehicles SET current_mileage = 31000 WHERE id = :'vehicle';
SELECT is((SELECT mileage_updated_at FROM user_vehicles WHERE id = :'vehicle'), now(), 'a read mileage is stamped');

-- Next oil change ----------------------------------------------------------------------------------------------------

INSERT INTO vehicle_maintenance_specs (car_slug, oil_change_interval_miles, oil_type, wheel_size_front, tire_pressure_front_psi)
VALUES ('tap-m3', 10000, 'Full synthetic', '19x9', 35);
UPDATE user_vehicles SET last_oil_change_miles = 30000 WHERE id = :'vehicle';
SELECT is((SELECT next_oil_due_mileage FROM user_vehicles WHERE id = :'vehicle'), 40000, 'an oil change says when the next is due');
INSERT INTO user_maintenance_preferences (user_vehicle_id, user_id, oil_change_interval_miles) VALUES (:'vehicle', :'ann', 5000);
UPDATE user_vehicles SET last_oil_change_miles = 31000 WHERE id = :'vehicle';
SELECT is((SELECT next_oil_due_mileage FROM user_vehicles WHERE id = :'vehicle'), 36000, 'by the owner''s interval when there is one');
UPDATE user_vehicles SET last_oil_change_miles = 32000, next_oil_due_mileage = 33000 WHERE id = :'vehicle';
SELECT is((SELECT next_oil_due_mileage FROM user_vehicles WHERE id = :'vehicle'), 33000, 'what is said is not overruled');
UPDATE user_vehicles SET last_oil_change_miles = 60000 WHERE id = :'spider';
SELECT is((SELECT next_oil_due_mileage FROM user_vehicles WHERE id = :'spider'), NULL, 'unknown without an interval');
INSERT INTO user_vehicles (user_id, year, make, model, matched_car_slug, last_oil_change_miles) VALUES (:'bob', 2018, 'BMW', 'M3', 'tap-m3', 1000);
SELECT is((SELECT next_oil_due_mileage FROM user_vehicles WHERE user_id = :'bob' AND year = 2018), 11000, 'also for a vehicle that is added with one');

-- Reminders ----------------------------------------------------------------------------------------------------------

INSERT INTO user_service_logs (user_vehicle_id, user_id, service_date, service_type, next_service_date, next_service_miles) VALUES
    (:'vehicle', :'ann', current_date - 800, 'Oil change', current_date - 400, NULL),
    (:'vehicle', :'ann', current_date - 400, 'oil change ', current_date + 10, 30500),
    (:'vehicle', :'ann', current_date - 400, 'Brake fluid', current_date - 1, NULL),
    (:'vehicle', :'ann', current_date - 400, 'Coolant', current_date + 31, NULL),
    (:'vehicle', :'ann', current_date - 400, 'Wash', NULL, NULL);
SELECT results_eq(format('SELECT vehicle_name, service_type, due_date, is_overdue FROM get_upcoming_service_reminders(%L)', :'ann'),
                  $$VALUES ('2019 BMW M3', 'Brake fluid', current_date - 1, true), ('2019 BMW M3', 'oil change ', current_date + 10, true)$$,
                  'overdue by date or miles first; only the newest record of a service; a month ahead');
SELECT is((SELECT count(*) FROM get_upcoming_service_reminders(:'ann', 40)), 3::bigint, 'further ahead there is more');
SELECT is((SELECT count(*) FROM get_upcoming_service_reminders(:'ann', NULL)), 2::bigint, 'no number of days is a month');
SELECT is((SELECT count(*) FROM get_upcoming_service_reminders(NULL)), 0::bigint, 'nobody has none');
SELECT is(tap.as_role(:'bob', format('SELECT count(*) FROM get_upcoming_service_reminders(%L)', :'ann')), '0', 'others'' reminders are not shown');
SELECT is(tap.as_role(:'bob', format('INSERT INTO user_service_logs (user_vehicle_id, user_id, service_date, service_type) VALUES (%L, %L, now(), %L)', :'vehicle', :'bob', 'x')), 'ERROR 42501', 'no record on another''s vehicle');
UPDATE user_vehicles SET ownership_status = 'sold' WHERE id = :'vehicle';
SELECT is((SELECT count(*) FROM get_upcoming_service_reminders(:'ann')), 0::bigint, 'a sold vehicle is no more our concern');
UPDATE user_vehicles SET ownership_status = 'owned', nickname = 'Blau' WHERE id = :'vehicle';
SELECT is((SELECT vehicle_name FROM get_upcoming_service_reminders(:'ann') LIMIT 1), 'Blau', 'the nickname, when there is one');

-- Specifications and health ------------------------------------------------------------------------------------------

UPDATE user_vehicles SET custom_specs = '{"wheels": {"front": {"size": "18x10"}}}' WHERE id = :'vehicle';
SELECT is(get_vehicle_merged_specs(:'vehicle') #>> '{stock,wheels,front,size}', '19x9', 'the maker''s figure');
SELECT is(get_vehicle_merged_specs(:'vehicle') #>> '{custom,wheels,front,size}', '18x10', 'beside the owner''s');
SELECT is(get_vehicle_merged_specs(:'vehicle') -> 'hasCustomSpecs', 'true', 'and whether there are any');
SELECT is(get_vehicle_merged_specs(:'spider') #> '{stock,engine,oilType}', 'null', 'unknown is null');
SELECT is(get_vehicle_merged_specs(NULL), NULL, 'no vehicle, nothing');
SELECT is(tap.as_role(:'bob', format('SELECT get_vehicle_merged_specs(%L)', :'vehicle')), NULL, 'nor of another''s');

INSERT INTO car_issues (car_slug, title, severity, sort_order) VALUES ('tap-m3', 'Rod bearings', 'critical', 2), ('tap-m3', 'Trim', 'cosmetic', 1), ('tap-m3', 'Pump', 'high', 1);
INSERT INTO vehicle_service_intervals (car_slug, service_name, interval_miles) VALUES ('tap-m3', 'Plugs', 50000), ('tap-m3', 'Oil', 10000);
SELECT is((SELECT string_agg(i ->> 'title', ', ') FROM jsonb_array_elements(analyze_vehicle_health_data(:'ann') -> 'known_issues') AS i), 'Rod bearings, Pump, Trim', 'issues, worst first');
SELECT is(analyze_vehicle_health_data(:'ann') #>> '{service_intervals,0,service_name}', 'Oil', 'the schedule, nearest first');
SELECT is(analyze_vehicle_health_data(:'ann') #>> '{vehicle,current_mileage}', '31000', 'the vehicle');
SELECT is(analyze_vehicle_health_data(:'ann') #>> '{maintenance_specs,oil,interval_miles}', '10000', 'its figures');
SELECT is(jsonb_array_length(analyze_vehicle_health_data(:'ann') -> 'service_logs'), 5, 'its records');
SELECT is(analyze_vehicle_health_data(:'ann') #>> '{car,slug}', 'tap-m3', 'its car');
SELECT is(analyze_vehicle_health_data(:'bob', :'spider') - 'vehicle', '{"service_logs": []}'::jsonb, 'a car we do not have: only its own record');
SELECT is(analyze_vehicle_health_data(:'bob', :'vehicle') ->> 'error_code', 'NO_VEHICLE', 'another''s vehicle is none');
SELECT is(analyze_vehicle_health_data(:'cat') ->> 'error_code', 'NO_VEHICLE', 'an empty garage');
SELECT is(tap.as_role(:'bob', format('SELECT analyze_vehicle_health_data(%L)', :'ann')), 'ERROR 42501', 'not for another');
SELECT is(tap.as_role('anon', 'SELECT analyze_vehicle_health_data(NULL)'), 'ERROR 42501', 'nor for nobody');
SELECT is(tap.as_role(:'ann', format('SELECT analyze_vehicle_health_data(%L) #>> %L', :'ann', '{vehicle,nickname}')), 'Blau', 'for oneself');
SELECT tap.as_role(:'bob', format('SELECT update_vehicle_health_analyzed(%L)', :'vehicle'));
SELECT is((SELECT health_last_analyzed_at FROM user_vehicles WHERE id = :'vehicle'), NULL, 'another stamps nothing');
SELECT tap.as_role(:'ann', format('SELECT update_vehicle_health_analyzed(%L)', :'vehicle'));
SELECT is((SELECT health_last_analyzed_at FROM user_vehicles WHERE id = :'vehicle'), now(), 'the owner does');

-- Garage score -------------------------------------------------------------------------------------------------------

SELECT is((SELECT s::text FROM calculate_garage_score(gen_random_uuid()) AS s), '(0,{},0,0,0,0,0)', 'no vehicle, no points');
SELECT is((SELECT row(specs_score, photos_score, mods_score, goals_score, parts_score)::text FROM calculate_garage_score(:'vehicle')), '(10,0,0,20,0)', 'three of six fields, and a build for the car');
UPDATE user_vehicles SET trim = 'Competition', color = 'Blue', mileage = 12000, installed_modifications = '["intake"]' WHERE id = :'vehicle';
INSERT INTO user_uploaded_images (user_id, user_vehicle_id, blob_url) VALUES (:'ann', :'vehicle', 'u') RETURNING id AS photo, car_slug AS photo_slug, car_id AS photo_car \gset
INSERT INTO parts (name) VALUES ('Tap intake') RETURNING id AS part \gset
INSERT INTO user_project_parts (project_id, part_id) VALUES (:'build', :'part');
SELECT is((SELECT row(total_score, specs_score, photos_score, mods_score, goals_score, parts_score)::text FROM calculate_garage_score(:'vehicle')), '(70,20,10,10,20,10)', 'all fields, one of each');
SELECT is(:'photo_slug' || ' ' || :'photo_car', 'tap-m3 ' || :'m3', 'a picture of a vehicle is one of its car');

SELECT is(tap.as_role(:'ann', format('SELECT update_garage_score(%L) ->> %L', :'vehicle', 'total_score')), '55', 'a build 15, parts 25, a photo 15');
SELECT is(tap.as_role(:'ann', format('UPDATE user_vehicle_scores SET specs_confirmed_at = now() WHERE vehicle_id = %L', :'vehicle')), '1', 'one confirms the specifications');
INSERT INTO community_posts (user_id, post_type, title, slug, user_vehicle_id, user_build_id, car_slug) VALUES (:'ann', 'build', 'Mine', 'tap-mine', :'vehicle', :'build', 'tap-m3');
SELECT is(update_garage_score(:'vehicle'), '{"total_score": 100, "breakdown": {"specs_confirmed": 20, "build_saved": 15, "build_shared": 25, "parts_specified": 25, "photos_uploaded": 15}}'::jsonb, 'everything is 100');
SELECT is((SELECT garage_score FROM user_vehicle_scores WHERE vehicle_id = :'vehicle'), 100, 'which is kept');
SELECT is(tap.as_role(:'bob', format('SELECT update_garage_score(%L)', :'vehicle')), NULL, 'not for another''s vehicle');

SELECT * FROM finish();
ROLLBACK;
