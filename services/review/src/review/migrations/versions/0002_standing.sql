-- Compressing a large agenda would take longer than assembling it.
ALTER TABLE review.agenda ALTER document SET STORAGE EXTERNAL
---
CREATE TABLE review.commitment_count (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    epoch UUID NOT NULL,
    framework VARCHAR NOT NULL,
    goal VARCHAR NOT NULL,
    degree VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    commitments INTEGER NOT NULL,
    CONSTRAINT pk_commitment_count PRIMARY KEY (id)
)
---
CREATE TABLE review.indicator_count (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    epoch UUID NOT NULL,
    framework VARCHAR NOT NULL,
    party VARCHAR NOT NULL,
    degrees TEXT[] NOT NULL,
    indicators INTEGER NOT NULL,
    with_data INTEGER NOT NULL,
    by_sex INTEGER NOT NULL,
    by_age INTEGER NOT NULL,
    CONSTRAINT pk_indicator_count PRIMARY KEY (id)
)
---
CREATE TABLE review.unmeasured (
    epoch UUID NOT NULL,
    framework VARCHAR NOT NULL,
    commitment_id UUID NOT NULL,
    degrees TEXT[] NOT NULL,
    indicators INTEGER NOT NULL,
    CONSTRAINT pk_unmeasured PRIMARY KEY (epoch, framework, commitment_id)
)
---
CREATE INDEX ix_unmeasured_commitment_id ON review.unmeasured (commitment_id)
---
ALTER TABLE review.received_coverage ADD commitment_id UUID
---
CREATE INDEX indicator_for_this_migration ON review.received_indicator (epoch, indicator_id)
---
-- Of an indicator whose commitment was not received yet, the commitment is unknown: then nobody's.
UPDATE review.received_coverage m SET commitment_id = coalesce(
    (SELECT c.commitment_id
     FROM review.received_indicator i JOIN review.received_commitment c USING (epoch, sequence)
     WHERE i.epoch = m.epoch AND i.indicator_id = m.indicator_id LIMIT 1),
    m.indicator_id
)
---
DROP INDEX review.indicator_for_this_migration
---
ALTER TABLE review.received_coverage ALTER commitment_id SET NOT NULL
---
CREATE INDEX ix_received_commitment_time ON review.received_commitment (epoch, time)
---
CREATE INDEX ix_received_progress_time ON review.received_progress (epoch, time)
---
CREATE INDEX ix_received_progress_status ON review.received_progress (epoch, status, valid_until)
---
CREATE INDEX ix_received_coverage_time ON review.received_coverage (epoch, time)
---
INSERT INTO review.commitment_count (epoch, framework, goal, degree, status, commitments)
SELECT c.epoch, a.framework, a.goal, a.degree, coalesce(p.status, 'unable_to_assess'), count(*)
FROM review.received_commitment c
JOIN review.received_alignment a USING (epoch, sequence)
LEFT JOIN review.received_progress p
  ON p.epoch = c.epoch AND p.commitment_id = c.commitment_id AND p.valid_until = 'infinity'
WHERE c.valid_until = 'infinity' GROUP BY 1, 2, 3, 4, 5
---
CREATE TEMPORARY TABLE measured ON COMMIT DROP AS
SELECT c.epoch, c.commitment_id, c.party, s.framework, s.degrees, count(*) AS indicators,
       count(*) FILTER (WHERE m.points > 0) AS with_data,
       count(*) FILTER (WHERE m.by_sex) AS by_sex, count(*) FILTER (WHERE m.by_age) AS by_age
FROM review.received_commitment c
JOIN (
    SELECT epoch, sequence, framework, array_agg(DISTINCT degree::text) AS degrees
    FROM review.received_alignment GROUP BY 1, 2, 3
) s USING (epoch, sequence)
JOIN review.received_indicator i USING (epoch, sequence)
LEFT JOIN review.received_coverage m
  ON m.epoch = i.epoch AND m.indicator_id = i.indicator_id AND m.valid_until = 'infinity'
WHERE c.valid_until = 'infinity' GROUP BY 1, 2, 3, 4, 5
---
INSERT INTO review.indicator_count (epoch, framework, party, degrees, indicators, with_data, by_sex, by_age)
SELECT epoch, framework, party, degrees, sum(indicators), sum(with_data), sum(by_sex), sum(by_age)
FROM measured GROUP BY 1, 2, 3, 4
---
INSERT INTO review.unmeasured (epoch, framework, commitment_id, degrees, indicators)
SELECT epoch, framework, commitment_id, degrees, indicators - with_data FROM measured WHERE indicators > with_data
