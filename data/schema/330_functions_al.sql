-- Functions of AL: what it reads about a car, its knowledge, its conversations, and what they cost.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- What AL reads about a car ------------------------------------------------------------------------------------------

CREATE FUNCTION get_car_ai_context_v2(p_car_slug text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, extensions, pg_temp
AS $$
DECLARE
    v_car cars;
BEGIN
    SELECT * INTO v_car FROM cars WHERE slug = p_car_slug;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('error', 'car_not_found', 'car_slug', p_car_slug);
    END IF;

    RETURN jsonb_build_object(
        -- Without the two columns that are made for machines and say nothing to a reader.
        'car', to_jsonb(v_car) - 'embedding' - 'search_vector',
        'fuelEconomy', (SELECT to_jsonb(f) FROM car_fuel_economy AS f WHERE f.car_id = v_car.id),
        'safety', (SELECT to_jsonb(s) FROM car_safety_data AS s WHERE s.car_id = v_car.id),
        'marketPricing', (SELECT to_jsonb(m) FROM car_market_pricing AS m WHERE m.car_id = v_car.id),
        'priceHistorySample', (
            SELECT coalesce(jsonb_agg(to_jsonb(h) ORDER BY h.recorded_at DESC, h.id), '[]')
            FROM (SELECT * FROM car_price_history WHERE car_id = v_car.id ORDER BY recorded_at DESC, id LIMIT 24) AS h),
        'recallsSample', (
            SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.report_received_date DESC NULLS LAST, r.id), '[]')
            FROM (SELECT * FROM car_recalls WHERE car_id = v_car.id
                  ORDER BY report_received_date DESC NULLS LAST, id LIMIT 20) AS r),
        'youtube', jsonb_build_object(
            'videoCount', (SELECT count(DISTINCT video_id) FROM youtube_video_car_links WHERE car_id = v_car.id),
            'topVideos', (
                SELECT coalesce(jsonb_agg(
                    to_jsonb(t) ORDER BY t.quality_score DESC NULLS LAST, t.published_at DESC NULLS LAST), '[]')
                FROM (
                    SELECT v.video_id, v.url, v.title, v.channel_name, v.published_at, v.content_type, v.one_line_take,
                           v.quality_score
                    FROM youtube_videos AS v
                    WHERE v.video_id IN (SELECT l.video_id FROM youtube_video_car_links AS l WHERE l.car_id = v_car.id)
                      AND v.processing_status = 'processed' AND v.is_hidden IS NOT TRUE
                    ORDER BY v.quality_score DESC NULLS LAST, v.published_at DESC NULLS LAST
                    LIMIT 5) AS t)),
        'issuesCount', (SELECT count(*) FROM car_issues WHERE car_id = v_car.id),
        'maintenanceSummary', get_car_maintenance_summary(v_car.slug),
        'tuningProfile', (
            SELECT jsonb_build_object(
                'upgrades_by_objective', p.upgrades_by_objective, 'performance_potential', p.performance_potential,
                'platform_strengths', p.platform_strengths, 'platform_weaknesses', p.platform_weaknesses)
            FROM car_tuning_profiles AS p
            WHERE p.car_id = v_car.id
            ORDER BY p.car_variant_id NULLS FIRST, p.tuning_focus <> 'performance', p.id
            LIMIT 1));
END
$$;

COMMENT ON FUNCTION get_car_ai_context_v2(text) IS
    'Everything AL needs about a car in one object; an object with error = car_not_found for an unknown slug';

CREATE FUNCTION get_car_ai_context(p_car_slug text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, extensions, pg_temp
AS $$
DECLARE
    v_context jsonb := get_car_ai_context_v2(p_car_slug);
BEGIN
    IF v_context ? 'error' THEN
        RETURN v_context;
    END IF;
    -- Rows that predate their car hold its slug alone, so these two are found by either.
    RETURN v_context - 'tuningProfile' || jsonb_build_object(
        'expertReviewsSample', (
            SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.review_date DESC NULLS LAST, r.id), '[]')
            FROM (SELECT * FROM car_expert_reviews
                  WHERE car_id = (v_context -> 'car' ->> 'id')::uuid OR car_slug = p_car_slug
                  ORDER BY review_date DESC NULLS LAST, id LIMIT 10) AS r),
        'knownIssuesCount', (
            SELECT count(*) FROM vehicle_known_issues
            WHERE car_id = (v_context -> 'car' ->> 'id')::uuid OR car_slug = p_car_slug));
END
$$;

COMMENT ON FUNCTION get_car_ai_context(text) IS
    'The former form of get_car_ai_context_v2(): with expert reviews and the deprecated issue count, without tuning';

CREATE FUNCTION get_car_tuning_context(p_car_slug text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, extensions, pg_temp
AS $$
DECLARE
    v_car cars;
BEGIN
    SELECT * INTO v_car FROM cars WHERE slug = p_car_slug;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('error', 'car_not_found', 'car_slug', p_car_slug);
    END IF;

    RETURN jsonb_build_object(
        'car', jsonb_build_object(
            'id', v_car.id, 'slug', v_car.slug, 'name', v_car.name, 'years', v_car.years, 'hp', v_car.hp,
            'torque', v_car.torque, 'engine', v_car.engine, 'drivetrain', v_car.drivetrain),
        'tuningProfile', (
            SELECT jsonb_build_object(
                'upgrades_by_objective', p.upgrades_by_objective, 'performance_potential', p.performance_potential,
                'platform_strengths', p.platform_strengths, 'platform_weaknesses', p.platform_weaknesses,
                'component_limits', p.power_limits, 'tuning_community_notes', p.tuning_community_notes)
            FROM car_tuning_profiles AS p
            WHERE p.car_id = v_car.id
            ORDER BY p.car_variant_id NULLS FIRST, p.tuning_focus <> 'performance', p.id
            LIMIT 1),
        'availableParts', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'part_id', a.id, 'name', a.name, 'category', a.category, 'brand', a.brand_name,
                'quality_tier', a.quality_tier,
                'fitment', jsonb_build_object(
                    'verified', a.verified, 'requires_tune', a.requires_tune,
                    'install_difficulty', a.install_difficulty, 'estimated_labor_hours', a.estimated_labor_hours))
                ORDER BY coalesce(a.verified, false) DESC,
                         array_position(ARRAY['premium', 'oem', 'standard', 'budget'], a.quality_tier) NULLS LAST, a.name), '[]')
            FROM (
                SELECT DISTINCT ON (q.id) q.id, q.name, q.category, q.brand_name, q.quality_tier, f.verified,
                       f.requires_tune, f.install_difficulty, f.estimated_labor_hours
                FROM part_fitments AS f
                JOIN parts AS q ON q.id = f.part_id AND q.is_active
                WHERE f.car_id = v_car.id
                   OR f.car_variant_id IN (SELECT x.id FROM car_variants AS x WHERE x.car_id = v_car.id)
                ORDER BY q.id, coalesce(f.verified, false) DESC, f.confidence DESC NULLS LAST, f.id) AS a),
        'dynoBaseline', (
            SELECT jsonb_build_object(
                'peak_whp', d.peak_whp, 'peak_wtq', d.peak_wtq, 'peak_hp', d.peak_hp, 'peak_tq', d.peak_tq,
                'fuel', d.fuel, 'source_url', d.source_url)
            FROM car_dyno_runs AS d
            WHERE d.car_id = v_car.id AND d.run_kind = 'baseline'
            ORDER BY coalesce(d.verified, false) DESC, d.recorded_at DESC NULLS LAST, d.id
            LIMIT 1),
        'upgradePackages', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'name', u.name, 'tier', u.tier, 'estimated_cost_low', u.estimated_cost_low,
                'estimated_cost_high', u.estimated_cost_high, 'hp_gain', u.metric_hp_gain)
                ORDER BY array_position(ARRAY['streetSport', 'trackPack', 'timeAttack', 'ultimatePower'], u.tier), u.name), '[]')
            FROM upgrade_packages AS u
            WHERE u.type = 'package'
              AND (u.car_id = v_car.id OR (u.car_id IS NULL AND u.car_slug IS NULL AND u.applicable_layouts ? v_car.category))));
END
$$;

COMMENT ON FUNCTION get_car_tuning_context(text) IS
    'What AL needs to plan a build: profile, limits, parts that fit, the stock dyno run, packages for the car or its layout';

CREATE FUNCTION get_car_for_al(p_slug text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
    SELECT coalesce((
        SELECT jsonb_build_object(
            'car', jsonb_build_object(
                'slug', c.slug, 'name', c.name, 'brand', c.brand, 'years', c.years, 'tier', c.tier,
                'category', c.category, 'hp', c.hp, 'torque', c.torque, 'engine', c.engine, 'trans', c.trans,
                'drivetrain', c.drivetrain, 'curb_weight', c.curb_weight, 'zero_to_sixty', c.zero_to_sixty,
                'quarter_mile', c.quarter_mile, 'braking_60_0', c.braking_60_0, 'lateral_g', c.lateral_g,
                'price_range', c.price_range, 'price_avg', c.price_avg, 'manual_available', c.manual_available,
                'scores', jsonb_build_object(
                    'sound', c.score_sound, 'interior', c.score_interior, 'track', c.score_track,
                    'reliability', c.score_reliability, 'value', c.score_value, 'driver_fun', c.score_driver_fun,
                    'aftermarket', c.score_aftermarket))
                || jsonb_build_object(
                'essence', c.essence, 'highlight', c.highlight, 'ideal_owner', c.ideal_owner,
                'not_ideal_for', c.not_ideal_for, 'buyers_summary', c.buyers_summary, 'pros', c.pros, 'cons', c.cons,
                'common_issues_detailed', c.common_issues_detailed, 'annual_ownership_cost', c.annual_ownership_cost,
                'major_service_costs', c.major_service_costs, 'upgrade_recommendations', c.upgrade_recommendations),
            'maintenance', get_car_maintenance_summary(c.slug),
            'known_issues', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'type', i.kind, 'title', i.title, 'severity', i.severity, 'description', i.description,
                    'fix', i.fix_description, 'cost_low', i.estimated_cost_low, 'cost_high', i.estimated_cost_high)
                    ORDER BY i.severity, i.sort_order, i.title), '[]')
                FROM car_issues AS i WHERE i.car_id = c.id),
            'videos', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'title', v.title, 'channel', v.channel_name, 'summary', v.summary, 'one_liner', v.one_line_take,
                    'pros', v.pros_mentioned, 'cons', v.cons_mentioned) ORDER BY v.view_count DESC NULLS LAST, v.video_id), '[]')
                FROM (
                    SELECT y.* FROM youtube_videos AS y
                    WHERE y.processing_status = 'processed' AND y.is_hidden IS NOT TRUE
                      AND y.video_id IN (SELECT l.video_id FROM youtube_video_car_links AS l
                                         WHERE l.car_id = c.id AND l.role = 'primary')
                    ORDER BY y.view_count DESC NULLS LAST, y.video_id
                    LIMIT 3) AS v))
        FROM cars AS c
        WHERE c.slug = p_slug), '{}'::jsonb)
$$;

COMMENT ON FUNCTION get_car_for_al(text) IS
    'A car for one answer of AL: figures, scores, texts, maintenance, issues worst first, three videos; {} for an unknown slug';

CREATE FUNCTION get_cars_for_al_query(p_query_type text, p_params jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
DECLARE
    v_params jsonb := CASE WHEN jsonb_typeof(p_params) = 'object' THEN p_params ELSE '{}' END;
    v_limit  integer := least(greatest(coalesce(autorev.as_number(v_params ->> 'limit'), 10), 1), 50)::integer;
    v_sort   text := v_params ->> 'sort_by';
    v_ids    uuid[];
BEGIN
    CASE p_query_type
        WHEN 'filter', 'top' THEN
            SELECT array_agg(f.id ORDER BY f.place) INTO v_ids
            FROM search_cars_advanced(
                     v_params ->> 'query', v_params,
                     CASE p_query_type WHEN 'top' THEN coalesce(v_sort, 'value') ELSE coalesce(v_sort, 'relevance') END,
                     CASE WHEN v_sort = 'price' THEN 'asc' ELSE 'desc' END, v_limit)
                 WITH ORDINALITY AS f (id, slug, name, years, brand, tier, category, vehicle_type, engine, hp, torque, trans,
                     drivetrain, zero_to_sixty, price_avg, price_range, score_sound, score_interior, score_track,
                     score_reliability, score_value, score_driver_fun, score_aftermarket, image_hero_url, rank,
                     total_count, place);
        WHEN 'text' THEN
            SELECT array_agg(m.car_id ORDER BY m.place) INTO v_ids
            FROM autorev.match_cars(v_params ->> 'query', v_limit) WITH ORDINALITY AS m (car_id, rank, place);
        WHEN 'compare' THEN
            SELECT array_agg(c.id ORDER BY s.place) INTO v_ids
            FROM jsonb_array_elements_text(
                     CASE WHEN jsonb_typeof(v_params -> 'slugs') = 'array' THEN v_params -> 'slugs' ELSE '[]' END)
                 WITH ORDINALITY AS s (slug, place)
            JOIN cars AS c ON c.slug = s.slug
            WHERE s.place <= v_limit;
        WHEN 'similar' THEN
            SELECT array_agg(m.id ORDER BY m.similarity DESC, m.id) INTO v_ids
            FROM get_similar_cars(v_params ->> 'slug', v_limit) AS m;
        ELSE
            NULL;
    END CASE;

    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'slug', c.slug, 'name', c.name, 'years', c.years, 'brand', c.brand, 'tier', c.tier, 'category', c.category,
            'vehicle_type', c.vehicle_type, 'engine', c.engine, 'hp', c.hp, 'torque', c.torque, 'trans', c.trans,
            'drivetrain', c.drivetrain, 'zero_to_sixty', c.zero_to_sixty, 'price_range', c.price_range,
            'price_avg', c.price_avg, 'score_sound', c.score_sound, 'score_interior', c.score_interior,
            'score_track', c.score_track, 'score_reliability', c.score_reliability, 'score_value', c.score_value,
            'score_driver_fun', c.score_driver_fun, 'score_aftermarket', c.score_aftermarket, 'highlight', c.highlight)
            ORDER BY w.place), '[]')
        FROM unnest(v_ids) WITH ORDINALITY AS w (id, place)
        JOIN cars AS c ON c.id = w.id);
END
$$;

COMMENT ON FUNCTION get_cars_for_al_query(text, jsonb) IS
    'Short rows of cars for AL: filter, top, text, compare (slugs in their order) or similar; an empty array for another type';

-- Knowledge ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION search_document_chunks(p_embedding vector, p_car_id uuid DEFAULT NULL, p_limit integer DEFAULT 8)
    RETURNS TABLE (chunk_id uuid, document_id uuid, car_id uuid, chunk_text text, topic text, source_type text,
                   source_url text, similarity real, metadata jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, extensions, pg_temp
AS $$
    SELECT k.id, k.document_id, k.car_id, k.chunk_text, k.topic, d.source_type, d.source_url,
           (1 - (k.embedding <=> p_embedding))::real, d.metadata
    FROM document_chunks AS k
    JOIN source_documents AS d ON d.id = k.document_id
    WHERE k.embedding IS NOT NULL AND p_embedding IS NOT NULL AND (p_car_id IS NULL OR k.car_id = p_car_id)
    ORDER BY k.embedding <=> p_embedding
    LIMIT least(greatest(coalesce(p_limit, 8), 1), 100)
$$;

COMMENT ON FUNCTION search_document_chunks(vector, uuid, integer) IS
    'Pieces of the knowledge base nearest in meaning, of one car when it is given; for server jobs';

REVOKE EXECUTE ON FUNCTION search_document_chunks(vector, uuid, integer) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION search_document_chunks(vector, uuid, integer) FROM anon, authenticated;
GRANT EXECUTE ON FUNCTION search_document_chunks(vector, uuid, integer) TO service_role;

CREATE FUNCTION search_community_insights(
    p_query_embedding vector, p_car_slug text DEFAULT NULL, p_insight_types text[] DEFAULT NULL,
    p_limit integer DEFAULT 5, p_min_confidence double precision DEFAULT 0.6)
    RETURNS TABLE (id uuid, car_slug text, insight_type text, title text, summary text, details jsonb,
                   confidence double precision, consensus_strength text, source_forum text, source_urls text[],
                   similarity double precision)
    LANGUAGE sql STABLE
    SET search_path = public, extensions, pg_temp
AS $$
    SELECT i.id, i.car_slug, i.insight_type, i.title, i.summary, i.details, i.confidence, i.consensus_strength,
           i.source_forum, i.source_urls, 1 - (i.embedding <=> p_query_embedding)
    FROM community_insights AS i
    WHERE i.is_active AND i.embedding IS NOT NULL AND p_query_embedding IS NOT NULL
      AND (p_car_slug IS NULL OR i.car_id = (SELECT c.id FROM cars AS c WHERE c.slug = p_car_slug))
      AND (p_insight_types IS NULL OR i.insight_type = ANY (p_insight_types))
      AND (p_min_confidence IS NULL OR i.confidence >= p_min_confidence)
    ORDER BY i.embedding <=> p_query_embedding
    LIMIT least(greatest(coalesce(p_limit, 5), 1), 100)
$$;

COMMENT ON FUNCTION search_community_insights(vector, text, text[], integer, double precision) IS
    'What owners say, nearest in meaning: of one car, of some kinds, at least this sure';

CREATE FUNCTION increment_forum_source_insights(p_forum_source_id uuid, p_count integer) RETURNS void
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    UPDATE forum_sources
    SET total_insights_extracted = coalesce(total_insights_extracted, 0) + coalesce(p_count, 0), updated_at = now()
    WHERE id = p_forum_source_id
$$;

COMMENT ON FUNCTION increment_forum_source_insights(uuid, integer) IS 'Adds to the number of insights taken from a forum';

-- Conversations ------------------------------------------------------------------------------------------------------

-- Functions with their owner's rights that take a user say so with this: only for oneself, or for a server job.
CREATE FUNCTION autorev.require_self(p_user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT is_service_role() AND (p_user_id IS NULL OR p_user_id IS DISTINCT FROM auth.uid()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this belongs to another user';
    END IF;
END
$$;

COMMENT ON FUNCTION autorev.require_self(uuid) IS 'An error unless the caller is this user or a server job';

CREATE FUNCTION create_al_conversation(
    p_user_id uuid, p_car_slug text DEFAULT NULL, p_page text DEFAULT NULL, p_title text DEFAULT NULL) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_id uuid;
BEGIN
    PERFORM autorev.require_self(p_user_id);
    INSERT INTO al_conversations (user_id, title, initial_car_slug, initial_page)
    VALUES (p_user_id, coalesce(p_title, 'New Conversation'), (SELECT slug FROM cars WHERE slug = p_car_slug), p_page)
    RETURNING id INTO v_id;
    RETURN v_id;
END
$$;

COMMENT ON FUNCTION create_al_conversation(uuid, text, text, text) IS
    'Begins a conversation and returns its id; a car we do not have is left out';

CREATE FUNCTION add_al_message(
    p_conversation_id uuid, p_role text, p_content text, p_tool_calls text[] DEFAULT '{}',
    p_credits_used integer DEFAULT 0, p_car_context_slug text DEFAULT NULL, p_car_context_name text DEFAULT NULL,
    p_data_sources jsonb DEFAULT '[]') RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_conversation al_conversations;
    v_title        text;
    v_id           uuid;
BEGIN
    -- The lock makes two messages at once take numbers one after the other.
    SELECT * INTO v_conversation FROM al_conversations WHERE id = p_conversation_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = format('there is no conversation %s', coalesce(p_conversation_id::text, 'null'));
    END IF;
    PERFORM autorev.require_self(v_conversation.user_id);

    INSERT INTO al_messages (conversation_id, role, content, tool_calls, credits_used, car_context_slug, car_context_name,
                             data_sources, sequence_number)
    VALUES (p_conversation_id, p_role, p_content, coalesce(p_tool_calls, '{}'), coalesce(p_credits_used, 0),
            p_car_context_slug, p_car_context_name, coalesce(p_data_sources, '[]'), v_conversation.next_sequence_number)
    RETURNING id INTO v_id;

    v_title := v_conversation.title;
    IF p_role = 'user' AND coalesce(v_title, 'New Conversation') = 'New Conversation'
        AND NOT EXISTS (SELECT FROM al_messages
                        WHERE conversation_id = p_conversation_id AND role = 'user' AND id <> v_id) THEN
        v_title := btrim(regexp_replace(p_content, '\s+', ' ', 'g'));
        v_title := CASE WHEN length(v_title) > 50 THEN left(v_title, 50) || '...' ELSE v_title END;
    END IF;

    UPDATE al_conversations
    SET next_sequence_number = next_sequence_number + 1,
        message_count = coalesce(message_count, 0) + 1,
        total_credits_used = coalesce(total_credits_used, 0) + coalesce(p_credits_used, 0),
        title = v_title, last_message_at = now(), updated_at = now()
    WHERE id = p_conversation_id;
    RETURN v_id;
END
$$;

COMMENT ON FUNCTION add_al_message(uuid, text, text, text[], integer, text, text, jsonb) IS
    'Adds a message at the end of a conversation and returns its id; the first question becomes the title';

CREATE FUNCTION get_user_context_for_al(user_id_param uuid)
    RETURNS TABLE (favorite_car_slugs text[], favorite_count integer, project_car_slugs text[], project_count integer,
                   owned_makes text[], owned_models text[], primary_vehicle_slug text, cars_viewed_count integer,
                   member_since timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_self(user_id_param);
    RETURN QUERY SELECT
        ARRAY(SELECT f.car_slug FROM user_favorites AS f
              WHERE f.user_id = user_id_param ORDER BY f.created_at DESC, f.id LIMIT 10),
        (SELECT count(*)::integer FROM user_favorites AS f WHERE f.user_id = user_id_param),
        ARRAY(SELECT p.car_slug FROM user_projects AS p
              WHERE p.user_id = user_id_param ORDER BY p.created_at DESC, p.id LIMIT 10),
        (SELECT count(*)::integer FROM user_projects AS p WHERE p.user_id = user_id_param),
        ARRAY(SELECT DISTINCT v.make FROM user_vehicles AS v
              WHERE v.user_id = user_id_param AND v.ownership_status = 'owned' ORDER BY 1),
        ARRAY(SELECT DISTINCT v.model FROM user_vehicles AS v
              WHERE v.user_id = user_id_param AND v.ownership_status = 'owned' ORDER BY 1),
        (SELECT v.matched_car_slug FROM user_vehicles AS v
         WHERE v.user_id = user_id_param AND v.is_primary ORDER BY v.created_at, v.id LIMIT 1),
        -- The profile counts views that the activity log has forgotten, and the log those not yet counted.
        greatest(
            (SELECT p.cars_viewed_count FROM user_profiles AS p WHERE p.id = user_id_param),
            (SELECT count(*)::integer FROM user_activity AS a
             WHERE a.user_id = user_id_param AND a.event_type = 'car_viewed')),
        coalesce((SELECT u.created_at FROM auth.users AS u WHERE u.id = user_id_param),
                 (SELECT p.created_at FROM user_profiles AS p WHERE p.id = user_id_param));
END
$$;

COMMENT ON FUNCTION get_user_context_for_al(uuid) IS
    'What AL knows of a user: favourites, projects, vehicles owned, views; only for oneself or a server job';

-- Credits ------------------------------------------------------------------------------------------------------------
--
-- Unit: US cents, with fractions. A month's allocation comes with the first use in it; what was left is carried over up to
-- a limit. The figures of the plans can be set in app_config, key tierConfig: {"tuner": {"al_monthly_cents": ...}}.

CREATE FUNCTION get_al_plan(p_tier text, OUT monthly_cents numeric, OUT carryover_cents numeric, OUT bonus_cents numeric)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(autorev.as_number(c.plan ->> 'al_monthly_cents'), f.monthly),
           coalesce(autorev.as_number(c.plan ->> 'al_carryover_cents'), f.carryover),
           coalesce(autorev.as_number(c.plan ->> 'al_bonus_cents'), f.bonus)
    FROM (VALUES ('free', 25, 0, 0), ('collector', 200, 100, 50), ('tuner', 500, 200, 100), ('admin', 500, 200, 100))
         AS f (tier, monthly, carryover, bonus)
    LEFT JOIN (SELECT value -> coalesce(p_tier, 'free') AS plan FROM app_config WHERE key = 'tierConfig') AS c ON true
    WHERE f.tier = CASE WHEN p_tier IN ('collector', 'tuner', 'admin') THEN p_tier ELSE 'free' END
$$;

COMMENT ON FUNCTION get_al_plan(text) IS
    'US cents a tier brings every month, how many of last month''s stay, and the bonus for taking it up';

CREATE FUNCTION refill_al_credits(p_user_id uuid DEFAULT NULL) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_rows integer;
BEGIN
    -- No user: everybody, which is a server job's to do.
    PERFORM autorev.require_self(p_user_id);
    UPDATE al_user_credits AS c
    SET balance_cents = p.monthly_cents + least(greatest(coalesce(c.balance_cents, 0), 0), p.carryover_cents),
        spent_cents_this_month = 0, input_tokens_this_month = 0, output_tokens_this_month = 0, messages_this_month = 0,
        credits_used_this_month = 0, last_refill_date = now()
    FROM (SELECT u.id, (get_al_plan(u.subscription_tier)).* FROM al_user_credits AS u) AS p
    WHERE p.id = c.id AND (p_user_id IS NULL OR c.user_id = p_user_id)
      AND date_trunc('month', c.last_refill_date) < date_trunc('month', now());
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_rows;
END
$$;

COMMENT ON FUNCTION refill_al_credits(uuid) IS
    'Gives the new month''s allocation, once a month; returns how many accounts got it';

CREATE FUNCTION check_al_credits(p_user_id uuid, p_cost_cents numeric DEFAULT 1) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_credits al_user_credits;
BEGIN
    PERFORM autorev.require_self(p_user_id);
    INSERT INTO al_user_credits (user_id, balance_cents)
    SELECT id, (SELECT p.monthly_cents + p.bonus_cents FROM get_al_plan('free') AS p) FROM auth.users WHERE id = p_user_id
    ON CONFLICT (user_id) DO NOTHING;
    PERFORM refill_al_credits(p_user_id);
    SELECT * INTO v_credits FROM al_user_credits WHERE user_id = p_user_id;
    RETURN jsonb_build_object(
        'allowed', coalesce(v_credits.is_unlimited OR v_credits.balance_cents >= greatest(p_cost_cents, 1), false),
        'balance_cents', v_credits.balance_cents, 'tier', v_credits.subscription_tier,
        'is_unlimited', coalesce(v_credits.is_unlimited, false));
END
$$;

COMMENT ON FUNCTION check_al_credits(uuid, numeric) IS
    'Whether a user may spend so many US cents; less than one cent of balance is never enough';

CREATE FUNCTION deduct_al_credits(
    p_user_id uuid, p_cost_cents numeric, p_input_tokens integer DEFAULT 0, p_output_tokens integer DEFAULT 0)
    RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_credits al_user_credits;
    v_charge  numeric;
BEGIN
    PERFORM autorev.require_self(p_user_id);
    IF p_cost_cents IS NULL OR p_cost_cents < 0 OR p_cost_cents = 'NaN' OR p_input_tokens < 0 OR p_output_tokens < 0 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a cost is a number of cents, not below zero';
    END IF;
    PERFORM refill_al_credits(p_user_id);
    SELECT * INTO v_credits FROM al_user_credits WHERE user_id = p_user_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('success', false, 'error', 'no_account', 'charged_cents', 0);
    END IF;
    v_charge := CASE WHEN v_credits.is_unlimited THEN 0 ELSE round(p_cost_cents, 4) END;
    IF coalesce(v_credits.balance_cents, 0) < v_charge THEN
        RETURN jsonb_build_object('success', false, 'error', 'insufficient_balance', 'charged_cents', 0,
                                  'balance_cents', v_credits.balance_cents);
    END IF;

    UPDATE al_user_credits
    SET balance_cents = coalesce(balance_cents, 0) - v_charge,
        spent_cents_this_month = coalesce(spent_cents_this_month, 0) + v_charge,
        input_tokens_this_month = coalesce(input_tokens_this_month, 0) + coalesce(p_input_tokens, 0),
        output_tokens_this_month = coalesce(output_tokens_this_month, 0) + coalesce(p_output_tokens, 0),
        messages_this_month = messages_this_month + 1
    WHERE id = v_credits.id
    RETURNING * INTO v_credits;
    RETURN jsonb_build_object('success', true, 'charged_cents', v_charge, 'balance_cents', v_credits.balance_cents);
END
$$;

COMMENT ON FUNCTION deduct_al_credits(uuid, numeric, integer, integer) IS
    'Takes the cost of an answer from the balance, or nothing when it does not reach; unlimited accounts are not charged';

CREATE FUNCTION add_al_credits(
    p_user_id uuid, p_cents integer, p_package_id text, p_price_paid numeric DEFAULT 0,
    p_payment_reference text DEFAULT NULL) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_balance numeric;
BEGIN
    IF NOT is_service_role() THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a server job adds credits';
    END IF;
    -- A payment service may report the same payment twice.
    IF p_payment_reference IS NOT NULL AND EXISTS (
        SELECT FROM al_credit_purchases WHERE user_id = p_user_id AND payment_reference = p_payment_reference) THEN
        SELECT balance_cents INTO v_balance FROM al_user_credits WHERE user_id = p_user_id;
        RETURN jsonb_build_object('success', true, 'added_cents', 0, 'balance_cents', v_balance);
    END IF;
    INSERT INTO al_credit_purchases (user_id, package_id, credits_purchased, price_paid, payment_reference)
    VALUES (p_user_id, p_package_id, p_cents, coalesce(p_price_paid, 0), p_payment_reference);
    INSERT INTO al_user_credits AS c (user_id, balance_cents, purchased_cents)
    VALUES (p_user_id, p_cents, p_cents)
    ON CONFLICT (user_id) DO UPDATE
        SET balance_cents = coalesce(c.balance_cents, 0) + p_cents, purchased_cents = coalesce(c.purchased_cents, 0) + p_cents
    RETURNING balance_cents INTO v_balance;
    RETURN jsonb_build_object('success', true, 'added_cents', p_cents, 'balance_cents', v_balance);
END
$$;

COMMENT ON FUNCTION add_al_credits(uuid, integer, text, numeric, text) IS
    'Records a top-up and adds it to the balance, once per payment; for server jobs';

REVOKE EXECUTE ON FUNCTION add_al_credits(uuid, integer, text, numeric, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION add_al_credits(uuid, integer, text, numeric, text) FROM anon, authenticated;
GRANT EXECUTE ON FUNCTION add_al_credits(uuid, integer, text, numeric, text) TO service_role;
