-- Each statement of a function sees what was committed before it: what is looked up after the lock was taken
-- cannot be older than the lock.
CREATE FUNCTION chassis.idempotency_begin(
    the_client text, the_key text,
    OUT free boolean, OUT request_digest bytea, OUT status smallint, OUT headers jsonb, OUT body bytea
) LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    free := pg_try_advisory_xact_lock(hashtextextended(jsonb_build_array(the_client, the_key)::text, 1));
    IF free THEN
        SELECT i.request_digest, i.status, i.headers, i.body INTO request_digest, status, headers, body
        FROM chassis.idempotency i WHERE i.client = the_client AND i.key = the_key;
    END IF;
END $$
