"""A type of problem as a page for people: plain HTML, without programs. Pure."""

from collections.abc import Mapping
from html import escape
from typing import Any


def page(problem: Mapping[str, Any]) -> str:
    """The whole page of a type."""
    title = escape(problem["title"])
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../docs/assets/pages.css">
</head>
<body>
<main id="content">
<h1>{title}</h1>
<p>HTTP status {problem["status"]}, type <code>{escape(problem["kind"])}</code></p>
<p>{escape(" ".join(problem["meaning"].split()))}</p>
<p><a href="../docs">All operations</a></p>
</main>
</body>
</html>
"""
