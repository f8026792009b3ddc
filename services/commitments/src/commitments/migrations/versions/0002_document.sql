CREATE VIEW commitments.commitment_document AS
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
            'dimensions', i.dimensions, 'aligned_with', i.aligned_with,
            'coverage', jsonb_build_object(
                'points', i.points, 'latest_year', i.latest_year, 'by_sex', i.by_sex, 'by_age', i.by_age
            )
        ) ORDER BY i.position), '[]')
        FROM commitments.indicator i WHERE i.commitment_id = c.id
    ) AS indicators
FROM commitments.commitment c
LEFT JOIN chassis.ledger published ON published.id = c.published_event_id
LEFT JOIN LATERAL (
    SELECT p.status, p.score FROM commitments.progress p
    WHERE p.commitment_id = c.id ORDER BY p.version DESC LIMIT 1
) newest ON true
---
COMMENT ON VIEW commitments.commitment_document IS 'commitments with all that belongs to them, one row each'
