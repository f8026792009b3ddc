"""Installs what the packages depend on, and nothing else of the lock.

    install_third_parties.py LOCK TARGET PYPROJECT...

Every version and hash is the lock's. The tools that an image needs only while it is made are not left in it.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

_NAME = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?")
OWN = "compact-"


def pins(lock: str) -> dict[str, str]:
    """The version of each package in the lock, as `name==version`."""
    found = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.MULTILINE)
    return {name: f"=={version}" for name, version in found}


def wanted(project: str, versions: dict[str, str]) -> list[str]:
    """The requirements of a `pyproject.toml`, in the lock's versions."""
    requirements = []
    for stated in tomllib.loads(project)["project"]["dependencies"]:
        match = _NAME.match(stated)
        assert match is not None, stated
        name, extras = match[1].lower().replace("_", "-").replace(".", "-"), match[2] or ""
        if not name.startswith(OWN):
            requirements.append(f"{name}{extras}{versions[name]}")
    return requirements


def main(lock: Path, target: Path, *projects: Path) -> None:
    """Install into `target`."""
    text = lock.read_text()
    versions = pins(text)
    lines = sorted({line for project in projects for line in wanted(project.read_text(), versions)})
    Path("wanted.txt").write_text("\n".join(lines) + "\n")
    uv = re.search(r"^uv==(?:.*\\\n)*.*\n", text, re.MULTILINE)
    assert uv is not None, "the lock has no uv"
    Path("uv.txt").write_text(uv[0])
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--root-user-action=ignore"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "--target", "tools", "-r", "uv.txt"], check=True)
    install = [
        "tools/bin/uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        sys.executable,
        "--target",
        str(target),
    ]
    subprocess.run([*install, "--require-hashes", "-c", str(lock), "-r", "wanted.txt"], check=True)
    _slim(target)
    compiled = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*compiled, str(target)], check=True)


def _slim(target: Path) -> None:
    """Take away what nobody runs: symbols for debuggers, and the packages' tests of themselves."""
    libraries = [str(file) for file in target.rglob("*.so*") if not file.is_symlink()]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)
    for tests in ("sqlalchemy/testing", "alembic/testing", "greenlet/tests", "confluent_kafka/kafkatest"):
        shutil.rmtree(target / tests, ignore_errors=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
