"""A check of schemathesis: what is valid by the document is accepted, except by rules that no schema states.

Wanted of random requests, half an hour of them; what a shorter run reaches differs from machine to machine.
schemathesis loads this file by its path. Its own check knows statuses only, and 422 is the answer to both: a
refusal passes here only if each of its errors is about one of the rules below.
"""

import re
from typing import Any

import schemathesis
from schemathesis import Case, Response
from schemathesis.checks import CheckContext
from schemathesis.specs.openapi.checks import positive_data_acceptance

_REFERENCES = (  # what is named must be there, of its kind, and open
    r"there is (no|not a) ",
    r"matches no ",
    r"no such milestone is open",
    r"is (no|not a) State",
    r"is a (State|grouping), and no ",
    r"is not a registered party",
    r"only a State has one",
    r"has no (goal|dimension) ",
    r" is one of ",
    r"must be a time zone of the IANA database",
    r"must be a cursor of this list",
)
_STATE = (  # what was stored before, and what time it is
    r"this key was used for another request",
    r"must (not )?be in the future",
    r"must not precede ",
    r"has not begun",
    r"is exempt from reporting",
    r"must stay ",
    r"overlaps ",
    r"takes part without accreditation",
    r"is taken by another actor",
    r"^\S+ has (iso2|m49|codes/)",
    r"supersedes? (it|\S+) (on|already)",
    r"the first participation is of ",
    r"is in force for a State from ",
    r"has never been a member of ",
    r"the State (has neither|is not party|is party by)",
    r"ended what was before",
    r"nothing is left to sign",
    r"the instrument (was adopted|itself is in force) ",
    r"has no \w+: who endorses it",
    r"no reservation was made before",
    r"is party to .* since ",
    r"owes no report for ",
    r" opens at ",
    r"it would be its own ancestor",
    r"would stand above itself",
)
_SEVERAL_FIELDS = (
    r"must be after ",
    r"must not be (after|before) ",
    r"must not exceed the time from ",
    r"needs `\w+` beside it",
    r"is there twice",
    r"each value may be there once",
    r"is given twice for ",
    r"has one value a year",
    r"the target year must be after ",
    r"the target must not be (below|above) the baseline",
    r"cannot have effect before it was done",
    r"a joint commitment has parties",
    r"several parties is a joint one",
    r"does not supersede itself",
    r"required: from which day it takes the place",
    r"begins only on ",
    r"it was .* on \S+, which is later",
    r"it was to be in force from ",
    r"the term must end after ",
    r"the code is made from the other fields",
    r"name (a region or|either) ",
    r"a measure that is \w+ needs the day",
    r"only an amendment or a repeal has a day",
    r"has a term",
)
_BOUNDS_OF_TIMES = (r"must be within the years",)  # JSON Schema compares numbers only
_CHARACTERS = (  # which cannot be seen: the pattern would be longer than all else about a field, at each text
    r"NUL is no character of a text",
    r"must not contain ",
    r"must not be blank",
    r"String should have at least 1 character",  # of blanks, which are cut off
)
_BLANKS_OF_LINKS = (
    r"must be a link with the name of a host",
    r"should match pattern '\^\(?https\?://",
)  # U+0085 is a blank or none, by the kind of pattern
_FILES = (  # of them a document states the media type
    r"the (file|workbook|header|row) ",
    r"send it in parts",
)
_UNRELEASED = (r"must be the number of a version",)  # bounds that the released documents leave out
_OPEN_KEYS = re.compile(r"/(names|titles|codes|slice|dimensions)/")
"""Maps whose keys have a form; the released documents leave other keys open, whatever they hold."""
_RULES = (
    *_REFERENCES,
    *_STATE,
    *_SEVERAL_FIELDS,
    *_BOUNDS_OF_TIMES,
    *_CHARACTERS,
    *_BLANKS_OF_LINKS,
    *_FILES,
    *_UNRELEASED,
)
_BEYOND = re.compile("|".join(_RULES))


@schemathesis.check
def valid_data_acceptance(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """What is valid by the document is refused by a rule beyond schemas only."""
    if response.status_code == 422 and _rests_on_rules(response):
        return None
    return positive_data_acceptance(ctx, response, case)


def _rests_on_rules(response: Response) -> bool:
    errors = response.json().get("errors", [])
    return bool(errors) and all(
        _BEYOND.search(error["detail"]) or _OPEN_KEYS.search(error["pointer"]) for error in errors
    )
