-- Community: posts with likes, comments, parts and views; and the data gathered for
-- cars outside the catalogue.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Posts ---------------------------------------------------------------------------------------------------------------

CREATE TABLE community_posts (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id          uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    post_type        text NOT NULL CHECK (post_type IN ('garage', 'build', 'vehicle', 'question')),
    title            text NOT NULL,
    content          text,
    slug             text NOT NULL UNIQUE,

    -- what it shows
    user_vehicle_id  uuid REFERENCES user_vehicles (id) ON DELETE SET NULL,
    user_build_id    uuid REFERENCES user_projects (id) ON DELETE SET NULL,
    car_id           uuid REFERENCES cars (id) ON DELETE SET NULL,
    car_slug         text,
    car_name         text,

    -- state and moderation
    status           text NOT NULL DEFAULT 'published'
                     CHECK (status IN ('draft', 'published', 'archived', 'removed')),
    is_featured      boolean NOT NULL DEFAULT false,
    is_approved      boolean NOT NULL DEFAULT true,
    is_flagged       boolean NOT NULL DEFAULT false,
    flagged_reason   text,

    -- counters, kept by functions and triggers
    view_count       integer NOT NULL DEFAULT 0,
    like_count       integer NOT NULL DEFAULT 0,
    comment_count    integer NOT NULL DEFAULT 0,
    published_at     timestamptz DEFAULT now(),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE community_posts IS 'What users share: a garage, a build, a vehicle or a question';
COMMENT ON COLUMN community_posts.slug IS 'Address of the post, see generate_community_post_slug()';
COMMENT ON COLUMN community_posts.status IS
    'removed: taken down by a moderator, and not the author''s to bring back';
COMMENT ON COLUMN community_posts.view_count IS
    'Kept by track_community_post_view(); may differ from get_accurate_view_count()';
COMMENT ON COLUMN community_posts.like_count IS 'Kept by trigger on community_post_likes';
COMMENT ON COLUMN community_posts.comment_count IS 'Approved comments that are not deleted, kept by trigger';

CREATE INDEX idx_community_posts_user_id ON community_posts (user_id);
CREATE INDEX idx_community_posts_post_type ON community_posts (post_type);
CREATE INDEX idx_community_posts_car_slug ON community_posts (car_slug);
CREATE INDEX idx_community_posts_status_published_at ON community_posts (status, published_at DESC);
CREATE INDEX idx_community_posts_is_featured ON community_posts (is_featured) WHERE is_featured;
CREATE INDEX idx_community_posts_view_count ON community_posts (view_count DESC);
CREATE INDEX idx_community_posts_user_vehicle_id ON community_posts (user_vehicle_id);
CREATE INDEX idx_community_posts_user_build_id ON community_posts (user_build_id);
CREATE INDEX idx_community_posts_car_id ON community_posts (car_id);

CREATE TRIGGER auto_car_id_community_posts BEFORE INSERT OR UPDATE ON community_posts
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_community_posts_updated_at BEFORE UPDATE ON community_posts
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE community_posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY community_posts_select ON community_posts FOR SELECT TO anon, authenticated
    USING ((status = 'published' AND is_approved) OR (SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY community_posts_insert ON community_posts FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id AND status <> 'removed');
CREATE POLICY community_posts_update ON community_posts FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id AND status <> 'removed')
    WITH CHECK ((SELECT auth.uid()) = user_id AND status <> 'removed');
CREATE POLICY community_posts_delete ON community_posts FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY community_posts_service ON community_posts FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TRIGGER guard_columns_community_posts BEFORE INSERT OR UPDATE ON community_posts
    FOR EACH ROW EXECUTE FUNCTION guard_columns(
        'is_featured=false', 'is_approved=true', 'is_flagged=false', 'flagged_reason=',
        'view_count=0', 'like_count=0', 'comment_count=0');

-- Uploads were made before posts: tie them together, and let everybody see the
-- approved pictures of a public post.
ALTER TABLE user_uploaded_images
    ADD CONSTRAINT user_uploaded_images_community_post_id_fkey
    FOREIGN KEY (community_post_id) REFERENCES community_posts (id) ON DELETE SET NULL;

CREATE POLICY user_uploaded_images_select ON user_uploaded_images FOR SELECT TO anon, authenticated
    USING ((SELECT auth.uid()) = user_id
        OR (is_approved AND EXISTS (SELECT FROM community_posts p
                                     WHERE p.id = community_post_id AND p.status = 'published' AND p.is_approved)));

-- Likes ---------------------------------------------------------------------------------------------------------------

CREATE TABLE community_post_likes (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id     uuid NOT NULL REFERENCES community_posts (id) ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (post_id, user_id)
);

COMMENT ON TABLE community_post_likes IS 'Likes, at most one of a user for a post';

CREATE INDEX idx_community_post_likes_user_id ON community_post_likes (user_id);

ALTER TABLE community_post_likes ENABLE ROW LEVEL SECURITY;
CREATE POLICY community_post_likes_select ON community_post_likes FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY community_post_likes_insert ON community_post_likes FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY community_post_likes_delete ON community_post_likes FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY community_post_likes_service ON community_post_likes FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Trigger: counts the likes of a post.  Runs as the owner: who likes a post may not
-- change it.
CREATE FUNCTION count_community_post_like() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE community_posts SET like_count = like_count + 1 WHERE id = NEW.post_id;
    ELSE
        UPDATE community_posts SET like_count = greatest(like_count - 1, 0) WHERE id = OLD.post_id;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION count_community_post_like() IS 'Trigger: keeps community_posts.like_count';

CREATE TRIGGER count_community_post_like AFTER INSERT OR DELETE ON community_post_likes
    FOR EACH ROW EXECUTE FUNCTION count_community_post_like();

-- Comments ------------------------------------------------------------------------------------------------------------

CREATE TABLE community_post_comments (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id            uuid NOT NULL REFERENCES community_posts (id) ON DELETE CASCADE,
    user_id            uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    parent_comment_id  uuid REFERENCES community_post_comments (id) ON DELETE CASCADE,
    content            text NOT NULL CHECK (char_length(content) BETWEEN 1 AND 1000),

    -- moderation
    moderation_status  text NOT NULL DEFAULT 'pending'
                       CHECK (moderation_status IN ('pending', 'approved', 'rejected', 'flagged')),
    moderation_reason  text,
    moderation_score   numeric(3,2) CHECK (moderation_score BETWEEN 0 AND 1),
    moderated_at       timestamptz,
    moderated_by       text,
    like_count         integer NOT NULL DEFAULT 0,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz
);

COMMENT ON TABLE community_post_comments IS 'Comments on posts; shown to others when approved';
COMMENT ON COLUMN community_post_comments.parent_comment_id IS 'The comment this one answers';
COMMENT ON COLUMN community_post_comments.moderation_score IS '0 harmless to 1 harmful, by the moderator''s model';
COMMENT ON COLUMN community_post_comments.moderated_by IS 'ai, or the id of a moderator';
COMMENT ON COLUMN community_post_comments.deleted_at IS 'Set instead of deleting, so that answers keep their place';

CREATE INDEX idx_community_post_comments_shown ON community_post_comments (post_id, created_at)
    WHERE moderation_status = 'approved' AND deleted_at IS NULL;
CREATE INDEX idx_community_post_comments_post_id ON community_post_comments (post_id);
CREATE INDEX idx_community_post_comments_user_id ON community_post_comments (user_id);
CREATE INDEX idx_community_post_comments_parent_comment_id ON community_post_comments (parent_comment_id);

CREATE TRIGGER update_community_post_comments_updated_at BEFORE UPDATE ON community_post_comments
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE community_post_comments ENABLE ROW LEVEL SECURITY;
CREATE POLICY community_post_comments_select ON community_post_comments FOR SELECT TO anon, authenticated
    USING ((moderation_status = 'approved' AND deleted_at IS NULL) OR (SELECT auth.uid()) = user_id);
CREATE POLICY community_post_comments_insert ON community_post_comments FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY community_post_comments_update ON community_post_comments FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY community_post_comments_service ON community_post_comments FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TRIGGER guard_columns_community_post_comments BEFORE INSERT OR UPDATE ON community_post_comments
    FOR EACH ROW EXECUTE FUNCTION guard_columns(
        'moderation_status=pending', 'moderation_reason=', 'moderation_score=', 'moderated_at=',
        'moderated_by=', 'like_count=0');

-- Trigger: counts the comments of a post that others can see.
CREATE FUNCTION count_community_post_comment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_before integer := 0;
    v_after  integer := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        v_before := (OLD.moderation_status = 'approved' AND OLD.deleted_at IS NULL)::integer;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        v_after := (NEW.moderation_status = 'approved' AND NEW.deleted_at IS NULL)::integer;
    END IF;
    IF v_after <> v_before THEN
        UPDATE community_posts
           SET comment_count = greatest(comment_count + v_after - v_before, 0)
         WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.post_id ELSE NEW.post_id END;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION count_community_post_comment() IS 'Trigger: keeps community_posts.comment_count';

CREATE TRIGGER count_community_post_comment AFTER INSERT OR UPDATE OR DELETE ON community_post_comments
    FOR EACH ROW EXECUTE FUNCTION count_community_post_comment();

-- Parts and views -----------------------------------------------------------------------------------------------------

CREATE TABLE community_post_parts (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id         uuid NOT NULL REFERENCES community_posts (id) ON DELETE CASCADE,
    part_id         uuid REFERENCES parts (id) ON DELETE SET NULL,
    quantity        integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
    category        text NOT NULL
                    CHECK (category IN ('intake', 'exhaust', 'ecu', 'turbo', 'supercharger', 'intercooler', 'fuel',
                                        'engine', 'suspension', 'brakes', 'wheels', 'tires', 'aero', 'interior',
                                        'exterior', 'other')),
    mod_type        text NOT NULL,
    brand_name      text,
    product_name    text,
    part_number     text,
    hp_gain         integer NOT NULL DEFAULT 0,
    tq_gain         integer NOT NULL DEFAULT 0,
    price_paid      integer,
    install_type    text CHECK (install_type IN ('diy', 'shop', 'dealer')),
    notes           text,
    is_recommended  boolean NOT NULL DEFAULT true,
    product_url     text,
    display_order   integer NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE community_post_parts IS 'Modifications listed in a post';
COMMENT ON COLUMN community_post_parts.part_id IS 'The part in the catalogue, when it is there';
COMMENT ON COLUMN community_post_parts.mod_type IS 'For example downpipe or coilovers';
COMMENT ON COLUMN community_post_parts.hp_gain IS 'Horsepower, as the author says';
COMMENT ON COLUMN community_post_parts.tq_gain IS 'Pound-feet of torque, as the author says';
COMMENT ON COLUMN community_post_parts.price_paid IS 'US cents';

CREATE INDEX idx_community_post_parts_post_id ON community_post_parts (post_id);
CREATE INDEX idx_community_post_parts_category ON community_post_parts (category);
CREATE INDEX idx_community_post_parts_part_id ON community_post_parts (part_id);

CREATE TRIGGER update_community_post_parts_updated_at BEFORE UPDATE ON community_post_parts
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE community_post_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY community_post_parts_service ON community_post_parts FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Seen with the post, written by its author.
CREATE POLICY community_post_parts_select ON community_post_parts FOR SELECT TO anon, authenticated
    USING (EXISTS (SELECT FROM community_posts p WHERE p.id = post_id));
CREATE POLICY community_post_parts_insert ON community_post_parts FOR INSERT TO authenticated
    WITH CHECK (EXISTS (SELECT FROM community_posts p WHERE p.id = post_id AND p.user_id = (SELECT auth.uid())));
CREATE POLICY community_post_parts_update ON community_post_parts FOR UPDATE TO authenticated
    USING (EXISTS (SELECT FROM community_posts p WHERE p.id = post_id AND p.user_id = (SELECT auth.uid())))
    WITH CHECK (EXISTS (SELECT FROM community_posts p WHERE p.id = post_id AND p.user_id = (SELECT auth.uid())));
CREATE POLICY community_post_parts_delete ON community_post_parts FOR DELETE TO authenticated
    USING (EXISTS (SELECT FROM community_posts p WHERE p.id = post_id AND p.user_id = (SELECT auth.uid())));

CREATE TABLE community_post_views (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id          uuid NOT NULL REFERENCES community_posts (id) ON DELETE CASCADE,
    user_id          uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    session_id       text,
    ip_hash          text,
    user_agent_hash  text,
    referer          text,
    viewed_at        timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE community_post_views IS 'Views of posts, at most one an hour of the same viewer';
COMMENT ON COLUMN community_post_views.user_id IS 'Empty for visitors without an account';
COMMENT ON COLUMN community_post_views.ip_hash IS 'Hash of the address; the address itself is not kept';
COMMENT ON COLUMN community_post_views.user_agent_hash IS 'Hash of the browser''s name';
COMMENT ON COLUMN community_post_views.referer IS 'Page the viewer came from';

CREATE INDEX idx_community_post_views_post_id ON community_post_views (post_id);
CREATE INDEX idx_community_post_views_user_id ON community_post_views (user_id);
CREATE INDEX idx_community_post_views_session_id ON community_post_views (session_id);
CREATE INDEX idx_community_post_views_viewed_at ON community_post_views (viewed_at);
CREATE INDEX idx_community_post_views_post_id_ip_hash_viewed_at ON community_post_views (post_id, ip_hash, viewed_at);

ALTER TABLE community_post_views ENABLE ROW LEVEL SECURITY;
CREATE POLICY community_post_views_insert ON community_post_views FOR INSERT TO anon, authenticated
    WITH CHECK (user_id IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY community_post_views_select ON community_post_views FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY community_post_views_service ON community_post_views FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Cars outside the catalogue ------------------------------------------------------------------------------------------

CREATE TABLE daily_driver_enrichments (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    year                 integer NOT NULL,
    make                 text NOT NULL,
    model                text NOT NULL,
    trim                 text,
    lookup_key           text NOT NULL UNIQUE,
    car_slug             text,
    car_id               uuid REFERENCES cars (id) ON DELETE SET NULL,
    maintenance_specs    jsonb DEFAULT '{}',
    service_intervals    jsonb DEFAULT '[]',
    known_issues         jsonb DEFAULT '[]',
    image_url            text,
    status               text NOT NULL DEFAULT 'pending'
                         CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    error_message        text,
    ai_model_used        text,
    ai_tokens_used       integer,
    enriched_by_user_id  uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    usage_count          integer NOT NULL DEFAULT 0,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE daily_driver_enrichments IS
    'Maintenance data gathered by a model for cars outside the catalogue, shared by all who own one';
COMMENT ON COLUMN daily_driver_enrichments.lookup_key IS 'year-make-model in lower case, only a-z, 0-9 and hyphens';
COMMENT ON COLUMN daily_driver_enrichments.car_id IS 'Filled from car_slug, once the catalogue has the car';
COMMENT ON COLUMN daily_driver_enrichments.maintenance_specs IS 'Object shaped like vehicle_maintenance_specs';
COMMENT ON COLUMN daily_driver_enrichments.service_intervals IS
    'Array of objects shaped like vehicle_service_intervals';
COMMENT ON COLUMN daily_driver_enrichments.known_issues IS 'Array of objects shaped like car_issues';
COMMENT ON COLUMN daily_driver_enrichments.usage_count IS 'Vehicles that use it';

CREATE INDEX idx_daily_driver_enrichments_car_id ON daily_driver_enrichments (car_id);
CREATE INDEX idx_daily_driver_enrichments_enriched_by_user_id ON daily_driver_enrichments (enriched_by_user_id);

CREATE TRIGGER auto_car_id_daily_driver_enrichments BEFORE INSERT OR UPDATE ON daily_driver_enrichments
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_daily_driver_enrichments_updated_at BEFORE UPDATE ON daily_driver_enrichments
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE daily_driver_enrichments ENABLE ROW LEVEL SECURITY;
CREATE POLICY daily_driver_enrichments_select ON daily_driver_enrichments FOR SELECT TO authenticated USING (true);
CREATE POLICY daily_driver_enrichments_service ON daily_driver_enrichments FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

ALTER TABLE user_vehicles
    ADD CONSTRAINT user_vehicles_enrichment_id_fkey
    FOREIGN KEY (enrichment_id) REFERENCES daily_driver_enrichments (id) ON DELETE SET NULL;
