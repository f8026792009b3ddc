"""One spelling for letters that are written in several ways: the first half of how a name is understood."""

import re
import unicodedata

from registry.catalogue.rules.han import SIMPLIFIED

_LETTERS = str.maketrans(
    {
        # Latin letters that no decomposition turns into plain ones
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a",
        # Arabic: forms of alif, of final yeh and teh marbuta, Persian letters, the hamza alone, the tatweel
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ء": "", "ـ": "",
    }
)  # fmt: skip
_UNSEEN = {"Mn", "Me", "Cf"}
"""Unicode categories of marks upon letters, and of characters without width."""
_MARKS_OF_NOTES = re.compile(
    r"\[\w{1,3}\]|\(\d{1,2}\)|[*†‡§#]|[\u00b9\u00b2\u00b3\u2070-\u2079]+$|\s\d{1,2}/$"
)
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´′＇]")


def plain(text: str) -> str:
    """`text` without case, diacritics, widths and marks of footnotes; letters of one meaning are one.

    "CÔTE D’IVOIRE*" and "Cote d'Ivoire" give "cote d'ivoire", as full-width letters do.
    """
    text = _APOSTROPHES.sub("'", _MARKS_OF_NOTES.sub(" ", repaired(text).strip()))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    seen = "".join(letter for letter in folded if unicodedata.category(letter) not in _UNSEEN)
    return seen.translate(_LETTERS).translate(SIMPLIFIED)


def repaired(text: str) -> str:
    """`text` as it was, if it is UTF-8 that somebody read as Western European: "CÃ´te" is "Côte"."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text if text.isascii() else text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text
