"""Search among the names of entries.

An entry that is named, or whose name has all the words, comes before one whose name only resembles what was
asked. Resemblance is looked for word by word, among the words that names have: that is fast where comparing
whole names would not be. It costs nothing while there are better hits for the page.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Integer, Text, text

from chassis.database import Session
from chassis.http.pages import Paging, cursor_values
from registry.catalogue.rules.names import asked

RESEMBLING_WORDS = 8
"""How many of the words in names a misspelt one may stand for."""
WORDS_COMPARED = 12
"""A longer question that nothing answers is judged by its longest words."""
RESEMBLING_NAMES = 500
"""Names with only resembling words are worth no more than some pages."""

_LANGUAGES = ("english", "french", "spanish", "russian", "arabic")
_CONFIGURATIONS = f"{{simple,{','.join(_LANGUAGES)}}}"
_STEMMERS = f"{{{','.join(f'{language}_stem' for language in _LANGUAGES)}}}"


class Match(NamedTuple):
    """An entry that answers to a question."""

    noun: str
    code: str
    points: int
    name: str
    """In the language that was asked for, or else in English."""
    matched_language: str
    """The language of the name that came closest."""


_LATER = """(CAST(:points AS int) IS NULL OR points < :points
            OR points = :points AND (noun, code) > (:noun, :code))"""

_SEARCH = text(
    f"""
    WITH asked AS MATERIALIZED (
        SELECT folded, CASE
            WHEN folded ~ U&'[\\3040-\\30ff\\3400-\\9fff]' THEN phraseto_tsquery('simple', folded)
            ELSE (
                SELECT CAST(string_agg(DISTINCT concat('(', query, ')'), ' | ') AS tsquery)
                FROM unnest(CAST('{_CONFIGURATIONS}' AS regconfig[])) language,
                     plainto_tsquery(language, folded) query
                WHERE numnode(query) > 0
            ) END AS query
        FROM registry.folded(:q) folded
    ), answering AS (
        SELECT noun, code, 40000 AS points FROM registry.search_entry WHERE lower(code) = lower(:q)
        UNION ALL
        SELECT 'actor', unnest(array_agg(DISTINCT actor)), 30000
        FROM (
            SELECT actor, ambiguous, rank() OVER (ORDER BY stage) AS rank
            FROM unnest(CAST(:stages AS int[]), CAST(:keys AS text[])) AS looked_for (stage, key)
            JOIN registry.actor_name USING (key)
        ) named
        WHERE rank = 1 HAVING count(DISTINCT actor) > 1 OR NOT bool_or(ambiguous)
        UNION ALL
        SELECT noun, code, 30000 FROM registry.search_entry entry, asked WHERE entry.folded = asked.folded
        UNION ALL
        SELECT noun, code, CAST(20000 + 10000 * ts_rank(document, query, 1 | 32) AS int)
        FROM registry.search_entry, asked WHERE document @@ query
    ), best AS MATERIALIZED (
        SELECT noun, code, max(points) AS points FROM answering
        WHERE noun = ANY (CAST(:nouns AS text[])) GROUP BY noun, code
    ), first AS MATERIALIZED (
        SELECT * FROM best
        WHERE {_LATER}
        ORDER BY points DESC, noun, code LIMIT :limit
    ), resembling AS MATERIALIZED (
        SELECT CASE WHEN bool_and(words IS NOT NULL)
            THEN CAST(string_agg('(' || words || ')', ' & ') AS tsquery) END AS query
        FROM (
            SELECT lexeme, registry.spelling(lexeme) AS asked
            FROM asked, unnest(to_tsvector('simple', folded))
            WHERE (SELECT count(*) FROM first) < :limit AND NOT EXISTS (
                SELECT FROM unnest(CAST('{_STEMMERS}' AS regdictionary[])) stemmer
                WHERE ts_lexize(stemmer, lexeme) = '{{}}'  -- a word such as "the"
            )
            ORDER BY length(lexeme) DESC, lexeme LIMIT {WORDS_COMPARED}
        ) word
        CROSS JOIN LATERAL (
            SELECT string_agg(CAST(array_to_tsvector(ARRAY[known.word]) AS text), ' | ') AS words
            FROM (
                SELECT word FROM registry.search_word WHERE spelling OPERATOR(public.%) word.asked
                ORDER BY public.similarity(spelling, word.asked) DESC, word LIMIT {RESEMBLING_WORDS}
            ) known
        ) alternatives
    ), next AS (
        SELECT noun, code, max(CAST(10000 + 10000 * public.word_similarity(
            registry.spelling(asked.folded), registry.spelling(entry.folded)) AS int)) AS points
        FROM asked, (
            SELECT noun, code, folded FROM registry.search_entry, resembling
            WHERE document @@ resembling.query AND noun = ANY (CAST(:nouns AS text[]))
            ORDER BY ts_rank(document, resembling.query, 1) DESC, id LIMIT {RESEMBLING_NAMES}
        ) entry
        WHERE NOT EXISTS (SELECT FROM best WHERE (best.noun, best.code) = (entry.noun, entry.code))
        GROUP BY noun, code
    ), hit AS (
        SELECT * FROM first
        UNION ALL
        SELECT * FROM next
        WHERE {_LATER}
        ORDER BY 3 DESC, 1, 2 LIMIT :limit
    )
    SELECT hit.noun, hit.code, hit.points, named.name, named.matched_language
    FROM hit, asked, LATERAL (
        SELECT
            (array_agg(name ORDER BY shown DESC, language = :language DESC, language = 'en' DESC))[1] AS name,
            (array_agg(language ORDER BY CASE hit.points / 10000
                WHEN 3 THEN CAST(entry.folded = asked.folded AS int)
                WHEN 2 THEN ts_rank(document, query, 1 | 32)
                WHEN 1 THEN public.word_similarity(
                    registry.spelling(asked.folded), registry.spelling(entry.folded))
            END DESC, language = :language DESC, language))[1] AS matched_language
        FROM registry.search_entry entry WHERE entry.noun = hit.noun AND entry.code = hit.code
    ) named
    ORDER BY hit.points DESC, hit.noun, hit.code
    """
)


async def search(
    session: Session, q: str, nouns: Sequence[str], language: str, paging: Paging
) -> Sequence[Match]:
    """A page of entries of `nouns` that answer to `q`, the best first, with one too many for a next page.

    Points are in ten-thousandths: 40,000 for the code, 30,000 for a name, those of actors by the rules on
    names (`actors.store.names`), from 20,000 for all words (by `ts_rank`), from 10,000 for words that are
    alike (by trigrams).
    """
    looked_for = list(asked(q))
    after = cursor_values(paging, Integer(), Text(), Text()) or (None, None, None)
    given = {
        "q": q,
        "stages": [stage for stage, _ in looked_for],
        "keys": [key for _, key in looked_for],
        "nouns": list(nouns),
        "language": language,
        "limit": paging.limit + 1,
    }
    position = dict(zip(("points", "noun", "code"), after, strict=True))
    return [Match._make(row) for row in await session.execute(_SEARCH, given | position)]
