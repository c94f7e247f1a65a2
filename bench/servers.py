"""Servers to measure: the demo as a user starts it, and a bare Django beside it. Free ports, folders thrown away."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.environment import ROOT, without_settings
from tests.servers import DemoServer, demo, wait_until
from trygga.ops.server import usable_port


@dataclass(frozen=True)
class BareServer:
    """A running `bench.bare`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def fresh_demo() -> Iterator[DemoServer]:
    """The demo over an empty folder; it asks for no proof of work, which the server checks at the same cost."""
    folder = tempfile.TemporaryDirectory(prefix="trygga-bench-")
    with folder, demo(Path(folder.name) / "var", TRYGGA_PROOF_BITS="0") as server:
        yield server


@contextlib.contextmanager
def bare_server() -> Iterator[BareServer]:
    """A bare Django with the same server, workers, threads and durability."""
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        port = usable_port(0)
        assert port is not None  # any free one
        command = ["setpriv", "--pdeathsig=TERM", "--", sys.executable, "-m", "bench.bare", str(port)]
        environment = without_settings() | {"BENCH_FOLDER": folder}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_until(lambda: answers(port, "/trivial/"), seconds=60, what="the bare server")
            yield BareServer(Path(folder), port, process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=30)


def workers_of(process: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [found for child in map(int, children) for found in (child, *workers_of(child))]


def answers(port: int, path: str) -> bool:
    """Whether something listens there and serves this page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", path)
        return connection.getresponse().status == 200
    return False
