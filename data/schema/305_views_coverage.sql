-- Coverage: how much of each kind of data there is, for how many cars, how old, and for which cars it is missing.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE VIEW data_coverage_by_car WITH (security_invoker = true) AS
WITH kind (place, kind, relation) AS (
    VALUES
        (1, 'performance_figures', 'cars'),
        (2, 'variants', 'car_variants'),
        (3, 'issues', 'car_issues'),
        (4, 'recalls', 'car_recalls'),
        (5, 'maintenance_specs', 'vehicle_maintenance_specs'),
        (6, 'service_intervals', 'vehicle_service_intervals'),
        (7, 'wheels_and_tyres', 'wheel_tire_fitment_options'),
        (8, 'fuel_economy', 'car_fuel_economy'),
        (9, 'safety', 'car_safety_data'),
        (10, 'market_prices', 'car_market_pricing'),
        (11, 'price_history', 'car_price_history'),
        (12, 'tuning', 'car_tuning_profiles'),
        (13, 'parts', 'part_fitments'),
        (14, 'dyno_runs', 'car_dyno_runs'),
        (15, 'lap_times', 'car_track_lap_times'),
        (16, 'expert_reviews', 'car_expert_reviews'),
        (17, 'videos', 'youtube_video_car_links'),
        (18, 'owner_insights', 'community_insights'),
        (19, 'embedding', 'cars')
), present (kind, car_id, rows, newest) AS (
    SELECT 'performance_figures', id, 1::bigint, updated_at
    FROM cars
    WHERE torque IS NOT NULL AND curb_weight IS NOT NULL AND zero_to_sixty IS NOT NULL AND quarter_mile IS NOT NULL
      AND top_speed IS NOT NULL
    UNION ALL SELECT 'variants' AS kind, car_id, count(*), max(updated_at) FROM car_variants GROUP BY car_id
    UNION ALL SELECT 'issues' AS kind, car_id, count(*), max(updated_at) FROM car_issues GROUP BY car_id
    UNION ALL SELECT 'recalls' AS kind, car_id, count(*), max(created_at) FROM car_recalls GROUP BY car_id
    UNION ALL SELECT 'maintenance_specs' AS kind, car_id, count(*), max(updated_at) FROM vehicle_maintenance_specs GROUP BY car_id
    UNION ALL SELECT 'service_intervals' AS kind, car_id, count(*), max(created_at) FROM vehicle_service_intervals GROUP BY car_id
    UNION ALL SELECT 'wheels_and_tyres' AS kind, car_id, count(*), max(updated_at) FROM wheel_tire_fitment_options GROUP BY car_id
    UNION ALL SELECT 'fuel_economy' AS kind, car_id, count(*), max(fetched_at) FROM car_fuel_economy GROUP BY car_id
    -- A row that only counts recalls says nothing about how safe a car is.
    UNION ALL SELECT 'safety' AS kind, car_id, count(*), max(greatest(nhtsa_fetched_at, iihs_fetched_at)) FROM car_safety_data
              WHERE nhtsa_overall_rating IS NOT NULL OR iihs_overall IS NOT NULL OR safety_score IS NOT NULL GROUP BY car_id
    UNION ALL SELECT 'market_prices' AS kind, car_id, count(*), max(updated_at) FROM car_market_pricing GROUP BY car_id
    UNION ALL SELECT 'price_history' AS kind, car_id, count(*), max(created_at) FROM car_price_history GROUP BY car_id
    UNION ALL SELECT 'tuning' AS kind, car_id, count(*), max(updated_at) FROM car_tuning_profiles GROUP BY car_id
    UNION ALL SELECT 'parts' AS kind, car_id, count(*), max(updated_at) FROM part_fitments GROUP BY car_id
    UNION ALL SELECT 'dyno_runs' AS kind, car_id, count(*), max(updated_at) FROM car_dyno_runs GROUP BY car_id
    UNION ALL SELECT 'lap_times' AS kind, car_id, count(*), max(updated_at) FROM car_track_lap_times GROUP BY car_id
    UNION ALL SELECT 'expert_reviews' AS kind, car_id, count(*), max(fetched_at) FROM car_expert_reviews GROUP BY car_id
    UNION ALL SELECT 'videos' AS kind, car_id, count(*), max(updated_at) FROM youtube_video_car_links GROUP BY car_id
    UNION ALL SELECT 'owner_insights' AS kind, car_id, count(*), max(updated_at) FROM community_insights GROUP BY car_id
    UNION ALL SELECT 'embedding' AS kind, id, 1, updated_at FROM cars WHERE embedding IS NOT NULL
)
SELECT c.id AS car_id, c.slug, c.name, k.place, k.kind, k.relation, coalesce(p.rows, 0) AS row_count, p.newest
FROM cars AS c
CROSS JOIN kind AS k
LEFT JOIN present AS p ON p.car_id = c.id AND p.kind = k.kind;

COMMENT ON VIEW data_coverage_by_car IS 'One row per car and kind of data: how many rows there are, and how new they are';
COMMENT ON COLUMN data_coverage_by_car.place IS 'Order of the kinds on a screen';
COMMENT ON COLUMN data_coverage_by_car.relation IS 'Table the kind is kept in';

CREATE VIEW data_coverage WITH (security_invoker = true) AS
SELECT place, kind, relation,
       sum(row_count)::bigint AS row_count,
       count(*) FILTER (WHERE row_count > 0) AS car_count,
       count(*) AS total_cars,
       round(100.0 * count(*) FILTER (WHERE row_count > 0) / count(*), 1) AS percent,
       max(newest) AS newest,
       min(newest) AS oldest
FROM data_coverage_by_car
GROUP BY place, kind, relation
ORDER BY place;

COMMENT ON VIEW data_coverage IS 'The coverage dashboard: rows, cars and percent of the cars per kind of data';
COMMENT ON COLUMN data_coverage.percent IS 'Cars that have any of it, of all cars';
COMMENT ON COLUMN data_coverage.oldest IS 'The car whose newest row is the oldest';

CREATE VIEW data_gaps WITH (security_invoker = true) AS
SELECT place, kind, relation, car_id, slug, name
FROM data_coverage_by_car
WHERE row_count = 0
ORDER BY place, name;

COMMENT ON VIEW data_gaps IS 'What is missing: one row per kind of data and car without it';
