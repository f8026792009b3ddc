CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public
---
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public
---
CREATE TABLE registry.search_entry (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    shown BOOLEAN NOT NULL,
    folded TEXT NOT NULL,
    document TSVECTOR NOT NULL,
    CONSTRAINT pk_search_entry PRIMARY KEY (id)
)
---
CREATE INDEX ix_search_entry_code ON registry.search_entry (noun, code)
---
CREATE INDEX ix_search_entry_exact_code ON registry.search_entry (lower(code))
---
CREATE INDEX ix_search_entry_folded ON registry.search_entry USING hash (folded)
---
-- Each search goes through what is not yet in its place in such an index: after an import, that must not be much.
CREATE INDEX ix_search_entry_document ON registry.search_entry USING gin (document)
WITH (gin_pending_list_limit = 128)
---
CREATE TABLE registry.search_word (
    word TEXT NOT NULL,
    spelling TEXT NOT NULL,
    CONSTRAINT pk_search_word PRIMARY KEY (word)
)
---
CREATE INDEX ix_search_word_spelling ON registry.search_word USING gin (spelling public.gin_trgm_ops)
WITH (gin_pending_list_limit = 128)
---
-- Case, accents, punctuation, Arabic vowel signs and hamzas make no difference. Chinese and Japanese letters
-- become words of their own: nothing divides the words there. What is nothing but punctuation stays.
CREATE FUNCTION registry.folded(said text) RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := translate(
        lower(public.unaccent('public.unaccent', normalize(said, NFKC)) COLLATE pg_c_utf8),
        U&'\0623\0625\0622\0671\0640\064B\064C\064D\064E\064F\0650\0651\0652',
        U&'\0627\0627\0627\0627');
    divided text := regexp_replace(plain, U&'([\3040-\30ff\3400-\9fff])', ' \1 ', 'g');
    words text := btrim(regexp_replace(divided, '[[:punct:][:space:]]+' COLLATE pg_c_utf8, ' ', 'g'));
    spaces text := '^[[:space:]]+|[[:space:]]+$';
BEGIN
    RETURN coalesce(
        nullif(words, ''),
        nullif(regexp_replace(plain, spaces COLLATE pg_c_utf8, '', 'g'), ''),
        regexp_replace(said, spaces COLLATE pg_c_utf8, '', 'g'));
END $$
---
-- A word in Latin letters, one for each of its own: trigrams are made of no others where the database's locale
-- knows no others. For comparing spellings, not for reading.
CREATE FUNCTION registry.spelling(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(word,
    'абвгдежзийклмнопрстуфхцчшщъыьэюя' || 'ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءؤئ',
    'abvgdejziiklmnoprstufhcxwwyyyeua' || 'abttjhkddrzsxsdtzagfqklmnhwyyhawy')
---
-- What can be found, and by which names. What is not public has no table here.
CREATE VIEW registry.searchable AS
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
    SELECT 'und', alias, false FROM registry.actor_alias
    WHERE entry.noun = 'actor' AND actor = entry.code AND scheme = 'name'
) named
---
CREATE FUNCTION registry.index_names(of_noun text, codes text[]) RETURNS void LANGUAGE sql AS $$
    WITH indexed AS (
        INSERT INTO registry.search_entry (noun, code, language, name, shown, folded, document)
        SELECT noun, code, language, name, shown, said.folded,
               setweight(to_tsvector('simple', said.folded) || to_tsvector(said.configuration, said.folded), 'A')
               || setweight(to_tsvector('simple', registry.folded(searchable.codes)), 'B')
               || setweight(to_tsvector('english', coalesce(registry.folded(prose), '')), 'D')
        FROM registry.searchable
        CROSS JOIN LATERAL (
            SELECT registry.folded(name) AS folded,
                   CASE split_part(language, '-', 1)
                       WHEN 'ar' THEN 'arabic' WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish'
                       WHEN 'fr' THEN 'french' WHEN 'ru' THEN 'russian' ELSE 'simple'
                   END::regconfig AS configuration
            OFFSET 0
        ) said
        WHERE noun = of_noun AND code = ANY (index_names.codes)
        RETURNING folded
    )
    INSERT INTO registry.search_word (word, spelling)
    SELECT DISTINCT word, registry.spelling(word)
    FROM indexed, unnest(tsvector_to_array(to_tsvector('simple', folded))) word ORDER BY word
    ON CONFLICT DO NOTHING
$$
---
-- The noun, and the column with the codes of its entries, are the trigger's arguments.
CREATE FUNCTION registry.follow_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    codes text[] := (SELECT array_agg(DISTINCT to_jsonb(touched) ->> TG_ARGV[1]) FROM touched);
BEGIN
    IF codes IS NOT NULL THEN
        DELETE FROM registry.search_entry WHERE noun = TG_ARGV[0] AND code = ANY (codes);
        PERFORM registry.index_names(TG_ARGV[0], codes);
    END IF;
    RETURN NULL;
END $$
---
DO $$
DECLARE
    followed record;
BEGIN
    FOR followed IN SELECT * FROM (VALUES
        ('actor', 'actor', 'code'), ('actor_alias', 'actor', 'actor'), ('process', 'process', 'code'),
        ('instrument', 'instrument', 'code'), ('practice', 'practice', 'code')
    ) AS followed ("table", noun, code)
    CROSS JOIN (VALUES
        ('follow_new_names', 'INSERT', 'NEW'), ('follow_changed_names', 'UPDATE', 'NEW'),
        ('follow_gone_names', 'DELETE', 'OLD')
    ) AS change (name, happens, rows)
    LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON registry.%I REFERENCING %s TABLE AS touched'
            ' FOR EACH STATEMENT EXECUTE FUNCTION registry.follow_names(%L, %L)',
            followed.name, followed.happens, followed."table", followed.rows, followed.noun, followed.code);
    END LOOP;
END $$
---
SELECT registry.index_names(noun, array_agg(DISTINCT code)) FROM registry.searchable GROUP BY noun
