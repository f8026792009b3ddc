"""What every page has around its content. Pure."""

from collections.abc import Sequence
from html import escape


def framed(title: str, content: str, stylesheet: str, scripts: Sequence[str] = ()) -> str:
    """A whole page; the addresses of `stylesheet` and `scripts` are relative to it."""
    programs = "".join(f'<script src="{script}"></script>\n' for script in scripts)
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{stylesheet}">
</head>
<body>
{content.rstrip()}
{programs}</body>
</html>
"""
