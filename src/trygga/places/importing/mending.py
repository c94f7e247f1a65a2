"""Bad rows as a file to mend and to send again: the columns of the file that have a meaning here, and what to do."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from trygga.lib.cells import BYTE_ORDER_MARK, csv_line
from trygga.places.importing.columns import Field
from trygga.places.importing.preview import address_of, column_of
from trygga.places.importing.problems import sentence
from trygga.places.models import Area, Import, ImportedRow, ImportFault

BATCH = 2_000


def bad_rows_file(source: Import) -> Iterator[str]:
    """The lines of a CSV file with semicolons; no cell begins like a formula."""
    fields = [field for field in Field if field.value in source.columns]
    areas = dict(Area.objects.filter(programme=source.programme_id).values_list("pk", "name"))
    headers = [source.columns[field.value] for field in fields]
    yield BYTE_ORDER_MARK + csv_line([*headers, _("line"), _("what to do")], ";")
    after = 0
    while rows := list(ImportedRow.objects.filter(source=source, is_bad=True, line__gt=after).order_by("line")[:BATCH]):
        after = rows[-1].line
        told = _told(source, rows)
        for row in rows:
            said = row.cells or _cells(source, row, areas)
            cells = [said.get(field.value, "") for field in fields]
            yield csv_line([*cells, str(row.line), told.get(row.line, "")], ";")


def _told(source: Import, rows: list[ImportedRow]) -> dict[int, str]:
    """What to do about each of these lines."""
    faults = ImportFault.objects.filter(source=source, line__range=(rows[0].line, rows[-1].line)).order_by("line", "pk")
    return {
        line: " ".join(f"{column_of(source, one.field)}: {sentence(one.problem, one.other)}" for one in found)
        for line, found in groupby(faults, key=lambda one: one.line)
    }


def _cells(source: Import, row: ImportedRow, areas: dict[int, str]) -> dict[str, str]:
    """What a line said that was right by itself, from what it was understood as."""
    number = "" if row.home_number is None else f"{row.home_number:04d}"
    address = address_of(row)
    if number and Field.HOME_NUMBER not in source.columns:
        address += f", lgh {number}"
    return {
        **{name: str(getattr(row, name)) for name in _AS_THEY_ARE},
        Field.AREA: areas.get(row.area_id or 0, ""),
        Field.ADDRESS: address,
        Field.NUMBER: str(row.number or ""),
        Field.HOME_NUMBER: number,
    }


_AS_THEY_ARE = [field.value for field in Field if field.value not in ("area", "address", "number", "home_number")]
