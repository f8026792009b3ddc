ALTER TABLE commitments.commitment ADD COLUMN practice TEXT
---
ALTER TABLE commitments.indicator ADD COLUMN definition TEXT
---
CREATE TABLE commitments.practice_adoption (
    practice TEXT NOT NULL,
    party TEXT NOT NULL,
    commitment_id UUID NOT NULL,
    CONSTRAINT pk_practice_adoption PRIMARY KEY (practice, party),
    CONSTRAINT fk_practice_adoption_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitments.commitment (id)
)
---
CREATE INDEX ix_practice_adoption_commitment_id ON commitments.practice_adoption (commitment_id)
---
CREATE OR REPLACE VIEW commitments.commitment_document AS
SELECT c.id, c.version, c.reference, c.party, c.parties, c.title, c.description, c.kind, c.form, c.horizon,
    c.markers, c.area, c.status, published.time AS published_at, newest.status AS progress, newest.score,
    (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'framework', f.code, 'goal', g.code, 'degree', aligned.degree
        ) ORDER BY f.code, g.position), '[]')
        FROM commitments.commitment_goal aligned
        JOIN commitments.goal g ON g.id = aligned.goal_id
        JOIN commitments.framework f ON f.id = g.framework_id
        WHERE aligned.commitment_id = c.id
    ) AS alignments,
    (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', i.id, 'version', i.version, 'code', i.code, 'title', i.title, 'unit', i.unit,
            'direction', i.direction,
            'baseline', CASE WHEN i.baseline_year IS NOT NULL THEN
                jsonb_build_object('year', i.baseline_year, 'value', i.baseline_value) END,
            'target', CASE WHEN i.target_year IS NOT NULL THEN
                jsonb_build_object('year', i.target_year, 'value', i.target_value) END,
            'dimensions', i.dimensions, 'aligned_with', i.aligned_with, 'definition', i.definition,
            'coverage', jsonb_build_object(
                'points', i.points, 'latest_year', i.latest_year, 'by_sex', i.by_sex, 'by_age', i.by_age
            )
        ) ORDER BY i.position), '[]')
        FROM commitments.indicator i WHERE i.commitment_id = c.id
    ) AS indicators,
    c.practice
FROM commitments.commitment c
LEFT JOIN chassis.ledger published ON published.id = c.published_event_id
LEFT JOIN LATERAL (
    SELECT p.status, p.score FROM commitments.progress p
    WHERE p.commitment_id = c.id ORDER BY p.version DESC LIMIT 1
) newest ON true
