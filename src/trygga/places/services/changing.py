"""Places are added and changed by hand, one at a time."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.lib.addresses import street_key, town_key
from trygga.organisations.models import Organisation
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, STAIRWELLS, Level
from trygga.places.models import Area, Building, Estate, Home, Place, PlaceChange, Stairwell
from trygga.places.queries import newest_change
from trygga.places.register import index_addresses
from trygga.places.services.acts import Act, NotPossible, act_on, estates_of, locked, must_be_there


class ChangedMeanwhile(NotPossible):
    """Somebody has changed the place since the asker saw it."""


# ---- adding ----
def add_estate(landlord: Organisation, *, area: Area, key: str, designation: str, name: str, by: User) -> Estate:
    """A new estate. Raises NotPossible."""
    values = {"area": area, "key": key, "designation": designation, "name": name}
    added: Estate = _add(ESTATES, landlord, values, by=by)
    return added


def add_building(estate: Estate, *, key: str, name: str, by: User) -> Building:
    """A new building of an estate. Raises NotPossible."""
    added: Building = _add(BUILDINGS, estate.landlord, {"estate": estate, "key": key, "name": name}, by=by)
    return added


def add_stairwell(
    building: Building, *, key: str, street: str, number: int, letter: str, postcode: str, town: str, by: User
) -> Stairwell:
    """A new front door of a building. Raises NotPossible."""
    values = _address(street, number, letter, town) | {"building": building, "key": key, "postcode": postcode}
    added: Stairwell = _add(STAIRWELLS, building.landlord, values, by=by)
    return added


def add_home(stairwell: Stairwell, *, key: str, number: int | None, by: User) -> Home:
    """A new home behind a front door. Raises NotPossible."""
    added: Home = _add(HOMES, stairwell.landlord, {"stairwell": stairwell, "key": key, "number": number}, by=by)
    return added


def _add(level: Level, landlord: Organisation, values: dict[str, Any], *, by: User) -> Any:
    """The new place; or, for a second click, the one that the first click added."""
    with act_on(landlord, by=by) as act:
        same = level.of(landlord).filter(**values, retired_on=None).first()
        if same is not None:
            return same
        if level is not ESTATES:
            above = locked(_LEVELS[level.above], values[level.above])
            must_be_there(above)
        place = level.model(programme_id=landlord.programme_id, landlord=landlord, added_in=act.row, **values)
        _must_be_free(level, place)
        place.save(force_insert=True)
        act.added(level)
        _keep_true(act, level, place)
    return place


_LEVELS = {"estate": ESTATES, "building": BUILDINGS, "stairwell": STAIRWELLS}


# ---- changing ----
def change_estate(estate: Estate, *, key: str, designation: str, name: str, by: User, seen: int | None = None) -> None:
    """Other data of an estate. `seen`: the newest change that the asker has seen, where that must hold.

    Raises NotPossible, ChangedMeanwhile.
    """
    _change(ESTATES, estate, {"key": key, "designation": designation, "name": name}, by=by, seen=seen)


def change_building(building: Building, *, key: str, name: str, by: User, seen: int | None = None) -> None:
    """Other data of a building; as above."""
    _change(BUILDINGS, building, {"key": key, "name": name}, by=by, seen=seen)


def change_stairwell(
    stairwell: Stairwell,
    *,
    key: str,
    street: str,
    number: int,
    letter: str,
    postcode: str,
    town: str,
    by: User,
    seen: int | None = None,
) -> None:
    """Other data of a stairwell, and what it is found by; as above."""
    values = _address(street, number, letter, town) | {"key": key, "postcode": postcode}
    _change(STAIRWELLS, stairwell, values, by=by, seen=seen)


def change_home(home: Home, *, key: str, number: int | None, by: User, seen: int | None = None) -> None:
    """Other data of a home; as above."""
    _change(HOMES, home, {"key": key, "number": number}, by=by, seen=seen)


def _change(level: Level, place: Place, values: dict[str, Any], *, by: User, seen: int | None) -> None:
    with act_on(place.landlord, by=by) as act:
        found = locked(level, place)
        must_be_there(found)
        changed = {name: value for name, value in values.items() if getattr(found, name) != value}
        if not changed:
            return
        if seen is not None and seen != newest_change(level, found):
            raise ChangedMeanwhile(
                _("Somebody has changed this place since you opened the page. What stands there now is shown below.")
            )
        shown = [name for name in changed if name in level.fields]
        before = {name: getattr(found, name) for name in shown}
        for name, value in changed.items():
            setattr(found, name, value)
        _must_be_free(level, found)
        found.save(update_fields=list(changed))
        after = {name: changed[name] for name in shown}
        act.note(level, found.pk, PlaceChange.What.CHANGED, before=before, after=after)
        _keep_true(act, level, found)


def _address(street: str, number: int, letter: str, town: str) -> dict[str, Any]:
    keys = {"street_key": street_key(street), "town_key": town_key(town)}
    return {"street": street, "number": number, "letter": letter.upper(), "town": town} | keys


def _keep_true(act: Act, level: Level, place: Any) -> None:
    if level is STAIRWELLS:
        index_addresses([place])
    act.touch(*estates_of(level, [place]))


def _must_be_free(level: Level, place: Any) -> None:
    """Raises NotPossible where another place has this key, address or number."""
    others = level.of(place.landlord).exclude(pk=place.pk)
    if others.filter(key=place.key).exists():
        raise NotPossible(_("Another place of this kind has this key. Choose another one."), "key")
    if level is STAIRWELLS and others.filter(_same_address(place), retired_on=None).exists():
        sentence = _("Another stairwell has this address. Change or retire that one first, or name the town of both.")
        raise NotPossible(sentence, "number")
    if level is HOMES and place.number is not None:
        neighbours = others.filter(stairwell=place.stairwell_id, number=place.number, retired_on=None)
        if neighbours.exists():
            raise NotPossible(_("Another home of this stairwell has this number."), "number")


def _same_address(stairwell: Stairwell) -> Q:
    """A town that is not known may be any."""
    same_town = Q(town_key__in=("", stairwell.town_key)) if stairwell.town_key else Q()
    return same_town & Q(street_key=stairwell.street_key, number=stairwell.number, letter=stairwell.letter)
