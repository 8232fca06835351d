-- Views: the next date of event series, the coverage of cities, and the errors of the
-- application.  All run with the caller's rights, so the row policies apply.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Events --------------------------------------------------------------------------------------------------------------

CREATE VIEW event_series_next_occurrence WITH (security_invoker = true) AS
SELECT s.id, s.slug, s.name, s.description, s.event_type_id, s.recurrence_rule, s.recurrence_frequency,
       s.venue_name, s.city, s.state, s.latitude, s.longitude, s.source_url, s.is_active, s.created_at,
       s.updated_at,
       n.id AS next_event_id,
       n.start_date AS next_start_date,
       n.start_time AS next_start_time,
       (SELECT count(*)
          FROM events e
         WHERE e.series_id = s.id AND e.status = 'approved' AND e.start_date >= CURRENT_DATE
       ) AS upcoming_occurrence_count
  FROM event_series s
  LEFT JOIN LATERAL (
      SELECT e.id, e.start_date, e.start_time
        FROM events e
       WHERE e.series_id = s.id AND e.status = 'approved' AND e.start_date >= CURRENT_DATE
       ORDER BY e.start_date, e.start_time, e.id
       LIMIT 1
  ) n ON true;

COMMENT ON VIEW event_series_next_occurrence IS
    'Event series with their next approved date; series without one stay, with nulls';
COMMENT ON COLUMN event_series_next_occurrence.upcoming_occurrence_count IS
    'Approved events of the series from today on';

CREATE VIEW city_coverage_report WITH (security_invoker = true) AS
SELECT population_rank, city, state, region, population, msa_name, has_cnc_coverage, cnc_event_count,
       total_event_count, track_event_count, show_event_count, autocross_event_count,
       nearest_event_distance_miles, priority_tier, last_coverage_check,
       CASE WHEN total_event_count >= 10 THEN 'Excellent'
            WHEN total_event_count >= 5 THEN 'Good'
            WHEN total_event_count >= 1 THEN 'Partial'
            ELSE 'None'
       END AS coverage_level
  FROM target_cities
 ORDER BY population_rank;

COMMENT ON VIEW city_coverage_report IS 'Watched cities, largest first, with the events known around them';
COMMENT ON COLUMN city_coverage_report.coverage_level IS
    'Excellent: 10 or more events; Good: 5 to 9; Partial: 1 to 4; None';

-- Errors --------------------------------------------------------------------------------------------------------------

CREATE VIEW error_statistics WITH (security_invoker = true) AS
SELECT error_type,
       severity,
       sum(occurrence_count) AS total_errors,
       count(*) FILTER (WHERE NOT is_resolved) AS unresolved_errors,
       max(last_seen_at) AS last_occurrence_at
  FROM application_errors
 GROUP BY error_type, severity;

COMMENT ON VIEW error_statistics IS 'Errors by kind and severity';
COMMENT ON COLUMN error_statistics.total_errors IS 'Times they happened';
COMMENT ON COLUMN error_statistics.unresolved_errors IS 'Distinct errors that are not resolved';

CREATE VIEW v_error_summary WITH (security_invoker = true) AS
SELECT error_hash,
       sum(occurrence_count) AS total_occurrences,
       max(last_seen_at) AS last_seen_at,
       bool_or(NOT is_resolved) AS has_unresolved
  FROM application_errors
 GROUP BY error_hash;

COMMENT ON VIEW v_error_summary IS 'Each distinct error: how often, when last, and whether it is open';

CREATE VIEW v_error_trends WITH (security_invoker = true) AS
SELECT last_seen_at::date AS error_date,
       severity,
       sum(occurrence_count) AS error_count,
       count(DISTINCT error_hash) AS unique_errors
  FROM application_errors
 WHERE last_seen_at >= CURRENT_DATE - 29
 GROUP BY last_seen_at::date, severity
 ORDER BY error_date DESC, severity;

COMMENT ON VIEW v_error_trends IS
    'Errors of the last 30 days by the day they were last seen and severity, newest day first';

CREATE VIEW v_top_errors WITH (security_invoker = true) AS
SELECT error_hash, error_message, error_type, severity, feature_context, occurrence_count, first_seen_at,
       last_seen_at
  FROM application_errors
 WHERE NOT is_resolved
 ORDER BY occurrence_count DESC, last_seen_at DESC
 LIMIT 50;

COMMENT ON VIEW v_top_errors IS 'The 50 open errors that happen most';

-- The columns of application_errors are written out: the views keep their shape when
-- the table gets a column.

CREATE VIEW v_open_application_errors WITH (security_invoker = true) AS
SELECT id, error_hash, error_message, error_type, error_source, severity, error_code, page_url, api_route,
       component_name, feature_context, stack_trace, http_method, http_status, request_duration_ms, request_id,
       external_service, external_endpoint, user_id, session_id, user_tier, affected_users_count, browser, os,
       is_mobile, screen_size, referrer, app_version, metadata, occurrence_count, first_seen_at, last_seen_at,
       status, is_resolved, resolved_at, resolved_by, resolution_notes, fixed_at, fixed_in_version, fix_notes,
       is_regression, regression_of, created_at, updated_at
  FROM application_errors
 WHERE status IN ('new', 'reviewed', 'in_progress')
 ORDER BY last_seen_at DESC;

COMMENT ON VIEW v_open_application_errors IS 'Errors somebody still has to deal with, newest first';

CREATE VIEW v_unresolved_errors WITH (security_invoker = true) AS
SELECT id, error_hash, error_message, error_type, error_source, severity, error_code, page_url, api_route,
       component_name, feature_context, stack_trace, http_method, http_status, request_duration_ms, request_id,
       external_service, external_endpoint, user_id, session_id, user_tier, affected_users_count, browser, os,
       is_mobile, screen_size, referrer, app_version, metadata, occurrence_count, first_seen_at, last_seen_at,
       status, is_resolved, resolved_at, resolved_by, resolution_notes, fixed_at, fixed_in_version, fix_notes,
       is_regression, regression_of, created_at, updated_at
  FROM application_errors
 WHERE fixed_at IS NULL AND resolved_at IS NULL AND NOT is_resolved
   AND status NOT IN ('resolved', 'closed', 'fixed', 'wont_fix', 'duplicate')
 ORDER BY array_position(ARRAY['blocking', 'major', 'minor'], severity), occurrence_count DESC;

COMMENT ON VIEW v_unresolved_errors IS 'Errors without a fix or resolution, worst first, then most frequent';

CREATE VIEW v_regression_errors WITH (security_invoker = true) AS
SELECT id, error_hash, error_message, error_type, error_source, severity, error_code, page_url, api_route,
       component_name, feature_context, stack_trace, http_method, http_status, request_duration_ms, request_id,
       external_service, external_endpoint, user_id, session_id, user_tier, affected_users_count, browser, os,
       is_mobile, screen_size, referrer, app_version, metadata, occurrence_count, first_seen_at, last_seen_at,
       status, is_resolved, resolved_at, resolved_by, resolution_notes, fixed_at, fixed_in_version, fix_notes,
       is_regression, regression_of, created_at, updated_at
  FROM application_errors
 WHERE is_regression AND NOT is_resolved
 ORDER BY last_seen_at DESC;

COMMENT ON VIEW v_regression_errors IS 'Errors that came back after they had been fixed, newest first';
