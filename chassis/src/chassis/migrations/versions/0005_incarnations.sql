-- Null everywhere: written by a release that did not know of incarnations.
ALTER TABLE chassis.relay_cursor ADD COLUMN incarnation uuid
---
COMMENT ON COLUMN chassis.relay_cursor.incarnation IS 'of the service''s topic; see bus.protocol'
---
ALTER TABLE chassis.checkpoint ADD COLUMN incarnation uuid
---
COMMENT ON COLUMN chassis.checkpoint.incarnation IS 'of the topic; see bus.protocol'
---
ALTER TABLE chassis.dead_letter ADD COLUMN incarnation uuid
---
COMMENT ON COLUMN chassis.dead_letter.incarnation IS 'of the topic; see bus.protocol'
---
CREATE UNIQUE INDEX uq_dead_letter_incarnation
    ON chassis.dead_letter (topic, partition, "offset", incarnation) NULLS NOT DISTINCT
---
DROP INDEX chassis.uq_dead_letter_place
