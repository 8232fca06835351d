-- Views over the cars.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- The columns of cars are written out: a view made of c.* would not follow them either, and would hide their order.
CREATE VIEW car_detail_enriched WITH (security_invoker = true) AS
SELECT
    c.id, c.slug, c.name, c.years, c.tier, c.category, c.score_sound, c.score_interior, c.score_track,
    c.score_reliability, c.score_value, c.score_driver_fun, c.score_aftermarket, c.engine, c.hp, c.trans,
    c.price_range, c.price_avg, c.curb_weight, c.zero_to_sixty, c.top_speed, c.drivetrain, c.layout,
    c.msrp_new_low, c.msrp_new_high, c.torque, c.quarter_mile, c.braking_60_0, c.lateral_g, c.perf_power_accel,
    c.perf_grip_cornering, c.perf_braking, c.perf_track_pace, c.perf_drivability, c.perf_reliability_heat,
    c.perf_sound_emotion, c.notes, c.highlight, c.tagline, c.hero_blurb, c.owner_notes_long, c.pros, c.cons,
    c.best_for, c.recommendation_highlight, c.image_hero_url, c.image_gallery, c.video_url, c.cta_copy,
    c.created_at, c.updated_at, c.brand, c.country, c.platform_cost_tier, c.manual_available, c.seats,
    c.daily_usability_tag, c.maintenance_cost_index, c.insurance_cost_index, c.fuel_economy_combined,
    c.common_issues, c.years_to_avoid, c.recommended_years_note, c.ownership_cost_notes, c.essence, c.heritage,
    c.design_philosophy, c.motorsport_history, c.generation_code, c.predecessors, c.successors, c.engine_character,
    c.transmission_feel, c.chassis_dynamics, c.steering_feel, c.brake_confidence, c.sound_signature,
    c.comfort_track_balance, c.comfort_notes, c.defining_strengths, c.honest_weaknesses, c.ideal_owner,
    c.not_ideal_for, c.buyers_summary, c.best_years_detailed, c.years_to_avoid_detailed, c.must_have_options,
    c.nice_to_have_options, c.pre_inspection_checklist, c.ppi_recommendations, c.market_position,
    c.market_commentary, c.price_guide, c.annual_ownership_cost, c.major_service_costs, c.common_issues_detailed,
    c.parts_availability, c.parts_notes, c.dealer_vs_independent, c.dealer_notes, c.diy_friendliness, c.diy_notes,
    c.warranty_info, c.insurance_notes, c.track_readiness, c.track_readiness_notes, c.cooling_capacity,
    c.brake_fade_resistance, c.recommended_track_prep, c.popular_track_mods, c.laptime_benchmarks,
    c.direct_competitors, c.if_you_want_more, c.if_you_want_less, c.similar_driving_experience,
    c.community_strength, c.community_notes, c.key_resources, c.facebook_groups, c.annual_events,
    c.aftermarket_scene_notes, c.resale_reputation, c.notable_reviews, c.must_watch_videos, c.expert_quotes,
    c.external_consensus, c.expert_review_count, c.expert_consensus_summary, c.score_adj_sound,
    c.score_adj_interior, c.score_adj_track, c.score_adj_reliability, c.score_adj_value, c.score_adj_driver_fun,
    c.score_adj_aftermarket, c.upgrade_recommendations, c.search_vector, c.embedding, c.ai_searchable_text,
    c.vehicle_type,
    f.city_mpg, f.highway_mpg, f.combined_mpg, f.fuel_type, f.annual_fuel_cost, f.co2_emissions, f.is_electric,
    f.is_hybrid, f.ev_range,
    s.nhtsa_overall_rating, s.recall_count, s.complaint_count, s.iihs_overall, s.iihs_top_safety_pick,
    s.safety_score, s.safety_grade,
    p.bat_avg_price, p.bat_median_price, p.hagerty_good, p.carscom_avg_price, p.consensus_price,
    p.price_confidence, p.market_trend,
    (SELECT count(*) FROM car_issues AS i WHERE i.car_id = c.id) AS issue_count,
    (SELECT count(*) FROM youtube_video_car_links AS l WHERE l.car_id = c.id) AS video_count
FROM cars AS c
LEFT JOIN car_fuel_economy AS f ON f.car_id = c.id
LEFT JOIN car_safety_data AS s ON s.car_id = c.id
LEFT JOIN car_market_pricing AS p ON p.car_id = c.id;

COMMENT ON VIEW car_detail_enriched IS
    'One row per car: everything of cars, with fuel economy, safety and market prices, and how many issues and videos';
COMMENT ON COLUMN car_detail_enriched.issue_count IS 'Rows of car_issues';
COMMENT ON COLUMN car_detail_enriched.video_count IS 'Videos linked to the car';
