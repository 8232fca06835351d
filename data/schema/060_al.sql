-- AL, the assistant: conversations, what they cost, what a user may still spend, and the articles AL wrote.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- al_conversations ---------------------------------------------------------------------------------------------------

CREATE TABLE al_conversations (
    id                   uuid        PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id              uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    title                text,
    summary              text,
    initial_car_slug     text        REFERENCES cars (slug) ON DELETE SET NULL,
    initial_page         text,
    message_count        integer     DEFAULT 0,
    total_credits_used   integer     DEFAULT 0,
    is_archived          boolean     DEFAULT false,
    is_pinned            boolean     DEFAULT false,
    last_message_at      timestamptz DEFAULT now(),
    created_at           timestamptz DEFAULT now(),
    updated_at           timestamptz DEFAULT now(),
    next_sequence_number integer     NOT NULL DEFAULT 1,
    initial_car_id       uuid        REFERENCES cars (id) ON DELETE SET NULL
);

COMMENT ON TABLE al_conversations IS 'Conversations of a user with AL';
COMMENT ON COLUMN al_conversations.initial_car_slug IS 'Car that was on the screen when it began';
COMMENT ON COLUMN al_conversations.initial_page IS 'Page or pane it was begun from';
COMMENT ON COLUMN al_conversations.total_credits_used IS 'Cents spent on it, rounded';
COMMENT ON COLUMN al_conversations.next_sequence_number IS 'Taken and advanced by add_al_message()';
COMMENT ON COLUMN al_conversations.initial_car_id IS 'Filled by trigger from initial_car_slug';

CREATE INDEX idx_al_conversations_user_id ON al_conversations (user_id);
CREATE INDEX idx_al_conversations_user_recent ON al_conversations (user_id, last_message_at DESC);
CREATE INDEX idx_al_conversations_user_archived ON al_conversations (user_id, is_archived, last_message_at DESC);
CREATE INDEX idx_al_conversations_initial_car_slug ON al_conversations (initial_car_slug);
CREATE INDEX idx_al_conversations_initial_car_id ON al_conversations (initial_car_id) WHERE initial_car_id IS NOT NULL;

CREATE TRIGGER auto_car_id_al_conversations
    BEFORE INSERT OR UPDATE OF initial_car_slug, initial_car_id ON al_conversations
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug('initial_car_slug');
CREATE TRIGGER update_al_conversations_updated_at
    BEFORE UPDATE ON al_conversations
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE al_conversations ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner_select ON al_conversations FOR SELECT USING ((SELECT auth.uid()) = user_id);
CREATE POLICY owner_insert ON al_conversations FOR INSERT WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY owner_update ON al_conversations FOR UPDATE
    USING ((SELECT auth.uid()) = user_id) WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY owner_delete ON al_conversations FOR DELETE USING ((SELECT auth.uid()) = user_id);

-- al_messages --------------------------------------------------------------------------------------------------------

CREATE TABLE al_messages (
    id               uuid        PRIMARY KEY DEFAULT uuid_generate_v4(),
    conversation_id  uuid        NOT NULL REFERENCES al_conversations (id) ON DELETE CASCADE,
    role             text        NOT NULL CHECK (role IN ('user', 'assistant')),
    content          text        NOT NULL,
    tool_calls       text[]      DEFAULT '{}'::text[],
    credits_used     integer     DEFAULT 0,
    response_tokens  integer     DEFAULT 0,
    car_context_slug text,
    car_context_name text,
    data_sources     jsonb       DEFAULT '[]'::jsonb,
    sequence_number  integer     NOT NULL,
    created_at       timestamptz DEFAULT now(),
    UNIQUE (conversation_id, sequence_number)
);

COMMENT ON TABLE al_messages IS 'Messages of a conversation in their order';
COMMENT ON COLUMN al_messages.role IS 'user or assistant';
COMMENT ON COLUMN al_messages.tool_calls IS 'Names of the tools AL used for the answer';
COMMENT ON COLUMN al_messages.credits_used IS 'Cents, rounded';
COMMENT ON COLUMN al_messages.car_context_slug IS 'Car on the screen at the time; for display, not a reference';
COMMENT ON COLUMN al_messages.data_sources IS 'Array of {type, name, url}: what the answer rests on';
COMMENT ON COLUMN al_messages.sequence_number IS 'Position in the conversation, from 1';

CREATE INDEX idx_al_messages_conversation_id ON al_messages (conversation_id);
CREATE INDEX idx_al_messages_created_at ON al_messages (created_at DESC);
CREATE INDEX idx_al_messages_created_at_brin ON al_messages USING brin (created_at);
CREATE INDEX idx_al_messages_car_context_slug ON al_messages (car_context_slug);

ALTER TABLE al_messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner_select ON al_messages FOR SELECT USING (EXISTS (
    SELECT FROM al_conversations AS c WHERE c.id = conversation_id AND c.user_id = (SELECT auth.uid())));
CREATE POLICY owner_insert ON al_messages FOR INSERT WITH CHECK (EXISTS (
    SELECT FROM al_conversations AS c WHERE c.id = conversation_id AND c.user_id = (SELECT auth.uid())));

-- al_user_credits ----------------------------------------------------------------------------------------------------

CREATE TABLE al_user_credits (
    id                       uuid        PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id                  uuid        NOT NULL UNIQUE REFERENCES auth.users (id) ON DELETE CASCADE,
    subscription_tier        text        NOT NULL DEFAULT 'free'
        CHECK (subscription_tier IN ('free', 'collector', 'tuner', 'admin')),
    current_credits          integer     NOT NULL DEFAULT 25 CHECK (current_credits >= 0),
    purchased_credits        integer     NOT NULL DEFAULT 0,
    credits_used_this_month  integer     NOT NULL DEFAULT 0,
    messages_this_month      integer     NOT NULL DEFAULT 0,
    last_refill_date         timestamptz NOT NULL DEFAULT now(),
    created_at               timestamptz DEFAULT now(),
    updated_at               timestamptz DEFAULT now(),
    balance_cents            numeric     DEFAULT 0,
    purchased_cents          integer     DEFAULT 0,
    spent_cents_this_month   numeric     DEFAULT 0,
    input_tokens_this_month  integer     DEFAULT 0,
    output_tokens_this_month integer     DEFAULT 0,
    is_unlimited             boolean     DEFAULT false
);

COMMENT ON TABLE al_user_credits IS 'What a user may spend on AL; changed by the credit functions alone';
COMMENT ON COLUMN al_user_credits.subscription_tier IS
    'free, collector (shown as Enthusiast), tuner (shown as Pro) or admin';
COMMENT ON COLUMN al_user_credits.current_credits IS 'Legacy counter; use balance_cents';
COMMENT ON COLUMN al_user_credits.purchased_credits IS 'Legacy counter; use purchased_cents';
COMMENT ON COLUMN al_user_credits.credits_used_this_month IS 'Legacy counter; use spent_cents_this_month';
COMMENT ON COLUMN al_user_credits.balance_cents IS 'US cents left, with fractions';
COMMENT ON COLUMN al_user_credits.purchased_cents IS 'US cents ever bought';
COMMENT ON COLUMN al_user_credits.spent_cents_this_month IS 'US cents since the last refill, with fractions';
COMMENT ON COLUMN al_user_credits.is_unlimited IS
    'True for those who are never refused, such as the owner of an embedded database';

CREATE INDEX idx_al_user_credits_tier ON al_user_credits (subscription_tier);

CREATE TRIGGER update_al_user_credits_updated_at
    BEFORE UPDATE ON al_user_credits
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

-- Nobody sets their own balance: a user may only begin with what a new account has, and rows change through functions.
REVOKE UPDATE, DELETE ON al_user_credits FROM anon, authenticated;

ALTER TABLE al_user_credits ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner_select ON al_user_credits FOR SELECT USING ((SELECT auth.uid()) = user_id);
CREATE POLICY owner_insert ON al_user_credits FOR INSERT WITH CHECK (
    (SELECT auth.uid()) = user_id
    AND subscription_tier = 'free' AND balance_cents <= 25 AND current_credits <= 25
    AND purchased_cents = 0 AND purchased_credits = 0 AND is_unlimited IS NOT TRUE);
CREATE POLICY owner_update ON al_user_credits FOR UPDATE
    USING ((SELECT auth.uid()) = user_id) WITH CHECK ((SELECT auth.uid()) = user_id);

-- al_usage_logs ------------------------------------------------------------------------------------------------------

CREATE TABLE al_usage_logs (
    id                   uuid        PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id              uuid        REFERENCES auth.users (id) ON DELETE CASCADE,
    credits_used         integer     NOT NULL CHECK (credits_used >= 0),
    tool_calls           text[],
    response_tokens      integer     DEFAULT 0,
    car_id               uuid        REFERENCES cars (id) ON DELETE SET NULL,
    page_context         text,
    query_type           text,
    created_at           timestamptz DEFAULT now(),
    input_tokens         integer     DEFAULT 0,
    output_tokens        integer     DEFAULT 0,
    cost_cents           numeric,
    estimated_cost_cents numeric,
    model                text,
    purpose              text,
    source               text,
    script_name          text,
    entity_id            text
);

COMMENT ON TABLE al_usage_logs IS 'Every call of a language model: who, what for, tokens and cost';
COMMENT ON COLUMN al_usage_logs.user_id IS 'Null for jobs of the server';
COMMENT ON COLUMN al_usage_logs.credits_used IS 'Cents, rounded up';
COMMENT ON COLUMN al_usage_logs.cost_cents IS 'US cents, as billed, with fractions';
COMMENT ON COLUMN al_usage_logs.estimated_cost_cents IS 'US cents, computed from the price list';
COMMENT ON COLUMN al_usage_logs.purpose IS
    'In use: user_chat, car_research, insight_extraction, content_generation and others';
COMMENT ON COLUMN al_usage_logs.source IS 'In use: user_chat, backend_script, cron_job, api_endpoint, webhook';
COMMENT ON COLUMN al_usage_logs.entity_id IS 'What was worked on: id of a video, thread, car';

CREATE INDEX idx_al_usage_logs_user_id ON al_usage_logs (user_id, created_at);
CREATE INDEX idx_al_usage_logs_created_at ON al_usage_logs (created_at DESC);
CREATE INDEX idx_al_usage_logs_created_at_brin ON al_usage_logs USING brin (created_at);
CREATE INDEX idx_al_usage_logs_car_id ON al_usage_logs (car_id);

ALTER TABLE al_usage_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner_select ON al_usage_logs FOR SELECT USING ((SELECT auth.uid()) = user_id);
CREATE POLICY owner_insert ON al_usage_logs FOR INSERT WITH CHECK ((SELECT auth.uid()) = user_id);

-- al_credit_purchases ------------------------------------------------------------------------------------------------

CREATE TABLE al_credit_purchases (
    id                uuid          PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id           uuid          NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    package_id        text          NOT NULL,
    credits_purchased integer       NOT NULL CHECK (credits_purchased > 0),
    price_paid        numeric(10,2) NOT NULL CHECK (price_paid >= 0),
    payment_reference text,
    payment_status    text          DEFAULT 'completed'
        CHECK (payment_status IN ('pending', 'completed', 'failed', 'refunded')),
    created_at        timestamptz   DEFAULT now()
);

COMMENT ON TABLE al_credit_purchases IS 'Top-ups that were bought';
COMMENT ON COLUMN al_credit_purchases.credits_purchased IS 'US cents of balance';
COMMENT ON COLUMN al_credit_purchases.price_paid IS 'US dollars';
COMMENT ON COLUMN al_credit_purchases.payment_reference IS 'Key at the payment service';

CREATE INDEX idx_al_credit_purchases_user_id ON al_credit_purchases (user_id);
CREATE INDEX idx_al_credit_purchases_created_at ON al_credit_purchases (created_at);

ALTER TABLE al_credit_purchases ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner_select ON al_credit_purchases FOR SELECT USING ((SELECT auth.uid()) = user_id);
CREATE POLICY owner_insert ON al_credit_purchases FOR INSERT WITH CHECK ((SELECT auth.uid()) = user_id);

-- al_articles --------------------------------------------------------------------------------------------------------

CREATE TYPE article_category AS ENUM ('comparisons', 'enthusiast', 'technical', 'pitlane');

CREATE TABLE al_articles (
    id                   uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    slug                 text           NOT NULL UNIQUE,
    title                text           NOT NULL,
    category             article_category NOT NULL,
    article_type         text,
    subcategory          text,
    seo_title            text,
    meta_description     text,
    hero_image_url       text,
    hero_image_alt       text,
    excerpt              text,
    summary              text,
    content              jsonb          DEFAULT '[]'::jsonb,
    content_html         text,
    car_slugs            text[]         DEFAULT '{}'::text[],
    author_name          text           DEFAULT 'AL',
    author_avatar_url    text,
    tags                 text[]         DEFAULT '{}'::text[],
    view_count           integer        DEFAULT 0,
    read_time_minutes    integer,
    status               text           DEFAULT 'draft',
    is_featured          boolean        DEFAULT false,
    featured_at          timestamptz,
    is_published         boolean        DEFAULT false,
    published_at         timestamptz,
    created_at           timestamptz    DEFAULT now(),
    updated_at           timestamptz    DEFAULT now(),
    car_ids              uuid[],
    image_qa_status      text,
    image_qa_score       integer,
    image_qa_issues      text[],
    image_qa_details     jsonb,
    image_qa_reviewed_at timestamptz
);

COMMENT ON TABLE al_articles IS 'Articles written by AL; is_published decides who sees one';
COMMENT ON COLUMN al_articles.content IS 'Array of sections';
COMMENT ON COLUMN al_articles.car_slugs IS 'Cars it is about; car_ids in the same order';
COMMENT ON COLUMN al_articles.status IS 'draft, review, published or archived; kept in step with is_published';
COMMENT ON COLUMN al_articles.image_qa_status IS 'In use: pending, approved, rejected, needs_review';
COMMENT ON COLUMN al_articles.image_qa_score IS '0 to 100';

CREATE INDEX idx_al_articles_category ON al_articles (category);
CREATE INDEX idx_al_articles_subcategory ON al_articles (subcategory);
CREATE INDEX idx_al_articles_published ON al_articles (is_published, published_at DESC);
CREATE INDEX idx_al_articles_featured ON al_articles (featured_at DESC) WHERE is_featured;
CREATE INDEX idx_al_articles_view_count ON al_articles (view_count);
CREATE INDEX idx_al_articles_car_slugs ON al_articles USING gin (car_slugs);
CREATE INDEX idx_al_articles_car_ids ON al_articles USING gin (car_ids);
CREATE INDEX idx_al_articles_tags ON al_articles USING gin (tags);

CREATE FUNCTION sync_al_article_status() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public
AS $$
BEGIN
    -- Whichever of the two was written wins; is_published when both were.
    IF TG_OP = 'UPDATE' AND NEW.is_published IS NOT DISTINCT FROM OLD.is_published
        AND NEW.status IS DISTINCT FROM OLD.status THEN
        NEW.is_published := coalesce(NEW.status = 'published', false);
    ELSIF TG_OP = 'INSERT' AND NEW.status = 'published' THEN
        NEW.is_published := true;
    ELSIF NEW.is_published THEN
        NEW.status := 'published';
    ELSIF NEW.status = 'published' THEN
        NEW.status := 'draft';
    END IF;
    IF NEW.is_published AND NEW.published_at IS NULL THEN
        NEW.published_at := now();
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION sync_al_article_status() IS
    'BEFORE INSERT OR UPDATE: keeps status, is_published and published_at together';

CREATE TRIGGER sync_al_articles_status
    BEFORE INSERT OR UPDATE OF status, is_published ON al_articles
    FOR EACH ROW EXECUTE FUNCTION sync_al_article_status();
CREATE TRIGGER update_al_articles_updated_at
    BEFORE UPDATE ON al_articles
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE al_articles ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_read_published ON al_articles FOR SELECT USING (is_published);
CREATE POLICY service_all ON al_articles TO service_role USING (true) WITH CHECK (true);

-- al_user_balance ----------------------------------------------------------------------------------------------------

CREATE VIEW al_user_balance WITH (security_invoker = true) AS
SELECT user_id,
       subscription_tier,
       balance_cents,
       purchased_cents,
       spent_cents_this_month,
       input_tokens_this_month,
       output_tokens_this_month,
       messages_this_month,
       last_refill_date,
       CASE subscription_tier WHEN 'collector' THEN 100 WHEN 'tuner' THEN 250 ELSE 25 END AS monthly_allocation_cents,
       least(100, round(100 * balance_cents
           / CASE subscription_tier WHEN 'collector' THEN 150 WHEN 'tuner' THEN 350 ELSE 25 END, 1)) AS tank_percentage
FROM al_user_credits;

COMMENT ON VIEW al_user_balance IS 'A user''s own balance with the month''s allocation of the tier';
COMMENT ON COLUMN al_user_balance.monthly_allocation_cents IS 'US cents a month: free 25, collector 100, tuner 250';
COMMENT ON COLUMN al_user_balance.tank_percentage IS
    'Balance as percent of a full tank (free 25, collector 150, tuner 350 cents), at most 100';

