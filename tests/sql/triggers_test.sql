-- Every trigger that stamps a change, and every trigger that finds the car of a slug, at work on its table.

BEGIN;
\ir support.sql

SELECT tap.add_car('tap-a') AS a, tap.add_car('tap-b') AS b \gset

CREATE TEMP TABLE found ("table" regclass, trigger name, "column" text, id_column text);
INSERT INTO found
SELECT tgrelid, tgname, coalesce(nullif(split_part(encode(tgargs, 'escape'), '\000', 1), ''), 'car_slug')
FROM pg_trigger WHERE tgfoid = 'resolve_car_id_from_slug'::regproc;
UPDATE found SET id_column = CASE "column" WHEN 'canonical_slug' THEN 'car_id' ELSE replace("column", 'slug', 'id') END;

CREATE TEMP TABLE stamped ("table" regclass, trigger name);
INSERT INTO stamped
SELECT t.tgrelid, t.tgname
FROM pg_trigger AS t
JOIN pg_proc AS f ON f.oid = t.tgfoid
WHERE NOT t.tgisinternal AND f.proname IN ('set_updated_at', 'update_events_updated_at', 'update_timestamp', 'update_updated_at_column');

-- One row in the table, of values that suit the types: neither checks nor references nor triggers have a say. Where the table
-- has a car's slug, it is "tap-a" with its id.
CREATE FUNCTION tap.one_row(p_table regclass, p_slug text, p_id text, p_car uuid) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    v_columns text;
    v_values  text;
    k         name;
BEGIN
    FOR k IN SELECT conname FROM pg_constraint WHERE conrelid = p_table AND contype = 'c' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', p_table, k);
    END LOOP;
    SELECT string_agg(quote_ident(attname), ', '),
           string_agg(CASE
               WHEN attname = p_slug THEN quote_literal('tap-a')
               WHEN attname = p_id THEN quote_literal(p_car)
               WHEN atttypid = 'uuid'::regtype THEN quote_literal(gen_random_uuid())
               WHEN atttypid = 'boolean'::regtype THEN 'false'
               WHEN typcategory = 'S' THEN quote_literal('tap')
               WHEN atttypid = 'jsonb'::regtype THEN quote_literal('{}')
               WHEN typcategory = 'N' THEN '1'
               WHEN typcategory = 'A' THEN quote_literal('{}')
               WHEN typtype = 'e' THEN (SELECT quote_literal(min(enumlabel)) FROM pg_enum WHERE enumtypid = atttypid)
               WHEN typcategory = 'D' THEN quote_literal('2020-01-01') END, ', ')
    INTO v_columns, v_values
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      AND (attname IN (p_slug, p_id) OR attnotnull AND NOT atthasdef);
    SET LOCAL session_replication_role = replica;
    EXECUTE format('DELETE FROM %s', p_table);
    EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', p_table, v_columns, v_values);
    SET LOCAL session_replication_role = origin;
END
$$;

-- What the first column has after the second was set; nothing but that trigger has a say.
CREATE FUNCTION tap.after_setting(p_table regclass, p_trigger name, p_read text, p_set text, p_value text) RETURNS text
    LANGUAGE plpgsql
AS $$
DECLARE
    v_result text;
BEGIN
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', p_table);
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER %I', p_table, p_trigger);
    EXECUTE format('UPDATE %s SET %I = %L', p_table, p_set, p_value);
    EXECUTE format('SELECT %I::text FROM %s', p_read, p_table) INTO v_result;
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER ALL', p_table);
    RETURN v_result;
END
$$;

SELECT plan(((SELECT count(*) FROM found) + (SELECT count(*) FROM stamped) + 2)::integer);

SELECT cmp_ok((SELECT count(*) FROM found), '>=', 35::bigint, 'the triggers that find cars are there');
SELECT cmp_ok((SELECT count(*) FROM stamped), '>=', 85::bigint, 'the triggers that stamp are there');

-- cars itself is needed to the end, and has none of the former.
SELECT tap.one_row("table", "column", id_column, :'a'::uuid) FROM found \g /dev/null
SELECT is(tap.after_setting("table", trigger, id_column, "column", 'tap-b'), :'b', 'a car for ' || "table" || '.' || "column") FROM found;

SELECT tap.one_row("table", NULL, NULL, NULL) FROM stamped WHERE "table" <> 'cars'::regclass \g /dev/null
SELECT is(tap.after_setting("table", trigger, 'updated_at', 'updated_at', '2020-01-01'), now()::text, 'a stamp on ' || "table") FROM stamped;

SELECT * FROM finish();
ROLLBACK;
