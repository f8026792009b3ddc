"""Texts: what can be stored, is seen, and reads the same to everybody.

Refused are control characters, what turns the direction of the text around it, and what is not seen at all;
otherwise two names could look alike and differ, or a name could look like another. The two joiners,
which Persian, Sinhala or emoji need, pass between visible characters. Refused is also what stands for a
character that was lost: the text has to be sent whole.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from chassis.values.stored import is_stored

_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTIONS = r"\u202a-\u202e\u2066-\u2069"
_UNSEEN = r"\u034f\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_OF_PROSE = r"\u00ad\u061c\u200e\u200f"
"""Soft hyphens and marks of direction, which long texts may have."""
_SURROGATES = r"\ud800-\udfff"
LOST = "\ufffd"
"""What programs write where a character was lost."""
_LOOSE_JOINER = r"(?<!\S)[\u200c\u200d]|[\u200c\u200d](?![^\s\u200c\u200d])"
"""A joiner that joins nothing, or stands before another."""
_REFUSED = f"[{_CONTROLS}{_DIRECTIONS}{_UNSEEN}{_SURROGATES}{LOST}]|{_LOOSE_JOINER}"
_IN_LINE = re.compile(f"[{_OF_PROSE}]|{_REFUSED}")
_IN_PROSE = re.compile(rf"(?!\t|\n|\r\n)(?:{_REFUSED})")
_UNSTORABLE = re.compile(f"[\\x00{_SURROGATES}]")


def check_storable(value: str) -> str:
    """`value`, unless it has characters that no text in PostgreSQL can have."""
    return value if value.isprintable() else _without(_UNSTORABLE, value)


def check_line(value: str, info: ValidationInfo) -> str:
    """`value`, unless it has a character that does not belong into a line of text."""
    return value if _is_plain(value) or is_stored(info.context) else _without(_IN_LINE, value)


def check_prose(value: str, info: ValidationInfo) -> str:
    """The same for a text of several lines."""
    return value if _is_plain(value) or is_stored(info.context) else _without(_IN_PROSE, value)


def check_not_blank(value: str, info: ValidationInfo) -> str:
    """`value`, unless there is nothing to be read."""
    if not value.strip() and not is_stored(info.context):
        raise PydanticCustomError("blank", "must not be blank")
    return value


def _is_plain(value: str) -> bool:
    return value.isprintable() and LOST not in value


def _without(refused: re.Pattern[str], value: str) -> str:
    if (found := refused.search(value)) is None:
        return value
    code = ord(found[0][0])
    name = _NAMES.get(code) or f"U+{code:04X}"
    raise PydanticCustomError(
        "character", "must not contain {name} (character {place})", {"name": name, "place": found.start() + 1}
    )


_NAMES = {
    0x00: "NUL",
    0x09: "a tab",
    0x0A: "a line break",
    0x0D: "a carriage return",
    **dict.fromkeys(range(0xD800, 0xE000), "a lone surrogate"),
    ord(LOST): f"{LOST}, which stands where a character was lost",
}

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(check_line)
]
"""A text of one line, of one to 500 characters."""
Prose = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(check_prose)]
"""A text of up to 20,000 characters, with line breaks."""
Wording = Annotated[Prose, AfterValidator(check_not_blank)]
"""The same, not blank; a schema cannot show that."""
RequiredProse = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    AfterValidator(check_prose),
    AfterValidator(check_not_blank),
]
"""A text of one to 20,000 characters that is not blank."""
