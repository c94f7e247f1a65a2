"""What the journeys share: a demo whose way out leads to a page of the test, strict pages, and its people."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.journeys.pages import Inbox
from tests.servers import DemoServer, demo
from trygga.web.mending import SIGN

NewPage = Callable[..., Page]
WEATHER = b"<!doctype html><title>Weather</title><h1>Sun and some cloud</h1>"


class _Weather(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(WEATHER)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away while it was answered is nothing to print."""


@pytest.fixture(scope="session")
def weather() -> Iterator[str]:
    """The address of an everyday page, on another origin, for whoever leaves quickly."""
    with _Server(("127.0.0.1", 0), _Weather) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory, weather: str) -> Iterator[DemoServer]:
    """One demo for all journeys."""
    with demo(tmp_path_factory.mktemp("demo") / "var", TRYGGA_EXIT_TARGET=weather) as server:
        yield server


@pytest.fixture
def new_page(new_page: NewPage, page_errors: list[str]) -> NewPage:
    """Stricter than elsewhere: whatever a page or its worker complains of fails the test that did not expect it."""

    def listen(line: ConsoleMessage) -> None:
        is_call = line.text.startswith("Not allowed to launch 'tel:")  # PublicPage.call, which no hand made
        if line.type == "error" and line.text not in page_errors and not is_call:
            page_errors.append(line.text)

    def open_page(**options: Any) -> Page:
        page = new_page(**options)
        page.on("console", listen)
        page.on("worker", lambda worker: worker.on("console", listen))
        return page

    return open_page


@pytest.fixture
def expect_errors(page_errors: list[str]) -> Callable[[str], None]:
    """Say that the console was right to complain: `expect_errors("status of 500")` takes exactly such lines away."""

    def expect_them(words: str) -> None:
        found = [line for line in page_errors if words in line]
        assert found, f"nothing of {words!r} among {page_errors}"
        page_errors[:] = [line for line in page_errors if line not in found]

    return expect_them


@pytest.fixture
def amina(new_page: NewPage, demo_server: DemoServer) -> Inbox:
    """A social worker at her desk: signed in, her mailbox unlocked."""
    page = new_page(viewport={"width": 1280, "height": 800})
    member = demo_server.members[0]
    return Inbox(page, demo_server.inbox).sign_in(member).unlock(member["passphrase"])


@pytest.fixture
def demo_sign(demo_server: DemoServer) -> Iterator[Path]:
    """Somebody is mending the demo."""
    sign = demo_server.var / SIGN
    sign.touch()
    yield sign
    sign.unlink()
