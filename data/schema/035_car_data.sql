-- Car data: everything measured, rated, priced, recalled or known about a car, each row with its source.
--
-- car_id is the key for joins; car_slug is the name that people and loaders use. A row may be inserted with the slug
-- alone: a trigger finds the id.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- car_fuel_economy ---------------------------------------------------------------------------------------------------

CREATE TABLE car_fuel_economy (
    id               uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug         varchar(255) NOT NULL UNIQUE REFERENCES cars (slug) ON DELETE CASCADE,
    epa_vehicle_id   integer,
    city_mpg         numeric(4,1),
    highway_mpg      numeric(4,1),
    combined_mpg     numeric(4,1),
    fuel_type        varchar(100),
    annual_fuel_cost integer,
    co2_emissions    integer,
    ghg_score        integer,
    user_avg_mpg     numeric(4,1),
    user_city_mpg    numeric(4,1),
    user_highway_mpg numeric(4,1),
    user_sample_size integer,
    is_electric      boolean      DEFAULT false,
    is_hybrid        boolean      DEFAULT false,
    ev_range         integer,
    source           varchar(50)  DEFAULT 'EPA',
    fetched_at       timestamptz  DEFAULT now(),
    created_at       timestamptz  DEFAULT now(),
    updated_at       timestamptz  DEFAULT now(),
    car_id           uuid         REFERENCES cars (id) ON DELETE CASCADE
);

COMMENT ON TABLE car_fuel_economy IS 'Fuel economy per car: EPA figures and, where known, owners'' averages';
COMMENT ON COLUMN car_fuel_economy.epa_vehicle_id IS 'Number of the vehicle in the EPA''s fuel economy file';
COMMENT ON COLUMN car_fuel_economy.city_mpg IS 'Miles per US gallon (MPGe for an electric car)';
COMMENT ON COLUMN car_fuel_economy.highway_mpg IS 'Miles per US gallon';
COMMENT ON COLUMN car_fuel_economy.combined_mpg IS 'Miles per US gallon';
COMMENT ON COLUMN car_fuel_economy.annual_fuel_cost IS 'US dollars a year, as the EPA estimates';
COMMENT ON COLUMN car_fuel_economy.co2_emissions IS 'Grams per mile from the tailpipe';
COMMENT ON COLUMN car_fuel_economy.ghg_score IS 'EPA greenhouse gas score, 1 to 10';
COMMENT ON COLUMN car_fuel_economy.user_avg_mpg IS 'Owners'' average, miles per US gallon';
COMMENT ON COLUMN car_fuel_economy.user_city_mpg IS 'Miles per US gallon';
COMMENT ON COLUMN car_fuel_economy.user_highway_mpg IS 'Miles per US gallon';
COMMENT ON COLUMN car_fuel_economy.user_sample_size IS 'Vehicles behind the owners'' averages';
COMMENT ON COLUMN car_fuel_economy.ev_range IS 'Miles';
COMMENT ON COLUMN car_fuel_economy.source IS 'Where the figures come from, and how well the record fits the car';

CREATE UNIQUE INDEX idx_car_fuel_economy_car_id ON car_fuel_economy (car_id) WHERE car_id IS NOT NULL;

CREATE TRIGGER auto_car_id_car_fuel_economy
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_fuel_economy
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_car_fuel_economy_timestamp
    BEFORE UPDATE ON car_fuel_economy
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE car_fuel_economy ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_fuel_economy FOR SELECT USING (true);

-- car_safety_data ----------------------------------------------------------------------------------------------------

CREATE TABLE car_safety_data (
    id                          uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug                    varchar(255) NOT NULL UNIQUE REFERENCES cars (slug) ON DELETE CASCADE,
    nhtsa_overall_rating        integer,
    nhtsa_front_crash_rating    integer,
    nhtsa_side_crash_rating     integer,
    nhtsa_rollover_rating       integer,
    recall_count                integer      DEFAULT 0,
    complaint_count             integer      DEFAULT 0,
    investigation_count         integer      DEFAULT 0,
    tsb_count                   integer      DEFAULT 0,
    has_open_recalls            boolean      DEFAULT false,
    has_open_investigations     boolean      DEFAULT false,
    iihs_overall                varchar(50),
    iihs_small_overlap_front    varchar(50),
    iihs_moderate_overlap_front varchar(50),
    iihs_side                   varchar(50),
    iihs_roof_strength          varchar(50),
    iihs_head_restraints        varchar(50),
    iihs_front_crash_prevention varchar(50),
    iihs_headlight_rating       varchar(50),
    iihs_top_safety_pick        boolean      DEFAULT false,
    iihs_top_safety_pick_plus   boolean      DEFAULT false,
    safety_score                integer,
    safety_grade                char(2),
    nhtsa_fetched_at            timestamptz,
    iihs_fetched_at             timestamptz,
    created_at                  timestamptz  DEFAULT now(),
    updated_at                  timestamptz  DEFAULT now(),
    car_id                      uuid         REFERENCES cars (id) ON DELETE CASCADE
);

COMMENT ON TABLE car_safety_data IS 'Crash test ratings (NHTSA, IIHS) and counts of recalls and complaints per car';
COMMENT ON COLUMN car_safety_data.nhtsa_overall_rating IS 'Stars, 1 to 5';
COMMENT ON COLUMN car_safety_data.nhtsa_front_crash_rating IS 'Stars, 1 to 5';
COMMENT ON COLUMN car_safety_data.nhtsa_side_crash_rating IS 'Stars, 1 to 5';
COMMENT ON COLUMN car_safety_data.nhtsa_rollover_rating IS 'Stars, 1 to 5';
COMMENT ON COLUMN car_safety_data.recall_count IS 'Campaigns known; 0 means none listed, not none issued';
COMMENT ON COLUMN car_safety_data.tsb_count IS 'Technical service bulletins';
COMMENT ON COLUMN car_safety_data.iihs_overall IS 'Good, Acceptable, Marginal or Poor, as for the other IIHS columns';
COMMENT ON COLUMN car_safety_data.safety_score IS '0 to 100, computed';
COMMENT ON COLUMN car_safety_data.safety_grade IS 'Letter grade of safety_score';

CREATE INDEX idx_car_safety_data_safety_score ON car_safety_data (safety_score);
CREATE UNIQUE INDEX idx_car_safety_data_car_id ON car_safety_data (car_id) WHERE car_id IS NOT NULL;

CREATE TRIGGER auto_car_id_car_safety_data
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_safety_data
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_car_safety_data_timestamp
    BEFORE UPDATE ON car_safety_data
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE car_safety_data ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_safety_data FOR SELECT USING (true);

-- car_issues ---------------------------------------------------------------------------------------------------------

CREATE TYPE car_issue_kind AS ENUM ('common_issue', 'recall', 'tsb', 'other');

-- In order of rank, worst first, so that ORDER BY severity is the order of the screen.
CREATE TYPE car_issue_severity AS ENUM ('critical', 'high', 'medium', 'low', 'cosmetic', 'unknown');

CREATE TABLE car_issues (
    id                  uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id              uuid           NOT NULL REFERENCES cars (id) ON DELETE CASCADE,
    car_slug            text,
    kind                car_issue_kind NOT NULL DEFAULT 'common_issue',
    severity            car_issue_severity NOT NULL DEFAULT 'unknown',
    title               text           NOT NULL,
    description         text,
    symptoms            text[],
    prevention          text,
    fix_description     text,
    affected_years_text text,
    affected_year_start integer,
    affected_year_end   integer,
    estimated_cost_text text,
    estimated_cost_low  integer,
    estimated_cost_high integer,
    source_type         text,
    source_url          text,
    confidence          numeric(3,2)   CHECK (confidence BETWEEN 0 AND 1),
    sort_order          integer        DEFAULT 0,
    metadata            jsonb          DEFAULT '{}'::jsonb,
    created_at          timestamptz    DEFAULT now(),
    updated_at          timestamptz    DEFAULT now(),
    UNIQUE (car_id, title)
);

COMMENT ON TABLE car_issues IS
    'Known problems of a car: the source of truth, in place of vehicle_known_issues and cars.common_issues';
COMMENT ON COLUMN car_issues.car_slug IS 'Display copy of cars.slug; car_id is found from it on insert';
COMMENT ON COLUMN car_issues.kind IS 'common_issue, recall, tsb (technical service bulletin) or other';
COMMENT ON COLUMN car_issues.severity IS 'critical, high, medium, low, cosmetic or unknown';
COMMENT ON COLUMN car_issues.affected_years_text IS 'Years as people write them';
COMMENT ON COLUMN car_issues.affected_year_start IS 'First model year';
COMMENT ON COLUMN car_issues.affected_year_end IS 'Last model year, included';
COMMENT ON COLUMN car_issues.estimated_cost_text IS 'Cost as text, with its conditions';
COMMENT ON COLUMN car_issues.estimated_cost_low IS 'US dollars, parts and labour';
COMMENT ON COLUMN car_issues.estimated_cost_high IS 'US dollars, parts and labour';
COMMENT ON COLUMN car_issues.source_type IS 'Class of the source, such as nhtsa, tsb, forum, specialist';
COMMENT ON COLUMN car_issues.confidence IS '0 to 1';
COMMENT ON COLUMN car_issues.sort_order IS 'Position within a severity, lowest first';
COMMENT ON COLUMN car_issues.metadata IS 'Object; mileage range and other details';

CREATE INDEX idx_car_issues_car_id ON car_issues (car_id, severity, sort_order);
CREATE INDEX idx_car_issues_car_slug ON car_issues (car_slug);
CREATE INDEX idx_car_issues_kind ON car_issues (kind);
CREATE INDEX idx_car_issues_severity ON car_issues (severity);
CREATE INDEX idx_car_issues_years ON car_issues (affected_year_start, affected_year_end);
CREATE INDEX idx_car_issues_metadata ON car_issues USING gin (metadata);

CREATE TRIGGER auto_car_id_car_issues
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_issues
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('car_slug', 'required');
CREATE TRIGGER update_car_issues_updated_at
    BEFORE UPDATE ON car_issues
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_issues ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_issues FOR SELECT USING (true);

-- car_market_pricing -------------------------------------------------------------------------------------------------

CREATE TABLE car_market_pricing (
    id                    uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug              varchar(255) NOT NULL UNIQUE REFERENCES cars (slug) ON DELETE CASCADE,
    bat_avg_price         integer,
    bat_median_price      integer,
    bat_min_price         integer,
    bat_max_price         integer,
    bat_sample_size       integer,
    bat_sell_through_rate integer,
    bat_avg_mileage       integer,
    bat_fetched_at        timestamptz,
    hagerty_concours      integer,
    hagerty_excellent     integer,
    hagerty_good          integer,
    hagerty_fair          integer,
    hagerty_trend         varchar(20),
    hagerty_trend_percent numeric(5,2),
    hagerty_fetched_at    timestamptz,
    carscom_avg_price     integer,
    carscom_median_price  integer,
    carscom_min_price     integer,
    carscom_max_price     integer,
    carscom_listing_count integer,
    carscom_avg_mileage   integer,
    carscom_fetched_at    timestamptz,
    consensus_price       integer,
    price_confidence      varchar(20),
    market_trend          varchar(20),
    created_at            timestamptz  DEFAULT now(),
    updated_at            timestamptz  DEFAULT now(),
    car_id                uuid         REFERENCES cars (id) ON DELETE CASCADE
);

COMMENT ON TABLE car_market_pricing IS
    'Market prices per car from three kinds of source, US dollars, with their consensus';
COMMENT ON COLUMN car_market_pricing.bat_avg_price IS
    'US dollars; sold at auction (Bring a Trailer), as the other bat columns';
COMMENT ON COLUMN car_market_pricing.bat_sample_size IS 'Auctions';
COMMENT ON COLUMN car_market_pricing.bat_sell_through_rate IS 'Percent of auctions that ended in a sale, 0 to 100';
COMMENT ON COLUMN car_market_pricing.bat_avg_mileage IS 'Miles';
COMMENT ON COLUMN car_market_pricing.hagerty_concours IS
    'US dollars; insurer''s valuation by condition, best condition first';
COMMENT ON COLUMN car_market_pricing.hagerty_trend IS 'In use: up, down, stable';
COMMENT ON COLUMN car_market_pricing.hagerty_trend_percent IS 'Percent in a year';
COMMENT ON COLUMN car_market_pricing.carscom_avg_price IS 'US dollars; asked by dealers, as the other carscom columns';
COMMENT ON COLUMN car_market_pricing.carscom_avg_mileage IS 'Miles';
COMMENT ON COLUMN car_market_pricing.consensus_price IS 'US dollars; see compute_consensus_price()';
COMMENT ON COLUMN car_market_pricing.price_confidence IS 'In use: high, medium, low';
COMMENT ON COLUMN car_market_pricing.market_trend IS 'In use: appreciating, depreciating, stable';

CREATE INDEX idx_car_market_pricing_consensus_price ON car_market_pricing (consensus_price);
CREATE UNIQUE INDEX idx_car_market_pricing_car_id ON car_market_pricing (car_id) WHERE car_id IS NOT NULL;

CREATE TRIGGER auto_car_id_car_market_pricing
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_market_pricing
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_car_market_pricing_timestamp
    BEFORE UPDATE ON car_market_pricing
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE car_market_pricing ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_market_pricing FOR SELECT USING (true);

-- car_market_pricing_years -------------------------------------------------------------------------------------------

CREATE TABLE car_market_pricing_years (
    id               uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id           uuid        REFERENCES cars (id) ON DELETE CASCADE,
    car_slug         text        NOT NULL,
    source           text        NOT NULL,
    year             integer     NOT NULL,
    median_price     integer,
    average_price    integer,
    min_price        integer,
    max_price        integer,
    p10_price        integer,
    p90_price        integer,
    listing_count    integer     DEFAULT 0,
    average_mileage  integer,
    price_by_mileage jsonb,
    fetched_at       timestamptz DEFAULT now(),
    created_at       timestamptz DEFAULT now(),
    UNIQUE (car_slug, source, year)
);

COMMENT ON TABLE car_market_pricing_years IS 'Market prices per car and model year, US dollars';
COMMENT ON COLUMN car_market_pricing_years.source IS 'In use: carscom, bat';
COMMENT ON COLUMN car_market_pricing_years.year IS 'Model year';
COMMENT ON COLUMN car_market_pricing_years.p10_price IS 'US dollars; a tenth of the offers is cheaper';
COMMENT ON COLUMN car_market_pricing_years.p90_price IS 'US dollars; a tenth of the offers is dearer';
COMMENT ON COLUMN car_market_pricing_years.average_mileage IS 'Miles';
COMMENT ON COLUMN car_market_pricing_years.price_by_mileage IS 'Object: mileage band to price';

CREATE INDEX idx_car_market_pricing_years_car_id ON car_market_pricing_years (car_id, year);

CREATE TRIGGER auto_car_id_car_market_pricing_years
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_market_pricing_years
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE car_market_pricing_years ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_market_pricing_years FOR SELECT USING (true);

-- car_price_history --------------------------------------------------------------------------------------------------

CREATE TABLE car_price_history (
    id          uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug    varchar(255) NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    source      varchar(50)  NOT NULL,
    price       integer      NOT NULL,
    recorded_at date         NOT NULL DEFAULT current_date,
    created_at  timestamptz  DEFAULT now(),
    car_id      uuid         REFERENCES cars (id) ON DELETE CASCADE,
    UNIQUE (car_slug, source, recorded_at)
);

COMMENT ON TABLE car_price_history IS 'Price of a car over time, one row per source and day';
COMMENT ON COLUMN car_price_history.source IS 'In use: bat, hagerty, carscom';
COMMENT ON COLUMN car_price_history.price IS 'US dollars';

CREATE INDEX idx_car_price_history_car_id ON car_price_history (car_id, recorded_at DESC);
CREATE INDEX idx_car_price_history_recorded_at ON car_price_history (recorded_at);

CREATE TRIGGER auto_car_id_car_price_history
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_price_history
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE car_price_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_price_history FOR SELECT USING (true);

-- car_dyno_runs ------------------------------------------------------------------------------------------------------

CREATE TABLE car_dyno_runs (
    id                 uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id             uuid         NOT NULL REFERENCES cars (id) ON DELETE CASCADE,
    car_slug           text,
    car_variant_id     uuid         REFERENCES car_variants (id) ON DELETE SET NULL,
    run_kind           text         DEFAULT 'unknown'
        CHECK (run_kind IN ('baseline', 'modded', 'comparison', 'unknown')),
    recorded_at        date,
    dyno_type          text,
    correction         text,
    drivetrain         text,
    transmission       text,
    gear               text,
    fuel               text,
    is_wheel           boolean      DEFAULT true,
    peak_hp            integer      CHECK (peak_hp >= 0),
    peak_tq            integer      CHECK (peak_tq >= 0),
    peak_whp           integer      CHECK (peak_whp >= 0),
    peak_wtq           integer      CHECK (peak_wtq >= 0),
    boost_psi_max      numeric(6,2),
    curve              jsonb        DEFAULT '{}'::jsonb,
    conditions         jsonb        DEFAULT '{}'::jsonb,
    modifications      jsonb        DEFAULT '{}'::jsonb,
    notes              text,
    source_url         text,
    source_document_id uuid         REFERENCES source_documents (id) ON DELETE SET NULL,
    confidence         numeric(3,2) CHECK (confidence BETWEEN 0 AND 1),
    verified           boolean      DEFAULT false,
    verified_by        text,
    verified_at        timestamptz,
    created_at         timestamptz  DEFAULT now(),
    updated_at         timestamptz  DEFAULT now()
);

COMMENT ON TABLE car_dyno_runs IS 'Dynamometer runs: measured power with the conditions it was measured in';
COMMENT ON COLUMN car_dyno_runs.car_slug IS 'Display copy of cars.slug; car_id is found from it on insert';
COMMENT ON COLUMN car_dyno_runs.run_kind IS 'baseline (stock), modded, comparison or unknown';
COMMENT ON COLUMN car_dyno_runs.dyno_type IS 'Maker and kind of the dynamometer; they do not read alike';
COMMENT ON COLUMN car_dyno_runs.correction IS 'Correction of the figures, such as SAE or STD';
COMMENT ON COLUMN car_dyno_runs.is_wheel IS 'True when measured at the wheels';
COMMENT ON COLUMN car_dyno_runs.peak_hp IS 'Horsepower at the crank';
COMMENT ON COLUMN car_dyno_runs.peak_tq IS 'Pound-feet at the crank';
COMMENT ON COLUMN car_dyno_runs.peak_whp IS 'Horsepower at the wheels';
COMMENT ON COLUMN car_dyno_runs.peak_wtq IS 'Pound-feet at the wheels';
COMMENT ON COLUMN car_dyno_runs.boost_psi_max IS 'Pounds per square inch';
COMMENT ON COLUMN car_dyno_runs.curve IS 'Object: rpm, hp and tq as arrays';
COMMENT ON COLUMN car_dyno_runs.conditions IS 'Object: temperature, humidity, altitude';
COMMENT ON COLUMN car_dyno_runs.modifications IS 'Object: what was changed on the car';
COMMENT ON COLUMN car_dyno_runs.confidence IS '0 to 1';

CREATE INDEX idx_car_dyno_runs_car_id ON car_dyno_runs (car_id, recorded_at DESC NULLS LAST);
CREATE INDEX idx_car_dyno_runs_car_slug ON car_dyno_runs (car_slug);
CREATE INDEX idx_car_dyno_runs_car_variant_id ON car_dyno_runs (car_variant_id);
CREATE INDEX idx_car_dyno_runs_source_document_id ON car_dyno_runs (source_document_id);
CREATE INDEX idx_car_dyno_runs_recorded_at ON car_dyno_runs (recorded_at);
CREATE INDEX idx_car_dyno_runs_run_kind ON car_dyno_runs (run_kind);
CREATE INDEX idx_car_dyno_runs_verified ON car_dyno_runs (verified);
CREATE INDEX idx_car_dyno_runs_curve ON car_dyno_runs USING gin (curve);
CREATE INDEX idx_car_dyno_runs_conditions ON car_dyno_runs USING gin (conditions);
CREATE INDEX idx_car_dyno_runs_modifications ON car_dyno_runs USING gin (modifications);

CREATE TRIGGER auto_car_id_car_dyno_runs
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_dyno_runs
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('car_slug', 'required');
CREATE TRIGGER update_car_dyno_runs_updated_at
    BEFORE UPDATE ON car_dyno_runs
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_dyno_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_dyno_runs FOR SELECT USING (true);

-- car_track_lap_times ------------------------------------------------------------------------------------------------

CREATE TABLE car_track_lap_times (
    id                 uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id             uuid         NOT NULL REFERENCES cars (id) ON DELETE CASCADE,
    car_slug           text,
    car_variant_id     uuid         REFERENCES car_variants (id) ON DELETE SET NULL,
    track_id           uuid         NOT NULL REFERENCES track_venues (id) ON DELETE CASCADE,
    track_layout_id    uuid         REFERENCES track_layouts (id) ON DELETE SET NULL,
    lap_time_ms        integer      NOT NULL CHECK (lap_time_ms > 0),
    lap_time_text      text,
    session_date       date,
    is_stock           boolean      DEFAULT true,
    tires              text,
    fuel               text,
    transmission       text,
    conditions         jsonb        DEFAULT '{}'::jsonb,
    modifications      jsonb        DEFAULT '{}'::jsonb,
    notes              text,
    source_url         text,
    source_document_id uuid         REFERENCES source_documents (id) ON DELETE SET NULL,
    confidence         numeric(3,2) CHECK (confidence BETWEEN 0 AND 1),
    verified           boolean      DEFAULT false,
    verified_by        text,
    verified_at        timestamptz,
    created_at         timestamptz  DEFAULT now(),
    updated_at         timestamptz  DEFAULT now()
);

COMMENT ON TABLE car_track_lap_times IS 'Lap times of cars at tracks, with what the car was when it was driven';
COMMENT ON COLUMN car_track_lap_times.car_slug IS 'Display copy of cars.slug; car_id is found from it on insert';
COMMENT ON COLUMN car_track_lap_times.lap_time_ms IS 'Milliseconds';
COMMENT ON COLUMN car_track_lap_times.lap_time_text IS 'As it was published, such as 7:24.5';
COMMENT ON COLUMN car_track_lap_times.is_stock IS 'False when the car was modified; see modifications';
COMMENT ON COLUMN car_track_lap_times.conditions IS 'Object: weather, temperature, driver';
COMMENT ON COLUMN car_track_lap_times.confidence IS '0 to 1';

CREATE INDEX idx_car_track_lap_times_track ON car_track_lap_times (track_id, lap_time_ms);
CREATE INDEX idx_car_track_lap_times_car ON car_track_lap_times (car_id, lap_time_ms);
CREATE INDEX idx_car_track_lap_times_car_slug ON car_track_lap_times (car_slug);
CREATE INDEX idx_car_track_lap_times_car_variant_id ON car_track_lap_times (car_variant_id);
CREATE INDEX idx_car_track_lap_times_track_layout_id ON car_track_lap_times (track_layout_id);
CREATE INDEX idx_car_track_lap_times_source_document_id ON car_track_lap_times (source_document_id);
CREATE INDEX idx_car_track_lap_times_verified ON car_track_lap_times (verified);
CREATE INDEX idx_car_track_lap_times_conditions ON car_track_lap_times USING gin (conditions);
CREATE INDEX idx_car_track_lap_times_modifications ON car_track_lap_times USING gin (modifications);

CREATE TRIGGER auto_car_id_car_track_lap_times
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_track_lap_times
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('car_slug', 'required');
CREATE TRIGGER update_car_track_lap_times_updated_at
    BEFORE UPDATE ON car_track_lap_times
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_track_lap_times ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_track_lap_times FOR SELECT USING (true);

-- car_expert_reviews -------------------------------------------------------------------------------------------------

CREATE TABLE car_expert_reviews (
    id                 uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug           varchar(255) NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    source             varchar(50)  NOT NULL,
    source_url         text,
    title              varchar(500),
    overall_rating     numeric(3,1),
    performance_rating numeric(3,1),
    handling_rating    numeric(3,1),
    comfort_rating     numeric(3,1),
    interior_rating    numeric(3,1),
    value_rating       numeric(3,1),
    pros               text[],
    cons               text[],
    verdict            text,
    zero_to_sixty      numeric(4,2),
    zero_to_hundred    numeric(4,2),
    quarter_mile       numeric(4,2),
    quarter_mile_speed integer,
    braking_70_to_0    integer,
    skidpad_g          numeric(3,2),
    review_date        date,
    review_type        varchar(50),
    fetched_at         timestamptz  DEFAULT now(),
    created_at         timestamptz  DEFAULT now(),
    car_id             uuid         REFERENCES cars (id) ON DELETE CASCADE,
    UNIQUE (car_slug, source, source_url)
);

COMMENT ON TABLE car_expert_reviews IS 'Reviews by magazines and testers, with what they measured';
COMMENT ON COLUMN car_expert_reviews.overall_rating IS
    'As the reviewer gave it, brought to a scale of 10, as the other ratings';
COMMENT ON COLUMN car_expert_reviews.zero_to_sixty IS 'Seconds to 60 mph, measured';
COMMENT ON COLUMN car_expert_reviews.zero_to_hundred IS 'Seconds to 100 mph, measured';
COMMENT ON COLUMN car_expert_reviews.quarter_mile IS 'Seconds, measured';
COMMENT ON COLUMN car_expert_reviews.quarter_mile_speed IS 'Miles per hour at its end';
COMMENT ON COLUMN car_expert_reviews.braking_70_to_0 IS 'Feet from 70 mph to a stop';
COMMENT ON COLUMN car_expert_reviews.skidpad_g IS 'Lateral g';
COMMENT ON COLUMN car_expert_reviews.review_type IS 'In use: review, first_drive, comparison, long_term';

CREATE INDEX idx_car_expert_reviews_car_id ON car_expert_reviews (car_id);
CREATE INDEX idx_car_expert_reviews_source ON car_expert_reviews (source);
CREATE INDEX idx_car_expert_reviews_overall_rating ON car_expert_reviews (overall_rating);

CREATE TRIGGER auto_car_id_car_expert_reviews
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_expert_reviews
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE car_expert_reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_expert_reviews FOR SELECT USING (true);

-- car_manual_data ----------------------------------------------------------------------------------------------------

CREATE TABLE car_manual_data (
    id          uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug    varchar(255) NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    data_type   varchar(50)  NOT NULL,
    source      varchar(100),
    source_url  text,
    data        jsonb        NOT NULL,
    verified    boolean      DEFAULT false,
    verified_by varchar(255),
    verified_at timestamptz,
    notes       text,
    entered_by  varchar(255),
    created_at  timestamptz  DEFAULT now(),
    updated_at  timestamptz  DEFAULT now(),
    car_id      uuid         REFERENCES cars (id) ON DELETE CASCADE
);

COMMENT ON TABLE car_manual_data IS
    'Corrections and additions entered by hand, until they reach the tables they belong to';
COMMENT ON COLUMN car_manual_data.data_type IS 'In use: pricing, review, safety, specs';
COMMENT ON COLUMN car_manual_data.data IS 'Object: the values, named as the columns they are meant for';

CREATE INDEX idx_car_manual_data_car_slug ON car_manual_data (car_slug);
CREATE INDEX idx_car_manual_data_car_id ON car_manual_data (car_id);
CREATE INDEX idx_car_manual_data_data_type ON car_manual_data (data_type);
CREATE INDEX idx_car_manual_data_data ON car_manual_data USING gin (data);

CREATE TRIGGER auto_car_id_car_manual_data
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_manual_data
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_car_manual_data_timestamp
    BEFORE UPDATE ON car_manual_data
    FOR EACH ROW EXECUTE FUNCTION update_timestamp();

ALTER TABLE car_manual_data ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON car_manual_data TO service_role USING (true) WITH CHECK (true);

-- car_recalls --------------------------------------------------------------------------------------------------------

CREATE TABLE car_recalls (
    id                     uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug               varchar(255) NOT NULL REFERENCES cars (slug) ON DELETE CASCADE,
    campaign_number        varchar(50)  NOT NULL,
    component              varchar(255),
    summary                text,
    consequence            text,
    remedy                 text,
    report_received_date   date,
    is_incomplete          boolean      DEFAULT false,
    created_at             timestamptz  DEFAULT now(),
    car_id                 uuid         REFERENCES cars (id) ON DELETE CASCADE,
    recall_campaign_number varchar(50),
    recall_date            date,
    manufacturer           text,
    notes                  text,
    source_url             text,
    UNIQUE (car_slug, campaign_number)
);

COMMENT ON TABLE car_recalls IS
    'Safety recall campaigns (NHTSA) that may concern a car; no row does not mean no recall';
COMMENT ON COLUMN car_recalls.campaign_number IS 'NHTSA campaign number';
COMMENT ON COLUMN car_recalls.component IS 'As NHTSA names it';
COMMENT ON COLUMN car_recalls.report_received_date IS 'Day the maker reported the defect';
COMMENT ON COLUMN car_recalls.is_incomplete IS 'True when the campaign''s text is not known in full';
COMMENT ON COLUMN car_recalls.recall_campaign_number IS 'Campaign number under the name that newer loaders use';
COMMENT ON COLUMN car_recalls.recall_date IS 'Day the recall was announced';
COMMENT ON COLUMN car_recalls.notes IS 'Our own words; also whether the campaign names this trim or only the model';

CREATE INDEX idx_car_recalls_car_id ON car_recalls (car_id);
CREATE INDEX idx_car_recalls_is_incomplete ON car_recalls (car_id) WHERE is_incomplete;
CREATE INDEX idx_car_recalls_recall_date ON car_recalls (recall_date DESC);
CREATE INDEX idx_car_recalls_source_url ON car_recalls (source_url);
CREATE UNIQUE INDEX idx_car_recalls_slug_campaign ON car_recalls (car_slug, recall_campaign_number)
    WHERE recall_campaign_number IS NOT NULL;

CREATE TRIGGER auto_car_id_car_recalls
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_recalls
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE car_recalls ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_recalls FOR SELECT USING (true);

-- car_auction_results ------------------------------------------------------------------------------------------------

CREATE TABLE car_auction_results (
    id               uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug         varchar(255) REFERENCES cars (slug) ON DELETE SET NULL,
    auction_id       varchar(255) NOT NULL,
    source           varchar(50)  DEFAULT 'bringatrailer',
    auction_url      text,
    title            text,
    year             integer,
    make             varchar(100),
    model            varchar(200),
    mileage          integer,
    transmission     varchar(50),
    sold_price       integer,
    high_bid         integer,
    sold             boolean      DEFAULT false,
    reserve_not_met  boolean      DEFAULT false,
    bid_count        integer,
    auction_end_date date,
    location         varchar(200),
    thumbnail_url    text,
    highlights       text[],
    fetched_at       timestamptz  DEFAULT now(),
    created_at       timestamptz  DEFAULT now(),
    car_id           uuid         REFERENCES cars (id) ON DELETE SET NULL,
    UNIQUE (auction_id, source)
);

COMMENT ON TABLE car_auction_results IS 'Single auctions of cars; kept when the car leaves the catalogue';
COMMENT ON COLUMN car_auction_results.auction_id IS 'Key at the auction house, unique there';
COMMENT ON COLUMN car_auction_results.mileage IS 'Miles';
COMMENT ON COLUMN car_auction_results.sold_price IS 'US dollars';
COMMENT ON COLUMN car_auction_results.high_bid IS 'US dollars; the price that was not accepted when sold is false';

CREATE INDEX idx_car_auction_results_car_slug ON car_auction_results (car_slug);
CREATE INDEX idx_car_auction_results_car_id ON car_auction_results (car_id);
CREATE INDEX idx_car_auction_results_sold ON car_auction_results (car_id, sold_price) WHERE sold;
CREATE INDEX idx_car_auction_results_end_date ON car_auction_results (auction_end_date);

CREATE TRIGGER auto_car_id_car_auction_results
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_auction_results
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE car_auction_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_auction_results FOR SELECT USING (true);

-- car_tuning_profiles ------------------------------------------------------------------------------------------------

CREATE TABLE car_tuning_profiles (
    id                     uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id                 uuid        NOT NULL REFERENCES cars (id) ON DELETE CASCADE,
    car_slug               text,
    car_variant_id         uuid        REFERENCES car_variants (id) ON DELETE SET NULL,
    engine_family          text,
    tuning_focus           text        DEFAULT 'performance'
        CHECK (tuning_focus IN ('performance', 'off-road', 'towing', 'economy', 'drift')),
    upgrades_by_objective  jsonb       DEFAULT '{}'::jsonb,
    performance_potential  jsonb       DEFAULT '{}'::jsonb,
    platform_strengths     text[]      DEFAULT '{}'::text[],
    platform_weaknesses    text[]      DEFAULT '{}'::text[],
    tuning_community_notes text,
    tuning_platforms       jsonb       DEFAULT '[]'::jsonb,
    power_limits           jsonb       DEFAULT '{}'::jsonb,
    brand_recommendations  jsonb       DEFAULT '{}'::jsonb,
    curated_packages       jsonb       DEFAULT '[]'::jsonb,
    stock_whp              integer,
    stock_wtq              integer,
    data_quality_tier      text        DEFAULT 'unknown'
        CHECK (data_quality_tier IN ('verified', 'researched', 'enriched', 'templated', 'skeleton', 'unknown')),
    data_sources           jsonb       DEFAULT '{}'::jsonb,
    pipeline_run_at        timestamptz,
    verified               boolean     DEFAULT false,
    verified_by            text,
    notes                  text,
    created_at             timestamptz DEFAULT now(),
    updated_at             timestamptz DEFAULT now(),
    UNIQUE (car_id, car_variant_id, tuning_focus)
);

COMMENT ON TABLE car_tuning_profiles IS
    'What a car can become: upgrades by objective, limits of its parts, tuners that know it';
COMMENT ON COLUMN car_tuning_profiles.car_slug IS 'Display copy of cars.slug; car_id is found from it on insert';
COMMENT ON COLUMN car_tuning_profiles.tuning_focus IS 'performance, off-road, towing, economy or drift';
COMMENT ON COLUMN car_tuning_profiles.upgrades_by_objective IS
    'Object: objective to array of upgrades with gains and costs; the source of truth for upgrades';
COMMENT ON COLUMN car_tuning_profiles.performance_potential IS 'Object: what is within reach, by stage';
COMMENT ON COLUMN car_tuning_profiles.tuning_platforms IS 'Array of tuners: {name, url, priceLow, priceHigh}';
COMMENT ON COLUMN car_tuning_profiles.power_limits IS 'Object: component to the power (whp) or torque (lb-ft) it bears';
COMMENT ON COLUMN car_tuning_profiles.brand_recommendations IS 'Object: kind of part to makers';
COMMENT ON COLUMN car_tuning_profiles.stock_whp IS 'Horsepower at the wheels, stock';
COMMENT ON COLUMN car_tuning_profiles.stock_wtq IS 'Pound-feet at the wheels, stock';
COMMENT ON COLUMN car_tuning_profiles.data_quality_tier IS
    'verified, researched, enriched, templated, skeleton or unknown';

CREATE INDEX idx_car_tuning_profiles_car_id ON car_tuning_profiles (car_id, car_slug);
CREATE INDEX idx_car_tuning_profiles_car_slug ON car_tuning_profiles (car_slug);
CREATE INDEX idx_car_tuning_profiles_car_variant_id ON car_tuning_profiles (car_variant_id);
CREATE INDEX idx_car_tuning_profiles_engine_family ON car_tuning_profiles (engine_family);
CREATE INDEX idx_car_tuning_profiles_tuning_focus ON car_tuning_profiles (tuning_focus);
CREATE INDEX idx_car_tuning_profiles_quality ON car_tuning_profiles (data_quality_tier);
CREATE INDEX idx_car_tuning_profiles_platforms ON car_tuning_profiles USING gin (tuning_platforms);
CREATE INDEX idx_car_tuning_profiles_upgrades ON car_tuning_profiles USING gin (upgrades_by_objective);

CREATE TRIGGER auto_car_id_car_tuning_profiles
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON car_tuning_profiles
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('car_slug', 'required');
CREATE TRIGGER update_car_tuning_profiles_updated_at
    BEFORE UPDATE ON car_tuning_profiles
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_tuning_profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_tuning_profiles FOR SELECT USING (true);
CREATE POLICY service_all ON car_tuning_profiles TO service_role USING (true) WITH CHECK (true);

-- car_pipeline_runs --------------------------------------------------------------------------------------------------

CREATE TABLE car_pipeline_runs (
    id                        uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug                  text        NOT NULL,
    car_name                  text        NOT NULL,
    status                    text        DEFAULT 'in_progress'
        CHECK (status IN ('in_progress', 'completed', 'blocked')),
    phase1_validated          boolean     DEFAULT false,
    phase1_validated_at       timestamptz,
    phase1_notes              text,
    phase2_core_data          boolean     DEFAULT false,
    phase2_core_data_at       timestamptz,
    phase2_notes              text,
    phase3_fuel_economy       boolean     DEFAULT false,
    phase3_safety_ratings     boolean     DEFAULT false,
    phase3_recalls            boolean     DEFAULT false,
    phase3_completed_at       timestamptz,
    phase3_notes              text,
    phase4_known_issues       boolean     DEFAULT false,
    phase4_maintenance_specs  boolean     DEFAULT false,
    phase4_service_intervals  boolean     DEFAULT false,
    phase4_variants           boolean     DEFAULT false,
    phase4_completed_at       timestamptz,
    phase4_notes              text,
    phase5_scores_assigned    boolean     DEFAULT false,
    phase5_strengths          boolean     DEFAULT false,
    phase5_weaknesses         boolean     DEFAULT false,
    phase5_alternatives       boolean     DEFAULT false,
    phase5_completed_at       timestamptz,
    phase5_notes              text,
    phase6_hero_image         boolean     DEFAULT false,
    phase6_gallery_images     boolean     DEFAULT false,
    phase6_completed_at       timestamptz,
    phase6_notes              text,
    phase7_videos_queued      boolean     DEFAULT false,
    phase7_videos_processed   boolean     DEFAULT false,
    phase7_car_links_verified boolean     DEFAULT false,
    phase7_completed_at       timestamptz,
    phase7_notes              text,
    phase8_data_complete      boolean     DEFAULT false,
    phase8_page_renders       boolean     DEFAULT false,
    phase8_al_tested          boolean     DEFAULT false,
    phase8_search_works       boolean     DEFAULT false,
    phase8_mobile_checked     boolean     DEFAULT false,
    phase8_completed_at       timestamptz,
    phase8_notes              text,
    created_at                timestamptz DEFAULT now(),
    updated_at                timestamptz DEFAULT now(),
    created_by                uuid        REFERENCES auth.users (id) ON DELETE SET NULL,
    completed_at              timestamptz,
    phase3_market_pricing     boolean     DEFAULT false,
    phase5_tuning_profile     boolean     DEFAULT false,
    blocked_reason            text
);

COMMENT ON TABLE car_pipeline_runs IS 'Progress of adding one car to the catalogue, phase by phase';
COMMENT ON COLUMN car_pipeline_runs.car_slug IS 'Planned slug; the car may not exist yet';
COMMENT ON COLUMN car_pipeline_runs.status IS 'in_progress, completed or blocked';
COMMENT ON COLUMN car_pipeline_runs.blocked_reason IS 'Why it stands still, when blocked';

CREATE INDEX idx_car_pipeline_runs_status ON car_pipeline_runs (status);
CREATE INDEX idx_car_pipeline_runs_car_slug ON car_pipeline_runs (car_slug);
CREATE INDEX idx_car_pipeline_runs_created_at ON car_pipeline_runs (created_at DESC);
CREATE INDEX idx_car_pipeline_runs_created_by ON car_pipeline_runs (created_by);

CREATE TRIGGER update_car_pipeline_runs_updated_at
    BEFORE UPDATE ON car_pipeline_runs
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_pipeline_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY admin_all ON car_pipeline_runs USING ((SELECT is_admin())) WITH CHECK ((SELECT is_admin()));

