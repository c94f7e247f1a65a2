"""What is exported and imported again is the same register, in the same organisation and in another one."""

import io
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.places.importing.files import HEADERS, csv_file, imported, register_of, there_today
from tests.places.importing.registers import Register, a_landlord, registers, rows_of
from trygga.organisations.models import Organisation
from trygga.places import exports
from trygga.places.models import Building, Home, Stairwell
from trygga.places.register import recount

NAMES = st.sampled_from(["", "=1+1", "'Huset", '"Hus"; A, B', "-x", "+46", "@norr", "Å\u00e4 Ö", "  två  ord"])


def csv_of(landlord: Organisation) -> BinaryIO:
    return io.BytesIO("".join(exports.csv_lines(landlord)).encode())


def xlsx_of(landlord: Organisation) -> BinaryIO:
    return io.BytesIO(b"".join(exports.xlsx_parts(landlord)))


def names_of(landlord: Organisation) -> set[tuple[str, str]]:
    return set(Building.objects.filter(landlord=landlord, retired_on=None).values_list("key", "name"))


@pytest.mark.django_db
@pytest.mark.parametrize("file_of", [csv_of, xlsx_of])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers(), names=st.lists(NAMES, min_size=5, max_size=5), numbers=st.sets(st.integers(0, 7)))
def test_export_then_import_is_the_identity(
    file_of: type, register: Register, names: list[str], numbers: set[int]
) -> None:
    landlord, elsewhere = a_landlord(), a_landlord()
    imported(landlord, csv_file([HEADERS, *rows_of(register)]))
    for building, name in zip(Building.objects.filter(landlord=landlord), names, strict=False):
        Building.objects.filter(pk=building.pk).update(name=" ".join(name.split()))
    # Some homes have no number, and one stairwell stands empty.
    mine = Home.objects.filter(landlord=landlord).order_by("pk")
    Home.objects.filter(pk__in=[home.pk for at, home in enumerate(mine) if at in numbers]).update(number=None)
    last = Stairwell.objects.filter(landlord=landlord).latest("pk")
    Home.objects.filter(stairwell=last).delete()
    recount(landlord)
    assert imported(landlord, file_of(landlord)).counts == {}
    imported(elsewhere, file_of(landlord))
    assert register_of(elsewhere) == register_of(landlord)
    assert there_today(elsewhere) == there_today(landlord)
    assert names_of(elsewhere) == names_of(landlord)
