"""Days on which a contact point is closed whatever its hours say. No fact that somebody confirmed changes by that:
forms that are open and links in mails stay good."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.directory.models import Closing, ContactPoint, PointChange
from trygga.directory.services.acts import NotPossible, locked, must_be_there, tell


@transaction.atomic
def close_point(point: ContactPoint, *, begins_at: datetime, ends_at: datetime, by: User | None) -> Closing:
    """Nobody answers from `begins_at` until (not with) `ends_at`. A second click gives the closing of the first.

    Raises NotPossible.
    """
    if begins_at >= ends_at:
        raise NotPossible(_("The end must come after the beginning."), "ends_at")
    found = locked(point)
    must_be_there(found)
    when = {"begins_at": begins_at, "ends_at": ends_at}
    same = Closing.objects.filter(point=found, **when).first()
    if same is not None:
        return same
    closing = Closing.objects.create(programme_id=found.programme_id, point=found, **when)
    tell(found, Event.POINT_CLOSED, PointChange.What.CHANGED, by=by, after=_told(closing))
    return closing


@transaction.atomic
def open_again(closing: Closing, *, by: User | None) -> None:
    """It is not closed then after all. Taking a closing back twice does nothing."""
    found = locked(closing.point)
    there = Closing.objects.filter(pk=closing.pk, point=found).first()
    if there is None:
        return
    before = _told(there)
    there.delete()
    tell(found, Event.POINT_OPENED_AGAIN, PointChange.What.CHANGED, by=by, before=before)


def _told(closing: Closing) -> dict[str, Any]:
    return {"closed": [closing.begins_at.isoformat(), closing.ends_at.isoformat()]}
