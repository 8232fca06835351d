-- Forums: where owners talk, the threads that were read, and the insights taken from them.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- forum_sources ------------------------------------------------------------------------------------------------------

CREATE TABLE forum_sources (
    id                       uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    slug                     text        NOT NULL UNIQUE,
    name                     text        NOT NULL,
    base_url                 text        NOT NULL,
    car_brands               text[]      NOT NULL,
    car_slugs                text[],
    scrape_config            jsonb       NOT NULL DEFAULT '{}'::jsonb,
    is_active                boolean     DEFAULT true,
    priority                 integer     DEFAULT 5,
    last_scraped_at          timestamptz,
    total_threads_scraped    integer     DEFAULT 0,
    total_insights_extracted integer     DEFAULT 0,
    created_at               timestamptz DEFAULT now(),
    updated_at               timestamptz DEFAULT now(),
    car_ids                  uuid[]
);

COMMENT ON TABLE forum_sources IS 'Owners'' forums and the cars they are about';
COMMENT ON COLUMN forum_sources.car_slugs IS 'Cars it covers; null for every car of the brands';
COMMENT ON COLUMN forum_sources.scrape_config IS 'Object: how its pages are read';
COMMENT ON COLUMN forum_sources.priority IS '1 to 10, higher is sooner';
COMMENT ON COLUMN forum_sources.car_ids IS 'In the order of car_slugs';

CREATE INDEX idx_forum_sources_priority ON forum_sources (priority DESC, is_active) WHERE is_active;
CREATE INDEX idx_forum_sources_car_ids ON forum_sources USING gin (car_ids);

CREATE TRIGGER update_forum_sources_updated_at
    BEFORE UPDATE ON forum_sources
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE forum_sources ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON forum_sources TO service_role USING (true) WITH CHECK (true);

-- forum_scrape_runs --------------------------------------------------------------------------------------------------

CREATE TABLE forum_scrape_runs (
    id                 uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    forum_source_id    uuid        REFERENCES forum_sources (id) ON DELETE CASCADE,
    car_slug           text,
    car_id             uuid        REFERENCES cars (id) ON DELETE SET NULL,
    run_type           text        NOT NULL CHECK (run_type IN ('discovery', 'targeted', 'backfill')),
    target_urls        text[],
    status             text        NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    threads_found      integer     DEFAULT 0,
    threads_scraped    integer     DEFAULT 0,
    posts_scraped      integer     DEFAULT 0,
    insights_extracted integer     DEFAULT 0,
    error_message      text,
    started_at         timestamptz,
    completed_at       timestamptz,
    created_at         timestamptz DEFAULT now()
);

COMMENT ON TABLE forum_scrape_runs IS 'Runs of the forum reader';
COMMENT ON COLUMN forum_scrape_runs.run_type IS 'discovery, targeted (one car) or backfill';

CREATE INDEX idx_forum_scrape_runs_forum_source_id ON forum_scrape_runs (forum_source_id);
CREATE INDEX idx_forum_scrape_runs_car_id ON forum_scrape_runs (car_id);
CREATE INDEX idx_forum_scrape_runs_status ON forum_scrape_runs (status);
CREATE INDEX idx_forum_scrape_runs_created_at ON forum_scrape_runs (created_at DESC);

CREATE TRIGGER auto_car_id_forum_scrape_runs
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON forum_scrape_runs
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE forum_scrape_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON forum_scrape_runs TO service_role USING (true) WITH CHECK (true);

-- forum_scraped_threads ----------------------------------------------------------------------------------------------

CREATE TABLE forum_scraped_threads (
    id                 uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    forum_source_id    uuid        REFERENCES forum_sources (id) ON DELETE CASCADE,
    scrape_run_id      uuid        REFERENCES forum_scrape_runs (id) ON DELETE CASCADE,
    thread_url         text        NOT NULL UNIQUE,
    thread_title       text        NOT NULL,
    subforum           text,
    original_post_date timestamptz,
    last_reply_date    timestamptz,
    reply_count        integer,
    view_count         integer,
    posts              jsonb       NOT NULL,
    processing_status  text        DEFAULT 'pending'
        CHECK (processing_status IN ('pending', 'processing', 'completed', 'failed', 'no_insights')),
    processed_at       timestamptz,
    relevance_score    double precision,
    car_slugs_detected text[],
    created_at         timestamptz DEFAULT now(),
    car_ids_detected   uuid[],
    insights_extracted integer     DEFAULT 0,
    quality_score      double precision
);

COMMENT ON TABLE forum_scraped_threads IS 'Threads as they were read, before insights are taken from them';
COMMENT ON COLUMN forum_scraped_threads.posts IS 'Array of {number, author, date, text}';
COMMENT ON COLUMN forum_scraped_threads.relevance_score IS '0 to 1';
COMMENT ON COLUMN forum_scraped_threads.car_ids_detected IS 'In the order of car_slugs_detected';
COMMENT ON COLUMN forum_scraped_threads.quality_score IS '0 to 1';

CREATE INDEX idx_forum_scraped_threads_pending ON forum_scraped_threads (processing_status, relevance_score DESC)
    WHERE processing_status = 'pending';
CREATE INDEX idx_forum_scraped_threads_forum_source_id ON forum_scraped_threads (forum_source_id);
CREATE INDEX idx_forum_scraped_threads_scrape_run_id ON forum_scraped_threads (scrape_run_id);
CREATE INDEX idx_forum_scraped_threads_car_slugs ON forum_scraped_threads USING gin (car_slugs_detected);
CREATE INDEX idx_forum_scraped_threads_car_ids ON forum_scraped_threads USING gin (car_ids_detected);

ALTER TABLE forum_scraped_threads ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON forum_scraped_threads TO service_role USING (true) WITH CHECK (true);

-- community_insights -------------------------------------------------------------------------------------------------

CREATE TABLE community_insights (
    id                   uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id               uuid           REFERENCES cars (id) ON DELETE CASCADE,
    car_slug             text           NOT NULL,
    car_variant_id       uuid           REFERENCES car_variants (id) ON DELETE SET NULL,
    insight_type         text           NOT NULL
        CHECK (insight_type IN ('known_issue', 'maintenance_tip', 'modification_guide', 'troubleshooting', 'buying_guide',
                                'performance_data', 'reliability_report', 'cost_insight', 'comparison')),
    title                text           NOT NULL,
    summary              text           NOT NULL,
    details              jsonb          NOT NULL,
    mileage_low          integer,
    mileage_high         integer,
    mileage_typical      integer,
    confidence           double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    consensus_strength   text           CHECK (consensus_strength IN ('strong', 'moderate', 'single_source')),
    source_count         integer        DEFAULT 1,
    source_forum         text           NOT NULL,
    source_urls          text[]         NOT NULL,
    source_thread_id     uuid           REFERENCES forum_scraped_threads (id) ON DELETE SET NULL,
    extracted_from_posts integer[],
    embedding            vector,
    embedding_text       text,
    is_verified          boolean        DEFAULT false,
    is_active            boolean        DEFAULT true,
    created_at           timestamptz    DEFAULT now(),
    updated_at           timestamptz    DEFAULT now()
);

COMMENT ON TABLE community_insights IS 'What owners agree on about a car: one statement per row, with how sure it is';
COMMENT ON COLUMN community_insights.details IS 'Object, by insight_type: symptoms, cost, steps and so on';
COMMENT ON COLUMN community_insights.mileage_low IS 'Miles';
COMMENT ON COLUMN community_insights.mileage_high IS 'Miles';
COMMENT ON COLUMN community_insights.mileage_typical IS 'Miles';
COMMENT ON COLUMN community_insights.confidence IS '0 to 1';
COMMENT ON COLUMN community_insights.consensus_strength IS 'strong, moderate or single_source';
COMMENT ON COLUMN community_insights.extracted_from_posts IS 'Numbers of the posts in the thread';
COMMENT ON COLUMN community_insights.embedding IS 'Of embedding_text, 1536 dimensions, compared by cosine';

CALL autorev.finish_vector_column('community_insights', 'embedding', 'community_insights_embedding_idx');

CREATE INDEX idx_community_insights_car_slug ON community_insights (car_slug, insight_type);
CREATE INDEX idx_community_insights_car_id ON community_insights (car_id, insight_type);
CREATE INDEX idx_community_insights_insight_type ON community_insights (insight_type);
CREATE INDEX idx_community_insights_active ON community_insights (car_id) WHERE is_active;
CREATE INDEX idx_community_insights_confidence ON community_insights (confidence DESC);
CREATE INDEX idx_community_insights_source_forum ON community_insights (source_forum);
CREATE INDEX idx_community_insights_car_variant_id ON community_insights (car_variant_id);
CREATE INDEX idx_community_insights_source_thread_id ON community_insights (source_thread_id);

CREATE TRIGGER auto_car_id_community_insights
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON community_insights
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_community_insights_updated_at
    BEFORE UPDATE ON community_insights
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE community_insights ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read_active ON community_insights FOR SELECT USING (is_active);
CREATE POLICY service_all ON community_insights TO service_role USING (true) WITH CHECK (true);

-- community_insight_sources ------------------------------------------------------------------------------------------

CREATE TABLE community_insight_sources (
    id               uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    insight_id       uuid        REFERENCES community_insights (id) ON DELETE CASCADE,
    thread_id        uuid        REFERENCES forum_scraped_threads (id) ON DELETE SET NULL,
    thread_url       text        NOT NULL,
    forum_slug       text        NOT NULL,
    relevance_score  double precision,
    extracted_quotes text[],
    created_at       timestamptz DEFAULT now()
);

COMMENT ON TABLE community_insight_sources IS 'Threads an insight rests on';
COMMENT ON COLUMN community_insight_sources.thread_url IS 'Kept when the thread''s row goes';
COMMENT ON COLUMN community_insight_sources.relevance_score IS '0 to 1';

CREATE INDEX idx_community_insight_sources_insight_id ON community_insight_sources (insight_id);
CREATE INDEX idx_community_insight_sources_thread_id ON community_insight_sources (thread_id);

ALTER TABLE community_insight_sources ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON community_insight_sources TO service_role USING (true) WITH CHECK (true);

