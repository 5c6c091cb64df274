"""A service that runs, and a client for it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.store.conftest import new_postgresql, place, postgresql

__all__ = ["new_postgresql", "place", "postgresql"]

_ROOT = Path(__file__).parents[2]


@dataclass
class Running:
    """A service on a store, in processes of its own."""

    place: str
    log: Path
    allowed: tuple[str, ...] = ("127.0.0.1",)
    port: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, what: str = "serve") -> subprocess.Popen[bytes]:
        """Starts a process: `serve`, `front` (without workers), or `worker`."""
        if what != "worker" and not self.port:
            self.port = _free_port()
        command = [sys.executable, "-m", "tests.service.serving", what, self.place, str(self.port), str(self.log)]
        # A group of its own, so that all of it ends; its input is how it notices that the tests are no more; its output
        # goes to a file: whoever waits for the end of ours must not wait for it.
        with self.output.open("ab") as output:
            process = subprocess.Popen(
                [*command, *self.allowed],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        if what != "worker":
            until(lambda: self._lives(process), 60)
        return process

    def stop(self) -> None:
        """Ends all of them, as nobody would who is polite."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert process.stdin is not None
            process.stdin.close()
        self.processes.clear()

    @property
    def output(self) -> Path:
        """What the processes have printed."""
        return self.log.with_suffix(".output")

    def client(self, **headers: str) -> httpx2.Client:
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=30)

    def bills(self) -> list[str]:
        """The articles that were paid for, once for each time."""
        return self.log.read_text().split() if self.log.exists() else []

    def _lives(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, f"the service has ended: {self.output.read_text()}"
        try:
            return httpx2.get(f"http://127.0.0.1:{self.port}/livez").status_code == 200
        except httpx2.HTTPError:
            return False


@pytest.fixture
def running(place: str, tmp_path: Path) -> Iterator[Running]:
    """A service that is not started yet, on each kind of database."""
    service = Running(place, tmp_path / "bills")
    try:
        yield service
    finally:
        service.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on SQLite, the same for all tests of a module."""
    folder = tmp_path_factory.mktemp("service")
    service = Running(str(folder / "s.sqlite"), folder / "bills")
    try:
        service.start()
        yield service
    finally:
        service.stop()


def until(holds: Callable[[], Any], seconds: float) -> Any:
    """Waits for something to hold."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
