CREATE TABLE chassis.import_job (
    id uuid CONSTRAINT pk_import_job PRIMARY KEY,
    noun text NOT NULL,
    mode text NOT NULL CONSTRAINT ck_import_job_mode CHECK (mode IN ('row_by_row', 'all_or_nothing')),
    status text NOT NULL DEFAULT 'receiving' CONSTRAINT ck_import_job_status
        CHECK (status IN ('receiving', 'queued', 'running', 'done', 'refused', 'failed')),
    client text NOT NULL,
    correlation_id text NOT NULL,
    received integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    unchanged integer NOT NULL DEFAULT 0,
    rejected integer NOT NULL DEFAULT 0,
    applied_to bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
)
---
COMMENT ON COLUMN chassis.import_job.received IS 'rows, the rejected among them'
---
COMMENT ON COLUMN chassis.import_job.applied_to IS 'the last line that is done'
---
CREATE TABLE chassis.import_row (
    job uuid CONSTRAINT fk_import_row_job REFERENCES chassis.import_job ON DELETE CASCADE,
    line bigint,
    data jsonb,
    errors jsonb,
    CONSTRAINT pk_import_row PRIMARY KEY (job, line)
)
---
COMMENT ON COLUMN chassis.import_row.data IS 'the row; of a rejected one as it was given, or null'
---
COMMENT ON COLUMN chassis.import_row.errors IS '[{pointer, detail}, ...]; null: not rejected'
---
CREATE INDEX ix_import_row_rejected ON chassis.import_row (job, line) WHERE errors IS NOT NULL
---
-- The next rows of a job. In the order of the index: a table that has just been filled has no statistics, and
-- sorting all rows that are left for each batch would cost more and more.
CREATE FUNCTION chassis.import_batch(of_job uuid, after_line bigint, most bigint)
RETURNS SETOF chassis.import_row LANGUAGE sql STABLE
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off
AS $$
    SELECT * FROM chassis.import_row
    WHERE job = of_job AND line > after_line AND errors IS NULL ORDER BY line LIMIT most
$$
