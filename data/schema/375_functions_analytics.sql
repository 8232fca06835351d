-- Analytics: visitors, funnels, attribution, retention, and the daily figures.
--
-- All of it is for administrators and server jobs; anybody else gets an error, because
-- these functions see everybody's rows.  Windows are half-open: from the start up to,
-- but without, the end.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Visitors ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_site_analytics(p_start_date timestamptz DEFAULT now() - interval '7 days',
                                   p_end_date timestamptz DEFAULT now())
    RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        WITH views AS (
            SELECT v.session_id, v.page_url, v.created_at::date AS day,
                   coalesce(v.referrer_hostname, 'Direct') AS referrer,
                   coalesce(v.country, 'Unknown') AS country,
                   coalesce(v.device_type, 'Unknown') AS device,
                   coalesce(v.browser, 'Unknown') AS browser,
                   coalesce(v.os, 'Unknown') AS os
              FROM page_views v
             WHERE v.created_at >= p_start_date AND v.created_at < p_end_date AND NOT v.is_bot
        ), counts AS (
            SELECT d.dimension, d.name, count(*) AS views, count(DISTINCT v.session_id) AS visitors,
                   row_number() OVER (PARTITION BY d.dimension
                                      ORDER BY count(DISTINCT v.session_id) DESC, count(*) DESC, d.name) AS place
              FROM views v,
                   LATERAL (VALUES ('page', v.page_url), ('referrer', v.referrer), ('country', v.country),
                                   ('device', v.device), ('browser', v.browser), ('os', v.os)) AS d (dimension, name)
             GROUP BY d.dimension, d.name
        ), lists AS (
            SELECT c.dimension,
                   json_agg(json_build_object('name', c.name, 'views', c.views, 'visitors', c.visitors)
                            ORDER BY c.place) AS list
              FROM counts c
             WHERE c.place <= 10 OR c.dimension = 'device'
             GROUP BY c.dimension
        )
        SELECT json_build_object(
            'visitors', (SELECT count(DISTINCT session_id) FROM views),
            'pageViews', (SELECT count(*) FROM views),
            'topPages', coalesce((SELECT list FROM lists WHERE dimension = 'page'), '[]'),
            'referrers', coalesce((SELECT list FROM lists WHERE dimension = 'referrer'), '[]'),
            'countries', coalesce((SELECT list FROM lists WHERE dimension = 'country'), '[]'),
            'devices', coalesce((SELECT list FROM lists WHERE dimension = 'device'), '[]'),
            'browsers', coalesce((SELECT list FROM lists WHERE dimension = 'browser'), '[]'),
            'operatingSystems', coalesce((SELECT list FROM lists WHERE dimension = 'os'), '[]'),
            'dailyStats', (SELECT coalesce(json_agg(json_build_object('date', d.day, 'views', d.views,
                                                                      'visitors', d.visitors) ORDER BY d.day), '[]')
                             FROM (SELECT day, count(*) AS views, count(DISTINCT session_id) AS visitors
                                     FROM views GROUP BY day) d)));
END
$$;

COMMENT ON FUNCTION get_site_analytics(timestamptz, timestamptz) IS
    'Visitors and pages of a window, without bots: totals, the first ten of each kind, figures by day';

CREATE FUNCTION get_bounce_rate(p_start_date timestamptz DEFAULT now() - interval '7 days',
                                p_end_date timestamptz DEFAULT now())
    RETURNS numeric
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (SELECT coalesce(round(100.0 * count(*) FILTER (WHERE s.pages = 1) / nullif(count(*), 0), 1), 0)
              FROM (SELECT count(*) AS pages
                      FROM page_views
                     WHERE created_at >= p_start_date AND created_at < p_end_date AND NOT is_bot
                     GROUP BY session_id) s);
END
$$;

COMMENT ON FUNCTION get_bounce_rate(timestamptz, timestamptz) IS
    'Percent of sessions that saw a single page; 0 without sessions';

-- Events --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_funnel_metrics(p_start_date timestamptz DEFAULT now() - interval '30 days',
                                   p_end_date timestamptz DEFAULT now())
    RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        SELECT json_build_object(
            'visitors', (SELECT count(DISTINCT v.session_id)
                           FROM page_views v
                          WHERE v.created_at >= p_start_date AND v.created_at < p_end_date AND NOT v.is_bot),
            'signupStarted', count(DISTINCT e.who) FILTER (WHERE e.event_type = 'signup_started'),
            'signupCompleted', count(DISTINCT e.who) FILTER (WHERE e.event_type = 'signup_completed'),
            'onboardingStarted', count(DISTINCT e.who) FILTER (WHERE e.event_type = 'onboarding_started'),
            'onboardingCompleted', count(DISTINCT e.who) FILTER (WHERE e.event_type = 'onboarding_completed'),
            'activated', count(DISTINCT e.who) FILTER (WHERE e.event_type IN (
                             'car_selected', 'al_conversation_started', 'garage_added')),
            'converted', count(DISTINCT e.who) FILTER (WHERE e.event_type = 'subscription_created'))
          FROM (SELECT event_type, coalesce(user_id::text, session_id) AS who
                  FROM user_events
                 WHERE created_at >= p_start_date AND created_at < p_end_date) e);
END
$$;

COMMENT ON FUNCTION get_funnel_metrics(timestamptz, timestamptz) IS
    'From visitor to subscriber: how many people reached each step in a window';

CREATE FUNCTION get_event_counts(p_start_date timestamptz DEFAULT now() - interval '30 days',
                                 p_end_date timestamptz DEFAULT now())
    RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        SELECT coalesce(json_agg(c ORDER BY c.total_events DESC, c.event), '[]')
          FROM (SELECT event_type AS event, event_category AS category, count(*) AS total_events,
                       count(DISTINCT user_id) AS unique_users, count(DISTINCT session_id) AS unique_sessions
                  FROM user_events
                 WHERE created_at >= p_start_date AND created_at < p_end_date
                 GROUP BY event_type, event_category
                 ORDER BY total_events DESC, event
                 LIMIT 50) c);
END
$$;

COMMENT ON FUNCTION get_event_counts(timestamptz, timestamptz) IS 'The 50 most frequent events of a window';

CREATE FUNCTION get_event_trends(p_event_names text[], p_start_date timestamptz DEFAULT now() - interval '30 days',
                                 p_end_date timestamptz DEFAULT now())
    RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        SELECT coalesce(json_agg(t ORDER BY t.date, t.event), '[]')
          FROM (SELECT created_at::date AS date, event_type AS event, count(*) AS count,
                       count(DISTINCT user_id) AS unique_users
                  FROM user_events
                 WHERE event_type = ANY (p_event_names) AND created_at >= p_start_date AND created_at < p_end_date
                 GROUP BY 1, 2) t);
END
$$;

COMMENT ON FUNCTION get_event_trends(text[], timestamptz, timestamptz) IS 'The named events of a window by day';

-- Attribution and retention -------------------------------------------------------------------------------------------

CREATE FUNCTION get_attribution_breakdown(p_start_date timestamptz DEFAULT now() - interval '30 days',
                                          p_end_date timestamptz DEFAULT now())
    RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        WITH touches AS (
            SELECT a.user_id, coalesce(nullif(a.utm_source, ''), 'Direct') AS source,
                   coalesce(nullif(a.utm_medium, ''), 'None') AS medium, nullif(a.utm_campaign, '') AS campaign,
                   nullif(a.landing_page, '') AS landing_page,
                   EXISTS (SELECT FROM user_events e
                            WHERE e.user_id = a.user_id AND e.event_type = 'subscription_created') AS converted
              FROM user_attribution a
             WHERE a.created_at >= p_start_date AND a.created_at < p_end_date
        ), counts AS (
            SELECT d.dimension, d.name, count(*) AS users, count(*) FILTER (WHERE t.converted) AS converted,
                   row_number() OVER (PARTITION BY d.dimension ORDER BY count(*) DESC, d.name) AS place
              FROM touches t,
                   LATERAL (VALUES ('source', t.source), ('medium', t.medium), ('campaign', t.campaign),
                                   ('landing', t.landing_page)) AS d (dimension, name)
             WHERE d.name IS NOT NULL
             GROUP BY d.dimension, d.name
        )
        SELECT json_build_object(
            'bySource', coalesce(json_agg(json_build_object('source', name, 'users', users, 'converted', converted)
                                          ORDER BY place) FILTER (WHERE dimension = 'source'), '[]'),
            'byMedium', coalesce(json_agg(json_build_object('medium', name, 'users', users)
                                          ORDER BY place) FILTER (WHERE dimension = 'medium'), '[]'),
            'byCampaign', coalesce(json_agg(json_build_object('campaign', name, 'users', users)
                                            ORDER BY place) FILTER (WHERE dimension = 'campaign'), '[]'),
            'byLandingPage', coalesce(json_agg(json_build_object('page', name, 'users', users)
                                               ORDER BY place) FILTER (WHERE dimension = 'landing'), '[]'))
          FROM counts
         WHERE place <= 10);
END
$$;

COMMENT ON FUNCTION get_attribution_breakdown(timestamptz, timestamptz) IS
    'Users who came in a window by their first touch: source, medium, campaign, landing page; ten of each';

CREATE FUNCTION get_cohort_retention(p_weeks integer DEFAULT 8) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        SELECT coalesce(json_agg(c ORDER BY c.cohort_week), '[]')
          FROM (SELECT date_trunc('week', p.created_at)::date AS cohort_week,
                       count(*) AS cohort_size,
                       count(*) FILTER (WHERE l.last_event >= p.created_at + interval '7 days') AS week_1_retained,
                       count(*) FILTER (WHERE l.last_event >= p.created_at + interval '14 days') AS week_2_retained,
                       count(*) FILTER (WHERE l.last_event >= p.created_at + interval '28 days') AS week_4_retained
                  FROM user_profiles p
                  LEFT JOIN LATERAL (
                      SELECT max(e.created_at) AS last_event FROM user_events e WHERE e.user_id = p.id
                  ) l ON true
                 WHERE p.created_at >= date_trunc('week', now()) - make_interval(weeks => greatest(p_weeks, 1) - 1)
                 GROUP BY 1) c);
END
$$;

COMMENT ON FUNCTION get_cohort_retention(integer) IS
    'By week of sign-up: how many users were seen again 7, 14 and 28 days later or after that';

-- The day -------------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_daily_active_users(p_start_date timestamptz, p_end_date timestamptz)
    RETURNS TABLE (count bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN QUERY
        SELECT pg_catalog.count(DISTINCT u.user_id)
          FROM (SELECT c.user_id FROM al_conversations c
                 WHERE c.created_at >= p_start_date AND c.created_at < p_end_date
                UNION ALL
                SELECT c.user_id FROM al_messages m JOIN al_conversations c ON c.id = m.conversation_id
                 WHERE m.created_at >= p_start_date AND m.created_at < p_end_date
                UNION ALL
                SELECT f.user_id FROM user_feedback f WHERE f.created_at >= p_start_date AND f.created_at < p_end_date
                UNION ALL
                SELECT a.user_id FROM user_activity a WHERE a.created_at >= p_start_date AND a.created_at < p_end_date
                UNION ALL
                SELECT f.user_id FROM user_favorites f WHERE f.created_at >= p_start_date AND f.created_at < p_end_date
                UNION ALL
                SELECT p.user_id FROM user_projects p
                 WHERE p.created_at >= p_start_date AND p.created_at < p_end_date) u;
END
$$;

COMMENT ON FUNCTION get_daily_active_users(timestamptz, timestamptz) IS
    'Users who talked to AL, gave feedback, starred a car, made a build or did anything that is logged';

CREATE FUNCTION generate_daily_metrics_snapshot() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_from timestamptz := date_trunc('day', now());
    v_row  daily_metrics_snapshot;
BEGIN
    PERFORM autorev.require_admin();
    v_row.date := v_from::date;
    SELECT count(*), count(*) FILTER (WHERE created_at >= v_from) INTO v_row.total_users, v_row.new_users
      FROM user_profiles;
    SELECT a.count INTO v_row.active_users FROM get_daily_active_users(v_from, v_from + interval '1 day') a;
    SELECT count(*), count(DISTINCT session_id) INTO v_row.page_views, v_row.unique_sessions
      FROM page_views WHERE created_at >= v_from AND NOT is_bot;
    SELECT count(*) INTO v_row.al_conversations FROM al_conversations WHERE created_at >= v_from;
    SELECT count(*) INTO v_row.al_messages FROM al_messages WHERE created_at >= v_from;
    SELECT count(*), count(*) FILTER (WHERE severity = 'blocking')
      INTO v_row.errors_today, v_row.critical_errors_today
      FROM application_errors WHERE last_seen_at >= v_from;
    SELECT count(*) INTO v_row.feedback_count FROM user_feedback WHERE created_at >= v_from;
    SELECT count(*) INTO v_row.vehicles_added FROM user_vehicles WHERE created_at >= v_from;
    SELECT count(*) INTO v_row.builds_saved FROM user_projects WHERE created_at >= v_from;
    SELECT count(*) INTO v_row.favorites_added FROM user_favorites WHERE created_at >= v_from;
    SELECT count(*) INTO v_row.events_saved FROM event_saves WHERE created_at >= v_from;
    SELECT count(*) INTO v_row.total_cars FROM cars;
    SELECT count(*) INTO v_row.total_parts FROM parts;
    SELECT count(*) INTO v_row.total_posts FROM community_posts WHERE status = 'published';
    SELECT coalesce(sum(amount), 0) INTO v_row.revenue_cents FROM revenue_transactions WHERE date = v_from::date;

    INSERT INTO daily_metrics_snapshot
           (date, total_users, new_users, active_users, page_views, unique_sessions, al_conversations, al_messages,
            errors_today, critical_errors_today, feedback_count, vehicles_added, builds_saved, favorites_added,
            events_saved, total_cars, total_parts, total_posts, revenue_cents)
    VALUES (v_row.date, v_row.total_users, v_row.new_users, v_row.active_users, v_row.page_views,
            v_row.unique_sessions, v_row.al_conversations, v_row.al_messages, v_row.errors_today,
            v_row.critical_errors_today, v_row.feedback_count, v_row.vehicles_added, v_row.builds_saved,
            v_row.favorites_added, v_row.events_saved, v_row.total_cars, v_row.total_parts, v_row.total_posts,
            v_row.revenue_cents)
    ON CONFLICT (date) DO UPDATE
       SET (total_users, new_users, active_users, page_views, unique_sessions, al_conversations, al_messages,
            errors_today, critical_errors_today, feedback_count, vehicles_added, builds_saved, favorites_added,
            events_saved, total_cars, total_parts, total_posts, revenue_cents)
         = (excluded.total_users, excluded.new_users, excluded.active_users, excluded.page_views,
            excluded.unique_sessions, excluded.al_conversations, excluded.al_messages, excluded.errors_today,
            excluded.critical_errors_today, excluded.feedback_count, excluded.vehicles_added, excluded.builds_saved,
            excluded.favorites_added, excluded.events_saved, excluded.total_cars, excluded.total_parts,
            excluded.total_posts, excluded.revenue_cents);
END
$$;

COMMENT ON FUNCTION generate_daily_metrics_snapshot() IS 'Writes the figures of today, or writes them anew';

CREATE FUNCTION cleanup_old_web_vitals() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_rows integer;
BEGIN
    PERFORM autorev.require_admin();
    DELETE FROM web_vitals WHERE created_at < now() - interval '90 days';
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_rows;
END
$$;

COMMENT ON FUNCTION cleanup_old_web_vitals() IS 'Deletes loading figures older than 90 days; returns how many';
