-- Feedback: how much there is, what waits, who may close it; and the last tables that are seen by a condition.

BEGIN;
\ir support.sql

SELECT tap.add_user('owner@example.org') AS owner, tap.add_user('other@example.org') AS other, tap.add_user('admin@example.org') AS admin \gset
UPDATE user_profiles SET subscription_tier = 'admin' WHERE id = :'admin';
DELETE FROM user_feedback;
DELETE FROM application_errors;

SELECT plan(31);

SELECT is_empty('SELECT * FROM get_feedback_counts()', 'no feedback, no counts');
SELECT is_empty('SELECT * FROM get_feedback_summary()', 'no summary');
SELECT is_empty('SELECT * FROM get_unresolved_bugs()', 'no bugs');

INSERT INTO user_feedback (user_id, feedback_type, category, severity, status, rating, message, created_at) VALUES
    (:'owner', 'bug', 'bug', 'minor', 'new', 2, 'minor', '2025-01-01'),
    (:'owner', 'bug', 'bug', 'blocking', 'new', 1, 'second', '2025-01-03'),
    (:'other', 'bug', 'bug', 'blocking', 'reviewed', 2, 'first', '2025-01-02'),
    (:'other', 'bug', 'bug', 'blocking', 'duplicate', NULL, 'the same', '2025-01-01'),
    (:'other', 'bug', 'bug', 'major', 'wont_fix', NULL, 'never', '2025-01-01'),
    (:'owner', 'like', 'praise', NULL, 'new', 5, $$'; DROP TABLE user_feedback; --$$, '2025-01-01');
SELECT id AS second FROM user_feedback WHERE message = 'second' \gset

-- Counted by hand: five bugs, two of them new.
SELECT results_eq('SELECT * FROM get_feedback_counts()', $$VALUES ('bug', 5::bigint, 2::bigint, 0::bigint), ('praise', 1, 1, 0)$$,
                  'by category, the largest first');
SELECT results_eq('SELECT * FROM get_feedback_summary()', $$VALUES
    ('bug', 'blocking', 3::bigint, 3::bigint, 1.50), ('bug', 'major', 1, 0, NULL), ('bug', 'minor', 1, 1, 2.00),
    ('praise', NULL, 1, 1, 5.00)$$, 'by category and severity, worst first');
SELECT results_eq('SELECT message FROM get_unresolved_bugs()', ARRAY['first', 'second', 'minor'], 'worst and oldest first');
SELECT results_eq('SELECT message FROM get_unresolved_bugs(NULL)', ARRAY['first', 'second', 'minor'], 'no filter is all');
SELECT results_eq($$SELECT message FROM get_unresolved_bugs('minor')$$, ARRAY['minor'], 'of one severity');
SELECT is_empty($$SELECT message FROM get_unresolved_bugs('unknown')$$, 'of none');
SELECT is_empty($$SELECT message FROM get_unresolved_bugs('''; DROP TABLE user_feedback; --')$$, 'nor of a hostile one');

SELECT is(tap.as_role('anon', 'SELECT count(*) FROM get_feedback_counts()'), '0', 'a visitor counts nothing');
SELECT is(tap.as_role(:'owner', $$SELECT total FROM get_feedback_counts() WHERE type = 'bug'$$), '2', 'a user counts their own');
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM get_unresolved_bugs()'), '2', 'and sees their own');
SELECT is(tap.as_role('service', $$SELECT total FROM get_feedback_counts() WHERE type = 'bug'$$), '5', 'a server job counts all');

SELECT is(tap.as_role(:'other', format('SELECT status FROM resolve_feedback(%L)', :'second')), NULL, 'another cannot resolve it');
SELECT is((SELECT status FROM user_feedback WHERE id = :'second'), 'new', 'it stays new');
SELECT is((SELECT (resolve_feedback(gen_random_uuid())).id), NULL, 'what is not there is not resolved');
SELECT is((SELECT (resolve_feedback(NULL)).id), NULL, 'nor is nothing');
SELECT is(tap.as_role('service', format('SELECT status FROM resolve_feedback(%L, %L, %L)', :'second', :'admin', 'done; it''s fixed')),
          'resolved', 'a server job resolves it');
SELECT is((SELECT row(resolved_at, resolved_by, resolution_notes)::text FROM user_feedback WHERE id = :'second'),
          row(now(), :'admin'::uuid, 'done; it''s fixed')::text, 'with the time, by whom and how');
SELECT matches((SELECT internal_notes FROM user_feedback WHERE id = :'second'), '^\[\d{4}-\d\d-\d\d \d\d:\d\d\] done; it''s fixed$', 'and a dated note');
SELECT results_eq('SELECT message FROM get_unresolved_bugs()', ARRAY['first', 'minor'], 'it waits no more');

-- Errors: for administrators. Purchases: for their owner. -------------------------------------------------------------

INSERT INTO application_errors (error_hash, error_message, error_type, error_source) VALUES ('h', 'm', 'api_error', 'api');
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM application_errors'), '0', 'a visitor sees no errors');
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM application_errors'), '0', 'nor does a user');
SELECT is(tap.as_role(:'admin', $$UPDATE application_errors SET status = 'fixed' RETURNING status$$), 'fixed', 'an administrator does, and marks them');
SELECT is(tap.as_role('service', 'SELECT count(*) FROM application_errors'), '1', 'so does a server job');

INSERT INTO al_credit_purchases (user_id, package_id, credits_purchased, price_paid) VALUES (:'owner', 'tap', 100, 1);
SELECT is(tap.as_role(:'owner', 'SELECT count(*) FROM al_credit_purchases'), '1', 'one sees one''s purchases');
SELECT is(tap.as_role(:'other', 'SELECT count(*) FROM al_credit_purchases'), '0', 'nobody else does');
SELECT is(tap.as_role(:'other', format(
              'INSERT INTO al_credit_purchases (user_id, package_id, credits_purchased, price_paid) VALUES (%L, %L, 1, 1)', :'owner', 'x')),
          'ERROR 42501', 'nobody buys for another');

SELECT is(tap.as_role(:'owner', 'SELECT client_user_id()'), :'owner', 'a user is told who they are');
SELECT is(tap.as_role('anon', 'SELECT client_user_id()'), NULL, 'a visitor is nobody');

SELECT * FROM finish();
ROLLBACK;
