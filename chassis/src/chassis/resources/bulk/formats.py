"""The formats of import and export, and which one a request means."""

import codecs
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query

from chassis.http.problem_documents import Responses, responses_of
from chassis.problems import FieldError, Problem, SlowBodyError, UnsupportedTypeError

Format = Literal["ndjson", "csv", "xlsx"]
MEDIA_TYPES: Mapping[Format, str] = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMATS: dict[str, Format] = {media_type: form for form, media_type in MEDIA_TYPES.items()}
_ACCEPTED: dict[str, Format] = {
    **_FORMATS,
    "*/*": "ndjson",
    "application/*": "ndjson",
    "text/*": "csv",
}
_LIST = ", ".join(_FORMATS)
_CHARSETS = ("utf-8", "utf-16", "ascii", "iso8859-", "cp125", "koi8-", "mac-roman")
"""How the names of the charsets begin that are understood."""


class NotAcceptableError(Problem):
    """The client wants none of the types that there are: 406."""

    status, kind, title = 406, "not-acceptable", "Not Acceptable"


def format_of(content_type: str, content_encoding: str) -> tuple[Format, str]:
    """The format of a body and its charset, which a mark in it overrides. Raises `UnsupportedTypeError`."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type not in _FORMATS:
        raise UnsupportedTypeError(f"Send {_LIST}.", accepted=_LIST)
    if content_encoding.strip().lower() not in {"", "identity"}:
        detail = "Send the file as it is, without Content-Encoding."
        raise UnsupportedTypeError(detail, FieldError("header:Content-Encoding", detail))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    return _FORMATS[media_type], _charset(charsets[0]) if charsets else "utf-8"


def _charset(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if not known.startswith(_CHARSETS):
        raise UnsupportedTypeError(f"Send texts in UTF-8; {name[:40]} is not understood.", accepted=_LIST)
    return "utf-8" if known in {"ascii", "utf-8-sig"} else known


def _accepted(
    form: Annotated[Format | None, Query(alias="format", description="Instead of `Accept`.")] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "*/*",
) -> Format:
    if form is not None:
        return form
    wanted = [(_quality(parameters), name.strip().lower()) for name, parameters in _parts(accept)]
    refused = {name for quality, name in wanted if quality <= 0}
    for quality, name in sorted(wanted, key=lambda one: -one[0]):
        found = _ACCEPTED.get(name)
        if quality > 0 and found is not None and MEDIA_TYPES[found] not in refused:
            return found
    raise NotAcceptableError(f"There is {_LIST}.")


def _parts(accept: str) -> list[tuple[str, str]]:
    return [(part.partition(";")[0], part.partition(";")[2]) for part in accept.split(",")]


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


ExportFormat = Annotated[Format, Depends(_accepted)]
"""In which format an export is wanted: `?format=`, or else `Accept`. Raises `NotAcceptableError`."""


def _file(title: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary", "title": title, "description": description}
    return {"schema": schema}


BODIES: dict[str, Any] = {
    MEDIA_TYPES["ndjson"]: _file("JSON lines", "One JSON object on each line, with the fields of an entry."),
    MEDIA_TYPES["csv"]: _file("CSV", "A header with the names of fields, and a line for each entry; UTF-8."),
    MEDIA_TYPES["xlsx"]: _file("Workbook", "The first sheet, with a header and a row for each entry."),
}
"""The formats, as OpenAPI shows them."""

FILE: dict[str, Any] = {"description": "All rows, as they are read", "content": BODIES}
"""The answer that is a file."""
EXPORT_RESPONSES: Responses = {
    200: FILE,
    **responses_of({NotAcceptableError.status: NotAcceptableError.title}),
}
"""The `responses` of an operation that exports."""
IMPORT_RESPONSES: Responses = responses_of(
    {SlowBodyError.status: SlowBodyError.title, UnsupportedTypeError.status: UnsupportedTypeError.title}
)
"""The `responses` of an operation that imports."""
