-- Knowledge base: documents that were read, and the chunks of text that AL searches.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- source_documents ---------------------------------------------------------------------------------------------------

CREATE TABLE source_documents (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    source_type  text        NOT NULL,
    source_url   text,
    source_title text,
    license      text,
    retrieved_at timestamptz DEFAULT now(),
    checksum     text,
    raw_json     jsonb,
    raw_text     text,
    metadata     jsonb       DEFAULT '{}'::jsonb,
    created_at   timestamptz DEFAULT now(),
    updated_at   timestamptz DEFAULT now()
);

COMMENT ON TABLE source_documents IS 'Where knowledge comes from: one row per article, guide, transcript or page';
COMMENT ON COLUMN source_documents.source_type IS 'Such as encyclopedia, guide, youtube, forum, web';
COMMENT ON COLUMN source_documents.license IS 'Terms under which the text may be used';
COMMENT ON COLUMN source_documents.checksum IS 'Of the raw text, to see that a document changed';
COMMENT ON COLUMN source_documents.raw_json IS 'The source as it was received, when it was JSON';
COMMENT ON COLUMN source_documents.metadata IS 'Object; handed out with each chunk that a search finds';

CREATE INDEX idx_source_documents_source_type ON source_documents (source_type);
CREATE INDEX idx_source_documents_retrieved_at ON source_documents (retrieved_at DESC);
CREATE INDEX idx_source_documents_metadata ON source_documents USING gin (metadata);

CREATE TRIGGER update_source_documents_updated_at
    BEFORE UPDATE ON source_documents
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE source_documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON source_documents TO service_role USING (true) WITH CHECK (true);

-- document_chunks ----------------------------------------------------------------------------------------------------

CREATE TABLE document_chunks (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    document_id     uuid        NOT NULL REFERENCES source_documents (id) ON DELETE CASCADE,
    car_id          uuid        REFERENCES cars (id) ON DELETE SET NULL,
    car_slug        text,
    chunk_index     integer     NOT NULL DEFAULT 0,
    chunk_text      text        NOT NULL,
    chunk_tokens    integer,
    topic           text,
    embedding_model text,
    embedding       vector,
    metadata        jsonb       DEFAULT '{}'::jsonb,
    created_at      timestamptz DEFAULT now(),
    updated_at      timestamptz DEFAULT now(),
    UNIQUE (document_id, chunk_index)
);

COMMENT ON TABLE document_chunks IS
    'Pieces of source_documents of a few hundred words, each searchable by words and by meaning';
COMMENT ON COLUMN document_chunks.car_id IS 'Set when the text is about one car';
COMMENT ON COLUMN document_chunks.car_slug IS 'Display copy of cars.slug';
COMMENT ON COLUMN document_chunks.chunk_index IS 'Position in the document, from 0';
COMMENT ON COLUMN document_chunks.chunk_tokens IS 'Length in tokens of the embedding model';
COMMENT ON COLUMN document_chunks.embedding IS 'Of chunk_text, 1536 dimensions, compared by cosine';

CALL autorev.finish_vector_column('document_chunks', 'embedding', 'document_chunks_embedding_idx');

CREATE INDEX idx_document_chunks_document_id ON document_chunks (document_id);
CREATE INDEX idx_document_chunks_car_id ON document_chunks (car_id);
CREATE INDEX idx_document_chunks_topic ON document_chunks (topic);
CREATE INDEX idx_document_chunks_metadata ON document_chunks USING gin (metadata);
CREATE INDEX idx_document_chunks_fts ON document_chunks USING gin (to_tsvector('english', chunk_text));

CREATE TRIGGER auto_car_id_document_chunks
    BEFORE INSERT OR UPDATE OF car_slug, car_id ON document_chunks
    FOR EACH ROW EXECUTE FUNCTION resolve_car_id_from_slug();
CREATE TRIGGER update_document_chunks_updated_at
    BEFORE UPDATE ON document_chunks
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE document_chunks ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_all ON document_chunks TO service_role USING (true) WITH CHECK (true);

