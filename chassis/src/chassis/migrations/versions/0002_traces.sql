ALTER TABLE chassis.ledger ADD COLUMN traceparent text
---
COMMENT ON COLUMN chassis.ledger.traceparent IS 'W3C trace context of the cause; not in the hash'
---
ALTER TABLE chassis.timer ADD COLUMN traceparent text
---
COMMENT ON COLUMN chassis.timer.traceparent IS 'W3C trace context of what scheduled it'
---
CREATE INDEX ix_timer_due ON chassis.timer (due_at) WHERE fired_at IS NULL
---
CREATE INDEX ix_timer_fired_at ON chassis.timer (fired_at) WHERE fired_at IS NOT NULL
---
CREATE INDEX ix_dead_letter_waiting ON chassis.dead_letter (id) WHERE replayed_at IS NULL
---
-- The signature of 0001 goes, or a call with its ten arguments would fit both. Processes of the release before
-- go on calling with ten.
DROP FUNCTION chassis.ledger_flush(uuid[], boolean[], text[], text[], text[], text[], text[], text, text, text)
---
-- Every writer ends here. The lock on the head row is taken first and the clock is read after it, so that a
-- later position never has an earlier time; all rows of a transaction share its time.
CREATE FUNCTION chassis.ledger_flush(
    ids uuid[], public boolean[], types text[], subjects text[], parties text[], regions text[], data text[],
    actor text, correlation_id text, causation_id text, traceparents text[] DEFAULT NULL
) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    head chassis.ledger_head;
    own_sequence bigint;
    digest bytea;
BEGIN
    SELECT * INTO STRICT head FROM chassis.ledger_head FOR UPDATE;
    head.time := greatest(clock_timestamp(), head.time + interval '1 microsecond');
    FOR i IN 1 .. cardinality(ids) LOOP
        head.position := head.position + 1;
        own_sequence := NULL;
        IF public[i] THEN
            head.sequence := head.sequence + 1;
            own_sequence := head.sequence;
        END IF;
        digest := sha256(convert_to(data[i], 'UTF8'));
        head.hash := sha256(head.hash || convert_to(array_to_string(ARRAY[
            head.epoch::text, head.position::text, own_sequence::text,
            round(extract(epoch FROM head.time) * 1000000)::bigint::text, ids[i]::text,
            types[i], subjects[i], parties[i], regions[i], actor, correlation_id, causation_id
        ], E'\n', ''), 'UTF8') || digest);
        INSERT INTO chassis.ledger VALUES (
            head.position, own_sequence, head.epoch, head.time, ids[i], types[i], subjects[i], parties[i],
            regions[i], data[i], digest, actor, correlation_id, causation_id, head.hash,
            traceparents[i]
        );
    END LOOP;
    UPDATE chassis.ledger_head
    SET position = head.position, sequence = head.sequence, time = head.time, hash = head.hash;
    RETURN head.time;
END $$
