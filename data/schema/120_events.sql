-- Events: kinds, single events and series, who saves and submits them, where they
-- come from, and the cities whose coverage is watched.
--
-- Accounts are referred to by user_profiles here, not by auth.users.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Trigger: the events family has its own copy of the timestamp trigger.
CREATE FUNCTION update_events_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION update_events_updated_at() IS 'Trigger: stamps updated_at of events and event_sources';

CREATE TABLE event_types (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug            text NOT NULL UNIQUE,
    name            text NOT NULL,
    description     text,
    icon            text,
    sort_order      integer NOT NULL DEFAULT 0,
    is_track_event  boolean NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE event_types IS 'Kinds of events, from cars and coffee to time attack';
COMMENT ON COLUMN event_types.icon IS 'An emoji or the name of an icon';
COMMENT ON COLUMN event_types.is_track_event IS 'Whether cars are driven on a track or course';

ALTER TABLE event_types ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_types_select ON event_types FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY event_types_insert ON event_types FOR INSERT TO authenticated WITH CHECK ((SELECT is_admin()));
CREATE POLICY event_types_update ON event_types FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY event_types_delete ON event_types FOR DELETE TO authenticated USING ((SELECT is_admin()));
CREATE POLICY event_types_service ON event_types FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE event_sources (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name             text NOT NULL UNIQUE,
    source_type      text NOT NULL CHECK (source_type IN ('api', 'scrape', 'rss', 'manual')),
    base_url         text,
    api_config       jsonb,
    scrape_config    jsonb,
    regions_covered  text[],
    event_types      text[],
    is_active        boolean NOT NULL DEFAULT true,
    last_run_at      timestamptz,
    last_run_status  text,
    last_run_events  integer,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE event_sources IS 'Places events are gathered from: an API, a web site, a feed, or people';
COMMENT ON COLUMN event_sources.name IS
    'Unique; its normalised form is the key of the program that reads the source';
COMMENT ON COLUMN event_sources.event_types IS 'Slugs of the kinds the source offers';
COMMENT ON COLUMN event_sources.last_run_events IS 'Events found by the last run';

CREATE INDEX idx_event_sources_is_active ON event_sources (is_active);

CREATE TRIGGER trigger_event_sources_updated_at BEFORE UPDATE ON event_sources
    FOR EACH ROW EXECUTE FUNCTION update_events_updated_at();

ALTER TABLE event_sources ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_sources_admin ON event_sources FOR ALL TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY event_sources_service ON event_sources FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE event_series (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug                  text NOT NULL UNIQUE,
    name                  text NOT NULL,
    description           text,
    event_type_id         uuid REFERENCES event_types (id) ON DELETE SET NULL,
    recurrence_rule       text,
    recurrence_frequency  text
                          CHECK (recurrence_frequency IN ('weekly', 'biweekly', 'monthly', 'quarterly', 'annual')),
    venue_name            text,
    city                  text,
    state                 text,
    latitude              numeric(10,7),
    longitude             numeric(10,7),
    source_url            text,
    is_active             boolean NOT NULL DEFAULT true,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE event_series IS 'Events that repeat; event_series_next_occurrence adds the next date';
COMMENT ON COLUMN event_series.recurrence_rule IS 'RRULE text of RFC 5545, for example FREQ=MONTHLY;BYDAY=1SU';
COMMENT ON COLUMN event_series.latitude IS 'Degrees north, WGS 84';
COMMENT ON COLUMN event_series.longitude IS 'Degrees east, WGS 84';

CREATE INDEX idx_event_series_event_type_id ON event_series (event_type_id);

CREATE TRIGGER update_event_series_updated_at BEFORE UPDATE ON event_series
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE event_series ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_series_select ON event_series FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY event_series_service ON event_series FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE events (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug                text NOT NULL UNIQUE,
    name                text NOT NULL,
    description         text,
    event_type_id       uuid REFERENCES event_types (id),

    -- when; times are local to the timezone
    start_date          date NOT NULL,
    end_date            date,
    start_time          time,
    end_time            time,
    timezone            text NOT NULL DEFAULT 'America/New_York',

    -- where
    venue_name          text,
    address             text,
    city                text NOT NULL,
    state               text,
    zip                 text,
    country             text NOT NULL DEFAULT 'USA',
    latitude            numeric(10,7),
    longitude           numeric(10,7),
    region              text,
    scope               text NOT NULL CHECK (scope IN ('local', 'regional', 'national')),

    -- source and cost
    source_url          text NOT NULL,
    source_name         text,
    registration_url    text,
    image_url           text,
    cost_text           text,
    is_free             boolean NOT NULL DEFAULT false,

    -- state
    status              text NOT NULL DEFAULT 'pending'
                        CHECK (status IN ('pending', 'approved', 'rejected', 'expired')),
    featured            boolean NOT NULL DEFAULT false,
    submitted_by        uuid REFERENCES user_profiles (id) ON DELETE SET NULL,
    approved_by         uuid REFERENCES user_profiles (id) ON DELETE SET NULL,
    approved_at         timestamptz,
    last_verified_at    timestamptz,

    -- provenance
    ingested_source_id  uuid REFERENCES event_sources (id) ON DELETE SET NULL,
    ingested_by_job_id  uuid,
    series_id           uuid REFERENCES event_series (id) ON DELETE SET NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (name, start_date, city, state),
    UNIQUE (source_url, start_date)
);

COMMENT ON TABLE events IS 'Car events with place and time; only approved ones are public';
COMMENT ON COLUMN events.timezone IS 'IANA name; start_time and end_time are local to it';
COMMENT ON COLUMN events.latitude IS 'Degrees north, WGS 84';
COMMENT ON COLUMN events.longitude IS 'Degrees east, WGS 84';
COMMENT ON COLUMN events.region IS
    'New England, Mid-Atlantic, Southeast, Great Lakes, Plains, Southwest, Mountain or Pacific';
COMMENT ON COLUMN events.scope IS 'How far people come';
COMMENT ON COLUMN events.cost_text IS 'Price as the organiser words it';
COMMENT ON COLUMN events.ingested_by_job_id IS 'The scrape job that found it';
COMMENT ON COLUMN events.series_id IS 'The series this is one date of';

CREATE INDEX idx_events_status_start_date ON events (status, start_date);
CREATE INDEX idx_events_city_state ON events (city, state);
CREATE INDEX idx_events_zip ON events (zip);
CREATE INDEX idx_events_region ON events (region);
CREATE INDEX idx_events_latitude_longitude ON events (latitude, longitude)
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL;
CREATE INDEX idx_events_event_type_id ON events (event_type_id);
CREATE INDEX idx_events_featured ON events (featured) WHERE featured;
CREATE INDEX idx_events_ingested_source_id ON events (ingested_source_id);
CREATE INDEX idx_events_ingested_by_job_id ON events (ingested_by_job_id);
CREATE INDEX idx_events_last_verified_at ON events (last_verified_at);
CREATE INDEX idx_events_approved_city ON events (start_date, city, state) WHERE status = 'approved';
CREATE INDEX idx_events_series_upcoming ON events (series_id, start_date) WHERE series_id IS NOT NULL;
CREATE INDEX idx_events_submitted_by ON events (submitted_by);
CREATE INDEX idx_events_approved_by ON events (approved_by);

CREATE TRIGGER trigger_events_updated_at BEFORE UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION update_events_updated_at();

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_select ON events FOR SELECT TO anon, authenticated
    USING (status = 'approved' OR (SELECT is_admin()));
CREATE POLICY events_insert ON events FOR INSERT TO authenticated WITH CHECK ((SELECT is_admin()));
CREATE POLICY events_update ON events FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY events_delete ON events FOR DELETE TO authenticated USING ((SELECT is_admin()));
CREATE POLICY events_service ON events FOR ALL TO service_role USING (true) WITH CHECK (true);

-- What is public must be traceable.  Not validated, so that a hosted database with
-- older rows can be brought to this schema.
ALTER TABLE events ADD CONSTRAINT events_approved_provenance CHECK (
    status <> 'approved'
    OR (approved_at IS NOT NULL AND last_verified_at IS NOT NULL
        AND ((ingested_source_id IS NOT NULL AND ingested_by_job_id IS NOT NULL) OR submitted_by IS NOT NULL))
) NOT VALID;

COMMENT ON CONSTRAINT events_approved_provenance ON events IS
    'An approved event says when it was approved and verified, and comes from a source and job or from a user';

CREATE TABLE event_car_affinities (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id       uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    car_id         uuid REFERENCES cars (id) ON DELETE CASCADE,
    brand          text,
    affinity_type  text NOT NULL DEFAULT 'featured' CHECK (affinity_type IN ('featured', 'welcome', 'exclusive')),
    created_at     timestamptz NOT NULL DEFAULT now(),
    CHECK (car_id IS NOT NULL OR brand IS NOT NULL)
);

COMMENT ON TABLE event_car_affinities IS 'Cars or brands an event is for';

CREATE INDEX idx_event_car_affinities_event_id ON event_car_affinities (event_id);
CREATE INDEX idx_event_car_affinities_car_id ON event_car_affinities (car_id);
CREATE INDEX idx_event_car_affinities_brand ON event_car_affinities (brand);

ALTER TABLE event_car_affinities ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_car_affinities_select ON event_car_affinities FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY event_car_affinities_insert ON event_car_affinities FOR INSERT TO authenticated
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY event_car_affinities_update ON event_car_affinities FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY event_car_affinities_delete ON event_car_affinities FOR DELETE TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY event_car_affinities_service ON event_car_affinities FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE event_saves (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE,
    event_id    uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    notes       text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, event_id)
);

COMMENT ON TABLE event_saves IS 'Events users keep';

CREATE INDEX idx_event_saves_user_id ON event_saves (user_id);
CREATE INDEX idx_event_saves_event_id ON event_saves (event_id);

ALTER TABLE event_saves ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_saves_select ON event_saves FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id);
CREATE POLICY event_saves_insert ON event_saves FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY event_saves_update ON event_saves FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY event_saves_delete ON event_saves FOR DELETE TO authenticated USING ((SELECT auth.uid()) = user_id);
CREATE POLICY event_saves_service ON event_saves FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE event_submissions (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id           uuid REFERENCES user_profiles (id) ON DELETE SET NULL,
    name              text NOT NULL,
    event_type_slug   text,
    description       text,
    source_url        text NOT NULL,
    start_date        date NOT NULL,
    end_date          date,
    venue_name        text,
    city              text,
    state             text,
    status            text NOT NULL DEFAULT 'pending'
                      CHECK (status IN ('pending', 'approved', 'rejected', 'duplicate')),
    reviewed_by       uuid REFERENCES user_profiles (id) ON DELETE SET NULL,
    reviewed_at       timestamptz,
    rejection_reason  text,
    created_event_id  uuid REFERENCES events (id) ON DELETE SET NULL,
    created_at        timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE event_submissions IS 'Events users propose; an administrator makes them events or turns them down';
COMMENT ON COLUMN event_submissions.event_type_slug IS 'Slug of event_types without a constraint';
COMMENT ON COLUMN event_submissions.created_event_id IS 'The event it became';

CREATE INDEX idx_event_submissions_status ON event_submissions (status);
CREATE INDEX idx_event_submissions_user_id ON event_submissions (user_id);
CREATE INDEX idx_event_submissions_reviewed_by ON event_submissions (reviewed_by);
CREATE INDEX idx_event_submissions_created_event_id ON event_submissions (created_event_id);

ALTER TABLE event_submissions ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_submissions_select ON event_submissions FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY event_submissions_update ON event_submissions FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY event_submissions_delete ON event_submissions FOR DELETE TO authenticated USING ((SELECT is_admin()));
CREATE POLICY event_submissions_service ON event_submissions FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE POLICY event_submissions_insert ON event_submissions FOR INSERT TO authenticated
    WITH CHECK ((SELECT is_admin())
        OR ((SELECT auth.uid()) = user_id AND status = 'pending'
            AND num_nonnulls(reviewed_by, reviewed_at, rejection_reason, created_event_id) = 0));

-- Coverage ------------------------------------------------------------------------------------------------------------

CREATE TABLE target_cities (
    id                            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    city                          text NOT NULL,
    state                         text NOT NULL,
    population                    integer,
    population_rank               integer,
    latitude                      numeric(10,7),
    longitude                     numeric(10,7),
    region                        text,
    msa_name                      text,
    priority_tier                 integer CHECK (priority_tier BETWEEN 1 AND 4),
    has_cnc_coverage              boolean NOT NULL DEFAULT false,
    cnc_event_count               integer NOT NULL DEFAULT 0,
    total_event_count             integer NOT NULL DEFAULT 0,
    track_event_count             integer NOT NULL DEFAULT 0,
    show_event_count              integer NOT NULL DEFAULT 0,
    autocross_event_count         integer NOT NULL DEFAULT 0,
    nearest_event_distance_miles  numeric(8,2),
    coverage_notes                text,
    last_coverage_check           timestamptz,
    created_at                    timestamptz NOT NULL DEFAULT now(),
    updated_at                    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (city, state)
);

COMMENT ON TABLE target_cities IS 'Large US cities and how well the events around them are known';
COMMENT ON COLUMN target_cities.population_rank IS '1 is the largest';
COMMENT ON COLUMN target_cities.latitude IS 'Degrees north, WGS 84';
COMMENT ON COLUMN target_cities.longitude IS 'Degrees east, WGS 84';
COMMENT ON COLUMN target_cities.msa_name IS 'Metropolitan statistical area';
COMMENT ON COLUMN target_cities.priority_tier IS '1: rank 1 to 50; 2: to 100; 3: to 250; 4: to 500';
COMMENT ON COLUMN target_cities.has_cnc_coverage IS 'Whether a cars and coffee is known within 30 miles';
COMMENT ON COLUMN target_cities.cnc_event_count IS
    'Upcoming cars and coffee events, kept by update_city_coverage_stats() as are the other counts';
COMMENT ON COLUMN target_cities.nearest_event_distance_miles IS
    'Miles to the nearest upcoming event with a position';

CREATE INDEX idx_target_cities_population_rank ON target_cities (population_rank);

CREATE TRIGGER update_target_cities_updated_at BEFORE UPDATE ON target_cities
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE target_cities ENABLE ROW LEVEL SECURITY;
CREATE POLICY target_cities_select ON target_cities FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY target_cities_service ON target_cities FOR ALL TO service_role USING (true) WITH CHECK (true);
