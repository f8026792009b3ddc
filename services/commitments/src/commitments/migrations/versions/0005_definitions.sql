CREATE TABLE commitments.received_definition (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    code TEXT NOT NULL,
    is_removed BOOLEAN NOT NULL,
    CONSTRAINT pk_received_definition PRIMARY KEY (epoch, sequence),
    CONSTRAINT ck_received_definition_time_finite CHECK (isfinite("time"))
)
---
CREATE INDEX ix_received_definition_newest ON commitments.received_definition (code, epoch, sequence DESC)
