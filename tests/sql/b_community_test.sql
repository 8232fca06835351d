-- The community: public garages, pictures, posts, likes, comments, views.

BEGIN;
\ir support.sql

SELECT plan(143);

SELECT tap.add_car('tap-m3', 'Tap M3', '{"brand": "BMW", "image_hero_url": "https://i/m3.jpg"}') AS m3,
       tap.add_car('tap-gt4', 'Tap GT4', '{"brand": "Porsche"}') AS gt4 \gset
SELECT tap.add_user('ann@example.org') AS ann, tap.add_user('bob@example.org') AS bob, tap.add_user('cat@example.org') AS cat \gset
UPDATE user_profiles SET display_name = 'Ann', stripe_customer_id = 'cus_1' WHERE id = :'ann';

-- Public garages -----------------------------------------------------------------------------------------------------

SELECT is(validate_public_slug(s), ok, format('%L as an address: %s', s, ok))
FROM (VALUES ('ann', true), ('a-b_c', true), ('123', true), ('ab', false), (repeat('a', 30), true), (repeat('a', 31), false), ('-ann', false),
             ('ann_', false), ('Ann', false), ('an n', false), ('admin', false), ('www', false), ('', false), (E'ann\n', false), (NULL, NULL)) AS v (s, ok);
SELECT throws_ok(format('UPDATE user_profiles SET public_slug = %L WHERE id = %L', 'garage', :'ann'), '23514', NULL, 'the table takes no other');

UPDATE user_profiles SET public_slug = 'ann', bio = 'Hello' WHERE id = :'ann';
SELECT is(tap.as_role('anon', $$SELECT is_public_slug_available('ann')$$), 'false', 'an address in use');
SELECT is(is_public_slug_available('bob'), true, 'one that is free');
SELECT is(is_public_slug_available('admin'), false, 'one that is not allowed');
SELECT is(is_public_slug_available(NULL), false, 'none');
SELECT is(get_user_id_by_slug('ann'), NULL, 'a private garage is not found');
SELECT is_empty($$SELECT * FROM get_public_profile('ann')$$, 'and shows no profile');
SELECT is_empty($$SELECT * FROM get_public_garage('ann')$$, 'and no vehicles');

UPDATE user_profiles SET is_garage_public = true WHERE id = :'ann';
INSERT INTO user_vehicles (user_id, year, make, model, vin, purchase_price, notes, matched_car_slug, is_primary, ownership_status) VALUES
    (:'ann', 2019, 'BMW', 'M3', 'WBS8M9C5XJ5K12345', 50000, 'secret', 'tap-m3', false, 'owned'),
    (:'ann', 2021, 'Porsche', 'GT4', NULL, NULL, NULL, 'tap-gt4', true, 'owned'), (:'ann', 2001, 'Saab', '9-3', NULL, NULL, NULL, NULL, false, 'sold');
INSERT INTO user_projects (user_id, car_slug, car_name, project_name, is_favorite) VALUES (:'ann', 'tap-m3', 'M3', 'Shown', true), (:'ann', 'tap-m3', 'M3', 'Hidden', false);
SELECT id AS m3car FROM user_vehicles WHERE year = 2019 \gset
SELECT id AS build FROM user_projects WHERE project_name = 'Shown' \gset
SELECT is(get_user_id_by_slug('ann'), :'ann'::uuid, 'a public one is');
SELECT is(tap.as_role('anon', $$SELECT row(display_name, bio, tier)::text FROM get_public_profile('ann')$$), '(Ann,Hello,free)', 'anyone sees its profile');
SELECT is(tap.as_role('anon', $$SELECT string_agg(v ->> 'model', ' ') FROM get_public_garage('ann'), jsonb_array_elements(vehicles) AS v$$), 'GT4 M3', 'and the vehicles owned, the primary one first');
SELECT is(tap.as_role('anon', $$SELECT string_agg(b ->> 'project_name', ' ') FROM get_public_garage('ann'), jsonb_array_elements(builds) AS b$$), 'Shown', 'and the favourite builds');
SELECT is((SELECT row(stats -> 'vehicle_count', stats -> 'build_count')::text FROM get_public_garage('ann')), '(2,1)', 'in figures');
SELECT unalike((SELECT g::text FROM get_public_garage('ann') AS g), '%WBS8M9C5XJ5K12345%', 'the VIN stays private');
SELECT unalike((SELECT g::text FROM get_public_garage('ann') AS g), '%secret%', 'so do notes');
SELECT unalike((SELECT g::text FROM get_public_garage('ann') AS g), '%cus_1%', 'and what is paid');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM user_profiles'), '0', 'the profile itself stays private, also of a public garage');
SELECT is_empty($$SELECT * FROM get_public_garage('ann'' OR true --')$$, 'hostile text finds nothing');
SELECT is_empty('SELECT * FROM get_public_garage(NULL)', 'nor does nothing');

-- Pictures -----------------------------------------------------------------------------------------------------------

INSERT INTO user_uploaded_images (user_id, user_vehicle_id, blob_url, display_order, media_type) VALUES
    (:'ann', :'m3car', 'one', 2, 'image'), (:'ann', :'m3car', 'two', 1, 'image'), (:'ann', :'m3car', 'film', 0, 'video');
INSERT INTO user_uploaded_images (user_id, user_build_id, blob_url, display_order) VALUES (:'ann', :'build', 'built', 9);
INSERT INTO user_uploaded_images (user_id, blob_url, car_slug) VALUES (:'ann', 'loose', 'tap-gt4'), (:'bob', 'his', 'tap-m3');
SELECT id AS one FROM user_uploaded_images WHERE blob_url = 'one' \gset
SELECT id AS two FROM user_uploaded_images WHERE blob_url = 'two' \gset
SELECT id AS film FROM user_uploaded_images WHERE blob_url = 'film' \gset
SELECT id AS his FROM user_uploaded_images WHERE blob_url = 'his' \gset
SELECT is((SELECT row(car_slug, car_id)::text FROM user_uploaded_images WHERE blob_url = 'built'), row('tap-m3', :'m3'::uuid)::text, 'a picture of a build is of its car');
SELECT is((SELECT car_id FROM user_uploaded_images WHERE blob_url = 'loose'), :'gt4'::uuid, 'a picture with a slug finds its car');
SELECT tap.as_role(:'bob', format('INSERT INTO user_uploaded_images (user_id, user_vehicle_id, blob_url) VALUES (%L, %L, %L)', :'bob', :'m3car', 'spy'));
SELECT is((SELECT car_slug FROM user_uploaded_images WHERE blob_url = 'spy'), NULL, 'another''s vehicle gives nothing away');
SELECT is((SELECT string_agg(blob_url, ' ') FROM get_user_images_by_car_slug(:'ann', 'tap-m3')), 'film two one built', 'pictures of a car in order');
SELECT is(set_car_hero_image(:'ann', 'tap-m3', :'one'), true, 'a picture becomes the primary one');
SELECT is(set_car_hero_image(:'ann', 'tap-m3', :'two'), true, 'then another');
SELECT is((SELECT string_agg(blob_url, ' ') FROM user_uploaded_images WHERE user_id = :'ann' AND is_primary), 'two', 'which is the only one');
SELECT is(set_car_hero_image(:'ann', 'tap-m3', :'film'), false, 'not a film');
SELECT is(set_car_hero_image(:'ann', 'tap-gt4', :'one'), false, 'not of another car');
SELECT is(set_car_hero_image(:'ann', 'tap-m3', :'his'), false, 'not another''s');
SELECT is(set_car_hero_image(:'ann', 'tap-m3', NULL), false, 'not none');
SELECT is((SELECT blob_url FROM get_user_images_by_car_slug(:'ann', 'tap-m3') LIMIT 1), 'two', 'the primary one is first');
SELECT is(tap.as_role(:'bob', format('SELECT set_car_hero_image(%L, %L, %L)', :'ann', 'tap-m3', :'one')), 'false', 'another changes nothing');
SELECT is(tap.as_role(:'bob', format('SELECT count(*) FROM get_user_images_by_car_slug(%L, %L)', :'ann', 'tap-m3')), '0', 'and sees nothing');
SELECT is(clear_car_hero_image(:'ann', 'tap-m3'), 1, 'the primary one can be cleared');
SELECT is(clear_car_hero_image(:'ann', 'tap-m3'), 0, 'once');
SELECT is(tap.as_role(:'ann', 'UPDATE user_uploaded_images SET is_flagged = true'), 'ERROR 42501', 'nobody moderates their own pictures');

-- Posts --------------------------------------------------------------------------------------------------------------

SELECT is(generate_community_post_slug('My  M3: 500hp!', :'ann'), 'my-m3-500hp-' || left(:'ann', 8), 'the address of a post');
SELECT is(generate_community_post_slug('', :'ann'), left(:'ann', 8), 'without a title');
SELECT is(generate_community_post_slug(NULL, :'ann'), left(:'ann', 8), 'or none');
SELECT is(generate_community_post_slug(repeat('ab ', 30), :'ann'), left(trim(repeat('ab-', 17), '-'), 50) || '-' || left(:'ann', 8), 'a long one is cut');
SELECT is(generate_community_post_slug('<script>ü', :'ann'), 'script-' || left(:'ann', 8), 'only letters, digits and hyphens');

INSERT INTO community_posts (user_id, post_type, title, content, slug, user_vehicle_id, user_build_id, car_slug, published_at) VALUES
    (:'ann', 'build', 'Build', 'text', generate_community_post_slug('Build', :'ann'), :'m3car', :'build', 'tap-m3', now() - interval '3 days')
RETURNING id AS post, slug \gset
SELECT is(generate_community_post_slug('Build', :'ann'), 'build-' || left(:'ann', 8) || '-2', 'an address in use gets a number');
INSERT INTO community_posts (user_id, post_type, title, slug, car_slug, status, is_approved, is_featured, published_at, view_count) VALUES
    (:'bob', 'build', 'Newer', 'tap-newer', 'tap-m3', 'published', true, false, now() - interval '1 day', 5),
    (:'bob', 'question', 'Asked', 'tap-asked', NULL, 'published', true, true, now() - interval '9 days', 0),
    (:'bob', 'build', 'GT4', 'tap-gt4', 'tap-gt4', 'published', true, false, now() - interval '5 days', 9),
    (:'bob', 'build', 'Draft', 'tap-draft', 'tap-m3', 'draft', true, false, NULL, 0),
    (:'bob', 'build', 'Bad', 'tap-bad', 'tap-m3', 'published', false, false, now(), 0);
SELECT is(tap.as_role('anon', 'SELECT string_agg(title, '' '') FROM get_community_posts()'), 'Asked Newer Build GT4', 'public posts, featured and newest first');
SELECT is((SELECT string_agg(title, ' ') FROM get_community_posts('build', 'tap-m3')), 'Newer Build', 'by kind and car');
SELECT is((SELECT string_agg(title, ' ') FROM get_community_posts(p_limit => 1, p_offset => 1)), 'Newer', 'page by page');
SELECT is((SELECT count(*) FROM get_community_posts(p_limit => -1, p_offset => -1)), 0::bigint, 'a negative page is empty');
SELECT is((SELECT author FROM get_community_posts('build', 'tap-m3') WHERE title = 'Build'), '{"display_name": "Ann", "public_slug": "ann", "avatar_url": null, "tier": "free"}'::jsonb, 'with its author');
SELECT is((SELECT count(*) FROM get_community_posts('nothing')), 0::bigint, 'an unknown kind has none');

UPDATE user_uploaded_images SET community_post_id = :'post' WHERE blob_url IN ('one', 'two', 'film');
UPDATE user_uploaded_images SET is_approved = false WHERE blob_url = 'film';
SELECT is(tap.as_role('anon', format('SELECT string_agg(i ->> %L, %L) FROM get_community_post_by_slug(%L), jsonb_array_elements(images) AS i', 'blob_url', ' ', :'slug')), 'two one', 'the approved pictures of a post, in order');
SELECT is(tap.as_role('anon', 'SELECT string_agg(blob_url, '' '' ORDER BY display_order) FROM user_uploaded_images'), 'two one', 'everybody may see those, and no others');
INSERT INTO community_post_parts (post_id, category, mod_type, brand_name, display_order) VALUES (:'post', 'exhaust', 'cat-back', 'B', 2), (:'post', 'intake', 'filter', 'A', 1);
SELECT is((SELECT parts #>> '{0,brand_name}' FROM get_community_post_by_slug(:'slug')), 'A', 'its parts in order');
SELECT is((SELECT build_data ->> 'project_name' FROM get_community_post_by_slug(:'slug')), 'Shown', 'its build');
SELECT is((SELECT car_image_url FROM get_community_post_by_slug(:'slug')), 'https://i/m3.jpg', 'the picture of its car');
SELECT is((SELECT vehicle_data ->> 'model' FROM get_community_post_by_slug(:'slug')), 'M3', 'its vehicle');
SELECT unalike((SELECT p::text FROM get_community_post_by_slug(:'slug') AS p), '%WBS8M9C5XJ5K12345%', 'without the VIN');
SELECT unalike((SELECT p::text FROM get_community_post_by_slug(:'slug') AS p), '%secret%', 'and notes');
SELECT is_empty($$SELECT * FROM get_community_post_by_slug('tap-draft')$$, 'a draft is not shown');
SELECT is_empty($$SELECT * FROM get_community_post_by_slug('no'' OR true --')$$, 'hostile text finds nothing');
UPDATE community_posts SET user_vehicle_id = :'m3car' WHERE slug = 'tap-newer';
SELECT is((SELECT vehicle_data FROM get_community_post_by_slug('tap-newer')), NULL, 'a post shows no vehicle of another');

SELECT is(tap.as_role(:'bob', format('SELECT count(*) FROM get_user_community_posts(%L)', :'bob')), '5', 'one sees all of one''s posts');
SELECT is(tap.as_role(:'ann', format('SELECT count(*) FROM get_user_community_posts(%L)', :'bob')), '3', 'others the public ones');

SELECT is(tap.as_role(:'bob', $$UPDATE community_posts SET is_featured = true WHERE slug = 'tap-newer'$$), 'ERROR 42501', 'nobody features their own post');
SELECT is(tap.as_role(:'bob', $$UPDATE community_posts SET like_count = 99 WHERE slug = 'tap-newer'$$), 'ERROR 42501', 'nor likes it ninety-nine times');
SELECT is(tap.as_role(:'bob', $$UPDATE community_posts SET is_approved = true WHERE slug = 'tap-bad'$$), 'ERROR 42501', 'nor approves it');
SELECT is(tap.as_role(:'bob', $$UPDATE community_posts SET title = 'New' WHERE slug = 'tap-newer'$$), '1', 'the text is one''s own');
SELECT is(tap.as_role(:'ann', $$UPDATE community_posts SET title = 'New' WHERE slug = 'tap-newer'$$), '0', 'not another''s');
SELECT is(tap.as_role('anon', $$INSERT INTO community_posts (user_id, post_type, title, slug) SELECT id, 'build', 'x', 'x' FROM auth.users$$), 'ERROR 42501', 'without an account there is no posting');
UPDATE community_posts SET status = 'removed' WHERE slug = 'tap-gt4';
SELECT is(tap.as_role(:'bob', $$UPDATE community_posts SET status = 'published' WHERE slug = 'tap-gt4'$$), '0', 'what was taken down stays down');
UPDATE community_posts SET status = 'published' WHERE slug = 'tap-gt4';

-- Listings of builds -------------------------------------------------------------------------------------------------

SELECT is((SELECT string_agg(slug, ' ') FROM get_most_viewed_builds()), 'tap-gt4 tap-newer ' || :'slug', 'builds by views');
SELECT is((SELECT primary_image ->> 'blob_url' FROM get_most_viewed_builds() WHERE slug = :'slug'), 'two', 'with a picture');
SELECT is((SELECT count(*) FROM get_most_viewed_builds(1)), 1::bigint, 'so many of them');
SELECT results_eq('SELECT * FROM get_build_brands()', $$VALUES ('bmw', 'BMW', 2::bigint), ('porsche', 'Porsche', 1)$$, 'brands that have builds');
SELECT is((SELECT row(build_count, jsonb_array_length(builds), builds #>> '{0,slug}')::text FROM get_builds_by_brand(1) WHERE brand = 'bmw'), '(2,1,tap-newer)', 'the most viewed of a brand, and how many there are');
SELECT is((SELECT count(*) FROM get_builds_by_brand(0)), 0::bigint, 'none of none');

-- Likes and comments -------------------------------------------------------------------------------------------------

SELECT is(tap.as_role(:'bob', format('INSERT INTO community_post_likes (post_id, user_id) VALUES (%L, %L)', :'post', :'bob')), '1', 'one likes a post');
SELECT is(tap.as_role(:'bob', format('INSERT INTO community_post_likes (post_id, user_id) VALUES (%L, %L)', :'post', :'bob')), 'ERROR 23505', 'once');
SELECT is(tap.as_role(:'bob', format('INSERT INTO community_post_likes (post_id, user_id) VALUES (%L, %L)', :'post', :'cat')), 'ERROR 42501', 'for oneself');
SELECT is((SELECT like_count FROM community_posts WHERE id = :'post'), 1, 'it is counted');
SELECT is(tap.as_role(:'ann', 'DELETE FROM community_post_likes'), '0', 'another takes none back');
SELECT is(tap.as_role(:'bob', 'DELETE FROM community_post_likes'), '1', 'one takes it back');
SELECT is((SELECT like_count FROM community_posts WHERE id = :'post'), 0, 'it is no longer counted');
INSERT INTO community_post_likes (post_id, user_id) VALUES (:'post', :'cat');
UPDATE community_posts SET like_count = 0 WHERE id = :'post';
DELETE FROM community_post_likes;
SELECT is((SELECT like_count FROM community_posts WHERE id = :'post'), 0, 'never below zero');

SELECT is(tap.as_role(:'bob', format('INSERT INTO community_post_comments (post_id, user_id, content) VALUES (%L, %L, %L)', :'post', :'bob', 'Nice')), '1', 'one comments');
SELECT id AS comment FROM community_post_comments \gset
SELECT is(tap.as_role(:'bob', format('INSERT INTO community_post_comments (post_id, user_id, content, moderation_status) VALUES (%L, %L, %L, %L)', :'post', :'bob', 'x', 'approved')), 'ERROR 42501', 'nobody approves their own');
SELECT is(tap.as_role(:'bob', $$UPDATE community_post_comments SET moderation_status = 'approved'$$), 'ERROR 42501', 'later neither');
SELECT throws_ok(format('INSERT INTO community_post_comments (post_id, user_id, content) VALUES (%L, %L, %L)', :'post', :'bob', ''), '23514', NULL, 'not without a word');
SELECT throws_ok(format('INSERT INTO community_post_comments (post_id, user_id, content) VALUES (%L, %L, %L)', :'post', :'bob', repeat('x', 1001)), '23514', NULL, 'nor with too many');
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 0, 'what waits for approval is not counted');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM community_post_comments'), '0', 'and not shown to others');
SELECT is(tap.as_role(:'bob', 'SELECT count(*) FROM community_post_comments'), '1', 'but to its author');
UPDATE community_post_comments SET moderation_status = 'approved' WHERE id = :'comment';
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 1, 'an approved one is');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM community_post_comments'), '1', 'and shown to everybody');
UPDATE community_post_comments SET content = 'Very nice' WHERE id = :'comment';
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 1, 'a change of words counts for nothing');
SELECT is(tap.as_role(:'bob', 'UPDATE community_post_comments SET deleted_at = now()'), '1', 'its author deletes it');
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 0, 'then it is not counted');
UPDATE community_post_comments SET deleted_at = NULL WHERE id = :'comment';
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 1, 'brought back it is');
UPDATE community_post_comments SET moderation_status = 'flagged' WHERE id = :'comment';
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 0, 'flagged it is not');
INSERT INTO community_post_comments (post_id, user_id, content, moderation_status) VALUES (:'post', :'bob', 'x', 'approved');
DELETE FROM community_post_comments;
SELECT is((SELECT comment_count FROM community_posts WHERE id = :'post'), 0, 'and gone when it is gone');

SELECT is(tap.as_role(:'bob', format('INSERT INTO community_post_parts (post_id, category, mod_type) VALUES (%L, %L, %L)', :'post', 'ecu', 'x')), 'ERROR 42501', 'parts are the author''s to name');
SELECT is(tap.as_role(:'ann', format('INSERT INTO community_post_parts (post_id, category, mod_type) VALUES (%L, %L, %L)', :'post', 'ecu', 'x')), '1', 'who names them');
SELECT is(tap.as_role(:'bob', 'DELETE FROM community_post_parts'), '0', 'nobody else takes them away');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM community_post_parts'), '3', 'everybody reads them');

-- Views --------------------------------------------------------------------------------------------------------------

SELECT is(tap.as_role(:'bob', format('SELECT track_community_post_view(%L)', :'post')), 'true', 'a view counts');
SELECT is(tap.as_role(:'bob', format('SELECT track_community_post_view(%L)', :'post')), 'false', 'once an hour');
SELECT is(tap.as_role(:'ann', format('SELECT track_community_post_view(%L)', :'post')), 'false', 'the author''s never');
SELECT is(tap.as_role('anon', format('SELECT track_community_post_view(%L, NULL, %L)', :'post', 's1')), 'true', 'a visitor''s by session');
SELECT is(tap.as_role('anon', format('SELECT track_community_post_view(%L, NULL, %L)', :'post', 's1')), 'false', 'once');
SELECT is(tap.as_role('anon', format('SELECT track_community_post_view(%L, NULL, NULL, %L)', :'post', 'ip')), 'true', 'or by address');
SELECT is(tap.as_role('anon', format('SELECT track_community_post_view(%L, NULL, NULL, %L)', :'post', 'ip')), 'false', 'once');
SELECT is(tap.as_role('anon', format('SELECT track_community_post_view(%L, NULL, %L, %L)', :'post', 's2', 'ip')), 'true', 'two visitors may share an address');
SELECT is(tap.as_role('anon', format('SELECT track_community_post_view(%L, %L)', :'post', :'cat')), 'true', 'a visitor who says they are somebody is a visitor');
SELECT is((SELECT count(*) FROM community_post_views WHERE user_id = :'cat'), 0::bigint, 'and is not written down as that');
SELECT is(track_community_post_view(gen_random_uuid()), false, 'a post that is not there');
SELECT is(track_community_post_view(NULL), false, 'or none');
SELECT is((SELECT row(view_count, get_accurate_view_count(id))::text FROM community_posts WHERE id = :'post'), '(5,5)', 'all in all five');
UPDATE community_post_views SET viewed_at = now() - interval '61 minutes';
SELECT is(tap.as_role(:'bob', format('SELECT track_community_post_view(%L)', :'post')), 'true', 'an hour later it counts again');
SELECT is(get_accurate_view_count(gen_random_uuid()), 0, 'nothing was seen of nothing');
SELECT is(tap.as_role(:'ann', 'SELECT count(*) FROM community_post_views'), '0', 'who looked is for administrators');

-- Pictures of posts --------------------------------------------------------------------------------------------------

SELECT is(tap.as_role(:'bob', format('SELECT set_primary_image(%L, %L)', :'one', :'post')), 'ERROR 42501', 'another''s post is not one''s to arrange');
SELECT is(tap.as_role(:'ann', format('SELECT set_primary_image(%L, %L) IS NULL', :'his', :'post')), 'ERROR 42501', 'nor with pictures that are not in it');
SELECT tap.as_role(:'ann', format('SELECT set_primary_image(%L, %L)', :'one', :'post'));
SELECT is((SELECT string_agg(blob_url, ' ') FROM user_uploaded_images WHERE community_post_id = :'post' AND is_primary), 'one', 'the primary one of a post');
SELECT tap.as_role(:'ann', format('SELECT reorder_post_images(%L, ARRAY[%L, %L]::uuid[])', :'post', :'one', :'two'));
SELECT is((SELECT string_agg(blob_url, ' ' ORDER BY display_order, blob_url) FROM user_uploaded_images WHERE blob_url IN ('one', 'two')), 'one two', 'the order of pictures');
SELECT is(tap.as_role(:'bob', format('SELECT reorder_post_images(%L, ARRAY[%L]::uuid[])', :'post', :'two')), 'ERROR 42501', 'another''s is not to be arranged');
SELECT is(tap.as_role('anon', format('SELECT reorder_post_images(%L, NULL)', :'post')), 'ERROR 42501', 'nor by nobody');

-- Cars outside the catalogue -----------------------------------------------------------------------------------------

INSERT INTO daily_driver_enrichments (year, make, model, lookup_key, car_slug) VALUES (2019, 'BMW', 'M3', '2019-bmw-m3', 'tap-m3');
SELECT is((SELECT car_id FROM daily_driver_enrichments WHERE lookup_key = '2019-bmw-m3'), :'m3'::uuid, 'an enrichment finds its car');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM daily_driver_enrichments'), '0', 'visitors see none');
SELECT is(tap.as_role(:'bob', 'SELECT count(*) FROM daily_driver_enrichments'), '1', 'users do');
SELECT is(tap.as_role(:'bob', 'UPDATE daily_driver_enrichments SET usage_count = 9'), '0', 'and change none');

SELECT * FROM finish();
ROLLBACK;
