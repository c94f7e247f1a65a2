"""Journey 3: no mailbox here, or another town. The same writing; the sheet is printed or read out over the phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import WORRY, Guide, Write
from tests.journeys.printing import printed_text
from tests.journeys.stored import all_reports, mailbox_with
from tests.journeys.traffic import Traffic
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
LONG_AGO = "2026-01-05 08:00:00"
CLOSED: dict[str, dict[str, Any]] = {
    "switched off": {"is_switched_on": False},
    "closed by itself": {"last_unlocked_at": LONG_AGO},
    "never unlocked": {"last_unlocked_at": None},
}


@pytest.mark.parametrize(
    ("where", "town", "advice"),
    [
        ({"where": "elsewhere", "municipality": "Nässjö"}, "Nässjö", "Call the switchboard of that municipality"),
        ({"where": "unsure"}, "I do not know", "Nothing can be sent before it is clear in which municipality"),
    ],
)
def test_a_home_elsewhere_gives_a_sheet_and_sends_nothing(
    page: Page, demo_server: DemoServer, where: dict[str, str], town: str, advice: str
) -> None:
    stored = all_reports(demo_server)
    traffic = Traffic(page.context)
    answers = {name: text for name, text in WORRY.items() if name != "area"} | where
    write = Guide(page, demo_server.public, "en").open().go_and_write()
    write.answer(**answers).show_sheet()

    expect(write.part("why-not")).to_contain_text(advice)
    expect(write.part("can-send")).to_be_hidden()
    numbers = write.part("cannot-send").locator("a.call")
    assert numbers.first.get_attribute("href") == "tel:112"
    printed = printed_text(page)
    assert [text for text in (WORRY["heard"], WORRY["address"], town) if text not in printed] == []
    page.wait_for_load_state("networkidle")
    assert traffic.posts == []
    assert [request.url for request in traffic.requests if "mailboxes" in request.url] == []
    assert all_reports(demo_server) == stored


def test_another_town_without_script_says_whose_number_to_find(
    new_page: Callable[..., Page], demo_server: DemoServer
) -> None:
    page = new_page(script=False)
    write = Write(page, demo_server.public, "en").open()
    advice = page.locator(".not-here")
    write.answer(where="here")
    expect(advice).to_be_hidden()
    expect(write.field("area")).to_be_visible()
    write.answer(where="elsewhere", municipality="Nässjö", heard=WORRY["heard"])
    expect(advice).to_contain_text("Call the switchboard of the municipality where the home is")
    expect(write.field("area")).to_be_hidden()
    printed = printed_text(page)
    assert "Nässjö" in printed and WORRY["heard"] in printed and "switchboard" in printed


@pytest.mark.parametrize("why", CLOSED)
def test_a_mailbox_that_does_not_receive_leaves_sheet_and_numbers(
    page: Page, demo_server: DemoServer, why: str
) -> None:
    traffic = Traffic(page.context)
    with mailbox_with(demo_server, **CLOSED[why]):
        guide = Guide(page, demo_server.public, "en").open()
        expect(page.locator("#write")).to_contain_text("No mailbox is open here now.")
        write = guide.go_and_write().answer(**WORRY).show_sheet()
        expect(write.part("why-not")).to_have_text(
            "Nobody receives sheets here at the moment. Print it, or call and read it out."
        )
    expect(write.part("can-send")).to_be_hidden()
    assert write.part("cannot-send").locator("a.call").first.get_attribute("href") == "tel:112"
    assert WORRY["heard"] in write.sheet
    assert WORRY["heard"] in printed_text(page)
    assert traffic.posts == []


def test_a_mailbox_that_closes_while_one_reads_the_sheet_loses_nothing(page: Page, demo_server: DemoServer) -> None:
    traffic = Traffic(page.context)
    stored = all_reports(demo_server)
    write = Write(page, demo_server.public, "en").open().answer(**WORRY).show_sheet()
    expect(write.part("send")).to_be_enabled()
    with mailbox_with(demo_server, is_switched_on=False):
        write.part("send").click()
        expect(write.part("why-not")).to_contain_text("The mailbox has closed, so nothing was sent.")
    expect(write.part("can-send")).to_be_hidden()
    assert write.part("cannot-send").locator("a.call").first.get_attribute("href") == "tel:112"
    assert WORRY["heard"] in write.sheet
    assert all_reports(demo_server) == stored

    write.part("change").click()
    assert write.typed() == WORRY
    write.show_sheet().send()  # it has opened again
    assert all_reports(demo_server) == stored + 1
    assert traffic.posts == ["/en/write/send/"] * 2
