"""What only a browser can show of the languages: days in words, and trouble that anybody can use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import Guide, Inbox, PublicPage
from tests.journeys.test_accessibility import violations
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
# The module that the inbox has loaded, asked again.
WORDS = """async () => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const texts = await import(loaded.find((name) => /\\/casework\\/texts\\./.test(name)));
    return [texts.dayOf("2026-02-09"), texts.timeOf("2026-02-09T07:30:00Z")];
}"""
SPOKEN = {
    "so": ("Isniin 9 Febraayo", "Isniin 9 Febraayo 08:30"),
    "ti": ("ሰኑይ 9 ለካቲት", "ሰኑይ 9 ለካቲት 08:30"),
    "sv-simple": ("måndag 9 februari", "måndag 9 februari kl. 08:30"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_inbox_names_days_in_the_language_of_the_page(
    new_page: NewPage, demo_server: DemoServer, language: str
) -> None:
    page = new_page(locale=language)
    Inbox(page, demo_server.inbox).sign_in(demo_server.members[0])
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert tuple(page.evaluate(WORDS)) == SPOKEN[language]


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_inbox_counts_days_by_the_calendar_of_sweden(new_page: NewPage, demo_server: DemoServer, language: str) -> None:
    page = new_page(locale=language)
    Inbox(page, demo_server.inbox).sign_in(demo_server.members[0])
    day, time = page.evaluate(WORDS)
    assert (" 9 " in day, "08:30" in time) == (True, True)


@pytest.mark.parametrize("language", ["ar", "sv"])
def test_axe_finds_nothing_while_we_are_mending(
    new_page: NewPage, demo_server: DemoServer, demo_sign: Path, language: str, page_errors: list[str]
) -> None:
    page = new_page(bypass_csp=True)
    answer = page.goto(f"{demo_server.public}/{language}/")
    assert answer is not None and answer.status == 503
    found = violations(page)
    page_errors.clear()  # the 503
    assert found == []


@pytest.mark.parametrize("language", ["ar", "ti"])
def test_112_is_the_first_thing_that_tab_reaches_in_trouble(
    new_page: NewPage, demo_server: DemoServer, language: str, page_errors: list[str]
) -> None:
    page = new_page()
    PublicPage(page, demo_server.public, language, "nothing/").open()
    page.keyboard.press("Tab")
    expect(page.locator("a[href='tel:112']").first).to_be_focused()
    page_errors.clear()  # the 404


@pytest.mark.parametrize("width", [320, 360])
def test_every_language_is_one_touch_away_on_a_small_phone(
    new_page: NewPage, demo_server: DemoServer, width: int
) -> None:
    page = new_page(script=False, viewport={"width": width, "height": 640})
    Guide(page, demo_server.public).open()
    for name in page.locator(".languages a").all():
        box = name.bounding_box()
        assert box is not None
        assert (box["x"] >= 0, box["x"] + box["width"] <= width, box["height"] >= 44) == (True, True, True)
    page.get_by_role("link", name="ትግርኛ").click()
    expect(page.locator("html")).to_have_attribute("lang", "ti")
