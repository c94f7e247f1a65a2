"""Journey 1: two in the morning, shouting next door. See 112, see who answers now, call, come back, leave no trace."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from tests.journeys.pages import Guide, PublicPage, Write
from tests.journeys.traffic import NOTHING, Traffic, kept_by
from tests.servers import DemoServer
from trygga.ops.demo.services import facts

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
PATHS = ["", "a/osterangen/", "write/", "answer/", "no-such-page/"]


@pytest.mark.parametrize(("language", "words"), [("sv", "Ring 112"), ("en", "Call 112")])
def test_112_stands_above_everything_in_ones_language(
    any_page: Page, demo_server: DemoServer, page_errors: list[str], language: str, words: str
) -> None:
    for path in PATHS:
        here = PublicPage(any_page, demo_server.public, language, path).open()
        first = any_page.locator("a[href]:not(.skip)").first
        expect(first).to_contain_text(words)
        expect(first).to_have_attribute("href", "tel:112")
        any_page.keyboard.press("End")
        expect(here.emergency).to_be_in_viewport(ratio=1)
        # Neutral, whatever the page is about; the page for trouble asks no database for the programme.
        assert any_page.title() == ("Trygga grannar" if path == "no-such-page/" else "Trygga grannar Jönköping")
    page_errors.clear()  # the browser notes the 404


@pytest.mark.parametrize(("accepted", "language"), [("sv-SE", "sv"), ("en-GB", "en"), ("pl-PL", "sv")])
def test_the_bare_address_opens_in_the_language_of_the_phone(
    new_page: NewPage, demo_server: DemoServer, accepted: str, language: str
) -> None:
    page = new_page(locale=accepted)
    page.goto(f"{demo_server.public}/")
    assert page.url == f"{demo_server.public}/{language}/"
    assert page.locator("html").get_attribute("lang") == language


def test_other_languages_lead_to_the_same_page_named_in_themselves(any_page: Page, demo_server: DemoServer) -> None:
    Guide(any_page, demo_server.public, path="a/oxnehaga/").open()
    any_page.locator(".languages").get_by_role("link", name="English").click()
    any_page.wait_for_url("**/en/a/oxnehaga/")
    any_page.locator(".languages").get_by_role("link", name="Svenska", exact=True).click()
    any_page.wait_for_url("**/sv/a/oxnehaga/")


def test_every_contact_point_says_whether_it_answers_now(any_page: Page, demo_server: DemoServer) -> None:
    guide = Guide(any_page, demo_server.public, path="a/oxnehaga/").open()
    shown = {point["slug"]: point for point in facts()["contact_points"]}
    assert guide.answers.count() == len(shown)
    assert guide.answers.first.locator("a").get_attribute("href") == "tel:112"
    always = [point["value"] for point in shown.values() if point["opening_hours"] == "24/7" and point["value"]]
    is_open = guide.answers.filter(has=any_page.locator(".label--open"))
    for value in always:
        expect(is_open.filter(has_text=value)).to_have_count(1)
    for answer in guide.answers.filter(has=any_page.locator("a.call")).all():
        says = answer.locator(".label:not(.label--unchecked)")
        expect(says).to_have_count(1)
        expect(says).not_to_be_empty()


def test_calling_and_coming_back_leaves_the_page_as_it_was(any_page: Page, demo_server: DemoServer) -> None:
    guide = Guide(any_page, demo_server.public).open()
    guide.choose_area("Österängen")
    any_page.wait_for_url("**/a/osterangen/")
    guide.call(any_page.locator("#now a.call"))
    guide.call(guide.answers.locator("a.call").first)
    assert any_page.url == f"{demo_server.public}/sv/a/osterangen/"
    expect(guide.answers.first).to_be_visible()


def test_a_call_while_writing_keeps_what_was_typed(page: Page, demo_server: DemoServer) -> None:
    write = Write(page, demo_server.public).open().answer(happening="no", seen="A broken door.")
    write.call(write.emergency)
    write.answer(happening="yes")
    write.call(page.locator(".interrupt a.call"))
    write.answer(called="called")
    assert write.typed() == {"happening": "yes", "called": "called", "seen": "A broken door."}


def test_leaving_with_script_takes_the_page_out_of_the_history(
    page: Page, demo_server: DemoServer, weather: str
) -> None:
    page.goto(f"{weather}morning")
    guide = Guide(page, demo_server.public, path="a/osterangen/").open()
    before = page.evaluate("history.length")
    guide.leave_quickly()
    page.wait_for_url(weather)
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url == f"{weather}morning"
    page.go_forward()
    assert page.url == weather


@pytest.mark.parametrize("path", ["", "write/", "no-such-page/"])
def test_leaving_without_script_is_a_form_that_clears_what_the_site_left(
    new_page: NewPage, demo_server: DemoServer, weather: str, path: str, page_errors: list[str]
) -> None:
    page = new_page(script=False)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    here = PublicPage(page, demo_server.public, path=path).open()
    page_errors.clear()
    here.leave_quickly()
    page.wait_for_url(weather)
    left = next(answer for answer in answers if answer.url.endswith("/exit"))
    assert (left.request.method, left.status) == ("POST", 303)
    assert left.header_value("clear-site-data") == '"storage"'
    assert left.header_value("location") == weather


@pytest.mark.parametrize("keys", [["ShiftLeft"] * 3, ["ShiftRight"] * 3, ["ShiftLeft", "ShiftRight", "ShiftLeft"]])
def test_three_shifts_of_either_hand_leave(page: Page, demo_server: DemoServer, weather: str, keys: list[str]) -> None:
    page.goto(f"{weather}morning")
    Write(page, demo_server.public).open().answer(seen="What nobody may find.")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(weather)
    page.go_back()
    assert page.url == f"{weather}morning"


def test_shift_for_capitals_does_not_leave(page: Page, demo_server: DemoServer) -> None:
    write = Write(page, demo_server.public).open()
    write.field("seen").press_sequentially("ANNA BOR I NR 5")
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift", "Shift"):
        page.keyboard.press(key)
    assert page.url == f"{demo_server.public}/sv/write/"
    assert write.typed() == {"seen": "ANNA BOR I NR 5ABC"}


def test_nothing_stays_on_the_phone_and_nothing_comes_from_elsewhere(page: Page, demo_server: DemoServer) -> None:
    traffic = Traffic(page.context)
    kept = []
    for path in ("", "a/osterangen/", "write/", "answer/"):
        PublicPage(page, demo_server.public, path=path).open()
        page.wait_for_load_state("networkidle")
        kept.append(kept_by(page))
    assert kept == [NOTHING] * 4
    assert page.context.cookies() == []
    assert traffic.origins == {demo_server.public}
    assert traffic.posts == []
