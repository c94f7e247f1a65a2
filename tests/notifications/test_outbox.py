"""Claims, order, pauses and ends of notices, one step at a time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.notifications import MADE, DeadFactory, DeliveredFactory, NoticeFactory
from tests.threads import at_once
from trygga.notifications import outbox
from trygga.notifications.models import Channel, Notice

MAIL = Channel.MAIL
LATER = MADE + timedelta(minutes=1)


def claimed(now: datetime = LATER) -> Notice:
    notice = outbox.claim(MAIL, now=now)
    assert notice is not None
    return notice


def fail(now: datetime, *, is_final: bool = False) -> bool:
    return outbox.mark_failed(claimed(now), trouble="refused", is_final=is_final, now=now)


# ---- claims ----
@pytest.mark.django_db
def test_a_claimed_notice_is_nobody_elses_until_its_claim_runs_out() -> None:
    notice = NoticeFactory()
    assert claimed() == notice
    assert outbox.claim(MAIL, now=LATER + outbox.LEASE) is None
    assert claimed(LATER + outbox.LEASE + timedelta(seconds=1)) == notice


@pytest.mark.django_db
def test_nothing_is_claimed_before_it_is_due_or_from_another_channel() -> None:
    NoticeFactory(due_at=LATER + timedelta(seconds=1))
    NoticeFactory(channel=Channel.SMS, address="+46701234567")
    DeadFactory()
    DeliveredFactory()
    assert outbox.claim(MAIL, now=LATER) is None


@pytest.mark.django_db
def test_whoever_lost_the_claim_marks_nothing() -> None:
    NoticeFactory()
    slow = claimed()
    late = LATER + outbox.LEASE + timedelta(seconds=1)
    quick = claimed(late)
    assert outbox.mark_delivered(slow) is False
    assert outbox.mark_failed(slow, trouble="timeout", is_final=True, now=late) is False
    assert Notice.objects.values_list("state", "trouble", "claimed_by").get() == ("waiting", "", quick.claimed_by)
    assert outbox.mark_delivered(quick) is True


@pytest.mark.django_db
def test_a_claim_that_ran_out_and_was_taken_by_nobody_still_marks() -> None:
    NoticeFactory()
    assert outbox.mark_delivered(claimed()) is True


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_hold_the_same_notice() -> None:
    NoticeFactory.create_batch(12)

    def work(_: int) -> list[int]:
        found = []
        while notice := outbox.claim(MAIL, now=LATER):
            found.append(notice.pk)
        return found

    found = [pk for part in at_once(4, work) for pk in part]
    assert sorted(found) == sorted(Notice.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_what_was_tried_least_comes_first() -> None:
    NoticeFactory(attempts=3, address="never@example.org")
    new = NoticeFactory(due_at=LATER)
    assert claimed() == new


# ---- order ----
@pytest.mark.django_db
def test_a_later_notice_waits_until_the_earlier_one_has_arrived() -> None:
    first, second = NoticeFactory.create_batch(2, address="soraya@example.org")
    assert claimed() == first
    assert outbox.claim(MAIL, now=LATER) is None
    assert outbox.mark_failed(Notice.objects.get(pk=first.pk), trouble="refused", is_final=False, now=LATER) is False
    assert outbox.claim(MAIL, now=LATER) is None
    outbox.mark_delivered(claimed(LATER + timedelta(minutes=2)))
    assert claimed(LATER + timedelta(minutes=2)) == second


@pytest.mark.django_db
def test_a_dead_notice_lets_the_next_one_pass() -> None:
    _, second = NoticeFactory.create_batch(2, address="soraya@example.org")
    assert fail(LATER, is_final=True)
    assert claimed() == second


@pytest.mark.django_db
def test_receivers_and_channels_do_not_wait_for_each_other() -> None:
    NoticeFactory(address="soraya@example.org")
    other = NoticeFactory(address="kim@example.org")
    same_address_by_sms = NoticeFactory(address="soraya@example.org", channel=Channel.SMS)
    claimed()
    assert claimed() == other
    assert outbox.claim(Channel.SMS, now=LATER) == same_address_by_sms


# ---- pauses and ends ----
@pytest.mark.django_db
def test_pauses_grow_to_an_hour_and_last_five_days() -> None:
    NoticeFactory(address="soraya@example.org")
    now, pauses = LATER, []
    while not fail(now):
        due_at = Notice.objects.get().due_at
        assert due_at is not None
        pauses.append(due_at - now)
        now = due_at
    assert pauses == list(outbox.DELAYS)
    assert [pause.total_seconds() / 60 for pause in pauses[:8]] == [1, 2, 4, 8, 15, 30, 60, 60]
    assert timedelta(days=5) <= now - LATER <= timedelta(days=6)
    dead = Notice.objects.get()
    assert (dead.state, dead.due_at, dead.address) == ("dead", None, "soraya@example.org")
    assert dead.body is not None


@pytest.mark.django_db
def test_days_without_a_worker_bring_no_notice_nearer_to_its_end() -> None:
    NoticeFactory()
    assert fail(LATER) is False
    assert fail(LATER + timedelta(days=30)) is False
    assert Notice.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_finished_notice_keeps_days_and_nothing_else() -> None:
    NoticeFactory(attempts=2, trouble="timeout", programme=7)
    outbox.mark_delivered(claimed())
    row = Notice.objects.values().get()
    kept = {name: value for name, value in row.items() if value not in (None, "")}
    assert sorted(kept) == ["attempts", "channel", "finished_on", "id", "made_on", "programme", "public_id", "state"]
    assert (kept["made_on"], kept["finished_on"]) == (MADE.date(), timezone.localdate())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "left",
    [
        {"address": "soraya@example.org"},
        {"body": b"canary"},
        {"made_at": MADE},
        {"due_at": MADE},
        {"finished_on": None},
    ],
    ids=str,
)
def test_the_database_refuses_a_finished_notice_that_holds_something(left: dict[str, object]) -> None:
    notice = DeliveredFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**left)


@pytest.mark.django_db
def test_the_day_is_the_local_one() -> None:
    NoticeFactory()
    with time_machine.travel(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), tick=False):
        outbox.mark_delivered(claimed())
    assert str(Notice.objects.get().finished_on) == "2026-03-02"
