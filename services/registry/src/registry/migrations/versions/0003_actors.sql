CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public
---
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public
---
CREATE FUNCTION registry.plain(word text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, word))
---
CREATE FUNCTION registry.actor_words(code text, iso2 text, m49 text, name text, names jsonb, codes jsonb)
    RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(
        SELECT DISTINCT registry.plain(said.word) FROM (
            SELECT unnest(ARRAY[code, iso2, m49, name])
            UNION ALL SELECT value FROM jsonb_each_text(names)
            UNION ALL SELECT value FROM jsonb_each_text(codes)
        ) AS said (word)
        WHERE said.word IS NOT NULL
    )
---
ALTER TABLE registry.grouping
    ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid(),
    DROP CONSTRAINT ck_grouping_kind,
    ADD CONSTRAINT ck_grouping_kind CHECK (kind IN ('regional_commission', 'm49_region', 'un_group', 'regional_organisation')),
    DROP CONSTRAINT pk_grouping CASCADE,
    ADD CONSTRAINT pk_grouping PRIMARY KEY (id),
    ADD CONSTRAINT uq_grouping_code UNIQUE (code)
---
ALTER TABLE registry.grouping ALTER COLUMN id DROP DEFAULT
---
CREATE INDEX ix_grouping_name ON registry.grouping (name, code)
---
ALTER TABLE registry.instrument
    ADD CONSTRAINT fk_instrument_grouping FOREIGN KEY (grouping) REFERENCES registry.grouping (code)
---
ALTER TABLE registry.process
    ADD CONSTRAINT fk_process_grouping FOREIGN KEY (grouping) REFERENCES registry.grouping (code)
---
ALTER TABLE registry.actor
    ADD COLUMN codes JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN parent TEXT,
    ADD COLUMN groupings TEXT[] NOT NULL DEFAULT '{}',
    DROP CONSTRAINT ck_actor_kind,
    ADD CONSTRAINT ck_actor_kind CHECK (kind IN ('state', 'un_entity', 'intergovernmental_organisation', 'regional_organisation', 'national_authority', 'subnational_authority', 'local_authority', 'civil_society', 'migrants_group', 'private_sector', 'academia', 'parliament', 'human_rights_institution', 'philanthropy')),
    ADD CONSTRAINT uq_actor_iso2 UNIQUE (iso2),
    ADD CONSTRAINT uq_actor_m49 UNIQUE (m49),
    ADD CONSTRAINT fk_actor_parent FOREIGN KEY (parent) REFERENCES registry.actor (code),
    ADD CONSTRAINT fk_actor_region FOREIGN KEY (region) REFERENCES registry.grouping (code)
---
ALTER TABLE registry.actor ALTER COLUMN codes DROP DEFAULT, ALTER COLUMN groupings DROP DEFAULT
---
ALTER TABLE registry.membership
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN code TEXT,
    ADD COLUMN actor TEXT
---
UPDATE registry.membership SET
    actor = actor.code,
    code = concat_ws('.', membership.grouping, actor.code, valid_from::text)
FROM registry.actor WHERE actor.id = membership.actor_id
---
ALTER TABLE registry.membership
    DROP COLUMN actor_id,
    ALTER COLUMN version DROP DEFAULT,
    ALTER COLUMN code SET NOT NULL,
    ALTER COLUMN actor SET NOT NULL,
    ADD CONSTRAINT uq_membership_code UNIQUE (code),
    ADD CONSTRAINT fk_membership_grouping FOREIGN KEY (grouping) REFERENCES registry.grouping (code),
    ADD CONSTRAINT fk_membership_actor FOREIGN KEY (actor) REFERENCES registry.actor (code),
    ADD CONSTRAINT ex_membership_overlap
        EXCLUDE USING gist (grouping WITH =, actor WITH =, daterange(valid_from, valid_until) WITH &&)
        DEFERRABLE INITIALLY DEFERRED
---
CREATE INDEX ix_membership_grouping ON registry.membership (grouping, actor)
---
CREATE INDEX ix_membership_actor ON registry.membership (actor, code)
---
CREATE INDEX ix_membership_valid_from ON registry.membership (COALESCE(valid_from, '9999-12-31'::date), code)
---
UPDATE registry.actor SET groupings = ARRAY(
    SELECT grouping FROM registry.membership
    WHERE membership.actor = actor.code
      AND (valid_from IS NULL OR valid_from <= current_date)
      AND (valid_until IS NULL OR valid_until > current_date)
    ORDER BY grouping
)
---
DROP INDEX registry.ix_actor_region
---
CREATE INDEX ix_actor_region ON registry.actor (region, code)
---
CREATE INDEX ix_actor_name ON registry.actor (name, code)
---
CREATE INDEX ix_actor_parent ON registry.actor (parent, code)
---
CREATE INDEX ix_actor_groupings ON registry.actor USING gin (groupings)
---
CREATE INDEX ix_actor_codes ON registry.actor USING gin (codes jsonb_path_ops) WITH (fastupdate = off)
---
CREATE INDEX ix_actor_words ON registry.actor
    USING gin (registry.actor_words(code, iso2, m49, name, names, codes)) WITH (fastupdate = off)
---
CREATE TABLE registry.actor_alias (
    scheme TEXT NOT NULL,
    alias TEXT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    CONSTRAINT pk_actor_alias PRIMARY KEY (scheme, alias),
    CONSTRAINT fk_actor_alias_actor FOREIGN KEY (actor) REFERENCES registry.actor (code) ON DELETE CASCADE
)
---
CREATE INDEX ix_actor_alias_actor ON registry.actor_alias (actor)
---
CREATE INDEX ix_actor_alias_plain ON registry.actor_alias (registry.plain(alias))
---
INSERT INTO registry.revision (noun, id, version, code, recorded_at, document)
SELECT noun, known.id, version, code, time, document
FROM chassis.ledger_head, (
    SELECT 'grouping', id, version, code, to_jsonb(one) FROM registry.grouping one
    UNION ALL SELECT 'actor', id, version, code, to_jsonb(one) FROM registry.actor one
    UNION ALL SELECT 'membership', id, version, code, to_jsonb(one) FROM registry.membership one
) AS known (noun, id, version, code, document)
