"""Registers without contradictions, as Hypothesis draws them, and the files that tell of them."""

from typing import Any

from hypothesis import strategies as st

from tests.factories.organisations import OrganisationFactory
from tests.places.importing.files import areas_of
from trygga.organisations.models import Organisation

KEYS = st.integers(1, 5)
Register = dict[str, Any]


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """A register without contradictions: few keys, doors and numbers, so that two of them share and swap a lot."""
    estates = {key: draw(st.sampled_from(["ost", "vast"])) for key in draw(st.sets(KEYS, min_size=1, max_size=3))}
    buildings = {key: draw(st.sampled_from(sorted(estates))) for key in draw(st.sets(KEYS, min_size=1, max_size=4))}
    wells = sorted(draw(st.sets(KEYS, min_size=1)))
    # One street and number may be in two towns.
    doors = draw(st.permutations([(number, town) for number in (1, 2, 3) for town in ("Sandby", "Granby")]))
    numbers = draw(st.permutations([(well, number) for well in wells for number in (1001, 1002, 1101)]))
    homes = sorted(draw(st.sets(st.integers(1, 8), min_size=1, max_size=8)))[: len(numbers)]
    return {
        "estates": estates,
        "designations": {key: draw(st.sampled_from(["", "Sandby 1:1"])) for key in estates},
        "buildings": buildings,
        "wells": {well: draw(st.sampled_from(sorted(buildings))) for well in wells},
        "doors": dict(zip(wells, doors, strict=False)),
        "homes": dict(zip(homes, numbers, strict=False)),
    }


def rows_of(register: Register) -> list[list[str]]:
    found = []
    for home, (well, number) in register["homes"].items():
        building = register["wells"][well]
        estate = register["buildings"][building]
        designation = register["designations"][estate]
        above = [register["estates"][estate], f"F{estate}", designation, f"B{building}", f"S{well}"]
        door, town = register["doors"][well]
        found.append([*above, f"Storgatan {door} A", "55322", town, f"H{home}", str(number)])
    return found


def as_told(rows: list[list[str]]) -> set[tuple[Any, ...]]:
    return {(*row[:5], "Storgatan", int(row[5].split()[1]), "A", row[6], row[7], row[8], int(row[9])) for row in rows}


def a_landlord() -> Organisation:
    landlord: Organisation = OrganisationFactory(kind=Organisation.Kind.LANDLORD)
    areas_of(landlord, "ost", "vast")
    return landlord
