"""Receiving: what was acknowledged is there, once, in the right hands; what was refused has left nothing behind."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tests.cast import Cast, PublicBrowser, post
from tests.factories.concerns import (
    Neighbour,
    fresh_file,
    proof_for,
)
from tests.factories.directory import MailboxFactory, MailboxRuleFactory
from tests.factories.organisations import place_of, ring_for
from tests.factories.places import AreaFactory
from tests.threads import at_once
from trygga.audit.models import Entry, Event
from trygga.concerns import sentences, tokens
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.directory.models import Pathway
from trygga.lib import receipts, sealing

SEND, ANSWER = "/en/write/send/", "/en/answer/send/"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = datetime(2026, 2, 6, 15, 0, tzinfo=STOCKHOLM)
OPENED = DialogueMessage.Direction.TO_WRITER


def stored() -> int:
    """How many reports have come from neighbours of this test; the cast has three of its own."""
    return SealedReport.objects.count() - 3


def refusal(answer: Any) -> tuple[int, Any, Any]:
    found = answer.json()
    return answer.status_code, found["problem"], found["sentence"]


# ---- reports ----
@time_machine.travel(FRIDAY)
def test_report_is_stored_as_it_came(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    sealed = neighbour.seal(cast.epoch, area="ost")
    answer = post(public_browser(cast.sandby), SEND, neighbour.parcel(sealed, cast.epoch, area="ost"))
    row = SealedReport.objects.get(pk=sealed.report)
    reads = "Somebody reads here today until 16:30. If it cannot wait, call social services; in danger call 112."
    assert (answer.status_code, answer.json()) == (201, {"stored": True, "reads": reads})
    assert (row.programme, row.unit, row.area, row.pathway) == (cast.sandby, cast.unit, cast.area, Pathway.CHILD)
    assert (row.epoch, row.arrived_on, row.read_by) == (1, FRIDAY.date(), FRIDAY.replace(hour=16, minute=30))
    assert (row.lookup, row.recipient, row.recipient_mac) == (sealed.lookup, sealed.recipient, sealed.recipient_mac)
    assert (bytes(row.report_identity), bytes(row.sealed_report)) == (sealed.report_identity, sealed.sealed_report)
    assert (row.sealed_by, row.label, row.is_closed) == (SealedReport.SealedBy.BROWSER, "", False)


def test_stored_report_opens_with_the_ring(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    sealed = neighbour.seal(cast.epoch, believed="that it is getting worse")
    post(public_browser(cast.sandby), SEND, neighbour.parcel(sealed, cast.epoch))
    row = SealedReport.objects.get(pk=sealed.report)
    opened = sealing.open_report(
        bytes(row.report_identity),
        bytes(row.sealed_report),
        place=place_of(cast.unit, epoch=row.epoch, report=row.pk),
        ring_identity=cast.ring.identity(row.epoch),
    )
    assert opened.concern["believed"] == "that it is getting worse"
    assert opened.recipient == row.recipient


def test_report_sent_again_is_stored_once(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    client, parcel = public_browser(cast.sandby), neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch)
    with time_machine.travel(FRIDAY.replace(hour=20), tick=False):
        answers = [post(client, SEND, parcel) for _ in range(3)]
    reads = "Nobody reads this until Monday 08:00. If it cannot wait, call 112 and ask for the socialjour."
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (status, {"stored": True, "reads": reads}) for status in (201, 200, 200)
    ]
    assert stored() == 1
    assert Entry.objects.filter(event=Event.REPORT_RECEIVED).count() == 1


def test_repeat_is_answered_by_the_id_alone(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    client, sealed = public_browser(cast.sandby), neighbour.seal(cast.epoch)
    post(client, SEND, neighbour.parcel(sealed, cast.epoch))
    ring_for(cast.unit, cast.ring.turned())
    cast.mailbox.is_switched_on = False
    cast.mailbox.save()
    answer = post(client, SEND, neighbour.parcel(sealed, cast.epoch, token="gone", sealed_report=fresh_file()))
    assert (answer.status_code, answer.json()["reads"][:32]) == (200, "Nobody reads this at the moment.")
    assert bytes(SealedReport.objects.get(pk=sealed.report).sealed_report) == sealed.sealed_report


@pytest.mark.django_db(transaction=True)
def test_report_sent_at_the_same_moment_is_stored_once(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    for _ in range(3):
        sealed = neighbour.seal(cast.epoch)
        parcel = neighbour.parcel(sealed, cast.epoch, lookup=receipts.lookup_hash(sealed.report.encode()))
        statuses = at_once(4, lambda _: post(public_browser(cast.sandby), SEND, parcel).status_code)  # noqa: B023
        assert sorted(statuses) == [200, 200, 200, 201]
    assert stored() == 3
    assert Entry.objects.filter(event=Event.REPORT_RECEIVED).count() == 3


def test_code_of_another_report_is_refused(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    first, second = neighbour.seal(cast.epoch), neighbour.seal(cast.epoch)
    post(client, SEND, neighbour.parcel(first, cast.epoch))
    answer = post(client, SEND, neighbour.parcel(second, cast.epoch))
    assert refusal(answer) == (400, "malformed", sentences.malformed())
    assert stored() == 1


def test_id_of_a_report_elsewhere_is_refused(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    parcel = neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch, report=cast.outsider_report.pk)
    answer = post(public_browser(cast.sandby), SEND, parcel)
    assert refusal(answer) == (400, "malformed", sentences.malformed())


def test_older_epoch_is_sent_back_with_the_newer_key(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    client, sealed = public_browser(cast.sandby), neighbour.seal(cast.epoch)
    ring = cast.ring.turned()
    ring_for(cast.unit, ring)
    answer = post(client, SEND, neighbour.parcel(sealed, cast.epoch))
    assert refusal(answer) == (409, "epoch", sentences.newer_epoch())
    assert (answer.json()["epoch"], answer.json()["recipient"]) == (2, ring.recipient)
    assert (stored(), Entry.objects.count()) == (0, 0)


def test_report_sealed_again_to_the_newer_key_opens(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    client, sealed = public_browser(cast.sandby), neighbour.seal(cast.epoch)
    ring = cast.ring.turned()
    epoch = ring_for(cast.unit, ring)
    place = place_of(cast.unit, epoch=2, report=sealed.report)
    identity = sealing.seal_report_identity(
        sealed.identity, sealed.sealed_report, place=place, ring_recipient=ring.recipient
    )
    answer = post(client, SEND, neighbour.parcel(sealed, epoch, report_identity=identity))
    row = SealedReport.objects.get(pk=sealed.report)
    opened = sealing.open_report(
        bytes(row.report_identity), bytes(row.sealed_report), place=place, ring_identity=ring.identity(2)
    )
    assert (answer.status_code, row.epoch, opened.concern["pathway"]) == (201, 2, "child")


def test_epoch_that_is_not_there_yet_is_sent_back(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    answer = post(public_browser(cast.sandby), SEND, neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch, epoch=2))
    assert (answer.status_code, answer.json()["epoch"]) == (409, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "annan"},
        {"organisation": "kvinnojouren"},
        {"pathway": "self"},
        {"pathway": "adult"},
        {"area": "vast"},
    ],
    ids=str,
)
def test_report_to_a_wrong_place_is_refused(
    changes: dict[str, str], cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    AreaFactory(programme=cast.granby, slug="vast")
    answer = post(
        public_browser(cast.sandby), SEND, neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch, **changes)
    )
    assert refusal(answer) == (409, "closed", sentences.closed())
    assert (stored(), Entry.objects.count()) == (0, 0)


def test_report_to_another_programme_is_refused(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    """Granby has a unit of the same slugs; only its key differs, which the server does not see. The epoch does."""
    ring_for(cast.outsider.unit, cast.ring.turned())
    answer = post(public_browser(cast.granby), SEND, neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch))
    assert (answer.status_code, answer.json()["problem"]) == (409, "epoch")


@pytest.mark.parametrize("why", ["switched_off", "never_unlocked", "left_alone", "never_read", "without_ring"])
def test_closed_mailbox_refuses(why: str, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    changes: dict[str, dict[str, Any]] = {
        "switched_off": {"is_switched_on": False},
        "never_unlocked": {"last_unlocked_at": None},
        "left_alone": {"last_unlocked_at": timezone.now() - timedelta(days=8)},
        "never_read": {"opening_hours": "off"},
        "without_ring": {},
    }
    parcel = neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch)
    type(cast.mailbox).objects.filter(pk=cast.mailbox.pk).update(**{"is_switched_on": True} | changes[why])
    if why == "without_ring":
        cast.epoch.sealed.all().delete()
        cast.epoch.delete()
    answer = post(public_browser(cast.sandby), SEND, parcel)
    assert refusal(answer) == (409, "closed", sentences.closed())
    assert stored() == 0


def test_area_with_a_mailbox_of_its_own_goes_there(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    own = MailboxFactory(unit__organisation=cast.unit.organisation, unit__slug="ost")
    MailboxRuleFactory(mailbox=own, pathway=Pathway.CHILD, area=cast.area)
    own_epoch = ring_for(own.unit, cast.ring)
    client = public_browser(cast.sandby)
    wrong = post(client, SEND, neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch, area="ost"))
    right = post(client, SEND, neighbour.parcel(neighbour.seal(own_epoch), own_epoch, area="ost"))
    assert (wrong.status_code, right.status_code) == (409, 201)
    assert SealedReport.objects.get(area=cast.area).unit == own.unit


# ---- token and proof ----
def test_old_page_gets_a_new_token(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    with time_machine.travel(FRIDAY, tick=False) as clock:
        cast.mailbox.last_unlocked_at = FRIDAY
        cast.mailbox.save()
        parcel = neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch)
        clock.shift(timedelta(hours=24, seconds=1))
        answer = post(client, SEND, parcel)
        fresh = {key: answer.json()[key] for key in ("token", "bits")}
        counter = proof_for(fresh["token"], parcel["report"], fresh["bits"])
        again = post(client, SEND, parcel | {"token": fresh["token"], "counter": counter})
    assert refusal(answer) == (410, "expired", sentences.expired())
    assert (fresh["bits"], again.status_code, stored()) == (6, 201, 1)


def test_page_of_a_day_is_not_too_old(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    with time_machine.travel(FRIDAY, tick=False) as clock:
        cast.mailbox.last_unlocked_at = FRIDAY
        cast.mailbox.save()
        parcel = neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch)
        clock.shift(timedelta(hours=23, minutes=59))
        assert post(client, SEND, parcel).status_code == 201


def test_forged_token_is_expired(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    parcel = neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch)
    for token in ("forged", parcel["token"][:-1] + ("a" if parcel["token"][-1] != "a" else "b")):
        answer = post(public_browser(cast.sandby), SEND, parcel | {"token": token})
        assert (answer.status_code, answer.json()["problem"]) == (410, "expired")
    assert stored() == 0


def test_missing_or_wrong_proof_is_labelled_and_never_refused(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser, settings: Settings
) -> None:
    settings.PROOF_BITS = 10  # so that a missing proof is right by chance less than once in a thousand runs
    client = public_browser(cast.sandby)
    labels = []
    for proof in ("right", "wrong", "missing"):
        sealed = neighbour.seal(cast.epoch)
        parcel = neighbour.parcel(sealed, cast.epoch, lookup=receipts.lookup_hash(sealed.report.encode()))
        wrong = proof_for(parcel["token"], sealed.report, 10, is_right=False)
        parcel["counter"] = {"right": parcel["counter"], "wrong": wrong, "missing": ""}[proof]
        answer = post(client, SEND, parcel)
        assert (answer.status_code, answer.json()["stored"]) == (201, True)
        labels.append(SealedReport.objects.get(pk=sealed.report).label)
    assert labels == ["", SealedReport.Label.UNPROVEN, SealedReport.Label.UNPROVEN]


def test_proof_for_another_report_is_none(cast: Cast, neighbour: Neighbour) -> None:
    token = str(tokens.new_token()["token"])
    report, other = sealing.new_report_id(), sealing.new_report_id()
    counter = next(
        str(n)
        for n in range(10_000)
        if tokens.is_proven(token, report, str(n), 6) and not tokens.is_proven(token, other, str(n), 6)
    )
    assert tokens.is_proven(token, report, counter, 6)
    assert not tokens.is_proven(token, other, counter, 6)


# ---- the audit entry ----
def test_received_report_is_in_the_log_without_its_id(
    cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    sealed = neighbour.seal(cast.epoch)
    post(public_browser(cast.sandby), SEND, neighbour.parcel(sealed, cast.epoch))
    entry = Entry.objects.values("event", "programme", "organisation", "actor", "subject", "day").get()
    assert entry == {
        "event": "concerns:report:received",
        "programme": cast.sandby.pk,
        "organisation": cast.unit.organisation.pk,
        "actor": None,
        "subject": "",
        "day": timezone.localdate(),
    }
