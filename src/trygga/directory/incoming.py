"""Contact points that come from outside, a line of the starter set or a file: added and changed, never as verified.

Both are to be called within a transaction; each writes what was done to the history of the point.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from trygga.accounts.models import User
from trygga.directory.models import ContactPoint, PointChange
from trygga.organisations.models import Programme
from trygga.places.models import Area

NOT_VERIFIED: dict[str, Any] = {"verified_on": None, "best_before": None}
LAST = 30_000
"""Where the order ends; what is there together stands as it came in."""


def next_position(programme: Programme) -> int:
    """The place behind all contact points of the programme."""
    last = ContactPoint.objects.filter(programme=programme).aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, LAST)


def add(
    programme: Programme,
    slug: str,
    fields: dict[str, Any],
    *,
    by: User | None,
    position: int,
    areas: Sequence[Area] = (),
    note: str = "",
) -> ContactPoint:
    """A new contact point with these fields; unverified unless they say otherwise."""
    point = ContactPoint.objects.create(programme=programme, slug=slug, position=position, **fields)
    point.areas.set(areas)
    told = fields | {"areas": [area.slug for area in areas]}
    _tell(point, PointChange.What.ADDED, {}, told, by=by, note=note)
    return point


def change(
    point: ContactPoint,
    fields: dict[str, Any],
    *,
    by: User | None,
    areas: Sequence[Area] | None = None,
    verification: dict[str, Any] | None = None,
    note: str = "",
) -> bool:
    """Give a point (locked by the caller) these fields; whether anything is different now.

    Whatever is different takes the verification away, unless `verification` is given. `areas` None leaves them alone.
    """
    before = {name: getattr(point, name) for name, value in fields.items() if getattr(point, name) != value}
    after = {name: fields[name] for name in before}
    slugs = sorted(area.slug for area in point.areas.all())
    if areas is not None and slugs != sorted(area.slug for area in areas):
        before["areas"], after["areas"] = slugs, sorted(area.slug for area in areas)
        point.areas.set(areas)
    if not after:
        return False
    for name, value in {**fields, **(verification or NOT_VERIFIED)}.items():
        setattr(point, name, value)
    point.version += 1
    point.save()
    what = PointChange.What.RETURNED if before.get("retired_on") else PointChange.What.CHANGED
    _tell(point, what, before, after, by=by, note=note)
    return True


def _tell(
    point: ContactPoint,
    what: PointChange.What,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: User | None,
    note: str,
) -> None:
    PointChange.objects.create(
        programme=point.programme,
        point=point,
        what=what,
        at=timezone.now(),
        by=by,
        before=_plain(before),
        after=_plain(after),
        note=note,
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if _is_json(value) else str(value) for name, value in values.items()}


def _is_json(value: Any) -> bool:
    return value is None or isinstance(value, str | bool | int | list | dict)
