"""What a plan does to places that are in the register already: what each says before, and after."""

from datetime import date
from typing import Any, NamedTuple

from trygga.places.importing.levels import ESTATE, Level, told
from trygga.places.importing.statements import ask
from trygga.places.models import Import, PlannedChange

_What = PlannedChange.What


class Difference(NamedTuple):
    """One planned change. `before` and `after` hold the changed fields alone, keys of places in place of their ids."""

    pk: int
    place: int
    key: str
    what: str
    before: dict[str, Any]
    after: dict[str, Any]


def differences(
    source: Import, level: Level, today: date, *, after: int = 0, most: int, what: str = ""
) -> list[Difference]:
    """The next planned changes of a level, after an id, of one kind or of all but those that are added."""
    names = [column for column in level.values if column not in ("street_key", "town_key")]
    found = ask(_statement(source, level, names), source, level=level.name, after=after, most=most, what=what)
    return [_difference(level, names, today, values) for values in found]


def _statement(source: Import, level: Level, names: list[str]) -> str:
    said = told(level, source.columns)
    columns = ", ".join([*(f"t.{name}" for name in names), *(said[name] for name in names)])
    old, new, joined = "u.key", f"r.{level.above_key}", ""
    if level is ESTATE:
        old, new, joined = "u.slug", "a.slug", "LEFT JOIN {areas} a ON a.id = COALESCE(r.area_id, t.area_id)"
    return (
        f"SELECT p.id, p.place, p.key, p.what, t.retired_on, {old}, {new}, {columns} FROM {{plan}} p"
        f" JOIN {{{level.table}}} t ON t.id = p.place JOIN {{{level.above_table}}} u ON u.id = t.{level.above}"
        f" LEFT JOIN {{rows}} r ON r.source_id = p.source_id AND r.line = p.line {joined}"
        " WHERE p.source_id = %(source)s AND p.level = %(level)s AND p.id > %(after)s"
        f" AND p.what <> '{_What.ADDED}' AND %(what)s IN ('', p.what) ORDER BY p.id LIMIT %(most)s"
    )


def _difference(level: Level, names: list[str], today: date, found: tuple[Any, ...]) -> Difference:
    pk, place, key, what, retired_on, *values = found
    above = level.above.removesuffix("_id")
    before = {above: values[0]} | dict(zip(names, values[2 : 2 + len(names)], strict=True))
    after = {above: values[1]} | dict(zip(names, values[2 + len(names) :], strict=True))
    if what == _What.RETIRED:
        before, after = {"retired_on": None}, {"retired_on": today.isoformat()}
    elif what == _What.RETURNED:
        before, after = before | {"retired_on": str(retired_on)}, after | {"retired_on": None}
    changed = [name for name in before if before[name] != after[name]]
    return Difference(
        pk, place, key, what, {name: before[name] for name in changed}, {name: after[name] for name in changed}
    )
