"""What members do with a report: opened once, asked, closed, nothing after that; each in the log, without its id."""

import base64
import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.cast import Cast, StaffBrowser, browser, post
from tests.factories.concerns import Neighbour, SealedReportFactory, fresh_file, sealed_file
from tests.factories.organisations import place_of
from tests.threads import at_once
from trygga.audit.models import Entry
from trygga.casework import services
from trygga.casework.models import Case, SetAside
from trygga.casework.queries import inbox_list
from trygga.concerns.models import SealedReport
from trygga.concerns.services import DialogueClosed, NumberTaken, receive_answer
from trygga.lib import sealing

TAKEN = "Something new has come in this dialogue. Read it first; what you typed is still here."
CLOSED = "This dialogue has been closed. The writer reads no more messages."
OPENED = "Somebody has opened this report in the meantime. Fetch the list again."
MALFORMED = "That could not be stored. Reload the inbox and try again."


def events(cast: Cast) -> list[tuple[str, int | None]]:
    return list(Entry.objects.order_by("pk").values_list("event", "actor"))


def opened(cast: Cast) -> Case:
    services.open_case(cast.report, by=cast.social_worker, opening=sealed_file(), received=sealed_file(2))
    return Case.objects.get(report=cast.report)


def test_first_opening_is_kept_and_tells_the_writer(cast: Cast) -> None:
    opening, received = fresh_file(), fresh_file(2)
    is_new = services.open_case(cast.report, by=cast.social_worker, opening=opening, received=received)
    case, message = Case.objects.get(), cast.report.messages.get()
    assert (is_new, case.report, case.opened_by, case.opened_on) == (
        True,
        cast.report,
        cast.social_worker,
        timezone.localdate(),
    )
    assert (bytes(case.opening), case.programme) == (opening, cast.sandby)
    assert (message.number, message.direction, bytes(message.sealed)) == (1, "to_writer", received)


def test_second_opening_changes_nothing(cast: Cast) -> None:
    case = opened(cast)
    is_new = services.open_case(cast.report, by=cast.colleague, opening=fresh_file(), received=fresh_file(2))
    again = Case.objects.get()
    assert (is_new, again.opened_by, bytes(again.opening)) == (False, cast.social_worker, bytes(case.opening))
    assert (cast.report.messages.count(), len(events(cast))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_report_opened_by_two_at_once_is_opened_once(cast: Cast) -> None:
    members = [cast.social_worker, cast.colleague] * 2
    results = at_once(
        4,
        lambda number: services.open_case(
            SealedReport.objects.get(pk=cast.report.pk),
            by=members[number],
            opening=fresh_file(),
            received=fresh_file(2),
        ),
    )
    assert sorted(results) == [False, False, False, True]
    assert (Case.objects.count(), cast.report.messages.count(), len(events(cast))) == (1, 1, 1)


def test_question_and_end_follow_in_order(cast: Cast) -> None:
    case = opened(cast)
    asked = services.ask_writer(case, by=cast.colleague, number=2, sealed=fresh_file(2))
    receive_answer(cast.report, number=3, sealed=fresh_file())
    ended = services.close_case(case, by=cast.social_worker, number=4, sealed=fresh_file(2))
    cast.report.refresh_from_db()
    assert (asked, ended, cast.report.is_closed) == (True, True, True)
    assert list(cast.report.messages.values_list("number", "direction")) == [
        (1, "to_writer"),
        (2, "to_writer"),
        (3, "from_writer"),
        (4, "to_writer"),
    ]
    assert events(cast) == [
        ("casework:case:opened", cast.social_worker.user.pk),
        ("casework:case:asked", cast.colleague.user.pk),
        ("concerns:message:received", None),
        ("casework:case:closed", cast.social_worker.user.pk),
    ]


def test_nothing_follows_the_end(cast: Cast) -> None:
    case = opened(cast)
    services.close_case(case, by=cast.social_worker, number=2, sealed=fresh_file(2))
    writes: list[Any] = [
        lambda: services.ask_writer(case, by=cast.colleague, number=3, sealed=fresh_file(2)),
        lambda: services.close_case(case, by=cast.colleague, number=3, sealed=fresh_file(2)),
        lambda: receive_answer(cast.report, number=3, sealed=fresh_file()),
    ]
    for write in writes:
        with pytest.raises(DialogueClosed):
            write()
    assert (cast.report.messages.count(), len(events(cast))) == (2, 2)


def test_repeat_of_the_end_is_acknowledged(cast: Cast) -> None:
    case, sealed = opened(cast), fresh_file(2)
    answers = [services.close_case(case, by=cast.social_worker, number=2, sealed=sealed) for _ in range(2)]
    assert (answers, cast.report.messages.count(), len(events(cast))) == ([True, False], 2, 2)


@pytest.mark.parametrize("number", [1, 3, 500])
def test_question_at_another_place_is_refused(number: int, cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(NumberTaken):
        services.ask_writer(case, by=cast.colleague, number=number, sealed=fresh_file(2))
    assert (cast.report.messages.count(), len(events(cast))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_questions_at_once_take_one_place(cast: Cast) -> None:
    case = opened(cast)

    def ask(number: int) -> str:
        try:
            services.ask_writer(case, by=cast.colleague, number=2, sealed=fresh_file(2))
        except NumberTaken:
            return "taken"
        return "asked"

    assert sorted(at_once(4, ask)) == ["asked", "taken", "taken", "taken"]
    assert (cast.report.messages.count(), len(events(cast))) == (2, 2)


# ---- what does not open ----
def states(cast: Cast) -> list[tuple[str, str]]:
    """Which report is in which state, as the list has them."""
    rows = inbox_list(cast.colleague, page=0)["rows"]
    return [(row["report"], row["state"]) for row in rows]


def test_report_that_does_not_open_can_be_set_aside_and_put_back(cast: Cast) -> None:
    newer: SealedReport = SealedReportFactory(unit=cast.unit, read_by=timezone.now() + timedelta(days=2))
    results = [services.set_aside(cast.report, by=cast.social_worker) for _ in range(2)]
    aside = SetAside.objects.get()
    assert (results, aside.by, aside.on) == ([True, False], cast.social_worker, timezone.localdate())
    assert states(cast) == [(newer.pk, "new"), (cast.report.pk, "set-aside")]
    results = [services.put_back(cast.report, by=cast.colleague) for _ in range(2)]
    assert (results, states(cast)) == ([True, False], [(cast.report.pk, "new"), (newer.pk, "new")])
    assert events(cast) == [
        ("casework:report:set-aside", cast.social_worker.user.pk),
        ("casework:report:put-back", cast.colleague.user.pk),
    ]


def test_report_that_was_set_aside_can_still_be_opened(cast: Cast) -> None:
    services.set_aside(cast.report, by=cast.social_worker)
    opened(cast)
    assert (SetAside.objects.count(), states(cast)) == (0, [(cast.report.pk, "open")])


def test_opened_report_is_not_set_aside(cast: Cast, staff_browser: StaffBrowser) -> None:
    opened(cast)
    answer = post(staff_browser(cast.social_worker), address(cast, "set-aside"), {})
    assert (answer.status_code, answer.json()) == (409, {"problem": "opened", "sentence": OPENED})
    assert (states(cast), len(events(cast))) == ([(cast.report.pk, "open")], 1)


@pytest.mark.django_db(transaction=True)
def test_report_opened_and_set_aside_at_once_is_open(cast: Cast) -> None:
    def act(number: int) -> None:
        report = SealedReport.objects.get(pk=cast.report.pk)
        if number % 2:
            with contextlib.suppress(services.AlreadyOpened):
                services.set_aside(report, by=cast.colleague)
        else:
            services.open_case(report, by=cast.social_worker, opening=fresh_file(), received=fresh_file(2))

    at_once(4, act)
    assert (SetAside.objects.count(), states(cast)) == (0, [(cast.report.pk, "open")])


def test_writer_whose_report_was_set_aside_sees_no_difference(cast: Cast, neighbour: Neighbour) -> None:
    SealedReport.objects.filter(pk=cast.report.pk).update(lookup=neighbour.keys.lookup)
    client = browser(cast.sandby.host, **{"sec-fetch-site": "same-origin"})
    asked = [post(client, "/sv/answer/open/", {"lookup": neighbour.lookup_id}).json()]
    services.set_aside(cast.report, by=cast.social_worker)
    asked.append(post(client, "/sv/answer/open/", {"lookup": neighbour.lookup_id}).json())
    assert asked[0] == asked[1]


# ---- the log stands and falls with what it tells of ----
class Undone(Exception):
    """Something else in the same transaction went wrong."""


def test_entry_is_undone_with_what_it_tells_of(cast: Cast) -> None:
    def write_and_fail(write: Any) -> None:
        with transaction.atomic():
            write()
            raise Undone

    def undo(write: Any) -> None:
        with pytest.raises(Undone):
            write_and_fail(write)

    undo(lambda: opened(cast))
    assert (Case.objects.count(), cast.report.messages.count(), events(cast)) == (0, 0, [])
    case = opened(cast)
    undo(lambda: services.ask_writer(case, by=cast.colleague, number=2, sealed=fresh_file(2)))
    undo(lambda: services.close_case(case, by=cast.colleague, number=2, sealed=fresh_file(2)))
    cast.report.refresh_from_db()
    assert (cast.report.messages.count(), cast.report.is_closed, len(events(cast))) == (1, False, 1)


def test_opening_is_undone_where_its_message_has_no_place(cast: Cast) -> None:
    """Should a message already be there, nothing of the opening stays: no case, no entry."""
    cast.report.messages.create(
        programme=cast.sandby, number=1, direction="to_writer", sealed=fresh_file(2), arrived_on=timezone.localdate()
    )
    with pytest.raises(NumberTaken):
        opened(cast)
    assert (Case.objects.count(), events(cast)) == (0, [])


def test_log_holds_no_report(cast: Cast) -> None:
    case = opened(cast)
    services.ask_writer(case, by=cast.colleague, number=2, sealed=fresh_file(2))
    services.close_case(case, by=cast.colleague, number=3, sealed=fresh_file(2))
    written = [str(value) for entry in Entry.objects.values_list() for value in entry]
    assert len(written) == 3 * 7
    assert [value for value in written if cast.report.pk in value] == []


# ---- through the door ----
def address(cast: Cast, what: str) -> str:
    return f"/data/{cast.social_worker.public_id}/{cast.report.pk}/{what}/"


def test_views_answer_new_repeated_and_refused_writes(cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker)
    opening = {"opening": fresh_file(), "received": fresh_file(2)}
    first, last = {"number": 2, "sealed": fresh_file(2)}, {"number": 3, "sealed": fresh_file(2)}
    steps = [
        ("set-aside", {}, 201, {"stored": True}),
        ("set-aside", {}, 200, {"stored": False}),
        ("put-back", {}, 201, {"stored": True}),
        ("put-back", {}, 200, {"stored": False}),
        ("open", opening, 201, {"stored": True}),
        ("open", opening, 200, {"stored": False}),
        ("ask", first, 201, {"stored": True}),
        ("ask", first, 200, {"stored": False}),
        ("ask", {"number": 2, "sealed": fresh_file(2)}, 409, {"problem": "taken", "sentence": TAKEN}),
        ("close", last, 201, {"stored": True}),
        ("ask", {"number": 4, "sealed": fresh_file(2)}, 409, {"problem": "closed", "sentence": CLOSED}),
        ("set-aside", {}, 409, {"problem": "opened", "sentence": OPENED}),
        ("close", last, 200, {"stored": False}),
    ]
    answers = [post(client, address(cast, what), content) for what, content, *_ in steps]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(code, said) for *_, code, said in steps]


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("open", {}),
        ("open", {"opening": sealed_file(2), "received": sealed_file(2)}),
        ("open", {"opening": sealed_file(), "received": sealed_file()}),
        ("open", {"opening": b"in plain", "received": sealed_file(2)}),
        ("ask", {"number": 0, "sealed": sealed_file(2)}),
        ("ask", {"number": 2, "sealed": sealed_file()}),
        ("close", {"number": 2, "sealed": b"in plain"}),
        ("close", []),
    ],
)
def test_what_does_not_follow_the_format_is_refused(
    what: str, content: Any, cast: Cast, staff_browser: StaffBrowser
) -> None:
    if what != "open":
        opened(cast)
    before = cast.report.messages.count()
    answer = post(staff_browser(cast.social_worker), address(cast, what), content)
    assert (answer.status_code, answer.json()) == (400, {"problem": "malformed", "sentence": MALFORMED})
    assert cast.report.messages.count() == before


@pytest.mark.parametrize("what", ["ask", "close"])
def test_report_that_nobody_opened_takes_no_message(what: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    answer = post(staff_browser(cast.social_worker), address(cast, what), {"number": 1, "sealed": sealed_file(2)})
    assert (answer.status_code, cast.report.messages.count()) == (404, 0)


def test_member_opens_what_a_neighbour_sealed(cast: Cast, neighbour: Neighbour, staff_browser: StaffBrowser) -> None:
    """What the inbox hands out is enough to open a report with the ring, and to check the record of its opening."""
    sealed = neighbour.seal(cast.epoch, heard="a cry")
    row = SealedReportFactory(
        id=sealed.report,
        unit=cast.unit,
        recipient=sealed.recipient,
        report_identity=sealed.report_identity,
        sealed_report=sealed.sealed_report,
    )
    place = place_of(cast.unit, epoch=1, report=row.pk)
    files = {"report_identity": sealed.report_identity, "sealed_report": sealed.sealed_report}
    received = sealing.seal_message(neighbour.dialogue("sandby", sealed), earlier=[], kind=sealing.Kind.RECEIVED)
    services.open_case(
        row, by=cast.social_worker, opening=sealing.seal_opening(cast.ring, place=place, **files), received=received
    )
    found = staff_browser(cast.colleague).get(f"/data/{cast.colleague.public_id}/{row.pk}/").json()
    blobs = {name: decoded(found[name]) for name in ("report_identity", "sealed_report", "opening")}
    sealing.check_opening(blobs["opening"], cast.ring, place=place, **files)
    read = sealing.open_report(
        blobs["report_identity"], blobs["sealed_report"], place=place, ring_identity=cast.ring.identity(1)
    )
    messages = [decoded(message["sealed"]) for message in found["messages"]]
    dialogue = neighbour.dialogue("sandby", sealed)
    assert read.concern["heard"] == "a cry"
    assert [m.kind for m in sealing.open_as_writer(dialogue, messages, identity=neighbour.keys.dialogue_identity)] == [
        "received"
    ]


def decoded(text: str) -> bytes:
    return base64.b64decode(text)
