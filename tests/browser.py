"""Fixtures for journeys: Debian's Chromium driven by Playwright, and the demo server it talks to."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.servers import DemoServer, demo

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
SWITCHES = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing in a test reaches another machine, not even a name server.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
PHONE = {"width": 360, "height": 740}
NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """One demo for the whole run."""
    with demo(tmp_path_factory.mktemp("demo") / "var") as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing: run scripts/install-test-packages as root, then try again.")
    with sync_playwright() as playwright:
        # Without its sandbox, Playwright's default: root and most containers cannot have it.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def page_errors() -> list[str]:
    """What scripts on the pages of this test stumbled over. Empty in the end: a test that expects one clears it."""
    return []


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a fresh browser (own cookies, own history): `new_context(java_script_enabled=False, locale="ar")`."""
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**({"viewport": PHONE, "locale": "sv-SE"} | options)))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext], page_errors: list[str]) -> Iterator[NewPage]:
    """Open a page in a fresh browser: `new_page(script=False)`. Errors in scripts and broken policies fail the test."""

    def open_page(*, script: bool = True, **options: Any) -> Page:
        page = new_context(java_script_enabled=script, **options).new_page()
        page.on("pageerror", lambda error: page_errors.append(str(error)))
        page.on(
            "console",
            lambda line: page_errors.append(line.text) if "Content Security Policy" in line.text else None,
        )
        return page

    yield open_page
    assert page_errors == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A phone, with JavaScript."""
    return new_page()


@pytest.fixture(params=[True, False], ids=["with_script", "without_script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether JavaScript runs; a test that asks for this is run both ways."""
    return bool(request.param)


@pytest.fixture
def any_page(new_page: NewPage, script: bool) -> Page:
    """A phone, once with and once without JavaScript."""
    return new_page(script=script)
