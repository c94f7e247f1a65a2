"""Journey 4, as far as it goes: Monday 08:05 in the inbox, and what strangers or a changed server can put into it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import as_sent
from tests.factories.concerns import fresh_file, keys_of_code, some_recipient
from tests.journeys.pages import LONG, WORRY, Answer, Inbox, Write
from tests.journeys.stored import ask
from tests.journeys.traffic import Traffic
from tests.servers import DemoServer
from trygga.lib import receipts, sealing

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
MONDAY = datetime(2026, 2, 9, 7, 5, tzinfo=UTC)  # 08:05 in Jönköping
UNREADABLE = "Something came that does not open. It may be meaningless, sent by somebody who found the code."
DOES_NOT_OPEN = (
    "This does not open. It may be meaningless, sent by anybody, or the server has mixed something up. Set it aside if "
    "others cannot open it either; tell whoever runs the server if it happens often."
)
POST = """async ([address, content]) => {
    const headers = { "Content-Type": "application/json" };
    return (await fetch(address, { method: "POST", body: JSON.stringify(content), headers })).status;
}"""


@pytest.fixture
def inbox(new_page: NewPage, demo_server: DemoServer) -> Inbox:
    """Amina's, in English."""
    page = new_page(locale="en-GB", viewport={"width": 1280, "height": 800})
    member = demo_server.members[0]
    return Inbox(page, demo_server.inbox).sign_in(member).unlock(member["passphrase"])


def tell(page: Page, server: DemoServer, **worry: str) -> tuple[str, str]:
    """Write a report; its id and the receipt code."""
    traffic = Traffic(page.context)
    code = Write(page, server.public, "en").open().answer(**WORRY).answer(**worry).show_sheet().send().code
    return traffic.report_ids()[0], code


def change(server: DemoServer, statement: str, *values: Any) -> None:
    """What a server can do that has its own way with the database."""
    assert ask(server, f"{statement} RETURNING 1", *values) == [(1,)]


def post(page: Page, address: str, content: dict[str, Any]) -> int:
    """What anybody can send from a public page."""
    status: int = page.evaluate(POST, [address, as_sent(content)])
    return status


def said(inbox: Inbox, view: str) -> str:
    """What the view says went wrong."""
    alert = inbox.view(view).locator("[data-alert]").first
    expect(alert).not_to_be_empty(timeout=LONG)
    return alert.inner_text()


def states(inbox: Inbox, *reports: str) -> list[str]:
    """The states that the list shows for these reports, in words."""
    return [inbox.row_of(report).locator("[data-part=state]").inner_text() for report in reports]


def offers(inbox: Inbox) -> list[str]:
    """What can be done in the list with a report that did not open."""
    return [button.inner_text() for button in inbox.part("aside").get_by_role("button").all() if button.is_visible()]


def test_three_new_and_the_child_is_due_first(page: Page, demo_server: DemoServer, inbox: Inbox) -> None:
    adult, own, child = (tell(page, demo_server, pathway=pathway)[0] for pathway in ("adult", "self", "child"))
    for report, due in ((adult, "2026-02-10 15:30"), (own, "2026-02-10 15:30"), (child, "2026-02-09 15:30")):
        change(demo_server, "UPDATE concerns_sealedreport SET read_by = %s WHERE id = %s", f"{due}:00", report)
    inbox.page.clock.set_fixed_time(MONDAY)
    inbox.look_for_new()
    listed = [row["report"] for row in inbox.rows]
    assert [report for report in listed if report in {adult, own, child}] == [child, *sorted((adult, own))]
    row = inbox.row_of(child)
    assert row.locator("[data-part=due]").inner_text() == "Must be opened today by 16:30."
    assert row.locator("[data-part=about]").inner_text() == "About a child"
    assert states(inbox, child, adult, own) == ["New", "New", "New"]

    inbox.open_report(child)
    expect(inbox.page.locator("[data-status]")).to_have_text(
        "The report is open, and everything that can be checked fits."
    )
    inbox.ask("Is there a time of day when it is worst?").back_to_list()
    assert states(inbox, child, adult, own) == ["Opened", "New", "New"]
    inbox.open_report(child).close().back_to_list()
    assert states(inbox, child, adult, own) == ["Closed", "New", "New"]


def test_junk_in_the_writers_name_stops_neither_the_report_nor_the_dialogue(
    page: Page, demo_server: DemoServer, inbox: Inbox
) -> None:
    report, code = tell(page, demo_server)
    inbox.look_for_new().open_report(report).ask("Since when?")
    finder = keys_of_code(receipts.tidy_code(code))
    junk = {"lookup": finder.lookup_id.hex(), "number": 3, "sealed": fresh_file()}
    assert post(page, "/en/answer/send/", junk) == 201

    inbox.look_for_answer().back_to_list().open_report(report)
    assert inbox.told("heard") == WORRY["heard"]
    who, days = (inbox.part("chain").locator(f"[data-part={part}]").all_text_contents() for part in ("who", "day"))
    assert who == ["To the writer: received", "To the writer: a question", UNREADABLE]
    today = inbox.page.evaluate(
        "new Intl.DateTimeFormat('en', {weekday: 'long', day: 'numeric', month: 'long', timeZone: 'Europe/Stockholm'})"
        ".format(new Date())"
    )
    assert days == [today] * 3
    assert inbox.messages == ["Since when?"]

    inbox.ask("And how often?")
    answer = Answer(page, demo_server.public, "en").open().come_back_with(code)
    assert answer.messages == ["Since when?", "You have answered.", "And how often?"]
    answer.reply("Every night.")
    assert inbox.look_for_answer().messages == ["Since when?", "And how often?", "Every night."]
    inbox.close()
    assert answer.open().come_back_with(code).state.startswith("No more messages")


def test_a_report_that_nobody_can_open_is_set_aside_and_put_back(
    page: Page, demo_server: DemoServer, inbox: Inbox
) -> None:
    report = send_what_nobody_can_open(page, demo_server)
    inbox.look_for_new()
    assert (states(inbox, report), offers(inbox)) == (["New"], [])
    inbox.row_of(report).get_by_role("button").click()
    assert (said(inbox, "list"), offers(inbox)) == (DOES_NOT_OPEN, ["Set it aside"])

    before = int(inbox.part("count-set-aside").inner_text())
    move(inbox, "set-aside", "The report has been set aside for everybody here.")
    assert (states(inbox, report), offers(inbox)) == (["Set aside"], [])
    assert int(inbox.part("count-set-aside").inner_text()) == before + 1
    below = [row["state"] for row in inbox.rows[[row["report"] for row in inbox.rows].index(report) + 1 :]]
    assert set(below) <= {"set-aside", "closed"}

    inbox.row_of(report).get_by_role("button").click()
    assert (said(inbox, "list"), offers(inbox)) == (DOES_NOT_OPEN, ["Put it back among the new"])
    move(inbox, "put-back", "The report stands among the new ones again.")
    assert (states(inbox, report), offers(inbox)) == (["New"], [])
    change(demo_server, "DELETE FROM concerns_sealedreport WHERE id = %s", report)


def send_what_nobody_can_open(page: Page, server: DemoServer) -> str:
    """As a stranger can: every file well formed, and sealed to a key that nobody has kept."""
    Write(page, server.public, "en").open()
    table = page.evaluate("fetch('/en/write/mailboxes/').then((answer) => answer.json())")
    [unit] = table["units"].values()
    content = {
        "token": page.locator("[data-token]").first.get_attribute("data-token"),
        "counter": "0",
        "report": sealing.new_report_id(),
        **{name: unit[name] for name in ("organisation", "unit", "epoch")},
        "pathway": "child",
        "area": "",
        "lookup": sealing.new_report_id() * 2,
        "recipient": some_recipient(),
        "recipient_mac": "0" * 64,
        "report_identity": fresh_file(),
        "sealed_report": fresh_file(),
    }
    assert post(page, "/en/write/send/", content) == 201
    return str(content["report"])


def move(inbox: Inbox, way: str, sentence: str) -> None:
    inbox.part(way).click()
    expect(inbox.page.locator("[data-status]")).to_contain_text(sentence)
    expect(inbox.part("aside")).to_be_hidden()
    inbox.look_for_new()


def test_a_changed_server_is_noticed_and_the_concern_can_still_be_read(
    page: Page, demo_server: DemoServer, inbox: Inbox
) -> None:
    report, code = tell(page, demo_server)
    inbox.look_for_new().open_report(report).ask("Since when?").back_to_list()

    row, mac = "UPDATE concerns_sealedreport SET {} = %s WHERE id = %s", keys_of_code(receipts.tidy_code(code)).mac_key
    change(demo_server, row.format("recipient_mac"), "0" * 64, report)
    inbox.open_report(report)
    expect(inbox.part("misaddressed")).to_be_visible()
    assert (inbox.told("heard"), inbox.messages) == (WORRY["heard"], ["Since when?"])
    expect(inbox.part("ask")).to_be_hidden()
    expect(inbox.part("begin")).to_be_visible()
    recipient = recipient_of(demo_server, report)
    right = sealing.recipient_mac(mac, report=report, recipient=recipient)
    change(demo_server, row.format("recipient_mac"), right, report)
    inbox.back_to_list()

    question = "UPDATE concerns_dialoguemessage SET sealed = %s WHERE report_id = %s AND number = 2"
    change(demo_server, question, fresh_file(2), report)
    inbox.open_report(report)
    expect(inbox.part("trouble")).to_contain_text("The messages of this report do not fit (WrongKey)")
    expect(inbox.page.locator("[data-status]")).to_contain_text("something around it does not fit")
    assert (inbox.told("heard"), inbox.messages) == (WORRY["heard"], [])
    for part in ("messages", "ask", "closing", "misaddressed"):
        expect(inbox.part(part)).to_be_hidden()
    inbox.back_to_list()

    change(demo_server, row.format("sealed_report"), fresh_file(), report)
    inbox.row_of(report).get_by_role("button").click()
    assert said(inbox, "list").startswith("This report does not fit the place where it was stored (WrongHash).")
    assert offers(inbox) == []


def recipient_of(server: DemoServer, report: str) -> str:
    [(recipient,)] = ask(server, "SELECT recipient FROM concerns_sealedreport WHERE id = %s", report)
    return str(recipient)


def test_no_question_gives_anything_away(page: Page, demo_server: DemoServer, inbox: Inbox) -> None:
    report, _ = tell(page, demo_server, people="Eva och Bo, dottern Liv.", heard="He shouted at Omar.")
    inbox.look_for_new().open_report(report)
    for question, sentence in {
        "Hur mår Eva?": "Not sent: “Eva” stands in the report",
        "What did Omar do?": "Not sent: “Omar” stands in the report",
        "Vem är du?": "Not sent: this asks who the writer is",
        "What is your name?": "Not sent: this asks who the writer is",
    }.items():
        inbox.page.locator("#question").fill(question)
        inbox.part("ask").locator("button").click()
        alert = inbox.part("ask").locator("[data-alert]")
        expect(alert).to_contain_text(sentence)
        assert inbox.page.locator("#question").input_value() == question
    assert inbox.ask("When do you hear it?").messages == ["When do you hear it?"]


def test_what_is_readable_goes_to_no_service_of_the_browser(page: Page, demo_server: DemoServer, inbox: Inbox) -> None:
    report, _ = tell(page, demo_server)
    inbox.look_for_new().open_report(report).ask("Since when?")
    assert inbox.page.locator("meta[name=google]").get_attribute("content") == "notranslate"
    kept = "element => element.textContent.trim() && element.closest('[translate]')?.translate"
    for words in ("dl [data-field] dd", "[data-part=chain] [data-part=words]"):
        found = {place.evaluate(kept) for place in inbox.view("report").locator(words).all()}
        assert found - {""} == {False}
    field = inbox.page.locator("#question")
    names = ("spellcheck", "autocorrect", "writingsuggestions", "autocomplete")
    assert [field.get_attribute(name) for name in names] == ["false", "off", "false", "off"]


def test_the_passphrase_is_hidden_and_nothing_offers_to_keep_it(new_page: NewPage, demo_server: DemoServer) -> None:
    inbox = Inbox(new_page(locale="en-GB"), demo_server.inbox).sign_in(demo_server.members[0])
    field = inbox.part("passphrase")
    dots = "field => getComputedStyle(field).webkitTextSecurity"
    assert (field.get_attribute("type"), field.get_attribute("name"), field.evaluate(dots)) == ("text", None, "disc")
    inbox.part("show").check()
    assert field.evaluate(dots) == "none"
    inbox.part("show").uncheck()
    assert field.evaluate(dots) == "disc"


def test_a_browser_that_cannot_hide_text_hides_a_password(new_page: NewPage, demo_server: DemoServer) -> None:
    page = new_page(locale="en-GB")
    page.add_init_script("CSS.supports = () => false")
    inbox = Inbox(page, demo_server.inbox).sign_in(demo_server.members[0])
    field = inbox.part("passphrase")
    assert field.get_attribute("type") == "password"
    inbox.part("show").check()
    assert field.get_attribute("type") == "text"
