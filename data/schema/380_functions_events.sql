-- Functions about events: distances, and what is known around the watched cities.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE FUNCTION calculate_distance_miles(lat1 numeric, lon1 numeric, lat2 numeric, lon2 numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = public, pg_temp
AS $$
    -- the haversine keeps its precision for near points, where the cosine rule loses it
    SELECT (2 * 3959 * asin(sqrt(least(1,
                sin(radians((lat2 - lat1)::double precision) / 2) ^ 2
                + cos(radians(lat1::double precision)) * cos(radians(lat2::double precision))
                  * sin(radians((lon2 - lon1)::double precision) / 2) ^ 2))))::numeric
$$;

COMMENT ON FUNCTION calculate_distance_miles(numeric, numeric, numeric, numeric) IS
    'Great-circle distance in miles between two positions in degrees; null when one is unknown';

CREATE FUNCTION update_city_coverage_stats(p_city_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    UPDATE target_cities c
       SET total_event_count = s.total,
           cnc_event_count = s.cnc,
           track_event_count = s.track,
           show_event_count = s.show,
           autocross_event_count = s.autocross,
           has_cnc_coverage = s.cnc > 0,
           nearest_event_distance_miles = round(s.nearest, 2),
           last_coverage_check = now()
      FROM (
          SELECT w.id,
                 count(*) FILTER (WHERE e.counts) AS total,
                 count(*) FILTER (WHERE e.counts AND e.kind = 'cars-and-coffee') AS cnc,
                 count(*) FILTER (WHERE e.counts AND e.kind = 'track-day') AS track,
                 count(*) FILTER (WHERE e.counts AND e.kind = 'car-show') AS show,
                 count(*) FILTER (WHERE e.counts AND e.kind = 'autocross') AS autocross,
                 min(e.distance) AS nearest
            FROM target_cities w
            LEFT JOIN LATERAL (
                SELECT t.slug AS kind, d.distance,
                       CASE WHEN d.distance IS NOT NULL THEN d.distance <= 30
                            ELSE lower(v.city) = lower(w.city) AND lower(v.state) = lower(w.state) END AS counts
                  FROM events v
                  LEFT JOIN event_types t ON t.id = v.event_type_id,
                       LATERAL (SELECT calculate_distance_miles(w.latitude, w.longitude,
                                                                v.latitude, v.longitude) AS distance) d
                 WHERE v.status = 'approved' AND v.start_date >= CURRENT_DATE
            ) e ON true
           WHERE w.id = p_city_id
           GROUP BY w.id
      ) s
     WHERE c.id = s.id
$$;

COMMENT ON FUNCTION update_city_coverage_stats(uuid) IS
    'Counts the upcoming events within 30 miles of a city, and those in it whose position is unknown; for server jobs';

CREATE FUNCTION update_all_city_coverage_stats() RETURNS integer
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    SELECT count(c.id)::integer
      FROM (SELECT id, update_city_coverage_stats(id) FROM target_cities ORDER BY id) c
$$;

COMMENT ON FUNCTION update_all_city_coverage_stats() IS
    'Counts the events around every watched city; returns the number of cities';

REVOKE EXECUTE ON FUNCTION update_city_coverage_stats(uuid), update_all_city_coverage_stats() FROM public;
REVOKE EXECUTE ON FUNCTION update_city_coverage_stats(uuid), update_all_city_coverage_stats() FROM anon, authenticated;
GRANT EXECUTE ON FUNCTION update_city_coverage_stats(uuid), update_all_city_coverage_stats() TO service_role;
