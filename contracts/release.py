"""The baseline in `released/`: what was published last. Checks compare with it, and only a release writes it.

From 1.0.0 on a release breaks nothing. Before, it may break the event types and operations that the changelog
names below the heading of that version.
"""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contracts.compatibility import Break, event_breaks, openapi_breaks
from contracts.generate import Files

RELEASED = "released"
PARTS = ("events", "openapi")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_NAMED = re.compile(r"`([^`]+)`")


def breaks(files: Files, folder: Path) -> list[Break]:
    """All that `files` would break of the baseline in `folder`."""
    released = _texts(folder / RELEASED)
    found = list(event_breaks(_by_name(released, "events"), _by_name(files, "events")))
    after = _by_name(files, "openapi")
    for service, before in _by_name(released, "openapi").items():
        if service in after:
            broken = openapi_breaks(before, after[service])
            found += [one._replace(fault=f"{service}: {one.fault}") for one in broken]
        else:
            found.append(Break(service, f"{service}: the service is gone"))
    return found


def release(version: str, files: Files, folder: Path, changelog: str) -> list[str]:
    """Make `files` the baseline in `folder` as `version`; the reasons if that cannot be.

    `changelog` is the text of CHANGELOG.md.
    """
    target = folder / RELEASED
    stated = target / "VERSION"
    last = stated.read_text(encoding="utf-8").strip() if stated.exists() else None
    faults = _version_faults(version, last) or _break_faults(version, breaks(files, folder), changelog)
    if faults:
        return faults
    for part in PARTS:
        shutil.rmtree(target / part, ignore_errors=True)
    for name, text in files.items():
        if name.split("/")[0] in PARTS:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text, encoding="utf-8")
    stated.write_text(f"{version}\n", encoding="utf-8")
    return []


def _version_faults(version: str, last: str | None) -> list[str]:
    if _VERSION.fullmatch(version) is None:
        return [f"{version} is no version such as 1.4.0"]
    if last is not None and _order(version) <= _order(last):
        return [f"{version} does not come after {last}, the version that is released"]
    return []


def _break_faults(version: str, found: Sequence[Break], changelog: str) -> list[str]:
    """The breaks that `version` may not have: all of them from 1.0.0 on, else those not in the changelog."""
    if _order(version) >= (1, 0, 0):
        return [one.fault for one in found]
    named = set(_NAMED.findall(_section(version, changelog)))
    return [
        f"{one.fault} (not named below {version} in CHANGELOG.md)"
        for one in found
        if one.subject not in named
    ]


def _section(version: str, changelog: str) -> str:
    """What stands below the heading of `version`."""
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)
    return next((one for one in sections if re.match(rf"{re.escape(version)}\s", one)), "")


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
