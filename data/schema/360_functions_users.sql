-- Functions about users: sign-up, tiers, referrals, e-mail, the garage, the public
-- profile.
--
-- A function with the owner's rights (SECURITY DEFINER) decides itself who may call it:
-- autorev.require_self() lets a user ask about themselves, autorev.require_admin() lets
-- administrators and server jobs pass.  All others run with the caller's rights, so the
-- row policies decide.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE FUNCTION autorev.require_admin() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT is_service_role() AND NOT is_admin() THEN
        RAISE insufficient_privilege USING message = 'this is for administrators';
    END IF;
END
$$;

COMMENT ON FUNCTION autorev.require_admin() IS 'An error unless the caller is an administrator or a server job';

-- Sign-up -------------------------------------------------------------------------------------------------------------

-- Trigger: every account has a profile and AL credits.  Runs in the auth layer's
-- transaction: whatever the metadata holds, it must not keep anybody from signing up.
CREATE FUNCTION handle_new_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO user_profiles (id, display_name, avatar_url)
    VALUES (NEW.id,
            coalesce(NEW.raw_user_meta_data ->> 'full_name', NEW.raw_user_meta_data ->> 'name'),
            NEW.raw_user_meta_data ->> 'avatar_url')
    ON CONFLICT DO NOTHING;

    INSERT INTO al_user_credits (user_id, subscription_tier, balance_cents)
    SELECT NEW.id, 'free', p.monthly_cents + p.bonus_cents FROM get_al_plan('free') AS p
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION handle_new_user() IS
    'Trigger: gives a new account its profile and the AL balance of the free plan';

CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION handle_new_user();

-- Accounts that were there before the trigger.
INSERT INTO user_profiles (id, display_name, avatar_url)
SELECT id, coalesce(raw_user_meta_data ->> 'full_name', raw_user_meta_data ->> 'name'),
       raw_user_meta_data ->> 'avatar_url'
  FROM auth.users
ON CONFLICT DO NOTHING;

INSERT INTO al_user_credits (user_id, subscription_tier, balance_cents)
SELECT u.id, 'free', p.monthly_cents + p.bonus_cents
  FROM auth.users u, get_al_plan('free') AS p
ON CONFLICT DO NOTHING;

-- Tiers and referrals -------------------------------------------------------------------------------------------------

CREATE FUNCTION autorev.tier_rank(p_tier text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = public, pg_temp
AS $$
    SELECT CASE p_tier WHEN 'collector' THEN 1 WHEN 'tuner' THEN 2 WHEN 'admin' THEN 3 ELSE 0 END
$$;

COMMENT ON FUNCTION autorev.tier_rank(text) IS 'free 0, collector 1, tuner 2, admin 3; 0 for anything else';

CREATE FUNCTION get_effective_user_tier(p_user_id uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(
        (SELECT t.tier
           FROM user_profiles p,
                LATERAL (VALUES (p.subscription_tier),
                                (CASE WHEN p.referral_tier_lifetime OR p.referral_tier_expires_at > now()
                                      THEN p.referral_tier_granted END)) AS t (tier)
          WHERE p.id = p_user_id AND t.tier IS NOT NULL
          ORDER BY array_position(ARRAY['admin', 'tuner', 'collector', 'free'], t.tier)
          LIMIT 1),
        'free')
$$;

COMMENT ON FUNCTION get_effective_user_tier(uuid) IS
    'The higher of the tier a user pays for and the one referrals have earned; free for a user the caller cannot see';

CREATE FUNCTION get_referral_stats(p_user_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object(
        'successful_referrals', r.successful,
        'pending_referrals', r.pending,
        'total_credits_earned', (SELECT coalesce(sum(w.credits_awarded), 0)
                                   FROM referral_rewards w WHERE w.user_id = p_user_id),
        'milestones_achieved', (SELECT coalesce(jsonb_agg(w.milestone_key ORDER BY w.created_at, w.milestone_key), '[]')
                                  FROM referral_rewards w
                                 WHERE w.user_id = p_user_id AND w.milestone_key IS NOT NULL),
        'next_milestone', (SELECT jsonb_build_object(
                                      'key', m.milestone_key,
                                      'friends_required', m.friends_required,
                                      'friends_remaining', m.friends_required - r.successful,
                                      'description', m.description,
                                      'reward_type', m.reward_type,
                                      'credits_amount', m.credits_amount,
                                      'tier_granted', m.tier_granted)
                             FROM referral_milestones m
                            WHERE m.friends_required > r.successful
                            ORDER BY m.friends_required, m.sort_order
                            LIMIT 1))
      FROM (SELECT count(*) FILTER (WHERE status IN ('signed_up', 'rewarded')) AS successful,
                   count(*) FILTER (WHERE status = 'pending') AS pending
              FROM referrals
             WHERE referrer_id = p_user_id) AS r
$$;

COMMENT ON FUNCTION get_referral_stats(uuid) IS
    'Referrals of a user in figures, and the next milestone; only what the caller may see is counted';

-- Adds to an AL balance; an account without one gets it.
CREATE FUNCTION autorev.add_referral_credits(p_user_id uuid, p_cents integer) RETURNS void
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    INSERT INTO al_user_credits AS c (user_id, balance_cents)
    VALUES (p_user_id, p_cents)
    ON CONFLICT (user_id) DO UPDATE SET balance_cents = coalesce(c.balance_cents, 0) + p_cents
$$;

COMMENT ON FUNCTION autorev.add_referral_credits(uuid, integer) IS 'Adds US cents to the AL balance of a user';

-- Gives a referrer every milestone that the number of friends has reached.  The caller
-- holds the lock on the referrer's profile.
CREATE FUNCTION autorev.grant_referral_milestones(p_referrer_id uuid, p_referral_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_friends   bigint;
    v_milestone referral_milestones;
    v_profile   user_profiles;
    v_expires   timestamptz;
BEGIN
    SELECT count(*) INTO v_friends
      FROM referrals
     WHERE referrer_id = p_referrer_id AND status IN ('signed_up', 'rewarded');

    FOR v_milestone IN
        SELECT * FROM referral_milestones m
         WHERE m.friends_required <= v_friends
           AND NOT EXISTS (SELECT FROM referral_rewards w
                            WHERE w.user_id = p_referrer_id AND w.milestone_key = m.milestone_key)
         ORDER BY m.friends_required, m.sort_order
    LOOP
        v_expires := NULL;
        IF v_milestone.reward_type = 'milestone_credits' THEN
            PERFORM autorev.add_referral_credits(p_referrer_id, v_milestone.credits_amount);
        ELSE
            SELECT * INTO v_profile FROM user_profiles WHERE id = p_referrer_id;
            IF v_milestone.reward_type = 'milestone_tier_grant' THEN
                v_expires := greatest(v_profile.referral_tier_expires_at, now())
                             + make_interval(months => coalesce(v_milestone.tier_duration_months, 1));
            END IF;
            -- a grant for life is never shortened, a tier in force never lowered
            UPDATE user_profiles
               SET referral_tier_granted = CASE
                       WHEN (referral_tier_lifetime OR referral_tier_expires_at > now())
                            AND autorev.tier_rank(referral_tier_granted) > autorev.tier_rank(v_milestone.tier_granted)
                       THEN referral_tier_granted ELSE v_milestone.tier_granted END,
                   referral_tier_lifetime = referral_tier_lifetime OR v_expires IS NULL,
                   referral_tier_expires_at = CASE WHEN NOT referral_tier_lifetime THEN v_expires END
             WHERE id = p_referrer_id
               AND NOT (referral_tier_lifetime AND v_expires IS NOT NULL);
        END IF;
        INSERT INTO referral_rewards
               (user_id, reward_type, credits_awarded, tier_granted, tier_duration_months, tier_expires_at,
                referral_id, milestone_key, description)
        VALUES (p_referrer_id, v_milestone.reward_type,
                CASE WHEN v_milestone.reward_type = 'milestone_credits' THEN v_milestone.credits_amount ELSE 0 END,
                v_milestone.tier_granted, v_milestone.tier_duration_months, v_expires,
                p_referral_id, v_milestone.milestone_key, v_milestone.description);
    END LOOP;
END
$$;

COMMENT ON FUNCTION autorev.grant_referral_milestones(uuid, uuid) IS
    'Grants a referrer the milestones reached and not yet granted';

CREATE FUNCTION process_referral_signup(p_referee_user_id uuid, p_referral_code text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_code     text := upper(btrim(p_referral_code));
    v_referrer uuid;
    v_referee  user_profiles;
    v_email    text;
    v_referral referrals;
    v_bonus    integer;
    v_reward   integer;
BEGIN
    IF NOT is_service_role() THEN
        RAISE insufficient_privilege USING message = 'only a server job books referrals';
    END IF;

    SELECT p.id INTO v_referrer FROM user_profiles p WHERE p.referral_code = v_code;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('success', false, 'error', 'invalid_code');
    END IF;
    IF v_referrer = p_referee_user_id THEN
        RETURN jsonb_build_object('success', false, 'error', 'self_referral');
    END IF;
    -- Both rows, always in the same order: two sign-ups with one code, or two users with
    -- each other's, go one after the other.
    PERFORM FROM user_profiles p
      WHERE p.id IN (v_referrer, p_referee_user_id)
      ORDER BY p.id
        FOR UPDATE;
    SELECT * INTO v_referee FROM user_profiles p WHERE p.id = p_referee_user_id;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('success', false, 'error', 'user_not_found');
    END IF;
    IF v_referee.referred_by_user_id IS NOT NULL THEN
        RETURN jsonb_build_object('success', false, 'error', 'already_referred');
    END IF;

    SELECT u.email INTO v_email FROM auth.users u WHERE u.id = p_referee_user_id;
    SELECT * INTO v_referral
      FROM referrals r
     WHERE r.referrer_id = v_referrer AND lower(r.referee_email) = lower(v_email)
     ORDER BY r.status <> 'pending', r.created_at
     LIMIT 1;
    -- the same address was rewarded before, for an account that has gone since
    IF v_referral.status IN ('signed_up', 'rewarded') THEN
        RETURN jsonb_build_object('success', false, 'error', 'already_referred');
    END IF;

    v_bonus := coalesce((SELECT value FROM referral_config WHERE key = 'signup_bonus_credits_referee'), 100);
    v_reward := coalesce((SELECT value FROM referral_config WHERE key = 'per_signup_credits_referrer'), 100);

    IF v_referral.id IS NULL THEN
        INSERT INTO referrals (referrer_id, referee_id, referee_email, referral_code, status, signed_up_at)
        VALUES (v_referrer, p_referee_user_id, v_email, v_code, 'signed_up', now())
        RETURNING * INTO v_referral;
    END IF;
    UPDATE user_profiles
       SET referred_by_code = v_code, referred_by_user_id = v_referrer
     WHERE id = p_referee_user_id;

    PERFORM autorev.add_referral_credits(p_referee_user_id, v_bonus);
    PERFORM autorev.add_referral_credits(v_referrer, v_reward);
    INSERT INTO referral_rewards (user_id, reward_type, credits_awarded, referral_id, description)
    VALUES (p_referee_user_id, 'referee_bonus_credits', v_bonus, v_referral.id, 'Signed up with a friend''s code'),
           (v_referrer, 'per_signup_credits', v_reward, v_referral.id, 'A friend signed up');

    UPDATE referrals
       SET status = 'rewarded', referee_id = p_referee_user_id, signed_up_at = coalesce(signed_up_at, now()),
           rewarded_at = now(), referrer_reward_credits = v_reward, referee_reward_credits = v_bonus
     WHERE id = v_referral.id;
    PERFORM autorev.grant_referral_milestones(v_referrer, v_referral.id);

    RETURN jsonb_build_object('success', true, 'referrer_id', v_referrer, 'referral_id', v_referral.id,
                              'referee_credits', v_bonus);
END
$$;

COMMENT ON FUNCTION process_referral_signup(uuid, text) IS
    'Books a sign-up with a referral code: credits for both, milestones for the referrer; once per user, for '
    'server jobs';

REVOKE EXECUTE ON FUNCTION process_referral_signup(uuid, text) FROM public;
REVOKE EXECUTE ON FUNCTION process_referral_signup(uuid, text) FROM anon, authenticated;
GRANT EXECUTE ON FUNCTION process_referral_signup(uuid, text) TO service_role;

-- E-mail --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION increment_bounce_count(p_user_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    UPDATE user_profiles SET email_bounce_count = email_bounce_count + 1 WHERE id = p_user_id
$$;

COMMENT ON FUNCTION increment_bounce_count(uuid) IS 'Counts an e-mail to the user that came back; for server jobs';

REVOKE EXECUTE ON FUNCTION increment_bounce_count(uuid) FROM public;
REVOKE EXECUTE ON FUNCTION increment_bounce_count(uuid) FROM anon, authenticated;
GRANT EXECUTE ON FUNCTION increment_bounce_count(uuid) TO service_role;

CREATE FUNCTION get_email_analytics(days_back integer DEFAULT 30) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM autorev.require_admin();
    RETURN (
        WITH mails AS (
            SELECT coalesce(template_slug, 'none') AS template, created_at::date AS day,
                   status IN ('sent', 'delivered', 'bounced', 'complained') AS sent,
                   status = 'delivered' AS delivered,
                   status = 'bounced' AS bounced,
                   status = 'failed' AS failed
              FROM email_logs
             WHERE created_at >= now() - make_interval(days => greatest(coalesce(days_back, 30), 0))
        )
        SELECT jsonb_build_object(
            'total_sent', count(*) FILTER (WHERE sent),
            'total_delivered', count(*) FILTER (WHERE delivered),
            'total_bounced', count(*) FILTER (WHERE bounced),
            'total_failed', count(*) FILTER (WHERE failed),
            'by_template', (
                SELECT coalesce(jsonb_object_agg(t.template, t.figures), '{}')
                  FROM (SELECT template, jsonb_build_object(
                                   'sent', count(*) FILTER (WHERE sent),
                                   'delivered', count(*) FILTER (WHERE delivered),
                                   'bounced', count(*) FILTER (WHERE bounced),
                                   'failed', count(*) FILTER (WHERE failed)) AS figures
                          FROM mails GROUP BY template) t),
            'by_day', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('date', d.day, 'sent', d.sent, 'delivered', d.delivered,
                                                             'bounced', d.bounced, 'failed', d.failed)
                                          ORDER BY d.day), '[]')
                  FROM (SELECT day, count(*) FILTER (WHERE sent) AS sent,
                               count(*) FILTER (WHERE delivered) AS delivered,
                               count(*) FILTER (WHERE bounced) AS bounced,
                               count(*) FILTER (WHERE failed) AS failed
                          FROM mails GROUP BY day) d))
          FROM mails);
END
$$;

COMMENT ON FUNCTION get_email_analytics(integer) IS
    'E-mails of the last days: how many left, arrived, came back, failed; by template and day. For administrators';

-- Garage --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_upcoming_service_reminders(p_user_id uuid, p_days_ahead integer DEFAULT 30)
    RETURNS TABLE (vehicle_id uuid, vehicle_name text, service_type text, due_date date, due_mileage integer,
                   current_mileage integer, is_overdue boolean)
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT s.vehicle_id, s.vehicle_name, s.service_type, s.next_service_date, s.next_service_miles,
           s.current_mileage, s.is_overdue
      FROM (
          -- the newest record of a service says when it is due again, older ones do not
          SELECT DISTINCT ON (v.id, lower(btrim(l.service_type)))
                 v.id AS vehicle_id,
                 coalesce(nullif(btrim(v.nickname), ''), concat_ws(' ', v.year, v.make, v.model)) AS vehicle_name,
                 l.service_type, l.next_service_date, l.next_service_miles, v.current_mileage,
                 l.next_service_date < CURRENT_DATE
                     OR coalesce(v.current_mileage > l.next_service_miles, false) AS is_overdue
            FROM user_vehicles v
            JOIN user_service_logs l ON l.user_vehicle_id = v.id
           WHERE v.user_id = p_user_id AND v.ownership_status = 'owned'
           ORDER BY v.id, lower(btrim(l.service_type)), l.service_date DESC, l.created_at DESC, l.id
      ) s
     WHERE s.next_service_date <= CURRENT_DATE + coalesce(p_days_ahead, 30)
     ORDER BY s.is_overdue DESC, s.next_service_date, s.vehicle_name, s.service_type
$$;

COMMENT ON FUNCTION get_upcoming_service_reminders(uuid, integer) IS
    'Services of a user''s vehicles that are due by date within so many days, overdue ones first';

CREATE FUNCTION get_vehicle_merged_specs(p_vehicle_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object(
        'stock', jsonb_build_object(
            'wheels', jsonb_build_object(
                'front', jsonb_build_object('size', m.wheel_size_front),
                'rear', jsonb_build_object('size', m.wheel_size_rear),
                'boltPattern', m.wheel_bolt_pattern,
                'centerBore', m.wheel_center_bore_mm,
                'lugTorque', m.wheel_lug_torque_ft_lbs),
            'tires', jsonb_build_object(
                'front', jsonb_build_object('size', m.tire_size_front, 'pressure', m.tire_pressure_front_psi),
                'rear', jsonb_build_object('size', m.tire_size_rear, 'pressure', m.tire_pressure_rear_psi)),
            'engine', jsonb_build_object(
                'oilType', m.oil_type,
                'oilViscosity', m.oil_viscosity,
                'oilCapacity', m.oil_capacity_liters,
                'coolant', m.coolant_type,
                'brakeFluid', m.brake_fluid_type)),
        'custom', v.custom_specs,
        'hasCustomSpecs', v.custom_specs <> '{}')
      FROM user_vehicles v
      LEFT JOIN LATERAL (
          SELECT s.* FROM vehicle_maintenance_specs s WHERE s.car_id = v.matched_car_id ORDER BY s.created_at LIMIT 1
      ) m ON true
     WHERE v.id = p_vehicle_id
$$;

COMMENT ON FUNCTION get_vehicle_merged_specs(uuid) IS
    'The maker''s figures of a vehicle (mm, ft-lb, psi, litres) beside the owner''s; null for a vehicle the '
    'caller cannot see';

CREATE FUNCTION analyze_vehicle_health_data(p_user_id uuid, p_vehicle_id uuid DEFAULT NULL) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_vehicle user_vehicles;
    v_result  jsonb;
    v_car     uuid;
BEGIN
    PERFORM autorev.require_self(p_user_id);
    SELECT * INTO v_vehicle
      FROM user_vehicles v
     WHERE v.user_id = p_user_id AND (p_vehicle_id IS NULL OR v.id = p_vehicle_id)
     ORDER BY v.is_primary DESC, v.created_at DESC, v.id
     LIMIT 1;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('error', 'Vehicle not found', 'error_code', 'NO_VEHICLE');
    END IF;
    v_car := v_vehicle.matched_car_id;

    v_result := jsonb_build_object(
        'vehicle',
        jsonb_build_object(
            'id', v_vehicle.id,
            'user_id', v_vehicle.user_id,
            'nickname', v_vehicle.nickname,
            'year', v_vehicle.year,
            'make', v_vehicle.make,
            'model', v_vehicle.model,
            'trim', v_vehicle.trim,
            'vin', v_vehicle.vin,
            'matched_car_slug', v_vehicle.matched_car_slug,
            'current_mileage', coalesce(v_vehicle.current_mileage, v_vehicle.mileage),
            'mileage_updated_at', v_vehicle.mileage_updated_at,
            'usage_type', v_vehicle.usage_type,
            'color', v_vehicle.color,
            'purchase_date', v_vehicle.purchase_date,
            'ownership_status', v_vehicle.ownership_status,
            'last_started_at', v_vehicle.last_started_at,
            'battery_status', v_vehicle.battery_status,
            'battery_installed_date', v_vehicle.battery_installed_date,
            'storage_mode', v_vehicle.storage_mode)
        || jsonb_build_object(
            'tire_installed_date', v_vehicle.tire_installed_date,
            'tire_brand_model', v_vehicle.tire_brand_model,
            'tire_tread_32nds', v_vehicle.tire_tread_32nds,
            'registration_due_date', v_vehicle.registration_due_date,
            'inspection_due_date', v_vehicle.inspection_due_date,
            'last_inspection_date', v_vehicle.last_inspection_date,
            'last_oil_change_date', v_vehicle.last_oil_change_date,
            'last_oil_change_miles', v_vehicle.last_oil_change_miles,
            'last_brake_fluid_date', v_vehicle.last_brake_fluid_date,
            'next_oil_due_mileage', v_vehicle.next_oil_due_mileage,
            'owner_notes', v_vehicle.owner_notes,
            'health_last_analyzed_at', v_vehicle.health_last_analyzed_at),
        'service_logs',
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'id', l.id,
                    'service_date', l.service_date,
                    'service_type', l.service_type,
                    'service_category', l.service_category,
                    'service_description', l.service_description,
                    'odometer_reading', l.odometer_reading,
                    'performed_by', l.performed_by,
                    'shop_name', l.shop_name,
                    'total_cost', l.total_cost,
                    'parts_used', l.parts_used,
                    'next_service_miles', l.next_service_miles,
                    'next_service_date', l.next_service_date)
                ORDER BY l.service_date DESC, l.created_at DESC), '[]')
           FROM user_service_logs l
          WHERE l.user_vehicle_id = v_vehicle.id AND l.user_id = p_user_id));
    IF v_car IS NULL THEN
        RETURN v_result;
    END IF;

    RETURN v_result || jsonb_build_object(
        'car',
        (SELECT jsonb_build_object('slug', c.slug, 'name', c.name, 'years', c.years, 'brand', c.brand,
                                   'engine', c.engine, 'hp', c.hp, 'tier', c.tier,
                                   'score_reliability', c.score_reliability)
           FROM cars c
          WHERE c.id = v_car),
        'service_intervals',
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'service_name', i.service_name,
                    'service_description', i.service_description,
                    'interval_miles', i.interval_miles,
                    'interval_months', i.interval_months,
                    'items_included', i.items_included,
                    'dealer_cost_low', i.dealer_cost_low,
                    'dealer_cost_high', i.dealer_cost_high,
                    'diy_cost_low', i.diy_cost_low,
                    'diy_cost_high', i.diy_cost_high,
                    'is_critical', i.is_critical)
                ORDER BY i.interval_miles, i.service_name), '[]')
           FROM vehicle_service_intervals i
          WHERE i.car_id = v_car),
        'maintenance_specs',
        (SELECT jsonb_build_object(
                    'oil', jsonb_build_object(
                        'type', m.oil_type, 'viscosity', m.oil_viscosity, 'spec', m.oil_spec,
                        'capacity_quarts', m.oil_capacity_quarts, 'interval_miles', m.oil_change_interval_miles,
                        'interval_months', m.oil_change_interval_months, 'filter_oem_part', m.oil_filter_oem_part),
                    'coolant', jsonb_build_object(
                        'type', m.coolant_type, 'spec', m.coolant_spec,
                        'interval_miles', m.coolant_change_interval_miles,
                        'interval_years', m.coolant_change_interval_years),
                    'brake_fluid', jsonb_build_object(
                        'type', m.brake_fluid_type, 'spec', m.brake_fluid_spec,
                        'interval_miles', m.brake_fluid_change_interval_miles,
                        'interval_years', m.brake_fluid_change_interval_years),
                    'spark_plugs', jsonb_build_object(
                        'type', m.spark_plug_type, 'interval_miles', m.spark_plug_change_interval_miles),
                    'trans_fluid', jsonb_build_object(
                        'manual_type', m.trans_fluid_manual, 'auto_type', m.trans_fluid_auto,
                        'interval_miles', m.trans_fluid_change_interval_miles),
                    'air_filter_interval_miles', m.air_filter_change_interval_miles,
                    'cabin_filter_interval_miles', m.cabin_filter_change_interval_miles,
                    'timing_type', m.timing_type,
                    'timing_interval_miles', m.timing_change_interval_miles,
                    'tires', jsonb_build_object(
                        'size_front', m.tire_size_front, 'size_rear', m.tire_size_rear,
                        'pressure_front_psi', m.tire_pressure_front_psi,
                        'pressure_rear_psi', m.tire_pressure_rear_psi),
                    'tire_rotation_interval_miles', m.tire_rotation_interval_miles,
                    'battery', jsonb_build_object(
                        'group_size', m.battery_group_size, 'cca', m.battery_cca, 'agm', m.battery_agm,
                        'location', m.battery_location))
           FROM vehicle_maintenance_specs m
          WHERE m.car_id = v_car
          ORDER BY m.created_at
          LIMIT 1),
        'known_issues',
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'title', i.title,
                    'kind', i.kind,
                    'severity', i.severity,
                    'affected_years_text', i.affected_years_text,
                    'description', i.description,
                    'symptoms', i.symptoms,
                    'prevention', i.prevention,
                    'fix_description', i.fix_description,
                    'estimated_cost_low', i.estimated_cost_low,
                    'estimated_cost_high', i.estimated_cost_high,
                    'source_url', i.source_url)
                ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'cosmetic'], i.severity::text),
                         i.sort_order, i.title), '[]')
           FROM car_issues i
          WHERE i.car_id = v_car));
END
$$;

COMMENT ON FUNCTION analyze_vehicle_health_data(uuid, uuid) IS
    'All that tells how a vehicle is doing: its own record, the maker''s schedule, known issues. Without an id '
    'the primary one';

CREATE FUNCTION update_vehicle_health_analyzed(p_vehicle_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    UPDATE user_vehicles SET health_last_analyzed_at = now() WHERE id = p_vehicle_id
$$;

COMMENT ON FUNCTION update_vehicle_health_analyzed(uuid) IS
    'Stamps that a vehicle''s health was looked at; the row policies let only the owner';

CREATE FUNCTION calculate_garage_score(p_vehicle_id uuid)
    RETURNS TABLE (total_score integer, breakdown jsonb, specs_score integer, photos_score integer,
                   mods_score integer, goals_score integer, parts_score integer)
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT s.specs + s.photos + s.mods + s.goals + s.parts,
           CASE WHEN s.found THEN jsonb_build_object('specs', s.specs, 'photos', s.photos, 'mods', s.mods,
                                                     'goals', s.goals, 'parts', s.parts)
                ELSE '{}' END,
           s.specs, s.photos, s.mods, s.goals, s.parts
      FROM (
          SELECT v.id IS NOT NULL AS FOUND,
                 round(20.0 * (num_nonnulls(v.year, nullif(btrim(v.make), ''), nullif(btrim(v.model), ''),
                                            nullif(btrim(v.trim), ''), nullif(btrim(v.color), ''),
                                            nullif(v.mileage, 0))) / 6)::integer AS specs,
                 least(10 * (SELECT count(*) FROM user_uploaded_images i
                              WHERE i.user_vehicle_id = v.id AND i.media_type = 'image'), 20)::integer AS photos,
                 CASE WHEN jsonb_typeof(v.installed_modifications) <> 'array' OR v.id IS NULL THEN 0
                      WHEN jsonb_array_length(v.installed_modifications) >= 3 THEN 20
                      WHEN jsonb_array_length(v.installed_modifications) >= 1 THEN 10
                      ELSE 0 END AS mods,
                 CASE WHEN b.builds > 0 OR v.active_build_id IS NOT NULL THEN 20 ELSE 0 END AS goals,
                 CASE WHEN b.parts >= 3 THEN 20 WHEN b.parts >= 1 THEN 10 ELSE 0 END AS parts
            FROM (SELECT p_vehicle_id AS id) AS wanted
            LEFT JOIN user_vehicles v ON v.id = wanted.id
            LEFT JOIN LATERAL (
                SELECT count(*) AS builds,
                       sum((SELECT count(*) FROM user_project_parts pp WHERE pp.project_id = p.id)) AS parts
                  FROM user_projects p
                 WHERE p.user_id = v.user_id
                   AND (p.car_id = v.matched_car_id OR p.car_slug = v.matched_car_slug)
            ) b ON true
      ) s
$$;

COMMENT ON FUNCTION calculate_garage_score(uuid) IS
    'How complete a vehicle is: specifications, photos, modifications, build, parts, up to 20 points each';

CREATE FUNCTION update_garage_score(p_vehicle_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_vehicle   user_vehicles;
    v_breakdown jsonb;
    v_score     integer;
BEGIN
    SELECT * INTO v_vehicle FROM user_vehicles WHERE id = p_vehicle_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    WITH builds AS (
        SELECT p.id
          FROM user_projects p
         WHERE p.user_id = v_vehicle.user_id
           AND (p.id = v_vehicle.active_build_id OR p.car_id = v_vehicle.matched_car_id
                OR p.car_slug = v_vehicle.matched_car_slug)
    )
    SELECT jsonb_build_object(
        'specs_confirmed', CASE WHEN EXISTS (SELECT FROM user_vehicle_scores s
                                              WHERE s.vehicle_id = v_vehicle.id AND s.specs_confirmed_at IS NOT NULL)
                                THEN 20 ELSE 0 END,
        'build_saved', CASE WHEN EXISTS (SELECT FROM builds) THEN 15 ELSE 0 END,
        'build_shared', CASE WHEN EXISTS (SELECT FROM community_posts p
                                           WHERE p.user_id = v_vehicle.user_id AND p.post_type = 'build'
                                             AND p.status = 'published'
                                             AND (p.user_vehicle_id = v_vehicle.id
                                                  OR p.user_build_id IN (SELECT id FROM builds)))
                             THEN 25 ELSE 0 END,
        'parts_specified', CASE WHEN EXISTS (SELECT FROM user_project_parts pp
                                              WHERE pp.project_id IN (SELECT id FROM builds))
                                THEN 25 ELSE 0 END,
        'photos_uploaded', CASE WHEN EXISTS (SELECT FROM user_uploaded_images i
                                              WHERE i.user_vehicle_id = v_vehicle.id AND i.media_type = 'image')
                                THEN 15 ELSE 0 END)
      INTO v_breakdown;
    SELECT sum(value::integer) INTO v_score FROM jsonb_each_text(v_breakdown);

    INSERT INTO user_vehicle_scores (vehicle_id, user_id, garage_score, score_breakdown)
    VALUES (v_vehicle.id, v_vehicle.user_id, v_score, v_breakdown)
    ON CONFLICT (vehicle_id) DO UPDATE
       SET garage_score = excluded.garage_score, score_breakdown = excluded.score_breakdown, score_updated_at = now();
    RETURN jsonb_build_object('total_score', v_score, 'breakdown', v_breakdown);
END
$$;

COMMENT ON FUNCTION update_garage_score(uuid) IS
    'Counts and stores the garage score: specifications confirmed 20, build saved 15, shared 25, parts 25, photos 15';

-- Engagement ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION update_user_engagement_score(p_user_id uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_old   user_engagement_scores;
    v_new   user_engagement_scores;
    v_idle  integer;
BEGIN
    PERFORM autorev.require_self(p_user_id);
    SELECT * INTO v_old FROM user_engagement_scores WHERE user_id = p_user_id FOR UPDATE;

    SELECT count(*) INTO v_new.garage_cars_count FROM user_vehicles WHERE user_id = p_user_id;
    SELECT count(*) INTO v_new.al_conversations_count FROM al_conversations WHERE user_id = p_user_id;
    SELECT count(*) INTO v_new.events_saved_count FROM event_saves WHERE user_id = p_user_id;
    SELECT count(*) INTO v_new.builds_saved_count FROM user_projects WHERE user_id = p_user_id;
    -- a search says in its data what it was for
    SELECT count(*) FILTER (WHERE event_type = 'search_performed' AND event_data ->> 'kind' = 'parts'),
           count(*) FILTER (WHERE event_type = 'comparison_completed'),
           min(created_at), max(created_at)
      INTO v_new.parts_searches_count, v_new.comparisons_count, v_new.first_activity_at, v_new.last_activity_at
      FROM user_activity
     WHERE user_id = p_user_id;

    v_idle := coalesce(extract(day FROM now() - v_new.last_activity_at), 0);
    v_new.score := greatest(0, floor(
        2 * v_new.garage_cars_count + 3 * v_new.al_conversations_count + 2 * v_new.events_saved_count
        + v_new.parts_searches_count + 3 * v_new.builds_saved_count + v_new.comparisons_count
        - 0.5 * least(v_idle, 60)));
    v_new.previous_score := coalesce(v_old.score, 0);

    INSERT INTO user_engagement_scores AS s
           (user_id, score, peak_score, garage_cars_count, al_conversations_count, events_saved_count,
            parts_searches_count, builds_saved_count, comparisons_count, last_activity_at, first_activity_at,
            score_updated_at)
    VALUES (p_user_id, v_new.score, v_new.score, v_new.garage_cars_count, v_new.al_conversations_count,
            v_new.events_saved_count, v_new.parts_searches_count, v_new.builds_saved_count, v_new.comparisons_count,
            v_new.last_activity_at, v_new.first_activity_at, now())
    ON CONFLICT (user_id) DO UPDATE
       SET score = excluded.score,
           peak_score = greatest(s.peak_score, excluded.score),
           previous_score = s.score,
           garage_cars_count = excluded.garage_cars_count,
           al_conversations_count = excluded.al_conversations_count,
           events_saved_count = excluded.events_saved_count,
           parts_searches_count = excluded.parts_searches_count,
           builds_saved_count = excluded.builds_saved_count,
           comparisons_count = excluded.comparisons_count,
           last_activity_at = excluded.last_activity_at,
           first_activity_at = excluded.first_activity_at,
           score_updated_at = now();

    -- A milestone keeps the time it was first reached; an alert goes when its reason does.
    UPDATE user_engagement_scores s
       SET milestone_first_car = s.milestone_first_car OR s.garage_cars_count > 0,
           milestone_first_car_at =
               coalesce(s.milestone_first_car_at, CASE WHEN s.garage_cars_count > 0 THEN now() END),
           milestone_first_al_chat = s.milestone_first_al_chat OR s.al_conversations_count > 0,
           milestone_first_al_chat_at =
               coalesce(s.milestone_first_al_chat_at, CASE WHEN s.al_conversations_count > 0 THEN now() END),
           milestone_first_event = s.milestone_first_event OR s.events_saved_count > 0,
           milestone_first_event_at =
               coalesce(s.milestone_first_event_at, CASE WHEN s.events_saved_count > 0 THEN now() END),
           milestone_first_build = s.milestone_first_build OR s.builds_saved_count > 0,
           milestone_first_build_at =
               coalesce(s.milestone_first_build_at, CASE WHEN s.builds_saved_count > 0 THEN now() END),
           milestone_returned_7d = s.milestone_returned_7d OR coalesce(b.after_7, false),
           milestone_returned_7d_at = coalesce(s.milestone_returned_7d_at, CASE WHEN b.after_7 THEN now() END),
           milestone_returned_30d = s.milestone_returned_30d OR coalesce(b.after_30, false),
           milestone_returned_30d_at = coalesce(s.milestone_returned_30d_at, CASE WHEN b.after_30 THEN now() END),
           alert_score_dropped = s.score < s.previous_score,
           alert_score_dropped_at =
               CASE WHEN s.score < s.previous_score THEN coalesce(s.alert_score_dropped_at, now()) END,
           alert_inactive_7d = v_idle >= 7,
           alert_inactive_7d_at = CASE WHEN v_idle >= 7 THEN coalesce(s.alert_inactive_7d_at, now()) END,
           alert_inactive_14d = v_idle >= 14,
           alert_inactive_14d_at = CASE WHEN v_idle >= 14 THEN coalesce(s.alert_inactive_14d_at, now()) END
      FROM (SELECT v_new.last_activity_at >= v_new.first_activity_at + interval '7 days' AS after_7,
                   v_new.last_activity_at >= v_new.first_activity_at + interval '30 days' AS after_30) AS b
     WHERE s.user_id = p_user_id;
    RETURN v_new.score;
END
$$;

COMMENT ON FUNCTION update_user_engagement_score(uuid) IS
    'Counts a user''s engagement anew: 2 a car, 3 an AL chat, 2 a saved event, 1 a parts search, 3 a build, 1 a '
    'comparison, less half a point a day without activity, at most 30';

-- Public garage -------------------------------------------------------------------------------------------------------

CREATE FUNCTION is_public_slug_available(slug text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(validate_public_slug($1), false)
       AND NOT EXISTS (SELECT FROM user_profiles p WHERE p.public_slug = $1)
$$;

COMMENT ON FUNCTION is_public_slug_available(text) IS 'Whether the text may be used as the address of a public garage';

CREATE FUNCTION get_user_id_by_slug(slug text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT p.id FROM user_profiles p WHERE p.public_slug = $1 AND p.is_garage_public
$$;

COMMENT ON FUNCTION get_user_id_by_slug(text) IS
    'The user behind the address of a public garage; null when there is none';

CREATE FUNCTION get_public_profile(p_slug text)
    RETURNS TABLE (user_id uuid, display_name text, public_slug text, bio text, location_city text,
                   location_state text, social_instagram text, social_youtube text, avatar_url text, tier text,
                   created_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT p.id, p.display_name, p.public_slug, p.bio, p.location_city, p.location_state, p.social_instagram,
           p.social_youtube, p.avatar_url, get_effective_user_tier(p.id), p.created_at
      FROM user_profiles p
     WHERE p.public_slug = p_slug AND p.is_garage_public
$$;

COMMENT ON FUNCTION get_public_profile(text) IS 'What everybody may see of the owner of a public garage';

CREATE FUNCTION get_public_garage(p_slug text)
    RETURNS TABLE (profile jsonb, vehicles jsonb, builds jsonb, stats jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
    SELECT to_jsonb(p) - 'user_id', v.list, b.list,
           jsonb_build_object('vehicle_count', v.number, 'build_count', b.number, 'member_since', p.created_at)
      FROM get_public_profile(p_slug) AS p,
           LATERAL (SELECT count(*) AS number,
                           coalesce(jsonb_agg(jsonb_build_object(
                                        'id', v.id, 'year', v.year, 'make', v.make, 'model', v.model, 'trim', v.trim,
                                        'nickname', v.nickname, 'color', v.color,
                                        'matched_car_slug', v.matched_car_slug, 'created_at', v.created_at)
                                    ORDER BY v.is_primary DESC, v.created_at DESC), '[]') AS list
                      FROM user_vehicles v
                     WHERE v.user_id = p.user_id AND v.ownership_status = 'owned') AS v,
           LATERAL (SELECT count(*) AS number,
                           coalesce(jsonb_agg(jsonb_build_object(
                                        'id', b.id, 'car_slug', b.car_slug, 'car_name', b.car_name,
                                        'project_name', b.project_name, 'total_hp_gain', b.total_hp_gain,
                                        'total_cost_low', b.total_cost_low, 'total_cost_high', b.total_cost_high,
                                        'final_hp', b.final_hp, 'notes', b.notes, 'created_at', b.created_at)
                                    ORDER BY b.created_at DESC), '[]') AS list
                      FROM user_projects b
                     WHERE b.user_id = p.user_id AND b.is_favorite) AS b
$$;

COMMENT ON FUNCTION get_public_garage(text) IS
    'A public garage: profile, owned vehicles without VIN and prices, favourite builds; no row for a private one';

-- Pictures ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION get_user_images_by_car_slug(p_user_id uuid, p_car_slug text) RETURNS SETOF user_uploaded_images
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT i.*
      FROM user_uploaded_images i
     WHERE i.user_id = p_user_id AND i.car_slug = p_car_slug AND i.is_approved
     ORDER BY i.is_primary DESC, i.display_order, i.created_at DESC, i.id
$$;

COMMENT ON FUNCTION get_user_images_by_car_slug(uuid, text) IS
    'Approved pictures a user has of a car, the primary one first';

CREATE FUNCTION set_car_hero_image(p_user_id uuid, p_car_slug text, p_image_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM FROM user_uploaded_images i
      WHERE i.id = p_image_id AND i.user_id = p_user_id AND i.car_slug = p_car_slug AND i.media_type <> 'video';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE user_uploaded_images
       SET is_primary = id = p_image_id
     WHERE user_id = p_user_id AND car_slug = p_car_slug AND is_primary <> (id = p_image_id);
    RETURN true;
END
$$;

COMMENT ON FUNCTION set_car_hero_image(uuid, text, uuid) IS
    'Makes a picture the only primary one of its user and car; false when it is not theirs, not of the car, or a film';

CREATE FUNCTION clear_car_hero_image(p_user_id uuid, p_car_slug text) RETURNS integer
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    WITH cleared AS (
        UPDATE user_uploaded_images
           SET is_primary = false
         WHERE user_id = p_user_id AND car_slug = p_car_slug AND is_primary
        RETURNING 1
    )
    SELECT count(*)::integer FROM cleared
$$;

COMMENT ON FUNCTION clear_car_hero_image(uuid, text) IS
    'Leaves a user''s car without a primary picture; returns how many had been';
