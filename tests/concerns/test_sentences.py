"""What the writer is told, in words. English here; the Swedish stands in the catalogue."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.utils import translation

from tests.cast import Cast
from trygga.concerns.sentences import not_yet_read
from trygga.directory.mailboxes import MailboxNow

STOCKHOLM = ZoneInfo("Europe/Stockholm")
URGENT = "If it cannot wait, call 112 and ask for the socialjour."


def mailbox(cast: Cast, at: datetime, **changes: object) -> MailboxNow:
    for name, value in {"last_unlocked_at": at, **changes}.items():
        setattr(cast.mailbox, name, value)
    return MailboxNow(cast.mailbox, at)


def test_unread_report_says_when_it_is_read(cast: Cast) -> None:
    at = datetime(2026, 2, 6, 18, tzinfo=STOCKHOLM)
    call = "Please call instead: the numbers stand below."
    late = f"Not yet read, although it should have been. {call}"
    alone = f"Not yet read, and nobody looks after the mailbox at the moment. {call}"
    with translation.override("en"), time_machine.travel(at, tick=False):
        waiting = not_yet_read(is_overdue=False, mailbox=mailbox(cast, at))
        closed = not_yet_read(is_overdue=False, mailbox=mailbox(cast, at, is_switched_on=False))
        overdue = [
            not_yet_read(is_overdue=True, mailbox=seen) for seen in (mailbox(cast, at, is_switched_on=True), None)
        ]
        nobody = not_yet_read(is_overdue=False, mailbox=None)
    assert waiting == f"Not yet read. Nobody reads this until Monday 08:00. {URGENT}"
    assert (closed, nobody, overdue) == (alone, alone, [late, late])
