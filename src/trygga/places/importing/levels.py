"""The four levels of the register as an import sees them: their tables, and which columns of a row speak of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from trygga.places.importing.columns import Field
from trygga.places.models import Building, Estate, Home, PlaceChange, Stairwell

Levels = PlaceChange.Level


@dataclass(frozen=True)
class Level:
    """One level. `above` is the column of the place above it, and `above_key` what a row says of that.

    `values` are columns of the table with the column of the row that gives each.
    """

    name: str
    model: type[Estate | Building | Stairwell | Home]
    table: str
    key: str
    above: str
    above_table: str
    above_key: str
    values: dict[str, str]

    @property
    def moves(self) -> str:
        """A condition in SQL: a row `r` has the place `t`, now below `u`, somewhere else."""
        return f"r.{self.above_key} <> u.key" if self.above_key else "r.area_id <> t.area_id"


ESTATE = Level(
    name=Levels.ESTATE,
    model=Estate,
    table="estates",
    key="estate_key",
    above="area_id",
    above_table="areas",
    above_key="",
    values={"designation": "designation", "name": "estate_name"},
)
BUILDING = Level(
    name=Levels.BUILDING,
    model=Building,
    table="buildings",
    key="building_key",
    above="estate_id",
    above_table="estates",
    above_key="estate_key",
    values={"name": "building_name"},
)
STAIRWELL = Level(
    name=Levels.STAIRWELL,
    model=Stairwell,
    table="stairwells",
    key="stairwell_key",
    above="building_id",
    above_table="buildings",
    above_key="building_key",
    values={
        "street": "street",
        "street_key": "street_key",
        "number": "number",
        "letter": "letter",
        "postcode": "postcode",
        "town": "town",
        "town_key": "town_key",
    },
)
HOME = Level(
    name=Levels.HOME,
    model=Home,
    table="homes",
    key="home_key",
    above="stairwell_id",
    above_table="stairwells",
    above_key="stairwell_key",
    values={"number": "home_number"},
)
LEVELS = (ESTATE, BUILDING, STAIRWELL, HOME)
_COLUMN_OF = {
    "designation": Field.DESIGNATION,
    "estate_name": Field.ESTATE_NAME,
    "building_name": Field.BUILDING_NAME,
    "postcode": Field.POSTCODE,
    "town": Field.TOWN,
    "town_key": Field.TOWN,
    "home_number": Field.HOME_NUMBER,
}


def told(level: Level, columns: Mapping[str, str]) -> dict[str, str]:
    """What each column of a level's table shall hold, in SQL: `r` is a row of the file, `t` the place in the register.

    `columns` has the fields that the file gives. What it does not speak of stays as it is; an address may tell of it.
    """
    return {column: _said(column, given, columns) for column, given in level.values.items()}


def _said(column: str, given: str, columns: Mapping[str, str]) -> str:
    if given not in _COLUMN_OF or _COLUMN_OF[given] in columns:
        return f"r.{given}"
    return f"COALESCE(NULLIF(r.{given}, {-1 if given == 'home_number' else repr('')}), t.{column})"


def changes(level: Level, columns: Mapping[str, str]) -> str:
    """A condition in SQL: the file says something else of the place `t` than the register, besides where it is."""
    pairs = told(level, columns).items()
    if level is HOME:  # a number may be empty, and to a database two that are empty are neither equal nor different
        return " OR ".join(f"COALESCE({said}, -1) <> COALESCE(t.{column}, -1)" for column, said in pairs)
    return " OR ".join(f"{said} <> t.{column}" for column, said in pairs)
