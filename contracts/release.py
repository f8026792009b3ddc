"""What was published last, in `released/`: read for comparison, written by a release and by nothing else."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from contracts.compatibility import event_breaks, openapi_breaks
from contracts.generate import Files

RELEASED = "released"
PARTS = ("events", "openapi")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def breaks(files: Files, folder: Path) -> list[str]:
    """One line for all that `files` would break of what was released."""
    released = _texts(folder / RELEASED)
    before, after = _by_name(released, "openapi"), _by_name(files, "openapi")
    found = list(event_breaks(_by_name(released, "events"), _by_name(files, "events")))
    for service, document in before.items():
        if service in after:
            found += [f"{service}: {fault}" for fault in openapi_breaks(document, after[service])]
        else:
            found.append(f"{service}: the service is gone")
    return found


def release(version: str, files: Files, folder: Path) -> list[str]:
    """Take `files` as what was published as `version`; the reason if that cannot be."""
    target = folder / RELEASED
    stated = target / "VERSION"
    last = stated.read_text(encoding="utf-8").strip() if stated.exists() else None
    if _VERSION.fullmatch(version) is None:
        return [f"{version} is no version such as 1.4.0"]
    if last is not None and _order(version) <= _order(last):
        return [f"{version} does not come after {last}, the version that is released"]
    for part in PARTS:
        shutil.rmtree(target / part, ignore_errors=True)
    for name, text in files.items():
        if name.split("/")[0] in PARTS:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text, encoding="utf-8")
    stated.write_text(f"{version}\n", encoding="utf-8")
    return []


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _texts(released: Path) -> Files:
    paths = sorted(path for part in PARTS for path in (released / part).glob("*.json"))
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in paths}


def _by_name(files: Files, part: str) -> dict[str, Any]:
    return {
        name.removeprefix(f"{part}/").removesuffix(".json"): json.loads(text)
        for name, text in files.items()
        if name.startswith(f"{part}/")
    }
