"""From a file to rows in the database, a few at a time; what is about tenants goes no further than this."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from trygga.lib.cells import unguarded
from trygga.places.importing import reading
from trygga.places.importing.columns import Columns, Field, is_header, known_in, recognise
from trygga.places.importing.problems import Unreadable
from trygga.places.importing.reading import Row
from trygga.places.importing.rows import Areas, Understood, understand
from trygga.places.importing.statements import store
from trygga.places.models import Area, ColumnChoice, Import, ImportedRow, ImportFault

BATCH = 5_000
"""Rows in one transaction; on SQLite, others who write wait for so many at most."""

TITLES = 20
"""So many rows may stand above the one that names the columns."""

SAMPLE = 1_000
"""So many rows are looked at before it is decided which columns are about people."""

FILLED = [
    *("area_id", "estate_key", "designation", "estate_name", "building_key", "building_name", "stairwell_key"),
    *("street", "street_key", "number", "letter", "postcode", "town", "town_key", "home_key", "home_number"),
]
_EMPTY = {name: 0 if name == "number" else None if name in ("area_id", "home_number") else "" for name in FILLED}
_ROW = ["programme_id", "source_id", "line", "is_bad", "cells", *FILLED]
_FAULT = ["programme_id", "source_id", "line", "field", "value", "problem", "other"]
Progress = Callable[[str, int], None]


class Unclear(Exception):
    """Somebody has to say which column is which: `columns` names those that are not known, and what is missing."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(_("It is not clear which column is which."))
        self.columns = columns


@dataclass(frozen=True)
class Table:
    """A file with its columns recognised: the rows below the header, in order."""

    columns: Columns
    rows: Iterator[Row]


def open_table(file: BinaryIO, choices: Mapping[str, str], *, most_bytes: int = reading.MOST_BYTES) -> Table:
    """Find the header, and what each column means. Raises Unreadable, and Unclear where a person must say more."""
    opened = reading.opened(file, most_bytes=most_bytes)
    separator = max(opened.separators, key=lambda one: _known_with(opened, one, choices))
    rows = reading.rows_of(opened, separator)
    header = next((row for row in islice(rows, TITLES) if is_header(row.cells, choices)), None)
    if header is None:
        raise Unreadable(
            _(
                "No row names the columns. The first row must hold words such as address, postal code, home number "
                "and key of the home."
            )
        )
    sample = list(islice(rows, SAMPLE))
    columns = recognise(header.cells, [row.cells for row in sample], choices)
    if not sample:
        raise Unreadable(_("The file has column names, but no rows."))
    if columns.missing or not _names_homes(columns, sample):
        raise Unclear(columns)
    return Table(columns, chain(sample, rows))


def _known_with(opened: reading.Opened, separator: str, choices: Mapping[str, str]) -> tuple[int, int]:
    """How well a separator fits: the most known headers in a row among the first."""
    rows = islice(reading.rows_of(opened, separator), TITLES)
    try:
        return max((known_in(row.cells, choices) for row in rows), default=(0, 0))
    except Unreadable:
        # Told again, with the separator that fits best.
        return 0, 0


def _names_homes(columns: Columns, sample: list[Row]) -> bool:
    if Field.HOME_KEY in columns.at or Field.HOME_NUMBER in columns.at:
        return True
    found = (understand(_cells(row, columns) | {Field.AREA: ""}, Areas({}, ())) for row in sample)
    return any(one.values.get("home_number") for one in found)


def choices_of(landlord: int) -> dict[str, str]:
    """What this landlord's people have said of columns before."""
    return dict(ColumnChoice.objects.filter(landlord=landlord).values_list("header", "field"))


def _areas_of(programme: int) -> Areas:
    found = list(Area.objects.filter(programme=programme).order_by("name").values_list("pk", "name", "slug"))
    ids = {name.casefold(): pk for pk, *names in found for name in names}
    return Areas(ids, tuple(name for _pk, name, _slug in found))


def stage(source: Import, table: Table, progress: Progress) -> None:
    """Store every row as it was understood, batch by batch, and count."""
    areas, rows, bad = _areas_of(source.programme_id), 0, 0
    while batch := list(islice(table.rows, BATCH)):
        found = [(row.line, understand(_cells(row, table.columns), areas)) for row in batch]
        with transaction.atomic():
            store(ImportedRow, _ROW, (_row(source, line, one) for line, one in found))
            store(ImportFault, _FAULT, _faults(source, found))
        rows += len(batch)
        bad += sum(1 for _line, one in found if one.faults)
        progress("reading", rows)
    source.rows, source.bad_rows = rows, bad


def _cells(row: Row, columns: Columns) -> dict[Field, str]:
    """The cells that have a meaning here; all others end with this."""
    cells, last = row.cells, len(row.cells)
    return {one: unguarded(cells[at]) if at < last else "" for one, at in columns.at.items()}


def _row(source: Import, line: int, one: Understood) -> list[Any]:
    kept = None if one.kept is None else json.dumps(one.kept, ensure_ascii=False)
    values = one.values or _EMPTY
    return [source.programme_id, source.pk, line, bool(one.faults), kept, *(values[name] for name in FILLED)]


def _faults(source: Import, found: list[tuple[int, Understood]]) -> Iterator[list[Any]]:
    for line, one in found:
        for fault in one.faults:
            yield [source.programme_id, source.pk, line, fault.field, fault.value, fault.problem, fault.other]
