-- Parts and upgrades: makers, parts, which car a part fits, prices, and the upgrades they add up to.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- part_brands --------------------------------------------------------------------------------------------------------

CREATE TABLE part_brands (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    name       text        NOT NULL UNIQUE,
    website    text,
    country    text,
    notes      text,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

COMMENT ON TABLE part_brands IS 'Makers of aftermarket and original parts';

CREATE TRIGGER update_part_brands_updated_at
    BEFORE UPDATE ON part_brands
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE part_brands ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON part_brands FOR SELECT USING (true);

-- parts --------------------------------------------------------------------------------------------------------------

CREATE TYPE part_category AS ENUM (
    'intake', 'exhaust', 'tune', 'forced_induction', 'cooling', 'suspension', 'brakes', 'wheels_tires', 'aero',
    'drivetrain', 'fuel_system', 'engine_internal', 'electronics', 'fluids_filters', 'maintenance', 'other');

CREATE TABLE parts (
    id                    uuid          PRIMARY KEY DEFAULT gen_random_uuid(),
    brand_id              uuid          REFERENCES part_brands (id) ON DELETE SET NULL,
    brand_name            text,
    name                  text          NOT NULL,
    part_number           text,
    category              part_category NOT NULL DEFAULT 'other',
    description           text,
    attributes            jsonb         DEFAULT '{}'::jsonb,
    quality_tier          text          DEFAULT 'standard'
        CHECK (quality_tier IN ('premium', 'standard', 'budget', 'oem', 'unknown')),
    street_legal          boolean,
    emissions_legal_notes text,
    source_urls           text[]        DEFAULT '{}'::text[],
    confidence            numeric(3,2)  CHECK (confidence BETWEEN 0 AND 1),
    is_active             boolean       DEFAULT true,
    created_at            timestamptz   DEFAULT now(),
    updated_at            timestamptz   DEFAULT now(),
    UNIQUE (brand_name, part_number)
);

COMMENT ON TABLE parts IS 'Parts that can be bought, one row per product; what they fit is in part_fitments';
COMMENT ON COLUMN parts.brand_name IS 'Name of the maker, kept when the brand row goes';
COMMENT ON COLUMN parts.part_number IS 'The maker''s number; empty unless it is certain';
COMMENT ON COLUMN parts.attributes IS 'Object of measures and materials, by category';
COMMENT ON COLUMN parts.quality_tier IS 'premium, standard, budget, oem or unknown';
COMMENT ON COLUMN parts.street_legal IS 'Null when it is not known or differs by state';
COMMENT ON COLUMN parts.source_urls IS 'Pages the facts were taken from';
COMMENT ON COLUMN parts.confidence IS '0 to 1';
COMMENT ON COLUMN parts.is_active IS 'False for parts no longer sold; such rows are not shown';

CREATE INDEX idx_parts_brand_id ON parts (brand_id);
CREATE INDEX idx_parts_category ON parts (category);
CREATE INDEX idx_parts_part_number ON parts (part_number);
CREATE INDEX idx_parts_active_category_brand ON parts (category, brand_name) WHERE is_active;
CREATE INDEX idx_parts_attributes ON parts USING gin (attributes);
CREATE INDEX idx_parts_name_trgm ON parts USING gin (name gin_trgm_ops);
CREATE INDEX idx_parts_brand_name_trgm ON parts USING gin (brand_name gin_trgm_ops);
CREATE INDEX idx_parts_part_number_trgm ON parts USING gin (part_number gin_trgm_ops);

CREATE TRIGGER update_parts_updated_at
    BEFORE UPDATE ON parts
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read_active ON parts FOR SELECT USING (is_active);

-- part_fitments ------------------------------------------------------------------------------------------------------

CREATE TABLE part_fitments (
    id                    uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    part_id               uuid         NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
    car_id                uuid         REFERENCES cars (id) ON DELETE CASCADE,
    car_variant_id        uuid         REFERENCES car_variants (id) ON DELETE CASCADE,
    fitment_notes         text,
    requires_tune         boolean      DEFAULT false,
    install_difficulty    text         CHECK (install_difficulty IN ('easy', 'moderate', 'hard', 'pro_only')),
    estimated_labor_hours numeric(5,2),
    verified              boolean      DEFAULT false,
    verified_by           text,
    verified_at           timestamptz,
    confidence            numeric(3,2) CHECK (confidence BETWEEN 0 AND 1),
    source_url            text,
    metadata              jsonb        DEFAULT '{}'::jsonb,
    created_at            timestamptz  DEFAULT now(),
    updated_at            timestamptz  DEFAULT now()
);

COMMENT ON TABLE part_fitments IS 'Which part fits which car, or only one variant of it, and what the fitting takes';
COMMENT ON COLUMN part_fitments.car_variant_id IS 'Set when the part fits this variant only';
COMMENT ON COLUMN part_fitments.requires_tune IS 'True when the engine''s software has to be changed too';
COMMENT ON COLUMN part_fitments.install_difficulty IS 'easy, moderate, hard or pro_only';
COMMENT ON COLUMN part_fitments.estimated_labor_hours IS 'Hours of a workshop';
COMMENT ON COLUMN part_fitments.verified IS 'True only with a source';
COMMENT ON COLUMN part_fitments.confidence IS '0 to 1';

CREATE INDEX idx_part_fitments_part_id ON part_fitments (part_id);
CREATE INDEX idx_part_fitments_car_id ON part_fitments (car_id);
CREATE INDEX idx_part_fitments_car_variant_id ON part_fitments (car_variant_id);
CREATE INDEX idx_part_fitments_metadata ON part_fitments USING gin (metadata);
CREATE INDEX idx_part_fitments_car_ranked
    ON part_fitments (car_id, verified DESC, confidence DESC, updated_at DESC);
CREATE INDEX idx_part_fitments_variant_ranked
    ON part_fitments (car_variant_id, verified DESC, confidence DESC, updated_at DESC);
CREATE INDEX idx_part_fitments_car_verified ON part_fitments (car_id, verified) WHERE verified;
CREATE UNIQUE INDEX idx_part_fitments_part_car ON part_fitments (part_id, car_id) WHERE car_variant_id IS NULL;
CREATE UNIQUE INDEX idx_part_fitments_part_variant ON part_fitments (part_id, car_variant_id)
    WHERE car_variant_id IS NOT NULL;

CREATE TRIGGER update_part_fitments_updated_at
    BEFORE UPDATE ON part_fitments
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE part_fitments ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON part_fitments FOR SELECT USING (true);

-- part_pricing_snapshots ---------------------------------------------------------------------------------------------

CREATE TABLE part_pricing_snapshots (
    id          uuid    PRIMARY KEY DEFAULT gen_random_uuid(),
    part_id     uuid    NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
    vendor_name text,
    vendor_url  text,
    product_url text,
    currency    text    DEFAULT 'USD',
    price_cents integer CHECK (price_cents >= 0),
    in_stock    boolean,
    recorded_at date    NOT NULL DEFAULT current_date,
    metadata    jsonb   DEFAULT '{}'::jsonb,
    UNIQUE (part_id, vendor_name, recorded_at)
);

COMMENT ON TABLE part_pricing_snapshots IS 'What a part cost at a shop on a day';
COMMENT ON COLUMN part_pricing_snapshots.currency IS 'ISO 4217 code';
COMMENT ON COLUMN part_pricing_snapshots.price_cents IS 'Hundredths of the currency';
COMMENT ON COLUMN part_pricing_snapshots.in_stock IS 'Null when it is not known';
COMMENT ON COLUMN part_pricing_snapshots.metadata IS 'Object; says "estimate": true when the price is one';

CREATE INDEX idx_part_pricing_snapshots_part ON part_pricing_snapshots (part_id, recorded_at DESC);
CREATE INDEX idx_part_pricing_snapshots_recorded_at ON part_pricing_snapshots (recorded_at);

ALTER TABLE part_pricing_snapshots ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON part_pricing_snapshots FOR SELECT USING (true);

-- part_relationships -------------------------------------------------------------------------------------------------

CREATE TYPE part_relation_type AS ENUM ('requires', 'suggests', 'conflicts');

CREATE TABLE part_relationships (
    id              uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    part_id         uuid           NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
    related_part_id uuid           NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
    relation_type   part_relation_type NOT NULL,
    reason          text,
    metadata        jsonb          DEFAULT '{}'::jsonb,
    created_at      timestamptz    DEFAULT now(),
    UNIQUE (part_id, related_part_id, relation_type)
);

COMMENT ON TABLE part_relationships IS 'One part requires, suggests or conflicts with another';

CREATE INDEX idx_part_relationships_part_id ON part_relationships (part_id);
CREATE INDEX idx_part_relationships_related_part_id ON part_relationships (related_part_id);
CREATE INDEX idx_part_relationships_type ON part_relationships (relation_type);

ALTER TABLE part_relationships ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON part_relationships FOR SELECT USING (true);

-- upgrade_keys -------------------------------------------------------------------------------------------------------

CREATE TYPE upgrade_key_category AS ENUM (
    'power_engine', 'exhaust_sound', 'electronics_tuning', 'suspension_handling', 'brakes', 'wheels_tires', 'cooling',
    'aero', 'drivetrain', 'other');

CREATE TABLE upgrade_keys (
    key               text           PRIMARY KEY,
    name              text           NOT NULL,
    category          upgrade_key_category NOT NULL DEFAULT 'other',
    description       text,
    typical_cost_low  integer        CHECK (typical_cost_low >= 0),
    typical_cost_high integer        CHECK (typical_cost_high >= 0),
    metadata          jsonb          DEFAULT '{}'::jsonb,
    created_at        timestamptz    DEFAULT now(),
    updated_at        timestamptz    DEFAULT now()
);

COMMENT ON TABLE upgrade_keys IS 'Kinds of upgrade, independent of car and maker: cold air intake, coilovers and so on';
COMMENT ON COLUMN upgrade_keys.key IS 'Stable key, lower case with hyphens';
COMMENT ON COLUMN upgrade_keys.typical_cost_low IS 'US dollars, parts';
COMMENT ON COLUMN upgrade_keys.typical_cost_high IS 'US dollars, parts';
COMMENT ON COLUMN upgrade_keys.metadata IS 'Object; typical gains, tier, difficulty';

CREATE INDEX idx_upgrade_keys_category ON upgrade_keys (category);
CREATE INDEX idx_upgrade_keys_metadata ON upgrade_keys USING gin (metadata);

CREATE TRIGGER update_upgrade_keys_updated_at
    BEFORE UPDATE ON upgrade_keys
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE upgrade_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON upgrade_keys FOR SELECT USING (true);

-- upgrade_key_parts --------------------------------------------------------------------------------------------------

CREATE TABLE upgrade_key_parts (
    id          uuid  PRIMARY KEY DEFAULT gen_random_uuid(),
    upgrade_key text  NOT NULL REFERENCES upgrade_keys (key) ON DELETE CASCADE,
    part_id     uuid  NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
    role        text  DEFAULT 'primary' CHECK (role IN ('primary', 'alternative', 'supporting')),
    notes       text,
    metadata    jsonb DEFAULT '{}'::jsonb,
    UNIQUE (upgrade_key, part_id)
);

COMMENT ON TABLE upgrade_key_parts IS 'Parts that make up a kind of upgrade';
COMMENT ON COLUMN upgrade_key_parts.role IS 'primary, alternative or supporting';

CREATE INDEX idx_upgrade_key_parts_upgrade_key ON upgrade_key_parts (upgrade_key);
CREATE INDEX idx_upgrade_key_parts_part_id ON upgrade_key_parts (part_id);

ALTER TABLE upgrade_key_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON upgrade_key_parts FOR SELECT USING (true);

-- upgrade_packages ---------------------------------------------------------------------------------------------------

CREATE TABLE upgrade_packages (
    id                               uuid         PRIMARY KEY DEFAULT uuid_generate_v4(),
    key                              text         NOT NULL UNIQUE,
    name                             text         NOT NULL,
    slug                             text         NOT NULL UNIQUE,
    type                             text         NOT NULL CHECK (type IN ('package', 'module')),
    tier                             text         NOT NULL
        CHECK (tier IN ('streetSport', 'trackPack', 'timeAttack', 'ultimatePower')),
    category                         text
        CHECK (category IN ('power', 'chassis', 'brakes', 'aero', 'cooling', 'wheels', 'forcedInduction')),
    description                      text         NOT NULL,
    intended_use                     text,
    estimated_cost                   text,
    estimated_cost_low               integer      CHECK (estimated_cost_low >= 0),
    estimated_cost_high              integer      CHECK (estimated_cost_high >= 0),
    delta_power_accel                numeric(3,1) DEFAULT 0,
    delta_grip_cornering             numeric(3,1) DEFAULT 0,
    delta_braking                    numeric(3,1) DEFAULT 0,
    delta_track_pace                 numeric(3,1) DEFAULT 0,
    delta_drivability                numeric(3,1) DEFAULT 0,
    delta_reliability_heat           numeric(3,1) DEFAULT 0,
    delta_sound_emotion              numeric(3,1) DEFAULT 0,
    metric_hp_gain                   integer      DEFAULT 0,
    metric_zero_to_sixty_improvement numeric(3,2) DEFAULT 0,
    metric_braking_improvement       integer      DEFAULT 0,
    metric_lateral_g_improvement     numeric(3,2) DEFAULT 0,
    includes                         jsonb        DEFAULT '[]'::jsonb,
    considerations                   jsonb        DEFAULT '[]'::jsonb,
    car_slug                         text         REFERENCES cars (slug) ON DELETE SET NULL,
    applicable_layouts               jsonb        DEFAULT '["Mid-Engine","Front-Engine","Rear-Engine"]'::jsonb,
    created_at                       timestamptz  DEFAULT now(),
    updated_at                       timestamptz  DEFAULT now(),
    car_id                           uuid         REFERENCES cars (id) ON DELETE SET NULL
);

COMMENT ON TABLE upgrade_packages IS
    'Bundles of upgrades and single modules, for any car of a layout or for one car, with cost and gains';
COMMENT ON COLUMN upgrade_packages.type IS 'package (a bundle) or module (one field)';
COMMENT ON COLUMN upgrade_packages.tier IS 'streetSport, trackPack, timeAttack or ultimatePower';
COMMENT ON COLUMN upgrade_packages.category IS
    'Field of a module: power, chassis, brakes, aero, cooling, wheels, forcedInduction';
COMMENT ON COLUMN upgrade_packages.estimated_cost IS 'Cost as text';
COMMENT ON COLUMN upgrade_packages.estimated_cost_low IS 'US dollars';
COMMENT ON COLUMN upgrade_packages.estimated_cost_high IS 'US dollars';
COMMENT ON COLUMN upgrade_packages.delta_power_accel IS
    'Added to cars.perf_power_accel, as the other deltas to their columns';
COMMENT ON COLUMN upgrade_packages.metric_hp_gain IS 'Horsepower';
COMMENT ON COLUMN upgrade_packages.metric_zero_to_sixty_improvement IS 'Seconds less';
COMMENT ON COLUMN upgrade_packages.metric_braking_improvement IS 'Feet less from 60 mph';
COMMENT ON COLUMN upgrade_packages.metric_lateral_g_improvement IS 'g more';
COMMENT ON COLUMN upgrade_packages.includes IS 'Array of upgrade keys or texts';
COMMENT ON COLUMN upgrade_packages.considerations IS 'Array of texts';
COMMENT ON COLUMN upgrade_packages.car_slug IS 'Set when the package is for one car';
COMMENT ON COLUMN upgrade_packages.applicable_layouts IS 'Array of cars.category values it suits';

CREATE INDEX idx_upgrade_packages_type ON upgrade_packages (type);
CREATE INDEX idx_upgrade_packages_tier ON upgrade_packages (tier);
CREATE INDEX idx_upgrade_packages_category ON upgrade_packages (category);
CREATE INDEX idx_upgrade_packages_car_slug ON upgrade_packages (car_slug);
CREATE INDEX idx_upgrade_packages_car_id ON upgrade_packages (car_id);

CREATE TRIGGER auto_car_id_upgrade_packages
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON upgrade_packages
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_upgrade_packages_updated_at
    BEFORE UPDATE ON upgrade_packages
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE upgrade_packages ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON upgrade_packages FOR SELECT USING (true);
CREATE POLICY service_all ON upgrade_packages TO service_role USING (true) WITH CHECK (true);

