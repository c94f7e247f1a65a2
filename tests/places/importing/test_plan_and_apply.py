"""Whatever the register is and whatever the file says: after applying, the register says what the file says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.places.importing.files import HEADERS, csv_file, imported, register_of, there_today
from tests.places.importing.registers import Register, a_landlord, as_told, registers, rows_of
from trygga.organisations.models import Organisation
from trygga.places.importing import services
from trygga.places.importing.services import Wishes
from trygga.places.models import Building, Estate, Home, Import, ImportFault, Stairwell


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
