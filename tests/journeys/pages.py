"""The pages of the journeys, as the people in them use them: each method is a sentence about a person."""

import re
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.sync_api import Locator, Page, Response, expect

SECONDS = 1000
LONG = 60 * SECONDS
"""For what derives a key: seconds on a phone, more where two cores are shared."""

WORRY = {
    "happening": "no",
    "pathway": "child",
    "where": "here",
    "seen": "She stood barefoot on the stairs again.",
    "heard": "Crying every night, and a door that is slammed.",
    "told": "The caretaker has heard it too.",
    "believed": "I am afraid that the girl is locked out.",
    "when": "Since October, after eleven at night.",
    "how_often": "Almost every night.",
    "area": "oxnehaga",
    "address": "Granitvägen 5",
    "door": "Second floor, to the left",
    "people": "Two grown-ups, a girl of about six.",
    "interpreter": "Perhaps Somali.",
    "contact": "By the code only.",
}
"""What a neighbour answers to every question of the write page."""

CHOICES = {"happening", "pathway", "where", "called"}
FIRST = {*CHOICES, "municipality"}
"""What must be answered before other questions are shown."""


@dataclass
class PublicPage:
    """Something on every public page: 112, the way out, and the languages."""

    page: Page
    origin: str
    language: str = "sv"
    path: str = ""

    def open(self) -> Self:
        answer = self.page.goto(f"{self.origin}/{self.language}/{self.path}")
        assert answer is not None and answer.status in (200, 404)
        return self

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-part={name}]")

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[data-field={name}]")

    @property
    def emergency(self) -> Locator:
        """112, above everything."""
        return self.page.locator(".top .emergency")

    def call(self, link: Locator) -> None:
        """Follow a number. Not by hand: Chromium looks for a phone that is not there, and drops clicks meanwhile."""
        link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault(), { once: true })")
        link.dispatch_event("click")

    def leave_quickly(self) -> None:
        self.page.locator(".exit button").click()


@dataclass
class Guide(PublicPage):
    """The start page, or with `path="a/<area>/"` the guide of an area."""

    @property
    def answers(self) -> Locator:
        """Who answers now, one item for each contact point."""
        return self.page.locator("#who .point")

    def choose_area(self, name: str) -> None:
        self.page.locator("#areas").get_by_role("link", name=name).click()

    def go_and_write(self) -> "Write":
        self.page.locator("#write a.button").click()
        self.page.wait_for_url("**/write/")
        return Write(self.page, self.origin, self.language)

    def show_every_way(self) -> None:
        for summary in self.page.locator("summary").all():
            summary.click()


@dataclass
class Write(PublicPage):
    """The write page: questions, sheet, receipt."""

    path: str = "write/"

    def answer(self, **answers: str) -> Self:
        """Answer questions in the order of the page; a text of an answer that was given is replaced."""
        for name in sorted(answers, key=FIRST.__contains__, reverse=True):
            value = answers[name]
            if name in CHOICES:
                self.page.locator(f"[data-field={name}][value={value}]").check()
            elif name == "area":
                self.field(name).select_option(value)
            else:
                self.field(name).fill(value)
        return self

    def typed(self) -> dict[str, str]:
        """What stands in the fields, chosen or typed, less what is empty."""
        chosen = {
            name: found.first.get_attribute("value") or ""
            for name in ("happening", "called", "pathway", "where")
            if (found := self.page.locator(f"[data-field={name}]:checked")).count()
        }
        texts = {
            name: self.field(name).input_value()
            for name in ("municipality", *[name for name in WORRY if name not in CHOICES])
        }
        return chosen | {name: text for name, text in texts.items() if text}

    def show_sheet(self) -> Self:
        self.part("make-sheet").click()
        expect(self.part("sheet")).to_be_visible()
        return self

    def try_to_show_sheet(self) -> str:
        """Press the button when something is missing; the sentence that says what."""
        self.part("make-sheet").click()
        expect(self.part("form-error")).not_to_be_empty()
        expect(self.part("sheet")).to_be_hidden()
        return self.part("form-error").inner_text()

    @property
    def sheet(self) -> list[str]:
        """What stands on the sheet, without its headings."""
        return self.part("sheet-text").locator("dd").all_text_contents()

    def send(self) -> "Receipt":
        self.part("send").click()
        return self.receipt()

    def receipt(self) -> "Receipt":
        expect(self.part("receipt")).to_be_visible(timeout=LONG)
        return Receipt(self.page, self.part("code").inner_text())

    def try_to_send(self) -> str:
        """Send where that cannot work; the sentence that says why."""
        self.part("send").click()
        expect(self.part("send-error")).not_to_be_empty(timeout=LONG)
        expect(self.part("receipt")).to_be_hidden()
        return self.part("send-error").inner_text()


@dataclass
class Receipt:
    page: Page
    code: str

    def __post_init__(self) -> None:
        assert re.fullmatch(r"\d{4}( \d{4}){5}", self.code), self.code


@dataclass
class Answer(PublicPage):
    """The page where the writer comes back with the code."""

    path: str = "answer/"

    def enter(self, code: str) -> Self:
        expect(self.part("open")).to_be_enabled()
        self.field("code").fill(code)
        self.part("open").click()
        return self

    def come_back_with(self, code: str) -> Self:
        self.enter(code)
        expect(self.part("dialogue")).to_be_visible(timeout=LONG)
        return self

    def try_to_open(self, code: str) -> str:
        """Enter a code that opens nothing; the sentence that says why."""
        self.enter(code)
        expect(self.part("code-error")).not_to_be_empty(timeout=LONG)
        expect(self.part("dialogue")).to_be_hidden()
        return self.part("code-error").inner_text()

    @property
    def state(self) -> str:
        return self.part("state").inner_text()

    @property
    def messages(self) -> list[str]:
        return self.part("messages").locator("li").all_text_contents()

    def reply(self, text: str) -> Self:
        self.field("reply").fill(text)
        self.part("reply").locator("[data-part=send]").click()
        expect(self.part("reply-progress")).to_have_text(re.compile(r"\S+.*\.$"), timeout=LONG)
        return self


@dataclass
class Inbox:
    """The inbox of a member, on its own origin."""

    page: Page
    origin: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._remember_list)

    def _remember_list(self, response: Response) -> None:
        if "/received/" in response.url and response.ok:
            self._last_list = response

    def view(self, name: str) -> Locator:
        return self.page.locator(f"[data-view={name}]")

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-part={name}]")

    def sign_in(self, member: dict[str, str]) -> Self:
        self.page.goto(f"{self.origin}/")
        self.page.locator("[name=login]").fill(member["login"])
        self.page.locator("[name=password]").fill(member["password"])
        self.page.locator("main button[type=submit]").click()
        expect(self.part("unlock")).to_be_enabled()
        return self

    def unlock(self, passphrase: str) -> Self:
        self.part("passphrase").fill(passphrase)
        self.part("unlock").click()
        expect(self.view("list")).to_be_visible(timeout=LONG)
        self._read_rows()
        return self

    def try_to_unlock(self, passphrase: str) -> str:
        """Type a passphrase that opens nothing; the sentence that says so."""
        self.part("passphrase").fill(passphrase)
        self.part("unlock").click()
        alert = self.view("unlock").locator("[data-alert]")
        expect(alert).not_to_be_empty(timeout=LONG)
        return alert.inner_text()

    def look_for_new(self) -> Self:
        with self.page.expect_response("**/received/**"):
            self.part("reload").click()
        self._read_rows()
        return self

    def _read_rows(self) -> None:
        expect(self.part("count-new")).to_have_text(re.compile(r"\d"), timeout=LONG)
        self.rows = self._last_list.json()["rows"]
        expect(self.part("rows").locator("li.row")).to_have_count(len(self.rows))

    def row_of(self, report: str) -> Locator:
        """The row of a report; rows show no id, so it is found by its place in the list."""
        place = [row["report"] for row in self.rows].index(report)
        return self.part("rows").locator("li.row").nth(place)

    def open_report(self, report: str) -> Self:
        self.row_of(report).get_by_role("button").click()
        expect(self.view("report")).to_be_visible(timeout=LONG)
        return self

    def told(self, name: str) -> str:
        """What the open report says under that field."""
        return self.view("report").locator(f"dl [data-field={name}] dd").text_content() or ""

    @property
    def messages(self) -> list[str]:
        """The words of the dialogue's messages that have any."""
        return [text for text in self.part("chain").locator("[data-part=words]").all_text_contents() if text]

    def ask(self, question: str) -> Self:
        before = self.part("chain").locator("li").count()
        self.page.locator("#question").fill(question)
        self.part("ask").locator("button").click()
        expect(self.part("chain").locator("li")).to_have_count(before + 1, timeout=LONG)
        return self

    def look_for_answer(self) -> Self:
        before = self.part("chain").locator("li").count()
        self.part("refresh").click()
        expect(self.part("chain").locator("li")).to_have_count(before + 1, timeout=LONG)
        return self

    def close(self) -> Self:
        self.part("begin").click()
        self.part("confirm").click()
        expect(self.view("report").locator("[data-part=closed]")).to_be_visible(timeout=LONG)
        return self

    def back_to_list(self) -> Self:
        with self.page.expect_response("**/received/**"):
            self.part("back").click()
        expect(self.view("list")).to_be_visible()
        self._read_rows()
        return self

    def lock(self) -> Self:
        self.page.locator("[data-lock]").click()
        expect(self.view("unlock")).to_be_visible()
        return self
