"""What it costs to open a page for the first time: bytes on the wire, heads included, and requests.

Chromium loads it as a neighbour's phone would, scripts and workers and all. Where there is no Chromium, the page's own
links and its modules' imports are followed instead.
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urljoin, urlsplit

import brotli  # type: ignore[import-untyped] # carries no types
from playwright.sync_api import Browser, Request, sync_playwright

from tests.browser import CHROMIUM, SWITCHES
from tests.servers import DemoServer

LINKS = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"|data-worker="([^"]+)"')
OTHER_LANGUAGES = re.compile(r'hreflang="([^"]+)"')
IMPORTS = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')


@dataclass(frozen=True)
class Weight:
    """Of one page with everything that it loads."""

    path: str
    sent: int
    plain: int
    requests: int


def languages_of(server: DemoServer) -> list[str]:
    """Every language that the guide is there in, as the Swedish page says it."""
    return ["sv", *OTHER_LANGUAGES.findall(_get(server.port, "/sv/")[1].decode())]


def weigh(server: DemoServer, paths: list[str], *, ready: str) -> list[Weight]:
    """The weight of each page; a page has loaded when the selector `ready` is there and the network is quiet."""
    if not CHROMIUM.exists():
        return weigh_by_links(server.port, paths)
    with _chromium() as browser:
        return [_in_chromium(browser, server, path, ready) for path in paths]


def weigh_by_links(port: int, paths: list[str]) -> list[Weight]:
    """The same by the page's own links and its modules' imports, at a server on this machine."""
    return [_by_links(port, path) for path in paths]


def _in_chromium(browser: Browser, server: DemoServer, path: str, ready: str) -> Weight:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        loaded: list[Request] = []
        page.on("requestfinished", lambda request: loaded.append(request))
        page.goto(server.public + path, wait_until="networkidle")
        page.wait_for_selector(ready, state="attached")
        over_the_wire = [request for request in loaded if request.url.startswith("http")]
        sizes = [request.sizes() for request in over_the_wire]
        plain = sum(len(_get(server.port, urlsplit(request.url).path)[1]) for request in over_the_wire)
        sent = sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)
        return Weight(path, sent, plain, len(sizes))


def _by_links(port: int, path: str) -> Weight:
    sent, body = _get(port, path)
    plain, seen = len(body), {path}
    waiting = [path for link in LINKS.findall(body.decode()) for path in link if path]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        size, body = _get(port, address)
        sent, plain = sent + size, plain + len(body)
        if address.endswith(".js"):
            waiting += [urljoin(address, name) for name in IMPORTS.findall(body.decode())]
    return Weight(path, sent, plain, len(seen))


def _get(port: int, path: str) -> tuple[int, bytes]:
    """Bytes on the wire, and the body unpacked."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        # A demo does not listen to what a proxy says; in production it means one header more.
        headers = {"Host": f"localhost:{port}", "Accept-Encoding": "gzip, br", "X-Forwarded-Proto": "https"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise OSError(f"{path} answered {answer.status}.")
        return _size_of_head(answer.headers) + len(body), _unpacked(body, answer.headers["Content-Encoding"])


def _size_of_head(headers: HTTPMessage) -> int:
    return len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(name) + len(value) + 4 for name, value in headers.items())


def _unpacked(body: bytes, encoding: str | None) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return brotli.decompress(body) if encoding == "br" else body


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, headless=True)
        yield browser
        browser.close()
