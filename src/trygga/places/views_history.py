"""The office's pages that tell who changed what in a register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trygga.places import access, queries
from trygga.places.access import Register
from trygga.places.levels import LEVELS, Level
from trygga.places.models import Place, PlaceChange, RegisterChange
from trygga.places.views_places import at_register, crumbs, show


@require_safe
@at_register()
def register_history(request: HttpRequest, register: Register) -> HttpResponse:
    """Every act on the register, newest first."""
    page = queries.acts_of(register.landlord, after=request.GET.get("after", ""))
    return show(request, register, "acts", page=page, kept={})


@require_safe
@at_register()
def act(request: HttpRequest, register: Register, act: int) -> HttpResponse:
    """What one act did."""
    found = access.act_for(register, act)
    page = queries.changes_in(found, after=request.GET.get("after", ""))
    rows = _with_places(register, page.rows)
    return show(request, register, "act", act=found, page=page, rows=rows, kept={})


def _with_places(register: Register, changes: list[PlaceChange]) -> list[tuple[PlaceChange, Level, Place | None]]:
    """Each change with its place; none where that is another landlord's by now. One query for each level."""
    levels = {level.name: level for level in LEVELS.values()}
    found: dict[tuple[str, int], Place] = {}
    for name, level in levels.items():
        wanted = [change.place for change in changes if change.level == name]
        places = level.of(register.landlord).filter(pk__in=wanted)
        found |= {(str(name), place.pk): place for place in places}
    return [
        (change, levels[PlaceChange.Level(change.level)], found.get((change.level, change.place)))
        for change in changes
        if change.level in levels
    ]


@require_safe
@at_register()
def place_history(request: HttpRequest, register: Register, level: Level, place: int) -> HttpResponse:
    """What happened to one place, newest first, down to the act that brought it."""
    found = access.place_for(register, level, place)
    page = queries.changes_of(level, found, after=request.GET.get("after", ""))
    more: dict[str, Any] = {"crumbs": crumbs(level, found), "added": _added(found, page), "kept": {}}
    return show(request, register, "place_history", level=level, place=found, page=page, **more)


def _added(place: Place, page: queries.Page[PlaceChange]) -> RegisterChange | None:
    return place.added_in if not page.after else None
