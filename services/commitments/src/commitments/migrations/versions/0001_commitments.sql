CREATE TABLE commitments.commitment (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    reference TEXT NOT NULL,
    party TEXT NOT NULL,
    parties TEXT[] NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    horizon TEXT NOT NULL,
    markers TEXT[] NOT NULL,
    area TEXT,
    status TEXT NOT NULL,
    published_event_id UUID,
    CONSTRAINT pk_commitment PRIMARY KEY (id),
    CONSTRAINT ck_commitment_kind CHECK (kind IN ('policy', 'process', 'financial', 'human_resources')),
    CONSTRAINT ck_commitment_form CHECK (form IN ('standalone', 'joint', 'matching')),
    CONSTRAINT ck_commitment_horizon CHECK (horizon IN ('short', 'medium', 'long')),
    CONSTRAINT ck_commitment_status CHECK (status IN ('draft', 'published')),
    CONSTRAINT ck_commitment_published_by_an_event CHECK ((status = 'draft') = (published_event_id IS NULL)),
    CONSTRAINT ck_commitment_led_by_a_party CHECK (party = ANY (parties)),
    CONSTRAINT uq_commitment_reference UNIQUE (reference)
)
---
CREATE INDEX ix_commitment_parties ON commitments.commitment USING gin (parties)
---
CREATE TABLE commitments.commitment_number (
    party TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_commitment_number PRIMARY KEY (party, year)
)
---
CREATE TABLE commitments.framework (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    adopted DATE NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    CONSTRAINT pk_framework PRIMARY KEY (id),
    CONSTRAINT uq_framework_code UNIQUE (code)
)
---
CREATE TABLE commitments.received_exemption (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    milestone_id UUID NOT NULL,
    party TEXT NOT NULL,
    CONSTRAINT pk_received_exemption PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_exemption_party ON commitments.received_exemption (milestone_id, party, epoch)
---
CREATE TABLE commitments.received_extension (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    milestone_id UUID NOT NULL,
    party TEXT NOT NULL,
    locks_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_received_extension PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_extension_newest ON commitments.received_extension (milestone_id, party, epoch, sequence DESC)
---
CREATE TABLE commitments.received_milestone (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    milestone_id UUID NOT NULL,
    reference TEXT NOT NULL,
    framework TEXT NOT NULL,
    opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    locks_at TIMESTAMP WITH TIME ZONE NOT NULL,
    parties TEXT[] NOT NULL,
    CONSTRAINT pk_received_milestone PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_milestone_newest ON commitments.received_milestone (milestone_id, epoch, sequence DESC)
---
CREATE TABLE commitments.received_party (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT,
    CONSTRAINT pk_received_party PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_party_newest ON commitments.received_party (code, epoch, sequence DESC)
---
CREATE TABLE commitments.report (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    milestone_id UUID NOT NULL,
    party TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    challenges JSONB NOT NULL,
    practices JSONB NOT NULL,
    completed_event_id UUID,
    signed_off_event_id UUID,
    CONSTRAINT pk_report PRIMARY KEY (id),
    CONSTRAINT uq_report_milestone_id_party UNIQUE (milestone_id, party)
)
---
CREATE INDEX ix_report_party ON commitments.report (party)
---
CREATE TABLE commitments.goal (
    id UUID NOT NULL,
    framework_id UUID NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    horizon TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    CONSTRAINT pk_goal PRIMARY KEY (id),
    CONSTRAINT uq_goal_framework_id_code UNIQUE (framework_id, code),
    CONSTRAINT fk_goal_framework_id FOREIGN KEY(framework_id) REFERENCES commitments.framework (id)
)
---
CREATE TABLE commitments.indicator (
    id UUID NOT NULL,
    commitment_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    unit TEXT NOT NULL,
    direction INTEGER NOT NULL,
    baseline_year INTEGER,
    baseline_value DOUBLE PRECISION,
    target_year INTEGER,
    target_value DOUBLE PRECISION,
    dimensions JSONB NOT NULL,
    aligned_with TEXT,
    points INTEGER NOT NULL,
    latest_year INTEGER,
    by_sex BOOLEAN NOT NULL,
    by_age BOOLEAN NOT NULL,
    CONSTRAINT pk_indicator PRIMARY KEY (id),
    CONSTRAINT uq_indicator_commitment_id_code UNIQUE (commitment_id, code),
    CONSTRAINT ck_indicator_direction CHECK (direction IN (1, -1)),
    CONSTRAINT ck_indicator_baseline CHECK (baseline_value IS NULL OR baseline_year IS NOT NULL),
    CONSTRAINT ck_indicator_target CHECK ((target_year IS NULL) = (target_value IS NULL)),
    CONSTRAINT ck_indicator_target_after_baseline CHECK (target_year > baseline_year),
    CONSTRAINT fk_indicator_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitments.commitment (id)
)
---
CREATE TABLE commitments.progress (
    commitment_id UUID NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    score DOUBLE PRECISION,
    confidence TEXT NOT NULL,
    method TEXT NOT NULL,
    method_version TEXT NOT NULL,
    indicators JSONB NOT NULL,
    event_id UUID NOT NULL,
    CONSTRAINT pk_progress PRIMARY KEY (commitment_id, version),
    CONSTRAINT ck_progress_status CHECK (status IN ('achieved', 'on_track', 'acceleration_needed', 'limited', 'deterioration', 'unable_to_assess')),
    CONSTRAINT fk_progress_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitments.commitment (id)
)
---
CREATE TABLE commitments.report_submission (
    report_id UUID NOT NULL,
    submission INTEGER NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    challenges JSONB NOT NULL,
    practices JSONB NOT NULL,
    event_id UUID NOT NULL,
    decision TEXT,
    note TEXT,
    decision_event_id UUID,
    CONSTRAINT pk_report_submission PRIMARY KEY (report_id, submission),
    CONSTRAINT ck_report_submission_decision CHECK (decision IN ('accepted', 'returned')),
    CONSTRAINT ck_report_submission_decided_by_an_event CHECK ((decision IS NULL) = (decision_event_id IS NULL)),
    CONSTRAINT fk_report_submission_report_id FOREIGN KEY(report_id) REFERENCES commitments.report (id)
)
---
CREATE TABLE commitments.commitment_goal (
    commitment_id UUID NOT NULL,
    goal_id UUID NOT NULL,
    degree TEXT NOT NULL,
    CONSTRAINT pk_commitment_goal PRIMARY KEY (commitment_id, goal_id),
    CONSTRAINT ck_commitment_goal_degree CHECK (degree IN ('high', 'medium', 'low')),
    CONSTRAINT fk_commitment_goal_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitments.commitment (id),
    CONSTRAINT fk_commitment_goal_goal_id FOREIGN KEY(goal_id) REFERENCES commitments.goal (id)
)
---
CREATE INDEX ix_commitment_goal_goal_id ON commitments.commitment_goal (goal_id)
---
CREATE TABLE commitments.observation (
    indicator_id UUID NOT NULL,
    year INTEGER NOT NULL,
    slice TEXT NOT NULL,
    revision INTEGER NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    source_type TEXT NOT NULL,
    quality TEXT NOT NULL,
    event_id UUID NOT NULL,
    CONSTRAINT pk_observation PRIMARY KEY (indicator_id, year, slice, revision),
    CONSTRAINT ck_observation_revision CHECK (revision > 0),
    CONSTRAINT fk_observation_indicator_id FOREIGN KEY(indicator_id) REFERENCES commitments.indicator (id)
)
