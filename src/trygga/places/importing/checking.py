"""What is wrong with lines that are right each by itself: said twice, said differently, taken in the register."""

from trygga.places.importing.columns import Field
from trygga.places.importing.problems import Problem
from trygga.places.importing.statements import ask, run
from trygga.places.models import ADDRESS, Import

_FOUND_HERE = (
    Problem.HOME_TWICE,
    Problem.NUMBER_TWICE,
    Problem.ADDRESS_TWICE,
    Problem.TOWN_MISSING,
    Problem.CONTRADICTS,
    Problem.HOME_MISSING,
    Problem.AREA_MISSING,
    Problem.AREA_DIFFERS,
    Problem.ADDRESS_TAKEN,
    Problem.NUMBER_TAKEN,
)
_DOOR = ("street_key", "number", "letter")
_FIELD_OF: dict[str, str] = {"area_id": Field.AREA.value, **dict.fromkeys(_DOOR, Field.ADDRESS.value)}
_SAID = {
    "estate_key": ("area_id", "designation", "estate_name"),
    "building_key": ("estate_key", "building_name"),
    "stairwell_key": ("building_key", *_DOOR, "postcode", "town"),
}
"""What all rows must say alike that have the same key."""

_GOOD = "source_id = %(source)s AND NOT is_bad"
_IN_FILE = "LEFT JOIN (SELECT DISTINCT {key} AS key FROM {{rows}} WHERE " + _GOOD + ") k ON k.key = t.key"


def forget_what_was_found(source: Import) -> None:
    """Begin anew: only what was wrong with a line by itself is still wrong."""
    found = ", ".join(f"'{problem.value}'" for problem in _FOUND_HERE)
    run(
        f"DELETE FROM {{faults}} WHERE source_id = %(source)s AND problem IN ({found})"
        " AND line IN (SELECT line FROM {rows} WHERE source_id = %(source)s AND cells IS NULL)",
        source,
    )
    run("UPDATE {rows} SET is_bad = FALSE WHERE source_id = %(source)s AND is_bad AND cells IS NULL", source)


def check_within(source: Import) -> None:
    """Note every line that contradicts another one, and every new estate without an area."""
    for key, said in _SAID.items():
        _check_contradictions(source, key, said)
    _note_twice(source, "home_key", ["home_key"], Field.HOME_KEY, Problem.HOME_TWICE)
    _note_twice(source, "home_number", ["stairwell_key", "home_number"], Field.HOME_NUMBER, Problem.NUMBER_TWICE)
    _note_one_address(source)
    if Field.STAIRWELL_KEY not in source.columns:
        _note_missing_town(source)
    _note_forgotten_homes(source)
    _check_areas(source)


def check_against_register(source: Import) -> None:
    """Note every line that wants what a place has that is not in the file and stays.

    A line that is left out leaves what it had in the register, so this goes on until no more is found.
    """
    while _note_taken(source):
        pass


def _note(source: Import, *, field: str, value: str, problem: Problem, other: str, joined: str, condition: str) -> int:
    statement = (
        "INSERT INTO {faults} (programme_id, source_id, line, field, value, problem, other)"
        f" SELECT %(programme)s, %(source)s, r.line, '{field}', {_text(value)}, '{problem.value}', {_text(other)}"
        f" FROM {{rows}} r {joined} WHERE r.source_id = %(source)s AND NOT r.is_bad AND {condition}"
    )
    count = run(statement, source)
    if count:
        run(
            f"UPDATE {{rows}} SET is_bad = TRUE WHERE {_GOOD}"
            " AND line IN (SELECT line FROM {faults} WHERE source_id = %(source)s)",
            source,
        )
    return count


def _text(expression: str) -> str:
    return f"COALESCE(CAST({expression} AS varchar(200)), '')"


def _check_contradictions(source: Import, key: str, said: tuple[str, ...]) -> None:
    """One look at all of them; which one it is, is asked only where there is something."""
    if not ask(_differing(key, said) + " LIMIT 1", source):
        return
    for one in said:
        joined = (
            f"JOIN ({_differing(key, (one,))}) f ON f.key = r.{key}"
            " JOIN {rows} first ON first.source_id = %(source)s AND first.line = f.line"
        )
        _note(
            source,
            field=_FIELD_OF.get(one, one),
            value="''" if one == "area_id" else f"r.{one}",
            problem=Problem.CONTRADICTS,
            other="f.line",
            joined=joined,
            condition=f"{_known(f'r.{one}')} <> {_known(f'first.{one}')}",
        )


def _differing(key: str, said: tuple[str, ...]) -> str:
    """Keys that do not always go with the same, and the first line of each."""
    unequal = " OR ".join(f"MIN({_known(one)}) <> MAX({_known(one)})" for one in said)
    first = f"SELECT {key} AS key, MIN(line) AS line FROM {{rows}} WHERE {_GOOD} AND {key} <> ''"
    return f"{first} GROUP BY {key} HAVING {unequal}"


def _known(expression: str) -> str:
    return f"COALESCE({expression}, 0)" if expression.endswith("area_id") else expression


def _note_twice(source: Import, needed: str, together: list[str], field: Field, problem: Problem) -> None:
    columns = ", ".join(together)
    first = (
        f"SELECT {columns}, MIN(line) AS line FROM {{rows}} WHERE {_GOOD} AND {needed} IS NOT NULL AND home_key <> ''"
        f" GROUP BY {columns} HAVING COUNT(*) > 1"
    )
    same = " AND ".join(f"f.{one} = r.{one}" for one in together)
    _note(
        source,
        field=field,
        value=f"r.{needed}",
        problem=problem,
        other="f.line",
        joined=f"JOIN ({first}) f ON {same}",
        condition="r.line > f.line",
    )


def _note_one_address(source: Import) -> None:
    columns = ", ".join(ADDRESS)
    first = (
        f"SELECT {columns}, MIN(line) AS line FROM {{rows}} WHERE {_GOOD} AND stairwell_key <> ''"
        f" GROUP BY {columns} HAVING MIN(stairwell_key) <> MAX(stairwell_key)"
    )
    same = " AND ".join(f"f.{one} = r.{one}" for one in ADDRESS)
    _note(
        source,
        field=Field.ADDRESS,
        value="r.street || ' ' || r.number || r.letter",
        problem=Problem.ADDRESS_TWICE,
        other="f.line",
        joined=f"JOIN ({first}) f ON {same}"
        " JOIN {rows} first ON first.source_id = %(source)s AND first.line = f.line",
        condition="r.stairwell_key <> first.stairwell_key",
    )


def _note_missing_town(source: Import) -> None:
    """Without a key and without a town, nobody can tell which of several stairwells is meant."""
    columns = ", ".join(_DOOR)
    several = (
        f"SELECT {columns} FROM {{stairwells}} WHERE landlord_id = %(landlord)s AND retired_on IS NULL"
        f" GROUP BY {columns} HAVING COUNT(*) > 1 AND MIN(town_key) <> ''"
    )
    same = " AND ".join(f"f.{one} = r.{one}" for one in _DOOR)
    _note(
        source,
        field=Field.ADDRESS,
        value="r.street || ' ' || r.number || r.letter",
        problem=Problem.TOWN_MISSING,
        other="''",
        joined=f"JOIN ({several}) f ON {same}",
        condition="r.town_key = ''",
    )


def _note_forgotten_homes(source: Import) -> None:
    """A line may end at an empty stairwell; but here others have homes, so that one was forgotten."""
    filled = f"SELECT DISTINCT stairwell_key AS key FROM {{rows}} WHERE {_GOOD} AND home_key <> ''"
    _note(
        source,
        field=Field.HOME_NUMBER,
        value="''",
        problem=Problem.HOME_MISSING,
        other="''",
        joined=f"JOIN ({filled}) f ON f.key = r.stairwell_key",
        condition="r.home_key = '' AND r.stairwell_key <> ''",
    )


def _check_areas(source: Import) -> None:
    joined = "LEFT JOIN {estates} t ON t.landlord_id = %(landlord)s AND t.key = r.estate_key"
    if source.area_of_new_id is None:
        _note(
            source,
            field=Field.AREA,
            value="''",
            problem=Problem.AREA_MISSING,
            other="''",
            joined=joined,
            condition="t.id IS NULL AND r.area_id IS NULL",
        )
    if not source.may_move_estates:
        _note(
            source,
            field=Field.AREA,
            value="''",
            problem=Problem.AREA_DIFFERS,
            other="a.name",
            joined=joined + " JOIN {areas} a ON a.id = t.area_id",
            condition="r.area_id <> t.area_id",
        )


def _note_taken(source: Import) -> int:
    """A town that nobody tells may be any; one that the file leaves out is the one that the register has."""
    town = "COALESCE(NULLIF(r.town_key, ''), own.town_key, '')"
    count = _note(
        source,
        field=Field.ADDRESS,
        value="r.street || ' ' || r.number || r.letter",
        problem=Problem.ADDRESS_TAKEN,
        other="t.key",
        joined="JOIN {stairwells} t ON t.landlord_id = %(landlord)s AND t.street_key = r.street_key"
        " AND t.number = r.number AND t.letter = r.letter AND t.retired_on IS NULL"
        " LEFT JOIN {stairwells} own ON own.landlord_id = %(landlord)s AND own.key = r.stairwell_key "
        + _IN_FILE.format(key="stairwell_key"),
        condition=f"t.key <> r.stairwell_key AND k.key IS NULL AND (t.town_key IN ('', {town}) OR {town} = '')",
    )
    return count + _note(
        source,
        field=Field.HOME_NUMBER,
        value="r.home_number",
        problem=Problem.NUMBER_TAKEN,
        other="t.key",
        joined="JOIN {stairwells} s ON s.landlord_id = %(landlord)s AND s.key = r.stairwell_key"
        " JOIN {homes} t ON t.stairwell_id = s.id AND t.number = r.home_number AND t.retired_on IS NULL "
        + _IN_FILE.format(key="home_key"),
        condition="t.key <> r.home_key AND k.key IS NULL",
    )
