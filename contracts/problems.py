"""The page of the documentation that explains every type of problem, made from their classes. Pure."""

from collections.abc import Sequence

from chassis.problems.types import ProblemType

PAGE = "problems.md"
_INTRODUCTION = """\
# Problems

What the `type` of a problem document (RFC 9457) means: its URL is the gateway's, with `/problems/` and the
kind. `./compact contracts` makes this page from the code.

`errors` names what is wrong by a `pointer`: an RFC 6901 pointer into the body (empty: the whole), `?name` for
a query parameter, `path:name` for one of the path, `header:Name` for a header field. `instance` is the path
of the request.

| kind | status | title | meaning |
|---|---|---|---|
"""


def page(types: Sequence[ProblemType]) -> str:
    """The whole page."""
    return _INTRODUCTION + "".join(_row(one) for one in types)


def _row(one: ProblemType) -> str:
    meaning = " ".join(one.meaning.split()).replace("|", "\\|")
    return f"| `{one.kind}` | {one.status} | {one.title} | {meaning} |\n"
