-- A database made without pgvector is moved to it: what was stored is found again, by index, and the functions and views that
-- were made again have their comments and rights. All other tests follow on the same database.

SELECT NOT autorev.has_pgvector() AS made_without \gset
CREATE TEMP TABLE before AS
SELECT p.oid::regprocedure::text AS name, p.proacl::text AS rights, obj_description(p.oid, 'pg_proc') AS comment FROM pg_proc AS p
WHERE p.pronamespace = 'public'::regnamespace
UNION ALL
SELECT v.oid::regclass::text, v.relacl::text, concat_ws(' ', obj_description(v.oid, 'pg_class'), v.reloptions::text) FROM pg_class AS v
WHERE v.relnamespace = 'public'::regnamespace AND v.relkind = 'v';

INSERT INTO source_documents (id, source_type) VALUES ('00000000-0000-4000-8000-000000000001', 'tap');
INSERT INTO document_chunks (document_id, chunk_text, embedding)
SELECT '00000000-0000-4000-8000-000000000001', 'tap', array_agg(i::real / 1536 ORDER BY i) FROM generate_series(1, 1536) AS i;

CALL autorev.adopt_pgvector();
CALL autorev.adopt_pgvector();

BEGIN;
\ir support.sql
SELECT plan(7);
SELECT ok(:'made_without', 'there was no pgvector before');
SELECT ok(autorev.has_pgvector(), 'there is after');
SELECT is(embedding::text, (SELECT array_agg(i::real / 1536 ORDER BY i)::extensions.vector::text FROM generate_series(1, 1536) AS i), 'the vector is as it was')
FROM document_chunks;
SELECT is((SELECT count(*) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS a ON a.oid = c.relam WHERE a.amname = 'hnsw'),
          3::bigint, 'three columns have an index');
SELECT is_empty($$
    SELECT name FROM before EXCEPT
    SELECT name FROM (
        SELECT p.oid::regprocedure::text AS name, p.proacl::text AS rights, obj_description(p.oid, 'pg_proc') AS comment FROM pg_proc AS p
        UNION ALL
        SELECT v.oid::regclass::text, v.relacl::text, concat_ws(' ', obj_description(v.oid, 'pg_class'), v.reloptions::text) FROM pg_class AS v
    ) AS after WHERE EXISTS (SELECT FROM before AS b WHERE b.name = after.name AND b.comment IS NOT DISTINCT FROM after.comment
        AND (SELECT array_agg(x ORDER BY x) FROM unnest(b.rights::aclitem[]::text[]) AS x)
            IS NOT DISTINCT FROM (SELECT array_agg(x ORDER BY x) FROM unnest(after.rights::aclitem[]::text[]) AS x))
    $$, 'functions and views are as they were');
SELECT is_empty($$SELECT FROM pg_type WHERE typname = 'vector' AND typtype = 'd'$$, 'the stand-in is gone');
SELECT is((SELECT count(*) FROM pg_operator WHERE oprname = '<=>' AND oprleft = 'real[]'::regtype), 0::bigint, 'and its operator');
SELECT * FROM finish();
ROLLBACK;

DELETE FROM source_documents WHERE source_type = 'tap';
