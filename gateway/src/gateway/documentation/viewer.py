"""The viewer of the OpenAPI document: Swagger UI, of which a package carries the files; no host is asked."""

from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

_MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_CARRIED = ("swagger-ui-bundle.js", "swagger-ui.css")
_OWN = Path(__file__).parent / "assets"


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """A file of the pages and its media type; `None` if there is none of that name."""
    if name in _CARRIED:
        file = _package() / name
    elif name in {own.name for own in _OWN.iterdir()}:
        file = _OWN / name
    else:
        return None
    return file.read_bytes(), _MEDIA_TYPES[file.suffix]


def viewer(title: str) -> str:
    """The page on which the API is read and tried."""
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
</head>
<body>
<noscript><p>This page needs JavaScript; <a href="openapi.json">openapi.json</a> has the same.</p></noscript>
<main id="viewer"></main>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script src="docs/assets/start.js"></script>
</body>
</html>
"""


def _package() -> Path:
    # Located, not imported: only its files are wanted.
    package = find_spec("fastapi_offline")
    assert package is not None, "it is among the dependencies"
    assert package.origin is not None, "it is a package of files"
    return Path(package.origin).parent / "static"
