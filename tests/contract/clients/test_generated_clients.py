"""What partners generate from the OpenAPI document has every operation and a name for everything."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from gateway.documentation import documents
from tests.contract.clients.node import CLIENTS, programs

OPENAPI = documents.PUBLISHED / "openapi.json"
COUNTED = re.compile(r"type_?\d", re.IGNORECASE)
"""What a generator calls a choice that has no name."""
WITHIN = 180


def operations() -> set[str]:
    document: dict[str, Any] = json.loads(OPENAPI.read_text())
    return {operation["operationId"] for path in document["paths"].values() for operation in path.values()}


def run(command: list[str], **where: Any) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN, check=False, **where)
    printed: str = done.stdout + done.stderr
    assert done.returncode == 0, printed
    return printed


def test_a_python_client_has_every_operation_and_no_warning(tmp_path: Path) -> None:
    client = tmp_path / "compact_client"
    making = ["generate", "--meta", "none", "--fail-on-warning", "--config", str(CLIENTS / "python.yml")]
    where = ["--path", str(OPENAPI), "--output-path", str(client)]
    with_ruff = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    said = run([sys.executable, "-m", "openapi_python_client", *making, *where], env=with_ruff)
    assert "warning" not in said.lower()
    modules = [file for file in client.glob("api/*/*.py") if file.stem != "__init__"]
    assert {file.stem for file in modules} == operations()
    assert [file.name for file in client.rglob("*.py") if COUNTED.search(file.stem)] == []
    names = [".".join(file.relative_to(tmp_path).with_suffix("").parts) for file in modules]
    importing = f"import importlib; [importlib.import_module(name) for name in {names}]"
    run([sys.executable, "-W", "error", "-c", importing], cwd=tmp_path)


def test_a_typescript_client_has_every_operation_and_passes_the_strict_compiler(tmp_path: Path) -> None:
    bin_folder = programs()
    making = ["-i", str(OPENAPI), "-o", "client", "-c", "@hey-api/client-fetch"]
    said = run([str(bin_folder / "openapi-ts"), *making], cwd=tmp_path)
    assert "warn" not in said.lower()
    made = (tmp_path / "client" / "sdk.gen.ts").read_text()
    functions = set(re.findall(r"^export const (\w+) =", made, re.MULTILINE))
    assert functions == {_camel(operation) for operation in operations()}
    strict = ["--strict", "--noEmit", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler"]
    run([str(bin_folder / "tsc"), *strict, "--target", "es2022", "client/index.ts"], cwd=tmp_path)


def _camel(operation: str) -> str:
    first, *others = operation.split("_")
    return first + "".join(part.capitalize() for part in others)
