ALTER TABLE chassis.import_job
    ADD COLUMN format text NOT NULL DEFAULT 'ndjson',
    ADD COLUMN charset text NOT NULL DEFAULT 'utf-8',
    ADD COLUMN columns jsonb,
    ADD COLUMN created integer NOT NULL DEFAULT 0,
    ADD COLUMN older integer NOT NULL DEFAULT 0,
    ADD COLUMN reason text
---
COMMENT ON COLUMN chassis.import_job.columns IS 'the header of a table: [name, ...]'
---
COMMENT ON COLUMN chassis.import_job.older IS 'rows that say something else, as of an earlier day'
---
COMMENT ON COLUMN chassis.import_job.reason IS 'why it has failed, for people'
---
ALTER TABLE chassis.import_job ADD CONSTRAINT ck_import_job_modes
    CHECK (mode IN ('row_by_row', 'all_or_nothing', 'dry_run')) NOT VALID
---
ALTER TABLE chassis.import_job VALIDATE CONSTRAINT ck_import_job_modes
---
ALTER TABLE chassis.import_job DROP CONSTRAINT ck_import_job_mode
---
CREATE TABLE chassis.import_piece (
    job uuid CONSTRAINT fk_import_piece_job REFERENCES chassis.import_job ON DELETE CASCADE,
    number integer,
    content bytea NOT NULL,
    CONSTRAINT pk_import_piece PRIMARY KEY (job, number)
)
---
COMMENT ON TABLE chassis.import_piece IS 'a file until it is read'
---
ALTER TABLE chassis.import_piece ALTER COLUMN content SET STORAGE EXTERNAL
---
CREATE TABLE chassis.import_outcome (
    job uuid CONSTRAINT fk_import_outcome_job REFERENCES chassis.import_job ON DELETE CASCADE,
    code text,
    line bigint NOT NULL,
    is_new boolean NOT NULL,
    fields text[],
    CONSTRAINT pk_import_outcome PRIMARY KEY (job, code)
)
---
COMMENT ON COLUMN chassis.import_outcome.fields IS 'those that are different; null: the row changed nothing'
---
CREATE INDEX ix_import_outcome_changes ON chassis.import_outcome (job, line) WHERE fields IS NOT NULL
