"""What people see of a plan before it is applied: counts, samples, and every line that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from trygga.places.importing.columns import Field
from trygga.places.importing.differences import Difference, differences
from trygga.places.importing.levels import LEVELS, Level, Levels
from trygga.places.importing.problems import sentence
from trygga.places.models import Import, ImportedRow, ImportFault, PlannedChange

SAMPLES = 5
PAGE = 50
What = PlannedChange.What


@dataclass(frozen=True)
class Planned:
    """So many places of a level, and what happens to them; some of them as examples."""

    level: str
    what: str
    count: int
    samples: list[str]


@dataclass(frozen=True)
class BadCell:
    """What is wrong with a line: where, what stands there, what to do. `column` is called as in the file."""

    pk: int
    line: int
    column: str
    value: str
    what_to_do: str


def planned_changes(source: Import) -> Iterator[Planned]:
    """Everything that is planned, level by level."""
    for level in LEVELS:
        counts = source.counts.get(level.name, {})
        for what in What:
            if what.value in counts:
                label = str(Levels(level.name).label)
                yield Planned(label, str(what.label), counts[what.value], _samples(source, level, what))


def _samples(source: Import, level: Level, what: What) -> list[str]:
    if what is What.ADDED:
        return _added(source, level)
    today = timezone.localdate(timezone=source.programme.zone)
    return [_said(one) for one in differences(source, level, today, most=SAMPLES, what=what.value)]


def _added(source: Import, level: Level) -> list[str]:
    planned = PlannedChange.objects.filter(source=source, level=level.name, what=What.ADDED).order_by("pk")[:SAMPLES]
    lines = {one.line: one.key for one in planned if one.line is not None}
    rows = ImportedRow.objects.filter(source=source, line__in=lines).order_by("line")
    return [": ".join(part for part in (lines[row.line], _about(row, level)) if part) for row in rows]


def _about(row: ImportedRow, level: Level) -> str:
    if level.name == Levels.ESTATE:
        return row.designation or row.estate_name
    if level.name == Levels.BUILDING:
        return row.building_name
    number = f", {row.home_number:04d}" if level.name == Levels.HOME and row.home_number is not None else ""
    return address_of(row) + number


def address_of(row: ImportedRow) -> str:
    """The address of a line, as people write it; empty where the line ends above its door."""
    return f"{row.street} {row.number} {row.letter}".strip() if row.street else ""


def _said(one: Difference) -> str:
    changes = [f"{one.before[name]} → {one.after[name]}" for name in one.before if name != "retired_on"]
    return ": ".join(part for part in (one.key, ", ".join(changes)) if part)


def bad_cells(source: Import, *, after: int = 0, most: int = PAGE) -> list[BadCell]:
    """Some of what is wrong, in the order of the lines, after the so-manieth."""
    found = ImportFault.objects.filter(source=source).order_by("line", "pk")[after : after + most]
    return [
        BadCell(
            one.pk,
            one.line,
            column_of(source, one.field),
            _("(not kept)") if one.problem == "personal" else one.value,
            sentence(one.problem, one.other),
        )
        for one in found
    ]


def column_of(source: Import, field: str) -> str:
    """What the file calls this field, or what we call it where the file has no such column."""
    return str(source.columns.get(field) or Field(field).label)
