-- In a database whose owner may not exempt service_role from row security, its policies let it do its work, and nobody else
-- gets more than elsewhere.

BEGIN;
\ir support.sql

SELECT plan(8);

SELECT ok(NOT rolbypassrls, 'row security binds service_role') FROM pg_roles WHERE rolname = 'service_role';
SELECT is_empty($$
    SELECT c.oid::regclass FROM pg_class AS c
    WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace)
      AND NOT EXISTS (SELECT FROM pg_policy AS p
                      WHERE p.polrelid = c.oid AND p.polcmd = '*' AND 'service_role'::regrole = ANY (p.polroles))
    $$, 'every table has a policy for service_role');
SELECT is(tap.as_role('service', $$INSERT INTO part_brands (name) VALUES ('tap')$$), '1', 'it writes where anyone reads');
SELECT is(tap.as_role('service', $$SELECT count(*) FROM part_brands WHERE name = 'tap'$$), '1', 'and reads it');
SELECT is(tap.as_role('service', $$UPDATE part_brands SET notes = 'x' WHERE name = 'tap'$$), '1', 'and changes it');
SELECT is(tap.as_role('anon', $$INSERT INTO part_brands (name) VALUES ('tap2')$$), 'ERROR 42501', 'nobody else does');
SELECT is(tap.as_role('anon', $$SELECT count(*) FROM financial_audit_log$$), '0', 'or sees what is for service_role only');
SELECT is(tap.as_role('plain', $$SELECT is_service_role()$$), 'true', 'the owner does the server''s jobs');

SELECT * FROM finish();
ROLLBACK;
