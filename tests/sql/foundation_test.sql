-- Who is calling, what a slug becomes, and vectors with or without pgvector.

BEGIN;
\ir support.sql

CREATE ROLE autorev_test_alice LOGIN;
CREATE ROLE autorev_test_bob LOGIN;
CREATE ROLE autorev_test_stranger LOGIN;
GRANT anon TO autorev_test_stranger;
GRANT USAGE ON SCHEMA auth TO autorev_test_stranger;

SELECT plan(35);

-- Callers ------------------------------------------------------------------------------------------------------------

SELECT tap.add_user('token@example.org') AS token \gset
SELECT auth.enroll('autorev_test_alice', 'alice@example.org') AS alice \gset
SELECT auth.enroll('autorev_test_bob') AS bob \gset

SELECT is(auth.enroll('autorev_test_alice'), :'alice', 'enrolling a role again gives the same account');
SELECT throws_ok($$SELECT auth.enroll('autorev_test_nobody')$$, '42704', NULL, 'a role that does not exist has no account');
SELECT ok(pg_has_role('autorev_test_alice', 'authenticated', 'USAGE'), 'an enrolled role has the rights of a signed-in user');

SELECT is(tap.as_role('anon', 'SELECT auth.uid()'), NULL, 'a request without a token is nobody');
SELECT is(tap.as_role('anon', 'SELECT auth.role()'), 'anon', 'a request without a token is anon');
SELECT is(tap.as_role(:'token', 'SELECT auth.uid()'), :'token', 'a token says who its caller is');
SELECT is(tap.as_role(:'token', 'SELECT auth.role()'), 'authenticated', 'a token makes its caller authenticated');
SELECT is(tap.as_role(:'token', $$SELECT auth.jwt() ->> 'sub'$$), :'token', 'the claims can be read');
SELECT is(tap.as_role('service', 'SELECT is_service_role()'), 'true', 'a server job is known as one');
SELECT is(tap.as_role(:'token', 'SELECT is_service_role()'), 'false', 'a user is no server job');

SELECT is(tap.as_role('autorev_test_alice', 'SELECT auth.uid()'), :'alice', 'a direct login is its role''s account');
SELECT is(tap.as_role('autorev_test_alice', 'SELECT auth.role()'), 'authenticated', 'a direct login is authenticated');
SELECT is(tap.as_role('autorev_test_alice',
    format($$SELECT auth.uid() FROM set_config('request.jwt.claims', '{"sub": "%s", "role": "service_role"}', true)$$, :'bob')),
    :'alice', 'a claim made up in a direct login is not believed');
SELECT is(tap.as_role('autorev_test_alice',
    $$SELECT is_service_role() FROM set_config('request.jwt.claims', '{"role": "service_role"}', true)$$),
    'false', 'nor is a claimed role');
SELECT is(tap.as_role('autorev_test_alice', $$SELECT set_config('role', 'service_role', true)$$), 'ERROR 42501',
    'a direct login cannot become a server job');
SELECT is(tap.as_role('autorev_test_alice', 'SELECT count(*) FROM auth.logins'), 'ERROR 42501',
    'a user cannot read which logins there are');
SELECT is(tap.as_role('autorev_test_alice',
    format('UPDATE auth.logins SET login = %L WHERE user_id = %L', 'autorev_test_alice', :'bob')), 'ERROR 42501',
    'a user cannot take another account');
SELECT is(tap.as_role('autorev_test_alice', $$SELECT auth.enroll('autorev_test_bob')$$), 'ERROR 42501',
    'a user cannot enroll anyone');
SELECT is(tap.as_role('autorev_test_stranger', 'SELECT auth.uid()'), NULL, 'a login without an account is nobody');
SELECT is(tap.as_role('autorev_test_stranger', 'SELECT auth.role()'), 'anon', 'a login without an account is anon');
SELECT is(auth.role(), 'service_role', 'the owner of the database acts as a server job');
SET LOCAL ROLE authenticated;
SELECT is(auth.role(), 'authenticated', 'until it sets a role')
\gset owner_
RESET ROLE;
SELECT :'owner_is';
SELECT is(is_admin(), false, 'without an account nobody is an administrator');

-- Slugs --------------------------------------------------------------------------------------------------------------

SELECT tap.add_car('tap-one') AS one, tap.add_car('tap-two') AS two \gset

INSERT INTO car_slug_aliases (alias, canonical_slug) VALUES ('tap-1', 'tap-one'), ('tap-0', 'tap-none');
SELECT is((SELECT car_id FROM car_slug_aliases WHERE alias = 'tap-1'), :'one', 'a slug becomes an id on insert');
SELECT is((SELECT car_id FROM car_slug_aliases WHERE alias = 'tap-0'), NULL, 'an unknown slug leaves the id empty');
UPDATE car_slug_aliases SET canonical_slug = 'tap-two' WHERE alias = 'tap-1';
SELECT is((SELECT car_id FROM car_slug_aliases WHERE alias = 'tap-1'), :'two', 'a changed slug takes its id along');
INSERT INTO car_issues (car_slug, title) VALUES ('tap-one', 'Tap');
SELECT is((SELECT car_id FROM car_issues WHERE title = 'Tap'), :'one', 'an issue may be loaded with the slug alone');
SELECT throws_ok($$INSERT INTO car_issues (car_slug, title) VALUES ('tap-none', 'Tap')$$, '23503',
    'car_issues: there is no car with the slug ''tap-none''', 'a table that demands a car names the unknown slug');
INSERT INTO car_issues (car_id, car_slug, title) VALUES (:'two', 'tap-one', 'Own id');
SELECT is((SELECT car_id FROM car_issues WHERE title = 'Own id'), :'two', 'an id that was given is kept');

-- Stamps -------------------------------------------------------------------------------------------------------------

UPDATE car_issues SET updated_at = '2001-01-01', title = 'Tip' WHERE title = 'Tap';
SELECT is((SELECT updated_at FROM car_issues WHERE title = 'Tip'), now(), 'a change is stamped, whatever it says');

-- Vectors ------------------------------------------------------------------------------------------------------------

SELECT is('{1,0}'::real[]::vector <=> '{0,2}'::real[]::vector, 1::double precision, 'distance of a right angle');
SELECT is(round((tap.axis(7) <=> tap.axis(7, 1))::numeric, 6), round((1 - sqrt(0.5))::numeric, 6), 'distance of half a right angle');
SELECT throws_ok($$SELECT '{1,0}'::real[]::vector <=> '{1,0,0}'::real[]::vector$$, '22000', NULL,
    'vectors of different dimensions are not compared');
SELECT throws_ok($$UPDATE cars SET embedding = '{1,0}'::real[]::vector$$, NULL, NULL,
    'a column takes only its own dimensions');
SELECT throws_ok($$SELECT '{1,NULL}'::real[]::vector$$, NULL, NULL, 'a vector has no holes');

SELECT * FROM finish();
ROLLBACK;
