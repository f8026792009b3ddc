"""What is wrong with the text of a row, before anything is made of it. Pure."""

import json
from collections.abc import Iterable

from chassis.resources.bulk.rows import Rejection

TOO_LONG = "the row is too long"
NUL = "NUL is no character of a text"


def text_fault(text: str, charset: str) -> str | None:
    """Why `text`, which was decoded from `charset`, is no text that can be stored, if so."""
    if "\x00" in text:
        return f"{NUL}; is the file in UTF-16? Declare it: charset=utf-16le"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return (
            f"{_given(text[error.start])} is no character of {charset}: save the file as UTF-8, or"
            " declare its charset, as in Content-Type: text/csv; charset=windows-1252"
        )
    return None


def has_escaped_nul(document: str) -> bool:
    """Whether a text of this JSON document has a NUL, which shows in no letter of the document."""
    return "\\u0000" in document.replace("\\\\", "")


def _given(surrogate: str) -> str:
    """The byte for which `surrogate` stands, where it stands for one."""
    number = ord(surrogate) - 0xDC00
    return f"the byte 0x{number:02X}" if 0x80 <= number <= 0xFF else "half a character"  # of a byte


def faults_as_json(rejections: Iterable[Rejection]) -> str:
    """The faults of a row as they are stored."""
    return json.dumps([{"pointer": fault.pointer, "detail": fault.detail} for fault in rejections])
