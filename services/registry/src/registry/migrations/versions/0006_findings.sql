CREATE TABLE registry.finding (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    instrument TEXT,
    themes TEXT[] NOT NULL,
    goals TEXT[] NOT NULL,
    evidence JSONB NOT NULL,
    happened_on DATE,
    record TEXT,
    occasion TEXT NOT NULL,
    reported_by TEXT,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    opened_on DATE,
    dismissed_at TIMESTAMP WITH TIME ZONE,
    dismissed_reason TEXT,
    reply TEXT,
    replied_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_reason TEXT,
    CONSTRAINT pk_finding PRIMARY KEY (id),
    CONSTRAINT ck_finding_kind CHECK (kind IN ('withdrawal', 'late_reservation', 'repealed_measure', 'worsening_indicator', 'reported')),
    CONSTRAINT ck_finding_public_or_dismissed CHECK (published_at IS NULL OR dismissed_at IS NULL),
    CONSTRAINT ck_finding_public CHECK (published_at IS NOT NULL OR (replied_at IS NULL AND closed_at IS NULL)),
    CONSTRAINT uq_finding_cause UNIQUE (kind, record, occasion),
    CONSTRAINT uq_finding_code UNIQUE (code)
)
---
CREATE INDEX ix_finding_instrument ON registry.finding (instrument, code)
---
CREATE INDEX ix_finding_opened_on ON registry.finding (COALESCE(opened_on, '9999-12-31'::date), code)
---
CREATE INDEX ix_finding_state ON registry.finding (state, code)
---
CREATE INDEX ix_finding_themes ON registry.finding USING gin (themes)
---
CREATE INDEX ix_participation_pressing ON registry.participation (date, instrument, state) WHERE action IN ('withdrawal', 'reservation')
---
CREATE TABLE registry.received_commitment (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    commitment_id UUID NOT NULL,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    party TEXT NOT NULL,
    parties TEXT[] NOT NULL,
    goals TEXT[] NOT NULL,
    definitions TEXT[] NOT NULL,
    CONSTRAINT pk_received_commitment PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_commitment_definitions ON registry.received_commitment USING gin (definitions)
---
CREATE INDEX ix_received_commitment_goals ON registry.received_commitment USING gin (goals)
---
CREATE INDEX ix_received_commitment_id ON registry.received_commitment (commitment_id, sequence)
---
CREATE TABLE registry.received_progress (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    commitment_id UUID NOT NULL,
    party TEXT NOT NULL,
    status TEXT NOT NULL,
    CONSTRAINT pk_received_progress PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_progress_commitment_id ON registry.received_progress (commitment_id, sequence)
