"""When somebody reads next, in words. English here; the Swedish stands in the catalogue."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from tests.cast import Cast
from trygga.concerns.sentences import not_yet_read, reading_times
from trygga.directory.mailboxes import MailboxNow

STOCKHOLM = ZoneInfo("Europe/Stockholm")
URGENT = "If it cannot wait, call 112 and ask for the socialjour."
TIMES = {
    "friday_afternoon": ("2026-02-06 15:00", f"Somebody reads here today until 16:30. {URGENT}"),
    "friday_evening": ("2026-02-06 18:00", f"Nobody reads this until Monday 08:00. {URGENT}"),
    "monday_night": ("2026-02-09 02:00", f"Nobody reads this until Monday 08:00. {URGENT}"),
    "at_opening": ("2026-02-09 08:00", f"Somebody reads here today until 16:30. {URGENT}"),
    "at_closing": ("2026-02-09 16:30", f"Nobody reads this until Tuesday 08:00. {URGENT}"),
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def mailbox(cast: Cast, at: datetime, **changes: object) -> MailboxNow:
    for name, value in {"last_unlocked_at": at, **changes}.items():
        setattr(cast.mailbox, name, value)
    return MailboxNow(cast.mailbox, at)


@pytest.mark.parametrize("when", TIMES)
def test_reading_times_say_when(when: str, cast: Cast) -> None:
    moment, sentence = TIMES[when]
    at = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)
    with time_machine.travel(at, tick=False):
        assert reading_times(mailbox(cast, at)) == sentence


def test_reading_times_give_the_date_of_a_far_day(cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    with time_machine.travel(at, tick=False):
        far = reading_times(mailbox(cast, at, opening_hours="Fr 08:00-16:30"))
    assert far == f"Nobody reads this until Friday 13 February 08:00. {URGENT}"


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("24/7", "Somebody reads here around the clock. If it cannot wait, call 112."),
        ("off", f"Nobody reads this at the moment. {URGENT}"),
    ],
)
def test_reading_times_without_an_end(hours: str, sentence: str, cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    assert reading_times(mailbox(cast, at, opening_hours=hours)) == sentence


def test_unread_report_says_when_it_is_read(cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    call = "Please call instead: the numbers stand below."
    late = f"Not yet read, although it should have been. {call}"
    alone = f"Not yet read, and nobody looks after the mailbox at the moment. {call}"
    with time_machine.travel(at, tick=False):
        waiting = not_yet_read(is_overdue=False, mailbox=mailbox(cast, at))
        closed = not_yet_read(is_overdue=False, mailbox=mailbox(cast, at, is_switched_on=False))
    assert waiting == f"Not yet read. Nobody reads this until Monday 08:00. {URGENT}"
    assert (closed, not_yet_read(is_overdue=False, mailbox=None)) == (alone, alone)
    assert not_yet_read(is_overdue=True, mailbox=mailbox(cast, at, is_switched_on=True)) == late
    assert not_yet_read(is_overdue=True, mailbox=None) == late


def test_sentences_are_in_swedish_too(cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    with translation.override("sv"), time_machine.travel(at, tick=False):
        swedish = reading_times(mailbox(cast, at))
    assert "måndag 08:00" in swedish.lower()
    assert "112" in swedish
