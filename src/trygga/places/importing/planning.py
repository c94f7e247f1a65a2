"""What a file would do to the register: found by the database itself, so that memory does not grow with the file."""

from django.db.models import Count, Max

from trygga.places.importing.checking import check_against_register, check_within, forget_what_was_found
from trygga.places.importing.columns import Field
from trygga.places.importing.levels import HOME, LEVELS, Level, changes
from trygga.places.importing.statements import know_the_tables, run
from trygga.places.models import Home, Import, ImportedRow, PlannedChange, RegisterChange

_PLAN = "INSERT INTO {plan} (programme_id, source_id, level, what, key, line, place)"
_GOOD = "source_id = %(source)s AND NOT is_bad"


def make_plan(source: Import) -> None:
    """Compare the rows with the register and say what is to happen, in the caller's transaction. Can be done anew."""
    PlannedChange.objects.filter(source=source).delete()
    know_the_tables("rows")
    forget_what_was_found(source)
    _adopt_keys(source)
    check_within(source)
    retires = source.is_whole and not ImportedRow.objects.filter(source=source, is_bad=True).exists()
    if not retires:
        check_against_register(source)
    for level in LEVELS:
        _plan_level(source, level)
        if retires:
            _plan_retiring(source, level)
    know_the_tables("plan")
    _count(source)


def newest_act(landlord: int) -> int:
    """The newest act on a landlord's register; 0 where there is none yet."""
    return RegisterChange.objects.filter(landlord=landlord).aggregate(newest=Max("pk"))["newest"] or 0


def _count(source: Import) -> None:
    found: dict[str, dict[str, int]] = {}
    counted = PlannedChange.objects.filter(source=source).values_list("level", "what").annotate(n=Count("pk"))
    for level, what, count in counted:
        found.setdefault(level, {})[what] = count
    source.counts = {level.name: found[level.name] for level in LEVELS if level.name in found}
    source.bad_rows = ImportedRow.objects.filter(source=source, is_bad=True).count()
    source.homes_before = Home.objects.filter(landlord=source.landlord_id, retired_on=None).count()
    source.planned_after = newest_act(source.landlord_id)


# ---- keys that the file does not give ----
def _adopt_keys(source: Import) -> None:
    """Where the file has no column for a key, take the one that the register has at the same address."""
    if Field.STAIRWELL_KEY not in source.columns:
        run(_ADOPT_STAIRWELL, source)
        run(_ADOPT_ONLY_STAIRWELL, source)
    if Field.BUILDING_KEY not in source.columns:
        run(_ADOPT_BUILDING, source)
    if Field.ESTATE_KEY not in source.columns:
        run(_ADOPT_ESTATE_BY_BUILDING, source)
        run(_ADOPT_ESTATE_BY_DESIGNATION, source)
        run(_ESTATE_OF_AREA, source, area=source.area_of_new_id)
    if Field.HOME_KEY not in source.columns:
        run(_ADOPT_HOME, source)


_ADOPT_STAIRWELL = """
    UPDATE {rows} AS r SET stairwell_key = t.key FROM {stairwells} t
    WHERE r.source_id = %(source)s AND NOT r.is_bad AND t.landlord_id = %(landlord)s AND t.street_key = r.street_key
    AND t.number = r.number AND t.letter = r.letter AND t.town_key = r.town_key AND t.retired_on IS NULL
    AND t.key <> r.stairwell_key
"""
# Where the town is told on one side alone, and neither side knows the address in two towns.
_ADOPT_ONLY_STAIRWELL = """
    UPDATE {rows} AS r SET stairwell_key = t.key FROM (
        SELECT street_key, number, letter, MIN(town_key) AS town_key, MIN(key) AS key FROM {stairwells}
        WHERE landlord_id = %(landlord)s AND retired_on IS NULL GROUP BY street_key, number, letter HAVING COUNT(*) = 1
    ) t, (
        SELECT street_key, number, letter FROM {rows} WHERE source_id = %(source)s AND NOT is_bad
        GROUP BY street_key, number, letter HAVING MIN(town_key) = MAX(town_key)
    ) f WHERE r.source_id = %(source)s AND NOT r.is_bad AND t.town_key <> r.town_key
    AND (t.town_key = '' OR r.town_key = '')
    AND t.street_key = r.street_key AND t.number = r.number AND t.letter = r.letter
    AND f.street_key = r.street_key AND f.number = r.number AND f.letter = r.letter
"""
_ADOPT_BUILDING = """
    UPDATE {rows} AS r SET building_key = b.key FROM {stairwells} t, {buildings} b
    WHERE r.source_id = %(source)s AND NOT r.is_bad AND t.landlord_id = %(landlord)s AND t.key = r.stairwell_key
    AND b.id = t.building_id AND b.key <> r.building_key
"""
_ADOPT_ESTATE_BY_BUILDING = """
    UPDATE {rows} AS r SET estate_key = e.key FROM {buildings} b, {estates} e
    WHERE r.source_id = %(source)s AND NOT r.is_bad AND b.landlord_id = %(landlord)s AND b.key = r.building_key
    AND e.id = b.estate_id AND r.estate_key = ''
"""
_ADOPT_ESTATE_BY_DESIGNATION = """
    UPDATE {rows} AS r SET estate_key = e.key FROM (
        SELECT designation, MIN(key) AS key FROM {estates}
        WHERE landlord_id = %(landlord)s AND retired_on IS NULL AND designation <> '' GROUP BY designation
    ) e WHERE r.source_id = %(source)s AND NOT r.is_bad AND e.designation = r.designation
"""
_ESTATE_OF_AREA = """
    UPDATE {rows} AS r SET estate_key = a.slug FROM {areas} a
    WHERE r.source_id = %(source)s AND NOT r.is_bad AND r.estate_key = '' AND a.id = COALESCE(r.area_id, %(area)s)
"""
_ADOPT_HOME = """
    UPDATE {rows} AS r SET home_key = t.key FROM {stairwells} s, {homes} t
    WHERE r.source_id = %(source)s AND NOT r.is_bad AND s.landlord_id = %(landlord)s AND s.key = r.stairwell_key
    AND t.stairwell_id = s.id AND t.number = r.home_number AND t.retired_on IS NULL
"""


# ---- the plan ----
def _plan_level(source: Import, level: Level) -> None:
    """Compare the first row of each key with the place that has this key."""
    first = "1 = 1"
    if level is not HOME:  # each home has one row by now
        lines = f"SELECT MIN(line) FROM {{rows}} WHERE {_GOOD} GROUP BY {level.key}"
        first = f"r.line IN ({lines})"
    statement = (
        f"{_PLAN} SELECT %(programme)s, %(source)s, '{level.name}', what, key, line, place FROM ("
        f"SELECT r.{level.key} AS key, r.line AS line, t.id AS place, CASE"
        " WHEN t.id IS NULL THEN 'added'"
        " WHEN t.retired_on IS NOT NULL THEN 'returned'"
        f" WHEN {level.moves} THEN 'moved'"
        f" WHEN {changes(level, source.columns)} THEN 'changed'"
        " END AS what"
        " FROM {rows} r"
        f" LEFT JOIN {{{level.table}}} t ON t.landlord_id = %(landlord)s AND t.key = r.{level.key}"
        f" LEFT JOIN {{{level.above_table}}} u ON u.id = t.{level.above}"
        f" WHERE r.source_id = %(source)s AND NOT r.is_bad AND r.{level.key} <> '' AND {first}"
        ") found WHERE what IS NOT NULL"
    )
    run(statement, source)


def _plan_retiring(source: Import, level: Level) -> None:
    """Whatever is there today and stands nowhere in the file."""
    statement = (
        f"{_PLAN} SELECT %(programme)s, %(source)s, '{level.name}', 'retired', t.key, NULL, t.id"
        f" FROM {{{level.table}}} t LEFT JOIN ("
        f"SELECT DISTINCT {level.key} AS key FROM {{rows}} WHERE {_GOOD}"
        ") k ON k.key = t.key WHERE t.landlord_id = %(landlord)s AND t.retired_on IS NULL AND k.key IS NULL"
    )
    run(statement, source)
