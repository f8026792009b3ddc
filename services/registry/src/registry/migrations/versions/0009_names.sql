-- The functions `plain` and `actor_words` stay for a release: processes of the former one still call them.
DROP INDEX registry.ix_actor_words
---
DROP INDEX registry.ix_actor_alias_plain
---
ALTER TABLE registry.actor_alias
    ADD COLUMN language TEXT NOT NULL DEFAULT 'und',
    DROP CONSTRAINT pk_actor_alias,
    ADD CONSTRAINT pk_actor_alias PRIMARY KEY (scheme, alias, actor)
---
CREATE TABLE registry.actor_name (
    key TEXT NOT NULL,
    actor TEXT NOT NULL,
    ambiguous BOOLEAN NOT NULL,
    spelling TEXT NOT NULL GENERATED ALWAYS AS (registry.spelling(key)) STORED,
    CONSTRAINT pk_actor_name PRIMARY KEY (key, actor),
    CONSTRAINT fk_actor_name_actor FOREIGN KEY (actor) REFERENCES registry.actor (code) ON DELETE CASCADE
)
---
CREATE INDEX ix_actor_name_actor ON registry.actor_name (actor)
---
CREATE INDEX ix_actor_name_spelling ON registry.actor_name
USING gin (spelling public.gin_trgm_ops) WITH (fastupdate = off)
---
CREATE TABLE registry.actor_name_due (
    actor TEXT NOT NULL,
    CONSTRAINT pk_actor_name_due PRIMARY KEY (actor),
    CONSTRAINT fk_actor_name_due_actor FOREIGN KEY (actor) REFERENCES registry.actor (code) ON DELETE CASCADE
)
---
-- The column with the actor's code is the trigger's argument.
CREATE FUNCTION registry.note_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry.actor_name_due (actor)
    SELECT code FROM registry.actor WHERE code IN (to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0])
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
---
CREATE TRIGGER note_new_names AFTER INSERT ON registry.actor
FOR EACH ROW EXECUTE FUNCTION registry.note_names('code')
---
CREATE TRIGGER note_changed_names AFTER UPDATE ON registry.actor
FOR EACH ROW WHEN ((OLD.name, OLD.names, OLD.iso2, OLD.m49, OLD.codes) IS DISTINCT FROM (NEW.name, NEW.names, NEW.iso2, NEW.m49, NEW.codes))
EXECUTE FUNCTION registry.note_names('code')
---
CREATE TRIGGER note_aliases AFTER INSERT OR UPDATE OR DELETE ON registry.actor_alias
FOR EACH ROW EXECUTE FUNCTION registry.note_names('actor')
---
INSERT INTO registry.actor_name_due (actor) SELECT code FROM registry.actor
---
-- As before, with the languages of aliases.
CREATE OR REPLACE VIEW registry.searchable AS
SELECT entry.noun, entry.code, named.language, named.name, named.shown, entry.codes, entry.prose
FROM (
    SELECT 'actor' AS noun, code, name, names, NULL AS short_name,
           concat_ws(' ', code, iso2, m49, (SELECT string_agg(value, ' ') FROM jsonb_each_text(codes))) AS codes,
           NULL AS prose
    FROM registry.actor
    UNION ALL
    SELECT 'process', code, name, names, NULL, code, mandate FROM registry.process
    UNION ALL
    SELECT 'instrument', code, title, titles, short_name, code, NULL FROM registry.instrument
    UNION ALL
    SELECT 'practice', code, title, '{}', NULL, code, summary FROM registry.practice
) entry
CROSS JOIN LATERAL (
    SELECT 'en' AS language, entry.name, true AS shown
    UNION ALL
    SELECT key, value, key <> 'en' FROM jsonb_each_text(entry.names) WHERE (key, value) <> ('en', entry.name)
    UNION ALL
    SELECT 'en', entry.short_name, false WHERE entry.short_name <> entry.name
    UNION ALL
    SELECT language, alias, false FROM registry.actor_alias
    WHERE entry.noun = 'actor' AND actor = entry.code AND scheme = 'name'
) named
