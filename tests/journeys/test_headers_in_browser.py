"""What only a browser can show: the policies hold, and these tests would notice if a page broke one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import Inbox, Write
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
REFUSED = """async (elsewhere) => {
    const refused = {};
    const attempt = async (name, act) => { try { await act(); } catch (error) { refused[name] = error.name; } };
    await attempt("text as markup", () => { document.createElement("p").innerHTML = "<b>bold</b>"; });
    // Later, because Playwright lifts this one for as long as it evaluates.
    await attempt("text as script", () => new Promise((done, fail) => setTimeout(() => {
        try { done(eval("1 + 1")); } catch (error) { fail(error); }
    })));
    await attempt("a policy of its own", () => trustedTypes.createPolicy("another", {}));
    await attempt("another origin", () => fetch(elsewhere));
    const script = document.createElement("script");
    script.append("window.hasRun = true");
    document.body.append(script);
    refused["a script in the page"] = window.hasRun === undefined ? "NotRun" : "Run";
    return refused;
}"""
ALL = {
    "text as markup": "TypeError",
    "text as script": "EvalError",
    "a policy of its own": "TypeError",
    "another origin": "TypeError",
    "a script in the page": "NotRun",
}


def test_a_public_page_runs_nothing_but_its_own_scripts(
    page: Page, demo_server: DemoServer, weather: str, page_errors: list[str]
) -> None:
    Write(page, demo_server.public).open()
    assert page.evaluate(REFUSED, weather) == ALL
    assert [line for line in page_errors if "Content Security Policy" in line] != []
    page_errors.clear()


def test_the_inbox_runs_nothing_but_its_own_scripts(
    amina: Inbox, demo_server: DemoServer, weather: str, page_errors: list[str]
) -> None:
    assert amina.page.evaluate(REFUSED, weather) == ALL
    page_errors.clear()


def test_no_worker_reaches_another_origin_and_the_key_worker_reaches_nothing(
    page: Page, demo_server: DemoServer, amina: Inbox, weather: str, page_errors: list[str]
) -> None:
    reach = "address => fetch(address).then(() => 'reached', () => 'refused')"
    write = Write(page, demo_server.public).open()
    expect(write.part("make-sheet")).to_be_enabled()
    [sealer], [keys] = page.workers, amina.page.workers
    assert sealer.evaluate(reach, weather) == "refused"
    assert sealer.evaluate(reach, f"{demo_server.public}/healthz") == "reached"
    assert keys.evaluate(reach, weather) == "refused"
    assert keys.evaluate(reach, f"{demo_server.inbox}/healthz") == "refused"
    page_errors.clear()


def test_no_other_site_can_frame_a_page(
    new_page: Callable[..., Page], demo_server: DemoServer, weather: str, page_errors: list[str]
) -> None:
    page = new_page()
    page.goto(weather)
    page.evaluate(
        "address => document.body.append(Object.assign(document.createElement('iframe'), {src: address}))",
        f"{demo_server.public}/sv/",
    )
    page.wait_for_load_state("networkidle")
    assert page.frames[1].evaluate("location.href") == "chrome-error://chromewebdata/"
    page_errors.clear()
