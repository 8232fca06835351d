-- Featured content: films and articles about cars that an editor has chosen, with
-- what was read out of their transcripts.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE TYPE component_focus_type AS ENUM (
    'tires', 'wheels', 'brakes', 'suspension', 'exhaust', 'intake', 'turbo_supercharger', 'engine_internals',
    'ecu_tuning', 'cooling', 'drivetrain', 'aero', 'lighting', 'interior', 'safety', 'fluids', 'detailing',
    'audio', 'general');

COMMENT ON TYPE component_focus_type IS 'Part of the car that a piece of content is about';

CREATE TABLE featured_content_channels (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    channel_id        text NOT NULL UNIQUE,
    channel_name      text NOT NULL,
    channel_url       text,
    platform          text NOT NULL DEFAULT 'youtube',
    expertise_areas   component_focus_type[] DEFAULT '{}',
    content_types     text[] DEFAULT '{}',
    credibility_tier  text CHECK (credibility_tier IN ('tier1', 'tier2', 'tier3')),
    quality_notes     text,
    videos_ingested   integer NOT NULL DEFAULT 0,
    last_ingested_at  timestamptz,
    is_active         boolean NOT NULL DEFAULT true,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE featured_content_channels IS 'Channels that featured content comes from';
COMMENT ON COLUMN featured_content_channels.channel_id IS 'The platform''s id';
COMMENT ON COLUMN featured_content_channels.credibility_tier IS 'tier1 is the most credible';

CREATE TRIGGER update_featured_content_channels_updated_at BEFORE UPDATE ON featured_content_channels
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE featured_content_channels ENABLE ROW LEVEL SECURITY;
CREATE POLICY featured_content_channels_select ON featured_content_channels FOR SELECT TO anon, authenticated
    USING (is_active);
CREATE POLICY featured_content_channels_service ON featured_content_channels FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE featured_content (
    id                     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    source_type            text NOT NULL CHECK (source_type IN ('youtube', 'vimeo', 'podcast', 'article')),
    source_video_id        text,
    source_url             text NOT NULL,
    title                  text NOT NULL,
    description            text,
    channel_name           text,
    channel_id             text,
    channel_url            text,
    category               text
                           CHECK (category IN ('brand_documentary', 'engineering_deep_dive', 'driving_experience',
                                               'comparison', 'review', 'motorsport', 'restoration', 'culture',
                                               'educational', 'interview', 'other')),

    -- what it is about
    brands_featured        text[] DEFAULT '{}',
    topics                 text[] DEFAULT '{}',
    related_car_slugs      text[] DEFAULT '{}',
    related_car_ids        uuid[] DEFAULT '{}',
    component_focus        component_focus_type[] DEFAULT '{}',

    -- figures of the platform
    view_count             bigint,
    like_count             bigint,
    published_at           timestamptz,
    duration_seconds       integer,
    thumbnail_url          text,

    -- transcript
    transcript_text        text,
    transcript_language    text,
    transcript_source      text,
    transcript_fetched_at  timestamptz,

    -- what was read out of it
    ai_summary             text,
    ai_key_points          jsonb,
    ai_notable_quotes      jsonb,
    ai_processed_at        timestamptz,
    ai_model               text,

    -- curation
    quality_score          numeric(3,2) CHECK (quality_score BETWEEN 0 AND 1),
    is_editors_pick        boolean NOT NULL DEFAULT false,
    is_featured            boolean NOT NULL DEFAULT false,
    curation_notes         text,
    status                 text NOT NULL DEFAULT 'pending'
                           CHECK (status IN ('pending', 'transcript_fetched', 'processed', 'published', 'archived')),
    is_active              boolean NOT NULL DEFAULT true,
    processing_error       text,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    UNIQUE (source_type, source_video_id)
);

COMMENT ON TABLE featured_content IS 'Films, podcasts and articles chosen by an editor';
COMMENT ON COLUMN featured_content.source_video_id IS 'The platform''s id';
COMMENT ON COLUMN featured_content.channel_id IS 'channel_id of featured_content_channels, without a constraint';
COMMENT ON COLUMN featured_content.related_car_slugs IS 'Cars it is about';
COMMENT ON COLUMN featured_content.related_car_ids IS
    'The same cars by id; elements refer to cars(id) without a constraint';
COMMENT ON COLUMN featured_content.view_count IS 'As the platform reported it';
COMMENT ON COLUMN featured_content.transcript_source IS 'Where the transcript was taken from';
COMMENT ON COLUMN featured_content.ai_key_points IS 'JSON array of texts';
COMMENT ON COLUMN featured_content.ai_notable_quotes IS 'JSON array of texts';
COMMENT ON COLUMN featured_content.quality_score IS '0 to 1';

CREATE INDEX idx_featured_content_published ON featured_content (status, published_at DESC) WHERE is_active;
CREATE INDEX idx_featured_content_channel_id ON featured_content (channel_id);
CREATE INDEX idx_featured_content_related_car_slugs ON featured_content USING gin (related_car_slugs);

CREATE TRIGGER update_featured_content_updated_at BEFORE UPDATE ON featured_content
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE featured_content ENABLE ROW LEVEL SECURITY;
CREATE POLICY featured_content_select ON featured_content FOR SELECT TO anon, authenticated USING (is_active);
CREATE POLICY featured_content_service ON featured_content FOR ALL TO service_role USING (true) WITH CHECK (true);
