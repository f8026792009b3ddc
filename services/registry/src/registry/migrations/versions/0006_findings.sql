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
