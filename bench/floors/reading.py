"""The one statement that reads a commitment with all that belongs to it."""

READ = """
    SELECT c.id, c.version, c.reference, c.party, c.parties, c.title, c.description, c.kind, c.form,
        c.horizon, c.markers, c.area, c.status, l.time AS published_at, p.status AS progress, p.score,
        coalesce(a.alignments, '[]') AS alignments, coalesce(i.indicators, '[]') AS indicators
    FROM commitments.commitment c
    LEFT JOIN chassis.ledger l ON l.id = c.published_event_id
    LEFT JOIN LATERAL (
        SELECT status, score FROM commitments.progress
        WHERE commitment_id = c.id ORDER BY version DESC LIMIT 1
    ) p ON true
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(
            jsonb_build_object('framework', f.code, 'goal', g.code, 'degree', cg.degree)
            ORDER BY f.code, g.position
        ) AS alignments
        FROM commitments.commitment_goal cg
        JOIN commitments.goal g ON g.id = cg.goal_id
        JOIN commitments.framework f ON f.id = g.framework_id
        WHERE cg.commitment_id = c.id
    ) a
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(
            jsonb_build_object(
                'id', id, 'version', version, 'code', code, 'title', title, 'unit', unit,
                'direction', direction, 'dimensions', dimensions, 'aligned_with', aligned_with,
                'baseline', CASE WHEN baseline_year IS NOT NULL
                    THEN jsonb_build_object('year', baseline_year, 'value', baseline_value) END,
                'target', CASE WHEN target_year IS NOT NULL
                    THEN jsonb_build_object('year', target_year, 'value', target_value) END,
                'coverage', jsonb_build_object(
                    'points', points, 'latest_year', latest_year, 'by_sex', by_sex, 'by_age', by_age)
            ) ORDER BY position
        ) AS indicators
        FROM commitments.indicator WHERE commitment_id = c.id
    ) i
    WHERE c.id = {id}
"""
