"""A page of documentation as its tests read it: what it names, and on which line."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
_TOKEN = re.compile(r"\[(?P<label>[^]]*)\]\((?P<target>[^)\s]+)\)|`(?P<code>[^`\n]+)`")
_FUNCTION = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)\(\)")
_EVENT = re.compile(r"compact\.[a-z-]+\.[a-z-]+\.v\d+")
_PATH = re.compile(r"\w[\w.*-]*(/[\w.*-]+)*/[\w.*-]*")


class Mention(NamedTuple):
    """A link (with its target) or a piece of code, on a line of a page."""

    line: int
    text: str
    target: str | None


def mentions(page: str) -> Iterator[Mention]:
    """The links and pieces of code of the Markdown text `page`, in their order."""
    for token in _TOKEN.finditer(page):
        line = page.count("\n", 0, token.start()) + 1
        yield Mention(line, (token["code"] or token["label"]).strip("`"), token["target"])


def faults(page: str, folder: Path, root: Path = ROOT) -> list[str]:
    """What the text `page`, which stands in `folder` below `root`, names and is not there, with its line.

    A link leads to a file or folder, whose path ends with the label where that is a path, too. `name()` is
    defined in the file that was linked to last. An event type has a schema. A path in backticks exists if it
    begins with a folder of `root` or names a Python file.
    """
    found: list[str] = []
    file: Path | None = None
    for mention in mentions(page):
        if mention.target is not None:
            if "://" in mention.target or mention.target.startswith("#"):
                continue
            file = folder / mention.target.partition("#")[0]
            fault = _link_fault(mention.text, file)
        else:
            fault = _code_fault(mention.text, file, root)
        if fault:
            found.append(f"line {mention.line}: {fault}")
    return found


def _link_fault(label: str, file: Path) -> str | None:
    if not file.exists():
        return f"{file.name} is not there"
    if _PATH.fullmatch(label) and not file.resolve().as_posix().endswith("/" + label.strip("/")):
        return f"the link {label} leads to {file.name}"
    return None


def _code_fault(code: str, file: Path | None, root: Path) -> str | None:
    if function := _FUNCTION.fullmatch(code):
        if file is None or file.suffix != ".py":
            return f"{code} follows no link to its file"
        return None if function[1] in _definitions(file) else f"{code} is not defined in {file.name}"
    if _EVENT.fullmatch(code):
        return None if (root / f"contracts/events/{code}.json").exists() else f"{code} is not published"
    if _is_of_repository(code, root) and not any(root.glob(code.rstrip("/"))):
        return f"{code} is not there"
    return None


def _is_of_repository(code: str, root: Path) -> bool:
    return _PATH.fullmatch(code) is not None and (
        code.endswith(".py") or (root / code.partition("/")[0]).is_dir()
    )


@cache
def _definitions(file: Path) -> frozenset[str]:
    defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, defined))
