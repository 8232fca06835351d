-- Searching cars: by words, by what was probably meant, by criteria, by meaning.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- What a misspelt word is compared with: the name and the chassis code, as one text.
CREATE INDEX idx_cars_name_code_trgm ON cars USING gin ((name || ' ' || coalesce(generation_code, '')) gin_trgm_ops);

CREATE INDEX idx_car_slug_aliases_squashed ON car_slug_aliases (autorev.squash(alias));

-- Numbers inside filters come from outside: what is not a number is no filter.
CREATE FUNCTION autorev.as_number(p_text text) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN p_text ~ '^\s*-?\d{1,12}(\.\d{1,6})?\s*$' THEN p_text::numeric END $$;

COMMENT ON FUNCTION autorev.as_number(text) IS 'The text as a number, null when it is none';

-- Cars for a text, best first. An alias that is the whole text comes first of all; then the cars that have all its words; and
-- only when there is none, the cars whose name and code are near to every word, however it was spelt or run together
-- ("porche gt4", "e46m3").
CREATE FUNCTION autorev.match_cars(p_query text, p_limit integer DEFAULT NULL)
    RETURNS TABLE (car_id uuid, rank real)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path = public, extensions, pg_temp
    SET pg_trgm.word_similarity_threshold = 0.4
    -- The catalogue is in memory: a page by index costs what a page in order costs.
    SET random_page_cost = 1.1
AS $$
DECLARE
    -- Longer texts are no names of cars; cut, so that nobody can keep the server busy with one.
    v_text  text := left(btrim(coalesce(p_query, '')), 200);
    v_words tsquery := plainto_tsquery('english', v_text);
    v_parts text[];
    v_alias uuid[];
BEGIN
    IF v_text = '' THEN
        RETURN;
    END IF;

    SELECT array_agg(DISTINCT a.car_id) INTO v_alias
    FROM car_slug_aliases AS a
    WHERE autorev.squash(a.alias) = autorev.squash(v_text) AND a.car_id IS NOT NULL;

    RETURN QUERY
        SELECT id, 1::real FROM unnest(v_alias) AS id
        UNION ALL
        (SELECT c.id, ts_rank(c.search_vector, v_words) AS r
         FROM cars AS c
         WHERE c.search_vector @@ v_words AND (v_alias IS NULL OR c.id <> ALL (v_alias))
         ORDER BY r DESC, c.name, c.id
         LIMIT p_limit)
        LIMIT p_limit;
    IF FOUND THEN
        RETURN;
    END IF;

    -- "e46m3" is two words to us: a chassis code ends where its number does. The longest words come first: they say most.
    SELECT array_agg(w ORDER BY length(w) DESC, w) INTO v_parts
    FROM (
        SELECT w FROM regexp_split_to_table(
            regexp_replace(lower(v_text), '(\d)([a-z]+\d)', '\1 \2', 'g'), '[^[:alnum:]]+') AS w
        WHERE w <> '' LIMIT 8) AS word;
    IF v_parts IS NULL THEN
        RETURN;
    END IF;

    RETURN QUERY
        SELECT near.id, max(near.r) AS best
        FROM (
            SELECT c.id, fit.average AS r
            FROM cars AS c
            CROSS JOIN LATERAL (
                SELECT min(s) AS worst, avg(s)::real AS average
                FROM unnest(v_parts) AS w,
                     word_similarity(w, c.name || ' ' || coalesce(c.generation_code, '')) AS s) AS fit
            -- The index narrows by the three longest words, the similarities by all.
            WHERE (c.name || ' ' || coalesce(c.generation_code, '')) %> v_parts[1]
              AND (c.name || ' ' || coalesce(c.generation_code, '')) %> coalesce(v_parts[2], v_parts[1])
              AND (c.name || ' ' || coalesce(c.generation_code, '')) %> coalesce(v_parts[3], v_parts[1])
              AND fit.worst >= 0.4
            UNION ALL
            SELECT a.car_id, similarity(a.alias, v_text)
            FROM car_slug_aliases AS a
            WHERE a.alias % v_text AND a.car_id IS NOT NULL
        ) AS near
        GROUP BY near.id
        ORDER BY best DESC, near.id
        LIMIT p_limit;
END
$$;

COMMENT ON FUNCTION autorev.match_cars(text, integer) IS
    'Cars for a text with their rank: aliases, then words, then, without any, the nearest spelling';

CREATE FUNCTION search_cars_fts(search_query text, max_results integer DEFAULT 10)
    RETURNS TABLE (slug text, name text, years text, hp integer, price_range text, engine text, category text,
                   highlight text, rank real)
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
    SELECT c.slug, c.name, c.years, c.hp, c.price_range, c.engine, c.category, c.highlight, m.rank
    FROM autorev.match_cars(search_query, least(greatest(coalesce(max_results, 10), 0), 100)) AS m
    JOIN cars AS c ON c.id = m.car_id
    ORDER BY m.rank DESC, c.name, c.id
$$;

COMMENT ON FUNCTION search_cars_fts(text, integer) IS
    'Cars for a text, best first: by words, by alias, and by nearest spelling when no car has the words';

CREATE FUNCTION search_cars_fulltext(search_query text, max_results integer DEFAULT 10)
    RETURNS TABLE (slug text, name text, years text, hp integer, price_range text, engine text, category text,
                   highlight text, rank real)
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$ SELECT * FROM search_cars_fts(search_query, max_results) $$;

COMMENT ON FUNCTION search_cars_fulltext(text, integer) IS 'search_cars_fts() under its other name';

CREATE FUNCTION search_cars_semantic(
    query_embedding vector, match_threshold double precision DEFAULT 0.5, match_count integer DEFAULT 10)
    RETURNS TABLE (id uuid, slug text, name text, years text, tier text, category text, hp integer, price_range text,
                   highlight text, similarity double precision)
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
    SELECT c.id, c.slug, c.name, c.years, c.tier, c.category, c.hp, c.price_range, c.highlight, 1 - near.distance
    FROM (
        SELECT n.id, n.embedding <=> query_embedding AS distance
        FROM cars AS n
        WHERE n.embedding IS NOT NULL AND query_embedding IS NOT NULL
        ORDER BY n.embedding <=> query_embedding
        LIMIT least(greatest(coalesce(match_count, 10), 0), 100)
    ) AS near
    JOIN cars AS c ON c.id = near.id
    WHERE 1 - near.distance >= coalesce(match_threshold, 0.5)
    ORDER BY near.distance, c.id
$$;

COMMENT ON FUNCTION search_cars_semantic(vector, double precision, integer) IS
    'Cars whose embedding has at least this cosine similarity to the given one, most similar first';

CREATE FUNCTION get_similar_cars(p_slug text, match_count integer DEFAULT 5)
    RETURNS TABLE (id uuid, slug text, name text, years text, tier text, category text, hp integer, price_range text,
                   price_avg integer, similarity double precision)
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
    WITH source AS MATERIALIZED (SELECT s.id, s.embedding FROM cars AS s WHERE s.slug = p_slug AND s.embedding IS NOT NULL)
    SELECT c.id, c.slug, c.name, c.years, c.tier, c.category, c.hp, c.price_range, c.price_avg,
           1 - (c.embedding <=> (SELECT embedding FROM source))
    FROM cars AS c
    WHERE c.embedding IS NOT NULL AND EXISTS (SELECT FROM source) AND c.id <> (SELECT source.id FROM source)
    ORDER BY c.embedding <=> (SELECT embedding FROM source)
    LIMIT least(greatest(coalesce(match_count, 5), 0), 100)
$$;

COMMENT ON FUNCTION get_similar_cars(text, integer) IS
    'Cars nearest in meaning to a car; empty when the car has no embedding';

CREATE FUNCTION search_cars_advanced(
    search_query text DEFAULT NULL, filters jsonb DEFAULT '{}', sort_by text DEFAULT 'relevance',
    sort_direction text DEFAULT 'desc', page_limit integer DEFAULT 20, page_offset integer DEFAULT 0)
    RETURNS TABLE (id uuid, slug text, name text, years text, brand text, tier text, category text, vehicle_type text,
                   engine text, hp integer, torque integer, trans text, drivetrain text, zero_to_sixty numeric,
                   price_avg integer, price_range text, score_sound numeric, score_interior numeric, score_track numeric,
                   score_reliability numeric, score_value numeric, score_driver_fun numeric, score_aftermarket numeric,
                   image_hero_url text, rank real, total_count bigint)
    LANGUAGE plpgsql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_text    text := nullif(btrim(search_query), '');
    v_filters jsonb := CASE WHEN jsonb_typeof(filters) = 'object' THEN filters ELSE '{}' END;
    v_minimum jsonb := CASE WHEN jsonb_typeof(v_filters -> 'min_scores') = 'object' THEN v_filters -> 'min_scores' ELSE '{}' END;
    v_sort    text := lower(coalesce(sort_by, 'relevance'));
    v_up      boolean := lower(coalesce(sort_direction, 'desc')) = 'asc';
BEGIN
    IF v_sort NOT IN ('hp', 'price', 'value', 'track', 'reliability', 'sound', 'name') THEN
        v_sort := 'relevance';
    END IF;
    IF v_sort = 'relevance' AND v_text IS NULL THEN
        v_sort := 'name';
        v_up := true;
    END IF;

    RETURN QUERY
        SELECT c.id, c.slug, c.name, c.years, c.brand, c.tier, c.category, c.vehicle_type, c.engine, c.hp, c.torque,
               c.trans, c.drivetrain, c.zero_to_sixty, c.price_avg, c.price_range, c.score_sound, c.score_interior,
               c.score_track, c.score_reliability, c.score_value, c.score_driver_fun, c.score_aftermarket,
               c.image_hero_url, coalesce(m.rank, 0)::real, count(*) OVER ()
        FROM cars AS c
        LEFT JOIN autorev.match_cars(v_text) AS m ON m.car_id = c.id
        CROSS JOIN LATERAL (SELECT CASE v_sort
                                WHEN 'hp' THEN c.hp WHEN 'price' THEN c.price_avg WHEN 'value' THEN c.score_value
                                WHEN 'track' THEN c.score_track WHEN 'reliability' THEN c.score_reliability
                                WHEN 'sound' THEN c.score_sound WHEN 'relevance' THEN m.rank::numeric END AS key) AS s
        WHERE (v_text IS NULL OR m.car_id IS NOT NULL)
          AND (autorev.as_number(v_filters ->> 'budget_min') IS NULL
               OR c.price_avg >= autorev.as_number(v_filters ->> 'budget_min'))
          AND (autorev.as_number(v_filters ->> 'budget_max') IS NULL
               OR c.price_avg <= autorev.as_number(v_filters ->> 'budget_max'))
          AND (autorev.as_number(v_filters ->> 'hp_min') IS NULL OR c.hp >= autorev.as_number(v_filters ->> 'hp_min'))
          AND (autorev.as_number(v_filters ->> 'hp_max') IS NULL OR c.hp <= autorev.as_number(v_filters ->> 'hp_max'))
          AND (v_filters ->> 'category' IS NULL OR lower(c.category) = lower(v_filters ->> 'category'))
          AND (v_filters ->> 'vehicle_type' IS NULL OR lower(c.vehicle_type) = lower(v_filters ->> 'vehicle_type'))
          AND (v_filters ->> 'tier' IS NULL OR lower(c.tier) = lower(v_filters ->> 'tier'))
          AND (v_filters ->> 'brand' IS NULL OR lower(c.brand) = lower(v_filters ->> 'brand'))
          AND (v_filters ->> 'country' IS NULL OR lower(c.country) = lower(v_filters ->> 'country'))
          -- A car that came as FWD/AWD answers to either.
          AND (v_filters ->> 'drivetrain' IS NULL OR strpos(c.drivetrain, upper(v_filters ->> 'drivetrain')) > 0)
          AND (v_filters ->> 'manual_available' IS NULL
               OR c.manual_available = (lower(v_filters ->> 'manual_available') = 'true'))
          AND NOT EXISTS (
              SELECT FROM jsonb_each_text(v_minimum) AS want (score, at_least)
              WHERE CASE regexp_replace(want.score, '^score_', '')
                        WHEN 'sound' THEN c.score_sound WHEN 'interior' THEN c.score_interior
                        WHEN 'track' THEN c.score_track WHEN 'reliability' THEN c.score_reliability
                        WHEN 'value' THEN c.score_value WHEN 'driver_fun' THEN c.score_driver_fun
                        WHEN 'aftermarket' THEN c.score_aftermarket END < autorev.as_number(want.at_least))
        ORDER BY CASE WHEN v_sort = 'name' AND v_up THEN c.name END,
                 CASE WHEN v_sort = 'name' AND NOT v_up THEN c.name END DESC,
                 CASE WHEN v_up THEN s.key END NULLS LAST,
                 CASE WHEN NOT v_up THEN s.key END DESC NULLS LAST,
                 c.name, c.id
        LIMIT least(greatest(coalesce(page_limit, 20), 1), 100)
        OFFSET greatest(coalesce(page_offset, 0), 0);
END
$$;

COMMENT ON FUNCTION search_cars_advanced(text, jsonb, text, text, integer, integer) IS
    'Cars by text and filters, sorted, a page at a time; total_count is the size of the whole result';

CREATE FUNCTION find_cars_by_criteria(
    p_budget_min integer DEFAULT NULL, p_budget_max integer DEFAULT NULL, p_hp_min integer DEFAULT NULL,
    p_hp_max integer DEFAULT NULL, p_category text DEFAULT NULL, p_vehicle_type text DEFAULT NULL,
    p_drivetrain text DEFAULT NULL, p_tier text DEFAULT NULL, p_brand text DEFAULT NULL,
    p_manual_available boolean DEFAULT NULL, p_sort_by text DEFAULT 'value', p_limit integer DEFAULT 20)
    RETURNS TABLE (id uuid, slug text, name text, years text, brand text, tier text, category text, vehicle_type text,
                   engine text, hp integer, torque integer, trans text, drivetrain text, zero_to_sixty numeric,
                   price_avg integer, price_range text, score_sound numeric, score_interior numeric, score_track numeric,
                   score_reliability numeric, score_value numeric, score_driver_fun numeric, score_aftermarket numeric,
                   image_hero_url text)
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
    SELECT id, slug, name, years, brand, tier, category, vehicle_type, engine, hp, torque, trans, drivetrain,
           zero_to_sixty, price_avg, price_range, score_sound, score_interior, score_track, score_reliability,
           score_value, score_driver_fun, score_aftermarket, image_hero_url
    FROM search_cars_advanced(
        NULL,
        jsonb_build_object(
            'budget_min', p_budget_min, 'budget_max', p_budget_max, 'hp_min', p_hp_min, 'hp_max', p_hp_max,
            'category', p_category, 'vehicle_type', p_vehicle_type, 'drivetrain', p_drivetrain, 'tier', p_tier,
            'brand', p_brand, 'manual_available', p_manual_available),
        p_sort_by,
        -- The cheapest car and the first name come first, of everything else the most.
        CASE WHEN p_sort_by IN ('price', 'name') THEN 'asc' ELSE 'desc' END,
        p_limit)
$$;

COMMENT ON FUNCTION find_cars_by_criteria(
    integer, integer, integer, integer, text, text, text, text, text, boolean, text, integer) IS
    'Cars that meet every criterion given; a null is no criterion';
