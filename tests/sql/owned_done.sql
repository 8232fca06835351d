-- After the tests of owned_check.sql: takes its database away and brings the roles back.

DROP DATABASE owned;
DROP ROLE anon, authenticated, service_role, authenticator, plain;

ALTER ROLE tap_anon RENAME TO anon;
ALTER ROLE tap_authenticated RENAME TO authenticated;
ALTER ROLE tap_service_role RENAME TO service_role;
ALTER ROLE tap_authenticator RENAME TO authenticator;
