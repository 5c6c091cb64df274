"""A service that runs, and a client for it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.service import serving
from tests.store.conftest import new_postgresql, place, postgresql

__all__ = ["new_postgresql", "place", "postgresql"]

# Processes are forked from one that has imported all of it: a start takes a tenth of the time.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.service.serving"])


@dataclass
class Running:
    """A service on a store, in processes of its own; `reader` is as `serving` has it."""

    place: str
    log: Path
    allowed: tuple[str, ...] = ("127.0.0.1",)
    port: int = 0
    reader: str = ""
    processes: list[BaseProcess] = field(default_factory=list)

    def start(self, what: str = "serve") -> BaseProcess:
        """Starts a process: `serve`, `front` (without workers), or `worker`."""
        if what != "worker" and not self.port:
            self.port = free_port()
        given = (what, self.place, self.port, self.log, self.output, self.allowed, self.reader)
        process = _CONTEXT.Process(target=serving.run, args=given)
        process.start()
        self.processes.append(process)
        if what != "worker":
            until(lambda: self._lives(process), 60)
        return process

    def stop(self) -> None:
        """Ends all of them, as nobody would who is polite."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid or 0, signal.SIGKILL)
            process.kill()
            process.join()
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

    def _lives(self, process: BaseProcess) -> bool:
        assert process.is_alive(), f"the service has ended: {self.output.read_text()}"
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


def end(process: BaseProcess, how: signal.Signals = signal.SIGKILL) -> None:
    """Ends a process, by SIGKILL unless it is said otherwise, and sees it gone."""
    os.kill(process.pid or 0, how)
    process.join(timeout=30)
    assert not process.is_alive(), "it does not end"


def until(holds: Callable[[], Any], seconds: float) -> Any:
    """Waits for something to hold."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
