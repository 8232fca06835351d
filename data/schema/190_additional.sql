-- Tables the AutoRev reference counts without naming them, as far as the program uses
-- them: lap times, recalls and maintenance habits of owners, engagement, answers to
-- the questionnaire, ratings of insights, comparison articles.  And the summaries of
-- user feedback.  user_vehicle_scores is our own: it keeps the garage score, for which the
-- catalogued user_vehicles has no column.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Owners' records -----------------------------------------------------------------------------------------------------

CREATE TYPE track_condition AS ENUM ('dry', 'damp', 'wet', 'cold', 'hot', 'optimal');
CREATE TYPE session_type AS ENUM (
    'practice', 'time_attack', 'track_day', 'competition', 'autocross', 'driving_school');

COMMENT ON TYPE track_condition IS 'State of the track; cold is below 60 F, hot above 90 F';
COMMENT ON TYPE session_type IS 'Occasion of a lap';

CREATE TABLE user_track_times (
    id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                 uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    user_vehicle_id         uuid REFERENCES user_vehicles (id) ON DELETE SET NULL,
    car_id                  uuid REFERENCES cars (id) ON DELETE SET NULL,
    car_slug                text,

    -- where
    track_name              text NOT NULL,
    track_config            text,
    track_length_miles      numeric(5,3),

    -- the lap
    lap_time_seconds        numeric(8,3) NOT NULL CHECK (lap_time_seconds > 0),
    session_date            date NOT NULL DEFAULT CURRENT_DATE,
    session_type            session_type DEFAULT 'track_day',
    conditions              track_condition DEFAULT 'dry',
    ambient_temp_f          integer,
    track_temp_f            integer,

    -- the car at that time
    tire_compound           text,
    tire_pressure_front     numeric(4,1),
    tire_pressure_rear      numeric(4,1),
    mods_summary            jsonb DEFAULT '{}',
    estimated_hp            integer,

    -- what the estimator had said
    estimated_time_seconds  numeric(8,3),
    driver_skill_level      text,

    -- the driver's own words
    notes                   text,
    highlights              text,
    areas_to_improve        text,

    -- what AL made of it
    al_analysis             jsonb,
    al_analyzed_at          timestamptz,
    is_verified             boolean DEFAULT false,
    timing_system           text,
    created_at              timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_track_times IS 'Lap times that users have driven';
COMMENT ON COLUMN user_track_times.car_id IS 'Filled from car_slug';
COMMENT ON COLUMN user_track_times.track_config IS 'Layout, for example Full Course';
COMMENT ON COLUMN user_track_times.lap_time_seconds IS 'Seconds, to the millisecond';
COMMENT ON COLUMN user_track_times.ambient_temp_f IS 'Degrees Fahrenheit';
COMMENT ON COLUMN user_track_times.track_temp_f IS 'Degrees Fahrenheit, of the surface';
COMMENT ON COLUMN user_track_times.tire_pressure_front IS 'psi';
COMMENT ON COLUMN user_track_times.tire_pressure_rear IS 'psi';
COMMENT ON COLUMN user_track_times.estimated_hp IS 'Horsepower of the car as driven';
COMMENT ON COLUMN user_track_times.estimated_time_seconds IS 'Seconds';
COMMENT ON COLUMN user_track_times.driver_skill_level IS 'Skill the estimate was made for';
COMMENT ON COLUMN user_track_times.is_verified IS 'The time comes from a timing system';

CREATE INDEX idx_user_track_times_user_id ON user_track_times (user_id);
CREATE INDEX idx_user_track_times_user_vehicle_id ON user_track_times (user_vehicle_id);
CREATE INDEX idx_user_track_times_car_slug ON user_track_times (car_slug);
CREATE INDEX idx_user_track_times_track_name ON user_track_times (track_name);
CREATE INDEX idx_user_track_times_session_date ON user_track_times (session_date DESC);
CREATE INDEX idx_user_track_times_best ON user_track_times (user_id, track_name, lap_time_seconds);
CREATE INDEX idx_user_track_times_car_id ON user_track_times (car_id);

CREATE TRIGGER auto_car_id_user_track_times BEFORE INSERT OR UPDATE ON user_track_times
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_user_track_times_updated_at BEFORE UPDATE ON user_track_times
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_track_times ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_track_times_select ON user_track_times FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_track_times_delete ON user_track_times FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_track_times_insert ON user_track_times FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_track_times_update ON user_track_times FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_track_times_service ON user_track_times FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TRIGGER guard_columns_user_track_times BEFORE INSERT OR UPDATE ON user_track_times
    FOR EACH ROW EXECUTE FUNCTION guard_columns('is_verified=false');

CREATE TABLE user_maintenance_preferences (
    id                          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_vehicle_id             uuid NOT NULL UNIQUE REFERENCES user_vehicles (id) ON DELETE CASCADE,
    user_id                     uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,

    -- oil
    preferred_oil_brand         text,
    preferred_oil_weight        text,
    oil_change_interval_miles   integer CHECK (oil_change_interval_miles > 0),
    oil_change_interval_months  integer CHECK (oil_change_interval_months > 0),

    -- tyres and fuel
    preferred_tire_brand        text,
    preferred_tire_model        text,
    tire_pressure_front         integer,
    tire_pressure_rear          integer,
    preferred_fuel_octane       integer,
    uses_e85                    boolean DEFAULT false,

    -- who does it
    preferred_shop_name         text,
    preferred_shop_type         text CHECK (preferred_shop_type IN ('dealer', 'independent', 'self')),

    -- what to be reminded of
    notify_oil_change           boolean DEFAULT true,
    notify_tire_rotation        boolean DEFAULT true,
    notify_brake_service        boolean DEFAULT true,
    notify_major_service        boolean DEFAULT true,
    notes                       text,
    created_at                  timestamptz DEFAULT now(),
    updated_at                  timestamptz DEFAULT now()
);

COMMENT ON TABLE user_maintenance_preferences IS
    'How an owner wants one vehicle maintained, where that differs from the maker''s schedule';
COMMENT ON COLUMN user_maintenance_preferences.oil_change_interval_miles IS
    'Used instead of the maker''s figure for user_vehicles.next_oil_due_mileage';
COMMENT ON COLUMN user_maintenance_preferences.tire_pressure_front IS 'psi';
COMMENT ON COLUMN user_maintenance_preferences.tire_pressure_rear IS 'psi';
COMMENT ON COLUMN user_maintenance_preferences.preferred_fuel_octane IS 'AKI';

CREATE INDEX idx_user_maintenance_preferences_user_id ON user_maintenance_preferences (user_id);

CREATE TRIGGER update_user_maintenance_preferences_updated_at BEFORE UPDATE ON user_maintenance_preferences
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_maintenance_preferences ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_maintenance_preferences_select ON user_maintenance_preferences FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_maintenance_preferences_delete ON user_maintenance_preferences FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_maintenance_preferences_service ON user_maintenance_preferences FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE POLICY user_maintenance_preferences_insert ON user_maintenance_preferences FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = user_vehicle_id AND v.user_id = (SELECT auth.uid())));
CREATE POLICY user_maintenance_preferences_update ON user_maintenance_preferences FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = user_vehicle_id AND v.user_id = (SELECT auth.uid())));

-- Trigger: a recorded oil change says when the next one is due, unless the caller
-- does.  The owner's interval goes before the maker's.
CREATE FUNCTION set_next_oil_due() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_interval integer;
BEGIN
    IF NEW.last_oil_change_miles IS NULL
       OR TG_OP = 'INSERT' AND NEW.next_oil_due_mileage IS NOT NULL
       OR TG_OP = 'UPDATE' AND (NEW.last_oil_change_miles IS NOT DISTINCT FROM OLD.last_oil_change_miles
                                OR NEW.next_oil_due_mileage IS DISTINCT FROM OLD.next_oil_due_mileage) THEN
        RETURN NEW;
    END IF;
    SELECT coalesce((SELECT p.oil_change_interval_miles
                       FROM user_maintenance_preferences p
                      WHERE p.user_vehicle_id = NEW.id),
                    (SELECT s.oil_change_interval_miles
                       FROM vehicle_maintenance_specs s
                      WHERE s.car_id = NEW.matched_car_id
                      LIMIT 1))
      INTO v_interval;
    NEW.next_oil_due_mileage := NEW.last_oil_change_miles + v_interval;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION set_next_oil_due() IS
    'Trigger: sets user_vehicles.next_oil_due_mileage from the last oil change and the interval; null when unknown';

-- By name it runs after auto_car_id_user_vehicles, which finds the car.
CREATE TRIGGER set_next_oil_due BEFORE INSERT OR UPDATE ON user_vehicles
    FOR EACH ROW EXECUTE FUNCTION set_next_oil_due();

CREATE TABLE user_recall_tracking (
    id                     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_vehicle_id        uuid NOT NULL REFERENCES user_vehicles (id) ON DELETE CASCADE,
    user_id                uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    nhtsa_campaign_number  text NOT NULL,
    recall_title           text,
    recall_component       text,
    recall_summary         text,
    status                 text DEFAULT 'open'
                           CHECK (status IN ('open', 'scheduled', 'completed', 'not_applicable')),
    completion_date        date,
    completion_mileage     integer,
    completion_notes       text,
    service_location       text,
    last_notified_at       timestamptz,
    dismissed              boolean DEFAULT false,
    created_at             timestamptz DEFAULT now(),
    updated_at             timestamptz DEFAULT now(),
    UNIQUE (user_vehicle_id, nhtsa_campaign_number)
);

COMMENT ON TABLE user_recall_tracking IS 'What an owner has done about each recall of a vehicle';
COMMENT ON COLUMN user_recall_tracking.nhtsa_campaign_number IS 'As in car_recalls.recall_campaign_number';
COMMENT ON COLUMN user_recall_tracking.completion_mileage IS 'Miles on the clock';
COMMENT ON COLUMN user_recall_tracking.dismissed IS 'The owner does not want to see it';

CREATE INDEX idx_user_recall_tracking_user_id ON user_recall_tracking (user_id);
CREATE INDEX idx_user_recall_tracking_status ON user_recall_tracking (status);

CREATE TRIGGER update_user_recall_tracking_updated_at BEFORE UPDATE ON user_recall_tracking
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_recall_tracking ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_recall_tracking_select ON user_recall_tracking FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_recall_tracking_delete ON user_recall_tracking FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_recall_tracking_service ON user_recall_tracking FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE POLICY user_recall_tracking_insert ON user_recall_tracking FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = user_vehicle_id AND v.user_id = (SELECT auth.uid())));
CREATE POLICY user_recall_tracking_update ON user_recall_tracking FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = user_vehicle_id AND v.user_id = (SELECT auth.uid())));

CREATE TABLE user_vehicle_scores (
    vehicle_id          uuid PRIMARY KEY REFERENCES user_vehicles (id) ON DELETE CASCADE,
    user_id             uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    garage_score        integer NOT NULL DEFAULT 0 CHECK (garage_score BETWEEN 0 AND 100),
    score_breakdown     jsonb NOT NULL DEFAULT '{}',
    specs_confirmed_at  timestamptz,
    score_updated_at    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_vehicle_scores IS
    'How complete a vehicle''s page in the garage is, written by update_garage_score()';
COMMENT ON COLUMN user_vehicle_scores.garage_score IS '0 to 100';
COMMENT ON COLUMN user_vehicle_scores.score_breakdown IS
    'Object: points for specs_confirmed, build_saved, build_shared, parts_specified, photos_uploaded';
COMMENT ON COLUMN user_vehicle_scores.specs_confirmed_at IS
    'When the owner said that the specifications shown are right';

CREATE INDEX idx_user_vehicle_scores_user_id ON user_vehicle_scores (user_id);

ALTER TABLE user_vehicle_scores ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_vehicle_scores_select ON user_vehicle_scores FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_vehicle_scores_delete ON user_vehicle_scores FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_vehicle_scores_service ON user_vehicle_scores FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE POLICY user_vehicle_scores_insert ON user_vehicle_scores FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = vehicle_id AND v.user_id = (SELECT auth.uid())));
CREATE POLICY user_vehicle_scores_update ON user_vehicle_scores FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = vehicle_id AND v.user_id = (SELECT auth.uid())));

-- Engagement and preferences ------------------------------------------------------------------------------------------

CREATE TABLE user_engagement_scores (
    user_id                     uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
    score                       integer NOT NULL DEFAULT 0 CHECK (score >= 0),
    peak_score                  integer NOT NULL DEFAULT 0,

    -- what the score is made of
    garage_cars_count           integer NOT NULL DEFAULT 0,
    al_conversations_count      integer NOT NULL DEFAULT 0,
    events_saved_count          integer NOT NULL DEFAULT 0,
    parts_searches_count        integer NOT NULL DEFAULT 0,
    builds_saved_count          integer NOT NULL DEFAULT 0,
    comparisons_count           integer NOT NULL DEFAULT 0,

    -- activity
    last_activity_at            timestamptz,
    first_activity_at           timestamptz,
    score_updated_at            timestamptz,
    previous_score              integer NOT NULL DEFAULT 0,

    -- milestones, each with the time it was reached
    milestone_first_car         boolean NOT NULL DEFAULT false,
    milestone_first_car_at      timestamptz,
    milestone_first_al_chat     boolean NOT NULL DEFAULT false,
    milestone_first_al_chat_at  timestamptz,
    milestone_first_event       boolean NOT NULL DEFAULT false,
    milestone_first_event_at    timestamptz,
    milestone_first_build       boolean NOT NULL DEFAULT false,
    milestone_first_build_at    timestamptz,
    milestone_returned_7d       boolean NOT NULL DEFAULT false,
    milestone_returned_7d_at    timestamptz,
    milestone_returned_30d      boolean NOT NULL DEFAULT false,
    milestone_returned_30d_at   timestamptz,

    -- alerts, each with the time it was raised
    alert_score_dropped         boolean NOT NULL DEFAULT false,
    alert_score_dropped_at      timestamptz,
    alert_inactive_7d           boolean NOT NULL DEFAULT false,
    alert_inactive_7d_at        timestamptz,
    alert_inactive_14d          boolean NOT NULL DEFAULT false,
    alert_inactive_14d_at       timestamptz,
    created_at                  timestamptz NOT NULL DEFAULT now(),
    updated_at                  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_engagement_scores IS
    'How much each user uses AutoRev, written by update_user_engagement_score()';
COMMENT ON COLUMN user_engagement_scores.score IS
    'Points for what was done, less half a point for each inactive day, at least 0';
COMMENT ON COLUMN user_engagement_scores.peak_score IS 'Highest score so far';
COMMENT ON COLUMN user_engagement_scores.previous_score IS 'Score before the last calculation';

CREATE INDEX idx_user_engagement_scores_score ON user_engagement_scores (score DESC);
CREATE INDEX idx_user_engagement_scores_last_activity_at ON user_engagement_scores (last_activity_at);

CREATE TRIGGER update_user_engagement_scores_updated_at BEFORE UPDATE ON user_engagement_scores
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_engagement_scores ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_engagement_scores_select ON user_engagement_scores FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY user_engagement_scores_service ON user_engagement_scores FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE user_preferences (
    id                           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                      uuid NOT NULL UNIQUE REFERENCES auth.users (id) ON DELETE CASCADE,
    driving_focus                text[],
    work_preference              text CHECK (work_preference IN ('diy', 'shop', 'mixed')),
    budget_comfort               text CHECK (budget_comfort IN ('budget', 'moderate', 'no_limit')),
    mod_experience               text CHECK (mod_experience IN ('beginner', 'intermediate', 'expert')),
    primary_goals                text[],
    track_frequency              text
                                 CHECK (track_frequency IN ('never', 'occasionally', 'regularly', 'competitive')),
    detail_level                 text CHECK (detail_level IN ('quick_tips', 'balanced', 'deep_dive')),
    responses                    jsonb DEFAULT '{}',
    questionnaire_points_earned  integer DEFAULT 0,
    created_at                   timestamptz DEFAULT now(),
    updated_at                   timestamptz DEFAULT now()
);

COMMENT ON TABLE user_preferences IS 'What a user likes and does, from the enthusiast questionnaire; AL reads it';
COMMENT ON COLUMN user_preferences.driving_focus IS 'Any of power, handling, daily, track, show';
COMMENT ON COLUMN user_preferences.primary_goals IS
    'Any of more_power, better_handling, reliability, sound, aesthetics';
COMMENT ON COLUMN user_preferences.responses IS 'Object: every answer by question key';
COMMENT ON COLUMN user_preferences.questionnaire_points_earned IS 'Points for answers given, 10 to 15 each';

CREATE TRIGGER update_user_preferences_updated_at BEFORE UPDATE ON user_preferences
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_preferences ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_preferences_select ON user_preferences FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_preferences_insert ON user_preferences FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_preferences_update ON user_preferences FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_preferences_delete ON user_preferences FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_preferences_service ON user_preferences FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE insight_feedback (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id          uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    insight_type     text NOT NULL,
    insight_key      text NOT NULL,
    car_id           uuid REFERENCES cars (id) ON DELETE SET NULL,
    car_slug         text,
    rating           text NOT NULL CHECK (rating IN ('up', 'down')),
    feedback_text    text,
    insight_content  text,
    insight_title    text,
    created_at       timestamptz DEFAULT now(),
    UNIQUE (user_id, insight_type, insight_key)
);

COMMENT ON TABLE insight_feedback IS 'Thumbs up or down for an insight, one vote of a user for each';
COMMENT ON COLUMN insight_feedback.insight_type IS
    'known_issue, maintenance_due, upgrade_suggestion, value_trend, recall or youtube_content';
COMMENT ON COLUMN insight_feedback.insight_key IS
    'Names the insight within its type, for example the id of an issue';
COMMENT ON COLUMN insight_feedback.insight_content IS 'What was shown';

CREATE INDEX idx_insight_feedback_insight_type ON insight_feedback (insight_type);
CREATE INDEX idx_insight_feedback_rating ON insight_feedback (rating);
CREATE INDEX idx_insight_feedback_created_at ON insight_feedback (created_at DESC);
CREATE INDEX idx_insight_feedback_car_id ON insight_feedback (car_id);
CREATE INDEX idx_insight_feedback_user_id_car_id ON insight_feedback (user_id, car_id);

CREATE TRIGGER auto_car_id_insight_feedback BEFORE INSERT OR UPDATE ON insight_feedback
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE insight_feedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY insight_feedback_select ON insight_feedback FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY insight_feedback_insert ON insight_feedback FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY insight_feedback_update ON insight_feedback FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY insight_feedback_delete ON insight_feedback FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY insight_feedback_service ON insight_feedback FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Comparison articles -------------------------------------------------------------------------------------------------

CREATE TABLE comparison_pages (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug                text NOT NULL UNIQUE,
    title               text NOT NULL,
    car_slugs           text[] NOT NULL,
    comparison_type     text NOT NULL
                        CHECK (comparison_type IN ('head_to_head', 'three_way', 'best_under', 'best_for',
                                                   'alternatives')),
    meta_description    text,
    meta_keywords       text[],
    intro_content       text,
    comparison_data     jsonb DEFAULT '{}',
    pros_cons           jsonb DEFAULT '{}',
    al_recommendation   text,
    al_generated_at     timestamptz,
    conclusion_content  text,
    winner_slug         text,
    winner_rationale    text,
    is_published        boolean DEFAULT false,
    published_at        timestamptz,
    view_count          integer DEFAULT 0,
    created_at          timestamptz DEFAULT now(),
    updated_at          timestamptz DEFAULT now()
);

COMMENT ON TABLE comparison_pages IS 'Articles that compare cars';
COMMENT ON COLUMN comparison_pages.car_slugs IS 'Slugs of cars, in the order of the article';
COMMENT ON COLUMN comparison_pages.comparison_data IS 'Object: categories, an array of name, winner and analysis';
COMMENT ON COLUMN comparison_pages.pros_cons IS 'Object: by slug, the arrays pros and cons';
COMMENT ON COLUMN comparison_pages.winner_slug IS 'The car that comes out first, when there is one';

CREATE INDEX idx_comparison_pages_comparison_type ON comparison_pages (comparison_type);
CREATE INDEX idx_comparison_pages_is_published ON comparison_pages (is_published) WHERE is_published;
CREATE INDEX idx_comparison_pages_car_slugs ON comparison_pages USING gin (car_slugs);
CREATE INDEX idx_comparison_pages_view_count ON comparison_pages (view_count DESC);

CREATE TRIGGER update_comparison_pages_updated_at BEFORE UPDATE ON comparison_pages
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE comparison_pages ENABLE ROW LEVEL SECURITY;
CREATE POLICY comparison_pages_select ON comparison_pages FOR SELECT TO anon, authenticated
    USING (is_published OR (SELECT is_admin()));
CREATE POLICY comparison_pages_insert ON comparison_pages FOR INSERT TO authenticated
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY comparison_pages_update ON comparison_pages FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY comparison_pages_delete ON comparison_pages FOR DELETE TO authenticated USING ((SELECT is_admin()));
CREATE POLICY comparison_pages_service ON comparison_pages FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Summaries of user feedback ------------------------------------------------------------------------------------------

CREATE VIEW feedback_daily_summary WITH (security_invoker = true) AS
SELECT created_at::date AS date,
       feedback_type,
       count(*) AS count,
       count(DISTINCT user_id) AS unique_users,
       avg(sentiment_score) AS avg_sentiment
  FROM user_feedback
 GROUP BY created_at::date, feedback_type
 ORDER BY date DESC, feedback_type;

COMMENT ON VIEW feedback_daily_summary IS 'Feedback by day and kind, newest day first';

CREATE VIEW feedback_status_summary WITH (security_invoker = true) AS
SELECT status,
       priority,
       count(*) AS count,
       min(created_at) AS oldest,
       max(created_at) AS newest
  FROM user_feedback
 GROUP BY status, priority
 ORDER BY coalesce(array_position(ARRAY['new', 'reviewed', 'in_progress'], status), 4), status,
          coalesce(array_position(ARRAY['urgent', 'high', 'normal'], priority), 4);

COMMENT ON VIEW feedback_status_summary IS 'Feedback by state and priority, what waits and is urgent first';

CREATE VIEW feedback_top_features WITH (security_invoker = true) AS
SELECT message,
       count(*) AS request_count,
       array_agg(DISTINCT user_id) AS requesting_users
  FROM user_feedback
 WHERE feedback_type = 'feature' AND status NOT IN ('resolved', 'wont_fix', 'duplicate', 'fixed', 'closed')
 GROUP BY message
 ORDER BY request_count DESC, message
 LIMIT 50;

COMMENT ON VIEW feedback_top_features IS 'The 50 features asked for most that are not done or turned down';

CREATE VIEW feedback_bug_triage WITH (security_invoker = true) AS
SELECT f.id, f.category, f.severity, f.message, f.email, f.page_url,
       c.slug AS car_slug,
       f.feature_context, f.user_tier, f.browser_info, f.status, f.priority, f.created_at, f.resolved_at,
       CASE WHEN f.resolved_at IS NOT NULL THEN 'resolved'
            WHEN f.severity = 'blocking' THEN 'critical'
            WHEN f.severity = 'major' THEN 'needs_attention'
            ELSE 'backlog'
       END AS triage_status,
       now() - f.created_at AS age
  FROM user_feedback f
  LEFT JOIN cars c ON c.id = f.car_id
 WHERE f.category = 'bug'
 ORDER BY coalesce(array_position(ARRAY['blocking', 'major', 'minor'], f.severity), 4), f.created_at;

COMMENT ON VIEW feedback_bug_triage IS 'Bugs reported by users, worst first, then oldest';

CREATE VIEW feedback_by_tier WITH (security_invoker = true) AS
SELECT user_tier,
       category,
       count(*) AS feedback_count,
       avg(rating)::numeric(3,2) AS avg_rating,
       count(*) FILTER (WHERE category = 'praise') AS praise_count,
       count(*) FILTER (WHERE category = 'bug') AS bug_count,
       count(*) FILTER (WHERE category = 'feature') AS feature_count
  FROM user_feedback
 WHERE user_tier IS NOT NULL
 GROUP BY user_tier, category
 ORDER BY user_tier, category;

COMMENT ON VIEW feedback_by_tier IS 'Feedback by tier of the user and category';
