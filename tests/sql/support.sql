-- What every SQL test begins with, inside its transaction: pgTAP, and how to be somebody else for one statement.
-- Everything here goes away with the test's ROLLBACK.

SET LOCAL client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS tap;

-- A server without the extension (PGlite) has had its script loaded into the schema beforehand; see tests/sql/run.
DO $$
BEGIN
    IF to_regprocedure('tap.plan(integer)') IS NULL THEN
        CREATE EXTENSION pgtap WITH SCHEMA tap;
    END IF;
END
$$;

SET LOCAL search_path = public, extensions, tap;

-- Runs a statement as somebody and returns its first value as text, or 'ERROR ' and the SQLSTATE; it is undone when it
-- failed and stays when it did not. p_as: 'anon', 'service', the id of an account (a request with its token), or the name
-- of a database role (a direct login).
CREATE FUNCTION tap.as_role(p_as text, p_sql text) RETURNS text
    LANGUAGE plpgsql
AS $$
DECLARE
    -- Named, since a server that never authenticated its owner (PGlite) does not know whom RESET would mean.
    v_owner  name := session_user;
    v_result text;
    v_rows   bigint;
BEGIN
    BEGIN
        IF p_as IN ('anon', 'service') THEN
            SET SESSION AUTHORIZATION authenticator;
            PERFORM set_config('request.jwt.claims', '', true);
            EXECUTE format('SET LOCAL ROLE %I', CASE p_as WHEN 'service' THEN 'service_role' ELSE 'anon' END);
        ELSIF p_as ~ '^[0-9a-f]{8}-' THEN
            SET SESSION AUTHORIZATION authenticator;
            PERFORM set_config('request.jwt.claims', json_build_object('sub', p_as, 'role', 'authenticated')::text, true);
            SET LOCAL ROLE authenticated;
        ELSE
            EXECUTE format('SET SESSION AUTHORIZATION %I', p_as);
        END IF;
        -- The value of a statement that returns none is the number of rows it changed.
        IF p_sql ~* '^\s*(insert|update|delete)' AND p_sql !~* 'returning' THEN
            EXECUTE p_sql;
            GET DIAGNOSTICS v_rows = ROW_COUNT;
            v_result := v_rows::text;
        ELSE
            EXECUTE p_sql INTO v_result;
        END IF;
    EXCEPTION WHEN OTHERS THEN
        v_result := 'ERROR ' || SQLSTATE;
    END;
    RESET ROLE;
    EXECUTE format('SET SESSION AUTHORIZATION %I', v_owner);
    PERFORM set_config('request.jwt.claims', '', true);
    RETURN v_result;
END
$$;

-- A car with just what the table demands; the figures can be given.
CREATE FUNCTION tap.add_car(p_slug text, p_name text DEFAULT NULL, p_figures jsonb DEFAULT '{}') RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    v_car cars;
    v_id  uuid;
BEGIN
    v_car := jsonb_populate_record(NULL::cars, jsonb_build_object(
        'id', gen_random_uuid(), 'slug', p_slug, 'name', coalesce(p_name, p_slug), 'years', '2015-2020', 'tier', 'mid',
        'category', 'Front-Engine', 'score_sound', 7, 'score_interior', 7, 'score_track', 7, 'score_reliability', 7,
        'score_value', 7, 'score_driver_fun', 7, 'score_aftermarket', 7, 'engine', '3.0L I6', 'hp', 300, 'trans', '6MT',
        'price_range', '$30,000 - $40,000', 'price_avg', 35000, 'notes', '', 'highlight', '', 'manual_available', true,
        'drivetrain', 'RWD', 'vehicle_type', 'Sports Car') || p_figures);
    INSERT INTO cars SELECT v_car.* RETURNING id INTO v_id;
    RETURN v_id;
END
$$;

CREATE FUNCTION tap.add_user(p_email text) RETURNS uuid
    LANGUAGE sql
AS $$ INSERT INTO auth.users (email) VALUES (p_email) RETURNING id $$;

-- A unit vector of 1536 dimensions that points mostly along one axis: near to those of the same axis, far from others.
CREATE FUNCTION tap.axis(p_axis integer, p_tilt real DEFAULT 0) RETURNS extensions.vector
    LANGUAGE sql IMMUTABLE
AS $$
    SELECT array_agg(CASE i WHEN p_axis THEN 1 WHEN p_axis + 1 THEN p_tilt ELSE 0 END::real ORDER BY i)::extensions.vector
    FROM generate_series(1, 1536) AS i
$$;

GRANT USAGE ON SCHEMA tap TO PUBLIC;
