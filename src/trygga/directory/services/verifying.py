"""A contact point is confirmed, contradicted by another source, and settled."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.directory.freshness import FRESH_FOR
from trygga.directory.models import Alarm, ContactPoint, OtherSource, PointChange
from trygga.directory.services.acts import ChangedMeanwhile, NotPossible, locked, must_be_there, save, tell, today_in
from trygga.directory.values import Unusable, kept_hours, kept_value

LONGEST_NOTE = 200


# ---- confirming ----
@transaction.atomic
def verify_point(
    point: ContactPoint, *, by: User | None, how: str, on: date, seen: int, best_before: date | None = None
) -> None:
    """It is right as it stands, `how` somebody found that out. What other sources say is settled by that.

    Fresh for FRESH_FOR from `on`, unless told otherwise. A second click does nothing. Raises NotPossible,
    ChangedMeanwhile.
    """
    found = locked(point)
    if _is_second_click(found, by=by, how=how, seen=seen):
        return
    if seen != found.version:
        raise ChangedMeanwhile
    must_be_there(found)
    save(found)
    confirm(found, by=by, how=how, on=on, best_before=best_before)


def _is_second_click(point: ContactPoint, *, by: User | None, how: str, seen: int) -> bool:
    if point.version != seen + 1 or point.verified_on is None:
        return False
    newest = PointChange.objects.filter(point=point).first()
    is_same = newest is not None and newest.what == PointChange.What.VERIFIED and newest.note == _note(how)
    return is_same and newest is not None and newest.by_id == (by.pk if by is not None else None)


def _note(how: str) -> str:
    return how.strip()[:LONGEST_NOTE]


def confirm(point: ContactPoint, *, by: User | None, how: str, on: date, best_before: date | None = None) -> None:
    """Within an act that holds the lock and counts the version: confirmed on that day. Raises NotPossible."""
    today = today_in(point.programme)
    until = best_before or on + FRESH_FOR
    if not _note(how):
        raise NotPossible(_("Say how you found out: called, asked, read on their page."), "how")
    if not point.value:
        raise NotPossible(_("There is no number or address yet that could be confirmed. Fill it in first."))
    if on > today:
        raise NotPossible(_("This day is still to come."), "on")
    if until < today:
        raise NotPossible(_("That was too long ago. Find out again, and write the day when you did."), "on")
    for other in OtherSource.objects.filter(point=point, settled_at=None):
        _settle(point, other, by=by, how=how)
    before = {"verified_on": _day(point.verified_on), "best_before": _day(point.best_before)}
    point.verified_on, point.best_before = on, until
    point.save(update_fields=["verified_on", "best_before"])
    Alarm.objects.filter(point=point).delete()
    after = {"verified_on": _day(on), "best_before": _day(until)}
    tell(point, Event.POINT_VERIFIED, PointChange.What.VERIFIED, by=by, before=before, after=after, note=_note(how))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


# ---- other sources ----
@transaction.atomic
def contradict(
    point: ContactPoint,
    *,
    by: User | None,
    source: str,
    as_of: str,
    value: str = "",
    opening_hours: str = "",
    note: str = "",
) -> OtherSource:
    """Another source says another number or other hours; until that is settled the point is not shown.

    A second click gives what the first one noted. Raises NotPossible where the source says the same, or nothing.
    """
    found = locked(point)
    must_be_there(found)
    says = {"value": _comparable(found, value), "opening_hours": _hours(found, opening_hours)}
    same_note = OtherSource.objects.filter(point=found, settled_at=None, source=source, as_of=as_of, note=note, **says)
    noted = same_note.first()
    if noted is not None:
        return noted
    if not any(text and text != _own(found, name) for name, text in says.items()):
        raise NotPossible(_("This is what stands here already. Write only what the other source says differently."))
    other = OtherSource.objects.create(
        programme_id=found.programme_id,
        point=found,
        source=source,
        as_of=as_of,
        note=note,
        noted_by=by,
        noted_at=timezone.now(),
        **says,
    )
    save(found)
    tell(found, Event.POINT_CONTRADICTED, PointChange.What.CONTRADICTED, by=by, after=_told(other))
    return other


def _comparable(point: ContactPoint, value: str) -> str:
    try:
        return kept_value(point.kind, value)
    except Unusable as error:
        raise NotPossible(error.sentence, "value") from error


def _hours(point: ContactPoint, text: str) -> str:
    """As they would be kept here; as the source writes them, where that cannot be read."""
    try:
        return kept_hours(text, point.programme.zone)
    except Unusable:
        return text.strip()


def _own(point: ContactPoint, name: str) -> str:
    if name == "opening_hours":
        return point.opening_hours
    try:
        return kept_value(point.kind, point.value)
    except Unusable:
        return point.value


def _told(other: OtherSource) -> dict[str, str]:
    told = {name: str(getattr(other, name)) for name in ("source", "as_of", "value", "opening_hours", "note")}
    return {name: value for name, value in told.items() if value}


@transaction.atomic
def settle(other: OtherSource, *, by: User | None, how: str = "") -> None:
    """The point is right and the other source is not, or no longer says so; `how` that was found out, if somebody says.

    Settling it twice does nothing.
    """
    found = locked(other.point)
    if not _settle(found, OtherSource.objects.get(pk=other.pk, point=found), by=by, how=how):
        return
    save(found)
    if not OtherSource.objects.filter(point=found, settled_at=None).exists():
        Alarm.objects.filter(point=found).delete()


def _settle(point: ContactPoint, other: OtherSource, *, by: User | None, how: str) -> bool:
    if other.settled_at is not None:
        return False
    other.settled_at, other.settled_by = timezone.now(), by
    other.save(update_fields=["settled_at", "settled_by"])
    tell(point, Event.POINT_SETTLED, PointChange.What.SETTLED, by=by, before=_told(other), note=_note(how))
    return True
