-- Functions about the community: posts, their pictures and views.
--
-- The listings run with the owner's rights, because authors' profiles and vehicles are
-- hidden from others: each picks the few fields that are public.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- What a post shows ---------------------------------------------------------------------------------------------------

CREATE FUNCTION autorev.post_author(p_user_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object('display_name', p.display_name,
                              'public_slug', CASE WHEN p.is_garage_public THEN p.public_slug END,
                              'avatar_url', p.avatar_url, 'tier', get_effective_user_tier(p.id))
      FROM user_profiles p
     WHERE p.id = p_user_id
$$;

COMMENT ON FUNCTION autorev.post_author(uuid) IS 'The author of a post as everybody may see them';

CREATE FUNCTION autorev.post_images(p_post_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'id', i.id, 'blob_url', i.blob_url, 'thumbnail_url', i.thumbnail_url, 'caption', i.caption,
                        'alt_text', i.alt_text, 'is_primary', i.is_primary, 'display_order', i.display_order,
                        'width', i.width, 'height', i.height, 'media_type', i.media_type,
                        'duration_seconds', i.duration_seconds, 'video_thumbnail_url', i.video_thumbnail_url)
                    ORDER BY i.is_primary DESC, i.display_order, i.created_at, i.id), '[]')
      FROM user_uploaded_images i
     WHERE i.community_post_id = p_post_id AND i.is_approved
$$;

COMMENT ON FUNCTION autorev.post_images(uuid) IS 'The approved pictures of a post, the primary one first';

-- Posts ---------------------------------------------------------------------------------------------------------------

CREATE FUNCTION generate_community_post_slug(p_title text, p_user_id uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_base   text;
    v_slug   text;
    v_number integer := 1;
BEGIN
    v_base := trim(both '-' FROM regexp_replace(lower(coalesce(p_title, '')), '[^a-z0-9]+', '-', 'g'));
    v_base := trim(both '-' FROM LEFT(v_base, 50));
    v_base := concat_ws('-', nullif(v_base, ''), LEFT(p_user_id::text, 8));
    v_slug := v_base;
    WHILE EXISTS (SELECT FROM community_posts WHERE slug = v_slug) LOOP
        v_number := v_number + 1;
        v_slug := v_base || '-' || v_number;
    END LOOP;
    RETURN v_slug;
END
$$;

COMMENT ON FUNCTION generate_community_post_slug(text, uuid) IS
    'An unused address for a post: the title in a-z, 0-9 and hyphens, cut at 50, and the first 8 characters of '
    'the user';

CREATE FUNCTION get_community_posts(p_post_type text DEFAULT NULL, p_car_slug text DEFAULT NULL,
                                    p_limit integer DEFAULT 20, p_offset integer DEFAULT 0)
    RETURNS TABLE (id uuid, user_id uuid, post_type text, title text, content text, slug text, user_vehicle_id uuid,
                   user_build_id uuid, car_id uuid, car_slug text, car_name text, is_featured boolean,
                   view_count integer, like_count integer, comment_count integer, published_at timestamptz,
                   created_at timestamptz, author jsonb, images jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT p.id, p.user_id, p.post_type, p.title, p.content, p.slug, p.user_vehicle_id, p.user_build_id, p.car_id,
           p.car_slug, p.car_name, p.is_featured, p.view_count, p.like_count, p.comment_count, p.published_at,
           p.created_at, autorev.post_author(p.user_id), autorev.post_images(p.id)
      FROM community_posts p
     WHERE p.status = 'published' AND p.is_approved
       AND (p_post_type IS NULL OR p.post_type = p_post_type)
       AND (p_car_slug IS NULL OR p.car_slug = p_car_slug)
     ORDER BY p.is_featured DESC, p.published_at DESC NULLS LAST, p.id
     LIMIT least(greatest(coalesce(p_limit, 20), 0), 100)
    OFFSET greatest(coalesce(p_offset, 0), 0)
$$;

COMMENT ON FUNCTION get_community_posts(text, text, integer, integer) IS
    'Public posts with author and pictures: featured ones first, then the newest; at most 100 at once';

CREATE FUNCTION get_community_post_by_slug(p_slug text)
    RETURNS TABLE (post jsonb, author jsonb, images jsonb, build_data jsonb, vehicle_data jsonb, parts jsonb,
                   car_image_url text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT to_jsonb(p) - ARRAY['is_flagged', 'flagged_reason', 'is_approved'],
           autorev.post_author(p.user_id),
           autorev.post_images(p.id),
           (SELECT jsonb_build_object(
                       'id', b.id, 'project_name', b.project_name, 'car_slug', b.car_slug, 'car_name', b.car_name,
                       'selected_upgrades', b.selected_upgrades, 'total_hp_gain', b.total_hp_gain,
                       'total_cost_low', b.total_cost_low, 'total_cost_high', b.total_cost_high,
                       'final_hp', b.final_hp,
                       'parts', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                            'part_id', pp.part_id, 'part_name', pp.part_name,
                                            'brand_name', pp.brand_name, 'part_number', pp.part_number,
                                            'category', pp.category, 'quantity', pp.quantity,
                                            'product_url', pp.product_url)
                                        ORDER BY pp.created_at, pp.id), '[]')
                                   FROM user_project_parts pp WHERE pp.project_id = b.id))
              FROM user_projects b
             WHERE b.id = p.user_build_id AND b.user_id = p.user_id),
           (SELECT jsonb_build_object(
                       'id', v.id, 'year', v.year, 'make', v.make, 'model', v.model, 'trim', v.trim,
                       'nickname', v.nickname, 'color', v.color, 'matched_car_slug', v.matched_car_slug,
                       'installed_modifications', v.installed_modifications, 'total_hp_gain', v.total_hp_gain,
                       'custom_specs', v.custom_specs)
              FROM user_vehicles v
             WHERE v.id = p.user_vehicle_id AND v.user_id = p.user_id),
           (SELECT coalesce(jsonb_agg(to_jsonb(pp) - 'post_id' ORDER BY pp.display_order, pp.created_at, pp.id), '[]')
              FROM community_post_parts pp
             WHERE pp.post_id = p.id),
           (SELECT c.image_hero_url FROM cars c WHERE c.id = p.car_id)
      FROM community_posts p
     WHERE p.slug = p_slug AND p.status = 'published' AND p.is_approved
$$;

COMMENT ON FUNCTION get_community_post_by_slug(text) IS
    'One public post with all it shows; of the vehicle neither VIN nor price nor notes. Does not count as a view';

CREATE FUNCTION get_user_community_posts(p_user_id uuid) RETURNS SETOF community_posts
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT p.* FROM community_posts p WHERE p.user_id = p_user_id ORDER BY p.created_at DESC, p.id
$$;

COMMENT ON FUNCTION get_user_community_posts(uuid) IS
    'Posts of a user, newest first: all of them for the user, the public ones for others';

-- Builds --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION autorev.build_card(p_post community_posts) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object(
        'id', p_post.id, 'slug', p_post.slug, 'title', p_post.title, 'content', p_post.content,
        'car_slug', p_post.car_slug, 'car_name', p_post.car_name,
        'car_image_url', (SELECT c.image_hero_url FROM cars c WHERE c.id = p_post.car_id),
        'view_count', p_post.view_count, 'like_count', p_post.like_count, 'is_featured', p_post.is_featured,
        'published_at', p_post.published_at, 'author', autorev.post_author(p_post.user_id),
        'primary_image', autorev.post_images(p_post.id) -> 0)
$$;

COMMENT ON FUNCTION autorev.build_card(community_posts) IS 'A build post as it is shown in a listing';

CREATE FUNCTION get_most_viewed_builds(p_limit integer DEFAULT 10)
    RETURNS TABLE (id uuid, slug text, title text, content text, car_slug text, car_name text, car_image_url text,
                   view_count integer, like_count integer, is_featured boolean, published_at timestamptz,
                   author jsonb, images jsonb, primary_image jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT p.id, p.slug, p.title, p.content, p.car_slug, p.car_name,
           (SELECT c.image_hero_url FROM cars c WHERE c.id = p.car_id),
           p.view_count, p.like_count, p.is_featured, p.published_at,
           autorev.post_author(p.user_id), i.images, i.images -> 0
      FROM (
          SELECT *
            FROM community_posts b
           WHERE b.status = 'published' AND b.is_approved AND b.post_type = 'build'
           ORDER BY b.view_count DESC, b.published_at DESC NULLS LAST, b.id
           LIMIT least(greatest(coalesce(p_limit, 10), 0), 100)
      ) p,
      LATERAL (SELECT autorev.post_images(p.id) AS images) i
     ORDER BY p.view_count DESC, p.published_at DESC NULLS LAST, p.id
$$;

COMMENT ON FUNCTION get_most_viewed_builds(integer) IS 'Public build posts, most viewed first';

CREATE FUNCTION get_build_brands()
    RETURNS TABLE (brand text, brand_display text, build_count bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT lower(c.brand), c.brand, count(*)
      FROM community_posts p
      JOIN cars c ON c.id = p.car_id
     WHERE p.status = 'published' AND p.is_approved AND p.post_type = 'build' AND c.brand IS NOT NULL
     GROUP BY c.brand
     ORDER BY count(*) DESC, c.brand
$$;

COMMENT ON FUNCTION get_build_brands() IS 'Brands that have public builds, with their number';

CREATE FUNCTION get_builds_by_brand(p_limit_per_brand integer DEFAULT 10)
    RETURNS TABLE (brand text, brand_display text, build_count bigint, builds jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT lower(r.brand), r.brand, max(r.total), jsonb_agg(autorev.build_card(r.post) ORDER BY r.place)
      FROM (
          SELECT c.brand, p AS post,
                 count(*) OVER (PARTITION BY c.brand) AS total,
                 row_number() OVER (PARTITION BY c.brand
                                    ORDER BY p.view_count DESC, p.published_at DESC NULLS LAST, p.id) AS place
            FROM community_posts p
            JOIN cars c ON c.id = p.car_id
           WHERE p.status = 'published' AND p.is_approved AND p.post_type = 'build' AND c.brand IS NOT NULL
      ) r
     WHERE r.place <= least(greatest(coalesce(p_limit_per_brand, 10), 0), 100)
     GROUP BY r.brand
     ORDER BY max(r.total) DESC, r.brand
$$;

COMMENT ON FUNCTION get_builds_by_brand(integer) IS 'Public builds by brand of the car, the most viewed of each';

-- Views ---------------------------------------------------------------------------------------------------------------

CREATE FUNCTION track_community_post_view(p_post_id uuid, p_viewer_id uuid DEFAULT NULL, p_session_id text DEFAULT NULL,
                                          p_ip_hash text DEFAULT NULL, p_user_agent_hash text DEFAULT NULL,
                                          p_referer text DEFAULT NULL)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_owner uuid;
BEGIN
    -- a viewer is who they are; only the server may say so for somebody else
    IF p_viewer_id IS DISTINCT FROM auth.uid() AND NOT is_service_role() THEN
        p_viewer_id := auth.uid();
    END IF;
    -- the lock makes two views of one viewer at once count as one
    SELECT p.user_id INTO v_owner
      FROM community_posts p
     WHERE p.id = p_post_id AND p.status = 'published' AND p.is_approved
       FOR no key UPDATE;
    IF NOT FOUND OR v_owner = p_viewer_id THEN
        RETURN false;
    END IF;
    IF EXISTS (
        SELECT FROM community_post_views v
         WHERE v.post_id = p_post_id AND v.viewed_at > now() - interval '1 hour'
           AND (v.user_id = p_viewer_id OR v.session_id = p_session_id
                OR (p_viewer_id IS NULL AND p_session_id IS NULL AND v.ip_hash = p_ip_hash))) THEN
        RETURN false;
    END IF;
    INSERT INTO community_post_views (post_id, user_id, session_id, ip_hash, user_agent_hash, referer)
    VALUES (p_post_id, p_viewer_id, p_session_id, p_ip_hash, p_user_agent_hash, p_referer);
    UPDATE community_posts SET view_count = view_count + 1 WHERE id = p_post_id;
    RETURN true;
END
$$;

COMMENT ON FUNCTION track_community_post_view(uuid, uuid, text, text, text, text) IS
    'Counts a view of a public post, once an hour for the same viewer and never for the author; true when it counted';

CREATE FUNCTION get_accurate_view_count(p_post_id uuid) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT count(*)::integer FROM community_post_views WHERE post_id = p_post_id
$$;

COMMENT ON FUNCTION get_accurate_view_count(uuid) IS 'Views of a post that are on record';

-- Pictures of posts ---------------------------------------------------------------------------------------------------

-- Whose post it is: with the caller's rights the row policies let only the author and
-- the server change a picture.
CREATE FUNCTION set_primary_image(p_image_id uuid, p_post_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM FROM user_uploaded_images i
      JOIN community_posts p ON p.id = i.community_post_id
     WHERE i.id = p_image_id AND p.id = p_post_id AND i.user_id = p.user_id
       AND (p.user_id = auth.uid() OR is_service_role());
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING message = 'there is no such picture in a post of yours';
    END IF;
    UPDATE user_uploaded_images
       SET is_primary = id = p_image_id
     WHERE community_post_id = p_post_id AND is_primary <> (id = p_image_id);
END
$$;

COMMENT ON FUNCTION set_primary_image(uuid, uuid) IS
    'Makes a picture the only primary one of a post; an error for another''s post';

CREATE FUNCTION reorder_post_images(p_post_id uuid, p_image_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM FROM community_posts p
     WHERE p.id = p_post_id AND (p.user_id = auth.uid() OR is_service_role());
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING message = 'this post is not yours';
    END IF;
    UPDATE user_uploaded_images i
       SET display_order = o.place - 1
      FROM unnest(p_image_ids) WITH ORDINALITY AS o (id, place)
     WHERE i.id = o.id AND i.community_post_id = p_post_id;
END
$$;

COMMENT ON FUNCTION reorder_post_images(uuid, uuid[]) IS
    'Puts the pictures of a post in the order of the ids; an error for another''s post';
