-- Cars: the catalogue's root table, the year and trim variants of each car, and the other names people type.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- cars ---------------------------------------------------------------------------------------------------------------

CREATE TABLE cars (
    -- Identity
    id                         uuid         PRIMARY KEY DEFAULT uuid_generate_v4(),
    slug                       text         NOT NULL CONSTRAINT cars_slug_key UNIQUE,
    name                       text         NOT NULL,
    years                      text         NOT NULL,
    tier                       text         NOT NULL CHECK (tier IN ('premium', 'upper-mid', 'mid', 'budget')),
    category                   text         NOT NULL
        CHECK (category IN ('Mid-Engine', 'Front-Engine', 'Rear-Engine', 'Electric')),

    -- The seven scores, 1 to 10
    score_sound                numeric(3,1) NOT NULL CHECK (score_sound BETWEEN 1 AND 10),
    score_interior             numeric(3,1) NOT NULL CHECK (score_interior BETWEEN 1 AND 10),
    score_track                numeric(3,1) NOT NULL CHECK (score_track BETWEEN 1 AND 10),
    score_reliability          numeric(3,1) NOT NULL CHECK (score_reliability BETWEEN 1 AND 10),
    score_value                numeric(3,1) NOT NULL CHECK (score_value BETWEEN 1 AND 10),
    score_driver_fun           numeric(3,1) NOT NULL CHECK (score_driver_fun BETWEEN 1 AND 10),
    score_aftermarket          numeric(3,1) NOT NULL CHECK (score_aftermarket BETWEEN 1 AND 10),

    -- Figures
    engine                     text         NOT NULL,
    hp                         integer      NOT NULL CHECK (hp > 0),
    trans                      text         NOT NULL,
    price_range                text         NOT NULL,
    price_avg                  integer      NOT NULL CHECK (price_avg > 0),
    curb_weight                integer      CHECK (curb_weight > 0),
    zero_to_sixty              numeric(3,1) CHECK (zero_to_sixty > 0),
    top_speed                  integer      CHECK (top_speed > 0),
    drivetrain                 text         CHECK (drivetrain ~ '^(RWD|AWD|FWD|4WD)(/(RWD|AWD|FWD|4WD))*$'),
    layout                     text,
    msrp_new_low               integer      CHECK (msrp_new_low > 0),
    msrp_new_high              integer      CHECK (msrp_new_high > 0),
    torque                     integer      CHECK (torque > 0),
    quarter_mile               numeric(4,2) CHECK (quarter_mile > 0),
    braking_60_0               integer      CHECK (braking_60_0 > 0),
    lateral_g                  numeric(3,2) CHECK (lateral_g > 0),

    -- Performance hub, 1 to 10
    perf_power_accel           numeric(3,1) CHECK (perf_power_accel BETWEEN 1 AND 10),
    perf_grip_cornering        numeric(3,1) CHECK (perf_grip_cornering BETWEEN 1 AND 10),
    perf_braking               numeric(3,1) CHECK (perf_braking BETWEEN 1 AND 10),
    perf_track_pace            numeric(3,1) CHECK (perf_track_pace BETWEEN 1 AND 10),
    perf_drivability           numeric(3,1) CHECK (perf_drivability BETWEEN 1 AND 10),
    perf_reliability_heat      numeric(3,1) CHECK (perf_reliability_heat BETWEEN 1 AND 10),
    perf_sound_emotion         numeric(3,1) CHECK (perf_sound_emotion BETWEEN 1 AND 10),

    -- Texts and pictures
    notes                      text         NOT NULL,
    highlight                  text         NOT NULL,
    tagline                    text,
    hero_blurb                 text,
    owner_notes_long           text,
    pros                       jsonb        DEFAULT '[]'::jsonb,
    cons                       jsonb        DEFAULT '[]'::jsonb,
    best_for                   jsonb        DEFAULT '[]'::jsonb,
    recommendation_highlight   text,
    image_hero_url             text,
    image_gallery              jsonb        DEFAULT '[]'::jsonb,
    video_url                  text,
    cta_copy                   text,

    -- Record
    created_at                 timestamptz  DEFAULT now(),
    updated_at                 timestamptz  DEFAULT now(),

    -- Buying and keeping
    brand                      text,
    country                    text,
    platform_cost_tier         text,
    manual_available           boolean      DEFAULT true,
    seats                      integer      CHECK (seats BETWEEN 1 AND 9),
    daily_usability_tag        text,
    maintenance_cost_index     text,
    insurance_cost_index       text,
    fuel_economy_combined      numeric(4,1),
    common_issues              jsonb        DEFAULT '[]'::jsonb,
    years_to_avoid             text,
    recommended_years_note     text,
    ownership_cost_notes       text,

    -- Character
    essence                    text,
    heritage                   text,
    design_philosophy          text,
    motorsport_history         text,
    generation_code            text,
    predecessors               jsonb        DEFAULT '[]'::jsonb,
    successors                 jsonb        DEFAULT '[]'::jsonb,
    engine_character           text,
    transmission_feel          text,
    chassis_dynamics           text,
    steering_feel              text,
    brake_confidence           text,
    sound_signature            text,
    comfort_track_balance      text,
    comfort_notes              text,
    defining_strengths         jsonb        DEFAULT '[]'::jsonb,
    honest_weaknesses          jsonb        DEFAULT '[]'::jsonb,

    -- Buyer's guide
    ideal_owner                text,
    not_ideal_for              text,
    buyers_summary             text,
    best_years_detailed        jsonb        DEFAULT '[]'::jsonb,
    years_to_avoid_detailed    jsonb        DEFAULT '[]'::jsonb,
    must_have_options          jsonb        DEFAULT '[]'::jsonb,
    nice_to_have_options       jsonb        DEFAULT '[]'::jsonb,
    pre_inspection_checklist   jsonb        DEFAULT '[]'::jsonb,
    ppi_recommendations        text,

    -- Market and ownership
    market_position            text,
    market_commentary          text,
    price_guide                jsonb        DEFAULT '{}'::jsonb,
    annual_ownership_cost      jsonb        DEFAULT '{}'::jsonb,
    major_service_costs        jsonb        DEFAULT '[]'::jsonb,
    common_issues_detailed     jsonb        DEFAULT '[]'::jsonb,
    parts_availability         text,
    parts_notes                text,
    dealer_vs_independent      text,
    dealer_notes               text,
    diy_friendliness           text,
    diy_notes                  text,
    warranty_info              jsonb        DEFAULT '{}'::jsonb,
    insurance_notes            text,

    -- Track
    track_readiness            text,
    track_readiness_notes      text,
    cooling_capacity           jsonb        DEFAULT '{}'::jsonb,
    brake_fade_resistance      jsonb        DEFAULT '{}'::jsonb,
    recommended_track_prep     jsonb        DEFAULT '[]'::jsonb,
    popular_track_mods         jsonb        DEFAULT '[]'::jsonb,
    laptime_benchmarks         jsonb        DEFAULT '[]'::jsonb,

    -- Alternatives
    direct_competitors         jsonb        DEFAULT '[]'::jsonb,
    if_you_want_more           jsonb        DEFAULT '[]'::jsonb,
    if_you_want_less           jsonb        DEFAULT '[]'::jsonb,
    similar_driving_experience jsonb        DEFAULT '[]'::jsonb,

    -- Community
    community_strength         text,
    community_notes            text,
    key_resources              jsonb        DEFAULT '[]'::jsonb,
    facebook_groups            jsonb        DEFAULT '[]'::jsonb,
    annual_events              jsonb        DEFAULT '[]'::jsonb,
    aftermarket_scene_notes    text,
    resale_reputation          text,

    -- Media
    notable_reviews            jsonb        DEFAULT '[]'::jsonb,
    must_watch_videos          jsonb        DEFAULT '[]'::jsonb,
    expert_quotes              jsonb        DEFAULT '[]'::jsonb,
    external_consensus         jsonb        DEFAULT '{}'::jsonb,
    expert_review_count        integer      DEFAULT 0,
    expert_consensus_summary   text,

    -- Corrections of the scores by expert reviews, -0.5 to 0.5
    score_adj_sound            numeric(3,2) DEFAULT 0 CHECK (score_adj_sound BETWEEN -0.5 AND 0.5),
    score_adj_interior         numeric(3,2) DEFAULT 0 CHECK (score_adj_interior BETWEEN -0.5 AND 0.5),
    score_adj_track            numeric(3,2) DEFAULT 0 CHECK (score_adj_track BETWEEN -0.5 AND 0.5),
    score_adj_reliability      numeric(3,2) DEFAULT 0 CHECK (score_adj_reliability BETWEEN -0.5 AND 0.5),
    score_adj_value            numeric(3,2) DEFAULT 0 CHECK (score_adj_value BETWEEN -0.5 AND 0.5),
    score_adj_driver_fun       numeric(3,2) DEFAULT 0 CHECK (score_adj_driver_fun BETWEEN -0.5 AND 0.5),
    score_adj_aftermarket      numeric(3,2) DEFAULT 0 CHECK (score_adj_aftermarket BETWEEN -0.5 AND 0.5),

    -- Search, and what came last
    upgrade_recommendations    jsonb,
    search_vector              tsvector,
    embedding                  vector,
    ai_searchable_text         text,
    vehicle_type               text
        CHECK (vehicle_type IN ('Sports Car', 'Sports Sedan', 'Supercar', 'Hot Hatch', 'Muscle Car', 'Truck', 'SUV', 'Wagon'))
);

COMMENT ON TABLE cars IS 'One row per car: a generation of a model, with its figures, scores and the texts about it';
COMMENT ON COLUMN cars.id IS 'Join key of every table about a car';
COMMENT ON COLUMN cars.slug IS 'Canonical name in addresses and commands; stable';
COMMENT ON COLUMN cars.years IS 'Text such as 2015-2021 or 2024-present';
COMMENT ON COLUMN cars.tier IS 'Price class: premium, upper-mid, mid, budget';
COMMENT ON COLUMN cars.category IS 'Where the engine is, or Electric';
COMMENT ON COLUMN cars.score_sound IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.score_interior IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.score_track IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.score_reliability IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.score_value IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.score_driver_fun IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.score_aftermarket IS '1 to 10; opinion, not a measurement';
COMMENT ON COLUMN cars.engine IS 'Short text: displacement, charging, layout, code';
COMMENT ON COLUMN cars.hp IS 'Horsepower of the stock engine at the crank (SAE)';
COMMENT ON COLUMN cars.trans IS 'Gearboxes on offer, short text';
COMMENT ON COLUMN cars.price_range IS 'Used price as text, US dollars';
COMMENT ON COLUMN cars.price_avg IS 'Typical used price, US dollars';
COMMENT ON COLUMN cars.curb_weight IS 'Pounds, ready to drive';
COMMENT ON COLUMN cars.zero_to_sixty IS 'Seconds to 60 mph';
COMMENT ON COLUMN cars.top_speed IS 'Miles per hour';
COMMENT ON COLUMN cars.drivetrain IS 'RWD, AWD, FWD or 4WD; joined by a slash where the car came with more than one';
COMMENT ON COLUMN cars.msrp_new_low IS 'US dollars, when it was new';
COMMENT ON COLUMN cars.msrp_new_high IS 'US dollars, when it was new';
COMMENT ON COLUMN cars.torque IS 'Pound-feet of the stock engine at the crank';
COMMENT ON COLUMN cars.quarter_mile IS 'Seconds';
COMMENT ON COLUMN cars.braking_60_0 IS 'Feet from 60 mph to a stop';
COMMENT ON COLUMN cars.lateral_g IS 'Skidpad, g';
COMMENT ON COLUMN cars.perf_power_accel IS '1 to 10, stock car';
COMMENT ON COLUMN cars.perf_grip_cornering IS '1 to 10, stock car';
COMMENT ON COLUMN cars.perf_braking IS '1 to 10, stock car';
COMMENT ON COLUMN cars.perf_track_pace IS '1 to 10, stock car';
COMMENT ON COLUMN cars.perf_drivability IS '1 to 10, stock car';
COMMENT ON COLUMN cars.perf_reliability_heat IS '1 to 10, stock car on a hot track';
COMMENT ON COLUMN cars.perf_sound_emotion IS '1 to 10, stock car';
COMMENT ON COLUMN cars.pros IS 'Array of texts';
COMMENT ON COLUMN cars.cons IS 'Array of texts';
COMMENT ON COLUMN cars.best_for IS 'Array of texts';
COMMENT ON COLUMN cars.image_gallery IS 'Array of addresses';
COMMENT ON COLUMN cars.platform_cost_tier IS 'Cost class of parts and labour for the platform';
COMMENT ON COLUMN cars.manual_available IS 'True when a manual gearbox was on offer';
COMMENT ON COLUMN cars.daily_usability_tag IS 'In use: daily, weekend, track-focused';
COMMENT ON COLUMN cars.maintenance_cost_index IS 'In use: low, moderate, high, very-high';
COMMENT ON COLUMN cars.insurance_cost_index IS 'In use: low, moderate, high, very-high';
COMMENT ON COLUMN cars.fuel_economy_combined IS 'Miles per US gallon';
COMMENT ON COLUMN cars.common_issues IS 'Array of texts; the source of truth is car_issues';
COMMENT ON COLUMN cars.generation_code IS 'Maker''s chassis code, such as E46 or 981';
COMMENT ON COLUMN cars.predecessors IS 'Array of model names';
COMMENT ON COLUMN cars.successors IS 'Array of model names';
COMMENT ON COLUMN cars.comfort_track_balance IS 'In use: daily, weekend, track-focused, race';
COMMENT ON COLUMN cars.defining_strengths IS 'Array of {point, detail}';
COMMENT ON COLUMN cars.honest_weaknesses IS 'Array of {point, detail}';
COMMENT ON COLUMN cars.best_years_detailed IS 'Array of {years, reason}';
COMMENT ON COLUMN cars.years_to_avoid_detailed IS 'Array of {years, reason}; older rows hold a text';
COMMENT ON COLUMN cars.must_have_options IS 'Array of {option, reason}';
COMMENT ON COLUMN cars.nice_to_have_options IS 'Array of {option, reason}';
COMMENT ON COLUMN cars.pre_inspection_checklist IS 'Array of texts';
COMMENT ON COLUMN cars.market_position IS 'In use: appreciating, stable, depreciating';
COMMENT ON COLUMN cars.price_guide IS 'Object: price range by condition or mileage, US dollars';
COMMENT ON COLUMN cars.annual_ownership_cost IS 'Object: low, typical, heavy; US dollars a year';
COMMENT ON COLUMN cars.major_service_costs IS 'Array of {service, interval, cost, note}; older rows hold an object';
COMMENT ON COLUMN cars.common_issues_detailed IS 'Array of {issue, severity, yearsAffected, cost, prevention}';
COMMENT ON COLUMN cars.parts_availability IS 'In use: excellent, good, fair, poor';
COMMENT ON COLUMN cars.dealer_vs_independent IS 'In use: dealer, independent, either';
COMMENT ON COLUMN cars.diy_friendliness IS 'In use: high, moderate, low, not-recommended';
COMMENT ON COLUMN cars.warranty_info IS 'Object; older rows hold a text';
COMMENT ON COLUMN cars.track_readiness IS 'In use: stock-ready, needs-prep, dedicated-track';
COMMENT ON COLUMN cars.cooling_capacity IS
    'Object with rating excellent, good, marginal or needs-upgrade; older rows hold a text';
COMMENT ON COLUMN cars.brake_fade_resistance IS
    'Object with rating excellent, good, fair or poor; older rows hold a text';
COMMENT ON COLUMN cars.recommended_track_prep IS 'Array';
COMMENT ON COLUMN cars.popular_track_mods IS 'Deprecated: use car_tuning_profiles.upgrades_by_objective';
COMMENT ON COLUMN cars.laptime_benchmarks IS 'Array of {track, time, conditions, source}';
COMMENT ON COLUMN cars.direct_competitors IS 'Array of {name, comparison}';
COMMENT ON COLUMN cars.if_you_want_more IS 'Array of {name, reason}';
COMMENT ON COLUMN cars.if_you_want_less IS 'Array of {name, reason}';
COMMENT ON COLUMN cars.similar_driving_experience IS 'Array';
COMMENT ON COLUMN cars.community_strength IS 'In use: strong, growing, niche, limited';
COMMENT ON COLUMN cars.key_resources IS 'Array of {name, url, description}';
COMMENT ON COLUMN cars.facebook_groups IS 'Array of {name, url}';
COMMENT ON COLUMN cars.annual_events IS 'Array of {name, location, description}';
COMMENT ON COLUMN cars.notable_reviews IS 'Array of {publication, title, url, summary}';
COMMENT ON COLUMN cars.must_watch_videos IS 'Array of {creator, title, url, description}';
COMMENT ON COLUMN cars.expert_quotes IS 'Array of {quote, author, publication}';
COMMENT ON COLUMN cars.external_consensus IS 'Object';
COMMENT ON COLUMN cars.score_adj_sound IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.score_adj_interior IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.score_adj_track IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.score_adj_reliability IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.score_adj_value IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.score_adj_driver_fun IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.score_adj_aftermarket IS 'Added to the score, from expert reviews';
COMMENT ON COLUMN cars.upgrade_recommendations IS 'Deprecated: use car_tuning_profiles.upgrades_by_objective';
COMMENT ON COLUMN cars.search_vector IS
    'Kept by a trigger; weight A name and brand, B engine, category and tier, C notes, highlight and tagline, D hero_blurb';
COMMENT ON COLUMN cars.embedding IS 'Meaning of ai_searchable_text, 1536 dimensions, compared by cosine';
COMMENT ON COLUMN cars.ai_searchable_text IS 'The text that was embedded';
COMMENT ON COLUMN cars.vehicle_type IS 'Body and purpose: Sports Car, Truck and so on';

CALL autorev.finish_vector_column('cars', 'embedding', 'cars_embedding_idx');

-- Lists are paged by key: the sorts that the program offers on large tables each have an index in both directions.
CREATE INDEX idx_cars_name_id ON cars (name, id);
CREATE INDEX idx_cars_hp_desc ON cars (hp DESC NULLS LAST, id);
CREATE INDEX idx_cars_hp_asc ON cars (hp, id);
CREATE INDEX idx_cars_price_avg_desc ON cars (price_avg DESC NULLS LAST, id);
CREATE INDEX idx_cars_price_avg_asc ON cars (price_avg, id);
CREATE INDEX idx_cars_zero_to_sixty_desc ON cars (zero_to_sixty DESC NULLS LAST, id);
CREATE INDEX idx_cars_zero_to_sixty_asc ON cars (zero_to_sixty, id);

-- The other figures, alike. A label (tier, country and so on) is sorted by its plain index below, one label at a time.
DO $$
DECLARE
    v_column text;
BEGIN
    FOREACH v_column IN ARRAY ARRAY[
        'torque', 'curb_weight', 'quarter_mile', 'top_speed', 'braking_60_0', 'lateral_g', 'score_sound', 'score_interior',
        'score_track', 'score_reliability', 'score_value', 'score_driver_fun', 'score_aftermarket', 'msrp_new_low',
        'fuel_economy_combined']
    LOOP
        EXECUTE format('CREATE INDEX idx_cars_%1$s_desc ON cars (%1$s DESC NULLS LAST, id)', v_column);
        EXECUTE format('CREATE INDEX idx_cars_%1$s_asc ON cars (%1$s, id)', v_column);
    END LOOP;
END
$$;

CREATE INDEX idx_cars_slug ON cars (slug text_pattern_ops);
CREATE INDEX idx_cars_tier ON cars (tier, price_avg);
CREATE INDEX idx_cars_category_tier ON cars (category, tier);
CREATE INDEX idx_cars_tier_category ON cars (tier, category);
CREATE INDEX idx_cars_price_hp ON cars (price_avg, hp);
CREATE INDEX idx_cars_brand ON cars (brand);
CREATE INDEX idx_cars_country ON cars (country);
CREATE INDEX idx_cars_drivetrain ON cars (drivetrain);
CREATE INDEX idx_cars_vehicle_type ON cars (vehicle_type);
CREATE INDEX idx_cars_market_position ON cars (market_position);
CREATE INDEX idx_cars_track_readiness ON cars (track_readiness);
CREATE INDEX idx_cars_community_strength ON cars (community_strength);
CREATE INDEX idx_cars_manual_available ON cars (id) WHERE manual_available;
CREATE INDEX idx_cars_score_value ON cars (score_value DESC) WHERE score_value IS NOT NULL;
CREATE INDEX idx_cars_score_track ON cars (score_track DESC) WHERE score_track IS NOT NULL;
CREATE INDEX idx_cars_score_reliability ON cars (score_reliability DESC) WHERE score_reliability IS NOT NULL;
CREATE INDEX idx_cars_score_sound ON cars (score_sound DESC) WHERE score_sound IS NOT NULL;
CREATE INDEX idx_cars_score_driver_fun ON cars (score_driver_fun DESC) WHERE score_driver_fun IS NOT NULL;
CREATE INDEX idx_cars_upgrade_focus ON cars ((upgrade_recommendations ->> 'primaryFocus'));
CREATE INDEX cars_search_vector_idx ON cars USING gin (search_vector);
-- A word that is typed may be part of any of the three.
CREATE INDEX idx_cars_name_trgm ON cars USING gin (name gin_trgm_ops);
CREATE INDEX idx_cars_brand_trgm ON cars USING gin (brand gin_trgm_ops);
CREATE INDEX idx_cars_generation_code_trgm ON cars USING gin (generation_code gin_trgm_ops);

CREATE FUNCTION cars_search_vector_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    NEW.search_vector :=
        setweight(to_tsvector('english', concat_ws(' ', NEW.name, NEW.brand)), 'A') ||
        setweight(to_tsvector('english', concat_ws(' ', NEW.engine, NEW.category, NEW.tier)), 'B') ||
        setweight(to_tsvector('english', concat_ws(' ', NEW.notes, NEW.highlight, NEW.tagline)), 'C') ||
        setweight(to_tsvector('english', coalesce(NEW.hero_blurb, '')), 'D');
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION cars_search_vector_update() IS
    'Rebuilds cars.search_vector with the weights that the search functions rank by';

-- One trigger per event: an UPDATE that touches no searched column does not pay for the vector.
CREATE TRIGGER cars_search_vector_insert
    BEFORE INSERT ON cars
    FOR EACH ROW EXECUTE FUNCTION cars_search_vector_update();
CREATE TRIGGER cars_search_vector_update
    BEFORE UPDATE OF name, brand, engine, category, tier, notes, highlight, tagline, hero_blurb, search_vector ON cars
    FOR EACH ROW EXECUTE FUNCTION cars_search_vector_update();
CREATE TRIGGER update_cars_updated_at
    BEFORE UPDATE ON cars
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE cars ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON cars FOR SELECT USING (true);

-- car_variants -------------------------------------------------------------------------------------------------------

CREATE TABLE car_variants (
    id               uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    car_id           uuid        NOT NULL REFERENCES cars (id) ON DELETE CASCADE,
    variant_key      text        NOT NULL UNIQUE,
    display_name     text        NOT NULL,
    years_text       text,
    model_year_start integer,
    model_year_end   integer,
    trim             text,
    drivetrain       text,
    transmission     text,
    engine           text,
    metadata         jsonb       DEFAULT '{}'::jsonb,
    created_at       timestamptz DEFAULT now(),
    updated_at       timestamptz DEFAULT now()
);

COMMENT ON TABLE car_variants IS 'Model years and trims of a car that differ for a VIN or for maintenance';
COMMENT ON COLUMN car_variants.variant_key IS 'Stable key: the car''s slug with year range and trim';
COMMENT ON COLUMN car_variants.years_text IS 'Years as text';
COMMENT ON COLUMN car_variants.model_year_start IS 'First model year';
COMMENT ON COLUMN car_variants.model_year_end IS 'Last model year, included; null while built';
COMMENT ON COLUMN car_variants.metadata IS 'Object of further marks';

CREATE INDEX idx_car_variants_car_id ON car_variants (car_id);
CREATE INDEX idx_car_variants_years ON car_variants (model_year_start, model_year_end);
CREATE INDEX idx_car_variants_metadata ON car_variants USING gin (metadata);

CREATE TRIGGER update_car_variants_updated_at
    BEFORE UPDATE ON car_variants
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE car_variants ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_variants FOR SELECT USING (true);

-- car_slug_aliases ---------------------------------------------------------------------------------------------------

CREATE TABLE car_slug_aliases (
    id             uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    alias          text        NOT NULL UNIQUE,
    canonical_slug text        NOT NULL,
    car_id         uuid        REFERENCES cars (id) ON DELETE CASCADE,
    created_at     timestamptz DEFAULT now()
);

COMMENT ON TABLE car_slug_aliases IS 'What people type for a car: chassis codes, nicknames, former slugs';
COMMENT ON COLUMN car_slug_aliases.alias IS 'Lower case';
COMMENT ON COLUMN car_slug_aliases.canonical_slug IS
    'A cars.slug; not a reference, since an alias may be older than its car';
COMMENT ON COLUMN car_slug_aliases.car_id IS 'Filled by trigger from canonical_slug';

CREATE INDEX idx_car_slug_aliases_car_id ON car_slug_aliases (car_id) WHERE car_id IS NOT NULL;
CREATE INDEX idx_car_slug_aliases_alias_trgm ON car_slug_aliases USING gin (alias gin_trgm_ops);

CREATE TRIGGER auto_car_id_car_slug_aliases
    BEFORE INSERT OR UPDATE OF canonical_slug, car_id ON car_slug_aliases
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('canonical_slug');

ALTER TABLE car_slug_aliases ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON car_slug_aliases FOR SELECT USING (true);

