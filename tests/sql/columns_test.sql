-- Every catalogued table and view is in the database exactly as columns.csv lists it: columns in order, types, NOT NULL,
-- defaults, keys, references with their actions, checks, enums. And nothing else is there, but what is named below.
--
-- The listing is built a second time in a scratch schema, so that Postgres itself writes both sides' defaults and checks
-- in its own form before they are compared. Run from the top of the project.

BEGIN;
\ir support.sql

CREATE TEMP TABLE listing (
    relation text, kind text, ordinal integer, "column" text, type text, nullable text, "default" text, key text,
    reference text, "check" text
);

-- Read through a variable: COPY from the client is more than every server we test can do (PGlite).
\set content `cat tests/sql/columns.csv`
INSERT INTO listing
SELECT f[1], f[2], f[3]::integer, f[4], f[5], f[6], nullif(f[7], ''), f[8], f[9], f[10]
FROM regexp_split_to_table(:'content', '\n') WITH ORDINALITY AS line (content, number),
     LATERAL (SELECT array_agg(coalesce(replace(m[1], '""', '"'), m[2])) AS f
              FROM regexp_matches(content, '(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))', 'g') AS m) AS field
WHERE number > 1 AND content <> '';

-- Relations of our own beside the catalogued ones.
CREATE TEMP TABLE addition (relation text);
INSERT INTO addition VALUES
    ('al_content_gaps'), ('al_evaluation_results'), ('al_evaluation_runs'), ('al_prompt_versions'),
    ('al_user_preferences'), ('comparison_pages'), ('insight_feedback'), ('user_engagement_scores'),
    ('user_maintenance_preferences'), ('user_preferences'), ('user_recall_tracking'), ('user_track_times'), ('user_vehicle_scores'),
    ('feedback_bug_triage'), ('feedback_by_tier'), ('feedback_daily_summary'), ('feedback_status_summary'),
    ('feedback_top_features'), ('data_coverage'), ('data_coverage_by_car'), ('data_gaps'), ('undo_journal');

CREATE SCHEMA expected;

DO $$
DECLARE
    t record;
    k record;
BEGIN
    FOR t IN
        SELECT relation,
               string_agg(format('%I %s%s', "column",
                                 CASE WHEN type LIKE 'vector%' AND NOT autorev.has_pgvector() THEN 'vector' ELSE type END,
                                 ' DEFAULT ' || "default"), ', ' ORDER BY ordinal) AS columns
        FROM listing WHERE kind = 'table' GROUP BY relation
    LOOP
        EXECUTE format('CREATE TABLE expected.%I (%s)', t.relation, t.columns);
    END LOOP;

    FOR k IN
        SELECT relation, "check" AS expression FROM listing WHERE "check" <> '' AND "check" NOT LIKE 'enum %'
    LOOP
        EXECUTE format('ALTER TABLE expected.%I ADD CHECK (%s)', k.relation, k.expression);
    END LOOP;

    FOR k IN
        SELECT relation, "column", btrim(part) AS part
        FROM listing, regexp_split_to_table(key, ';') AS part WHERE key <> ''
    LOOP
        IF k.part = 'primary key' THEN
            EXECUTE format('ALTER TABLE expected.%I ADD PRIMARY KEY (%I)', k.relation, k."column");
        ELSE
            EXECUTE format('CREATE UNIQUE INDEX ON expected.%I %s %s %s', k.relation,
                           substring(k.part FROM '\([^)]*\)'),
                           CASE WHEN k.part LIKE '%nulls not distinct%' THEN 'NULLS NOT DISTINCT' END,
                           substring(k.part FROM 'where .*'));
        END IF;
    END LOOP;
END
$$;

-- Both sides as rows of (schema, relation, what, of, is).
CREATE TEMP VIEW feature AS
    SELECT n.nspname AS side, c.relname AS relation, 'column' AS what, lpad(row_number() OVER w::text, 3, '0') AS of,
           a.attname || ' ' || format_type(a.atttypid, a.atttypmod) AS is
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'expected') AND c.relkind IN ('r', 'v', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
    WINDOW w AS (PARTITION BY c.oid ORDER BY a.attnum)
UNION ALL
    SELECT n.nspname, c.relname, 'default', a.attname,
           replace(pg_get_expr(d.adbin, d.adrelid), 'expected.', '')
    FROM pg_attrdef AS d
    JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    JOIN pg_class AS c ON c.oid = d.adrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'expected') AND c.relkind IN ('r', 'p')
UNION ALL
    SELECT n.nspname, c.relname, 'check', replace(pg_get_constraintdef(k.oid), ' NOT VALID', ''), ''
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'expected') AND k.contype = 'c'
      -- Without pgvector a check stands for the dimensions of the type.
      AND pg_get_constraintdef(k.oid) NOT LIKE 'CHECK ((cardinality((embedding)::real[]) = 1536))'
UNION ALL
    SELECT n.nspname, c.relname, CASE WHEN i.indisprimary THEN 'primary key' ELSE 'unique' END,
           regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING btree ', ''), ''
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'expected') AND i.indisunique
UNION ALL
    SELECT 'public', c.relname, 'reference', a.attname,
           concat(k.confrelid::regclass, '(', f.attname, ')',
                  CASE k.confdeltype WHEN 'c' THEN ' on delete cascade' WHEN 'n' THEN ' on delete set null'
                                     WHEN 'r' THEN ' on delete restrict' WHEN 'd' THEN ' on delete set default' END,
                  CASE k.confupdtype WHEN 'c' THEN ' on update cascade' WHEN 'n' THEN ' on update set null' END)
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid AND c.relnamespace = 'public'::regnamespace
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute AS f ON f.attrelid = k.confrelid AND f.attnum = k.confkey[1]
    WHERE k.contype = 'f'
UNION ALL
    SELECT 'expected', relation, 'reference', "column", reference FROM listing WHERE kind = 'table' AND reference <> ''
UNION ALL
    SELECT 'public', c.relname, 'not null', a.attname, ''
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    WHERE a.attnum > 0 AND a.attnotnull
UNION ALL
    SELECT 'expected', relation, 'not null', "column", '' FROM listing WHERE kind = 'table' AND nullable = 'no'
UNION ALL
    SELECT 'public', c.relname, 'enum', a.attname,
           (SELECT format('enum (%s)', string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder))
            FROM pg_enum AS e WHERE e.enumtypid IN (a.atttypid, (SELECT typelem FROM pg_type WHERE oid = a.atttypid)))
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    WHERE a.attnum > 0
      AND EXISTS (SELECT FROM pg_enum AS e
                  WHERE e.enumtypid IN (a.atttypid, (SELECT typelem FROM pg_type WHERE oid = a.atttypid)))
UNION ALL
    SELECT 'expected', relation, 'enum', "column", "check" FROM listing WHERE "check" LIKE 'enum %'
UNION ALL
    -- Columns of views: the scratch schema has none, so the listing speaks for them.
    SELECT 'expected', relation, 'column', lpad(ordinal::text, 3, '0'),
           "column" || ' ' || format_type(to_regtype(regexp_replace(type, '\([0-9,]+\)', '')),
               CASE WHEN type ~ '^numeric\(' THEN
                        ((regexp_match(type, '\((\d+),'))[1]::integer << 16) + (regexp_match(type, ',(\d+)\)'))[1]::integer + 4
                    WHEN type ~ '^(varchar|char)\(' THEN (regexp_match(type, '\((\d+)\)'))[1]::integer + 4
                    WHEN type ~ '^vector\(' AND autorev.has_pgvector() THEN (regexp_match(type, '\((\d+)\)'))[1]::integer
                    ELSE -1 END)
    FROM listing WHERE kind = 'view';

CREATE TEMP TABLE found AS SELECT * FROM feature WHERE side = 'public';
CREATE TEMP TABLE wanted AS SELECT * FROM feature WHERE side = 'expected';

CREATE FUNCTION tap.differences(p_relation text) RETURNS SETOF text
    LANGUAGE sql
AS $$
    SELECT 'there is no such relation' WHERE NOT EXISTS (SELECT FROM found WHERE relation = p_relation)
    UNION ALL
    SELECT concat('missing ', what, ': ', of, ' ', "is")
    FROM (SELECT what, of, "is" FROM wanted WHERE relation = p_relation
          EXCEPT ALL SELECT what, of, "is" FROM found WHERE relation = p_relation) AS m
    WHERE EXISTS (SELECT FROM found WHERE relation = p_relation)
    UNION ALL
    SELECT concat('unwanted ', what, ': ', of, ' ', "is")
    FROM (SELECT what, of, "is" FROM found WHERE relation = p_relation
          EXCEPT ALL SELECT what, of, "is" FROM wanted WHERE relation = p_relation) AS u
$$;

SELECT plan((SELECT count(DISTINCT relation)::integer + 5 FROM listing));

SELECT is(count(DISTINCT relation) FILTER (WHERE kind = 'table'), 123::bigint, 'the listing has the 123 tables') FROM listing;
SELECT is(count(DISTINCT relation) FILTER (WHERE kind = 'view'), 24::bigint, 'the listing has the 24 views') FROM listing;

SELECT is((SELECT string_agg(d, E'\n' ORDER BY d) FROM tap.differences(relation) AS d), NULL, relation || ' is as listed')
FROM (SELECT DISTINCT relation FROM listing ORDER BY relation) AS r;

SELECT is(
    (SELECT string_agg(DISTINCT relation, ', ') FROM found
     WHERE relation NOT IN (SELECT relation FROM listing) AND relation NOT IN (SELECT relation FROM addition)),
    NULL, 'there is no relation that nobody asked for');

SELECT is(
    (SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity),
    NULL, 'every table has row-level security');

SELECT is(
    (SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND obj_description(oid, 'pg_class') IS NULL),
    NULL, 'every table and view has a comment');

SELECT * FROM finish();
ROLLBACK;
