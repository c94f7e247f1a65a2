"""Buildings, stairwells and homes are moved within a register, several at once."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, STAIRWELLS, Level, level_of
from trygga.places.models import Building, Estate, Home, Place, PlaceChange, RegisterChange, Stairwell
from trygga.places.services.acts import Act, NotPossible, act_on, estates_of, locked, must_be_there

Kind, What = RegisterChange.Kind, PlaceChange.What


def move_buildings(buildings: Sequence[Building], *, to: Estate, by: User) -> None:
    """These buildings belong to another estate of their landlord. Moving twice does nothing. Raises NotPossible."""
    _move(BUILDINGS, buildings, ESTATES, to, by=by)


def move_stairwells(stairwells: Sequence[Stairwell], *, to: Building, by: User) -> None:
    """These stairwells belong to another building; as above."""
    _move(STAIRWELLS, stairwells, BUILDINGS, to, by=by)


def move_homes(homes: Sequence[Home], *, to: Stairwell, by: User) -> None:
    """These homes are behind another front door; as above."""
    _move(HOMES, homes, STAIRWELLS, to, by=by)


def move(level: Level, places: Sequence[Any], *, to: Any, by: User) -> None:
    """The one of the three above that is for this level."""
    _MOVES[level.slug](places, to=to, by=by)


_MOVES: dict[str, Callable[..., None]] = {
    BUILDINGS.slug: move_buildings,
    STAIRWELLS.slug: move_stairwells,
    HOMES.slug: move_homes,
}


def _move(level: Level, places: Sequence[Place], upper: Level, to: Place, *, by: User) -> None:
    if not places:
        return
    with act_on(to.landlord, by=by, kind=Kind.HAND if len(places) == 1 else Kind.BULK) as act:
        target = locked(upper, to)
        must_be_there(target)
        for place in places:
            _move_one(act, level, locked(level, place), target)


def _move_one(act: Act, level: Level, place: Any, target: Any) -> None:
    must_be_there(place)
    before = getattr(place, level.above)
    if before.pk == target.pk:
        return
    if place.landlord_id != target.landlord_id:
        raise NotPossible(_("This place belongs to another landlord now."))
    if level is HOMES and place.number is not None and _is_taken(place.number, target):
        sentence = _("%(place)s already has a home with the number %(number)s.")
        raise NotPossible(sentence % {"place": target, "number": place.home_number})
    act.touch(*estates_of(level, [place]), *estates_of(level_of(target), [target]))
    setattr(place, level.above, target)
    place.save(update_fields=[level.above])
    act.note(level, place.pk, What.MOVED, before={level.above: before.key}, after={level.above: target.key})


def _is_taken(number: int, stairwell: Stairwell) -> bool:
    return Home.objects.filter(stairwell=stairwell, number=number, retired_on=None).exists()
