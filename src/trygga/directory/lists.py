"""The office's lists of contact points: page by page without counting, narrowed to what needs a look."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from trygga.accounts.models import User
from trygga.directory import freshness
from trygga.directory.models import Closing, ContactPoint, OtherSource, PointChange
from trygga.directory.numbers import NotANumber, read_number
from trygga.places.models import Area
from trygga.places.queries import Page, page_of

LONGEST_SEARCH = 100
MOST_WORDS = 6
ORDER = ("name", "pk")


class State(StrEnum):
    """What a list is narrowed to."""

    ALL = "all"
    STALE = "stale"
    SOON = "soon"
    UNVERIFIED = "unverified"
    CONTRADICTED = "contradicted"
    NO_OWNER = "no-owner"
    RETIRED = "retired"


HIDDEN_STATES = {State.STALE, State.UNVERIFIED, State.CONTRADICTED}
"""What is in one of these is shown to nobody but the office."""


@dataclass(frozen=True)
class Narrowed:
    """Which points a list shows. `mine`: those that this person owns."""

    state: State = State.ALL
    purpose: str = ""
    area: Area | None = None
    mine: User | None = None
    search: str = ""


def points_like(points: QuerySet[ContactPoint], narrowed: Narrowed, *, today: date, after: str = "") -> Page[Any]:
    """A page of these points by name, each with areas, owner, `is_contradicted` and `has_owner`."""
    found = _narrowed(described(points), narrowed, today)
    return page_of(found.select_related("organisation", "owner").prefetch_related("areas"), ORDER, after)


def described(points: QuerySet[ContactPoint]) -> QuerySet[Any]:
    """The points, with whether another source disagrees, and whether somebody at work here keeps them right."""
    yes, no = Value(True), Value(False)
    return points.annotate(
        is_contradicted=Case(When(freshness.contradicted(), then=yes), default=no, output_field=BooleanField()),
        has_owner=Case(When(freshness.owner_works(), then=yes), default=no, output_field=BooleanField()),
    )


def _narrowed(found: QuerySet[Any], narrowed: Narrowed, today: date) -> QuerySet[Any]:
    found = found.filter(in_state(narrowed.state, today))
    if narrowed.purpose:
        # Neither database can ask for one of a list by an index; as text both can ask at all.
        found = found.annotate(named=Cast("purposes", TextField())).filter(named__contains=f'"{narrowed.purpose}"')
    if narrowed.area is not None:
        places = ContactPoint.areas.through.objects.filter(contactpoint=OuterRef("pk"))
        found = found.filter(Exists(places.filter(area=narrowed.area)) | ~Exists(places))
    if narrowed.mine is not None:
        found = found.filter(owner=narrowed.mine)
    return found.filter(_like(narrowed.search)) if narrowed.search else found


def in_state(state: State, today: date) -> Q:
    """Of points that were `described`: those that the state means."""
    there = Q(retired_on=None)
    return {
        State.ALL: there,
        State.STALE: there & freshness.stale(today),
        State.SOON: there & freshness.soon_stale(today),
        State.UNVERIFIED: there & freshness.unverified(),
        State.CONTRADICTED: there & Q(is_contradicted=True),
        State.NO_OWNER: there & Q(has_owner=False),
        State.RETIRED: Q(retired_on__isnull=False),
    }[state]


def _like(text: str) -> Q:
    """Points that have every word in name, organisation or value; or this number, however it is written."""
    wanted = Q()
    for word in text[:LONGEST_SEARCH].split()[:MOST_WORDS]:
        wanted &= Q(name__icontains=word) | Q(organisation_name__icontains=word) | Q(value__icontains=word)
    try:
        return wanted | Q(value=read_number(text).shown)
    except NotANumber:
        return wanted


# ---- one point ----
def closings_of(point: ContactPoint, now: Any) -> list[Closing]:
    """Closings of today and to come, in order."""
    return list(Closing.objects.filter(point=point, ends_at__gt=now).order_by("begins_at", "pk"))


def disagreeing(point: ContactPoint) -> list[OtherSource]:
    """What other sources say and nobody has settled, newest first."""
    found = OtherSource.objects.filter(point=point, settled_at=None)
    return list(found.select_related("point", "noted_by"))


def history_of(point: ContactPoint, *, after: str = "", size: int = 50) -> Page[PointChange]:
    """What was done to it, newest first."""
    found = PointChange.objects.filter(programme=point.programme_id, point=point).select_related("by")
    return page_of(found, ("-pk",), after, size=size)


# ---- what waits ----
def count_in(points: QuerySet[ContactPoint], state: State, *, today: date) -> int:
    """How many points of these are in a state."""
    return described(points).filter(in_state(state, today)).count()
