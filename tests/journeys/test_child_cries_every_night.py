"""Journey 2: a child cries every night. Guide, write, sheet, send sealed, receipt; later a question and an answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import WORRY, Answer, Guide, Inbox, Write
from tests.journeys.printing import printed_text
from tests.journeys.stored import stored_reports
from tests.journeys.traffic import Traffic
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
TEXTS = [name for name in WORRY if name not in ("happening", "pathway", "where", "area")]
QUESTION = "Is there a time of day when it is worst?"
REPLY = "Between eleven and midnight. Thank you for asking."


def test_from_the_guide_to_the_last_message(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    traffic = Traffic(page.context)
    write = Guide(page, demo_server.public, "en").open().go_and_write()
    write.answer(**WORRY).show_sheet()
    assert write.sheet == ["No", "A child", "Jönköping", "Öxnehaga", *[WORRY[name] for name in TEXTS]]
    expect(write.part("receiver")).to_have_text("Socialtjänsten, Jönköpings kommun")
    expect(write.part("reads")).not_to_be_empty()
    when_read = write.part("reads").inner_text()
    receipt = write.send()
    expect(write.part("reads-again")).to_have_text(when_read)
    assert traffic.posts == ["/en/write/send/"]
    [report] = traffic.report_ids()
    assert stored_reports(demo_server, report) == 1

    answer = Answer(page, demo_server.public, "en").open().come_back_with(receipt.code)
    assert answer.state.startswith("Not yet read.")
    assert answer.messages == []
    expect(answer.part("reply")).to_be_hidden()

    amina.look_for_new().open_report(report)
    assert {name: amina.told(name) for name in TEXTS} == {name: WORRY[name] for name in TEXTS}
    assert amina.told("area") == "Öxnehaga"
    assert amina.messages == []
    amina.ask(QUESTION)

    answer.open().come_back_with(receipt.code)
    assert answer.state == "It has been received."
    assert answer.messages == [QUESTION]
    answer.reply(REPLY)
    assert answer.messages == [QUESTION, "You have answered."]  # whoever finds the code does not find her words

    amina.look_for_answer()
    assert amina.messages == [QUESTION, REPLY]
    amina.close()

    answer.open().come_back_with(receipt.code)
    assert answer.state.startswith("No more messages")
    assert answer.messages == [QUESTION, "You have answered."]
    expect(answer.part("reply")).to_be_hidden()


def test_the_sheet_can_be_changed_before_it_is_sent(page: Page, demo_server: DemoServer) -> None:
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public).open().answer(**WORRY).show_sheet()
    write.part("change").click()
    expected = {**WORRY, "seen": "I would rather say less."}
    assert write.answer(seen=expected["seen"]).typed() == expected
    assert "I would rather say less." in write.show_sheet().sheet
    assert WORRY["seen"] not in write.sheet
    assert traffic.posts == []


def test_the_printed_sheet_holds_what_was_written_and_nothing_on_how_to_send(
    page: Page, demo_server: DemoServer
) -> None:
    write = Write(page, demo_server.public, "en").open().answer(**WORRY).show_sheet()
    expect(write.part("can-send")).to_be_visible()
    printed = printed_text(page)
    assert [name for name in TEXTS if WORRY[name] not in printed] == []
    assert "A child" in printed
    assert "Send" not in printed


def test_without_script_the_page_says_first_that_it_cannot_seal(new_page: NewPage, demo_server: DemoServer) -> None:
    page = new_page(script=False)
    write = Guide(page, demo_server.public, "en").open().go_and_write()
    said = write.part("without-script")
    expect(said).to_contain_text("nothing can be sent from here now")
    assert said.locator("a.call").first.get_attribute("href") == "tel:112"
    below = write.field("happening").first.bounding_box()
    above = said.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"]


def test_without_script_the_page_is_a_sheet_to_fill_in_and_print(new_page: NewPage, demo_server: DemoServer) -> None:
    page = new_page(script=False)
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public, "en").open().answer(**WORRY)
    printed = printed_text(page)
    assert [name for name in TEXTS if WORRY[name] not in printed] == []

    expect(write.part("make-sheet")).to_be_disabled()
    assert page.locator("main form, main [name]:not([type=radio])").count() == 0
    for name in ("when", "address", "door"):
        write.field(name).press("Enter")
    assert traffic.posts == []
    assert {request.resource_type for request in traffic.requests} <= {"document", "stylesheet", "script", "image"}
    assert write.typed() == WORRY
    assert page.url == f"{demo_server.public}/en/write/"


def test_without_script_a_code_opens_nothing_and_numbers_stand_there(
    new_page: NewPage, demo_server: DemoServer
) -> None:
    page = new_page(script=False)
    answer = Answer(page, demo_server.public, "en").open()
    expect(answer.part("without-script")).to_be_visible()
    assert answer.part("without-script").locator("a.call").first.get_attribute("href") == "tel:112"
    expect(answer.part("open")).to_be_disabled()
    assert page.locator("main form, main [name]").count() == 0
