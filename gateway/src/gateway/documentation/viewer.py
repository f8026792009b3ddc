"""The viewer of the OpenAPI document: Swagger UI, of which a package carries the files; no host is asked."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gateway.documentation.markup import framed

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
    content = """\
<noscript><p>This page needs JavaScript; <a href="openapi.json">openapi.json</a> has the same.</p></noscript>
<main id="viewer"></main>
"""
    scripts = ("docs/assets/swagger-ui-bundle.js", "docs/assets/start.js")
    return framed(title, content, "docs/assets/swagger-ui.css", scripts)


def _package() -> Path:
    # Located, not imported: only its files are wanted.
    package = find_spec("fastapi_offline")
    assert package is not None, "it is among the dependencies"
    assert package.origin is not None, "it is a package of files"
    return Path(package.origin).parent / "static"
