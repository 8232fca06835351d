-- Users: profiles, garage, builds, service records, lists, feedback, activity.
--
-- Every row belongs to an account of auth.users.  A user sees and changes only
-- rows of their own; what a public garage shows to others goes through
-- get_public_profile() and get_public_garage(), never through these tables.
--
-- References to tables of later files (community posts, enrichments) are added where
-- those tables are made.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Helpers of the triggers and checks below ----------------------------------------------------------------------------

-- Trigger: keeps columns that only the server may set out of users' hands.
--
-- Row policies decide about rows, not columns: without this, whoever may update
-- their own profile could also make themselves an administrator.  Each argument
-- is column=value; the value is what a new row must hold (empty for null), and
-- an update must leave the column as it was.  Sessions that row security does
-- not apply to (the owner of the tables, functions that run as the owner), the
-- service role and administrators pass.
CREATE FUNCTION guard_columns() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_new    jsonb := to_jsonb(NEW);
    v_old    jsonb;
    v_arg    text;
    v_column text;
    v_wanted text;
BEGIN
    IF NOT row_security_active(TG_RELID) OR is_service_role() OR is_admin() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        v_old := to_jsonb(OLD);
    END IF;
    FOREACH v_arg IN ARRAY TG_ARGV LOOP
        v_column := split_part(v_arg, '=', 1);
        v_wanted := CASE WHEN TG_OP = 'UPDATE' THEN v_old ->> v_column
                         ELSE nullif(substr(v_arg, length(v_column) + 2), '') END;
        IF v_new ->> v_column IS DISTINCT FROM v_wanted THEN
            RAISE EXCEPTION 'column "%" of "%" is set by the server only', v_column, TG_TABLE_NAME
                USING errcode = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION guard_columns() IS
    'Trigger: refuses changes to the columns named in its arguments (column=initial value) by ordinary users';

-- A public garage address: 3 to 30 characters of a-z, 0-9, _ and -, with a letter
-- or digit at both ends, and no word that a web route needs.
CREATE FUNCTION validate_public_slug(slug text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = public, pg_temp
AS $$
    SELECT slug ~ '^[a-z0-9][a-z0-9_-]{1,28}[a-z0-9]$'
       AND slug <> ALL (ARRAY[
               'admin', 'al', 'api', 'app', 'auth', 'autorev', 'browse', 'cars', 'community', 'compare',
               'contact', 'events', 'garage', 'help', 'home', 'internal', 'join', 'login', 'logout', 'mod',
               'profile', 'settings', 'signup', 'support', 'terms', 'tuning', 'user', 'users', 'www'])
$$;

COMMENT ON FUNCTION validate_public_slug(text) IS
    'Whether the text may be the address of a public garage; null for null';

-- Eight characters that are hard to misread: no I, O, 0 and 1.
CREATE FUNCTION generate_referral_code() RETURNS text
    LANGUAGE sql VOLATILE
    SET search_path = public, pg_temp
AS $$
    SELECT string_agg(substr('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', 1 + (get_byte(noise, i) & 31), 1), '')
      FROM (SELECT uuid_send(gen_random_uuid()) AS noise) AS random,
           -- the bytes of a version 4 uuid that are random throughout
           unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10]) AS i
$$;

COMMENT ON FUNCTION generate_referral_code() IS
    'A random referral code of 8 characters out of 32; whether it is unused is for the caller to check';

-- Profiles ------------------------------------------------------------------------------------------------------------

CREATE TABLE user_profiles (
    id                          uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
    display_name                text,
    avatar_url                  text,

    -- plan and billing
    subscription_tier           text NOT NULL DEFAULT 'free'
                                CHECK (subscription_tier IN ('free', 'collector', 'tuner', 'admin')),
    preferred_units             text NOT NULL DEFAULT 'imperial' CHECK (preferred_units IN ('imperial', 'metric')),
    email_notifications         boolean NOT NULL DEFAULT true,
    stripe_customer_id          text UNIQUE,
    stripe_subscription_id      text UNIQUE,
    stripe_subscription_status  text DEFAULT 'none'
                                CHECK (stripe_subscription_status IN ('active', 'trialing', 'past_due', 'canceled',
                                                                      'none')),
    subscription_started_at     timestamptz,
    subscription_ends_at        timestamptz,
    al_credits_purchased        integer NOT NULL DEFAULT 0 CHECK (al_credits_purchased >= 0),

    -- how they came, onboarding
    referral_source             text
                                CHECK (referral_source IN ('google', 'youtube', 'instagram', 'facebook', 'tiktok',
                                                           'twitter', 'reddit', 'forum', 'podcast', 'blog', 'friend',
                                                           'social', 'other')),
    referral_source_other       text,
    user_intent                 text CHECK (user_intent IN ('owner', 'shopping', 'learning')),
    onboarding_completed_at     timestamptz,
    onboarding_step             integer DEFAULT 1 CHECK (onboarding_step BETWEEN 1 AND 10),

    -- e-mail
    email_opt_in_features       boolean NOT NULL DEFAULT false,
    email_opt_in_events         boolean NOT NULL DEFAULT false,
    last_email_sent_at          timestamptz,
    email_bounce_count          integer NOT NULL DEFAULT 0,
    email_unsubscribed_at       timestamptz,

    -- place and referrals
    referral_code               text UNIQUE,
    location_zip                text,
    location_city               text,
    location_state              text,
    location_updated_at         timestamptz,
    referral_tier_granted       text CHECK (referral_tier_granted IN ('collector', 'tuner')),
    referral_tier_expires_at    timestamptz,
    referral_tier_lifetime      boolean NOT NULL DEFAULT false,
    referred_by_code            text,
    referred_by_user_id         uuid REFERENCES auth.users (id) ON DELETE SET NULL,

    -- counters
    cars_viewed_count           integer NOT NULL DEFAULT 0,
    comparisons_made_count      integer NOT NULL DEFAULT 0,
    projects_saved_count        integer NOT NULL DEFAULT 0,
    onboarding_dismissed_count  integer NOT NULL DEFAULT 0,
    onboarding_opted_out        boolean NOT NULL DEFAULT false,

    -- public garage
    public_slug                 text UNIQUE CHECK (validate_public_slug(public_slug)),
    is_garage_public            boolean NOT NULL DEFAULT false,
    bio                         text,
    social_instagram            text,
    social_youtube              text,
    created_at                  timestamptz NOT NULL DEFAULT now(),
    updated_at                  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_profiles IS
    'One row per account: name, plan, onboarding, place, referrals, public garage. The id is that of '
    'auth.users';
COMMENT ON COLUMN user_profiles.subscription_tier IS
    'Plan that is paid for. Shown as Free, Enthusiast (collector), Pro (tuner). What holds is '
    'get_effective_user_tier()';
COMMENT ON COLUMN user_profiles.preferred_units IS 'Units for display; stored figures keep the unit of their column';
COMMENT ON COLUMN user_profiles.stripe_subscription_status IS
    'As reported by the payment provider; none without a subscription';
COMMENT ON COLUMN user_profiles.al_credits_purchased IS 'Credits bought in total, in cents of AL balance';
COMMENT ON COLUMN user_profiles.referral_source IS 'Where the user says they heard of AutoRev';
COMMENT ON COLUMN user_profiles.referral_source_other IS 'Free text, used when referral_source is other';
COMMENT ON COLUMN user_profiles.user_intent IS 'Why they came: they own a car, shop for one, or want to learn';
COMMENT ON COLUMN user_profiles.onboarding_step IS 'Last page reached, 1 to 10';
COMMENT ON COLUMN user_profiles.email_bounce_count IS 'E-mails that came back, see increment_bounce_count()';
COMMENT ON COLUMN user_profiles.email_unsubscribed_at IS 'When set, only transactional e-mail may be sent';
COMMENT ON COLUMN user_profiles.referral_code IS 'The user''s own code, 8 characters, drawn by trigger';
COMMENT ON COLUMN user_profiles.location_zip IS 'US ZIP code, used for events nearby';
COMMENT ON COLUMN user_profiles.location_updated_at IS 'Set by trigger when ZIP, city or state change';
COMMENT ON COLUMN user_profiles.referral_tier_granted IS
    'Tier earned by referrals; counts until referral_tier_expires_at, or for ever when '
    'referral_tier_lifetime';
COMMENT ON COLUMN user_profiles.referred_by_code IS 'Code the user signed up with';
COMMENT ON COLUMN user_profiles.cars_viewed_count IS 'Cars opened, kept by the client';
COMMENT ON COLUMN user_profiles.comparisons_made_count IS 'Comparisons opened, kept by the client';
COMMENT ON COLUMN user_profiles.projects_saved_count IS 'Builds saved, kept by the client';
COMMENT ON COLUMN user_profiles.onboarding_dismissed_count IS 'Times the onboarding was put off';
COMMENT ON COLUMN user_profiles.public_slug IS 'Address of the public garage; rules in validate_public_slug()';
COMMENT ON COLUMN user_profiles.is_garage_public IS 'Whether others may see the garage through get_public_garage()';
COMMENT ON COLUMN user_profiles.bio IS 'Text of the public garage';

CREATE INDEX idx_user_profiles_location_zip ON user_profiles (location_zip) WHERE location_zip IS NOT NULL;
CREATE INDEX idx_user_profiles_is_garage_public ON user_profiles (is_garage_public) WHERE is_garage_public;
CREATE INDEX idx_user_profiles_referred_by_user_id ON user_profiles (referred_by_user_id);

CREATE TRIGGER update_user_profiles_updated_at BEFORE UPDATE ON user_profiles
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_profiles_select ON user_profiles FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = id OR (SELECT is_admin()));
CREATE POLICY user_profiles_insert ON user_profiles FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = id);
CREATE POLICY user_profiles_update ON user_profiles FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = id)
    WITH CHECK ((SELECT auth.uid()) = id);
CREATE POLICY user_profiles_service ON user_profiles FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Trigger: stamps location_updated_at when the place changes.
CREATE FUNCTION update_location_timestamp() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF (NEW.location_zip, NEW.location_city, NEW.location_state)
       IS DISTINCT FROM (OLD.location_zip, OLD.location_city, OLD.location_state) THEN
        NEW.location_updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION update_location_timestamp() IS
    'Trigger: stamps user_profiles.location_updated_at when the place changes';

CREATE TRIGGER trigger_update_location_timestamp BEFORE UPDATE ON user_profiles
    FOR EACH ROW EXECUTE FUNCTION update_location_timestamp();

-- Trigger: draws a referral code for a new profile.  Runs as the owner, because
-- the codes of other users, which it must not repeat, are hidden from the caller.
CREATE FUNCTION set_user_referral_code() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    WHILE NEW.referral_code IS NULL LOOP
        NEW.referral_code := generate_referral_code();
        IF EXISTS (SELECT FROM user_profiles WHERE referral_code = NEW.referral_code) THEN
            NEW.referral_code := NULL;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION set_user_referral_code() IS 'Trigger: gives a new profile an unused referral code';

CREATE TRIGGER set_referral_code_trigger BEFORE INSERT ON user_profiles
    FOR EACH ROW EXECUTE FUNCTION set_user_referral_code();

CREATE TRIGGER guard_columns_user_profiles BEFORE INSERT OR UPDATE ON user_profiles
    FOR EACH ROW EXECUTE FUNCTION guard_columns(
        'subscription_tier=free', 'stripe_customer_id=', 'stripe_subscription_id=',
        'stripe_subscription_status=none', 'subscription_started_at=', 'subscription_ends_at=',
        'al_credits_purchased=0', 'email_bounce_count=0', 'last_email_sent_at=', 'referral_code=',
        'referral_tier_granted=', 'referral_tier_expires_at=', 'referral_tier_lifetime=false',
        'referred_by_user_id=');

-- Favourites, builds, vehicles ----------------------------------------------------------------------------------------

CREATE TABLE user_favorites (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id          uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    car_slug         text NOT NULL,
    car_id           uuid REFERENCES cars (id) ON DELETE SET NULL,
    car_name         text NOT NULL,
    car_years        text,
    car_hp           integer,
    car_price_range  text,
    notes            text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, car_slug)
);

COMMENT ON TABLE user_favorites IS 'Cars a user has starred, with a copy of the figures the list shows';
COMMENT ON COLUMN user_favorites.car_id IS 'Filled from car_slug; empty when the car leaves the catalogue';
COMMENT ON COLUMN user_favorites.car_hp IS 'Horsepower as shown when the car was starred';
COMMENT ON COLUMN user_favorites.car_price_range IS 'Text as shown when the car was starred, US dollars';

CREATE INDEX idx_user_favorites_user_id ON user_favorites (user_id);
CREATE INDEX idx_user_favorites_car_slug ON user_favorites (car_slug);
CREATE INDEX idx_user_favorites_created_at ON user_favorites (created_at DESC);
CREATE INDEX idx_user_favorites_car_id ON user_favorites (car_id);

CREATE TRIGGER auto_car_id_user_favorites BEFORE INSERT OR UPDATE ON user_favorites
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();

ALTER TABLE user_favorites ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_favorites_select ON user_favorites FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_favorites_insert ON user_favorites FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_favorites_update ON user_favorites FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_favorites_delete ON user_favorites FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_favorites_service ON user_favorites FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE user_projects (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id            uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    car_slug           text NOT NULL,
    car_id             uuid REFERENCES cars (id) ON DELETE SET NULL,
    car_name           text NOT NULL,
    project_name       text NOT NULL DEFAULT 'Untitled Build',
    selected_upgrades  jsonb NOT NULL DEFAULT '[]',
    total_hp_gain      integer NOT NULL DEFAULT 0,
    total_cost_low     integer NOT NULL DEFAULT 0,
    total_cost_high    integer NOT NULL DEFAULT 0,
    final_hp           integer,
    notes              text,
    is_favorite        boolean NOT NULL DEFAULT false,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_projects IS 'Build projects: a car with chosen upgrades, their cost and the power they give';
COMMENT ON COLUMN user_projects.car_id IS 'Filled from car_slug; empty when the car leaves the catalogue';
COMMENT ON COLUMN user_projects.selected_upgrades IS
    'An array of upgrade keys, or an object with the keys upgrades, factoryConfig, wheelFitment, '
    'sizeSelections';
COMMENT ON COLUMN user_projects.total_hp_gain IS 'Horsepower added by the chosen upgrades';
COMMENT ON COLUMN user_projects.total_cost_low IS 'Whole US dollars';
COMMENT ON COLUMN user_projects.total_cost_high IS 'Whole US dollars';
COMMENT ON COLUMN user_projects.final_hp IS 'Horsepower with the upgrades';
COMMENT ON COLUMN user_projects.is_favorite IS 'Favourite builds are shown in a public garage';

CREATE INDEX idx_user_projects_user_id ON user_projects (user_id);
CREATE INDEX idx_user_projects_car_slug ON user_projects (car_slug);
CREATE INDEX idx_user_projects_created_at ON user_projects (created_at DESC);
CREATE INDEX idx_user_projects_user_id_car_slug ON user_projects (user_id, car_slug);
CREATE INDEX idx_user_projects_car_id ON user_projects (car_id);

CREATE TRIGGER auto_car_id_user_projects BEFORE INSERT OR UPDATE ON user_projects
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_user_projects_updated_at BEFORE UPDATE ON user_projects
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_projects_select ON user_projects FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_projects_insert ON user_projects FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_projects_update ON user_projects FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_projects_delete ON user_projects FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_projects_service ON user_projects FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE user_project_parts (
    id                     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id             uuid NOT NULL REFERENCES user_projects (id) ON DELETE CASCADE,
    part_id                uuid NOT NULL REFERENCES parts (id) ON DELETE CASCADE,
    quantity               integer NOT NULL DEFAULT 1 CHECK (quantity > 0),

    -- copy of the part at selection time
    part_name              text,
    brand_name             text,
    part_number            text,
    category               part_category,

    -- copy of the offer
    vendor_name            text,
    product_url            text,
    currency               text NOT NULL DEFAULT 'USD',
    price_cents            integer CHECK (price_cents >= 0),
    price_recorded_at      date,

    -- copy of the fitment
    requires_tune          boolean,
    install_difficulty     text CHECK (install_difficulty IN ('easy', 'moderate', 'hard', 'pro_only')),
    estimated_labor_hours  numeric(5,2),
    fitment_verified       boolean,
    fitment_confidence     numeric(3,2) CHECK (fitment_confidence BETWEEN 0 AND 1),
    fitment_notes          text,
    fitment_source_url     text,
    metadata               jsonb NOT NULL DEFAULT '{}',
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    UNIQUE (project_id, part_id)
);

COMMENT ON TABLE user_project_parts IS
    'Parts chosen for a build, with a copy of name, price and fitment at the time of choosing';
COMMENT ON COLUMN user_project_parts.part_name IS
    'Copied when the part was chosen, as are brand, number, category, offer and fitment';
COMMENT ON COLUMN user_project_parts.price_cents IS 'US cents unless currency says otherwise, for one piece';
COMMENT ON COLUMN user_project_parts.price_recorded_at IS 'Day the price was seen';
COMMENT ON COLUMN user_project_parts.estimated_labor_hours IS 'Hours for one piece';
COMMENT ON COLUMN user_project_parts.fitment_confidence IS '0 to 1';

CREATE INDEX idx_user_project_parts_project_id ON user_project_parts (project_id);
CREATE INDEX idx_user_project_parts_part_id ON user_project_parts (part_id);
CREATE INDEX idx_user_project_parts_category ON user_project_parts (category);

CREATE TRIGGER update_user_project_parts_updated_at BEFORE UPDATE ON user_project_parts
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_project_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_project_parts_service ON user_project_parts FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Who owns the build owns its parts.
CREATE POLICY user_project_parts_all ON user_project_parts FOR ALL TO authenticated
    USING (EXISTS (SELECT FROM user_projects p WHERE p.id = project_id AND p.user_id = (SELECT auth.uid())))
    WITH CHECK (EXISTS (SELECT FROM user_projects p WHERE p.id = project_id AND p.user_id = (SELECT auth.uid())));

CREATE TABLE user_vehicles (
    id                       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                  uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,

    -- identity
    vin                      text,
    year                     integer NOT NULL,
    make                     text NOT NULL,
    model                    text NOT NULL,
    trim                     text,

    -- place in the catalogue
    matched_car_slug         text,
    matched_car_id           uuid REFERENCES cars (id) ON DELETE SET NULL,
    matched_car_variant_id   uuid REFERENCES car_variants (id) ON DELETE SET NULL,
    matched_car_variant_key  text,
    vin_match_confidence     numeric(3,2) CHECK (vin_match_confidence BETWEEN 0 AND 1),
    vin_match_notes          text,
    vin_matched_at           timestamptz,

    -- the owner's own data
    nickname                 text,
    color                    text,
    mileage                  integer,
    purchase_date            date,
    purchase_price           integer,
    is_primary               boolean NOT NULL DEFAULT false,
    ownership_status         text NOT NULL DEFAULT 'owned' CHECK (ownership_status IN ('owned', 'sold', 'shopping')),
    notes                    text,

    -- what the VIN says
    vin_decode_data          jsonb,
    vin_decoded_at           timestamptz,

    -- modifications
    installed_modifications  jsonb NOT NULL DEFAULT '[]',
    active_build_id          uuid REFERENCES user_projects (id) ON DELETE SET NULL,
    total_hp_gain            integer NOT NULL DEFAULT 0,
    custom_specs             jsonb NOT NULL DEFAULT '{}',
    modified_at              timestamptz,

    -- state of care
    current_mileage          integer CHECK (current_mileage >= 0),
    mileage_updated_at       timestamptz,
    usage_type               text NOT NULL DEFAULT 'daily'
                             CHECK (usage_type IN ('daily', 'weekend', 'track', 'stored')),
    last_oil_change_miles    integer,
    last_oil_change_date     date,
    last_brake_fluid_date    date,
    last_started_at          timestamptz,
    battery_status           text NOT NULL DEFAULT 'unknown'
                             CHECK (battery_status IN ('good', 'fair', 'weak', 'dead', 'unknown')),
    battery_installed_date   date,
    storage_mode             boolean NOT NULL DEFAULT false,
    tire_installed_date      date,
    tire_brand_model         text,
    tire_tread_32nds         integer CHECK (tire_tread_32nds BETWEEN 0 AND 32),
    registration_due_date    date,
    inspection_due_date      date,
    last_inspection_date     date,
    next_oil_due_mileage     integer,
    owner_notes              text,
    health_last_analyzed_at  timestamptz,

    -- record
    enrichment_id            uuid,
    created_at               timestamptz NOT NULL DEFAULT now(),
    updated_at               timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_vehicles IS
    'Vehicles in a user''s garage, each with its place in the catalogue, its modifications and its state of '
    'care';
COMMENT ON COLUMN user_vehicles.vin IS 'As printed on the car: 17 characters since model year 1981, shorter before';
COMMENT ON COLUMN user_vehicles.year IS 'Model year';
COMMENT ON COLUMN user_vehicles.matched_car_slug IS 'The catalogue car this vehicle is one of';
COMMENT ON COLUMN user_vehicles.matched_car_id IS 'Filled from matched_car_slug';
COMMENT ON COLUMN user_vehicles.vin_match_confidence IS '0 to 1, see resolve_car_and_variant_from_vin_decode()';
COMMENT ON COLUMN user_vehicles.mileage IS
    'Miles on the clock when the vehicle was added; the present figure is current_mileage';
COMMENT ON COLUMN user_vehicles.purchase_price IS 'Whole US dollars';
COMMENT ON COLUMN user_vehicles.vin_decode_data IS 'The decoder''s answer as it came (NHTSA vPIC)';
COMMENT ON COLUMN user_vehicles.installed_modifications IS 'Array of upgrade keys that are fitted';
COMMENT ON COLUMN user_vehicles.active_build_id IS 'The build project the car is being built to';
COMMENT ON COLUMN user_vehicles.total_hp_gain IS 'Horsepower added by the fitted upgrades';
COMMENT ON COLUMN user_vehicles.custom_specs IS
    'The owner''s own figures by section: wheels, tires, suspension, brakes, engine, other';
COMMENT ON COLUMN user_vehicles.modified_at IS 'When the modifications last changed; empty for a stock car';
COMMENT ON COLUMN user_vehicles.current_mileage IS 'Miles on the clock; mileage_updated_at says when it was read';
COMMENT ON COLUMN user_vehicles.mileage_updated_at IS 'Set by trigger when current_mileage changes';
COMMENT ON COLUMN user_vehicles.last_oil_change_miles IS 'Miles on the clock at the last oil change';
COMMENT ON COLUMN user_vehicles.last_started_at IS 'Last time the engine ran, for cars that stand';
COMMENT ON COLUMN user_vehicles.tire_tread_32nds IS 'Tread depth in 32nds of an inch';
COMMENT ON COLUMN user_vehicles.next_oil_due_mileage IS
    'Set by trigger when an oil change is recorded and the interval is known; may be overwritten';
COMMENT ON COLUMN user_vehicles.health_last_analyzed_at IS 'Set by update_vehicle_health_analyzed()';
COMMENT ON COLUMN user_vehicles.enrichment_id IS 'Data gathered for a car outside the catalogue';

CREATE INDEX idx_user_vehicles_user_id ON user_vehicles (user_id);
CREATE INDEX idx_user_vehicles_vin ON user_vehicles (vin);
CREATE INDEX idx_user_vehicles_matched_car_slug ON user_vehicles (matched_car_slug);
CREATE INDEX idx_user_vehicles_matched_car_id ON user_vehicles (matched_car_id);
CREATE INDEX idx_user_vehicles_matched_car_variant_id ON user_vehicles (matched_car_variant_id);
CREATE INDEX idx_user_vehicles_active_build_id ON user_vehicles (active_build_id) WHERE active_build_id IS NOT NULL;
CREATE INDEX idx_user_vehicles_modified ON user_vehicles (user_id) WHERE installed_modifications <> '[]';
CREATE INDEX idx_user_vehicles_user_id_current_mileage ON user_vehicles (user_id, current_mileage)
    WHERE current_mileage IS NOT NULL;
CREATE INDEX idx_user_vehicles_custom_specs ON user_vehicles (user_id) WHERE custom_specs <> '{}';
CREATE INDEX idx_user_vehicles_enrichment_id ON user_vehicles (enrichment_id);

CREATE TRIGGER auto_car_id_user_vehicles BEFORE INSERT OR UPDATE ON user_vehicles
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('matched_car_slug');
CREATE TRIGGER update_user_vehicles_updated_at BEFORE UPDATE ON user_vehicles
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_vehicles ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_vehicles_select ON user_vehicles FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_vehicles_insert ON user_vehicles FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_vehicles_update ON user_vehicles FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_vehicles_delete ON user_vehicles FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_vehicles_service ON user_vehicles FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Trigger: remembers when the mileage was read.
CREATE FUNCTION update_mileage_timestamp() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF NEW.current_mileage IS DISTINCT FROM OLD.current_mileage THEN
        NEW.mileage_updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION update_mileage_timestamp() IS
    'Trigger: stamps user_vehicles.mileage_updated_at when current_mileage changes';

CREATE TRIGGER trigger_update_mileage_timestamp BEFORE UPDATE ON user_vehicles
    FOR EACH ROW EXECUTE FUNCTION update_mileage_timestamp();

CREATE TABLE user_service_logs (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_vehicle_id      uuid NOT NULL REFERENCES user_vehicles (id) ON DELETE CASCADE,
    user_id              uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    service_date         date NOT NULL,
    service_type         text NOT NULL,
    service_category     text
                         CHECK (service_category IN ('oil_change', 'tire', 'brake', 'fluid', 'filter', 'electrical',
                                                     'engine', 'transmission', 'suspension', 'body', 'interior',
                                                     'other')),
    service_description  text,
    odometer_reading     integer CHECK (odometer_reading >= 0),
    performed_by         text,
    shop_name            text,
    parts_cost           numeric(10,2),
    labor_cost           numeric(10,2),
    total_cost           numeric(10,2),
    parts_used           jsonb,
    receipt_url          text,
    notes                text,
    next_service_miles   integer,
    next_service_date    date,
    linked_interval_id   uuid REFERENCES vehicle_service_intervals (id) ON DELETE SET NULL,
    warranty_covered     boolean NOT NULL DEFAULT false,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_service_logs IS 'Services and repairs done on a user''s vehicle';
COMMENT ON COLUMN user_service_logs.service_type IS
    'What was done, in the user''s words or as the schedule names it';
COMMENT ON COLUMN user_service_logs.odometer_reading IS 'Miles';
COMMENT ON COLUMN user_service_logs.performed_by IS 'For example self, dealer, independent shop';
COMMENT ON COLUMN user_service_logs.parts_cost IS 'US dollars';
COMMENT ON COLUMN user_service_logs.labor_cost IS 'US dollars';
COMMENT ON COLUMN user_service_logs.total_cost IS 'US dollars; not always the sum of the two';
COMMENT ON COLUMN user_service_logs.next_service_miles IS 'Miles on the clock at which it is due again';
COMMENT ON COLUMN user_service_logs.next_service_date IS 'Day at which it is due again';
COMMENT ON COLUMN user_service_logs.linked_interval_id IS
    'The line of the maker''s schedule that this service fulfils';

CREATE INDEX idx_user_service_logs_user_id ON user_service_logs (user_id);
CREATE INDEX idx_user_service_logs_user_vehicle_id ON user_service_logs (user_vehicle_id);
CREATE INDEX idx_user_service_logs_linked_interval_id ON user_service_logs (linked_interval_id);

CREATE TRIGGER update_service_logs_timestamp BEFORE UPDATE ON user_service_logs
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_service_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_service_logs_select ON user_service_logs FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_service_logs_delete ON user_service_logs FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_service_logs_service ON user_service_logs FOR ALL TO service_role USING (true) WITH CHECK (true);

-- A record must be on a vehicle of one's own.
CREATE POLICY user_service_logs_insert ON user_service_logs FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = user_vehicle_id AND v.user_id = (SELECT auth.uid())));
CREATE POLICY user_service_logs_update ON user_service_logs FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id
        AND EXISTS (SELECT FROM user_vehicles v WHERE v.id = user_vehicle_id AND v.user_id = (SELECT auth.uid())));

CREATE TABLE user_compare_lists (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    name        text NOT NULL DEFAULT 'My Comparison',
    car_slugs   jsonb NOT NULL DEFAULT '[]',
    car_ids     uuid[] DEFAULT '{}',
    car_names   jsonb NOT NULL DEFAULT '[]',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_compare_lists IS 'Saved comparisons: a named list of cars';
COMMENT ON COLUMN user_compare_lists.car_slugs IS
    'JSON array of slugs in the order shown. The web shows at most 4, the program any number';
COMMENT ON COLUMN user_compare_lists.car_ids IS
    'The same cars by id, for joins; elements refer to cars(id) without a constraint';
COMMENT ON COLUMN user_compare_lists.car_names IS 'JSON array of names as shown when the list was saved';

CREATE INDEX idx_user_compare_lists_user_id ON user_compare_lists (user_id);
CREATE INDEX idx_user_compare_lists_created_at ON user_compare_lists (created_at DESC);

CREATE TRIGGER update_user_compare_lists_updated_at BEFORE UPDATE ON user_compare_lists
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_compare_lists ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_compare_lists_select ON user_compare_lists FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_compare_lists_insert ON user_compare_lists FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_compare_lists_update ON user_compare_lists FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_compare_lists_delete ON user_compare_lists FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_compare_lists_service ON user_compare_lists FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Feedback, activity, uploads -----------------------------------------------------------------------------------------

CREATE TABLE user_feedback (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id              uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    session_id           text,
    feedback_type        text NOT NULL
                         CHECK (feedback_type IN ('like', 'dislike', 'feature', 'bug', 'question', 'car_request',
                                                  'other', 'al-feedback')),
    message              text NOT NULL,
    email                text,

    -- where they were
    page_url             text,
    page_title           text,
    car_id               uuid REFERENCES cars (id) ON DELETE SET NULL,
    build_id             uuid REFERENCES user_projects (id) ON DELETE SET NULL,
    user_agent           text,
    browser_info         jsonb,
    screen_width         integer,
    screen_height        integer,

    -- handling
    status               text NOT NULL DEFAULT 'new'
                         CHECK (status IN ('new', 'reviewed', 'in_progress', 'resolved', 'wont_fix', 'duplicate',
                                           'fixed', 'closed')),
    internal_notes       text,
    assigned_to          text,
    responded_at         timestamptz,
    response_message     text,
    priority             text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    tags                 text[] DEFAULT '{}',
    sentiment_score      numeric(3,2) CHECK (sentiment_score BETWEEN -1 AND 1),
    sentiment_label      text CHECK (sentiment_label IN ('negative', 'neutral', 'positive')),

    -- classes
    category             text NOT NULL DEFAULT 'general'
                         CHECK (category IN ('bug', 'feature', 'data', 'general', 'praise', 'auto-error')),
    severity             text CHECK (severity IN ('blocking', 'major', 'minor')),
    feature_context      text,
    user_tier            text CHECK (user_tier IN ('free', 'collector', 'tuner', 'admin')),
    rating               integer CHECK (rating BETWEEN 1 AND 5),

    -- resolution
    resolved_at          timestamptz,
    resolved_by          uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    resolution_notes     text,

    -- errors and screenshots
    error_metadata       jsonb,
    screenshot_url       text,
    screenshot_metadata  jsonb,
    issue_addressed      boolean,
    error_hash           text,
    error_source         text,
    app_version          text,
    occurrence_count     integer NOT NULL DEFAULT 1,
    fixed_at             timestamptz,
    fixed_in_version     text,
    fix_notes            text,
    is_regression        boolean NOT NULL DEFAULT false,
    regression_of        uuid REFERENCES user_feedback (id) ON DELETE SET NULL,
    al_conversation_id   uuid REFERENCES al_conversations (id) ON DELETE SET NULL,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_feedback IS
    'What users say: ratings, wishes, bugs, questions; early versions also stored client errors here '
    '(category auto-error)';
COMMENT ON COLUMN user_feedback.user_id IS 'Empty for feedback without an account';
COMMENT ON COLUMN user_feedback.email IS 'Address for an answer, when given';
COMMENT ON COLUMN user_feedback.screen_width IS 'Pixels';
COMMENT ON COLUMN user_feedback.screen_height IS 'Pixels';
COMMENT ON COLUMN user_feedback.internal_notes IS 'Notes of the team';
COMMENT ON COLUMN user_feedback.sentiment_score IS '-1 to 1, negative is unhappy';
COMMENT ON COLUMN user_feedback.severity IS 'For bugs only';
COMMENT ON COLUMN user_feedback.user_tier IS 'Tier at the time of writing';
COMMENT ON COLUMN user_feedback.rating IS '1 to 5 stars';
COMMENT ON COLUMN user_feedback.issue_addressed IS 'true: dealt with; false: needs attention; null: not looked at';
COMMENT ON COLUMN user_feedback.error_hash IS 'Groups reports of the same error';
COMMENT ON COLUMN user_feedback.is_regression IS 'Set by trigger when an error comes back that had been fixed';
COMMENT ON COLUMN user_feedback.regression_of IS 'The fixed report of the same error';
COMMENT ON COLUMN user_feedback.al_conversation_id IS 'The chat that a rating of AL is about';

CREATE INDEX idx_user_feedback_user_id ON user_feedback (user_id);
CREATE INDEX idx_user_feedback_feedback_type ON user_feedback (feedback_type);
CREATE INDEX idx_user_feedback_status ON user_feedback (status);
CREATE INDEX idx_user_feedback_created_at ON user_feedback (created_at DESC);
CREATE INDEX idx_user_feedback_priority ON user_feedback (priority);
CREATE INDEX idx_user_feedback_category ON user_feedback (category);
CREATE INDEX idx_user_feedback_severity ON user_feedback (severity);
CREATE INDEX idx_user_feedback_resolved_at ON user_feedback (resolved_at);
CREATE INDEX idx_user_feedback_user_tier ON user_feedback (user_tier);
CREATE INDEX idx_user_feedback_rating ON user_feedback (rating);
CREATE INDEX idx_user_feedback_feedback_type_status ON user_feedback (feedback_type, status);
CREATE INDEX idx_user_feedback_status_priority ON user_feedback (status, priority);
CREATE INDEX idx_user_feedback_message_search ON user_feedback USING gin (to_tsvector('english', message));
CREATE INDEX idx_user_feedback_tags ON user_feedback USING gin (tags);
CREATE INDEX idx_user_feedback_category_severity ON user_feedback (category, severity) WHERE category = 'bug';
CREATE INDEX idx_user_feedback_unresolved ON user_feedback (category, created_at DESC) WHERE resolved_at IS NULL;
CREATE INDEX idx_user_feedback_screenshots ON user_feedback (created_at DESC) WHERE screenshot_url IS NOT NULL;
CREATE INDEX idx_user_feedback_auto_errors ON user_feedback (created_at DESC) WHERE category = 'auto-error';
CREATE INDEX idx_user_feedback_unresolved_auto_errors ON user_feedback (created_at DESC)
    WHERE category = 'auto-error' AND resolved_at IS NULL;
CREATE INDEX idx_user_feedback_unresolved_bugs ON user_feedback (created_at DESC)
    WHERE category = 'bug' AND resolved_at IS NULL;
CREATE INDEX idx_user_feedback_fixed_errors ON user_feedback (error_hash, fixed_at DESC)
    WHERE category = 'auto-error' AND fixed_at IS NOT NULL;
CREATE INDEX idx_user_feedback_al_chat ON user_feedback (al_conversation_id) WHERE feature_context = 'al-chat';
CREATE INDEX idx_user_feedback_car_id ON user_feedback (car_id);
CREATE INDEX idx_user_feedback_build_id ON user_feedback (build_id);
CREATE INDEX idx_user_feedback_resolved_by ON user_feedback (resolved_by);
CREATE INDEX idx_user_feedback_regression_of ON user_feedback (regression_of);
CREATE INDEX idx_user_feedback_al_conversation_id ON user_feedback (al_conversation_id);

CREATE TRIGGER update_user_feedback_updated_at BEFORE UPDATE ON user_feedback
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_feedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_feedback_insert ON user_feedback FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY user_feedback_select ON user_feedback FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY user_feedback_update ON user_feedback FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY user_feedback_service ON user_feedback FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TRIGGER guard_columns_user_feedback BEFORE INSERT ON user_feedback
    FOR EACH ROW EXECUTE FUNCTION guard_columns(
        'status=new', 'internal_notes=', 'assigned_to=', 'responded_at=', 'response_message=',
        'resolved_at=', 'resolved_by=', 'resolution_notes=', 'fixed_at=');

-- Trigger: an error that is reported again after it was fixed is a regression.
-- Runs as the owner: the report that was fixed may be another user's.
CREATE FUNCTION check_error_regression() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_fixed uuid;
BEGIN
    IF NEW.category = 'auto-error' AND NEW.error_hash IS NOT NULL THEN
        SELECT f.id INTO v_fixed
          FROM user_feedback f
         WHERE f.category = 'auto-error' AND f.error_hash = NEW.error_hash AND f.fixed_at IS NOT NULL
         ORDER BY f.fixed_at DESC
         LIMIT 1;
        IF FOUND THEN
            NEW.is_regression := true;
            NEW.regression_of := v_fixed;
        END IF;
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION check_error_regression() IS
    'Trigger: marks a reported error that had been fixed before, and points to that report';

CREATE TRIGGER tr_check_error_regression BEFORE INSERT ON user_feedback
    FOR EACH ROW EXECUTE FUNCTION check_error_regression();

CREATE TABLE user_activity (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    session_id  text,
    event_type  text NOT NULL
                CHECK (event_type IN ('car_viewed', 'car_favorited', 'car_unfavorited', 'comparison_started',
                                      'comparison_completed', 'build_started', 'build_saved', 'build_deleted',
                                      'vehicle_added', 'ai_mechanic_used', 'search_performed', 'filter_applied')),
    event_data  jsonb NOT NULL DEFAULT '{}',
    user_agent  text,
    ip_address  inet,
    created_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_activity IS 'What a signed-in or anonymous user did with cars, builds and searches';
COMMENT ON COLUMN user_activity.event_data IS 'Details by kind, for example the slug of the car';

CREATE INDEX idx_user_activity_user_id ON user_activity (user_id);
CREATE INDEX idx_user_activity_session_id ON user_activity (session_id);
CREATE INDEX idx_user_activity_event_type ON user_activity (event_type);
CREATE INDEX idx_user_activity_created_at ON user_activity (created_at DESC);
CREATE INDEX idx_user_activity_user_id_event_type ON user_activity (user_id, event_type);

ALTER TABLE user_activity ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_activity_insert ON user_activity FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY user_activity_select ON user_activity FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_activity_service ON user_activity FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE user_uploaded_images (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id              uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,

    -- what it shows
    user_vehicle_id      uuid REFERENCES user_vehicles (id) ON DELETE SET NULL,
    user_build_id        uuid REFERENCES user_projects (id) ON DELETE SET NULL,
    community_post_id    uuid,
    car_slug             text,
    car_id               uuid REFERENCES cars (id) ON DELETE SET NULL,

    -- the file
    blob_url             text NOT NULL,
    blob_path            text,
    thumbnail_url        text,
    file_name            text,
    file_size            integer,
    mime_type            text,
    width                integer,
    height               integer,

    -- use
    image_type           text CHECK (image_type IN ('vehicle', 'build', 'post', 'profile', 'other')),
    entity_type          text CHECK (entity_type IN ('vehicle', 'build', 'community_post', 'profile')),
    entity_id            uuid,

    -- display
    caption              text,
    alt_text             text,
    is_primary           boolean NOT NULL DEFAULT false,
    display_order        integer NOT NULL DEFAULT 0,
    media_type           text NOT NULL DEFAULT 'image' CHECK (media_type IN ('image', 'video')),
    duration_seconds     integer,
    video_thumbnail_url  text,

    -- moderation
    is_approved          boolean NOT NULL DEFAULT true,
    is_flagged           boolean NOT NULL DEFAULT false,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_uploaded_images IS
    'Pictures and videos users have uploaded for vehicles, builds, posts and profiles';
COMMENT ON COLUMN user_uploaded_images.car_slug IS 'Filled by trigger from the vehicle or build';
COMMENT ON COLUMN user_uploaded_images.blob_path IS 'Path in the file store';
COMMENT ON COLUMN user_uploaded_images.file_size IS 'Bytes';
COMMENT ON COLUMN user_uploaded_images.width IS 'Pixels';
COMMENT ON COLUMN user_uploaded_images.height IS 'Pixels';
COMMENT ON COLUMN user_uploaded_images.entity_id IS 'Row of the kind that entity_type names';
COMMENT ON COLUMN user_uploaded_images.is_primary IS 'The picture shown first';
COMMENT ON COLUMN user_uploaded_images.duration_seconds IS 'Videos only';

CREATE INDEX idx_user_uploaded_images_user_id ON user_uploaded_images (user_id);
CREATE INDEX idx_user_uploaded_images_user_vehicle_id ON user_uploaded_images (user_vehicle_id);
CREATE INDEX idx_user_uploaded_images_user_build_id ON user_uploaded_images (user_build_id);
CREATE INDEX idx_user_uploaded_images_community_post_id ON user_uploaded_images (community_post_id);
CREATE INDEX idx_user_uploaded_images_is_primary ON user_uploaded_images (is_primary) WHERE is_primary;
CREATE INDEX idx_user_uploaded_images_media_type ON user_uploaded_images (media_type);
CREATE INDEX idx_user_uploaded_images_build_videos ON user_uploaded_images (user_build_id)
    WHERE media_type = 'video';
CREATE INDEX idx_user_uploaded_images_user_id_car_slug ON user_uploaded_images (user_id, car_slug);
CREATE INDEX idx_user_uploaded_images_car_id ON user_uploaded_images (car_id);

CREATE TRIGGER update_user_uploaded_images_updated_at BEFORE UPDATE ON user_uploaded_images
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE user_uploaded_images ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_uploaded_images_insert ON user_uploaded_images FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_uploaded_images_update ON user_uploaded_images FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY user_uploaded_images_delete ON user_uploaded_images FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY user_uploaded_images_service ON user_uploaded_images FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TRIGGER guard_columns_user_uploaded_images BEFORE INSERT OR UPDATE ON user_uploaded_images
    FOR EACH ROW EXECUTE FUNCTION guard_columns('is_approved=true', 'is_flagged=false');

-- Trigger: a picture of a vehicle or build is a picture of its car.  Sees only
-- what the caller may see, so a stranger's vehicle gives nothing away.
CREATE FUNCTION auto_populate_car_slug_from_associations() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF NEW.car_slug IS NULL AND NEW.user_vehicle_id IS NOT NULL THEN
        SELECT v.matched_car_slug, coalesce(NEW.car_id, v.matched_car_id)
          INTO NEW.car_slug, NEW.car_id
          FROM user_vehicles v
         WHERE v.id = NEW.user_vehicle_id;
    END IF;
    IF NEW.car_slug IS NULL AND NEW.user_build_id IS NOT NULL THEN
        SELECT p.car_slug, coalesce(NEW.car_id, p.car_id)
          INTO NEW.car_slug, NEW.car_id
          FROM user_projects p
         WHERE p.id = NEW.user_build_id;
    END IF;
    IF NEW.car_slug IS NOT NULL AND NEW.car_id IS NULL THEN
        SELECT c.id INTO NEW.car_id FROM cars c WHERE c.slug = NEW.car_slug;
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION auto_populate_car_slug_from_associations() IS
    'Trigger: fills car_slug and car_id of an uploaded image from its vehicle, else from its build';

CREATE TRIGGER auto_populate_image_car_slug BEFORE INSERT OR UPDATE ON user_uploaded_images
    FOR EACH ROW EXECUTE FUNCTION auto_populate_car_slug_from_associations();

-- Sessions, events, life cycle, attribution ---------------------------------------------------------------------------

CREATE TABLE user_events (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_type      text NOT NULL CHECK (event_type <> ''),
    event_category  text
                    CHECK (event_category IN ('onboarding', 'engagement', 'conversion', 'feature', 'navigation')),
    user_id         uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    session_id      text NOT NULL,
    event_data      jsonb NOT NULL DEFAULT '{}',
    page_url        text,
    page_title      text,
    utm_source      text,
    utm_medium      text,
    utm_campaign    text,
    device_type     text,
    browser         text,
    os              text,
    country         text,
    country_code    text,
    created_at      timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_events IS 'Marketing and product events of visitors, with the campaign that brought them';
COMMENT ON COLUMN user_events.event_type IS
    'For example signup_completed, car_selected, al_conversation_started, subscription_created';
COMMENT ON COLUMN user_events.event_data IS 'Details by kind';

CREATE INDEX idx_user_events_created_at ON user_events (created_at DESC);
CREATE INDEX idx_user_events_user_id ON user_events (user_id);
CREATE INDEX idx_user_events_session_id ON user_events (session_id);
CREATE INDEX idx_user_events_event_type ON user_events (event_type);
CREATE INDEX idx_user_events_event_category ON user_events (event_category);
CREATE INDEX idx_user_events_event_type_created_at ON user_events (event_type, created_at DESC);
CREATE INDEX idx_user_events_user_id_event_type_created_at ON user_events (user_id, event_type, created_at);

ALTER TABLE user_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_events_insert ON user_events FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY user_events_select ON user_events FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY user_events_service ON user_events FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE user_sessions (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id           text NOT NULL UNIQUE,
    started_at           timestamptz NOT NULL DEFAULT now(),
    ended_at             timestamptz,
    last_activity_at     timestamptz NOT NULL DEFAULT now(),
    user_id              uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    page_views           integer NOT NULL DEFAULT 1,
    events_count         integer NOT NULL DEFAULT 0,
    entry_page           text,
    exit_page            text,
    utm_source           text,
    utm_medium           text,
    utm_campaign         text,
    referrer             text,
    device_type          text,
    browser              text,
    os                   text,
    country              text,
    is_returning         boolean NOT NULL DEFAULT false,
    previous_session_id  text
);

COMMENT ON TABLE user_sessions IS 'Visits: start, end, pages and the campaign that brought them';
COMMENT ON COLUMN user_sessions.session_id IS 'Made by the client';
COMMENT ON COLUMN user_sessions.page_views IS 'Pages opened in the session';

CREATE INDEX idx_user_sessions_user_id ON user_sessions (user_id);
CREATE INDEX idx_user_sessions_started_at ON user_sessions (started_at DESC);
CREATE INDEX idx_user_sessions_utm_source ON user_sessions (utm_source);

ALTER TABLE user_sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_sessions_insert ON user_sessions FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY user_sessions_select ON user_sessions FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY user_sessions_service ON user_sessions FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE user_lifecycle (
    id                        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                   uuid NOT NULL UNIQUE REFERENCES auth.users (id) ON DELETE CASCADE,
    current_status            text NOT NULL DEFAULT 'new'
                              CHECK (current_status IN ('new', 'active', 'at_risk', 'churned')),
    previous_status           text CHECK (previous_status IN ('new', 'active', 'at_risk', 'churned')),
    status_changed_at         timestamptz,
    signup_at                 timestamptz,
    onboarding_completed_at   timestamptz,
    activated_at              timestamptz,
    first_vehicle_added_at    timestamptz,
    first_build_saved_at      timestamptz,
    first_al_conversation_at  timestamptz,
    first_event_saved_at      timestamptz,
    first_paid_at             timestamptz,
    last_active_at            timestamptz,
    total_sessions            integer NOT NULL DEFAULT 0,
    total_page_views          integer NOT NULL DEFAULT 0,
    engagement_score          integer NOT NULL DEFAULT 0,
    churn_risk_score          numeric(3,2) CHECK (churn_risk_score BETWEEN 0 AND 1),
    churned_at                timestamptz,
    reactivated_at            timestamptz,
    created_at                timestamptz NOT NULL DEFAULT now(),
    updated_at                timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_lifecycle IS 'Where each user stands between sign-up and leaving, for retention reports';
COMMENT ON COLUMN user_lifecycle.engagement_score IS 'Points for use, see user_engagement_scores for the parts';
COMMENT ON COLUMN user_lifecycle.churn_risk_score IS '0 to 1';

CREATE INDEX idx_user_lifecycle_current_status ON user_lifecycle (current_status);

CREATE TRIGGER update_user_lifecycle_updated_at BEFORE UPDATE ON user_lifecycle
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE user_lifecycle ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_lifecycle_select ON user_lifecycle FOR SELECT TO authenticated USING ((SELECT is_admin()));
CREATE POLICY user_lifecycle_service ON user_lifecycle FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE user_attribution (
    id                       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                  uuid NOT NULL UNIQUE REFERENCES auth.users (id) ON DELETE CASCADE,

    -- first touch
    utm_source               text,
    utm_medium               text,
    utm_campaign             text,
    referrer                 text,
    landing_page             text,
    first_touch_at           timestamptz,

    -- last touch
    last_touch_source        text,
    last_touch_medium        text,
    last_touch_campaign      text,
    last_touch_referrer      text,
    last_touch_landing_page  text,
    last_touch_at            timestamptz,

    -- sign-up
    signup_page              text,
    signup_device            text,
    signup_country           text,
    created_at               timestamptz NOT NULL DEFAULT now(),
    updated_at               timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE user_attribution IS 'The first and the last campaign that brought a user';
COMMENT ON COLUMN user_attribution.utm_source IS 'First touch, as are the four columns after it';

CREATE INDEX idx_user_attribution_utm_source ON user_attribution (utm_source);
CREATE INDEX idx_user_attribution_created_at ON user_attribution (created_at DESC);

CREATE TRIGGER update_user_attribution_updated_at BEFORE UPDATE ON user_attribution
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE user_attribution ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_attribution_select ON user_attribution FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY user_attribution_service ON user_attribution FOR ALL TO service_role USING (true) WITH CHECK (true);
