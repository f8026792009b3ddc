"""A type of problem as a page for people: plain HTML, without programs. Pure."""

from collections.abc import Mapping
from html import escape
from typing import Any

from gateway.documentation.markup import framed


def page(problem: Mapping[str, Any]) -> str:
    """The whole page of a type."""
    content = f"""\
<main id="content">
<h1>{escape(problem["title"])}</h1>
<p>HTTP status {problem["status"]}, type <code>{escape(problem["kind"])}</code></p>
<p>{escape(" ".join(problem["meaning"].split()))}</p>
<p><a href="../docs">All operations</a></p>
</main>
"""
    return framed(problem["title"], content, "../docs/assets/pages.css")
