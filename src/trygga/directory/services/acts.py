"""What all acts on a contact point share: the lock, the history, the log, and why an act is refused."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.directory.models import ContactPoint, PointChange
from trygga.organisations.models import Programme


class NotPossible(Exception):
    """What was asked breaks a rule. `sentence` tells the person what to do, `field` names the field."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class ChangedMeanwhile(NotPossible):
    """Somebody has changed the contact point since the asker saw it."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has changed this since you opened the page. Look at what stands there now, then try again.")
        )


def today_in(programme: Programme) -> date:
    """The day that it is in the programme."""
    return timezone.localdate(timezone=programme.zone)


def locked(point: ContactPoint) -> ContactPoint:
    """The point as it is now, held until the end of the transaction."""
    found = ContactPoint.objects.select_for_update(of=("self",)).select_related("programme", "organisation", "owner")
    return found.get(pk=point.pk, programme=point.programme_id)


def must_be_there(point: ContactPoint) -> None:
    """Raises NotPossible for a point that is retired."""
    if point.retired_on is not None:
        raise NotPossible(_("This contact point is retired. Bring it back first."))


def save(point: ContactPoint, *names: str) -> None:
    """Store these fields of a point as one change of it."""
    point.version += 1
    point.save(update_fields=[*names, "version"])


def tell(
    point: ContactPoint,
    event: Event,
    what: PointChange.What,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """Write what was done into the point's history and into the log."""
    PointChange.objects.create(
        programme_id=point.programme_id,
        point=point,
        what=what,
        at=timezone.now(),
        by=by,
        before=before or {},
        after=after or {},
        note=note,
    )
    record(
        event,
        programme=point.programme_id,
        organisation=point.organisation_id,
        actor=by.pk if by is not None else None,
        subject=str(point.pk),
    )
