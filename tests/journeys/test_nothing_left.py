"""A whole journey, and then a search: nothing readable stays on the server, and nothing at all stays in the browser."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.pages import WORRY, Answer, Inbox, Receipt, Write
from tests.journeys.stored import announcement, everything_kept, traces
from tests.journeys.traffic import NOTHING, Traffic, kept_by
from tests.servers import DemoServer

pytestmark = pytest.mark.journey
TEXTS = [name for name in WORRY if name not in ("happening", "pathway", "where", "area")]
# Words that stand nowhere else, one for each field, so that a find names its field.
CANARIES = {name: f"Kanariefågel{name.replace('_', '')}" for name in TEXTS}
TOLD = CANARIES | {"address": "Kanariestigen 4711"}
QUESTION = "Kanariefrågan till skribenten?"
REPLY = "Kanariesvaret från skribenten."


def forms_of(receipt: Receipt) -> list[str]:
    digits = receipt.code.replace(" ", "")
    return [receipt.code, digits, "-".join(re.findall("....", digits)), digits[:12], digits[12:]]


def test_a_whole_journey_leaves_nothing_readable_behind(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    writer, member = Traffic(page.context), Traffic(amina.page.context)
    write = Write(page, demo_server.public).open()
    write.answer(happening="no", pathway="self_under_18", where="here", area="raslatt", **TOLD).show_sheet()
    secrets = [*TOLD.values(), QUESTION, REPLY, demo_server.members[0]["passphrase"]]
    on_screen = page.content().encode()
    assert traces(secrets, on_screen) == list(TOLD.values())  # the search finds what is there to be found

    receipt = write.send()
    assert kept_by(page) == NOTHING
    secrets += forms_of(receipt)
    [report] = writer.report_ids()
    amina.look_for_new().open_report(report).ask(QUESTION)
    answer = Answer(page, demo_server.public).open().come_back_with(receipt.code)
    assert answer.messages == [QUESTION]
    answer.reply(REPLY)
    assert kept_by(page) == NOTHING
    amina.look_for_answer()
    assert amina.messages == [QUESTION, REPLY]
    amina.close()
    answer.open().come_back_with(receipt.code)

    kept = everything_kept(demo_server)
    assert {name: traces(secrets, content) for name, content in kept.items() if traces(secrets, content)} == {}
    assert traces(secrets, writer.sent) == []
    assert traces(secrets, member.sent) == []
    # What is known in clear is found by the same search: it looks in the right places.
    database = kept["the database"]
    assert traces(["self_under_18", "raslatt", report], database) == ["self_under_18", "raslatt", report]
    assert traces(["self_under_18", "raslatt", report], writer.sent) == ["self_under_18", "raslatt", report]
    assert traces([report], kept["the server's output"]) == []
    passphrase = demo_server.members[0]["passphrase"]
    assert traces([passphrase], announcement(demo_server)) == [passphrase]

    assert page.context.cookies() == []
    assert writer.origins == {demo_server.public}
    assert member.origins == {demo_server.inbox}


def test_the_search_would_find_what_was_sent_in_plain(
    page: Page, demo_server: DemoServer, page_errors: list[str]
) -> None:
    traffic = Traffic(page.context)
    Write(page, demo_server.public).open()
    page.evaluate(
        "text => fetch('/sv/write/send/', {method: 'POST', body: JSON.stringify({seen: btoa(text), heard: text})})",
        "so Kanariefagelsang it is",
    )
    page_errors.clear()  # refused, and noted in the console
    assert traces(["Kanariefagelsang"], traffic.sent) == ["Kanariefagelsang"]
    [wrapped] = re.findall(rb'"seen":"([^"]+)"', traffic.sent)
    assert traces(["Kanariefagelsang"], wrapped) == ["Kanariefagelsang"]


def test_the_inbox_keeps_cookies_alone_and_scripts_cannot_read_them(amina: Inbox, demo_server: DemoServer) -> None:
    assert kept_by(amina.page) == NOTHING
    cookies = {(one["name"], one["httpOnly"], one["sameSite"]) for one in amina.page.context.cookies()}
    assert cookies == {("inbox", True, "Lax"), ("inbox-csrf", True, "Lax")}
    amina.lock()
    assert traces([demo_server.members[0]["passphrase"]], amina.page.content().encode()) == []


def test_a_locked_inbox_shows_nothing_of_what_was_open(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    traffic = Traffic(page.context)
    Write(page, demo_server.public).open().answer(**WORRY).answer(**TOLD).show_sheet().send()
    amina.look_for_new().open_report(traffic.report_ids()[0])
    words = list(TOLD.values())
    assert traces(words, amina.page.content().encode()) == words
    amina.lock()
    assert traces(words, amina.page.content().encode()) == []
    assert amina.page.locator("#question").input_value() == ""
