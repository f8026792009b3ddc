"""The texts of a file that people read: all of a page; of a Python module its names, strings and comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ACTS_OF_SPEAKING = re.compile(r"\b(said|told|tells?|telling|go(es)? for)\b", re.IGNORECASE)
"""Where a value, an event, an entry or a rule is meant, which have names of their own."""
WORDS = re.compile(r"\bwords?\b", re.IGNORECASE)
"""The same, except where somebody writes or looks for words."""


class Passage(NamedTuple):
    """A piece of text and the line on which it begins."""

    line: int
    text: str


def lines_with(pattern: re.Pattern[str], file: Path) -> Iterator[Passage]:
    """The lines of `file`, as people read it, with what `pattern` finds."""
    text = file.read_text(encoding="utf-8")
    for passage in passages(text) if file.suffix == ".py" else [Passage(1, text)]:
        for number, line in enumerate(passage.text.splitlines(), start=passage.line):
            if pattern.search(line):
                yield Passage(number, line.strip())


def passages(source: str) -> Iterator[Passage]:
    """The comments, names and strings of a Python module; names with spaces between their parts."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Passage(token.start[0], token.string)
        elif token.type == tokenize.NAME:
            yield Passage(token.start[0], _with_spaces(token.string))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Passage(node.lineno, node.value)


def _with_spaces(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ")
