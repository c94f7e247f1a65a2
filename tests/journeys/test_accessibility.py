"""Everyone can use every page: axe-core, right to left, small screens, forced colours, the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from scripts import messages
from tests.journeys.pages import WORRY, Answer, Guide, Inbox, Write
from tests.journeys.traffic import Traffic
from tests.journeys.walk import inbox_states, public_states
from tests.servers import DemoServer
from trygga.ops.demo.services import facts

# What a page looks like does not depend on the database: other journeys open these pages on PostgreSQL.
pytestmark = [pytest.mark.journey, pytest.mark.no_database]
NewPage = Callable[..., Page]
LOCALES = {"sv": "sv-SE", "en": "en-GB"}

# What a reader of this page's language meets in another script, outside what is marked as a name or another language.
FOREIGN_WORDS = """() => {
    const words = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: place, textContent } = walker.currentNode;
        if (!place.checkVisibility() || place.closest("bdi, [lang]:not(html), [dir=auto], .code")) continue;
        words.push(...(textContent.match(/[A-Za-zÅÄÖåäö]{3,}/g) ?? []));
    }
    return words;
}"""
# Numbers to dial that stand in running text without anything to keep their parts in order.
LOOSE_NUMBERS = """() => {
    const loose = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: place, textContent } = walker.currentNode;
        if (!place.checkVisibility()) continue;
        const isKept = ["isolate", "plaintext", "isolate-override"].includes(getComputedStyle(place).unicodeBidi);
        if (!isKept) loose.push(...(textContent.match(/\\d[\\d]*[ -]+\\d[\\d -]*\\d/g) ?? []));
    }
    return loose;
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds, in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page).response["violations"]
        nodes = [(one["id"], node) for one in results for node in one["nodes"]]
        found += [f"{scheme}: {rule}: {node['target']} {node['html'][:120]}" for rule, node in nodes]
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_axe_finds_nothing(new_page: NewPage, demo_server: DemoServer, language: str, page_errors: list[str]) -> None:
    writer = new_page(bypass_csp=True)
    desk = new_page(bypass_csp=True, locale=LOCALES[language], viewport={"width": 1280, "height": 800})
    inbox = Inbox(desk, demo_server.inbox)
    found = {state: violations(writer) for state in public_states(writer, demo_server, language)}
    for state in inbox_states(inbox, writer, demo_server, language):
        found[state] = violations(desk if state != "dialogue with an answer" else writer)
    page_errors.clear()  # the 404
    assert {state: problems for state, problems in found.items() if problems} == {}
    assert len(found) == 20


def test_axe_finds_what_is_wrong(new_page: NewPage, demo_server: DemoServer) -> None:
    page = new_page(bypass_csp=True)
    Guide(page, demo_server.public).open()
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert [problem.split(": ")[1] for problem in violations(page)] == ["image-alt", "image-alt"]


def test_a_right_to_left_language_just_works(
    new_page: NewPage, demo_server: DemoServer, page_errors: list[str]
) -> None:
    page = new_page(bypass_csp=True, viewport={"width": 320, "height": 640})
    to_be_said = messages.Allowed.read(messages.LOCALES / "allowed.toml").latin
    names = {name for text in _names() for name in re.split(r"\W+", text)} | to_be_said
    found: dict[str, object] = {}
    for state in public_states(page, demo_server, "ar"):
        words = [word for word in page.evaluate(FOREIGN_WORDS) if word not in names]
        problems = [*violations(page), *words, *page.evaluate(LOOSE_NUMBERS)]
        if page.locator("html").get_attribute("dir") != "rtl" or _scrolls_sideways(page):
            problems.append("not right to left, or wider than the screen")
        if problems:
            found[state] = problems
    page_errors.clear()  # the 404
    assert found == {}


def _names() -> list[str]:
    """What is called the same in every language."""
    content = facts()
    places = [content["programme"]["municipality"], *(area["name"] for area in content["areas"])]
    return [content["programme"]["name"], *places, *(point["organisation_name"] for point in content["contact_points"])]


def _scrolls_sideways(page: Page) -> list[int]:
    """The widths, of a small phone and a usual one, at which something is cut off or wider than the screen."""
    too_wide = []
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(width)
    return too_wide


def test_no_page_is_wider_than_a_small_phone(
    new_page: NewPage, demo_server: DemoServer, page_errors: list[str]
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    too_wide = {state: _scrolls_sideways(page) for state in public_states(page, demo_server, "sv")}
    page_errors.clear()  # the 404
    assert {state: widths for state, widths in too_wide.items() if widths} == {}


def test_forced_colours_keep_buttons_and_choices_apart(new_page: NewPage, demo_server: DemoServer) -> None:
    page = new_page(forced_colors="active")
    write = Write(page, demo_server.public).open().answer(happening="no")
    borders = "element => parseFloat(getComputedStyle(element).borderTopWidth)"
    elements = [write.emergency, page.locator(".exit button"), write.part("make-sheet"), page.locator(".choice").first]
    for element in elements:
        assert element.evaluate(borders) >= 1


def test_the_whole_way_with_the_keyboard_alone(page: Page, demo_server: DemoServer) -> None:
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public, "en").open()
    expect(write.part("make-sheet")).to_be_enabled()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    _choose(page, "happening", "no")
    _choose(page, "pathway", "adult")
    _choose(page, "where", "here")
    for name in ("seen", "heard", "when"):
        _tab_to(page, f"[data-field={name}]")
        page.keyboard.type(WORRY[name])
    _press(page, "make-sheet")
    expect(page.locator("#sheet-title")).to_be_focused()
    assert write.sheet == ["No", "An adult", "Jönköping", WORRY["seen"], WORRY["heard"], WORRY["when"]]
    expect(write.part("send")).to_be_enabled()
    _press(page, "send")
    receipt = write.receipt()
    expect(page.locator("#receipt-title")).to_be_focused()
    assert len(traffic.report_ids()) == 1

    answer = Answer(page, demo_server.public, "en").open()
    expect(answer.part("open")).to_be_enabled()
    _tab_to(page, "[data-field=code]")
    page.keyboard.type(receipt.code)
    page.keyboard.press("Enter")
    expect(page.locator("#dialogue-title")).to_be_focused()


def _choose(page: Page, name: str, value: str) -> None:
    """Tab leads to the first choice of a group, the arrows choose another."""
    _tab_to(page, f"[data-field={name}]")
    values = page.locator(f"[data-field={name}]").evaluate_all("fields => fields.map(field => field.value)")
    for _ in range(values.index(value)):
        page.keyboard.press("ArrowDown")
    if value == values[0]:
        page.keyboard.press("Space")
    expect(page.locator(f"[data-field={name}][value={value}]")).to_be_checked()


def _press(page: Page, part: str) -> None:
    _tab_to(page, f"[data-part={part}]")
    page.keyboard.press("Enter")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, and can be seen: nothing takes it away, or holds it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"{selector} is not reached with Tab")
