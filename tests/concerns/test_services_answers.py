"""Answers from the writer: each at its place, once, and none where no more are read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from tests.cast import Cast, PublicBrowser, post
from tests.factories.casework import CaseFactory
from tests.factories.concerns import DialogueMessageFactory, Neighbour, SealedReportFactory, fresh_file, sealed_file
from tests.threads import at_once
from trygga.audit.models import Entry
from trygga.audit.models import Event as Audited
from trygga.casework.services import ask_writer, close_case
from trygga.concerns import sentences, services
from trygga.concerns.models import DialogueMessage, SealedReport

ANSWER = "/en/answer/send/"


def refusal(answer: Any) -> tuple[int, Any, Any]:
    found = answer.json()
    return answer.status_code, found["problem"], found["sentence"]


@pytest.fixture
def opened(cast: Cast, neighbour: Neighbour) -> SealedReport:
    """The neighbour's report, which somebody has opened."""
    report: SealedReport = SealedReportFactory(unit=cast.unit, lookup=neighbour.keys.lookup)
    DialogueMessageFactory(report=report)
    return report


def answer_of(neighbour: Neighbour, number: int = 2, sealed: bytes = b"") -> dict[str, Any]:
    return {"lookup": neighbour.lookup_id, "number": number, "sealed": sealed or sealed_file()}


def test_answer_is_stored_once(
    opened: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    client, parcel = public_browser(cast.sandby), answer_of(neighbour)
    statuses = [post(client, ANSWER, parcel).status_code for _ in range(2)]
    message = opened.messages.get(number=2)
    assert (statuses, opened.messages.count()) == ([201, 200], 2)
    assert (message.direction, bytes(message.sealed)) == ("from_writer", parcel["sealed"])
    assert (message.programme, message.arrived_on) == (cast.sandby, timezone.localdate())
    assert list(Entry.objects.values_list("event", "actor", "subject")) == [(Audited.MESSAGE_RECEIVED, None, "")]


@pytest.mark.parametrize("number", [1, 3, 500])
def test_answer_at_another_place_is_refused(
    number: int, opened: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    answer = post(public_browser(cast.sandby), ANSWER, answer_of(neighbour, number, fresh_file()))
    assert refusal(answer) == (409, "taken", sentences.number_taken())
    assert (opened.messages.count(), Entry.objects.count()) == (1, 0)


def test_answer_at_a_taken_place_is_refused(
    opened: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    DialogueMessageFactory(report=opened, number=2, sealed=fresh_file(2))
    answer = post(public_browser(cast.sandby), ANSWER, answer_of(neighbour))
    assert refusal(answer) == (409, "taken", sentences.number_taken())


def test_answer_before_anybody_opened_is_refused(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    report = SealedReportFactory(unit=cast.unit, lookup=neighbour.keys.lookup)
    answer = post(public_browser(cast.sandby), ANSWER, answer_of(neighbour, 1))
    assert (answer.status_code, report.messages.count()) == (409, 0)


def test_answer_after_the_end_is_refused(
    opened: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    SealedReport.objects.filter(pk=opened.pk).update(is_closed=True)
    answer = post(public_browser(cast.sandby), ANSWER, answer_of(neighbour))
    assert refusal(answer) == (409, "closed", sentences.dialogue_closed())
    assert opened.messages.count() == 1


def test_answer_stored_before_the_end_is_still_acknowledged(
    opened: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    client, parcel = public_browser(cast.sandby), answer_of(neighbour)
    post(client, ANSWER, parcel)
    SealedReport.objects.filter(pk=opened.pk).update(is_closed=True)
    assert post(client, ANSWER, parcel).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_answers_from_two_tabs_take_one_place(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    report = SealedReportFactory(unit=cast.unit, lookup=neighbour.keys.lookup)
    DialogueMessageFactory(report=report)
    parcels = [answer_of(neighbour, 2, fresh_file()) for _ in range(4)]
    statuses = at_once(4, lambda tab: post(public_browser(cast.sandby), ANSWER, parcels[tab]).status_code)
    assert sorted(statuses) == [201, 409, 409, 409]
    assert report.messages.count() == 2


@pytest.mark.django_db(transaction=True)
def test_retry_waits_for_its_first_try_and_is_acknowledged(cast: Cast) -> None:
    DialogueMessageFactory(report=cast.report)
    sealed, done = fresh_file(), Event()

    def retry() -> bool:
        try:
            return services.receive_answer(cast.report, number=2, sealed=sealed)
        finally:
            done.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            is_new = services.receive_answer(cast.report, number=2, sealed=sealed)
            second = pool.submit(retry)
            assert not done.wait(0.3)
        assert (is_new, second.result(timeout=30)) == (True, False)
    assert cast.report.messages.count() == 2


def many_from(report: SealedReport, count: int, *, after: int) -> None:
    DialogueMessage.objects.bulk_create(
        DialogueMessage(
            programme=report.programme,
            report=report,
            number=after + number,
            direction=DialogueMessage.Direction.FROM_WRITER,
            sealed=sealed_file(),
            arrived_on=timezone.localdate(),
        )
        for number in range(1, count + 1)
    )


def test_writer_sends_so_many_and_no_more(
    opened: SealedReport, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    many_from(opened, services.MOST_FROM_WRITER - 1, after=1)
    client, last = public_browser(cast.sandby), answer_of(neighbour, 101, fresh_file())
    statuses = [post(client, ANSWER, last).status_code for _ in range(2)]
    answer = post(client, ANSWER, answer_of(neighbour, 102, fresh_file()))
    assert (statuses, refusal(answer)) == ([201, 200], (409, "full", sentences.dialogue_full()))
    assert opened.messages.count() == 101


def test_members_can_still_ask_and_close_where_the_writer_cannot_answer(opened: SealedReport, cast: Cast) -> None:
    many_from(opened, services.MOST_FROM_WRITER, after=1)
    case = CaseFactory(report=opened)
    ask_writer(case, by=cast.social_worker, number=102, sealed=fresh_file(2))
    close_case(case, by=cast.social_worker, number=103, sealed=fresh_file(2))
    opened.refresh_from_db()
    assert (opened.messages.count(), opened.is_closed) == (103, True)


def test_day_of_a_message_is_that_of_the_programme(opened: SealedReport, cast: Cast) -> None:
    cast.sandby.timezone = "Europe/Helsinki"
    cast.sandby.save()
    opened.refresh_from_db()
    with time_machine.travel(datetime(2026, 2, 6, 22, 30, tzinfo=UTC), tick=False):
        services.receive_answer(opened, number=2, sealed=fresh_file())
    assert opened.messages.get(number=2).arrived_on == date(2026, 2, 7)


@pytest.mark.django_db
def test_refused_message_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(services.NumberTaken):
        services.receive_answer(cast.report, number=7, sealed=sealed_file())
    assert (cast.report.messages.count(), Entry.objects.count()) == (0, 0)
