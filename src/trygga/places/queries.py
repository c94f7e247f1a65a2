"""Lists of places, page by page without counting: as quick in a register of a million homes as in a small one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce

from trygga.organisations.models import Organisation, Programme
from trygga.places.levels import HOMES, STAIRWELLS, Level
from trygga.places.models import Area, AreaCount, Estate, EstateMove, Home, Place, PlaceChange, RegisterChange
from trygga.web import rows

PAGE = 50
NO_NUMBER = 10_000
"""A home whose number is not known comes after all others of its stairwell."""
LONGEST_CURSOR = 500
NUMBERS = {"pk", "door", "number", "stairwell_id"}
Row = TypeVar("Row", bound=Model)


class Shown(StrEnum):
    """Which places a list shows."""

    THERE = "there"
    RETIRED = "retired"
    ALL = "all"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and where the next page begins; empty at the end."""

    rows: list[Row]
    after: str


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to."""

    area: Area | None = None
    estate: Estate | None = None
    shown: Shown = Shown.THERE


# ---- areas ----
def areas_of(programme: Programme) -> list[Area]:
    """The programme's areas in the order of their waves."""
    return rows.select(Area, "WHERE one.programme_id = %s ORDER BY one.wave, one.id", [programme.pk])


def area_of(home: Home) -> Area:
    """The area that a home is in today; one query."""
    return Area.objects.get(estates__buildings__stairwells__homes=home.pk)


def counted_areas(landlord: Organisation) -> list[AreaCount]:
    """The areas in which a landlord has estates today, by wave, with how many estates and homes."""
    counts = AreaCount.objects.filter(landlord=landlord, programme=landlord.programme_id)
    return list(counts.select_related("area").order_by("area__wave", "area"))


# ---- lists ----
def places_at(landlord: Organisation, level: Level, narrowed: Narrowed, *, after: str = "") -> Page[Any]:
    """A page of a whole level.

    Narrowed to an area or an estate, it is read estate by estate: no index could order a part of a level otherwise.
    """
    found = _shown(level.of(landlord).select_related(*level.chain), narrowed.shown)
    order = level.order
    if narrowed.area is not None or narrowed.estate is not None:
        to_estate = level.path_to("estate")
        before = f"{to_estate}__" if to_estate else ""
        order = (f"{before}key", "pk") if to_estate else ("key",)
        if narrowed.area is not None:
            found = found.filter(**{f"{before}area": narrowed.area, f"{before}landlord": landlord})
        if narrowed.estate is not None:
            found = found.filter(**{to_estate or "pk": narrowed.estate.pk})
    return page_of(found, order, after)


def places_in(level: Level, place: Place, *, shown: Shown, after: str = "") -> Page[Any]:
    """What stands directly in a place: a page of the level below."""
    below = level.below
    if below is None:
        return Page([], "")
    found = _shown(below.of(place.landlord).filter(**{below.above: place.pk}), shown)
    if below is HOMES:
        return page_of(found.annotate(door=Coalesce("number", NO_NUMBER)), ("door", "pk"), after)
    return page_of(found, ("pk",) if below is STAIRWELLS else below.order, after)


def _shown(found: QuerySet[Any], shown: Shown) -> QuerySet[Any]:
    if shown is Shown.ALL:
        return found
    return found.filter(retired_on__isnull=shown is Shown.THERE)


# ---- history ----
def newest_change(level: Level, place: Place) -> int:
    """The newest change of a place by its number; 0 where there is none."""
    changes = PlaceChange.objects.filter(level=level.name, place=place.pk)
    return changes.order_by("-pk").values_list("pk", flat=True).first() or 0


def changes_of(level: Level, place: Place, *, after: str = "") -> Page[PlaceChange]:
    """What was done to a place, newest first."""
    found = PlaceChange.objects.filter(programme=place.programme_id, level=level.name, place=place.pk)
    return page_of(found.select_related("act__by", "act__landlord"), ("-pk",), after)


def acts_of(landlord: Organisation, *, after: str = "") -> Page[RegisterChange]:
    """What was done to a register, newest first."""
    found = RegisterChange.objects.filter(programme=landlord.programme_id, landlord=landlord)
    return page_of(found.select_related("by"), ("-pk",), after)


def changes_in(act: RegisterChange, *, after: str = "") -> Page[PlaceChange]:
    """What one act did, place by place."""
    return page_of(PlaceChange.objects.filter(programme=act.programme_id, act=act), ("pk",), after)


def moves_to_come(programme: Programme, estate: Estate | None = None) -> list[EstateMove]:
    """Moves that are planned and not done, by day."""
    found = EstateMove.objects.filter(programme=programme, is_done=False)
    if estate is not None:
        found = found.filter(estate=estate)
    return list(found.select_related("estate__area", "estate__landlord", "area", "landlord").order_by("on", "pk"))


# ---- pages ----
def page_of(found: QuerySet[Any], order: Sequence[str], after: str, *, size: int = PAGE) -> Page[Any]:
    """The page that begins after the row whose values in `order` are those of `after`; the first, if it is unreadable.

    The order must be total. Only a single field may run backwards.
    """
    values = _read(after, order)
    if values:
        found = found.filter(_later([name.lstrip("-") for name in order], values, backwards=order[0].startswith("-")))
    read = list(found.order_by(*order)[: size + 1])
    return Page(read[:size], cursor_of(read[size - 1], order) if len(read) > size else "")


def _later(names: Sequence[str], values: Sequence[Any], *, backwards: bool) -> Q:
    """Rows behind these values. What an index can begin at stands first and alone."""
    if backwards:
        return Q(**{f"{names[0]}__lt": values[0]})
    same, later = Q(), Q(pk__in=[])
    for name, value in zip(names, values, strict=True):
        later |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return Q(**{f"{names[0]}__gte": values[0]}) & later


def cursor_of(row: Any, order: Sequence[str]) -> str:
    """What names a row's place in an order, to begin a page after it."""
    values = [reduce(getattr, name.lstrip("-").split("__"), row) for name in order]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _read(after: str, order: Sequence[str]) -> list[Any]:
    """What `cursor_of` wrote; nothing for what somebody made up."""
    try:
        values = json.loads(after[:LONGEST_CURSOR]) if after else []
    except (ValueError, RecursionError):
        return []
    kinds = [int if name.lstrip("-") in NUMBERS else str for name in order]
    is_readable = isinstance(values, list) and [type(value) for value in values] == kinds
    is_small = is_readable and all(type(value) is not int or 0 <= value < 2**63 for value in values)
    return values if is_small and not any("\0" in value for value in values if isinstance(value, str)) else []
