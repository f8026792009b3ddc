"""One Kafka node, broker and controller in one, on loopback: started, stopped, killed and frozen at will."""

import signal
import socket
import struct
import subprocess
import time
from pathlib import Path
from typing import Self

from chassis.base.child_process import die_with_parent, free_port
from tests.support.kafka.distribution import KafkaUnavailable, jars, java

START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0
POLL = 0.05
_JVM = ["-Xmx512m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"]
_JVM += ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
_CLUSTER_ID = "MDEyMzQ1Njc4OWFiY2RlZg"
_API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)
"""Length, kind, version, correlation id, no client id: a request that every broker answers once it is up."""


class KafkaBroker:
    """A broker that keeps its data and ports in `data_dir` over restarts.

    `log_dir`: where the messages are; when None, in `data_dir` as well.
    """

    def __init__(self, data_dir: Path, *, log_dir: Path | None = None) -> None:
        self.data_dir = data_dir
        self.log_dir = log_dir or data_dir / "data"
        self.port = free_port()
        self._controller_port = free_port()
        self._log_file = data_dir / "broker.log"
        self._settings_file = data_dir / "server.properties"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """Where clients find it: `host:port`."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start it and wait until it answers. Does nothing when it runs. Raises KafkaUnavailable."""
        if self._process is not None and self._process.poll() is None:
            return self
        if not self._settings_file.exists():
            self._format()
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self._command("kafka.Kafka", str(self._settings_file)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data_dir,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509  # one system call, no lock
            )
        self._wait_until_ready(self._process)
        return self

    def stop(self) -> None:
        """Shut it down in order; after some seconds by force."""
        if self._process is None:
            return
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> Self:
        """Stop it and start it again, with the same data on the same port."""
        self.stop()
        return self.start()

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers, once all its threads have stopped."""
        self._signal(signal.SIGSTOP)
        while self._process is not None and not _is_stopped(self._process.pid):
            time.sleep(POLL)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        self._signal(signal.SIGCONT)

    def _signal(self, order: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(order)

    def _command(self, main_class: str, *arguments: str) -> list[str]:
        return [java(), *_JVM, "-cp", f"{jars()}/*", main_class, *arguments]

    def _format(self) -> None:
        command = self._command("kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        unfinished = self._settings_file.with_suffix(".unfinished")
        unfinished.write_text("".join(f"{name}={value}\n" for name, value in self._settings().items()))
        done = subprocess.run([*command, str(unfinished)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise KafkaUnavailable(f"Kafka's storage could not be formatted: {_last_words(done.stderr)}")
        unfinished.rename(self._settings_file)

    def _settings(self) -> dict[str, str | int]:
        client, controller = self.bootstrap, f"127.0.0.1:{self._controller_port}"
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@{controller}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{client},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{client}",
            "log.dirs": str(self.log_dir),
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": 0,
            # One node has one replica of everything, and few partitions start faster.
            "offsets.topic.num.partitions": 3,
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.num.partitions": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            # After a crash the controller waits this long before it lets the same node in again.
            "broker.session.timeout.ms": 2000,
            "broker.heartbeat.interval.ms": 500,
        }

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                last_words = _last_words(self._log_file.read_text(errors="replace"))
                raise KafkaUnavailable(f"Kafka did not start on port {self.port}: {last_words}")
            time.sleep(POLL)

    def _answers(self) -> bool:
        try:
            with self._connection() as connection:
                connection.sendall(_API_VERSIONS)
                return bool(connection.recv(4))
        except OSError:
            return False

    def _connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=1.0)


def _last_words(text: str) -> str:
    return " | ".join(text.strip().splitlines()[-3:])


def _is_stopped(pid: int) -> bool:
    states = [
        task.read_text().rpartition(")")[2].split()[0] for task in Path(f"/proc/{pid}/task").glob("*/stat")
    ]
    return all(state == "T" for state in states)
