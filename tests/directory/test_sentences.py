"""When somebody reads next, in words. English here; the Swedish stands in the catalogue."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from tests.cast import Cast
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.sentences import Moment, reading_times

STOCKHOLM = ZoneInfo("Europe/Stockholm")
URGENT = "If it cannot wait, call 112 and ask for the socialjour."
NOBODY = (
    "Nobody reads this at the moment. If it cannot wait, call social services; in the evening, at night and at "
    "weekends call 112 and ask for the socialjour."
)
BY_DAY = "If it cannot wait, call social services; in danger call 112."
TIMES = {
    "friday_afternoon": ("2026-02-06 15:00", f"Somebody reads here today until 16:30. {BY_DAY}"),
    "friday_an_hour_left": ("2026-02-06 15:30", f"Somebody reads here today until 16:30. {BY_DAY}"),
    "friday_last_minute": ("2026-02-06 16:29", f"This is perhaps not read before Monday 08:00. {BY_DAY}"),
    "friday_evening": ("2026-02-06 18:00", f"Nobody reads this until Monday 08:00. {URGENT}"),
    "monday_night": ("2026-02-09 02:00", f"Nobody reads this until Monday 08:00. {URGENT}"),
    "at_opening": ("2026-02-09 08:00", f"Somebody reads here today until 16:30. {BY_DAY}"),
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
        ("off", NOBODY),
        ("2026 Feb 6 17:00-18:30", f"Somebody reads here today until 18:30. {BY_DAY}"),  # and never again
    ],
)
def test_reading_times_without_an_end(hours: str, sentence: str, cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    assert reading_times(mailbox(cast, at, opening_hours=hours)) == sentence


def test_sentences_are_in_swedish_too(cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    with translation.override("sv"), time_machine.travel(at, tick=False):
        swedish = reading_times(mailbox(cast, at))
    assert "måndag 08:00" in swedish.lower()
    assert "112" in swedish


def test_times_are_those_of_the_place(cast: Cast) -> None:
    cast.mailbox.programme.timezone = "Europe/Helsinki"
    at = datetime(2026, 2, 6, 14, tzinfo=STOCKHOLM)
    with timezone.override("Europe/Helsinki"):
        assert reading_times(mailbox(cast, at)) == f"Somebody reads here today until 16:30. {BY_DAY}"


def test_sentence_and_limit_agree(cast: Cast) -> None:
    """Nobody is told of today where the limit is another day's closing time."""
    minutes = (datetime(2026, 2, 6, 15, tzinfo=STOCKHOLM) + timedelta(minutes=5 * number) for number in range(24))
    for at in minutes:
        seen = mailbox(cast, at)
        assert ("today until" in reading_times(seen)) is (seen.read_by.date() == at.date())


# ---- moments ----
def moment(at: str, *, is_today_clear: bool = False) -> str:
    """As told on Friday 6 February 2026 at noon, in Stockholm."""
    now = datetime(2026, 2, 6, 12, tzinfo=STOCKHOLM)
    then = datetime.fromisoformat(at).replace(tzinfo=STOCKHOLM)
    with timezone.override(STOCKHOLM):
        return str(Moment.seen_from(now, then, is_today_clear=is_today_clear))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-02-06 16:30", "Friday 16:30"),
        ("2026-02-12 11:59", "Thursday 11:59"),
        ("2026-02-12 12:00", "Thursday 12 February 12:00"),
        ("2026-12-31 23:59", "Thursday 31 December 23:59"),
        ("2027-01-01 00:00", "Friday 1 January 2027 00:00"),
    ],
)
def test_moment_can_be_mistaken_for_no_other(at: str, words: str) -> None:
    assert moment(at) == words


def test_moment_within_a_day_may_be_a_time_alone() -> None:
    found = [moment(at, is_today_clear=True) for at in ("2026-02-06 16:30", "2026-02-07 11:59", "2026-02-07 12:00")]
    assert found == ["16:30", "11:59", "Saturday 12:00"]


def test_moment_speaks_the_language_of_the_page_that_shows_it() -> None:
    far = Moment.seen_from(datetime(2026, 2, 6, tzinfo=STOCKHOLM), datetime(2026, 3, 2, 8, tzinfo=STOCKHOLM))
    told = {}
    for language in ("sv", "uk"):
        with translation.override(language), timezone.override(STOCKHOLM):
            told[language] = str(far).lower()
    assert told == {"sv": "måndag 2 mars 08:00", "uk": "понеділок 2 березня 08:00"}
