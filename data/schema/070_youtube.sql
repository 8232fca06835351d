-- YouTube: channels that are followed, their videos, what each video says about which car, and the queue of new ones.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- youtube_channels ---------------------------------------------------------------------------------------------------

CREATE TABLE youtube_channels (
    id                   uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    channel_id           text        NOT NULL UNIQUE,
    channel_name         text        NOT NULL,
    channel_url          text        NOT NULL,
    channel_handle       text,
    credibility_tier     text        NOT NULL CHECK (credibility_tier IN ('tier1', 'tier2', 'tier3')),
    content_focus        text[]      DEFAULT '{}'::text[],
    primary_brands       text[]      DEFAULT '{}'::text[],
    is_active            boolean     DEFAULT true,
    auto_ingest          boolean     DEFAULT true,
    max_videos_per_car   integer     DEFAULT 3,
    video_count_ingested integer     DEFAULT 0,
    last_crawled_at      timestamptz,
    avg_quality_score    numeric(3,2),
    notes                text,
    created_at           timestamptz DEFAULT now(),
    updated_at           timestamptz DEFAULT now()
);

COMMENT ON TABLE youtube_channels IS 'Channels whose videos are read';
COMMENT ON COLUMN youtube_channels.channel_id IS 'YouTube''s key of the channel';
COMMENT ON COLUMN youtube_channels.credibility_tier IS 'tier1 (test drivers and engineers) to tier3';
COMMENT ON COLUMN youtube_channels.auto_ingest IS 'True when new videos are queued without asking';
COMMENT ON COLUMN youtube_channels.avg_quality_score IS '0 to 1';

CREATE INDEX idx_youtube_channels_credibility_tier ON youtube_channels (credibility_tier);
CREATE INDEX idx_youtube_channels_is_active ON youtube_channels (is_active);

CREATE TRIGGER update_youtube_channels_updated_at
    BEFORE UPDATE ON youtube_channels
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE youtube_channels ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON youtube_channels FOR SELECT USING (true);

-- youtube_videos -----------------------------------------------------------------------------------------------------

CREATE TABLE youtube_videos (
    -- The video
    id                  uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    video_id            text         NOT NULL UNIQUE,
    url                 text         NOT NULL,
    title               text         NOT NULL,
    description         text,
    thumbnail_url       text,
    channel_id          text         NOT NULL REFERENCES youtube_channels (channel_id) ON DELETE CASCADE,
    channel_name        text         NOT NULL,
    published_at        timestamptz,
    duration_seconds    integer,
    view_count          integer,
    like_count          integer,
    comment_count       integer,

    -- What is said in it
    content_type        text
        CHECK (content_type IN ('review', 'comparison', 'track_test', 'drag_race', 'pov_drive', 'buying_guide',
                                'ownership_update', 'education', 'other')),
    transcript_text     text,
    transcript_language text         DEFAULT 'en',
    transcript_source   text         CHECK (transcript_source IN ('youtube_api', 'youtube_library', 'manual', 'stt')),
    is_auto_generated   boolean      DEFAULT true,
    transcript_segments jsonb,
    summary             text,
    one_line_take       text,
    key_points          jsonb        DEFAULT '[]'::jsonb,
    pros_mentioned      jsonb        DEFAULT '[]'::jsonb,
    cons_mentioned      jsonb        DEFAULT '[]'::jsonb,
    notable_quotes      jsonb        DEFAULT '[]'::jsonb,
    comparisons         jsonb        DEFAULT '[]'::jsonb,
    usage_context       text[]       DEFAULT '{}'::text[],
    driver_profile      text,
    stock_strengths     jsonb        DEFAULT '[]'::jsonb,
    stock_weaknesses    jsonb        DEFAULT '[]'::jsonb,

    -- Its way through the reader
    processing_status   text         NOT NULL DEFAULT 'pending'
        CHECK (processing_status IN ('pending', 'transcript_fetched', 'processing', 'processed', 'failed', 'rejected',
                                     'no_transcript')),
    processing_error    text,
    processed_at        timestamptz,
    processing_model    text,
    quality_score       numeric(3,2) CHECK (quality_score BETWEEN 0 AND 1),
    is_hidden           boolean      DEFAULT false,
    is_editors_pick     boolean      DEFAULT false,
    created_at          timestamptz  DEFAULT now(),
    updated_at          timestamptz  DEFAULT now(),

    -- Added later
    diy_insights        jsonb,
    content_category    text
        CHECK (content_category IN ('review', 'diy', 'build', 'tutorial', 'restoration', 'diagnostics', 'education',
                                    'comparison', 'motorsport')),
    car_id              uuid         REFERENCES cars (id) ON DELETE SET NULL
);

COMMENT ON TABLE youtube_videos IS 'Videos with their transcript and what was taken from it';
COMMENT ON COLUMN youtube_videos.video_id IS 'YouTube''s key of the video';
COMMENT ON COLUMN youtube_videos.transcript_segments IS 'Array of {start, duration, text}; seconds';
COMMENT ON COLUMN youtube_videos.key_points IS 'Array of texts';
COMMENT ON COLUMN youtube_videos.pros_mentioned IS 'Array of texts';
COMMENT ON COLUMN youtube_videos.cons_mentioned IS 'Array of texts';
COMMENT ON COLUMN youtube_videos.notable_quotes IS 'Array of {quote, timestamp}';
COMMENT ON COLUMN youtube_videos.comparisons IS 'Array of {car, verdict}';
COMMENT ON COLUMN youtube_videos.quality_score IS '0 to 1';
COMMENT ON COLUMN youtube_videos.is_hidden IS 'True for videos that are not shown to anyone';
COMMENT ON COLUMN youtube_videos.diy_insights IS 'Object: tools, steps, difficulty; for repair videos';
COMMENT ON COLUMN youtube_videos.car_id IS 'The car it is mostly about; youtube_video_car_links is the full account';

CREATE INDEX idx_youtube_videos_channel_id ON youtube_videos (channel_id);
CREATE INDEX idx_youtube_videos_car_id ON youtube_videos (car_id);
CREATE INDEX idx_youtube_videos_content_type ON youtube_videos (content_type);
CREATE INDEX idx_youtube_videos_processing_status ON youtube_videos (processing_status);
CREATE INDEX idx_youtube_videos_published_at ON youtube_videos (published_at DESC);
CREATE INDEX idx_youtube_videos_quality_score ON youtube_videos (quality_score DESC);
CREATE INDEX idx_youtube_videos_is_hidden ON youtube_videos (is_hidden);
CREATE INDEX idx_youtube_videos_processed ON youtube_videos (processing_status, quality_score)
    WHERE processing_status = 'processed';
CREATE INDEX idx_youtube_videos_content_category ON youtube_videos (content_category) WHERE content_category IS NOT NULL;
CREATE INDEX idx_youtube_videos_diy_insights ON youtube_videos USING gin (diy_insights);

CREATE TRIGGER update_youtube_videos_updated_at
    BEFORE UPDATE ON youtube_videos
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE youtube_videos ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read_shown ON youtube_videos FOR SELECT USING (is_hidden IS FALSE);

-- youtube_video_car_links --------------------------------------------------------------------------------------------

CREATE TABLE youtube_video_car_links (
    id                    uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    video_id              text         NOT NULL REFERENCES youtube_videos (video_id) ON DELETE CASCADE,
    car_slug              text         NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    role                  text         NOT NULL CHECK (role IN ('primary', 'comparison', 'mention')),
    sentiment_sound       numeric(3,2) CHECK (sentiment_sound BETWEEN -1 AND 1),
    sentiment_interior    numeric(3,2) CHECK (sentiment_interior BETWEEN -1 AND 1),
    sentiment_track       numeric(3,2) CHECK (sentiment_track BETWEEN -1 AND 1),
    sentiment_reliability numeric(3,2) CHECK (sentiment_reliability BETWEEN -1 AND 1),
    sentiment_value       numeric(3,2) CHECK (sentiment_value BETWEEN -1 AND 1),
    sentiment_driver_fun  numeric(3,2) CHECK (sentiment_driver_fun BETWEEN -1 AND 1),
    sentiment_aftermarket numeric(3,2) CHECK (sentiment_aftermarket BETWEEN -1 AND 1),
    overall_sentiment     numeric(3,2) CHECK (overall_sentiment BETWEEN -1 AND 1),
    stock_strength_tags   text[]       DEFAULT '{}'::text[],
    stock_weakness_tags   text[]       DEFAULT '{}'::text[],
    usage_context_tags    text[]       DEFAULT '{}'::text[],
    ownership_tags        text[]       DEFAULT '{}'::text[],
    compared_to_slugs     text[]       DEFAULT '{}'::text[],
    comparison_verdict    text,
    comparison_context    text,
    match_confidence      numeric(3,2) NOT NULL DEFAULT 1.0 CHECK (match_confidence BETWEEN 0 AND 1),
    match_method          text
        CHECK (match_method IN ('exact_title', 'fuzzy_title', 'transcript_extract', 'description_match', 'manual')),
    manual_override       boolean      DEFAULT false,
    created_at            timestamptz  DEFAULT now(),
    updated_at            timestamptz  DEFAULT now(),
    car_id                uuid         REFERENCES cars (id) ON DELETE CASCADE,
    UNIQUE (video_id, car_slug)
);

COMMENT ON TABLE youtube_video_car_links IS 'Which cars a video is about, and what it feels about them';
COMMENT ON COLUMN youtube_video_car_links.role IS 'primary, comparison or mention';
COMMENT ON COLUMN youtube_video_car_links.sentiment_sound IS '-1 (bad) to 1 (good), as the other sentiments';
COMMENT ON COLUMN youtube_video_car_links.match_confidence IS '0 to 1';
COMMENT ON COLUMN youtube_video_car_links.match_method IS 'How the car was recognised';
COMMENT ON COLUMN youtube_video_car_links.manual_override IS 'True when a person set the link; readers leave it alone';

CREATE INDEX idx_youtube_video_car_links_video_id ON youtube_video_car_links (video_id);
CREATE INDEX idx_youtube_video_car_links_car_slug ON youtube_video_car_links (car_slug, role);
CREATE INDEX idx_youtube_video_car_links_car_id ON youtube_video_car_links (car_id, role);
CREATE INDEX idx_youtube_video_car_links_role ON youtube_video_car_links (role);
CREATE INDEX idx_youtube_video_car_links_match_confidence ON youtube_video_car_links (match_confidence DESC);

CREATE TRIGGER auto_car_id_youtube_video_car_links
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON youtube_video_car_links
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_youtube_video_car_links_updated_at
    BEFORE UPDATE ON youtube_video_car_links
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE youtube_video_car_links ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON youtube_video_car_links FOR SELECT USING (true);

-- youtube_ingestion_queue --------------------------------------------------------------------------------------------

CREATE TABLE youtube_ingestion_queue (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    video_id        text        NOT NULL UNIQUE,
    video_url       text        NOT NULL,
    channel_id      text        NOT NULL REFERENCES youtube_channels (channel_id) ON DELETE CASCADE,
    discovered_via  text        NOT NULL
        CHECK (discovered_via IN ('channel_scan', 'search_api', 'manual_add', 'related_video')),
    search_query    text,
    target_car_slug text,
    status          text        NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'in_progress', 'completed', 'skipped', 'failed')),
    priority        integer     DEFAULT 0,
    attempts        integer     DEFAULT 0,
    last_error      text,
    discovered_at   timestamptz DEFAULT now(),
    processed_at    timestamptz,
    created_at      timestamptz DEFAULT now(),
    updated_at      timestamptz DEFAULT now(),
    target_car_id   uuid        REFERENCES cars (id) ON DELETE SET NULL,
    metadata        jsonb       DEFAULT '{}'::jsonb
);

COMMENT ON TABLE youtube_ingestion_queue IS 'Videos found and not yet read';
COMMENT ON COLUMN youtube_ingestion_queue.target_car_slug IS 'Car the search was for';
COMMENT ON COLUMN youtube_ingestion_queue.priority IS 'Higher is sooner';

CREATE INDEX idx_youtube_ingestion_queue_status ON youtube_ingestion_queue (status);
CREATE INDEX idx_youtube_ingestion_queue_priority ON youtube_ingestion_queue (priority DESC);
CREATE INDEX idx_youtube_ingestion_queue_channel_id ON youtube_ingestion_queue (channel_id);
CREATE INDEX idx_youtube_ingestion_queue_target_car_id ON youtube_ingestion_queue (target_car_id);

CREATE TRIGGER auto_car_id_youtube_ingestion_queue
    BEFORE INSERT OR UPDATE OF target_car_slug, target_car_id ON youtube_ingestion_queue
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('target_car_slug');
CREATE TRIGGER update_youtube_ingestion_queue_updated_at
    BEFORE UPDATE ON youtube_ingestion_queue
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE youtube_ingestion_queue ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON youtube_ingestion_queue TO service_role USING (true) WITH CHECK (true);

