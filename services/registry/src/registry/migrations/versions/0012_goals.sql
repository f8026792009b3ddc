CREATE TABLE registry.received_goal (
    epoch UUID NOT NULL,
    sequence BIGINT NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    framework TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT pk_received_goal PRIMARY KEY (epoch, sequence),
    CONSTRAINT ck_received_goal_time_finite CHECK (isfinite("time"))
)
---
CREATE INDEX ix_received_goal_code ON registry.received_goal (code)
---
CREATE VIEW registry.goal AS
SELECT g.framework, g.code FROM registry.received_goal g
JOIN chassis.current_source s ON s.source = 'commitments' AND s.epoch = g.epoch
---
COMMENT ON VIEW registry.goal IS 'the goals that the commitments service has published, such as GCM/5'
---
CREATE VIEW registry.framework AS SELECT DISTINCT framework AS code FROM registry.goal
---
COMMENT ON VIEW registry.framework IS 'the frameworks that have goals'
---
CREATE VIEW registry.body AS
SELECT code FROM registry.process UNION SELECT code FROM registry.framework UNION SELECT 'UNNM'
---
COMMENT ON VIEW registry.body IS 'where actors have roles: processes, frameworks, the UN Network on Migration'
