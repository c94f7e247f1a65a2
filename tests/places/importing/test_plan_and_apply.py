"""Whatever the register is and whatever the file says: after applying, the register says what the file says."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.organisations import OrganisationFactory
from tests.places.importing.files import HEADERS, areas_of, csv_file, imported, register_of, there_today
from trygga.organisations.models import Organisation
from trygga.places.importing import services
from trygga.places.importing.services import Wishes
from trygga.places.models import Building, Estate, Home, Import, ImportFault, Stairwell

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


def is_consistent(landlord: Organisation) -> bool:
    """What is there today stands in what is there today, and is counted."""
    homes = Home.objects.filter(landlord=landlord, retired_on=None)
    hanging = homes.exclude(
        stairwell__retired_on=None,
        stairwell__building__retired_on=None,
        stairwell__building__estate__retired_on=None,
    )
    counts = [
        sum(model._default_manager.filter(landlord=landlord).values_list("home_count", flat=True))
        for model in (Estate, Building, Stairwell)
    ]
    return not hanging.exists() and counts == [homes.count()] * 3


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(registers(), min_size=2, max_size=3))
def test_register_is_what_the_last_whole_file_says(steps: list[Register]) -> None:
    landlord = a_landlord()
    for step in steps:
        rows = rows_of(step)
        source = imported(landlord, csv_file([HEADERS, *rows]))
        assert (source.state, source.bad_rows) == ("applied", 0)
        assert register_of(landlord) == as_told(rows)
        assert there_today(landlord) == {
            name: {row[at] for row in rows}
            for name, at in (("Estate", 1), ("Building", 3), ("Stairwell", 4), ("Home", 8))
        }
        assert is_consistent(landlord)
    assert imported(landlord, csv_file([HEADERS, *rows])).counts == {}


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=registers(), second=registers(), take=st.integers(1, 8))
def test_part_of_a_register_changes_what_it_names_alone(first: Register, second: Register, take: int) -> None:
    landlord = a_landlord()
    imported(landlord, csv_file([HEADERS, *rows_of(first)]))
    before = {row[10]: row for row in register_of(landlord)}
    rows = rows_of(second)[:take]
    wishes = Wishes(may_move_estates=True)

    source = services.plan_import(services.begin_import(landlord, csv_file([HEADERS, *rows]), by=None, wishes=wishes))
    services.ask_to_apply(source, by=None, leaves_bad_rows_out=True)
    services.apply_import(source)
    after = {row[10]: row for row in register_of(landlord)}
    bad = set(source_lines(source))
    named = {row[8]: row for line, row in enumerate(rows, 2) if line not in bad}
    assert {after[key] for key in named} == as_told(list(named.values()))
    assert set(after) == set(before) | set(named)
    assert {key: after[key][11] for key in before if key not in named} == {
        key: before[key][11] for key in before if key not in named
    }
    assert is_consistent(landlord)


def source_lines(source: Import) -> list[int]:

    return list(ImportFault.objects.filter(source=source).values_list("line", flat=True))
