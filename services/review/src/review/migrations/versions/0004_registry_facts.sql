CREATE TABLE review.received_finding (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE DEFAULT 'infinity' NOT NULL,
    finding_id UUID NOT NULL,
    code VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    instrument VARCHAR,
    status VARCHAR NOT NULL,
    opened_on DATE NOT NULL,
    reply JSONB,
    CONSTRAINT pk_received_finding PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_finding_newest ON review.received_finding (finding_id, epoch, sequence DESC)
---
CREATE INDEX ix_received_finding_status ON review.received_finding (epoch, status, valid_until)
---
CREATE TABLE review.received_gap_analysis (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    computed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    counts JSONB NOT NULL,
    uncovered_themes JSONB NOT NULL,
    low_uptake JSONB NOT NULL,
    not_implemented JSONB NOT NULL,
    CONSTRAINT pk_received_gap_analysis PRIMARY KEY (epoch, sequence)
)
---
CREATE TABLE review.received_process (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE DEFAULT 'infinity' NOT NULL,
    process_id UUID NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    grouping VARCHAR,
    members TEXT[] NOT NULL,
    CONSTRAINT pk_received_process PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_process_code ON review.received_process (epoch, code)
---
CREATE INDEX ix_received_process_newest ON review.received_process (process_id, epoch, sequence DESC)
---
CREATE TABLE review.received_programme_item (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE DEFAULT 'infinity' NOT NULL,
    item_id UUID NOT NULL,
    code VARCHAR NOT NULL,
    process VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    framework VARCHAR,
    planned_on DATE,
    held_on DATE,
    states TEXT[] NOT NULL,
    summary VARCHAR,
    link VARCHAR,
    CONSTRAINT pk_received_programme_item PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_programme_item_kind ON review.received_programme_item (epoch, kind, framework)
---
CREATE INDEX ix_received_programme_item_newest ON review.received_programme_item (item_id, epoch, sequence DESC)
---
CREATE TABLE review.received_removal (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    entry_id UUID NOT NULL,
    CONSTRAINT pk_received_removal PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_removal_entry_id ON review.received_removal (entry_id, epoch)
