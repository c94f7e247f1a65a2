"""What a list of services would do to a programme's directory: added, changed, equal, or not to be used and why.

A service is known again by its id, else by its number or address where only one contact point and one service have it.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from trygga.directory.dialling import EMERGENCY, digits
from trygga.directory.hsds import terms
from trygga.directory.hsds.problems import Why
from trygga.directory.hsds.services_in import Service
from trygga.directory.models import ContactPoint
from trygga.directory.starting import Difference
from trygga.organisations.models import Programme
from trygga.places.models import Area


class What(models.TextChoices):
    """What is to happen to one service of a list."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    EQUAL = "equal", _("here already")
    UNUSABLE = "unusable", _("cannot be used")


@dataclass(frozen=True)
class Planned:
    """One service and what is to happen; `point` is the contact point that it is known by."""

    service: Service
    what: What
    point: ContactPoint | None = None
    differences: tuple[Difference, ...] = ()
    why: Why | None = None

    @property
    def loses_verification(self) -> bool:
        """Whether a contact point that shows today would have to be verified again."""
        return self.what is What.CHANGED and self.point is not None and self.point.verified_on is not None


@dataclass(frozen=True)
class Plan:
    """All of it, in the order of the file; `digest` tells two plans apart that would do different things."""

    planned: tuple[Planned, ...]

    def of(self, what: What) -> list[Planned]:
        return [one for one in self.planned if one.what is what]

    @property
    def digest(self) -> str:
        told = [
            [one.what.value, one.service.slug, one.point and one.point.pk, *map(astuple, one.differences)]
            for one in self.planned
        ]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def does_something(self) -> bool:
        return any(one.what in (What.ADDED, What.CHANGED) for one in self.planned)


def plan(programme: Programme, services: Iterable[Service], points: Iterable[ContactPoint]) -> Plan:
    """Compare services with the contact points of a programme (their areas fetched with them). Asks for its areas."""
    listed, there = list(services), list(points)
    slugs = set(Area.objects.filter(programme=programme).values_list("slug", flat=True))
    known = _known_again(programme, listed, there)
    return Plan(tuple(_planned(service, known.get(service.slug), slugs) for service in listed))


def _known_again(programme: Programme, services: list[Service], points: list[ContactPoint]) -> dict[str, ContactPoint]:
    """By the slug of a service, the contact point that it is."""
    by_id = {terms.service_id(programme, point): point for point in points}
    found = {service.slug: by_id[service.slug] for service in services if service.slug in by_id}
    taken = {point.pk for point in found.values()}
    left = [point for point in points if point.pk not in taken]
    others = [service for service in services if service.slug not in found]
    named_once = Counter(_way(service.fields) for service in others)
    there_once = Counter(_way(vars(point)) for point in left)
    by_way = {_way(vars(point)): point for point in left}
    for service in others:
        way = _way(service.fields)
        if way is not None and named_once[way] == there_once[way] == 1:
            found[service.slug] = by_way[way]
    return found


def _way(fields: dict[str, Any]) -> tuple[str, str] | None:
    """Kind and number or address, however it is written; None where there is none."""
    value: str = fields["value"]
    is_number = fields["kind"] in (ContactPoint.Kind.PHONE, ContactPoint.Kind.SMS)
    same = digits(value) if is_number else value.casefold().rstrip("/")
    return (fields["kind"], same) if same else None


def _planned(service: Service, point: ContactPoint | None, slugs: set[str]) -> Planned:
    differences = _differences(service, point) if point else ()
    if point is not None and not differences and point.retired_on is None:
        return Planned(service, What.EQUAL, point)
    if why := _why_not(service, point, slugs):
        return Planned(service, What.UNUSABLE, point, differences, why)
    return Planned(service, What.CHANGED if point else What.ADDED, point, differences)


def _why_not(service: Service, point: ContactPoint | None, slugs: set[str]) -> Why | None:
    values = [service.fields["value"], point.value if point else ""]
    if EMERGENCY in map(digits, values):
        return Why.EMERGENCY
    if point is not None and point.retired_on is not None:
        return Why.RETIRED
    return None if slugs.issuperset(service.areas) else Why.OTHER_AREA


def _differences(service: Service, point: ContactPoint) -> tuple[Difference, ...]:
    found = [
        Difference(field, getattr(point, field), offered)
        for field, offered in sorted(service.fields.items())
        if getattr(point, field) != offered
    ]
    areas = sorted(area.slug for area in point.areas.all())
    if areas != sorted(service.areas):
        found.append(Difference("areas", areas, sorted(service.areas)))
    return tuple(found)
