"""A mailbox with a clock: it receives only while somebody looks after it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cast import Cast, StaffBrowser
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import Mailbox

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = datetime(2026, 2, 6, 9, 0, tzinfo=STOCKHOLM)
MONDAY_CLOSING = datetime(2026, 2, 9, 16, 30, tzinfo=STOCKHOLM)
SECOND = timedelta(seconds=1)


def seen(cast: Cast, at: datetime, **changes: object) -> MailboxNow:
    for name, value in {"last_unlocked_at": FRIDAY, **changes}.items():
        setattr(cast.mailbox, name, value)
    return MailboxNow(cast.mailbox, at)


def test_mailbox_closes_itself_after_a_working_day(cast: Cast) -> None:
    before, after = seen(cast, MONDAY_CLOSING - SECOND), seen(cast, MONDAY_CLOSING)
    assert (before.is_receiving, before.closed_itself_at) == (True, None)
    assert (after.is_receiving, after.closed_itself_at) == (False, MONDAY_CLOSING)


def test_mailbox_receives_through_the_weekend(cast: Cast) -> None:
    sunday = FRIDAY + timedelta(days=2, hours=14)
    mailbox = seen(cast, sunday)
    assert (mailbox.is_receiving, mailbox.is_open_now) == (True, False)
    assert mailbox.reads_next == datetime(2026, 2, 9, 8, 0, tzinfo=STOCKHOLM)
    assert mailbox.read_by == MONDAY_CLOSING


def test_mailbox_reads_now_in_its_hours(cast: Cast) -> None:
    mailbox = seen(cast, FRIDAY)
    assert (mailbox.is_open_now, mailbox.reads_next) == (True, FRIDAY)
    assert mailbox.read_by == FRIDAY.replace(hour=16, minute=30)


def test_report_shortly_before_closing_is_due_the_next_day(cast: Cast) -> None:
    assert seen(cast, FRIDAY.replace(hour=16)).read_by == MONDAY_CLOSING


@pytest.mark.parametrize(
    "changes", [{"is_switched_on": False}, {"last_unlocked_at": None}, {"opening_hours": "off"}], ids=str
)
def test_mailbox_that_nobody_reads_does_not_receive(changes: dict[str, object], cast: Cast) -> None:
    assert seen(cast, FRIDAY).is_receiving
    assert not seen(cast, FRIDAY, **changes).is_receiving


def test_hours_are_those_of_the_programme(cast: Cast) -> None:
    cast.mailbox.programme.timezone = "Europe/Helsinki"
    assert not seen(cast, FRIDAY.replace(hour=15, minute=45)).is_open_now
    assert seen(cast, FRIDAY.replace(hour=7, minute=15)).is_open_now


def test_unlocking_opens_it_again(cast: Cast, staff_browser: StaffBrowser) -> None:
    tuesday = MONDAY_CLOSING + timedelta(hours=16)
    Mailbox.objects.filter(pk=cast.mailbox.pk).update(last_unlocked_at=FRIDAY)
    with time_machine.travel(tuesday, tick=False):
        before = MailboxNow(Mailbox.objects.get(pk=cast.mailbox.pk), tuesday).is_receiving
        staff_browser(cast.colleague).post(f"/data/{cast.colleague.public_id}/unlocked/")
        after = MailboxNow(Mailbox.objects.get(pk=cast.mailbox.pk), tuesday)
    assert (before, after.is_receiving, after.mailbox.last_unlocked_at) == (False, True, tuesday)
