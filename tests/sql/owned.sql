-- A database that belongs to somebody who is no superuser, on a server that has none of our roles: those of the other databases
-- step aside until owned_done.sql.

ALTER ROLE anon RENAME TO tap_anon;
ALTER ROLE authenticated RENAME TO tap_authenticated;
ALTER ROLE service_role RENAME TO tap_service_role;
ALTER ROLE authenticator RENAME TO tap_authenticator;

CREATE ROLE plain LOGIN NOCREATEROLE;
CREATE DATABASE owned OWNER plain;
