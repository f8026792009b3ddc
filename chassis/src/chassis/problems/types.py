"""The types of problems, from their classes: what each means, for the page that a problem document points to.

`catalogue()` knows the classes that are imported, so the whole system's is made where all services are known
(`contracts`). Leaves to others: serving the pages.
"""

import inspect
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from chassis.problems.errors import Problem

OF_HTTP = {
    "bad-request": (400, "Bad request", "The request cannot be understood."),
    "method-not-allowed": (405, "Method Not Allowed", "The path takes other methods, which `Allow` lists."),
    "content-too-large": (413, "Content Too Large", "The body or its file is larger than the limit."),
    "internal": (500, "Internal error", "An unexpected error, logged under the answer's `X-Request-Id`."),
}
"""What no class of ours stands for: kind, and status, title and meaning."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A type of problems."""

    kind: str
    """The end of its URL, below `/problems/`."""
    status: int
    title: str
    meaning: str
    """Sentences."""


def catalogue(packages: Collection[str]) -> list[ProblemType]:
    """All types of `packages`, by kind. Where several classes share one, the most general explains it."""
    found = {kind: ProblemType(kind, *about) for kind, about in OF_HTTP.items()}
    for one in _classes([Problem]):
        if one.__module__.partition(".")[0] not in packages:
            continue
        meaning = inspect.cleandoc(one.__doc__ or one.title)
        found.setdefault(one.kind, ProblemType(one.kind, one.status, one.title, meaning))
    return sorted(found.values(), key=lambda one: one.kind)


def _classes(classes: Iterable[type[Problem]]) -> Iterator[type[Problem]]:
    """These and below them, the general ones first; each once, in an order that does not change."""
    level = sorted(set(classes), key=lambda one: (one.__module__, one.__qualname__))
    yield from level
    if below := [one for parent in level for one in parent.__subclasses__()]:
        yield from _classes(below)


def page(one: ProblemType) -> str:
    """The page of a type, in Markdown."""
    return f"# {one.title}\n\n`{one.kind}`, HTTP status {one.status}\n\n{one.meaning}\n"
