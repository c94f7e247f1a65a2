"""The register as a file: every home once, nothing that calculates, and a way back."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.cast import Cast
from tests.factories.places import BuildingFactory, EstateFactory, HomeFactory
from tests.places.people import Town, door, town
from trygga.lib.cells import BYTE_ORDER_MARK, unguarded
from trygga.organisations.models import Organisation
from trygga.places import exports, services
from trygga.places.levels import HOMES
from trygga.places.models import Building

TABLE = [
    exports.HEADERS,
    ("Väst", "E1", "Sandby 1:1", "", "B1", "Punkthuset", "S2", "Lillgatan", "3", "", "", "", "H3", ""),
    ("Väst", "E1", "Sandby 1:1", "", "B1", "Punkthuset", "S1", "Norra Storgatan", "12", "B", "", "", "H1", "1001"),
    ("Väst", "E1", "Sandby 1:1", "", "B1", "Punkthuset", "S1", "Norra Storgatan", "12", "B", "", "", "H2", "1002"),
]


@pytest.fixture
def there(cast: Cast) -> Town:
    town(cast.granby)
    town(cast.sandby, slug="grannhus", prefix="g-")
    return town(cast.sandby)


def read_csv(landlord: Organisation) -> list[tuple[str, ...]]:
    written = "".join(exports.csv_lines(landlord)).removeprefix(BYTE_ORDER_MARK)
    return [tuple(map(unguarded, row)) for row in csv.reader(io.StringIO(written, newline=""), delimiter=";")]


def read_xlsx(landlord: Organisation) -> list[tuple[str, ...]]:
    book = load_workbook(io.BytesIO(b"".join(exports.xlsx_parts(landlord))))
    rows = book["places"].iter_rows()
    cells = [list(row) for row in rows]
    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    return [tuple(unguarded(cell.value or "") for cell in row) for row in cells]


def test_both_files_hold_every_home_of_one_landlord(there: Town) -> None:
    assert read_csv(there.landlord) == TABLE
    assert read_xlsx(there.landlord) == TABLE


def test_empty_places_have_a_line_and_retired_ones_none(there: Town) -> None:
    EstateFactory(area=there.east, landlord=there.landlord, key="E2", designation="")
    BuildingFactory(estate=there.estate, key="B0")
    door(BuildingFactory(estate=there.estate, key="B9"), "Gränden", 1, key="S9")
    services.retire(HOMES, there.homes, by=there.manager)
    assert [(row[1], row[4], row[6], row[12]) for row in read_csv(there.landlord)[1:]] == [
        ("E1", "B0", "", ""),
        ("E1", "B1", "S2", ""),
        ("E1", "B1", "S1", ""),
        ("E1", "B9", "S9", ""),
        ("E2", "", "", ""),
    ]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.text("'=+-@1", max_size=5)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_every_name_comes_back_from_both_files(name: str, there: Town) -> None:
    Building.objects.filter(pk=there.building.pk).update(name=name)
    assert {row[5] for row in read_csv(there.landlord)[1:]} == {name}
    assert {row[5] for row in read_xlsx(there.landlord)[1:]} == {name}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "'=x"])
def test_no_cell_begins_like_a_formula(text: str, there: Town) -> None:
    Building.objects.filter(pk=there.building.pk).update(name=text)
    cells = [cell for line in exports.csv_lines(there.landlord) for cell in line.strip().split(";")]
    assert [cell for cell in cells if cell.lstrip('"')[:1] in set("=+-@\t\r")] == []


@pytest.mark.parametrize("number", [1, 3])
def test_queries_follow_the_estates_in_batches_alone(number: int, there: Town) -> None:
    for one in range(number):
        estate = EstateFactory(area=there.east, landlord=there.landlord, key=f"X{one}")
        HomeFactory(stairwell__building__estate=estate, key=f"X{one}")
    with CaptureQueriesContext(connection) as queries:
        assert len(list(exports.table(there.landlord))) == 4 + number
    assert len(queries) == 5


def test_register_larger_than_a_batch_is_whole(there: Town) -> None:
    for number in range(exports.ESTATES_AT_ONCE + 2):
        EstateFactory(area=there.east, landlord=there.landlord, key=f"X{number:02d}")
    assert len(read_csv(there.landlord)) == len(TABLE) + exports.ESTATES_AT_ONCE + 2


def test_what_no_sheet_can_hold_is_known_before(there: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exports.fits_a_sheet(there.landlord)
    monkeypatch.setattr(exports, "MOST_SHEET_ROWS", 3)
    assert not exports.fits_a_sheet(there.landlord)
