-- Searching cars: words, aliases, misspellings, filters and sorts, and by meaning.

BEGIN;
\ir support.sql

SELECT plan(52);

\set hostile '''); DROP TABLE cars; -- & | ! <-> :* ( \\ %'

-- The rest of the catalogue, if there is one, would only be in the way.
DELETE FROM cars;

SELECT tap.add_car('porsche-cayman-gt4', 'Porsche 718 Cayman GT4', '{"brand": "Porsche", "generation_code": "982", "hp": 414,
           "price_avg": 110000, "category": "Mid-Engine", "score_value": 6, "score_sound": 9, "tier": "premium"}') AS gt4,
       tap.add_car('bmw-m3-e46', 'BMW M3 E46', '{"brand": "BMW", "generation_code": "E46", "hp": 333, "price_avg": 45000,
           "score_value": 8, "highlight": "The straight six everyone wants"}') AS e46,
       tap.add_car('bmw-m3-f80', 'BMW M3 F80', '{"brand": "BMW", "generation_code": "F80", "hp": 425, "price_avg": 50000,
           "score_value": 7, "country": "Germany"}') AS f80,
       tap.add_car('civic-type-r', 'Honda Civic Type R', '{"brand": "Honda", "hp": 306, "price_avg": 38000, "drivetrain": "FWD",
           "score_value": 9, "vehicle_type": "Hot Hatch", "manual_available": true}') AS ctr,
       tap.add_car('cherokee', 'Jeep Grand Cherokee', '{"brand": "Jeep", "hp": 240, "price_avg": 20000, "drivetrain": "RWD/4WD",
           "vehicle_type": "SUV", "manual_available": false}') AS jeep \gset
INSERT INTO car_slug_aliases (alias, canonical_slug) VALUES ('gt-four', 'porsche-cayman-gt4'), ('Fizzy', 'bmw-m3-e46');

-- Words --------------------------------------------------------------------------------------------------------------

SELECT results_eq($$SELECT slug FROM search_cars_fts('bmw m3')$$, ARRAY['bmw-m3-e46', 'bmw-m3-f80'], 'all words, in order of rank and name');
SELECT results_eq($$SELECT slug FROM search_cars_fts('straight six')$$, ARRAY['bmw-m3-e46'], 'words of the text are found');
SELECT ok((SELECT rank FROM search_cars_fts('civic')) > 0, 'what is found has a rank');
SELECT results_eq($$SELECT slug FROM search_cars_fts('m3', 1)$$, ARRAY['bmw-m3-e46'], 'no more than asked for');
SELECT is_empty($$SELECT slug FROM search_cars_fts('')$$, 'an empty text finds nothing');
SELECT is_empty($$SELECT slug FROM search_cars_fts(NULL)$$, 'neither does none');
SELECT is_empty($$SELECT slug FROM search_cars_fts('zzzzqqqq')$$, 'neither does nonsense');
SELECT is_empty($$SELECT slug FROM search_cars_fts('m3', -1)$$, 'a limit below nothing is nothing');
SELECT lives_ok(format('SELECT * FROM search_cars_fts(%L)', :'hostile'), 'hostile text is only text');
SELECT lives_ok($$SELECT * FROM search_cars_fts(repeat('m3 ', 100000))$$, 'so is a very long one');
SELECT lives_ok($$SELECT * FROM search_cars_fts(E'\u202e\u0001\t... --')$$, 'so are signs alone');
SELECT results_eq($$SELECT slug FROM search_cars_fulltext('bmw m3')$$, $$SELECT slug FROM search_cars_fts('bmw m3')$$, 'its other name does the same');

-- What was meant -----------------------------------------------------------------------------------------------------

SELECT results_eq($$SELECT slug FROM search_cars_fts('porche gt4') LIMIT 1$$, ARRAY['porsche-cayman-gt4'], 'porche gt4');
SELECT results_eq($$SELECT slug FROM search_cars_fts('e46m3') LIMIT 1$$, ARRAY['bmw-m3-e46'], 'e46m3');
SELECT results_eq($$SELECT slug FROM search_cars_fts('hnda civc') LIMIT 1$$, ARRAY['civic-type-r'], 'hnda civc');
SELECT results_eq($$SELECT slug FROM search_cars_fts('GT four') LIMIT 1$$, ARRAY['porsche-cayman-gt4'], 'an alias, however it is written');
SELECT results_eq($$SELECT slug FROM search_cars_fts('fizzy') LIMIT 1$$, ARRAY['bmw-m3-e46'], 'an alias that shares no word');
SELECT results_eq($$SELECT slug FROM search_cars_fts('fizy') LIMIT 1$$, ARRAY['bmw-m3-e46'], 'an alias misspelt');

-- Filters and sorts --------------------------------------------------------------------------------------------------

SELECT results_eq($$SELECT slug FROM search_cars_advanced() LIMIT 2$$, ARRAY['bmw-m3-e46', 'bmw-m3-f80'], 'without anything it is every car by name');
SELECT is((SELECT DISTINCT total_count FROM search_cars_advanced(page_limit => 2)), 5::bigint, 'the whole result is counted');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(page_limit => 2, page_offset => 4)$$, ARRAY['porsche-cayman-gt4'], 'pages follow each other');
SELECT results_eq($$SELECT slug FROM search_cars_advanced('m3', '{}', 'hp')$$, ARRAY['bmw-m3-f80', 'bmw-m3-e46'], 'text and sort together');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"hp_min": 400}', 'price', 'asc')$$, ARRAY['bmw-m3-f80', 'porsche-cayman-gt4'], 'filter and sort together');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"budget_max": "40000", "budget_min": 30000}')$$, ARRAY['civic-type-r'], 'a number may be a text');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"drivetrain": "4wd"}')$$, ARRAY['cherokee'], 'a mixed drivetrain answers to each');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"brand": "bmw", "country": "germany"}')$$, ARRAY['bmw-m3-f80'], 'names may be in any case');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"manual_available": false}')$$, ARRAY['cherokee'], 'no manual');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"category": "Mid-Engine", "tier": "premium"}')$$, ARRAY['porsche-cayman-gt4'], 'category and tier');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"vehicle_type": "Hot Hatch"}')$$, ARRAY['civic-type-r'], 'vehicle type');
SELECT results_eq($$SELECT slug FROM search_cars_advanced(NULL, '{"min_scores": {"value": 7.5, "score_sound": 5}}', 'name', 'desc')$$, ARRAY['civic-type-r', 'bmw-m3-e46'], 'least scores, under either name');
SELECT is((SELECT count(*) FROM search_cars_advanced(NULL, '{"hp_min": "; DROP", "min_scores": {"bogus": 9, "value": "x"}, "junk": []}')), 5::bigint, 'what is no filter filters nothing');
SELECT is((SELECT count(*) FROM search_cars_advanced(NULL, '[1, 2]', 'bogus', 'sideways', -1, -1)), 1::bigint, 'bad arguments are brought within bounds');
SELECT is((SELECT count(*) FROM search_cars_advanced(NULL, NULL, NULL, NULL, NULL, NULL)), 5::bigint, 'nulls are the defaults');
SELECT is((SELECT count(*) FROM search_cars_advanced(NULL, jsonb_build_object('brand', :'hostile'))), 0::bigint, 'hostile text is only a value');

SELECT results_eq($$SELECT slug FROM find_cars_by_criteria(p_limit => 2)$$, ARRAY['civic-type-r', 'bmw-m3-e46'], 'the best value first');
SELECT results_eq($$SELECT slug FROM find_cars_by_criteria(p_sort_by => 'price', p_limit => 1)$$, ARRAY['cherokee'], 'the cheapest first');
SELECT results_eq($$SELECT slug FROM find_cars_by_criteria(20001, 44999, p_drivetrain => 'FWD', p_manual_available => true)$$, ARRAY['civic-type-r'], 'every criterion counts');
SELECT is_empty($$SELECT slug FROM find_cars_by_criteria(p_brand => 'Nobody')$$, 'an unknown brand has no cars');

-- For AL -------------------------------------------------------------------------------------------------------------

SELECT is(jsonb_path_query_array(get_cars_for_al_query('compare', '{"slugs": ["cherokee", "none", "bmw-m3-e46"]}'), '$[*].slug'), '["cherokee", "bmw-m3-e46"]', 'compare keeps the order');
SELECT is(jsonb_path_query_array(get_cars_for_al_query('filter', '{"hp_min": 400, "sort_by": "price"}'), '$[*].slug'), '["bmw-m3-f80", "porsche-cayman-gt4"]', 'filter, cheapest first');
SELECT is(jsonb_path_query_array(get_cars_for_al_query('top', '{"sort_by": "sound", "limit": 1}'), '$[*].slug'), '["porsche-cayman-gt4"]', 'top by a score');
SELECT is(jsonb_path_query_array(get_cars_for_al_query('text', '{"query": "civic"}'), '$[*].slug'), '["civic-type-r"]', 'text');
SELECT is(get_cars_for_al_query('bogus'), '[]', 'an unknown type is an empty array');
SELECT is(get_cars_for_al_query(NULL, NULL), '[]', 'so is none');
SELECT is(get_cars_for_al_query('compare', '{"slugs": "cherokee"}'), '[]', 'so are slugs that are no array');

-- By meaning ---------------------------------------------------------------------------------------------------------

SELECT is_empty($$SELECT * FROM search_cars_semantic(tap.axis(1))$$, 'without embeddings there is nothing near');
SELECT is_empty($$SELECT * FROM get_similar_cars('bmw-m3-e46')$$, 'nor similar');
UPDATE cars SET embedding = tap.axis(1) WHERE slug = 'bmw-m3-e46';
UPDATE cars SET embedding = tap.axis(1, 0.5) WHERE slug = 'bmw-m3-f80';
UPDATE cars SET embedding = tap.axis(900) WHERE slug = 'cherokee';
SELECT results_eq($$SELECT slug, round(similarity::numeric, 4) FROM search_cars_semantic(tap.axis(1))$$,
    $$VALUES ('bmw-m3-e46', 1.0000), ('bmw-m3-f80', 0.8944)$$, 'the nearest first, the far ones not at all');
SELECT results_eq($$SELECT slug FROM search_cars_semantic(tap.axis(1), 0.9, 5)$$, ARRAY['bmw-m3-e46'], 'a higher threshold');
SELECT is_empty($$SELECT slug FROM search_cars_semantic(NULL)$$, 'nothing is near to nothing');
SELECT results_eq($$SELECT slug FROM get_similar_cars('bmw-m3-e46')$$, ARRAY['bmw-m3-f80', 'cherokee'], 'similar cars without the car itself');
SELECT is_empty($$SELECT slug FROM get_similar_cars('none', NULL)$$, 'an unknown slug has none');

SELECT * FROM finish();
ROLLBACK;
