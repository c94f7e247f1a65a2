"""The register as a table that an import reads back: one line for each home, and for each place that is still empty.

What is retired is left out, as an import of the same table would retire it. A register of any size is read estate by
estate, so that memory does not grow with it.
"""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import Sum
from openpyxl import Workbook

from trygga.lib.cells import BYTE_ORDER_MARK, csv_line, guarded
from trygga.organisations.models import Organisation
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, STAIRWELLS, Level
from trygga.places.models import AreaCount, Building, Estate, Home, Stairwell

HEADERS = (
    "area",
    "estate key",
    "designation",
    "estate name",
    "building key",
    "building name",
    "stairwell key",
    "street",
    "number",
    "letter",
    "postal code",
    "town",
    "home key",
    "home number",
)
ESTATES_AT_ONCE = 25
MOST_SHEET_ROWS = 1_048_576
"""What a sheet can hold, headers included."""
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
PART_BYTES = 64 * 1024
Cells = tuple[str, ...]


def table(landlord: Organisation) -> Iterator[Cells]:
    """The headers, then every line; estate by estate in the order of their keys."""
    yield HEADERS
    after = ""
    while True:
        estates = _there(ESTATES, landlord).filter(key__gt=after).select_related("area").order_by("key")
        some: list[Estate] = list(estates[:ESTATES_AT_ONCE])
        if not some:
            return
        yield from _lines(landlord, some)
        after = some[-1].key


def csv_lines(landlord: Organisation) -> Iterator[str]:
    """The table as CSV with semicolons, as spreadsheets in Sweden write and expect it."""
    yield BYTE_ORDER_MARK
    for cells in table(landlord):
        yield csv_line(cells, ";")


def fits_a_sheet(landlord: Organisation) -> bool:
    """Whether a spreadsheet can hold the table; a CSV file always can."""
    homes: int = AreaCount.objects.filter(landlord=landlord).aggregate(homes=Sum("home_count"))["homes"] or 0
    empty: int = sum(_there(level, landlord).filter(home_count=0).count() for level in (ESTATES, BUILDINGS, STAIRWELLS))
    return 1 + homes + empty <= MOST_SHEET_ROWS


def xlsx_parts(landlord: Organisation) -> Iterator[bytes]:
    """The table as XLSX, in parts of a file that is thrown away."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("places")
    for cells in table(landlord):
        sheet.append([guarded(NOT_IN_XML.sub("", cell)) for cell in cells])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(partial(file.read, PART_BYTES), b"")


def _there(level: Level, landlord: Organisation) -> Any:
    return level.of(landlord).filter(retired_on=None)


def _lines(landlord: Organisation, estates: list[Estate]) -> Iterator[Cells]:
    """The lines of some estates."""
    buildings = _by_above(BUILDINGS, landlord, estates, ("key",))
    stairwells = _by_above(STAIRWELLS, landlord, estates, ("street_key", "number", "letter", "pk"))
    homes = _by_above(HOMES, landlord, estates, ("number", "key"))
    for estate in estates:
        for building in buildings[estate.pk] or [None]:
            for stairwell in (stairwells[building.pk] if building else []) or [None]:
                for home in (homes[stairwell.pk] if stairwell else []) or [None]:
                    yield _cells(estate, building, stairwell, home)


def _by_above(
    level: Level, landlord: Organisation, estates: Iterable[Estate], order: tuple[str, ...]
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = _there(level, landlord).filter(**{f"{level.path_to('estate')}__in": [estate.pk for estate in estates]})
    for row in rows.order_by(*order):
        found[getattr(row, f"{level.above}_id")].append(row)
    return found


def _cells(estate: Estate, building: Building | None, stairwell: Stairwell | None, home: Home | None) -> Cells:
    return (
        estate.area.name,
        estate.key,
        estate.designation,
        estate.name,
        *((building.key, building.name) if building else ("", "")),
        *(_door(stairwell) if stairwell else ("",) * 6),
        *((home.key, home.home_number) if home else ("", "")),
    )


def _door(stairwell: Stairwell) -> Cells:
    number, letter = str(stairwell.number), stairwell.letter
    return (stairwell.key, stairwell.street, number, letter, stairwell.postcode, stairwell.town)
