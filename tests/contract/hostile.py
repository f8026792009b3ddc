"""Values that a careless or hostile client sends, whatever the field: each looks valid somewhere."""

from typing import Any

INSTANTS = (
    "2026-12-10T00:00:00",
    "2026-12-10 00:00:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-12:00",
    "1899-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
    "2199-12-31T23:59:59-01:00",
    "2026-12-31T23:59:60Z",
    "2026-12-10T24:00:00Z",
    "2026-12-10T17:00:00Z",
    "2027-05-01T09:30:00.123456+03:00",
)
DAYS = (
    "0001-01-01",
    "9999-12-31",
    "1899-12-31",
    "2200-01-01",
    "2026-02-30",
    "20261210",
    "2026-12-10",
    "1995-05-05",
)
DIGITS = ("1830000000", "0", "2006", "1_0", " 5", "5.0", "-1", "1e3", "٣", "9" * 400)
TEXTS = (
    "",
    " \n\t ",
    "a\x00b",
    "a\x1bb",
    "a\x85b",
    "a\u202eb",
    "\u2066a\u2069",
    "a\u200bb",
    "\ufeffa",
    "a\u200d",
    "\ud800",
    "Cura\ufffdao",
    "x" * 1_000_000,
    "Robert'); DROP TABLE actor;--",
    "%00",
    "true",
    "localtime",
    "null",
    "می\u200cخواهم",
    "Côte d’Ivoire 𝕏",
)
NUMBERS = (
    0,
    1,
    -1,
    2006,
    1830000000,
    2**31,
    2**63,
    10**30,
    1.5,
    1e308,
    0.1 + 0.2,
    -0.0,
    float("nan"),
    float("inf"),
)
OTHERS: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[[[[["deep"]]]]]],
    {"a": {"b": {"c": {}}}},
    {"\ud800": 1},
    [None],
)
STRINGS: tuple[str, ...] = (*INSTANTS, *DAYS, *DIGITS, *TEXTS)
"""What a query can have, too."""
VALUES: tuple[Any, ...] = (*STRINGS, *NUMBERS, *OTHERS)
UNSEEN = frozenset("\x00\x1b\x85\u202e\u2066\u2069\u200b\ufeff\ud800\ufffd")
"""Characters of `TEXTS` that no text may have."""
