"""The cells of one line as one home and everything above it, and what is wrong with them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import sha256
from typing import NamedTuple

from trygga.lib import addresses
from trygga.places.importing.columns import Field
from trygga.places.importing.personal import is_personal
from trygga.places.importing.problems import Problem

LONGEST = {Field.DESIGNATION: 120, Field.ESTATE_NAME: 120, Field.BUILDING_NAME: 120, Field.TOWN: 60, Field.ADDRESS: 200}
LONGEST_KEY = 64
LONGEST_STREET, LONGEST_LETTER, LONGEST_TOWN, LARGEST_NUMBER = 80, 4, 60, 9999
SHOWN = 200
_GARBLED = re.compile(r"Ã[\u0080-\u00bf\u2013-\u203a\u0152-\u0178]|[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_A_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_KEYS = (Field.ESTATE_KEY, Field.BUILDING_KEY, Field.STAIRWELL_KEY, Field.HOME_KEY, Field.HOME_NUMBER, Field.NUMBER)


class Fault(NamedTuple):
    """What is wrong with one cell."""

    field: str
    value: str
    problem: str
    other: str = ""


@dataclass
class Understood:
    """A line: the columns of ImportedRow that it fills, or its faults and what is kept of it for mending."""

    values: dict[str, object] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    kept: dict[str, str] | None = None


class Areas(NamedTuple):
    """The programme's areas: the id by name and by slug in small letters, and the names as they are written."""

    ids: dict[str, int]
    names: tuple[str, ...]


class Door(NamedTuple):
    """A front door as it is compared, and what else an address told."""

    street: str
    street_key: str
    number: int
    letter: str
    home: str
    postcode: str
    town: str

    def key(self, town: str) -> str:
        """What a stairwell is called where the file gives it no key."""
        return fitting(f"{self.street_key} {self.number}{self.letter.lower()} {town}".rstrip())

    def building_key(self, town: str) -> str:
        """The same of a building: doors of one number make one house."""
        return fitting(f"{self.street_key} {self.number} {town}".rstrip())


def fitting(key: str) -> str:
    """A derived key, shortened where it must be, without two becoming one."""
    return key if len(key) <= LONGEST_KEY else f"{key[:43]}~{sha256(key.encode()).hexdigest()[:20]}"


@lru_cache(maxsize=10_000)
def door_at(address: str) -> Door | None:
    """The door at an address; None where it is none. Neighbours in a file share it."""
    try:
        found = addresses.parse(address)
    except addresses.NotAnAddress:
        return None
    key = addresses.street_key(found.street)
    is_fitting = len(key) <= LONGEST_STREET and len(found.letter) <= LONGEST_LETTER and len(found.town) <= LONGEST_TOWN
    if not (is_fitting and 1 <= found.number <= LARGEST_NUMBER):
        return None
    return Door(found.street, key, found.number, found.letter, found.home, found.postcode, found.town)


def understand(cells: dict[Field, str], areas: Areas) -> Understood:
    """Read one line.

    A line may end early, at a stairwell, building or estate that has a key and is still empty.
    """
    faults = _of_cells(cells)
    door, address_faults = _door(cells)
    faults += [] if faults else [*address_faults, *_of_area(cells, areas)]
    number = _home_number(cells, door)
    if not faults and number is None:
        faults.append(Fault(Field.HOME_NUMBER, cells[Field.HOME_NUMBER], Problem.NO_HOME_NUMBER))
    names_home = bool(number or cells.get(Field.HOME_KEY))
    if not faults and door and not names_home and not cells.get(Field.STAIRWELL_KEY):
        faults.append(Fault(Field.HOME_NUMBER, "", Problem.HOME_MISSING))
    if faults:
        kept = {one.value: "" if is_personal(cell) else cell[:SHOWN] for one, cell in cells.items()}
        return Understood(faults=faults, kept=kept)
    return Understood(values=_values(cells, door, number or "", areas))


def _of_cells(cells: dict[Field, str]) -> list[Fault]:
    """What is wrong whatever the cell means. One look at the whole line tells that almost always nothing is."""
    line = "\n".join(cells.values())
    is_long = max(map(len, cells.values())) > LONGEST_KEY
    if not (is_long or is_personal(line) or _GARBLED.search(line) or _A_DATE.search(line)):
        return []
    return [fault for one, cell in cells.items() if (fault := _of_cell(one, cell)) is not None]


def _of_cell(one: Field, cell: str) -> Fault | None:
    longest = LONGEST.get(one, LONGEST_KEY)
    if is_personal(cell):
        return Fault(one, "", Problem.PERSONAL)
    if _GARBLED.search(cell):
        return Fault(one, _GARBLED.sub("?", cell)[:SHOWN], Problem.GARBLED)
    if one in _KEYS and _A_DATE.fullmatch(cell):
        return Fault(one, cell, Problem.A_DATE)
    if len(cell) > longest:
        return Fault(one, cell[:SHOWN], Problem.TOO_LONG, str(longest))
    return None


def _door(cells: dict[Field, str]) -> tuple[Door | None, list[Fault]]:
    """The door that the line names, and what is wrong with it. No door and no fault: the line ends above it."""
    where, written = Field.ADDRESS, cells.get(Field.ADDRESS, "")
    if not written and Field.STREET in cells:
        where, written = Field.STREET, " ".join(cells.get(one, "") for one in (Field.STREET, Field.NUMBER)).strip()
        written += cells.get(Field.LETTER, "")
    if not written:
        return None, [] if _ends_early(cells) else [Fault(where, "", Problem.ADDRESS_MISSING)]
    door = door_at(written)
    if door is None:
        return None, [Fault(where, written[:SHOWN], Problem.NO_ADDRESS)]
    postcode = _digits(cells.get(Field.POSTCODE, ""))
    if postcode and not (len(postcode) == 5 and postcode.isdigit()):
        return door, [Fault(Field.POSTCODE, postcode, Problem.NO_POSTCODE)]
    return door, []


def _ends_early(cells: dict[Field, str]) -> bool:
    below = (Field.STAIRWELL_KEY, Field.HOME_KEY, Field.HOME_NUMBER)
    above = (Field.BUILDING_KEY, Field.ESTATE_KEY)
    return not any(cells.get(one) for one in below) and any(cells.get(one) for one in above)


def _digits(text: str) -> str:
    """A postal code without its spaces and without the country before it."""
    return re.sub(r"\s+", "", text.upper().removeprefix("SE-"))


def _of_area(cells: dict[Field, str], areas: Areas) -> list[Fault]:
    area = cells.get(Field.AREA, "")
    if not area or area.casefold() in areas.ids:
        return []
    return [Fault(Field.AREA, area, Problem.NO_AREA, ", ".join(areas.names)[:SHOWN])]


def _home_number(cells: dict[Field, str], door: Door | None) -> str | None:
    """Four digits, or nothing where it is not known; None where what stands there is no home number."""
    written = cells.get(Field.HOME_NUMBER, "")
    if not written:
        return door.home if door else ""
    return _number_in(written)


@lru_cache(maxsize=10_000)
def _number_in(written: str) -> str | None:
    """A column holds few different ones. Spreadsheets take the first digit of 0902 for nothing."""
    is_short = len(written) == 3 and written.isascii() and written.isdigit()
    return addresses.home_number(f"0{written}" if is_short else written)


_town_key = lru_cache(maxsize=1_000)(addresses.town_key)


def _get(cells: dict[Field, str], one: Field) -> str:
    return cells.get(one, "")


def _values(cells: dict[Field, str], door: Door | None, number: str, areas: Areas) -> dict[str, object]:
    get = partial(_get, cells)
    area = get(Field.AREA)
    values = {
        "area_id": areas.ids[area.casefold()] if area else None,
        "estate_key": get(Field.ESTATE_KEY) or fitting(get(Field.DESIGNATION) or get(Field.ESTATE_NAME)),
        "designation": get(Field.DESIGNATION),
        "estate_name": get(Field.ESTATE_NAME),
        "building_key": get(Field.BUILDING_KEY),
        "building_name": get(Field.BUILDING_NAME),
    }
    return values | (_behind(cells, door, number) if door else _NO_DOOR)


_NO_DOOR: dict[str, object] = {
    **dict.fromkeys(
        ("stairwell_key", "street", "street_key", "letter", "postcode", "town", "town_key", "home_key"), ""
    ),
    "number": 0,
    "home_number": None,
}


def _behind(cells: dict[Field, str], door: Door, number: str) -> dict[str, object]:
    get = partial(_get, cells)
    town = get(Field.TOWN) or door.town
    town_key = _town_key(town)
    stairwell = get(Field.STAIRWELL_KEY) or door.key(town_key)
    return {
        "building_key": get(Field.BUILDING_KEY) or door.building_key(town_key),
        "stairwell_key": stairwell,
        "street": door.street,
        "street_key": door.street_key,
        "number": door.number,
        "letter": door.letter,
        "postcode": _digits(get(Field.POSTCODE)) or door.postcode,
        "town": town,
        "town_key": town_key,
        "home_key": get(Field.HOME_KEY) or (fitting(f"{stairwell}/{number}") if number else ""),
        "home_number": int(number) if number else None,
    }
