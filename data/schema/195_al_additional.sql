-- Tables about AL that the AutoRev reference counts without naming them: what a user
-- wants of AL, the versions of its prompt and how well each does, and the questions it
-- could not answer.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE TABLE al_user_preferences (
    user_id                  uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
    response_mode            text NOT NULL DEFAULT 'full' CHECK (response_mode IN ('quick', 'full', 'deep')),
    web_search_enabled       boolean NOT NULL DEFAULT true,
    forum_insights_enabled   boolean NOT NULL DEFAULT true,
    youtube_reviews_enabled  boolean NOT NULL DEFAULT true,
    event_search_enabled     boolean NOT NULL DEFAULT true,
    created_at               timestamptz NOT NULL DEFAULT now(),
    updated_at               timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE al_user_preferences IS
    'What a user lets AL use, and how long its answers shall be. Without a row everything is on';
COMMENT ON COLUMN al_user_preferences.response_mode IS
    'quick: a few lines; full: the usual; deep: everything there is';

CREATE TRIGGER update_al_user_preferences_updated_at BEFORE UPDATE ON al_user_preferences
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE al_user_preferences ENABLE ROW LEVEL SECURITY;
CREATE POLICY al_user_preferences_select ON al_user_preferences FOR SELECT TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY al_user_preferences_insert ON al_user_preferences FOR INSERT TO authenticated
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY al_user_preferences_update ON al_user_preferences FOR UPDATE TO authenticated
    USING ((SELECT auth.uid()) = user_id)
    WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY al_user_preferences_delete ON al_user_preferences FOR DELETE TO authenticated
    USING ((SELECT auth.uid()) = user_id);
CREATE POLICY al_user_preferences_service ON al_user_preferences FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE al_prompt_versions (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    version_id           text NOT NULL UNIQUE,
    name                 text NOT NULL,
    description          text,
    system_prompt        text NOT NULL,
    is_active            boolean DEFAULT false,
    traffic_percentage   integer DEFAULT 0 CHECK (traffic_percentage BETWEEN 0 AND 100),
    created_at           timestamptz DEFAULT now(),
    created_by           uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    activated_at         timestamptz,
    retired_at           timestamptz,
    eval_pass_rate       numeric(5,2),
    avg_user_rating      numeric(3,2),
    total_conversations  integer DEFAULT 0,
    updated_at           timestamptz DEFAULT now()
);

COMMENT ON TABLE al_prompt_versions IS 'Versions of AL''s system prompt that are tried against each other';
COMMENT ON COLUMN al_prompt_versions.version_id IS 'Name of the version, for example v1.1-concise';
COMMENT ON COLUMN al_prompt_versions.traffic_percentage IS 'Percent of the conversations that get it';
COMMENT ON COLUMN al_prompt_versions.eval_pass_rate IS 'Percent of test cases passed in the last run';
COMMENT ON COLUMN al_prompt_versions.avg_user_rating IS '1 to 5';

CREATE INDEX idx_al_prompt_versions_active ON al_prompt_versions (traffic_percentage DESC)
    WHERE is_active AND traffic_percentage > 0;
CREATE INDEX idx_al_prompt_versions_created_by ON al_prompt_versions (created_by);

CREATE TRIGGER update_al_prompt_versions_updated_at BEFORE UPDATE ON al_prompt_versions
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE al_prompt_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY al_prompt_versions_service ON al_prompt_versions FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE al_content_gaps (
    id                       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    question_pattern         text NOT NULL,
    car_slug                 text,
    car_id                   uuid REFERENCES cars (id) ON DELETE SET NULL,
    gap_type                 text NOT NULL
                             CHECK (gap_type IN ('missing_data', 'outdated', 'incomplete', 'no_source',
                                                 'low_confidence')),
    occurrence_count         integer DEFAULT 1,
    sample_questions         jsonb DEFAULT '[]',
    sample_conversation_ids  uuid[] DEFAULT '{}',
    first_detected_at        timestamptz DEFAULT now(),
    last_detected_at         timestamptz DEFAULT now(),
    resolved_at              timestamptz,
    resolution_type          text
                             CHECK (resolution_type IN ('data_added', 'kb_updated', 'already_exists', 'deferred',
                                                        'not_applicable', 'wont_fix')),
    resolution_notes         text,
    resolved_by              uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    created_at               timestamptz DEFAULT now(),
    updated_at               timestamptz DEFAULT now()
);

COMMENT ON TABLE al_content_gaps IS 'Questions AL could not answer well, gathered to find what the catalogue lacks';
COMMENT ON COLUMN al_content_gaps.question_pattern IS 'The question without what is special to the asker';
COMMENT ON COLUMN al_content_gaps.car_slug IS 'The car it is about, when it is about one';
COMMENT ON COLUMN al_content_gaps.sample_questions IS 'JSON array of texts';

CREATE INDEX idx_al_content_gaps_open ON al_content_gaps (occurrence_count DESC, last_detected_at DESC)
    WHERE resolved_at IS NULL;
CREATE INDEX idx_al_content_gaps_car_id ON al_content_gaps (car_id) WHERE car_id IS NOT NULL;
CREATE INDEX idx_al_content_gaps_gap_type_occurrence_count ON al_content_gaps (gap_type, occurrence_count DESC);
CREATE INDEX idx_al_content_gaps_resolved_by ON al_content_gaps (resolved_by);

CREATE TRIGGER auto_car_id_al_content_gaps BEFORE INSERT OR UPDATE ON al_content_gaps
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_al_content_gaps_updated_at BEFORE UPDATE ON al_content_gaps
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE al_content_gaps ENABLE ROW LEVEL SECURITY;
CREATE POLICY al_content_gaps_service ON al_content_gaps FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE al_evaluation_runs (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name               text,
    prompt_version_id  text REFERENCES al_prompt_versions (version_id) ON DELETE SET NULL,
    total_cases        integer DEFAULT 0,
    passed_cases       integer DEFAULT 0,
    failed_cases       integer DEFAULT 0,
    skipped_cases      integer DEFAULT 0,
    avg_score          numeric(4,2),
    avg_latency_ms     integer,
    total_tokens       integer DEFAULT 0,
    total_cost_cents   numeric(10,2) DEFAULT 0,
    status             text DEFAULT 'pending'
                       CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    triggered_by       text CHECK (triggered_by IN ('manual', 'scheduled', 'ci', 'prompt_change')),
    started_at         timestamptz,
    completed_at       timestamptz,
    error_message      text,
    created_at         timestamptz DEFAULT now(),
    created_by         uuid REFERENCES auth.users (id) ON DELETE SET NULL
);

COMMENT ON TABLE al_evaluation_runs IS 'Runs of the test questions against AL, with their sums';
COMMENT ON COLUMN al_evaluation_runs.avg_score IS '1 to 10, by the judging model';
COMMENT ON COLUMN al_evaluation_runs.avg_latency_ms IS 'Milliseconds';
COMMENT ON COLUMN al_evaluation_runs.total_cost_cents IS 'US cents';

CREATE INDEX idx_al_evaluation_runs_created_at ON al_evaluation_runs (created_at DESC);
CREATE INDEX idx_al_evaluation_runs_prompt_version ON al_evaluation_runs (prompt_version_id, created_at DESC)
    WHERE prompt_version_id IS NOT NULL;
CREATE INDEX idx_al_evaluation_runs_created_by ON al_evaluation_runs (created_by);

ALTER TABLE al_evaluation_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY al_evaluation_runs_service ON al_evaluation_runs FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE al_evaluation_results (
    id                        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    run_id                    uuid NOT NULL REFERENCES al_evaluation_runs (id) ON DELETE CASCADE,
    test_case_id              text NOT NULL,
    test_category             text,
    prompt_sent               text NOT NULL,
    car_context_slug          text,
    response_received         text,
    tools_called              jsonb DEFAULT '[]',

    -- what the answer should and should not hold
    expected_elements         jsonb,
    expected_elements_found   jsonb,
    forbidden_elements        jsonb,
    forbidden_elements_found  jsonb,
    llm_judge_score           integer CHECK (llm_judge_score BETWEEN 1 AND 10),
    llm_judge_reasoning       text,

    -- time and cost
    latency_ms                integer,
    input_tokens              integer,
    output_tokens             integer,
    cost_cents                numeric(8,4),
    passed                    boolean,
    failure_reasons           text[],
    created_at                timestamptz DEFAULT now()
);

COMMENT ON TABLE al_evaluation_results IS 'Answers of AL to single test questions, and what was found in them';
COMMENT ON COLUMN al_evaluation_results.test_case_id IS 'Key of the test question';
COMMENT ON COLUMN al_evaluation_results.tools_called IS 'JSON array of tool names';
COMMENT ON COLUMN al_evaluation_results.latency_ms IS 'Milliseconds';
COMMENT ON COLUMN al_evaluation_results.cost_cents IS 'US cents';

CREATE INDEX idx_al_evaluation_results_run_id ON al_evaluation_results (run_id);
CREATE INDEX idx_al_evaluation_results_test_case_id_created_at ON al_evaluation_results (test_case_id, created_at DESC);
CREATE INDEX idx_al_evaluation_results_failures ON al_evaluation_results (run_id, test_category) WHERE NOT passed;

ALTER TABLE al_evaluation_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY al_evaluation_results_service ON al_evaluation_results FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);
