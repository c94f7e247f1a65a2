"""Answers from the writer: each at its place, once, and none where no more are read."""

from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, PublicBrowser, post
from tests.factories.concerns import DialogueMessageFactory, Neighbour, SealedReportFactory, fresh_file, sealed_file
from tests.threads import at_once
from trygga.audit.models import Entry, Event
from trygga.concerns import sentences, services
from trygga.concerns.models import SealedReport

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
    assert list(Entry.objects.values_list("event", "actor", "subject")) == [(Event.MESSAGE_RECEIVED, None, "")]


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


@pytest.mark.django_db
def test_refused_message_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(services.NumberTaken):
        services.receive_answer(cast.report, number=7, sealed=sealed_file())
    assert (cast.report.messages.count(), Entry.objects.count()) == (0, 0)
