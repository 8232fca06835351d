-- Analytics: what visitors do, how fast pages are, experiments, daily figures, and
-- the errors of the application.
--
-- Anyone may add a row about themselves; only administrators and server jobs read.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Pages ---------------------------------------------------------------------------------------------------------------

CREATE TABLE page_views (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    page_url           text NOT NULL CHECK (page_url <> ''),
    route              text,
    session_id         text NOT NULL,
    user_id            uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    visitor_id         text,
    is_bot             boolean NOT NULL DEFAULT false,

    -- where from
    referrer           text,
    referrer_hostname  text,
    utm_source         text,
    utm_medium         text,
    utm_campaign       text,
    utm_term           text,
    utm_content        text,

    -- device
    device_type        text,
    browser            text,
    browser_version    text,
    os                 text,
    os_version         text,

    -- place
    country            text,
    country_code       text,
    region             text,
    city               text,
    duration_ms        integer,
    device_info        jsonb,
    created_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE page_views IS 'Pages opened, with the campaign, device and place of the visitor';
COMMENT ON COLUMN page_views.route IS 'Route of the page without its arguments';
COMMENT ON COLUMN page_views.visitor_id IS 'Stays the same over sessions of one browser';
COMMENT ON COLUMN page_views.duration_ms IS 'Milliseconds on the page';

CREATE INDEX idx_page_views_created_at ON page_views (created_at DESC);
CREATE INDEX idx_page_views_page_url ON page_views (page_url);
CREATE INDEX idx_page_views_session_id ON page_views (session_id);
CREATE INDEX idx_page_views_country_code ON page_views (country_code);
CREATE INDEX idx_page_views_device_type ON page_views (device_type);
CREATE INDEX idx_page_views_referrer_hostname ON page_views (referrer_hostname);
CREATE INDEX idx_page_views_created_at_page_url ON page_views (created_at DESC, page_url);
CREATE INDEX idx_page_views_user_id ON page_views (user_id);

ALTER TABLE page_views ENABLE ROW LEVEL SECURITY;
CREATE POLICY page_views_insert ON page_views FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY page_views_select ON page_views FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY page_views_service ON page_views FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE page_engagement (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    page_view_id          uuid REFERENCES page_views (id) ON DELETE CASCADE,
    session_id            text NOT NULL,
    path                  text NOT NULL,
    time_on_page          integer NOT NULL DEFAULT 0,
    engaged_time_seconds  integer NOT NULL DEFAULT 0,
    scroll_depth          integer NOT NULL DEFAULT 0 CHECK (scroll_depth BETWEEN 0 AND 100),
    scroll_milestones     jsonb DEFAULT '[]',
    click_count           integer NOT NULL DEFAULT 0,
    copy_count            integer NOT NULL DEFAULT 0,
    form_interactions     integer NOT NULL DEFAULT 0,
    engagement_score      integer CHECK (engagement_score BETWEEN 0 AND 100),
    engagement_tier       text CHECK (engagement_tier IN ('bounced', 'light', 'engaged', 'deep')),
    interactions          jsonb NOT NULL DEFAULT '{}',
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE page_engagement IS 'How a page that was opened was read: time, scrolling, clicks';
COMMENT ON COLUMN page_engagement.time_on_page IS 'Seconds';
COMMENT ON COLUMN page_engagement.engaged_time_seconds IS 'Seconds with the page in front and the visitor active';
COMMENT ON COLUMN page_engagement.scroll_depth IS 'Deepest point reached, percent of the page';
COMMENT ON COLUMN page_engagement.scroll_milestones IS 'JSON array of the percentages passed';
COMMENT ON COLUMN page_engagement.engagement_score IS '0 to 100';

CREATE INDEX idx_page_engagement_page_view_id ON page_engagement (page_view_id);
CREATE INDEX idx_page_engagement_session_id ON page_engagement (session_id);

CREATE TRIGGER update_page_engagement_updated_at BEFORE UPDATE ON page_engagement
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE page_engagement ENABLE ROW LEVEL SECURITY;
CREATE POLICY page_engagement_insert ON page_engagement FOR INSERT TO anon, authenticated WITH CHECK (true);
CREATE POLICY page_engagement_select ON page_engagement FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY page_engagement_service ON page_engagement FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE click_events (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id       text NOT NULL,
    user_id          uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    page_url         text NOT NULL,
    element_type     text,
    element_id       text,
    element_text     text,
    element_href     text,
    x_percent        numeric(5,2),
    y_percent        numeric(5,2),
    viewport_width   integer,
    viewport_height  integer,
    device_type      text,
    metadata         jsonb NOT NULL DEFAULT '{}',
    created_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE click_events IS 'Clicks on page elements';
COMMENT ON COLUMN click_events.x_percent IS 'Percent of the viewport''s width';
COMMENT ON COLUMN click_events.y_percent IS 'Percent of the viewport''s height';
COMMENT ON COLUMN click_events.viewport_width IS 'Pixels';
COMMENT ON COLUMN click_events.viewport_height IS 'Pixels';

CREATE INDEX idx_click_events_user_id ON click_events (user_id);
CREATE INDEX idx_click_events_session_id ON click_events (session_id);

ALTER TABLE click_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY click_events_insert ON click_events FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY click_events_select ON click_events FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY click_events_service ON click_events FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE web_vitals (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    page_url         text NOT NULL,
    page_path        text,
    lcp              numeric,
    fid              numeric,
    cls              numeric,
    ttfb             numeric,
    fcp              numeric,
    inp              numeric,
    connection_type  text,
    device_category  text,
    country          text,
    created_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE web_vitals IS 'Loading figures of single page loads; kept 90 days, see cleanup_old_web_vitals()';
COMMENT ON COLUMN web_vitals.lcp IS 'Largest contentful paint, milliseconds: good up to 2500, poor above 4000';
COMMENT ON COLUMN web_vitals.fid IS 'First input delay, milliseconds: good up to 100, poor above 300';
COMMENT ON COLUMN web_vitals.cls IS 'Cumulative layout shift, no unit: good up to 0.1, poor above 0.25';
COMMENT ON COLUMN web_vitals.ttfb IS 'Time to first byte, milliseconds: good up to 800, poor above 1800';
COMMENT ON COLUMN web_vitals.fcp IS 'First contentful paint, milliseconds: good up to 1800, poor above 3000';
COMMENT ON COLUMN web_vitals.inp IS 'Interaction to next paint, milliseconds: good up to 200, poor above 500';

CREATE INDEX idx_web_vitals_created_at ON web_vitals (created_at DESC);
CREATE INDEX idx_web_vitals_page_path ON web_vitals (page_path);

ALTER TABLE web_vitals ENABLE ROW LEVEL SECURITY;
CREATE POLICY web_vitals_insert ON web_vitals FOR INSERT TO anon, authenticated WITH CHECK (true);
CREATE POLICY web_vitals_select ON web_vitals FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY web_vitals_service ON web_vitals FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Goals and experiments -----------------------------------------------------------------------------------------------

CREATE TABLE analytics_goals (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    goal_key             text NOT NULL UNIQUE,
    name                 text NOT NULL,
    description          text,
    goal_type            text NOT NULL CHECK (goal_type IN ('event', 'page_view', 'duration', 'value')),
    target_event         text,
    target_value         numeric,
    default_value_cents  integer NOT NULL DEFAULT 0,
    is_active            boolean NOT NULL DEFAULT true,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE analytics_goals IS 'Goals whose reaching is counted';
COMMENT ON COLUMN analytics_goals.goal_type IS
    'event: target_event happens; page_view: the page target_event is opened; duration, value: target_value '
    'is reached';
COMMENT ON COLUMN analytics_goals.target_value IS 'Seconds for duration, US cents for value';
COMMENT ON COLUMN analytics_goals.default_value_cents IS 'US cents a completion is worth when it does not say';

CREATE TRIGGER update_analytics_goals_updated_at BEFORE UPDATE ON analytics_goals
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE analytics_goals ENABLE ROW LEVEL SECURITY;
CREATE POLICY analytics_goals_select ON analytics_goals FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY analytics_goals_service ON analytics_goals FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE goal_completions (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    goal_id             uuid NOT NULL REFERENCES analytics_goals (id) ON DELETE CASCADE,
    user_id             uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    session_id          text,
    page_path           text,
    referrer            text,
    utm_source          text,
    utm_medium          text,
    utm_campaign        text,
    value               integer NOT NULL DEFAULT 0,
    attribution_source  text,
    attribution_medium  text,
    days_to_convert     integer,
    completed_at        timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE goal_completions IS 'Goals reached, with the campaign that led there';
COMMENT ON COLUMN goal_completions.value IS 'US cents';
COMMENT ON COLUMN goal_completions.days_to_convert IS 'Days since the first touch';

CREATE INDEX idx_goal_completions_goal_id ON goal_completions (goal_id);
CREATE INDEX idx_goal_completions_completed_at ON goal_completions (completed_at DESC);
CREATE INDEX idx_goal_completions_user_id ON goal_completions (user_id);

ALTER TABLE goal_completions ENABLE ROW LEVEL SECURITY;
CREATE POLICY goal_completions_insert ON goal_completions FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY goal_completions_select ON goal_completions FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY goal_completions_service ON goal_completions FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE experiments (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    experiment_key      text NOT NULL UNIQUE,
    name                text NOT NULL,
    description         text,
    hypothesis          text,
    status              text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'running', 'paused', 'completed')),
    variants            jsonb NOT NULL DEFAULT '[]',
    traffic_allocation  numeric(5,2) NOT NULL DEFAULT 100 CHECK (traffic_allocation BETWEEN 0 AND 100),
    targeting_rules     jsonb NOT NULL DEFAULT '{}',
    primary_goal_id     uuid REFERENCES analytics_goals (id) ON DELETE SET NULL,
    started_at          timestamptz,
    ended_at            timestamptz,
    created_by          uuid REFERENCES user_profiles (id) ON DELETE SET NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE experiments IS 'Experiments that show variants to parts of the visitors';
COMMENT ON COLUMN experiments.variants IS 'JSON array of variants with key and weight';
COMMENT ON COLUMN experiments.traffic_allocation IS 'Percent of the visitors that take part';
COMMENT ON COLUMN experiments.targeting_rules IS 'Who takes part';

CREATE INDEX idx_experiments_primary_goal_id ON experiments (primary_goal_id);
CREATE INDEX idx_experiments_created_by ON experiments (created_by);

CREATE TRIGGER update_experiments_updated_at BEFORE UPDATE ON experiments
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE experiments ENABLE ROW LEVEL SECURITY;
CREATE POLICY experiments_select ON experiments FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY experiments_service ON experiments FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE experiment_assignments (
    id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    experiment_id           uuid NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    user_id                 uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    session_id              text,
    variant                 text NOT NULL,
    assigned_at             timestamptz NOT NULL DEFAULT now(),
    converted_at            timestamptz,
    conversion_goal_id      uuid REFERENCES analytics_goals (id) ON DELETE SET NULL,
    conversion_value_cents  integer,
    UNIQUE (experiment_id, user_id)
);

COMMENT ON TABLE experiment_assignments IS 'Which variant a user sees, and whether it led to the goal';
COMMENT ON COLUMN experiment_assignments.conversion_value_cents IS 'US cents';

CREATE INDEX idx_experiment_assignments_experiment_id ON experiment_assignments (experiment_id);
CREATE INDEX idx_experiment_assignments_user_id ON experiment_assignments (user_id);
CREATE INDEX idx_experiment_assignments_conversion_goal_id ON experiment_assignments (conversion_goal_id);

ALTER TABLE experiment_assignments ENABLE ROW LEVEL SECURITY;
CREATE POLICY experiment_assignments_insert ON experiment_assignments FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY experiment_assignments_select ON experiment_assignments FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY experiment_assignments_service ON experiment_assignments FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Use of features and searches ----------------------------------------------------------------------------------------

CREATE TABLE feature_usage (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id             uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    session_id          text NOT NULL,
    feature_name        text NOT NULL,
    feature_category    text
                        CHECK (feature_category IN ('core', 'engagement', 'account', 'premium', 'community',
                                                    'discovery', 'other')),
    entry_path          text,
    car_context         text,
    usage_count         integer NOT NULL DEFAULT 1,
    total_time_seconds  integer NOT NULL DEFAULT 0,
    first_used_at       timestamptz NOT NULL DEFAULT now(),
    last_used_at        timestamptz NOT NULL DEFAULT now(),
    created_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, feature_name)
);

COMMENT ON TABLE feature_usage IS 'How often and how long each user uses each feature';
COMMENT ON COLUMN feature_usage.car_context IS 'Slug of the car in view when it was last used';

CREATE INDEX idx_feature_usage_feature_name ON feature_usage (feature_name);

ALTER TABLE feature_usage ENABLE ROW LEVEL SECURITY;
CREATE POLICY feature_usage_insert ON feature_usage FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY feature_usage_select ON feature_usage FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY feature_usage_service ON feature_usage FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE search_analytics (
    id                       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id               text NOT NULL,
    user_id                  uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    query                    text NOT NULL,
    search_type              text NOT NULL DEFAULT 'global',
    results_count            integer NOT NULL DEFAULT 0,
    clicked_result           text,
    clicked_result_position  integer,
    clicked_result_type      text,
    page_context             text,
    filters_applied          jsonb NOT NULL DEFAULT '{}',
    created_at               timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE search_analytics IS 'Searches, how much they found and what was opened';
COMMENT ON COLUMN search_analytics.query IS 'Clients cut it at 500 characters';
COMMENT ON COLUMN search_analytics.clicked_result IS 'Id or slug of what was opened';
COMMENT ON COLUMN search_analytics.clicked_result_position IS '1 is the first result';

CREATE INDEX idx_search_analytics_created_at ON search_analytics (created_at DESC);
CREATE INDEX idx_search_analytics_user_id ON search_analytics (user_id);

ALTER TABLE search_analytics ENABLE ROW LEVEL SECURITY;
CREATE POLICY search_analytics_insert ON search_analytics FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY search_analytics_select ON search_analytics FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY search_analytics_service ON search_analytics FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Figures by day ------------------------------------------------------------------------------------------------------

CREATE TABLE content_metrics (
    id                        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    snapshot_date             date NOT NULL DEFAULT CURRENT_DATE,
    content_type              text NOT NULL,
    content_id                text,
    views                     integer NOT NULL DEFAULT 0,
    engagement_score          numeric(6,2),

    -- size of the library, in rows of content_type library
    total_vehicles            integer,
    vehicles_with_hero_image  integer,
    vehicles_with_embedding   integer,
    total_events              integer,
    approved_events           integer,
    upcoming_events           integer,
    total_videos              integer,
    processed_videos          integer,
    pending_videos            integer,
    total_insights            integer,
    kb_chunks                 integer,
    total_parts               integer,
    parts_with_fitment        integer,
    forum_threads_scraped     integer,
    created_at                timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (snapshot_date, content_type, content_id)
);

COMMENT ON TABLE content_metrics IS
    'Figures of content by day: views of single items, and one row a day with the size of the library';
COMMENT ON COLUMN content_metrics.content_type IS 'Kind of content; library marks the daily row on the whole';
COMMENT ON COLUMN content_metrics.content_id IS 'Id or slug of the item; empty for the library';

ALTER TABLE content_metrics ENABLE ROW LEVEL SECURITY;
CREATE POLICY content_metrics_select ON content_metrics FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY content_metrics_service ON content_metrics FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE usage_metrics (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    service_name  text NOT NULL,
    metric_name   text NOT NULL,
    metric_value  numeric NOT NULL,
    unit          text,
    period        text NOT NULL DEFAULT 'daily',
    metric_date   date NOT NULL,
    metadata      jsonb NOT NULL DEFAULT '{}',
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (service_name, metric_name, metric_date)
);

COMMENT ON TABLE usage_metrics IS 'Named figures by service and day, for example retention';
COMMENT ON COLUMN usage_metrics.service_name IS 'For example PLATFORM';
COMMENT ON COLUMN usage_metrics.metric_name IS
    'For example D1_RETENTION, D7_RETENTION, D30_RETENTION, DAILY_ACTIVE_USERS, DAILY_ERRORS';
COMMENT ON COLUMN usage_metrics.unit IS 'Unit of metric_value, for example percent';

ALTER TABLE usage_metrics ENABLE ROW LEVEL SECURITY;
CREATE POLICY usage_metrics_select ON usage_metrics FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY usage_metrics_service ON usage_metrics FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE daily_metrics_snapshot (
    id                     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    date                   date NOT NULL UNIQUE,
    total_users            integer NOT NULL DEFAULT 0,
    new_users              integer NOT NULL DEFAULT 0,
    active_users           integer NOT NULL DEFAULT 0,
    page_views             integer NOT NULL DEFAULT 0,
    unique_sessions        integer NOT NULL DEFAULT 0,
    al_conversations       integer NOT NULL DEFAULT 0,
    al_messages            integer NOT NULL DEFAULT 0,
    errors_today           integer NOT NULL DEFAULT 0,
    critical_errors_today  integer NOT NULL DEFAULT 0,
    feedback_count         integer NOT NULL DEFAULT 0,
    vehicles_added         integer NOT NULL DEFAULT 0,
    builds_saved           integer NOT NULL DEFAULT 0,
    favorites_added        integer NOT NULL DEFAULT 0,
    events_saved           integer NOT NULL DEFAULT 0,
    total_cars             integer NOT NULL DEFAULT 0,
    total_parts            integer NOT NULL DEFAULT 0,
    total_posts            integer NOT NULL DEFAULT 0,
    revenue_cents          bigint NOT NULL DEFAULT 0,
    created_at             timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE daily_metrics_snapshot IS
    'The day in figures, written by generate_daily_metrics_snapshot(): totals at that time, and counts of the '
    'day so far';
COMMENT ON COLUMN daily_metrics_snapshot.active_users IS 'See get_daily_active_users()';
COMMENT ON COLUMN daily_metrics_snapshot.critical_errors_today IS 'Errors of severity blocking';
COMMENT ON COLUMN daily_metrics_snapshot.revenue_cents IS 'US cents of revenue_transactions dated that day';

ALTER TABLE daily_metrics_snapshot ENABLE ROW LEVEL SECURITY;
CREATE POLICY daily_metrics_snapshot_select ON daily_metrics_snapshot FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY daily_metrics_snapshot_service ON daily_metrics_snapshot FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE api_usage_tracking (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id        uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    endpoint       text NOT NULL,
    method         text NOT NULL CHECK (method IN ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
    status_code    integer,
    response_time  integer,
    request_id     text,
    ip_hash        text,
    created_at     timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE api_usage_tracking IS 'Requests to the API';
COMMENT ON COLUMN api_usage_tracking.response_time IS 'Milliseconds';
COMMENT ON COLUMN api_usage_tracking.ip_hash IS 'Hash of the address; the address itself is not kept';

CREATE INDEX idx_api_usage_tracking_created_at ON api_usage_tracking (created_at DESC);
CREATE INDEX idx_api_usage_tracking_user_id ON api_usage_tracking (user_id);

ALTER TABLE api_usage_tracking ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_usage_tracking_select ON api_usage_tracking FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY api_usage_tracking_service ON api_usage_tracking FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Errors --------------------------------------------------------------------------------------------------------------

CREATE TABLE application_errors (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    error_hash            text NOT NULL UNIQUE,

    -- what happened
    error_message         text NOT NULL,
    error_type            text NOT NULL
                          CHECK (error_type IN ('client_error', 'server_error', 'external_api_failure',
                                                'database_error', 'auth_error', 'cron_failure', 'slow_request',
                                                'unhandled_exception', 'api_error', 'network_error',
                                                'validation_error')),
    error_source          text NOT NULL
                          CHECK (error_source IN ('client', 'api', 'cron', 'external_api', 'database', 'auth')),
    severity              text NOT NULL DEFAULT 'major' CHECK (severity IN ('blocking', 'major', 'minor')),
    error_code            text,

    -- where
    page_url              text,
    api_route             text,
    component_name        text,
    feature_context       text,
    stack_trace           text,

    -- request
    http_method           text,
    http_status           integer,
    request_duration_ms   integer,
    request_id            text,
    external_service      text,
    external_endpoint     text,

    -- to whom
    user_id               uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    session_id            text,
    user_tier             text CHECK (user_tier IN ('free', 'collector', 'tuner', 'admin')),
    affected_users_count  integer NOT NULL DEFAULT 0,
    browser               text,
    os                    text,
    is_mobile             boolean,
    screen_size           text,
    referrer              text,
    app_version           text,
    metadata              jsonb NOT NULL DEFAULT '{}',

    -- how often
    occurrence_count      integer NOT NULL DEFAULT 1,
    first_seen_at         timestamptz NOT NULL DEFAULT now(),
    last_seen_at          timestamptz NOT NULL DEFAULT now(),

    -- handling
    status                text NOT NULL DEFAULT 'new'
                          CHECK (status IN ('new', 'reviewed', 'in_progress', 'resolved', 'wont_fix', 'duplicate',
                                            'fixed', 'closed')),
    is_resolved           boolean NOT NULL DEFAULT false,
    resolved_at           timestamptz,
    resolved_by           uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    resolution_notes      text,
    fixed_at              timestamptz,
    fixed_in_version      text,
    fix_notes             text,

    -- returns
    is_regression         boolean NOT NULL DEFAULT false,
    regression_of         uuid REFERENCES application_errors (id) ON DELETE SET NULL,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE application_errors IS
    'Errors of the application, one row for each distinct error; see upsert_application_error() and '
    'mark_error_fixed()';
COMMENT ON COLUMN application_errors.error_hash IS 'Fingerprint that makes two errors the same one';
COMMENT ON COLUMN application_errors.severity IS 'blocking: nothing works; major: a feature fails; minor: a blemish';
COMMENT ON COLUMN application_errors.request_duration_ms IS 'Milliseconds';
COMMENT ON COLUMN application_errors.user_id IS 'The user who met it last';
COMMENT ON COLUMN application_errors.user_tier IS 'Tier of that user then';
COMMENT ON COLUMN application_errors.first_seen_at IS 'Stays when the error comes back';
COMMENT ON COLUMN application_errors.is_regression IS 'It came back after it had been fixed';

CREATE INDEX idx_application_errors_last_seen_at ON application_errors (last_seen_at DESC);
CREATE INDEX idx_application_errors_status_severity ON application_errors (status, severity);
CREATE INDEX idx_application_errors_is_regression ON application_errors (is_regression) WHERE is_regression;
CREATE INDEX idx_application_errors_user_id ON application_errors (user_id);
CREATE INDEX idx_application_errors_resolved_by ON application_errors (resolved_by);
CREATE INDEX idx_application_errors_regression_of ON application_errors (regression_of);

CREATE TRIGGER update_application_errors_updated_at BEFORE UPDATE ON application_errors
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE application_errors ENABLE ROW LEVEL SECURITY;
CREATE POLICY application_errors_select ON application_errors FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY application_errors_update ON application_errors FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY application_errors_service ON application_errors FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);
