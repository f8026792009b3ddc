"""Gets what a broker is run with: Java, and Kafka's jars through Maven, once per version."""

import fcntl
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
CACHE = Path(__file__).parents[3] / ".cache"
OLDEST_JAVA = 17


class KafkaUnavailable(Exception):
    """Kafka cannot be run here; the message says why in one sentence."""


def java() -> str:
    """The Java program. Raises KafkaUnavailable without one that Kafka accepts."""
    program = shutil.which("java")
    if program is not None:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
        version = re.search(r'version "(\d+)', done.stderr)
        if version and int(version[1]) >= OLDEST_JAVA:
            return program
    raise KafkaUnavailable(f"no Java {OLDEST_JAVA} or later on PATH")


def jars() -> Path:
    """The folder with the jars of the version that `pom.xml` names, fetched on first use.

    Raises KafkaUnavailable.
    """
    version = re.search(r"<kafka\.version>(.+)</kafka\.version>", POM.read_text())
    assert version is not None, "pom.xml names no version of Kafka"
    folder = CACHE / f"kafka-{version[1]}"
    if not folder.exists():
        CACHE.mkdir(exist_ok=True)
        with _alone(CACHE / "kafka.lock"):
            if not folder.exists():
                _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaUnavailable("Maven is not on PATH")
    # Renamed when it is complete, so that an interrupted fetch is never mistaken for one.
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="kafka-unfinished-") as unfinished:
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={unfinished}/jars"]
        command = [maven, "-q", "-B", "-f", str(POM), *goal]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            errors = [line for line in done.stdout.splitlines() if "ERROR" in line] or ["it gave no reason"]
            raise KafkaUnavailable(f"Maven could not fetch Kafka: {errors[0]}")
        Path(unfinished, "jars").rename(folder)


@contextmanager
def _alone(lock_file: Path) -> Iterator[None]:
    """Keep other test processes out meanwhile."""
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
