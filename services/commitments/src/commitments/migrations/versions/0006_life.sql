ALTER TABLE commitments.commitment
    ADD COLUMN starts_on DATE,
    ADD COLUMN ends_on DATE,
    ADD COLUMN origin TEXT NOT NULL DEFAULT 'declared',
    ADD COLUMN derived_from TEXT
---
ALTER TABLE commitments.commitment
    ALTER COLUMN origin DROP DEFAULT,
    DROP CONSTRAINT ck_commitment_status,
    DROP CONSTRAINT ck_commitment_published_by_an_event,
    ADD CONSTRAINT ck_commitment_origin CHECK (origin IN ('declared', 'derived')),
    ADD CONSTRAINT ck_commitment_status CHECK (
        status IN ('draft', 'submitted', 'approved', 'published', 'in_progress', 'fulfilled', 'withdrawn', 'expired')),
    ADD CONSTRAINT ck_commitment_published_by_an_event CHECK (
        (status IN ('draft', 'submitted', 'approved')) = (published_event_id IS NULL)),
    ADD CONSTRAINT ck_commitment_period CHECK (ends_on >= starts_on),
    ADD CONSTRAINT ck_commitment_starts_on_finite CHECK (isfinite(starts_on)),
    ADD CONSTRAINT ck_commitment_ends_on_finite CHECK (isfinite(ends_on))
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
    c.practice, c.starts_on, c.ends_on, c.origin, c.derived_from
FROM commitments.commitment c
LEFT JOIN chassis.ledger published ON published.id = c.published_event_id
LEFT JOIN LATERAL (
    SELECT p.status, p.score FROM commitments.progress p
    WHERE p.commitment_id = c.id ORDER BY p.version DESC LIMIT 1
) newest ON true
