"""The states that pages can be in, one after the other, for whoever wants to look at each of them."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.journeys.pages import WORRY, Answer, Guide, Inbox, PublicPage, Write
from tests.journeys.traffic import Traffic
from tests.servers import DemoServer


def guide_states(page: Page, server: DemoServer, language: str) -> Iterator[str]:
    """The guide, an area, the page that is not there."""
    Guide(page, server.public, language).open().show_every_way()
    yield "guide"
    Guide(page, server.public, language, "a/oxnehaga/").open()
    yield "area"
    PublicPage(page, server.public, language, "nothing/").open()
    yield "404"


def write_states(page: Page, server: DemoServer, language: str) -> Iterator[str]:
    """The write page from empty to receipt, and the sheet for another town."""
    write = Write(page, server.public, language).open()
    expect(write.part("make-sheet")).to_be_enabled()
    yield "write, empty"
    write.answer(happening="yes")
    yield "write, interrupted"
    write.answer(called="cannot").try_to_show_sheet()
    yield "write, something missing"
    write.answer(**WORRY).answer(pathway="self_under_18", where="elsewhere", municipality="Nässjö").show_sheet()
    yield "sheet for another town"
    write.part("change").click()
    write.answer(**WORRY).show_sheet()
    expect(write.part("send")).to_be_enabled()
    yield "sheet"
    write.send()
    yield "receipt"


def answer_states(page: Page, server: DemoServer, language: str, code: str) -> Iterator[str]:
    """The answer page, empty, with a wrong code, and with a dialogue."""
    answer = Answer(page, server.public, language).open()
    expect(answer.part("open")).to_be_enabled()
    yield "answer, empty"
    answer.try_to_open("1234")
    yield "answer, wrong code"
    answer.come_back_with(code)
    yield "dialogue"


def public_states(page: Page, server: DemoServer, language: str) -> Iterator[str]:
    """All of the above for one writer, whose report nobody has opened yet."""
    yield from guide_states(page, server, language)
    yield from write_states(page, server, language)
    code = page.locator("[data-part=code]").inner_text()
    yield from answer_states(page, server, language, code)


def inbox_states(inbox: Inbox, writer: Page, server: DemoServer, language: str) -> Iterator[str]:
    """From the sign-in to a closed dialogue; the writer answers in between, and sees the end."""
    member = server.members[0]
    inbox.page.goto(f"{inbox.origin}/")
    yield "sign-in"
    inbox.sign_in(member)
    yield "inbox, locked"
    inbox.try_to_unlock("not the passphrase")
    yield "inbox, wrong passphrase"
    inbox.unlock(member["passphrase"])
    yield "inbox, list"
    traffic = Traffic(writer.context)
    code = Write(writer, server.public, language).open().answer(**WORRY).show_sheet().send().code
    inbox.look_for_new().open_report(traffic.report_ids()[0]).ask("Since when?")
    answer = Answer(writer, server.public, language).open().come_back_with(code)
    answer.reply("Since May.")
    yield "dialogue with an answer"
    inbox.look_for_answer()
    yield "inbox, report"
    inbox.part("begin").click()
    yield "inbox, closing"
    inbox.part("confirm").click()
    expect(inbox.view("report").locator("[data-part=closed]")).to_be_visible()
    yield "inbox, closed"
