-- Whether there is a date is a key of its own: no date stands for one that is missing.
DROP INDEX registry.ix_agreement_adopted
---
CREATE INDEX ix_agreement_adopted ON registry.agreement (
    (NULLIF(NULLIF(adopted, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(adopted, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
---
DROP INDEX registry.ix_finding_opened_on
---
CREATE INDEX ix_finding_opened_on ON registry.finding (
    (NULLIF(NULLIF(opened_on, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(opened_on, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
---
DROP INDEX registry.ix_instrument_adopted
---
CREATE INDEX ix_instrument_adopted ON registry.instrument (
    (NULLIF(NULLIF(adopted, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(adopted, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
---
DROP INDEX registry.ix_measure_adopted
---
CREATE INDEX ix_measure_adopted ON registry.measure (
    (NULLIF(NULLIF(adopted, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(adopted, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
---
DROP INDEX registry.ix_membership_valid_from
---
CREATE INDEX ix_membership_valid_from ON registry.membership (
    (NULLIF(NULLIF(valid_from, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(valid_from, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
---
DROP INDEX registry.ix_programme_item_planned_on
---
CREATE INDEX ix_programme_item_planned_on ON registry.programme_item (
    (NULLIF(NULLIF(planned_on, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(planned_on, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
---
DROP INDEX registry.ix_role_assignment_since
---
CREATE INDEX ix_role_assignment_since ON registry.role_assignment (
    (NULLIF(NULLIF(since, 'infinity'::date), '-infinity'::date) IS NULL),
    COALESCE(NULLIF(NULLIF(since, 'infinity'::date), '-infinity'::date), '1900-01-01'::date),
    code)
