"""Whatever goes wrong: a clear sentence; nothing typed is lost while the page is open, nothing goes twice or plain."""

import contextlib
import time
from collections.abc import Callable

import pytest
import time_machine
from django.core import signing
from playwright.sync_api import Page, Route, expect

from tests.journeys.pages import WORRY, Answer, Guide, Inbox, Write
from tests.journeys.scripts_of_the_world import every_script
from tests.journeys.stored import all_reports, stored_reports
from tests.journeys.traffic import Traffic, lose_answers
from tests.servers import DemoServer
from trygga.concerns.tokens import LIFETIME_SECONDS, SALT, WRITE
from trygga.lib.receipts import ReceiptError, tidy_code

pytestmark = pytest.mark.journey
NewPage = Callable[..., Page]
NEEDED = {"happening": "no", "pathway": "child", "where": "here"}
SEND = "**/write/send/"
NOTHING_WRITTEN = "Write at least one line about what you have seen, heard, been told or believe."
TOO_LONG = "One answer is too long: 199,999 characters, and at most 20,000 can be sent."


def right_code(digits: str) -> str:
    """23 digits with the check digit that fits."""
    for last in "0123456789":
        with contextlib.suppress(ReceiptError):
            return tidy_code(digits + last)
    raise AssertionError(digits)


# ---- the form


def test_an_empty_form_says_one_thing_after_the_other(page: Page, demo_server: DemoServer) -> None:
    write = Write(page, demo_server.public, "en").open()
    for answers, sentence in [
        ({}, "Choose first whether it is happening right now."),
        ({"happening": "no"}, "Choose whom it is about."),
        ({"pathway": "child"}, "Choose in which municipality the home is."),
        ({"where": "here", "seen": " \n\t "}, NOTHING_WRITTEN),
    ]:
        assert write.answer(**answers).try_to_show_sheet() == sentence
        expect(write.part("form-error")).to_be_in_viewport()
        expect(page.locator("[data-field]:focus")).to_have_count(1)
    write.answer(believed="Something is wrong.").show_sheet()


def test_200_kb_in_one_answer_is_said_to_be_too_long_and_stays(page: Page, demo_server: DemoServer) -> None:
    text = "Våld " * 40_000
    write = Write(page, demo_server.public, "en").open().answer(**NEEDED, heard=text)
    assert write.try_to_show_sheet() == f"{TOO_LONG} Shorten it; nothing you typed is lost."
    assert write.field("heard").input_value() == text
    expect(write.field("heard")).to_be_focused()


def test_200_kb_over_ten_answers_arrive(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    long = {name: f"{name}:" + "å" * (20_000 - len(name) - 1) for name in WORRY if name not in (*NEEDED, "area")}
    assert len(long) == 11
    traffic = Traffic(page.context)
    Write(page, demo_server.public).open().answer(**NEEDED, **long).show_sheet().send()
    [report] = traffic.report_ids()
    amina.look_for_new().open_report(report)
    assert {name: amina.told(name) for name in long} == long


def test_every_script_of_the_world_arrives_as_it_was_typed(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    text = every_script()
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public).open().answer(**NEEDED, seen=text, when=text.replace("\n", " "))
    assert text in write.show_sheet().sheet
    receipt = write.send()
    [report] = traffic.report_ids()
    amina.look_for_new().open_report(report)
    assert amina.told("seen") == text
    assert amina.told("when") == text.replace("\n", " ")
    answer = Answer(page, demo_server.public).open().come_back_with(receipt.code)
    assert answer.messages == []


def test_every_script_of_the_world_comes_and_goes_in_a_dialogue(
    page: Page, demo_server: DemoServer, amina: Inbox
) -> None:
    text = every_script()
    traffic = Traffic(page.context)
    receipt = Write(page, demo_server.public).open().answer(**NEEDED, seen="quiet now").show_sheet().send()
    [report] = traffic.report_ids()
    amina.look_for_new().open_report(report).ask(text)
    answer = Answer(page, demo_server.public).open().come_back_with(receipt.code)
    assert answer.messages == [text]
    answer.reply(text)
    amina.look_for_answer()
    assert amina.messages == [text, text]


def test_happening_now_interrupts_with_112_and_both_ways_lead_on(
    any_page: Page, demo_server: DemoServer, script: bool
) -> None:
    write = Write(any_page, demo_server.public, "en").open().answer(**NEEDED, seen="A fight.", address="Storgatan 1")
    write.answer(happening="yes")
    interrupt = any_page.locator(".interrupt")
    expect(interrupt).to_be_visible()
    expect(interrupt.locator("a.call")).to_have_attribute("href", "tel:112")
    for name in ("pathway", "where", "seen", "address"):
        expect(write.field(name).first).to_be_hidden()
    expect(write.part("make-sheet")).to_be_hidden()
    if script:
        expect(interrupt).to_be_focused()
        expect(interrupt).to_be_in_viewport()
    for way in ("called", "cannot"):
        write.answer(called=way)
        for name in ("pathway", "where", "seen", "address"):
            expect(write.field(name).first).to_be_visible()
    expect(any_page.locator(".only-cannot")).to_contain_text("Ask somebody near you to call")
    assert write.typed() == NEEDED | {
        "happening": "yes",
        "called": "cannot",
        "seen": "A fight.",
        "address": "Storgatan 1",
    }
    if script:
        assert write.show_sheet().sheet == ["Yes, now", "A child", "Jönköping", "A fight.", "Storgatan 1"]


# ---- the code


def test_a_code_that_opens_nothing_gets_its_own_sentence(
    page: Page, demo_server: DemoServer, expect_errors: Callable[[str], None]
) -> None:
    right = right_code("1" * 23)
    answer = Answer(page, demo_server.public, "en").open()
    too_short, too_long = "The code has 24 digits, in six groups of four. You have typed ", "1234 " * 7
    assert answer.try_to_open("") == f"{too_short}0."
    assert answer.try_to_open(right[:-1]) == f"{too_short}23."
    assert answer.try_to_open(too_long) == f"{too_short}28."
    assert answer.try_to_open(right[:-1] + "x") == "The code holds digits only."
    swapped = right_code("12" * 11 + "3")
    for wrong in (right[:5] + "2" + right[6:], swapped[1] + swapped[0] + swapped[2:]):
        assert answer.try_to_open(wrong).startswith("One digit is wrong, or two have changed places.")
    assert answer.try_to_open(right).startswith("Nothing here belongs to this code.")
    expect_errors("status of 404")
    assert answer.field("code").input_value() == right


def test_a_code_may_be_typed_with_other_digits_and_any_gaps(page: Page, demo_server: DemoServer) -> None:
    code = Write(page, demo_server.public).open().answer(**WORRY).show_sheet().send().code
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for typed in (arabic, persian.replace(" ", ""), f"  {code.replace(' ', '-')} ", code.replace(" ", "\u00a0.")):
        assert Answer(page, demo_server.public, "en").open().come_back_with(typed).state.startswith("Not yet read.")


def test_a_wrong_passphrase_is_said_and_the_right_one_then_opens(new_page: NewPage, demo_server: DemoServer) -> None:
    member = demo_server.members[1]
    inbox = Inbox(new_page(locale="en-GB"), demo_server.inbox).sign_in(member)
    said = inbox.try_to_unlock("lugn bro sten vinter lampa hund")
    assert said.startswith("That is not your passphrase for this mailbox.")
    expect(inbox.part("passphrase")).to_be_focused()
    expect(inbox.view("list")).to_be_hidden()
    assert inbox.try_to_unlock("   ") == "Type the passphrase first."
    inbox.unlock(f"  {member['passphrase'].upper().replace(' ', '   ')} ")


# ---- going away and coming back


def test_back_and_forward_find_the_fields_empty_and_say_so(page: Page, demo_server: DemoServer) -> None:
    write = Guide(page, demo_server.public, "en").open().go_and_write().answer(**WORRY)
    page.go_back()
    page.go_forward()
    assert write.typed() == {}
    expect(write.part("form-error")).to_have_text(
        "What you had typed was wiped when you left the page, so that nobody else can read it."
    )


def test_leaving_wipes_the_page_itself_and_a_call_gives_it_back(page: Page, demo_server: DemoServer) -> None:
    write = Write(page, demo_server.public).open().answer(**WORRY)
    go = "window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))"
    come_back = "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    write.call(write.emergency)
    page.evaluate(go)
    assert write.typed() == {}
    page.evaluate(come_back)
    assert write.typed() == WORRY

    write.show_sheet()
    page.evaluate(go)
    assert write.sheet == []
    with page.expect_navigation():
        page.evaluate(come_back)
    assert write.typed() == {}
    expect(write.part("form-error")).not_to_be_empty()


def test_two_tabs_are_two_reports(page: Page, demo_server: DemoServer) -> None:
    traffic = Traffic(page.context)
    tabs = [Write(page, demo_server.public).open(), Write(page.context.new_page(), demo_server.public).open()]
    for number, tab in enumerate(tabs):
        tab.answer(**WORRY).answer(seen=f"Tab {number}").show_sheet()
    codes = [tab.send().code for tab in tabs]
    reports = traffic.report_ids()
    assert len(set(codes)) == len(set(reports)) == 2
    assert [stored_reports(demo_server, report) for report in reports] == [1, 1]


def test_two_tabs_of_one_dialogue_lose_no_answer(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    traffic = Traffic(page.context)
    code = Write(page, demo_server.public).open().answer(**WORRY).show_sheet().send().code
    amina.look_for_new().open_report(traffic.report_ids()[0]).ask("Since when?")
    tabs = [Answer(tab, demo_server.public, "en").open() for tab in (page, page.context.new_page())]
    for tab in tabs:
        tab.come_back_with(code)
    tabs[0].reply("Since May.")
    tabs[1].field("reply").fill("Since April, I think.")
    tabs[1].part("reply").locator("[data-part=send]").click()
    expect(tabs[1].part("reply-error")).to_contain_text("A new message has come in the meantime.")
    assert tabs[1].field("reply").input_value() == "Since April, I think."
    expect(tabs[1].part("messages").locator("li")).to_have_text(["Since when?", "You have answered."])
    tabs[1].reply("Since April, I think.")
    amina.part("refresh").click()
    expect(amina.part("chain").locator("li")).to_have_count(4)
    assert amina.messages == ["Since when?", "Since May.", "Since April, I think."]


# ---- sending


def test_a_page_that_was_open_for_more_than_a_day_still_sends(page: Page, demo_server: DemoServer) -> None:
    key = (demo_server.var / "secret-key").read_text()
    with time_machine.travel(time.time() - LIFETIME_SECONDS - 60, tick=False):
        old = signing.dumps({"purpose": WRITE, "bits": 1, "nonce": "0" * 32}, key=key, salt=SALT)

    def age(route: Route) -> None:
        answer = route.fetch()
        token = answer.text().split('data-token="')[1].split('"')[0]
        route.fulfill(response=answer, body=answer.text().replace(token, old))

    page.route("**/write/", age)
    traffic = Traffic(page.context)
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status) if answer.url.endswith("/write/send/") else None)
    Write(page, demo_server.public).open().answer(**WORRY).show_sheet().send()
    reports = traffic.report_ids()
    assert statuses == [410, 201]
    assert reports[0] == reports[1]
    assert stored_reports(demo_server, reports[0]) == 1


@pytest.mark.parametrize("how", ["the answer is lost", "no connection", "the server breaks"])
def test_no_answer_while_sending_then_once_more_is_one_report(page: Page, demo_server: DemoServer, how: str) -> None:
    stored = all_reports(demo_server)
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public, "en").open().answer(**WORRY).show_sheet()
    expect(write.part("send")).to_be_enabled()
    if how == "the answer is lost":
        lose_answers(page, SEND, times=2)
    elif how == "no connection":
        page.context.set_offline(True)
    else:
        page.context.route(SEND, lambda route: route.fulfill(status=500, body="<h1>broken</h1>"))
    for _ in range(2):
        assert write.try_to_send().startswith("No answer came: the connection may be gone. Nothing you typed is lost.")
        assert WORRY["heard"] in write.sheet
        expect(write.part("send")).to_be_enabled()
    assert all_reports(demo_server) == stored + (1 if how == "the answer is lost" else 0)
    page.context.set_offline(False)
    page.context.unroute(SEND)
    receipt = write.send()
    assert len(set(traffic.report_ids())) == 1
    assert all_reports(demo_server) == stored + 1
    assert Answer(page, demo_server.public, "en").open().come_back_with(receipt.code).state.startswith("Not yet read.")


def test_an_answer_of_which_nothing_was_heard_is_stored_once(
    page: Page, demo_server: DemoServer, amina: Inbox, expect_errors: Callable[[str], None]
) -> None:
    traffic = Traffic(page.context)
    code = Write(page, demo_server.public).open().answer(**WORRY).show_sheet().send().code
    amina.look_for_new().open_report(traffic.report_ids()[0]).ask("Since when?")
    answer = Answer(page, demo_server.public, "en").open().come_back_with(code)
    lose_answers(page, "**/answer/send/", times=1)
    answer.field("reply").fill("Since May.")
    answer.part("reply").locator("[data-part=send]").click()
    expect(answer.part("reply-error")).to_contain_text("No answer came")
    expect_errors("ERR_CONNECTION_RESET")
    assert answer.field("reply").input_value() == "Since May."
    answer.part("reply").locator("[data-part=send]").click()
    expect(answer.part("reply-progress")).to_have_text("Your answer has arrived.")
    amina.look_for_answer()
    assert amina.messages == ["Since when?", "Since May."]


def test_a_double_click_sends_once(page: Page, demo_server: DemoServer) -> None:
    stored = all_reports(demo_server)
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public).open().answer(**WORRY).show_sheet()
    expect(write.part("send")).to_be_enabled()
    write.part("send").dblclick()
    write.receipt()
    assert traffic.posts == ["/sv/write/send/"]
    assert all_reports(demo_server) == stored + 1


@pytest.mark.parametrize("missing", ["write", "workers", "sealer", "sealing", "age"])
def test_a_script_that_fails_to_load_sends_nothing_and_says_so(
    page: Page, demo_server: DemoServer, page_errors: list[str], missing: str
) -> None:
    page.context.route(f"**/{missing}.*.js", lambda route: route.abort())
    traffic = Traffic(page.context)
    write = Write(page, demo_server.public, "en")
    with page.expect_event("requestfailed"):
        write.open().answer(**WORRY)
    page_errors.clear()
    said = write.part("without-script")
    expect(said).to_contain_text("nothing can be sent from here now")
    assert said.locator("a.call").first.get_attribute("href") == "tel:112"
    expect(write.part("make-sheet")).to_be_disabled()
    write.field("address").press("Enter")
    assert write.typed() == WORRY
    assert traffic.posts == []


def test_a_code_pasted_into_an_answer_is_not_sent(page: Page, demo_server: DemoServer, amina: Inbox) -> None:
    traffic = Traffic(page.context)
    code = Write(page, demo_server.public).open().answer(**WORRY).show_sheet().send().code
    amina.look_for_new().open_report(traffic.report_ids()[0]).ask("Since when?")
    answer = Answer(page, demo_server.public, "en").open().come_back_with(code)
    before = len(traffic.posts)
    answer.field("reply").fill(f"Here it is: {code}")
    answer.part("reply").locator("[data-part=send]").click()
    expect(answer.part("reply-error")).to_have_text(
        "Your answer holds your code. Take it out: the code is only for you."
    )
    assert answer.field("reply").input_value() == f"Here it is: {code}"
    assert traffic.posts[before:] == []
