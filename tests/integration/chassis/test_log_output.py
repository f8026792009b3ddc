"""A process goes on when its log cannot be written, and libraries log as it does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.chassis.processes import environment

LOG = """
import structlog
from chassis.telemetry import logs
from chassis.telemetry.log_output import OUTPUT
logs.configure_logs("notebook")
log = structlog.get_logger()
for number in range(3):
    log.error("a line", number=number)
"""
LOST = "import sys; sys.stderr.write(str(OUTPUT.lost))"


def run(code: str, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env=environment(), text=True, check=False
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_lines_for_a_full_disk_are_lost_and_counted() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run(LOG + LOST, full.fileno())
    assert (ended.returncode, ended.stderr) == (0, "3")


def test_lines_for_a_reader_that_is_gone_are_lost_and_counted() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = run(LOG + LOST, writer)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, "3")


def test_lines_for_a_closed_output_are_lost_and_counted() -> None:
    ended = run("import os; os.close(1)\n" + LOG + LOST)
    assert ended.stderr == "3"


def test_after_a_line_that_was_written_by_half_the_next_begins_a_new_one() -> None:
    code = LOG + (
        "import os\n"
        "whole = os.write\n"
        "def half(to, data):\n"
        "    os.write = full\n"
        "    return whole(to, data[:20])\n"
        "def full(to, data):\n"
        "    raise OSError(28, 'full')\n"
        "os.write = half\n"
        "log.error('cut off')\n"
        "os.write = whole\n"
        "log.error('whole')\n"
    )
    lines = run(code).stdout.splitlines()
    assert len(lines) == 5
    assert json.loads(lines[4])["event"] == "whole"


def test_libraries_and_warnings_log_in_the_same_form() -> None:
    code = LOG + (
        "import logging, warnings\n"
        "def fail(token):\n"
        "    raise ValueError('refused: Bearer k7Qz0oPx')\n"
        "try:\n"
        "    fail('hunter22')\n"
        "except ValueError:\n"
        "    logging.getLogger('uvicorn.error').exception('Exception in ASGI application')\n"
        "warnings.warn('old')\n"
    )
    ended = run(code)
    *_, error, warning = map(json.loads, ended.stdout.splitlines())
    assert (error["logger"], error["level"]) == ("uvicorn.error", "error")
    assert error["exception"][0]["frames"][-1].endswith(" fail")
    assert error["exception"][0]["message"] == "ValueError: refused: Bearer withheld"
    assert "old" in warning["event"]
    assert "hunter22" not in ended.stdout
