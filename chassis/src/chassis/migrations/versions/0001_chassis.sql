CREATE TABLE chassis.ledger_head (
    id smallint CONSTRAINT pk_ledger_head PRIMARY KEY CONSTRAINT ck_ledger_head_single_row CHECK (id = 1),
    epoch uuid NOT NULL,
    position bigint NOT NULL,
    sequence bigint NOT NULL,
    time timestamptz NOT NULL,
    hash bytea NOT NULL,
    fingerprint text NOT NULL
)
---
COMMENT ON COLUMN chassis.ledger_head.fingerprint IS 'which database this is; see ledger.renew_epoch'
---
CREATE TABLE chassis.ledger (
    position bigint CONSTRAINT pk_ledger PRIMARY KEY,
    sequence bigint,
    epoch uuid NOT NULL,
    time timestamptz NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    party text NOT NULL,
    region text,
    data text,
    data_digest bytea NOT NULL,
    actor text NOT NULL,
    correlation_id text NOT NULL,
    causation_id text,
    hash bytea NOT NULL,
    CONSTRAINT ck_ledger_one_line_each
        CHECK (concat(type, subject, party, region, actor, correlation_id, causation_id) !~ '[[:cntrl:]]')
)
---
COMMENT ON COLUMN chassis.ledger.sequence IS 'gapless per topic; null: internal'
---
COMMENT ON COLUMN chassis.ledger.data IS 'the published bytes; null: redacted'
---
CREATE UNIQUE INDEX uq_ledger_sequence ON chassis.ledger (sequence) WHERE sequence IS NOT NULL
---
CREATE UNIQUE INDEX uq_ledger_id ON chassis.ledger (id)
---
CREATE INDEX ix_ledger_subject ON chassis.ledger (subject, position)
---
CREATE TABLE chassis.ledger_checked (
    id smallint CONSTRAINT pk_ledger_checked PRIMARY KEY CONSTRAINT ck_ledger_checked_single_row CHECK (id = 1),
    position bigint NOT NULL,
    hash bytea NOT NULL,
    checked_at timestamptz NOT NULL
)
---
-- Every writer ends here. The lock on the head row is taken first and the clock is read after it, so that a
-- later position never has an earlier time; all rows of a transaction share its time.
CREATE FUNCTION chassis.ledger_flush(
    ids uuid[], public boolean[], types text[], subjects text[], parties text[], regions text[], data text[],
    actor text, correlation_id text, causation_id text
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
            regions[i], data[i], digest, actor, correlation_id, causation_id, head.hash
        );
    END LOOP;
    UPDATE chassis.ledger_head
    SET position = head.position, sequence = head.sequence, time = head.time, hash = head.hash;
    RETURN head.time;
END $$
---
-- A heartbeat's reading of the head: whatever is appended later gets a later time.
CREATE FUNCTION chassis.ledger_advance()
RETURNS TABLE (epoch uuid, "time" timestamptz, sequence bigint, hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE head chassis.ledger_head;
BEGIN
    SELECT * INTO STRICT head FROM chassis.ledger_head FOR UPDATE;
    head.time := greatest(clock_timestamp(), head.time + interval '1 microsecond');
    UPDATE chassis.ledger_head h SET time = head.time;
    RETURN QUERY SELECT head.epoch, head.time, head.sequence, head.hash;
END $$
---
CREATE FUNCTION chassis.ledger_renew_epoch(new_epoch uuid, new_fingerprint text, force boolean)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO chassis.ledger_head VALUES (1, new_epoch, 0, 0, clock_timestamp(), '', new_fingerprint)
    ON CONFLICT (id) DO UPDATE
    SET epoch = greatest(excluded.epoch, ledger_head.epoch), fingerprint = excluded.fingerprint
    WHERE force OR ledger_head.fingerprint <> excluded.fingerprint;
    RETURN FOUND;
END $$
---
CREATE FUNCTION chassis.ledger_remember_check(reached bigint, chain bytea)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO chassis.ledger_checked VALUES (1, reached, chain, clock_timestamp())
    ON CONFLICT (id) DO UPDATE
    SET position = excluded.position, hash = excluded.hash, checked_at = excluded.checked_at
$$
---
-- For the owner only: the service itself can never change a row.
CREATE FUNCTION chassis.ledger_redact(event_id uuid)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE chassis.ledger SET data = NULL WHERE id = event_id AND data IS NOT NULL;
    RETURN FOUND;
END $$
---
CREATE TABLE chassis.relay_cursor (
    id smallint CONSTRAINT pk_relay_cursor PRIMARY KEY CONSTRAINT ck_relay_cursor_single_row CHECK (id = 1),
    epoch uuid NOT NULL,
    sequence bigint NOT NULL
)
---
CREATE TABLE chassis.checkpoint (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    CONSTRAINT pk_checkpoint PRIMARY KEY (topic, partition)
)
---
CREATE TABLE chassis.source (
    source text NOT NULL,
    epoch uuid NOT NULL,
    watermark bigint NOT NULL DEFAULT 0,
    covered_sequence bigint,
    covered_time timestamptz,
    covered_hash bytea,
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_source PRIMARY KEY (source, epoch)
)
---
-- The epoch of each source that reads go by: the newest that is complete. While a restored source is being
-- read again, what was known of it before stays in force.
CREATE VIEW chassis.current_source AS
SELECT DISTINCT ON (source) * FROM chassis.source ORDER BY source, covered_time IS NULL, epoch DESC
---
CREATE TABLE chassis.inbox (
    source text NOT NULL,
    epoch uuid NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (source, epoch, sequence)
)
---
CREATE TABLE chassis.heartbeat (
    source text NOT NULL,
    epoch uuid NOT NULL,
    time timestamptz NOT NULL,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_heartbeat PRIMARY KEY (source, epoch, time)
)
---
CREATE TABLE chassis.dead_letter (
    id uuid CONSTRAINT pk_dead_letter PRIMARY KEY,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    key bytea,
    value bytea,
    headers jsonb NOT NULL,
    error text NOT NULL,
    buried_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    replayed_at timestamptz
)
---
COMMENT ON COLUMN chassis.dead_letter.headers IS '[[name, base64], ...]'
---
CREATE UNIQUE INDEX uq_dead_letter_place ON chassis.dead_letter (topic, partition, "offset")
---
CREATE TABLE chassis.timer (
    kind text NOT NULL,
    subject text NOT NULL,
    due_at timestamptz NOT NULL,
    fired_at timestamptz,
    retry_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    CONSTRAINT pk_timer PRIMARY KEY (kind, subject)
)
---
CREATE INDEX ix_timer_next ON chassis.timer (coalesce(retry_at, due_at)) WHERE fired_at IS NULL
---
CREATE TABLE chassis.idempotency (
    client text NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_idempotency PRIMARY KEY (client, key)
)
---
CREATE INDEX ix_idempotency_stored_at ON chassis.idempotency (stored_at)
