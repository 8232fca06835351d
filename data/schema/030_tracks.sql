-- Tracks: venues and their layouts, for lap times and events.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- track_venues -------------------------------------------------------------------------------------------------------

CREATE TABLE track_venues (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    slug       text        NOT NULL UNIQUE,
    name       text        NOT NULL,
    country    text,
    region     text,
    city       text,
    length_km  numeric(6,3),
    surface    text,
    website    text,
    metadata   jsonb       DEFAULT '{}'::jsonb,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

COMMENT ON TABLE track_venues IS 'Race tracks';
COMMENT ON COLUMN track_venues.region IS 'State, province or region';
COMMENT ON COLUMN track_venues.length_km IS 'Kilometres of the main layout';
COMMENT ON COLUMN track_venues.surface IS 'In use: asphalt, concrete, mixed';
COMMENT ON COLUMN track_venues.metadata IS 'Object; elevation, coordinates and other facts';

CREATE TRIGGER update_track_venues_updated_at
    BEFORE UPDATE ON track_venues
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE track_venues ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON track_venues FOR SELECT USING (true);

-- track_layouts ------------------------------------------------------------------------------------------------------

CREATE TABLE track_layouts (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    track_id   uuid        NOT NULL REFERENCES track_venues (id) ON DELETE CASCADE,
    layout_key text        NOT NULL,
    name       text,
    length_km  numeric(6,3),
    turns      integer,
    direction  text,
    metadata   jsonb       DEFAULT '{}'::jsonb,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    UNIQUE (track_id, layout_key)
);

COMMENT ON TABLE track_layouts IS 'Configurations of a track; a lap time is comparable only on the same one';
COMMENT ON COLUMN track_layouts.layout_key IS 'Short key, unique at its track, such as full or club';
COMMENT ON COLUMN track_layouts.length_km IS 'Kilometres of one lap';
COMMENT ON COLUMN track_layouts.direction IS 'clockwise or counter-clockwise';

CREATE INDEX idx_track_layouts_track_id ON track_layouts (track_id);

CREATE TRIGGER update_track_layouts_updated_at
    BEFORE UPDATE ON track_layouts
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE track_layouts ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read ON track_layouts FOR SELECT USING (true);

