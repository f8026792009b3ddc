CREATE TABLE registry.gap_analysis (
    version INTEGER NOT NULL,
    id UUID NOT NULL,
    computed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    day DATE NOT NULL,
    method TEXT NOT NULL,
    low_uptake_below FLOAT NOT NULL,
    digest TEXT NOT NULL,
    counts JSONB NOT NULL,
    CONSTRAINT pk_gap_analysis PRIMARY KEY (version),
    CONSTRAINT uq_gap_analysis_id UNIQUE (id)
)
---
CREATE TABLE registry.gap_basis (
    id SMALLINT NOT NULL,
    method TEXT NOT NULL,
    day DATE NOT NULL,
    states TEXT NOT NULL,
    CONSTRAINT pk_gap_basis PRIMARY KEY (id),
    CONSTRAINT ck_gap_basis_single_row CHECK (id = 1)
)
---
CREATE TABLE registry.gap_mark (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT pk_gap_mark PRIMARY KEY (kind, code),
    CONSTRAINT ck_gap_mark_kind CHECK (kind IN ('instrument', 'theme', 'doing'))
)
---
CREATE TABLE registry.gap_part (
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    figures TEXT NOT NULL,
    shares JSONB NOT NULL,
    document BYTEA NOT NULL,
    CONSTRAINT pk_gap_part PRIMARY KEY (digest),
    CONSTRAINT ck_gap_part_kind CHECK (kind IN ('theme', 'instrument'))
)
---
ALTER TABLE registry.gap_part ALTER COLUMN document SET STORAGE EXTERNAL
---
CREATE TABLE registry.gap_listing (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    digest TEXT NOT NULL,
    CONSTRAINT pk_gap_listing PRIMARY KEY (kind, code, since),
    CONSTRAINT ck_gap_listing_kind CHECK (kind IN ('theme', 'instrument')),
    CONSTRAINT fk_gap_listing_digest FOREIGN KEY(digest) REFERENCES registry.gap_part (digest)
)
---
CREATE INDEX ix_gap_listing_digest ON registry.gap_listing (digest)
---
CREATE UNIQUE INDEX uq_gap_listing_current ON registry.gap_listing (kind, code) WHERE until IS NULL
