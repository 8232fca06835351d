-- E-mail and referrals: templates, the queue and the log of what was sent; codes,
-- rewards and milestones.
--
-- One referral credit is one cent of AL balance.  Rewards are granted by
-- process_referral_signup() only; users can read them and nothing more.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- E-mail --------------------------------------------------------------------------------------------------------------

CREATE TABLE email_templates (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug                 text NOT NULL UNIQUE,
    name                 text NOT NULL,
    description          text,
    subject              text NOT NULL,
    preview_text         text,
    html_content         text,
    category             text NOT NULL DEFAULT 'transactional'
                         CHECK (category IN ('transactional', 'feature', 'event', 'engagement', 'referral')),
    requires_opt_in      text CHECK (requires_opt_in IN ('features', 'events')),
    is_active            boolean NOT NULL DEFAULT true,
    available_variables  jsonb NOT NULL DEFAULT '[]',
    created_by           uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    updated_by           uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE email_templates IS 'E-mails the service can send, by slug';
COMMENT ON COLUMN email_templates.preview_text IS 'The line mail programs show after the subject';
COMMENT ON COLUMN email_templates.requires_opt_in IS
    'Only to users who opted in to features or events; empty: always sent';
COMMENT ON COLUMN email_templates.available_variables IS 'JSON array of the variable names the template may use';

CREATE INDEX idx_email_templates_created_by ON email_templates (created_by);
CREATE INDEX idx_email_templates_updated_by ON email_templates (updated_by);

CREATE TRIGGER update_email_templates_updated_at BEFORE UPDATE ON email_templates
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE email_templates ENABLE ROW LEVEL SECURITY;
CREATE POLICY email_templates_select ON email_templates FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY email_templates_insert ON email_templates FOR INSERT TO authenticated
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY email_templates_update ON email_templates FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY email_templates_delete ON email_templates FOR DELETE TO authenticated USING ((SELECT is_admin()));
CREATE POLICY email_templates_service ON email_templates FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE email_logs (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id          uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    recipient_email  text NOT NULL,
    template_slug    text,
    subject          text NOT NULL,
    resend_id        text,
    status           text NOT NULL DEFAULT 'queued'
                     CHECK (status IN ('queued', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'skipped',
                                       'unsubscribed')),
    error_message    text,
    error_code       text,
    metadata         jsonb NOT NULL DEFAULT '{}',
    created_at       timestamptz NOT NULL DEFAULT now(),
    sent_at          timestamptz,
    delivered_at     timestamptz,
    opened_at        timestamptz,
    clicked_at       timestamptz
);

COMMENT ON TABLE email_logs IS 'Every e-mail that was sent or tried, with what became of it';
COMMENT ON COLUMN email_logs.template_slug IS
    'Slug of email_templates without a constraint, so that the log outlives the template';
COMMENT ON COLUMN email_logs.resend_id IS 'Message id of the mail provider';
COMMENT ON COLUMN email_logs.metadata IS 'What the provider reported';

CREATE INDEX idx_email_logs_user_id ON email_logs (user_id);
CREATE INDEX idx_email_logs_status ON email_logs (status);
CREATE INDEX idx_email_logs_template_slug ON email_logs (template_slug);
CREATE INDEX idx_email_logs_created_at ON email_logs (created_at DESC);
CREATE INDEX idx_email_logs_recipient_email ON email_logs (recipient_email);

ALTER TABLE email_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY email_logs_select ON email_logs FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY email_logs_service ON email_logs FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE email_queue (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id             uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    recipient_email     text NOT NULL,
    template_slug       text NOT NULL REFERENCES email_templates (slug) ON UPDATE CASCADE,
    template_variables  jsonb NOT NULL DEFAULT '{}',
    scheduled_for       timestamptz NOT NULL,
    priority            integer NOT NULL DEFAULT 0,
    status              text NOT NULL DEFAULT 'pending'
                        CHECK (status IN ('pending', 'processing', 'sent', 'cancelled', 'failed')),
    attempts            integer NOT NULL DEFAULT 0,
    max_attempts        integer NOT NULL DEFAULT 3,
    last_attempt_at     timestamptz,
    error_message       text,
    email_log_id        uuid REFERENCES email_logs (id) ON DELETE SET NULL,
    metadata            jsonb NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    processed_at        timestamptz
);

COMMENT ON TABLE email_queue IS 'E-mails that wait for their time';
COMMENT ON COLUMN email_queue.template_variables IS 'Values for the variables of the template';
COMMENT ON COLUMN email_queue.priority IS 'Higher is sent first';
COMMENT ON COLUMN email_queue.attempts IS 'Tries so far, at most max_attempts';
COMMENT ON COLUMN email_queue.email_log_id IS 'The log row of the last try';

CREATE INDEX idx_email_queue_scheduled_for ON email_queue (scheduled_for) WHERE status = 'pending';
CREATE INDEX idx_email_queue_status ON email_queue (status);
CREATE INDEX idx_email_queue_user_id ON email_queue (user_id);
CREATE INDEX idx_email_queue_template_slug ON email_queue (template_slug);
CREATE INDEX idx_email_queue_email_log_id ON email_queue (email_log_id);

ALTER TABLE email_queue ENABLE ROW LEVEL SECURITY;
CREATE POLICY email_queue_select ON email_queue FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id OR (SELECT is_admin()));
CREATE POLICY email_queue_service ON email_queue FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Referrals -----------------------------------------------------------------------------------------------------------

CREATE TABLE referrals (
    id                       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    referrer_id              uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    referee_id               uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    referee_email            text,
    referral_code            text NOT NULL,
    status                   text NOT NULL DEFAULT 'pending'
                             CHECK (status IN ('pending', 'signed_up', 'rewarded', 'expired')),
    referrer_reward_credits  integer,
    referee_reward_credits   integer,
    rewarded_at              timestamptz,
    signed_up_at             timestamptz,
    expires_at               timestamptz DEFAULT now() + interval '30 days',
    created_at               timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE referrals IS 'Who invited whom, from the invitation to the reward';
COMMENT ON COLUMN referrals.referrer_id IS 'The one who invited';
COMMENT ON COLUMN referrals.referee_id IS 'The one who signed up; empty until then';
COMMENT ON COLUMN referrals.referee_email IS 'Address the invitation went to; empty when only the code was shared';
COMMENT ON COLUMN referrals.referral_code IS 'The referrer''s code at that time';
COMMENT ON COLUMN referrals.referrer_reward_credits IS 'Cents of AL balance';
COMMENT ON COLUMN referrals.referee_reward_credits IS 'Cents of AL balance';

CREATE INDEX idx_referrals_referrer_id ON referrals (referrer_id);
CREATE INDEX idx_referrals_referee_id ON referrals (referee_id);
CREATE INDEX idx_referrals_referral_code ON referrals (referral_code);
CREATE INDEX idx_referrals_status ON referrals (status);
CREATE UNIQUE INDEX idx_referrals_referrer_email ON referrals (referrer_id, referee_email)
    WHERE referee_email IS NOT NULL;

ALTER TABLE referrals ENABLE ROW LEVEL SECURITY;
CREATE POLICY referrals_select ON referrals FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) IN (referrer_id, referee_id));
CREATE POLICY referrals_service ON referrals FOR ALL TO service_role USING (true) WITH CHECK (true);

-- An invitation starts as nothing but that: no referee, no reward.
CREATE POLICY referrals_insert ON referrals FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = referrer_id AND status = 'pending' AND referee_id IS NULL
        AND num_nonnulls(referrer_reward_credits, referee_reward_credits, rewarded_at, signed_up_at) = 0);

CREATE TABLE referral_rewards (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id               uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    reward_type           text NOT NULL
                          CHECK (reward_type IN ('per_signup_credits', 'referee_bonus_credits', 'milestone_credits',
                                                 'milestone_tier_grant', 'milestone_tier_lifetime')),
    credits_awarded       integer NOT NULL DEFAULT 0,
    tier_granted          text CHECK (tier_granted IN ('free', 'collector', 'tuner')),
    tier_duration_months  integer,
    tier_expires_at       timestamptz,
    referral_id           uuid REFERENCES referrals (id) ON DELETE SET NULL,
    milestone_key         text,
    description           text,
    created_at            timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE referral_rewards IS
    'Rewards granted for referrals: credits or a tier for some months. process_referral_signup() grants a '
    'milestone once';
COMMENT ON COLUMN referral_rewards.credits_awarded IS 'Cents of AL balance';
COMMENT ON COLUMN referral_rewards.tier_duration_months IS 'Empty for a grant for life';
COMMENT ON COLUMN referral_rewards.milestone_key IS
    'Key of referral_milestones without a constraint, so that rewards outlive it';

CREATE INDEX idx_referral_rewards_user_id ON referral_rewards (user_id);
CREATE INDEX idx_referral_rewards_reward_type ON referral_rewards (reward_type);
CREATE INDEX idx_referral_rewards_user_id_milestone_key ON referral_rewards (user_id, milestone_key);
CREATE INDEX idx_referral_rewards_referral_id ON referral_rewards (referral_id);

ALTER TABLE referral_rewards ENABLE ROW LEVEL SECURITY;
CREATE POLICY referral_rewards_select ON referral_rewards FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY referral_rewards_service ON referral_rewards FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE referral_milestones (
    id                    serial PRIMARY KEY,
    milestone_key         text NOT NULL UNIQUE,
    friends_required      integer NOT NULL CHECK (friends_required > 0),
    reward_type           text NOT NULL
                          CHECK (reward_type IN ('milestone_credits', 'milestone_tier_grant',
                                                 'milestone_tier_lifetime')),
    credits_amount        integer NOT NULL DEFAULT 0,
    tier_granted          text CHECK (tier_granted IN ('collector', 'tuner')),
    tier_duration_months  integer,
    description           text NOT NULL,
    sort_order            integer NOT NULL DEFAULT 0
);

COMMENT ON TABLE referral_milestones IS 'Rewards for a number of friends who signed up';
COMMENT ON COLUMN referral_milestones.credits_amount IS 'Cents of AL balance';
COMMENT ON COLUMN referral_milestones.tier_duration_months IS 'Empty for a grant for life';

ALTER TABLE referral_milestones ENABLE ROW LEVEL SECURITY;
CREATE POLICY referral_milestones_select ON referral_milestones FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY referral_milestones_service ON referral_milestones FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE referral_config (
    key          text PRIMARY KEY,
    value        integer NOT NULL,
    description  text
);

COMMENT ON TABLE referral_config IS 'Amounts of the referral programme, in cents of AL balance';
COMMENT ON COLUMN referral_config.key IS 'per_signup_credits_referrer or signup_bonus_credits_referee';

ALTER TABLE referral_config ENABLE ROW LEVEL SECURITY;
CREATE POLICY referral_config_select ON referral_config FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY referral_config_service ON referral_config FOR ALL TO service_role USING (true) WITH CHECK (true);
