CREATE TABLE review.meeting (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    place VARCHAR,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    time_zone VARCHAR NOT NULL,
    minutes INTEGER NOT NULL,
    CONSTRAINT pk_meeting PRIMARY KEY (id),
    CONSTRAINT ck_meeting_times CHECK (ends_at > starts_at AND minutes > 0)
)
---
CREATE TABLE review.received_actor (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    code VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    region VARCHAR,
    groupings TEXT[] NOT NULL,
    CONSTRAINT pk_received_actor PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_actor_code ON review.received_actor (code)
---
CREATE TABLE review.received_alignment (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    framework VARCHAR NOT NULL,
    goal VARCHAR NOT NULL,
    degree VARCHAR NOT NULL,
    CONSTRAINT pk_received_alignment PRIMARY KEY (epoch, sequence, framework, goal)
)
---
CREATE TABLE review.received_commitment (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT 'infinity',
    commitment_id UUID NOT NULL,
    reference VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    party VARCHAR NOT NULL,
    CONSTRAINT pk_received_commitment PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_commitment_newest ON review.received_commitment (commitment_id, epoch, sequence DESC)
---
CREATE TABLE review.received_coverage (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT 'infinity',
    indicator_id UUID NOT NULL,
    points INTEGER NOT NULL,
    by_sex BOOLEAN NOT NULL,
    by_age BOOLEAN NOT NULL,
    CONSTRAINT pk_received_coverage PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_coverage_newest ON review.received_coverage (indicator_id, epoch, sequence DESC)
---
CREATE TABLE review.received_goal (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    goal_id UUID NOT NULL,
    framework VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    CONSTRAINT pk_received_goal PRIMARY KEY (epoch, sequence)
)
---
CREATE TABLE review.received_indicator (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    indicator_id UUID NOT NULL,
    CONSTRAINT pk_received_indicator PRIMARY KEY (epoch, sequence, indicator_id)
)
---
CREATE TABLE review.received_progress (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT 'infinity',
    commitment_id UUID NOT NULL,
    status VARCHAR NOT NULL,
    score FLOAT,
    CONSTRAINT pk_received_progress PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_progress_newest ON review.received_progress (commitment_id, epoch, sequence DESC)
---
CREATE TABLE review.received_report (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    report_id UUID NOT NULL,
    milestone_id UUID NOT NULL,
    party VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    challenges JSONB NOT NULL,
    practices JSONB NOT NULL,
    CONSTRAINT pk_received_report PRIMARY KEY (epoch, sequence)
)
---
CREATE INDEX ix_received_report_milestone ON review.received_report (epoch, milestone_id, party)
---
CREATE TABLE review.rule_set (
    code VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body JSONB NOT NULL,
    source VARCHAR NOT NULL,
    as_of VARCHAR NOT NULL,
    CONSTRAINT pk_rule_set PRIMARY KEY (code, version)
)
---
CREATE TABLE review.milestone (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    locks_at TIMESTAMP WITH TIME ZONE NOT NULL,
    time_zone VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    meeting_id UUID,
    passed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_milestone PRIMARY KEY (id),
    CONSTRAINT ck_milestone_schedule CHECK (opens_at < due_at AND due_at <= locks_at),
    CONSTRAINT uq_milestone_reference UNIQUE (reference),
    CONSTRAINT fk_milestone_meeting_id FOREIGN KEY(meeting_id) REFERENCES review.meeting (id)
)
---
CREATE INDEX ix_milestone_meeting_id ON review.milestone (meeting_id)
---
CREATE TABLE review.agenda (
    id UUID NOT NULL,
    meeting_id UUID NOT NULL,
    milestone_id UUID NOT NULL,
    version INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    complete BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    rule_set VARCHAR NOT NULL,
    cut_at TIMESTAMP WITH TIME ZONE NOT NULL,
    digest VARCHAR NOT NULL,
    document TEXT NOT NULL,
    assembled_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_agenda PRIMARY KEY (id),
    CONSTRAINT ck_agenda_status CHECK (status IN ('provisional', 'revised', 'adopted')),
    CONSTRAINT fk_agenda_meeting_id FOREIGN KEY(meeting_id) REFERENCES review.meeting (id),
    CONSTRAINT fk_agenda_milestone_id FOREIGN KEY(milestone_id) REFERENCES review.milestone (id)
)
---
CREATE INDEX ix_agenda_milestone_id ON review.agenda (milestone_id)
---
CREATE UNIQUE INDEX uq_agenda_meeting_version ON review.agenda (meeting_id, version)
---
CREATE TABLE review.assembly (
    milestone_id UUID NOT NULL,
    cut_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason VARCHAR NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_assembly PRIMARY KEY (milestone_id, cut_at),
    CONSTRAINT fk_assembly_milestone_id FOREIGN KEY(milestone_id) REFERENCES review.milestone (id)
)
---
CREATE INDEX ix_assembly_pending ON review.assembly (cut_at) WHERE completed_at IS NULL
---
CREATE TABLE review.expected_party (
    milestone_id UUID NOT NULL,
    party VARCHAR NOT NULL,
    region VARCHAR,
    extended_due_at TIMESTAMP WITH TIME ZONE,
    extended_locks_at TIMESTAMP WITH TIME ZONE,
    extended_by VARCHAR,
    extension_reason VARCHAR,
    exempted_by VARCHAR,
    exemption_reason VARCHAR,
    CONSTRAINT pk_expected_party PRIMARY KEY (milestone_id, party),
    CONSTRAINT fk_expected_party_milestone_id FOREIGN KEY(milestone_id) REFERENCES review.milestone (id)
)
