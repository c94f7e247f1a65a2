"""Which lines of the starter set a programme lacks, has, or has made its own; and taking them.

A line is taken as unverified: it shows outside a demo once somebody in the programme has verified it. 112 alone is
taken as verified. What somebody has changed by hand is left alone until somebody says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.directory import incoming
from trygga.directory.dialling import digits
from trygga.directory.models import ContactPoint
from trygga.directory.starter import SHARED, Line, Version, line_with, lines
from trygga.organisations.models import Programme

VERIFICATION = ("verified_on", "never_expires")


class State(models.TextChoices):
    """How a line stands in a programme."""

    LACKING = "lacking", _("not here yet")
    OLDER = "older", _("here in an older version")
    OWN = "own", _("different here")
    RETIRED = "retired", _("retired here")
    CURRENT = "current", _("here")


class HasItsOwn(Exception):
    """Somebody has changed or retired this line by hand, and nobody has said that it may be overwritten."""


@dataclass(frozen=True)
class Difference:
    """One field: what the programme has, what the newest version of the line says."""

    field: str
    here: Any
    offered: Any


@dataclass(frozen=True)
class Offered:
    """A line as it stands in one programme. `point` is the programme's, where it has one."""

    line: Line
    state: State
    point: ContactPoint | None
    differences: tuple[Difference, ...]

    @property
    def can_be_taken(self) -> bool:
        """Whether taking it does something without overwriting what somebody did by hand."""
        return self.state in (State.LACKING, State.OLDER)

    @property
    def needs_a_yes(self) -> bool:
        """Whether taking it would overwrite what somebody did by hand."""
        return self.state in (State.OWN, State.RETIRED)


def offer(programme: Programme) -> list[Offered]:
    """Every line of the starter set, in its order, as it stands in this programme. One query."""
    return _offered(lines(), list(ContactPoint.objects.filter(programme=programme)))


@transaction.atomic
def take(programme: Programme, key: str, *, by: User | None, overwrites: bool = False) -> ContactPoint | None:
    """Add a line, or bring it to its newest version; None where it was so already, or no such line is shipped.

    Raises HasItsOwn, unless `overwrites`.
    """
    line = line_with(key)
    found = _locked(programme, [line]) if line else []
    return _take(programme, found[0], by=by, overwrites=overwrites) if found else None


@transaction.atomic
def take_all(programme: Programme, *, by: User | None) -> list[ContactPoint]:
    """Take everything that the programme lacks or has in an older version; what was taken."""
    offered = [one for one in _locked(programme, lines()) if one.can_be_taken]
    taken = (_take(programme, one, by=by, overwrites=False) for one in offered)
    return [point for point in taken if point is not None]


def _locked(programme: Programme, wanted: Iterable[Line]) -> list[Offered]:
    """How lines stand, with nobody else taking any until the transaction ends; others may still use the programme."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    return _offered(wanted, list(ContactPoint.objects.filter(programme=programme).select_for_update(no_key=True)))


def _take(programme: Programme, offered: Offered, *, by: User | None, overwrites: bool) -> ContactPoint | None:
    if offered.state is State.CURRENT:
        return None
    if offered.needs_a_yes and not overwrites:
        raise HasItsOwn
    line, version, point = offered.line, offered.line.newest, offered.point
    fields = {**version.fields, "is_national": True, "starter": line.key, "starter_version": version.number}
    verification = _verification(version)
    if point is None:
        position = incoming.next_position(programme)
        point = incoming.add(programme, line.key, fields | verification, by=by, position=position)
    else:
        incoming.change(point, fields | {"retired_on": None}, by=by, verification=verification)
    record(
        Event.STARTER_TAKEN,
        programme=programme.pk,
        organisation=point.organisation_id,
        actor=by.pk if by else None,
        subject=str(point.pk),
    )
    return point


def _verification(version: Version) -> dict[str, Any]:
    kept = {"best_before": None, "verified_on": version.verified_on}
    return kept | {"never_expires": True} if version.never_expires else kept


# ---- how a line stands ----
def _offered(wanted: Iterable[Line], points: list[ContactPoint]) -> list[Offered]:
    by_starter = {point.starter: point for point in points if point.starter}
    others = [point for point in points if not point.starter]
    return [_stands(line, by_starter.get(line.key) or _same_line(line, others)) for line in wanted]


def _same_line(line: Line, points: list[ContactPoint]) -> ContactPoint | None:
    """A point that somebody entered by hand for the same line: under its key, or with the same number."""
    newest = line.newest.fields
    way = _way(newest["value"])
    return next(
        (
            point
            for point in points
            if point.slug == line.key or (point.kind == newest["kind"] and _way(point.value) == way)
        ),
        None,
    )


def _way(value: str) -> str:
    """What is dialled; an address without digits as it stands."""
    return digits(value) or value


def _stands(line: Line, point: ContactPoint | None) -> Offered:
    if point is None:
        return Offered(line, State.LACKING, None, ())
    there = {field: getattr(point, field) for field in SHARED}
    differences = tuple(
        Difference(field, there[field], offered)
        for field, offered in line.newest.fields.items()
        if there[field] != offered
    )
    return Offered(line, _state(line, point, there), point, differences)


def _state(line: Line, point: ContactPoint, there: dict[str, Any]) -> State:
    if point.retired_on is not None:
        return State.RETIRED
    if there == line.newest.fields:
        return State.CURRENT
    taken = line.version(point.starter_version) if point.starter else None
    return State.OLDER if taken is not None and there == taken.fields else State.OWN
