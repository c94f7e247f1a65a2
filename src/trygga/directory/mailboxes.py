"""A mailbox at one moment: does it receive, when is it read next, until when must a report be opened."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from trygga.directory.models import Mailbox
from trygga.lib.deadlines import closes_itself_at, closes_soon, read_by, reads_next
from trygga.lib.opening_hours import OpeningHours, in_utc


@dataclass(frozen=True)
class MailboxNow:
    """`mailbox` seen at `at` (aware): a moment does not change, so what it says is found out once."""

    mailbox: Mailbox
    at: datetime

    @cached_property
    def hours(self) -> OpeningHours:
        return OpeningHours.parse(self.mailbox.opening_hours, self.mailbox.programme.zone)

    @property
    def organisation_name(self) -> str:
        return self.mailbox.unit.organisation.name

    @cached_property
    def closed_itself_at(self) -> datetime | None:
        """When it closed because nobody had unlocked it for one working day; None while it has not."""
        unlocked = self.mailbox.last_unlocked_at
        limit = _limit(self.hours, in_utc(unlocked)) if unlocked else None
        return limit if limit is not None and limit <= self.at else None

    @cached_property
    def is_receiving(self) -> bool:
        """Whether anything may be sent to it now: switched on, looked after, and ever read."""
        mailbox = self.mailbox
        is_looked_after = mailbox.last_unlocked_at is not None and self.closed_itself_at is None
        return mailbox.is_switched_on and is_looked_after and self.reads_next is not None

    @cached_property
    def is_open_now(self) -> bool:
        """Whether somebody reads right now."""
        return self.hours.is_open(self.at)

    @cached_property
    def closes_soon(self) -> bool:
        """Whether what arrives now may have to wait for the next opening, although somebody reads right now."""
        return closes_soon(self.hours, self.at)

    @cached_property
    def reads_next(self) -> datetime | None:
        """`at` itself while somebody reads, else the next opening; None where the hours never open."""
        return reads_next(self.hours, self.at)

    @property
    def read_by(self) -> datetime:
        """Until when a report that arrives now must have been opened."""
        return read_by(self.hours, self.at)


@lru_cache(maxsize=256)
def _limit(hours: OpeningHours, last_unlocked: datetime) -> datetime | None:
    """Kept, because every report asks for it and it changes only when somebody unlocks. `last_unlocked` is in UTC."""
    return closes_itself_at(hours, last_unlocked)
