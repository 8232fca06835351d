-- Functions over feedback. They run with the caller's rights: administrators and server jobs see everyone's rows, a user
-- their own.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE FUNCTION get_feedback_counts()
    RETURNS TABLE (type text, total bigint, new_count bigint, resolved_count bigint)
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(category, feedback_type), count(*), count(*) FILTER (WHERE status = 'new'),
           count(*) FILTER (WHERE status = 'resolved' OR resolved_at IS NOT NULL)
    FROM user_feedback
    GROUP BY 1
    ORDER BY 2 DESC, 1
$$;

COMMENT ON FUNCTION get_feedback_counts() IS 'Feedback by category: all, new and resolved; the largest first';

CREATE FUNCTION get_feedback_summary()
    RETURNS TABLE (category text, severity text, total bigint, unresolved bigint, avg_rating numeric)
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT f.category, f.severity, count(*),
           count(*) FILTER (WHERE f.resolved_at IS NULL AND f.status NOT IN ('resolved', 'wont_fix')),
           round(avg(f.rating), 2)
    FROM user_feedback AS f
    GROUP BY f.category, f.severity
    ORDER BY coalesce(array_position(ARRAY['bug', 'data', 'feature', 'general', 'praise'], f.category), 6), f.category,
             coalesce(array_position(ARRAY['blocking', 'major', 'minor'], f.severity), 4)
$$;

COMMENT ON FUNCTION get_feedback_summary() IS 'Feedback by category and severity, with what is not resolved and the mean rating';

CREATE FUNCTION get_unresolved_bugs(severity_filter text DEFAULT NULL) RETURNS SETOF user_feedback
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT f.*
    FROM user_feedback AS f
    WHERE f.category = 'bug' AND f.resolved_at IS NULL AND f.status NOT IN ('resolved', 'wont_fix', 'duplicate')
      AND (severity_filter IS NULL OR f.severity = severity_filter)
    ORDER BY coalesce(array_position(ARRAY['blocking', 'major', 'minor'], f.severity), 4), f.created_at, f.id
$$;

COMMENT ON FUNCTION get_unresolved_bugs(text) IS 'Bugs that wait, worst and oldest first';

CREATE FUNCTION resolve_feedback(
    p_feedback_id uuid, p_resolver_user_id uuid DEFAULT NULL, p_resolution_notes text DEFAULT NULL) RETURNS user_feedback
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    UPDATE user_feedback
    SET status = 'resolved', resolved_at = now(), resolved_by = coalesce(p_resolver_user_id, auth.uid()),
        resolution_notes = coalesce(p_resolution_notes, resolution_notes),
        internal_notes = CASE WHEN p_resolution_notes IS NULL THEN internal_notes
                              ELSE concat_ws(E'\n', nullif(internal_notes, ''),
                                             format('[%s] %s', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),
                                                    p_resolution_notes)) END
    WHERE id = p_feedback_id
    RETURNING *
$$;

COMMENT ON FUNCTION resolve_feedback(uuid, uuid, text) IS
    'Marks feedback as resolved, with a dated note; null when there is no such row that the caller may change';
