-- Policies for the server's jobs where service_role is bound by row security.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- With BYPASSRLS no policy concerns it, and nothing is made here.
DO $$
DECLARE
    v_table regclass;
BEGIN
    IF (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = 'service_role') THEN
        RETURN;
    END IF;
    FOR v_table IN
        SELECT c.oid FROM pg_class AS c
        WHERE c.relkind = 'r' AND c.relrowsecurity AND pg_has_role(c.relowner, 'MEMBER')
          AND c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace)
          AND NOT EXISTS (SELECT FROM pg_policy AS p
                          WHERE p.polrelid = c.oid AND p.polcmd = '*' AND 'service_role'::regrole = ANY (p.polroles))
        ORDER BY c.oid::regclass::text
    LOOP
        EXECUTE format('CREATE POLICY service_all ON %s TO service_role USING (true) WITH CHECK (true)', v_table);
    END LOOP;
END
$$;
