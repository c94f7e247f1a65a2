"""The four levels of the register below the area, told once for lists, forms, history and addresses."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import Organisation
from trygga.places.models import Building, Estate, Home, Place, PlaceChange, Stairwell


@dataclass(frozen=True)
class Level:
    """One level. `slug` stands in addresses; `above` is the field that names the place above.

    `fields` are what people change by hand, and `order` is how a whole list is read, within one landlord.
    """

    slug: str
    name: PlaceChange.Level
    model: type[Place]
    above: str
    fields: tuple[str, ...]
    order: tuple[str, ...]
    title: str | Promise
    adding: str | Promise
    nothing: str | Promise

    @property
    def number(self) -> int:
        """0 for estates, 3 for homes."""
        return list(LEVELS).index(self.slug)

    @property
    def below(self) -> "Level | None":
        """The level of what stands in a place of this one."""
        return next((level for level in LEVELS.values() if level.number == self.number + 1), None)

    @property
    def chain(self) -> list[str]:
        """What `select_related` takes to bring all that is above along: `building__estate__area`."""
        return [self.path_to("area")]

    def path_to(self, above: str) -> str:
        """The path of fields from a place of this level to one above it; empty for the level itself."""
        names = [level.above for level in LEVELS.values()][: self.number + 1]
        if above == self.name:
            return ""
        return "__".join(reversed(names[names.index(above) :]))

    def of(self, landlord: Organisation) -> QuerySet[Any]:
        """All places of this level that a landlord has, retired ones too."""
        return self.model._default_manager.filter(programme=landlord.programme_id, landlord=landlord)


ESTATES = Level(
    slug="estates",
    name=PlaceChange.Level.ESTATE,
    model=Estate,
    above="area",
    fields=("key", "designation", "name"),
    order=("key",),
    title=_("Estates"),
    adding=_("Add an estate"),
    nothing=_("No estate here."),
)
BUILDINGS = Level(
    slug="buildings",
    name=PlaceChange.Level.BUILDING,
    model=Building,
    above="estate",
    fields=("key", "name"),
    order=("key",),
    title=_("Buildings"),
    adding=_("Add a building"),
    nothing=_("No building here."),
)
STAIRWELLS = Level(
    slug="stairwells",
    name=PlaceChange.Level.STAIRWELL,
    model=Stairwell,
    above="building",
    fields=("key", "street", "number", "letter", "postcode", "town"),
    order=("street_key", "number", "letter", "pk"),
    title=_("Stairwells"),
    adding=_("Add a stairwell"),
    nothing=_("No stairwell here."),
)
HOMES = Level(
    slug="homes",
    name=PlaceChange.Level.HOME,
    model=Home,
    above="stairwell",
    fields=("key", "number"),
    order=("key",),
    title=_("Homes"),
    adding=_("Add a home"),
    nothing=_("No home here."),
)
LEVELS = {level.slug: level for level in (ESTATES, BUILDINGS, STAIRWELLS, HOMES)}


def level_of(place: Place) -> Level:
    """The level that a place is on."""
    return next(level for level in LEVELS.values() if isinstance(place, level.model))


def levels_below(level: Level) -> list[Level]:
    """What can stand in a place of this level, from the top down."""
    return [one for one in LEVELS.values() if one.number > level.number]
