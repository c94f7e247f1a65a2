"""Taking a notice from the outbox and marking what became of it: tiny writes, no transaction around a delivery.

A worker claims a notice until a time. If it dies, the claim runs out and another takes the notice, under the same id.
Only whoever holds the claim may mark. Each step does nothing, or all of itself.
"""

import secrets
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from trygga.notifications.models import Channel, Notice

LEASE = timedelta(minutes=10)
"""Longer than any delivery takes (TRYGGA_DELIVERY_SECONDS is at most 240), looking up the name included."""

_EVERY_HOUR_FOR_FIVE_DAYS = (60,) * 120
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, *_EVERY_HOUR_FOR_FIVE_DAYS))
"""Pauses after the first, second, ... failed try; after the last comes death. Only tries count: days during which no
worker ran bring nothing nearer to its end."""

_AT_ONCE = 20
ERASED = {"address": "", "body": None, "made_at": None}
_NOT_CLAIMED = {"claimed_by": "", "claimed_until": None}


def claim(channel: Channel, *, now: datetime) -> Notice | None:
    """A notice that is due, now held by the caller; None where there is none.

    What has been tried least comes first, so that a receiver who never answers holds up nobody else. A notice waits
    until every earlier one to the same address is finished or dead.
    """
    free = _free(channel, now)
    for candidate in free.order_by("attempts", "due_at", "pk").values_list("pk", flat=True)[:_AT_ONCE]:
        token = secrets.token_hex(16)
        # The whole condition again: another worker may have been quicker.
        if free.filter(pk=candidate).update(claimed_by=token, claimed_until=now + LEASE):
            return Notice.objects.get(pk=candidate)
    return None


def _free(channel: Channel, now: datetime) -> QuerySet[Notice]:
    waiting = Notice.objects.filter(channel=channel, state=Notice.State.WAITING)
    earlier = waiting.filter(address=OuterRef("address"), pk__lt=OuterRef("pk"))
    is_unclaimed = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return waiting.filter(~Exists(earlier), is_unclaimed, due_at__lte=now)


def mark_delivered(notice: Notice) -> bool:
    """Erase what was delivered. False where the claim has run out and another holds it: then that one marks."""
    return _finish(_held(notice), Notice.State.DELIVERED)


def mark_failed(notice: Notice, *, trouble: str, is_final: bool, now: datetime) -> bool:
    """Try again later, or never: True where the notice is now dead. It keeps address and body for somebody to decide.

    Does nothing where another holds the claim.
    """
    is_dead = is_final or notice.attempts >= len(DELAYS)
    done = _held(notice).update(
        state=Notice.State.DEAD if is_dead else Notice.State.WAITING,
        due_at=None if is_dead else now + DELAYS[notice.attempts],
        attempts=notice.attempts + 1,
        trouble=trouble,
        **_NOT_CLAIMED,
    )
    return is_dead and done == 1


def _held(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING, claimed_by=notice.claimed_by)


def finish_dead(pk: int, programme: int | None) -> bool:
    """Erase a dead notice for good. False where it is not dead."""
    dead = Notice.objects.filter(pk=pk, programme=programme, state=Notice.State.DEAD)
    return _finish(dead, Notice.State.GIVEN_UP)


def revive(pk: int, programme: int | None) -> bool:
    """Let a dead notice wait again, due now and with all its tries. False where it is not dead."""
    dead = Notice.objects.filter(pk=pk, programme=programme, state=Notice.State.DEAD)
    return dead.update(state=Notice.State.WAITING, due_at=timezone.now(), attempts=0) == 1


def _finish(notices: QuerySet[Notice], state: Notice.State) -> bool:
    done = notices.update(
        state=state, trouble="", due_at=None, finished_on=timezone.localdate(), **ERASED, **_NOT_CLAIMED
    )
    return done == 1
