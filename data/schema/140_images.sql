-- Pictures of catalogue cars, and the marks of their makers.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE TABLE car_images (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    car_slug            text,
    car_id              uuid REFERENCES cars (id) ON DELETE SET NULL,
    brand               text,

    -- the file
    blob_url            text NOT NULL,
    blob_path           text UNIQUE,
    file_size_bytes     integer,
    width               integer,
    height              integer,
    aspect_ratio        text,
    format              text,

    -- origin and rights
    source_type         text NOT NULL DEFAULT 'ai-generated',
    source_url          text,
    source_attribution  text,
    license             text NOT NULL DEFAULT 'owned',

    -- text
    title               text,
    description         text,
    alt_text            text,
    content_tags        text[] DEFAULT '{}',
    recommended_uses    text[] DEFAULT '{}',

    -- use
    quality_tier        text NOT NULL DEFAULT 'standard' CHECK (quality_tier IN ('standard', 'premium')),
    is_primary          boolean NOT NULL DEFAULT false,
    display_order       integer NOT NULL DEFAULT 0,

    -- for generated pictures
    ai_prompt           text,
    ai_model            text,
    ai_settings         jsonb,

    -- review
    is_verified         boolean NOT NULL DEFAULT false,
    is_active           boolean NOT NULL DEFAULT true,
    needs_review        boolean NOT NULL DEFAULT false,
    review_notes        text,
    uploaded_by         uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    verified_at         timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE car_images IS 'Pictures of catalogue cars and brands';
COMMENT ON COLUMN car_images.car_id IS 'The car by id; empty for pictures of a brand';
COMMENT ON COLUMN car_images.width IS 'Pixels';
COMMENT ON COLUMN car_images.height IS 'Pixels';
COMMENT ON COLUMN car_images.aspect_ratio IS 'For example 16:9';
COMMENT ON COLUMN car_images.source_attribution IS 'Credit line that the licence asks for';
COMMENT ON COLUMN car_images.license IS 'owned, or the name of the licence';
COMMENT ON COLUMN car_images.recommended_uses IS 'For example hero or thumbnail';
COMMENT ON COLUMN car_images.is_primary IS 'The picture shown first';

CREATE INDEX idx_car_images_car_id ON car_images (car_id);
CREATE INDEX idx_car_images_car_slug ON car_images (car_slug);
CREATE INDEX idx_car_images_brand ON car_images (brand);
CREATE INDEX idx_car_images_uploaded_by ON car_images (uploaded_by);

CREATE TRIGGER auto_car_id_car_images BEFORE INSERT OR UPDATE ON car_images
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_car_images_updated_at BEFORE UPDATE ON car_images
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE car_images ENABLE ROW LEVEL SECURITY;
CREATE POLICY car_images_select ON car_images FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY car_images_service ON car_images FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE brand_logos (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    brand_key             text NOT NULL UNIQUE,
    brand_name            text NOT NULL,
    logo_svg_url          text,
    logo_png_url          text,
    logo_dark_url         text,
    primary_color         text,
    secondary_color       text,
    accent_color          text,
    founded               integer,
    headquarters          text,
    country               text,
    wikipedia_url         text,
    official_website_url  text,
    is_active             boolean NOT NULL DEFAULT true,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE brand_logos IS 'Makers: logo files, colours, founding year, seat';
COMMENT ON COLUMN brand_logos.brand_key IS 'Lower-case key, unique';
COMMENT ON COLUMN brand_logos.primary_color IS 'Hexadecimal colour, for example #d5001c';
COMMENT ON COLUMN brand_logos.secondary_color IS 'Hexadecimal colour';
COMMENT ON COLUMN brand_logos.accent_color IS 'Hexadecimal colour';
COMMENT ON COLUMN brand_logos.founded IS 'Year';

CREATE TRIGGER update_brand_logos_updated_at BEFORE UPDATE ON brand_logos
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE brand_logos ENABLE ROW LEVEL SECURITY;
CREATE POLICY brand_logos_select ON brand_logos FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY brand_logos_service ON brand_logos FOR ALL TO service_role USING (true) WITH CHECK (true);
