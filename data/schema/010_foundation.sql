-- Foundation: extensions, roles, who is calling, shared trigger functions, vectors.
--
-- Every file of this folder is applied once, in name order, in one transaction. It may run on a plain Postgres 15 or
-- later, on PGlite, or on Supabase, where the roles, the schema auth and some extensions are already there; what exists
-- is left as it is. Each file begins by setting its search path, so that extension objects are found wherever a server
-- keeps them.

SET LOCAL client_min_messages = warning;

-- Extensions ---------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS extensions;
CREATE SCHEMA IF NOT EXISTS autorev;

COMMENT ON SCHEMA extensions IS 'Extension objects, kept out of the schema that the REST API shows';
COMMENT ON SCHEMA autorev IS 'Internals of this installation; never shown by the REST API';

CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions;

SET LOCAL search_path = public, extensions;

-- Names of extension objects are written without a schema everywhere; make them known to every later session, and to
-- the one that is applying the schema. A server that does not let us change the database still works: the program
-- sets the path itself. "$user" is not in it: the owner of the embedded database is called autorev, as the schema of the
-- internals is, and would find that first.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public, extensions', current_database());
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'the search path of database % is left as it is', current_database();
END
$$;

SET SESSION search_path = public, extensions;

-- Vectors ------------------------------------------------------------------------------------------------------------
--
-- With pgvector, "vector" is its type and the nearest rows come from an HNSW index. Without it "vector" is a domain over
-- real[] with the same operator, computed exactly, so that columns, functions and callers are the same text on both.
-- Write a value as '{0.1,0.2}'::real[]::vector to be understood by either. A server that gets pgvector later is moved to it by
-- CALL autorev.adopt_pgvector(); with the setting autorev.pgvector = off the stand-in is used although pgvector is there.

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')
        AND current_setting('autorev.pgvector', true) IS DISTINCT FROM 'off'
    THEN
        CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
    ELSE
        CREATE DOMAIN extensions.vector AS real[]
            CHECK (VALUE IS NULL OR (array_ndims(VALUE) IS NOT DISTINCT FROM 1 AND array_position(VALUE, NULL) IS NULL));

        COMMENT ON DOMAIN extensions.vector IS 'Stands in for the type of pgvector, which this server does not have';

        CREATE FUNCTION extensions.cosine_distance(a real[], b real[]) RETURNS double precision
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
            SET search_path = pg_catalog
        AS $fn$
        BEGIN
            IF cardinality(a) <> cardinality(b) THEN
                RAISE data_exception USING
                    MESSAGE = format('different vector dimensions %s and %s', cardinality(a), cardinality(b));
            END IF;
            RETURN (SELECT coalesce(1 - sum(x * y) / nullif(sqrt(sum(x * x)) * sqrt(sum(y * y)), 0), 'NaN')
                    FROM (SELECT l::double precision AS x, r::double precision AS y FROM unnest(a, b) AS u (l, r)) AS pair);
        END
        $fn$;

        COMMENT ON FUNCTION extensions.cosine_distance(real[], real[]) IS
            '1 - cosine of the angle: 0 same direction, 2 opposite; NaN when a vector has no length';

        CREATE OPERATOR extensions.<=> (
            LEFTARG = real[], RIGHTARG = real[], FUNCTION = extensions.cosine_distance,
            COMMUTATOR = OPERATOR(extensions.<=>)
        );
    END IF;
END
$$;

CREATE FUNCTION autorev.has_pgvector() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog
AS $$ SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') $$;

COMMENT ON FUNCTION autorev.has_pgvector() IS 'True when vectors are those of pgvector and not of our stand-in';

-- A column is declared "embedding vector" in its table and finished here, before the first row.
CREATE PROCEDURE autorev.finish_vector_column(
    p_table regclass, p_column name, p_index name, p_dimensions integer DEFAULT 1536)
    LANGUAGE plpgsql
    SET search_path = public, extensions
AS $$
BEGIN
    IF autorev.has_pgvector() THEN
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE vector(%s)', p_table, p_column, p_dimensions);
        EXECUTE format('CREATE INDEX %I ON %s USING hnsw (%I vector_cosine_ops)', p_index, p_table, p_column);
    ELSE
        EXECUTE format('ALTER TABLE %s ADD CHECK (cardinality(%I) = %s)', p_table, p_column, p_dimensions);
    END IF;
END
$$;

COMMENT ON PROCEDURE autorev.finish_vector_column(regclass, name, name, integer) IS
    'Fixes the dimensions of a vector column and, with pgvector, makes its HNSW cosine index';

-- What hangs on the stand-in's type cannot be altered, only made again: columns become arrays, functions and views are taken
-- away and put back with their comments and rights, all in one transaction.
CREATE PROCEDURE autorev.adopt_pgvector()
    LANGUAGE plpgsql
    SET search_path = public, extensions
    SET check_function_bodies = off
AS $$
DECLARE
    v_type    regtype := 'extensions.vector'::regtype;
    v_columns jsonb;
    v_objects jsonb;
    v_object  jsonb;
    v_text    text;
BEGIN
    IF autorev.has_pgvector() THEN
        RAISE NOTICE 'vectors are those of pgvector already';
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        RAISE feature_not_supported USING
            MESSAGE = 'this server does not have pgvector',
            HINT = 'Install it on the server''s machine first.';
    END IF;

    SELECT jsonb_agg(jsonb_build_object(
               'table', a.attrelid::regclass, 'column', a.attname, 'check', c.conname,
               'dimensions', (regexp_match(pg_get_constraintdef(c.oid), '= (\d+)'))[1]))
    INTO v_columns
    FROM pg_attribute AS a
    JOIN pg_class AS t ON t.oid = a.attrelid AND t.relkind = 'r'
    JOIN pg_constraint AS c ON c.conrelid = a.attrelid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum]
    WHERE a.atttypid = v_type AND NOT a.attisdropped;

    -- Views that show such a column, and views of those: in the order in which they can be made.
    WITH RECURSIVE found AS (
        SELECT r.ev_class AS view, 1 AS depth
        FROM pg_attribute AS a
        JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
        JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_class <> a.attrelid
        WHERE a.atttypid = v_type
        UNION
        SELECT r.ev_class, f.depth + 1
        FROM found AS f
        JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = f.view
        JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_class <> f.view
    ), object AS (
        SELECT 'FUNCTION' AS kind, 0 AS depth, p.oid::regprocedure::text AS name, pg_get_functiondef(p.oid) AS definition,
               p.proacl AS rights, p.proowner AS owner, obj_description(p.oid, 'pg_proc') AS comment, NULL::jsonb AS columns
        FROM pg_proc AS p
        WHERE v_type IN (SELECT unnest(p.proargtypes::oid[] || p.proallargtypes || p.prorettype)) AND p.prokind = 'f'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
        UNION ALL
        SELECT 'TABLE', max(f.depth), v.oid::regclass::text,
               format('CREATE VIEW %s%s AS %s', v.oid::regclass, ' WITH (' || array_to_string(v.reloptions, ', ') || ')',
                      pg_get_viewdef(v.oid)),
               v.relacl, v.relowner, obj_description(v.oid, 'pg_class'),
               (SELECT jsonb_object_agg(a.attname, col_description(v.oid, a.attnum))
                FROM pg_attribute AS a WHERE a.attrelid = v.oid AND col_description(v.oid, a.attnum) IS NOT NULL)
        FROM found AS f
        JOIN pg_class AS v ON v.oid = f.view
        GROUP BY v.oid, v.relacl, v.relowner, v.reloptions
    )
    SELECT jsonb_agg(jsonb_build_object(
               'kind', kind, 'name', name, 'definition', definition, 'owner', owner::regrole, 'comment', comment,
               'columns', columns,
               'rights', (SELECT jsonb_agg(format('GRANT %s ON %s %s TO %s', x.privilege_type, kind, name,
                              CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE x.grantee::regrole::text END))
                          FROM aclexplode(rights) AS x WHERE x.grantee <> owner),
               'closed', rights IS NOT NULL) ORDER BY depth)
    INTO v_objects
    FROM object;

    FOR v_object IN SELECT o FROM jsonb_array_elements(v_objects) WITH ORDINALITY AS e (o, n) ORDER BY n DESC LOOP
        EXECUTE format('DROP %s %s', CASE v_object ->> 'kind' WHEN 'TABLE' THEN 'VIEW' ELSE 'FUNCTION' END, v_object ->> 'name');
    END LOOP;
    FOR v_object IN SELECT o FROM jsonb_array_elements(v_columns) AS o LOOP
        EXECUTE format('ALTER TABLE %1$s DROP CONSTRAINT %2$I, ALTER COLUMN %3$I TYPE real[] USING %3$I::real[]',
                       v_object ->> 'table', v_object ->> 'check', v_object ->> 'column');
    END LOOP;

    DROP OPERATOR extensions.<=> (real[], real[]);
    DROP FUNCTION extensions.cosine_distance(real[], real[]);
    DROP DOMAIN extensions.vector;
    CREATE EXTENSION vector WITH SCHEMA extensions;

    FOR v_object IN SELECT o FROM jsonb_array_elements(v_columns) AS o LOOP
        CALL autorev.finish_vector_column((v_object ->> 'table')::regclass, (v_object ->> 'column')::name,
            format('%s_%s_idx', v_object ->> 'table', v_object ->> 'column')::name, (v_object ->> 'dimensions')::integer);
    END LOOP;
    FOR v_object IN SELECT o FROM jsonb_array_elements(v_objects) WITH ORDINALITY AS e (o, n) ORDER BY n LOOP
        EXECUTE v_object ->> 'definition';
        EXECUTE format('ALTER %s %s OWNER TO %s', v_object ->> 'kind', v_object ->> 'name', v_object ->> 'owner');
        EXECUTE format('COMMENT ON %s %s IS %L',
                       CASE v_object ->> 'kind' WHEN 'TABLE' THEN 'VIEW' ELSE 'FUNCTION' END, v_object ->> 'name',
                       v_object ->> 'comment');
        FOR v_text IN SELECT format('COMMENT ON COLUMN %s.%I IS %L', v_object ->> 'name', key, value)
                      FROM jsonb_each_text(nullif(v_object -> 'columns', 'null')) LOOP
            EXECUTE v_text;
        END LOOP;
        IF (v_object ->> 'closed')::boolean THEN
            EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC, anon, authenticated, service_role',
                           v_object ->> 'kind', v_object ->> 'name');
            FOR v_text IN SELECT jsonb_array_elements_text(nullif(v_object -> 'rights', 'null')) LOOP
                EXECUTE v_text;
            END LOOP;
        END IF;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE autorev.adopt_pgvector() IS
    'Moves a database made without pgvector to its type and indexes, once the server has it. For the owner of the database';

REVOKE EXECUTE ON PROCEDURE autorev.adopt_pgvector() FROM PUBLIC;

-- Roles --------------------------------------------------------------------------------------------------------------
--
-- Whoever applies the schema needs CREATEROLE, or an administrator who made the four roles before. Letting service_role past
-- the policies takes a superuser (or, from Postgres 16 on, somebody whom they do not bind either); where it cannot be had,
-- 395_service.sql gives service_role policies of its own.

DO $$
DECLARE
    v_super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF to_regrole('anon') IS NULL THEN
        CREATE ROLE anon NOLOGIN NOINHERIT;
    END IF;
    IF to_regrole('authenticated') IS NULL THEN
        CREATE ROLE authenticated NOLOGIN NOINHERIT;
    END IF;
    IF to_regrole('service_role') IS NULL THEN
        BEGIN
            CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS;
        EXCEPTION WHEN insufficient_privilege THEN
            CREATE ROLE service_role NOLOGIN NOINHERIT;
            RAISE WARNING 'service_role is bound by row security: % may not exempt it', current_user
                USING HINT = 'It gets policies that let it do everything.';
        END;
        -- A superuser is a member of every role; any other owner of the database does the server's jobs too.
        IF NOT v_super THEN
            EXECUTE format('GRANT service_role TO %I', current_user);
        END IF;
    END IF;
    IF to_regrole('authenticator') IS NULL THEN
        -- The login of the REST server. Without a password it opens nothing; the administrator gives it one.
        CREATE ROLE authenticator LOGIN NOINHERIT;
        GRANT anon, authenticated, service_role TO authenticator;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE insufficient_privilege USING
        MESSAGE = format('the roles anon, authenticated, service_role and authenticator are not all there, and %I may not'
                         ' make them', current_user),
        HINT = 'Let an administrator make them, or run: ALTER ROLE ' || quote_ident(current_user) || ' CREATEROLE';
END
$$;

GRANT USAGE ON SCHEMA public, extensions TO anon, authenticated, service_role;

-- Rows are guarded by policies on every table; these are the rights the policies then narrow.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO anon, authenticated;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO anon, authenticated, service_role;

-- Who is calling -----------------------------------------------------------------------------------------------------
--
-- A request through the REST server arrives in a session of "authenticator" and carries the claims of its token. Anyone
-- else logged in to the database directly (a person over SSH with peer authentication, the owner of an embedded server);
-- such a session could set any claim it likes, so its claims count for nothing and its database role says who it is.

CREATE SCHEMA IF NOT EXISTS auth;

DO $$
BEGIN
    IF to_regclass('auth.users') IS NULL THEN
        CREATE TABLE auth.users (
            id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            email              text UNIQUE,
            raw_user_meta_data jsonb DEFAULT '{}'::jsonb,
            created_at         timestamptz DEFAULT now()
        );

        COMMENT ON TABLE auth.users IS 'Accounts: one row per person, whatever way they come in';
        COMMENT ON COLUMN auth.users.raw_user_meta_data IS 'Object: full_name or name, avatar_url';

        ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
    END IF;

    IF to_regprocedure('auth.uid()') IS NULL THEN
        CREATE TABLE auth.logins (
            login      name PRIMARY KEY,
            user_id    uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
            created_at timestamptz NOT NULL DEFAULT now()
        );

        COMMENT ON TABLE auth.logins IS 'Which account a database role that logs in directly stands for';
        COMMENT ON COLUMN auth.logins.login IS 'Name of a database role';

        CREATE INDEX idx_logins_user_id ON auth.logins (user_id);

        ALTER TABLE auth.logins ENABLE ROW LEVEL SECURITY;

        CREATE FUNCTION auth.jwt() RETURNS jsonb
            LANGUAGE sql STABLE
            SET search_path = pg_catalog
        AS $fn$
            SELECT CASE WHEN session_user = 'authenticator'
                        THEN nullif(current_setting('request.jwt.claims', true), '')::jsonb
                   END
        $fn$;

        COMMENT ON FUNCTION auth.jwt() IS 'Claims of the request''s token; null in a direct login';

        CREATE FUNCTION auth.uid() RETURNS uuid
            LANGUAGE sql STABLE SECURITY DEFINER
            SET search_path = pg_catalog
        AS $fn$
            SELECT CASE WHEN session_user = 'authenticator'
                        THEN (auth.jwt() ->> 'sub')::uuid
                        ELSE (SELECT user_id FROM auth.logins WHERE login = session_user)
                   END
        $fn$;

        COMMENT ON FUNCTION auth.uid() IS
            'The caller''s account: subject of the token, or the account of the database role; null for nobody';

        -- The setting "role" is what SET ROLE made of the session, also inside SECURITY DEFINER functions.
        CREATE FUNCTION auth.role() RETURNS text
            LANGUAGE sql STABLE SECURITY DEFINER
            SET search_path = pg_catalog
        AS $fn$
            SELECT CASE
                WHEN current_setting('role') IN ('anon', 'authenticated', 'service_role') THEN current_setting('role')
                WHEN session_user = 'authenticator' THEN 'anon'
                WHEN pg_has_role(session_user, 'service_role', 'MEMBER') THEN 'service_role'
                WHEN EXISTS (SELECT FROM auth.logins WHERE login = session_user) THEN 'authenticated'
                ELSE 'anon'
            END
        $fn$;

        COMMENT ON FUNCTION auth.role() IS
            'anon, authenticated or service_role; a direct login of a superuser that sets no role acts as service_role';

        CREATE FUNCTION auth.enroll(p_login name, p_email text DEFAULT NULL) RETURNS uuid
            LANGUAGE plpgsql
            SET search_path = pg_catalog
        AS $fn$
        DECLARE
            v_user uuid;
        BEGIN
            SELECT user_id INTO v_user FROM auth.logins WHERE login = p_login;
            IF FOUND THEN
                RETURN v_user;
            END IF;
            IF to_regrole(quote_ident(p_login)) IS NULL THEN
                RAISE undefined_object USING MESSAGE = format('there is no database role %I', p_login);
            END IF;
            INSERT INTO auth.users (email, raw_user_meta_data)
            VALUES (p_email, jsonb_build_object('name', p_login))
            RETURNING id INTO v_user;
            INSERT INTO auth.logins (login, user_id) VALUES (p_login, v_user);
            IF NOT pg_has_role(p_login, 'authenticated', 'USAGE') THEN
                EXECUTE format('GRANT authenticated TO %I', p_login);
            END IF;
            RETURN v_user;
        END
        $fn$;

        COMMENT ON FUNCTION auth.enroll(name, text) IS
            'Gives a database role an account and the rights of a signed-in user; returns the account. For administrators';

        REVOKE EXECUTE ON FUNCTION auth.enroll(name, text) FROM PUBLIC;
        GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
        GRANT ALL ON auth.users, auth.logins TO service_role;
    END IF;
END
$$;

CREATE FUNCTION is_service_role() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = public
AS $$ SELECT coalesce(auth.role() = 'service_role', false) $$;

COMMENT ON FUNCTION is_service_role() IS 'True when the caller is a server job; for policies and functions with owner''s rights';

-- The body is looked up when it runs: user_profiles comes in a later file.
CREATE FUNCTION is_admin() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM user_profiles WHERE id = auth.uid() AND subscription_tier = 'admin');
END
$$;

COMMENT ON FUNCTION is_admin() IS 'True when the caller''s profile has the tier admin; false without a caller';

-- Shared trigger functions -------------------------------------------------------------------------------------------

CREATE FUNCTION update_updated_at_column() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION update_updated_at_column() IS 'BEFORE UPDATE: stamps updated_at';

CREATE FUNCTION update_timestamp() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION update_timestamp() IS 'BEFORE UPDATE: stamps updated_at (name used by the enrichment tables)';

CREATE FUNCTION set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION set_updated_at() IS 'BEFORE UPDATE: stamps updated_at (name used by the newest tables)';

-- First argument of the trigger: the slug column (car_slug when there is none). Its partner is fixed: matched_car_slug ->
-- matched_car_id, target_car_slug -> target_car_id, initial_car_slug -> initial_car_id, canonical_slug and car_slug -> car_id.
-- Second argument "required": an unknown slug is an error that names it, for tables that cannot have a row without a car.
-- An id given by the caller is kept; a slug changed alone on UPDATE takes its id along.
CREATE FUNCTION resolve_car_id_from_slug() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public
AS $$
DECLARE
    v_column text := coalesce(TG_ARGV[0], 'car_slug');
    v_slug   text;
    v_found  boolean := true;
BEGIN
    IF v_column = 'car_slug' THEN
        IF TG_OP = 'UPDATE' AND NEW.car_slug <> OLD.car_slug AND NEW.car_id = OLD.car_id THEN
            NEW.car_id := NULL;
        END IF;
        IF NEW.car_id IS NULL AND NEW.car_slug IS NOT NULL THEN
            v_slug := NEW.car_slug;
            SELECT id INTO NEW.car_id FROM cars WHERE slug = v_slug;
            v_found := FOUND;
        END IF;
    ELSIF v_column = 'matched_car_slug' THEN
        IF TG_OP = 'UPDATE' AND NEW.matched_car_slug <> OLD.matched_car_slug AND NEW.matched_car_id = OLD.matched_car_id THEN
            NEW.matched_car_id := NULL;
        END IF;
        IF NEW.matched_car_id IS NULL AND NEW.matched_car_slug IS NOT NULL THEN
            v_slug := NEW.matched_car_slug;
            SELECT id INTO NEW.matched_car_id FROM cars WHERE slug = v_slug;
            v_found := FOUND;
        END IF;
    ELSIF v_column = 'target_car_slug' THEN
        IF TG_OP = 'UPDATE' AND NEW.target_car_slug <> OLD.target_car_slug AND NEW.target_car_id = OLD.target_car_id THEN
            NEW.target_car_id := NULL;
        END IF;
        IF NEW.target_car_id IS NULL AND NEW.target_car_slug IS NOT NULL THEN
            v_slug := NEW.target_car_slug;
            SELECT id INTO NEW.target_car_id FROM cars WHERE slug = v_slug;
            v_found := FOUND;
        END IF;
    ELSIF v_column = 'initial_car_slug' THEN
        IF TG_OP = 'UPDATE' AND NEW.initial_car_slug <> OLD.initial_car_slug AND NEW.initial_car_id = OLD.initial_car_id THEN
            NEW.initial_car_id := NULL;
        END IF;
        IF NEW.initial_car_id IS NULL AND NEW.initial_car_slug IS NOT NULL THEN
            v_slug := NEW.initial_car_slug;
            SELECT id INTO NEW.initial_car_id FROM cars WHERE slug = v_slug;
            v_found := FOUND;
        END IF;
    ELSIF v_column = 'canonical_slug' THEN
        IF TG_OP = 'UPDATE' AND NEW.canonical_slug <> OLD.canonical_slug AND NEW.car_id = OLD.car_id THEN
            NEW.car_id := NULL;
        END IF;
        IF NEW.car_id IS NULL AND NEW.canonical_slug IS NOT NULL THEN
            v_slug := NEW.canonical_slug;
            SELECT id INTO NEW.car_id FROM cars WHERE slug = v_slug;
            v_found := FOUND;
        END IF;
    ELSE
        RAISE EXCEPTION 'resolve_car_id_from_slug does not know the column %', v_column;
    END IF;

    IF NOT v_found AND TG_ARGV[1] = 'required' THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('%I: there is no car with the slug %L', TG_TABLE_NAME, left(v_slug, 100)),
            TABLE = TG_TABLE_NAME, COLUMN = v_column;
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION resolve_car_id_from_slug() IS
    'BEFORE INSERT OR UPDATE: fills the car''s id from its slug; an unknown slug leaves it null unless "required" is given';
