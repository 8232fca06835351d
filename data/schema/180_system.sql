-- System: settings, background jobs, caches, leads.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE TABLE app_config (
    key          text PRIMARY KEY,
    value        jsonb NOT NULL,
    category     text CHECK (category IN ('cars', 'performance', 'ui')),
    description  text,
    is_public    boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app_config IS 'Settings of the application by key';
COMMENT ON COLUMN app_config.value IS 'Any JSON value; its shape belongs to the key';
COMMENT ON COLUMN app_config.category IS 'Part of the application that reads it';
COMMENT ON COLUMN app_config.is_public IS 'Whether everybody may read it';

CREATE TRIGGER update_app_config_updated_at BEFORE UPDATE ON app_config
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE app_config ENABLE ROW LEVEL SECURITY;
CREATE POLICY app_config_select ON app_config FOR SELECT TO anon, authenticated
    USING (is_public OR (SELECT is_admin()));
CREATE POLICY app_config_insert ON app_config FOR INSERT TO authenticated WITH CHECK ((SELECT is_admin()));
CREATE POLICY app_config_update ON app_config FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY app_config_delete ON app_config FOR DELETE TO authenticated USING ((SELECT is_admin()));
CREATE POLICY app_config_service ON app_config FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE scrape_jobs (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    job_type           varchar(50) NOT NULL,
    car_slug           text REFERENCES cars (slug) ON DELETE CASCADE,
    car_id             uuid REFERENCES cars (id) ON DELETE CASCADE,
    status             text NOT NULL DEFAULT 'pending'
                       CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    priority           integer NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 10),

    -- result
    sources_attempted  text[] DEFAULT '{}',
    sources_succeeded  text[] DEFAULT '{}',
    sources_failed     text[] DEFAULT '{}',
    error_message      text,

    -- time and tries
    scheduled_for      timestamptz,
    started_at         timestamptz,
    completed_at       timestamptz,
    attempt_count      integer NOT NULL DEFAULT 0,
    max_attempts       integer NOT NULL DEFAULT 3,
    next_retry_at      timestamptz,

    -- what to do
    source_key         text,
    job_payload        jsonb NOT NULL DEFAULT '{}',
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE scrape_jobs IS 'Background jobs that gather data, by car or by source';
COMMENT ON COLUMN scrape_jobs.job_type IS 'Names the program that does the job';
COMMENT ON COLUMN scrape_jobs.priority IS '1 is most urgent, 10 least';
COMMENT ON COLUMN scrape_jobs.job_payload IS 'Arguments of the job';

CREATE INDEX idx_scrape_jobs_status ON scrape_jobs (status);
CREATE INDEX idx_scrape_jobs_scheduled_for ON scrape_jobs (scheduled_for) WHERE status = 'pending';
CREATE INDEX idx_scrape_jobs_car_slug ON scrape_jobs (car_slug);
CREATE INDEX idx_scrape_jobs_car_id ON scrape_jobs (car_id);
CREATE INDEX idx_scrape_jobs_source_key ON scrape_jobs (source_key);
CREATE INDEX idx_scrape_jobs_job_type ON scrape_jobs (job_type);

CREATE TRIGGER auto_car_id_scrape_jobs BEFORE INSERT OR UPDATE ON scrape_jobs
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_scrape_jobs_timestamp BEFORE UPDATE ON scrape_jobs
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE scrape_jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY scrape_jobs_service ON scrape_jobs FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Events were made before jobs: name the job that found an event.
ALTER TABLE events
    ADD CONSTRAINT events_ingested_by_job_id_fkey
    FOREIGN KEY (ingested_by_job_id) REFERENCES scrape_jobs (id) ON DELETE SET NULL;

CREATE TABLE fitment_tag_mappings (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    vendor_key      text NOT NULL,
    tag             text NOT NULL,
    tag_kind        text NOT NULL DEFAULT 'platform',
    car_id          uuid REFERENCES cars (id) ON DELETE CASCADE,
    car_variant_id  uuid REFERENCES car_variants (id) ON DELETE SET NULL,
    notes           text,
    confidence      numeric(3,2) CHECK (confidence BETWEEN 0 AND 1),
    source_url      text,
    metadata        jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (vendor_key, tag)
);

COMMENT ON TABLE fitment_tag_mappings IS 'What a vendor''s tag for a platform means in the catalogue';
COMMENT ON COLUMN fitment_tag_mappings.vendor_key IS 'Key of the shop';
COMMENT ON COLUMN fitment_tag_mappings.tag IS 'As the shop writes it';
COMMENT ON COLUMN fitment_tag_mappings.confidence IS '0 to 1';

CREATE INDEX idx_fitment_tag_mappings_vendor_key ON fitment_tag_mappings (vendor_key);
CREATE INDEX idx_fitment_tag_mappings_car_id ON fitment_tag_mappings (car_id);
CREATE INDEX idx_fitment_tag_mappings_car_variant_id ON fitment_tag_mappings (car_variant_id);
CREATE INDEX idx_fitment_tag_mappings_metadata ON fitment_tag_mappings USING gin (metadata);

CREATE TRIGGER update_fitment_tag_mappings_updated_at BEFORE UPDATE ON fitment_tag_mappings
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE fitment_tag_mappings ENABLE ROW LEVEL SECURITY;
CREATE POLICY fitment_tag_mappings_select ON fitment_tag_mappings FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY fitment_tag_mappings_service ON fitment_tag_mappings FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE leads (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email              text NOT NULL UNIQUE,
    name               text,
    source             text NOT NULL
                       CHECK (source IN ('contact', 'newsletter', 'hero-page', 'advisory-future', 'upgrade-inquiry',
                                         'service-booking', 'tuning-shop')),
    car_interest_slug  text REFERENCES cars (slug) ON DELETE SET NULL,
    car_interest_id    uuid REFERENCES cars (id) ON DELETE SET NULL,
    metadata           jsonb NOT NULL DEFAULT '{}',
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE leads IS 'People who left their address: contact form, newsletter, interest in a service';
COMMENT ON COLUMN leads.source IS 'The form that was filled in';
COMMENT ON COLUMN leads.car_interest_slug IS 'Car they asked about';

CREATE INDEX idx_leads_source ON leads (source);
CREATE INDEX idx_leads_created_at ON leads (created_at DESC);
CREATE INDEX idx_leads_car_interest_slug ON leads (car_interest_slug);
CREATE INDEX idx_leads_car_interest_id ON leads (car_interest_id);

CREATE TRIGGER update_leads_updated_at BEFORE UPDATE ON leads
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE leads ENABLE ROW LEVEL SECURITY;
CREATE POLICY leads_insert ON leads FOR INSERT TO anon, authenticated WITH CHECK (true);
CREATE POLICY leads_service ON leads FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE geocode_cache (
    address_hash       text PRIMARY KEY,
    address            text NOT NULL,
    latitude           numeric(10,7),
    longitude          numeric(10,7),
    formatted_address  text,
    provider           text,
    cached_at          timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE geocode_cache IS 'Positions of addresses as a geocoder gave them';
COMMENT ON COLUMN geocode_cache.address_hash IS 'Hash of the normalised address';
COMMENT ON COLUMN geocode_cache.latitude IS 'Degrees north, WGS 84; empty when the address was not found';
COMMENT ON COLUMN geocode_cache.longitude IS 'Degrees east, WGS 84';

CREATE INDEX idx_geocode_cache_cached_at ON geocode_cache (cached_at);

CREATE TRIGGER update_geocode_cache_updated_at BEFORE UPDATE ON geocode_cache
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE geocode_cache ENABLE ROW LEVEL SECURITY;
CREATE POLICY geocode_cache_service ON geocode_cache FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE admin_insights_cache (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    insights      jsonb NOT NULL,
    generated_at  timestamptz NOT NULL DEFAULT now(),
    cost_cents    integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE admin_insights_cache IS
    'Answers of a model to the question how the service is doing, kept for a day';
COMMENT ON COLUMN admin_insights_cache.generated_at IS 'Valid for 24 hours from then';
COMMENT ON COLUMN admin_insights_cache.cost_cents IS 'US cents the answer cost';

ALTER TABLE admin_insights_cache ENABLE ROW LEVEL SECURITY;
CREATE POLICY admin_insights_cache_service ON admin_insights_cache FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE article_pipeline (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    month               text NOT NULL UNIQUE,
    generated_at        timestamptz NOT NULL DEFAULT now(),
    pipeline_data       jsonb NOT NULL DEFAULT '{}',
    status              text NOT NULL DEFAULT 'pending'
                        CHECK (status IN ('pending', 'in_progress', 'completed', 'failed')),
    articles_published  integer NOT NULL DEFAULT 0,
    articles_total      integer NOT NULL DEFAULT 0,
    completed_at        timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE article_pipeline IS 'The articles planned for a month and how far they are';
COMMENT ON COLUMN article_pipeline.month IS 'YYYY-MM';

CREATE TRIGGER update_article_pipeline_updated_at BEFORE UPDATE ON article_pipeline
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE article_pipeline ENABLE ROW LEVEL SECURITY;
CREATE POLICY article_pipeline_service ON article_pipeline FOR ALL TO service_role USING (true) WITH CHECK (true);
