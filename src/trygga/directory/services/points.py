"""Contact points are added, changed, given to an owner, retired and brought back."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.directory.incoming import next_position
from trygga.directory.models import Alarm, ContactPoint, PointChange
from trygga.directory.services.acts import ChangedMeanwhile, locked, must_be_there, save, tell, today_in
from trygga.directory.services.fields import (
    differs,
    is_same_fact,
    kept,
    must_be_at_work,
    must_fit,
    now_told,
    told,
)
from trygga.directory.services.verifying import confirm, verify_point
from trygga.organisations.models import Programme

LONGEST_SLUG = 40


# ---- adding ----
@transaction.atomic
def add_point(
    programme: Programme, *, by: User | None, owner: User | None = None, slug: str = "", **fields: Any
) -> ContactPoint:
    """A new contact point, not confirmed yet; for a second click, the one that the first click added.

    `fields` are those of `fields.FIELDS`, `areas` among them. Raises NotPossible.
    """
    here = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    must_be_at_work(owner, here)
    values = kept(here, ContactPoint(programme=here), fields)
    areas = values.pop("areas", [])
    same = _same(here, values | {"areas": areas})
    if same is not None:
        return same
    values.setdefault("position", next_position(here))
    point = ContactPoint(programme=here, slug=slug or _free_slug(here, values["name"]), owner=owner, **values)
    must_fit(point)
    point.version = 1
    point.save(force_insert=True)
    point.areas.set(areas)
    after = {name: told(name, value) for name, value in (values | {"areas": areas}).items() if value not in ("", None)}
    tell(point, Event.POINT_ADDED, PointChange.What.ADDED, by=by, after=after)
    return point


def _same(programme: Programme, values: dict[str, Any]) -> ContactPoint | None:
    """A point of today that is the same in everything that is said."""
    named = {name: values[name] for name in ("name", "kind", "value", "organisation_name") if name in values}
    found = ContactPoint.objects.filter(programme=programme, retired_on=None, **named).prefetch_related("areas")
    return next((one for one in found if not any(differs(one, name, value) for name, value in values.items())), None)


def _free_slug(programme: Programme, name: str) -> str:
    base = slugify(name)[: LONGEST_SLUG - 6].strip("-") or "point"
    taken = set(ContactPoint.objects.filter(programme=programme, slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


# ---- changing ----
@transaction.atomic
def change_point(
    point: ContactPoint, fields: dict[str, Any], *, by: User | None, seen: int, how: str = "", on: date | None = None
) -> None:
    """Other data of a contact point. Where a fact changes, the confirmation goes, unless `how` confirms the new one.

    `seen` is the version that the asker has seen, `on` the day of confirming (today). Changing nothing does nothing.
    Raises NotPossible, ChangedMeanwhile.
    """
    found = locked(point)
    changed = {
        name: value for name, value in kept(found.programme, found, fields).items() if differs(found, name, value)
    }
    if not changed:
        if how:
            verify_point(found, by=by, how=how, on=on or today_in(found.programme), seen=seen)
        return
    if seen != found.version:
        raise ChangedMeanwhile
    must_be_there(found)
    before = {name: now_told(found, name) for name in changed}
    takes_confirmation = not all(is_same_fact(found, name, value) for name, value in changed.items())
    _set(found, changed, takes_confirmation=takes_confirmation)
    after = {name: told(name, value) for name, value in changed.items()}
    tell(found, Event.POINT_CHANGED, PointChange.What.CHANGED, by=by, before=before, after=after)
    if how:
        confirm(found, by=by, how=how, on=on or today_in(found.programme))


def _set(point: ContactPoint, changed: dict[str, Any], *, takes_confirmation: bool) -> None:
    values = dict(changed)
    areas = values.pop("areas", None)
    if takes_confirmation:
        values |= {"verified_on": None, "best_before": None}
    for name, value in values.items():
        setattr(point, name, value)
    must_fit(point)
    save(point, *values)
    if areas is not None:
        point.areas.set(areas)


@transaction.atomic
def give_to(point: ContactPoint, owner: User | None, *, by: User | None) -> None:
    """Another owner; None leaves it to the programme's leads. Raises NotPossible for somebody who is nothing here."""
    found = locked(point)
    if owner == found.owner:
        return
    must_be_at_work(owner, found.programme)
    before = {"owner": now_told(found, "owner")}
    found.owner = owner
    save(found, "owner")
    Alarm.objects.filter(point=found, kind=Alarm.Kind.NO_OWNER).delete()
    after = {"owner": told("owner", owner)}
    tell(found, Event.POINT_GIVEN, PointChange.What.CHANGED, by=by, before=before, after=after)


# ---- retiring and bringing back ----
@transaction.atomic
def retire_point(point: ContactPoint, *, by: User | None) -> None:
    """It shows nowhere from now on; nothing is erased. Retiring it twice does nothing."""
    found = locked(point)
    if found.retired_on is not None:
        return
    found.retired_on = today_in(found.programme)
    save(found, "retired_on")
    Alarm.objects.filter(point=found).delete()
    tell(found, Event.POINT_RETIRED, PointChange.What.RETIRED, by=by)


@transaction.atomic
def return_point(point: ContactPoint, *, by: User | None) -> None:
    """A retired one is there again, and must be confirmed anew: who knows what has changed meanwhile."""
    found = locked(point)
    if found.retired_on is None:
        return
    found.retired_on, found.verified_on, found.best_before = None, None, None
    save(found, "retired_on", "verified_on", "best_before")
    tell(found, Event.POINT_RETURNED, PointChange.What.RETURNED, by=by)
