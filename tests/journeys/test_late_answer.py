"""A slow network brings answers to questions that nobody asks any more."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.pages import WORRY, Write
from tests.servers import DemoServer

pytestmark = pytest.mark.journey


def test_a_mailbox_found_too_late_offers_nothing_for_another_town(page: Page, demo_server: DemoServer) -> None:
    held: list[Route] = []
    page.route("**/write/mailboxes/", lambda route: held.append(route))
    write = Write(page, demo_server.public).open()
    with page.expect_request("**/write/mailboxes/"):
        write.answer(**WORRY).show_sheet()
    write.part("change").click()
    write.answer(where="elsewhere").show_sheet()

    with page.expect_response("**/write/mailboxes/"):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => setTimeout(done, 500))")

    expect(write.part("cannot-send")).to_be_visible()
    expect(write.part("can-send")).to_be_hidden()
    expect(write.part("send")).to_be_disabled()
