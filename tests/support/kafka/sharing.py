"""One broker for all processes of a parallel test run.

The run's main process owns it, because it lives longest: it starts the broker when the first worker asks, and
ends it with the run, however the run ends. They speak through files in a folder that only this run knows.
"""

import json
import shutil
import tempfile
import threading
import time
from pathlib import Path

from tests.support.kafka.broker import POLL, START_TIMEOUT, KafkaBroker
from tests.support.kafka.distribution import KafkaUnavailable

FETCH_TIMEOUT = 200.0
"""Seconds that the first run of all may take to fetch Kafka."""


class SharedBroker:
    """The main process's side: a broker on demand."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kafka-"))
        self._over = threading.Event()
        # The broker ends with the thread that started it, so that thread waits for the end of the run.
        self._thread = threading.Thread(target=self._serve, name="shared Kafka broker", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not (self.folder / "wanted").exists():
            if self._over.wait(POLL):
                return
        broker = KafkaBroker(self.folder / "broker")
        try:
            self._answer({"bootstrap": broker.start().bootstrap})
            self._over.wait()
        except KafkaUnavailable as error:
            self._answer({"unavailable": str(error)})
        finally:
            broker.stop()

    def _answer(self, answer: dict[str, str]) -> None:
        unfinished = self.folder / "answer.unfinished"
        unfinished.write_text(json.dumps(answer))
        unfinished.rename(self.folder / "answer")

    def close(self) -> None:
        """Stop the broker if it runs."""
        self._over.set()
        self._thread.join()
        shutil.rmtree(self.folder, ignore_errors=True)


def shared_bootstrap(folder: Path) -> str:
    """A worker's side: where the broker is. Raises KafkaUnavailable."""
    (folder / "wanted").touch()
    deadline = time.monotonic() + FETCH_TIMEOUT + START_TIMEOUT
    while not (folder / "answer").exists():
        if time.monotonic() > deadline:
            raise KafkaUnavailable("the run's main process did not start a broker in time")
        time.sleep(POLL)
    answer = json.loads((folder / "answer").read_text())
    if "unavailable" in answer:
        raise KafkaUnavailable(answer["unavailable"])
    return str(answer["bootstrap"])
