"""The plan into the register, in one transaction and a handful of statements for each level.

Two homes may change numbers, two stairwells addresses, and longer circles too, while the register forbids that two are
ever equal: so whatever changes is first taken out of the register of today, and put back as it shall be.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from trygga.places.importing.differences import differences
from trygga.places.importing.levels import ESTATE, LEVELS, STAIRWELL, Level, told
from trygga.places.importing.statements import ask, know_the_register, run
from trygga.places.models import EstateMove, Import, PlaceChange, PlannedChange, RegisterChange, Stairwell
from trygga.places.register import index_addresses, recount

BATCH = 2_000
_What = PlannedChange.What
_STAYS = f"p.what IN ('{_What.CHANGED}', '{_What.MOVED}', '{_What.RETURNED}')"
_PLANNED = "p.source_id = %(source)s AND p.level = %(level)s"


def change_register(source: Import, act: RegisterChange, today: date) -> None:
    """Make the register what the plan says, in the caller's transaction, and note it place by place."""
    for level in LEVELS:
        _note_changes(source, level, act, today)
    _note_moves(source, today)
    for level in LEVELS:
        _take_out(source, level, today)
    for level in LEVELS:
        _put_back(source, level)
        _add(source, level, act)
    know_the_register()
    recount(source.landlord)
    index_addresses(_new_addresses(source, act))


def _take_out(source: Import, level: Level, today: date) -> None:
    statement = (
        f"UPDATE {{{level.table}}} SET retired_on = %(today)s WHERE retired_on IS NULL AND id IN ("
        f"SELECT p.place FROM {{plan}} p WHERE {_PLANNED} AND p.what <> '{_What.ADDED}')"
    )
    run(statement, source, level=level.name, today=today.isoformat())


def _put_back(source: Import, level: Level) -> None:
    """Changed, moved and returned places, as the file has them."""
    if level is ESTATE:
        above, joined = "COALESCE(r.area_id, t.area_id)", ""
    else:
        above, joined = "u.id", _above(level)
    sets = [f"{column} = {said}" for column, said in told(level, source.columns).items()]
    statement = (
        f"UPDATE {{{level.table}}} AS t SET retired_on = NULL, {level.above} = {above}, {', '.join(sets)}"
        " FROM {plan} p JOIN {rows} r ON r.source_id = p.source_id AND r.line = p.line"
        f" {joined} WHERE {_PLANNED} AND {_STAYS} AND t.id = p.place"
    )
    run(statement, source, level=level.name)


def _add(source: Import, level: Level, act: RegisterChange) -> None:
    above, joined = ("COALESCE(r.area_id, %(area)s)", "") if level is ESTATE else ("u.id", _above(level))
    columns = {"programme_id": "%(programme)s", "landlord_id": "%(landlord)s", "key": "p.key", "added_in_id": "%(act)s"}
    columns |= {level.above: above} | {column: f"r.{given}" for column, given in level.values.items()}
    if "home_count" in {field.name for field in level.model._meta.get_fields()}:
        columns["home_count"] = "0"
    statement = (
        f"INSERT INTO {{{level.table}}} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
        " FROM {plan} p JOIN {rows} r ON r.source_id = p.source_id AND r.line = p.line"
        f" {joined} WHERE {_PLANNED} AND p.what = '{_What.ADDED}' ORDER BY p.id"
    )
    run(statement, source, level=level.name, act=act.pk, area=source.area_of_new_id)


def _above(level: Level) -> str:
    return f"JOIN {{{level.above_table}}} u ON u.landlord_id = %(landlord)s AND u.key = r.{level.above_key}"


def _new_addresses(source: Import, act: RegisterChange) -> Iterator[Stairwell]:
    planned = PlannedChange.objects.filter(source=source, level=STAIRWELL.name).exclude(what=_What.RETIRED)
    mine = Stairwell.objects.filter(landlord=source.landlord_id)
    new, changed = mine.filter(added_in=act), mine.filter(pk__in=planned.exclude(place=None).values("place"))
    return chain(new.iterator(chunk_size=BATCH), changed.iterator(chunk_size=BATCH))


# ---- history ----
def _note_moves(source: Import, today: date) -> None:
    """An estate that comes into another area: its moves tell since when."""
    found = ask(
        "SELECT p.place, r.area_id FROM {plan} p JOIN {rows} r ON r.source_id = p.source_id AND r.line = p.line"
        " JOIN {estates} t ON t.id = p.place"
        f" WHERE {_PLANNED} AND {_STAYS} AND r.area_id <> t.area_id",
        source,
        level=ESTATE.name,
    )
    for estate, area in found:
        EstateMove.objects.update_or_create(
            programme_id=source.programme_id,
            estate_id=estate,
            on=today,
            defaults={"area_id": area, "landlord_id": source.landlord_id, "is_done": True},
        )


def _note_changes(source: Import, level: Level, act: RegisterChange, today: date) -> None:
    """What was there before, and what comes, of every place that was there; a few at a time."""
    after = 0
    while found := differences(source, level, today, after=after, most=BATCH):
        after = found[-1].pk
        PlaceChange.objects.bulk_create(
            PlaceChange(
                programme_id=act.programme_id,
                act=act,
                level=level.name,
                place=one.place,
                what=one.what,
                before=one.before,
                after=one.after,
            )
            for one in found
        )
