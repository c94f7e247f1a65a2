"""The demo server as a user starts it, for tests that talk to it from outside."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from tests.environment import ROOT, without_settings
from tests.prepared import create_database, prepare_database, prepare_static_files


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Look every 20 ms until `condition` holds; raise TimeoutError after `seconds`, naming `what` was waited for."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(0.02)  # noqa: TID251 - the one place that waits


@dataclass
class DemoServer:
    """`trygga demo` in a folder of its own, on SQLite or beside tests.postgres.

    Its first start finds a migrated database and static files. Can be killed and started again over the same data.
    """

    var: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        if address := os.environ.get("TRYGGA_DATABASE"):
            self.settings = {"TRYGGA_DATABASE": create_database(address, f"demo_{token_hex(6)}")} | self.settings
        else:
            prepare_database(self.var / "trygga.sqlite3")
        prepare_static_files(self.var)

    @property
    def log(self) -> Path:
        """Everything the server printed."""
        return self.var.with_name(f"{self.var.name}.log")

    @property
    def facts(self) -> dict[str, Any]:
        """The content of demo.json: origins, members, areas."""
        facts: dict[str, Any] = json.loads((self.var / "demo.json").read_text())
        return facts

    @property
    def origins(self) -> dict[str, str]:
        origins: dict[str, str] = self.facts["origins"]
        return origins

    @property
    def members(self) -> list[dict[str, str]]:
        members: list[dict[str, str]] = self.facts["members"]
        return members

    @property
    def office(self) -> str:
        return self.origins["office"]

    @property
    def public(self) -> str:
        return self.origins["public"]

    @property
    def inbox(self) -> str:
        return self.origins["inbox"]

    @property
    def port(self) -> int:
        port = urlsplit(self.public).port
        assert port is not None
        return port

    def start(self, *, port: int = 0) -> None:
        """Start and wait until pages are served. 0 takes a free port."""
        (self.var / "demo.json").unlink(missing_ok=True)
        environment = without_settings() | {"TRYGGA_VAR": str(self.var), "PORT": str(port)} | self.settings
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = ["setpriv", "--pdeathsig=TERM", "--", str(Path(sys.executable).with_name("trygga")), "demo"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._is_serving_or_dead, seconds=120, what="the demo server")
        if self.process.poll() is not None:
            raise RuntimeError(f"The demo server ended:\n{self.log.read_text()[-4000:]}")

    def get(self, path: str, *, host: str = "localhost") -> tuple[int, bytes]:
        """Status and body of a page; names under .localhost resolve in browsers only, so the host is said apart."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill it and all its workers at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        # Its workers die a moment later; only then is the port free for the next start.
        wait_until(lambda: not self._is_listening(), seconds=20, what="the port to be free")

    def _is_listening(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def _is_serving_or_dead(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            return True
        try:
            return self.get("/healthz")[0] == 200
        except (OSError, ValueError, KeyError):
            return False


@contextlib.contextmanager
def demo(var: Path, **settings: str) -> Iterator[DemoServer]:
    """A running demo over the folder `var`; `settings` are more environment variables. Stopped in the end."""
    server = DemoServer(var, settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
