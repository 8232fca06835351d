-- Functions about feedback and errors that go beyond 340.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Feedback ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION search_feedback(search_query text, type_filter text DEFAULT NULL, status_filter text DEFAULT NULL,
                                limit_count integer DEFAULT 50)
    RETURNS SETOF user_feedback
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT f.*
      FROM user_feedback f
     WHERE (nullif(btrim(search_query), '') IS NULL
            OR to_tsvector('english', f.message) @@ plainto_tsquery('english', search_query))
       AND (type_filter IS NULL OR f.feedback_type = type_filter)
       AND (status_filter IS NULL OR f.status = status_filter)
     ORDER BY f.created_at DESC, f.id
     LIMIT least(greatest(coalesce(limit_count, 50), 0), 1000)
$$;

COMMENT ON FUNCTION search_feedback(text, text, text, integer) IS
    'Feedback with all words of the query, newest first; without a query all of it. Only what the caller may see';

CREATE FUNCTION batch_resolve_feedback(p_feedback_ids uuid[], p_resolved_by uuid, p_car_slug text DEFAULT NULL,
                                       p_resolution_note text DEFAULT NULL)
    RETURNS integer
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    WITH resolved AS (
        UPDATE user_feedback f
           SET status = 'resolved', resolved_at = now(), resolved_by = p_resolved_by,
               car_id = coalesce((SELECT c.id FROM cars c WHERE c.slug = p_car_slug), f.car_id),
               resolution_notes = coalesce(p_resolution_note, f.resolution_notes),
               internal_notes = CASE WHEN p_resolution_note IS NULL THEN f.internal_notes
                                     ELSE concat_ws(e'\n', nullif(f.internal_notes, ''), p_resolution_note) END
         WHERE f.id = ANY (p_feedback_ids)
        RETURNING 1
    )
    SELECT count(*)::integer FROM resolved
$$;

COMMENT ON FUNCTION batch_resolve_feedback(uuid[], uuid, text, text) IS
    'Marks several feedbacks as resolved, with one note; returns how many the caller could change';

-- Errors --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION upsert_application_error(
    p_error_hash text, p_message text, p_error_type text, p_error_source text, p_severity text DEFAULT 'major',
    p_page_url text DEFAULT NULL, p_api_route text DEFAULT NULL, p_component_name text DEFAULT NULL,
    p_feature_context text DEFAULT NULL, p_stack_trace text DEFAULT NULL, p_http_method text DEFAULT NULL,
    p_http_status integer DEFAULT NULL, p_request_duration_ms integer DEFAULT NULL, p_request_id text DEFAULT NULL,
    p_external_service text DEFAULT NULL, p_external_endpoint text DEFAULT NULL, p_browser text DEFAULT NULL,
    p_os text DEFAULT NULL, p_is_mobile boolean DEFAULT NULL, p_app_version text DEFAULT NULL,
    p_metadata jsonb DEFAULT '{}')
    RETURNS uuid
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    INSERT INTO application_errors AS e
           (error_hash, error_message, error_type, error_source, severity, page_url, api_route, component_name,
            feature_context, stack_trace, http_method, http_status, request_duration_ms, request_id,
            external_service, external_endpoint, browser, os, is_mobile, app_version, metadata)
    VALUES (p_error_hash, p_message, p_error_type, p_error_source, coalesce(p_severity, 'major'), p_page_url,
            p_api_route, p_component_name, p_feature_context, p_stack_trace, p_http_method, p_http_status,
            p_request_duration_ms, p_request_id, p_external_service, p_external_endpoint, p_browser, p_os,
            p_is_mobile, p_app_version, coalesce(p_metadata, '{}'))
    ON CONFLICT (error_hash) DO UPDATE
       SET occurrence_count = e.occurrence_count + 1,
           last_seen_at = now(),
           -- what was put right and happens again is open again
           is_regression = e.is_regression OR e.fixed_at IS NOT NULL OR e.is_resolved,
           status = CASE WHEN e.fixed_at IS NOT NULL OR e.is_resolved THEN 'new' ELSE e.status END,
           is_resolved = false,
           fixed_at = NULL,
           resolved_at = NULL
    RETURNING e.id
$$;

COMMENT ON FUNCTION upsert_application_error(text, text, text, text, text, text, text, text, text, text, text, integer,
                                             integer, text, text, text, text, text, boolean, text, jsonb) IS
    'Records an error: a new one, or one more time of a known one, which is opened again when it had been fixed. '
    'For server jobs';

CREATE FUNCTION mark_error_fixed(p_error_hash text, p_fixed_in_version text DEFAULT NULL, p_fix_notes text DEFAULT NULL)
    RETURNS integer
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    WITH fixed AS (
        UPDATE application_errors
           SET fixed_at = now(), fixed_in_version = p_fixed_in_version, fix_notes = p_fix_notes, status = 'fixed',
               is_resolved = true
         WHERE error_hash = p_error_hash
        RETURNING 1
    )
    SELECT count(*)::integer FROM fixed
$$;

COMMENT ON FUNCTION mark_error_fixed(text, text, text) IS
    'Notes that an error is fixed, and in which version; returns how many rows the caller could change';
