"""How a name is understood: which names are one, whoever has written them.

Two names are one when they have the same words, in whatever order, or the same letters, wherever they are
divided: "Korea, Rep. of" is "Republic of Korea", "Vietnam" is "Viet-Nam". Nothing here guesses: what two
entries are called by names neither. `docs/names.md` describes it for those who write files.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from registry.catalogue.rules.letters import plain

LONGEST = 300
"""Letters of a key; a longer one is a digest."""
_PARTICLES = {
    *("the", "of", "and", "le", "la", "les", "l", "d", "de", "des", "du", "et"),
    *("el", "los", "las", "del", "y", "e", "и"),
}
"""Articles, prepositions and conjunctions: they set no two names apart."""
_WHOLE: Mapping[str, str] = {
    "st": "saint", "ste": "sainte", "s": "south", "n": "north", "w": "west",
    "rep": "republic", "republique": "republic", "republica": "republic", "республика": "republic",
    "جمهوريه": "republic", "الجمهوريه": "republic", "dem": "democratic", "democratique": "democratic",
    "democratica": "democratic", "fed": "federated", "sts": "states", "is": "islands", "isl": "islands",
    "utd": "united", "eq": "equatorial", "afr": "african", "cent": "central", "herz": "herzegovina",
}  # fmt: skip
"""Abbreviations, and the words of several languages that they stand for, each by one word."""
_FORMS = {
    *("republic", "kingdom", "state", "principality", "royaume", "etat", "reino", "estado"),
    *("королевство", "государство", "مملكه", "المملكه", "دوله"),
}
_FORMS_AT_THE_END = ("共和国", "王国")
"""Forms of a State, which may be missing in its name or stand there without need."""
_INITIALS = re.compile(r"\b(\w)\.\s?(?=\w\b)")
_POSSESSIVE = re.compile(r"'(?=s\b)")
_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(\d{1,3})(?:\.0+)?")


@lru_cache(maxsize=10_000)
def code_key(code: str) -> str:
    """The key of a code. A number is as M49 writes it: a spreadsheet makes 4 or 4.0 of 004."""
    plain_code = unicodedata.normalize("NFKC", code).strip().casefold()
    number = _NUMBER.fullmatch(plain_code)
    return _bounded("=" + (number[1].zfill(3) if number else plain_code))


@lru_cache(maxsize=50_000)
def name_keys(name: str) -> frozenset[str]:
    """The keys of a name: its words, and its letters. Names that share one are one; "" has none."""
    text = plain(name)
    words = list(_words(text))
    joined = {"".join(words), "".join(_words(text.replace("'", "")))}
    return frozenset(map(_bounded, {" ".join(sorted(words)), *joined} - {""}))


def keys_without_form(name: str) -> frozenset[str]:
    """The keys of a name without what form of State it is: of "Republic of Kenya" those of "Kenya"."""
    words = list(_words(plain(name)))
    kept = [word for word in words if word not in _FORMS]
    for ending in _FORMS_AT_THE_END:
        kept = [word.removesuffix(ending) or word for word in kept]
    return frozenset() if kept == words or not kept else name_keys(" ".join(kept))


def _words(text: str) -> Iterator[str]:
    found = _WORDS.findall(_POSSESSIVE.sub("", _INITIALS.sub(r"\1", text)))
    significant = [word for word in found if word not in _PARTICLES]
    for word in significant or found:
        yield _WHOLE.get(word, word) if len(found) > 1 else word


def _bounded(key: str) -> str:
    return key if len(key) <= LONGEST else hashlib.blake2b(key.encode(), digest_size=32).hexdigest()


def asked(word: str) -> Iterator[tuple[int, str]]:
    """The keys by which `word` is looked for, each with the stage of a match by it."""
    yield 1, code_key(word)
    yield from ((1, key) for key in name_keys(word))
    yield from ((2, key) for key in keys_without_form(word))
