"""A register of any size, filled by the database itself, and how long the office's questions take there.

`python -m bench.places NUMBER` on the database of the settings: one line of JSON, milliseconds and queries by question.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.databases import on_each_database, run_on

FEW, MANY = 10_000, 1_000_000
LOOKS = 40
ROUNDS = 3
HOMES_BEHIND_A_DOOR, DOORS_OF_A_BUILDING, BUILDINGS_OF_AN_ESTATE = 10, 2, 5
# So few that a page of an area's estates is full in the small register too: the same work is compared.
AREAS = 2
DOORS_OF_A_STREET = 20
PARTS = ("norra", "södra", "östra", "västra", "gamla")
KINDS = (
    *("stor", "kyrko", "kungs", "skol", "park", "björk", "ek", "gran", "äng", "bruks"),
    *("strand", "sjö", "torg", "slotts", "hamn", "fabriks", "villa", "berg", "dal", "ås"),
)
ENDINGS = ("gatan", "vägen", "gränd", "stigen", "backen")
COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %s)"
Measured = dict[str, tuple[float, int]]


def by_database() -> dict[str, tuple[Measured, Measured]]:
    """Few and many homes by database."""
    return on_each_database(_in_turn, copies=2)


def _in_turn(few: str, many: str) -> tuple[Measured, Measured]:
    """The quickest of several rounds; in turn, so that both see the same machine."""
    rounds = [(_measured(FEW, few), _measured(MANY, many)) for _ in range(ROUNDS)]
    first, second = zip(*rounds, strict=True)
    return _quickest(first), _quickest(second)


def _quickest(rounds: tuple[Measured, ...]) -> Measured:
    return {name: min(found[name] for found in rounds) for name in rounds[0]}


def _measured(number: int, database: str) -> Measured:
    found = run_on(database, "-m", "bench.places", str(number))
    return {name: (one[0], one[1]) for name, one in found.items()}


# ---- in a process of its own ----
def fill(number: int) -> None:
    """So many homes of one landlord, each hundredth retired; and a tenth as many of another."""
    from tests.factories.organisations import OrganisationFactory, ProgrammeFactory
    from tests.factories.places import AreaFactory
    from trygga.organisations.models import Organisation

    programme = ProgrammeFactory(slug="bench")
    areas = [AreaFactory(programme=programme, slug=f"area-{one}", wave=one + 1).pk for one in range(AREAS)]
    for slug, homes in (("bolaget", number), ("grannbolaget", number // 10)):
        landlord = OrganisationFactory(programme=programme, slug=slug, kind=Organisation.Kind.LANDLORD)
        _fill_register(landlord, areas, homes)


def _fill_register(landlord: Any, areas: list[int], homes: int) -> None:
    from django.db import connection

    from trygga.places.models import Building, Estate, Home, Stairwell
    from trygga.places.register import index_addresses, recount

    doors = homes // HOMES_BEHIND_A_DOOR
    buildings = doors // DOORS_OF_A_BUILDING
    estates = buildings // BUILDINGS_OF_AN_ESTATE
    owner = {"programme_id": landlord.programme_id, "landlord": landlord}
    rows = (
        Estate(**owner, key=f"{one:06d}", area_id=areas[one * AREAS // estates], designation=f"Bro {one}:1")
        for one in range(estates)
    )
    first_estate = Estate.objects.bulk_create(rows, batch_size=2_000)[0].pk
    made = (
        Building(**owner, key=f"{one:07d}", estate_id=first_estate + one // BUILDINGS_OF_AN_ESTATE)
        for one in range(buildings)
    )
    first_building = Building.objects.bulk_create(made, batch_size=2_000)[0].pk
    entrances = (_door(owner, one, first_building + one // DOORS_OF_A_BUILDING) for one in range(doors))
    first_door = Stairwell.objects.bulk_create(entrances, batch_size=2_000)[0].pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Home._meta.db_table} (programme_id, landlord_id, key, number, stairwell_id)"
            f" {COUNTED} SELECT %s, %s, 'H' || (10000000 + n), 1001 + (n - 1) %% {HOMES_BEHIND_A_DOOR},"
            f" %s + (n - 1) / {HOMES_BEHIND_A_DOOR} FROM counted",
            [homes, landlord.programme_id, landlord.pk, first_door],
        )
    Home.objects.filter(landlord=landlord, key__endswith="00").update(retired_on="2026-01-01")
    index_addresses(Stairwell.objects.filter(landlord=landlord).iterator())
    recount(landlord)


def _door(owner: dict[str, Any], number: int, building: int) -> Any:
    from trygga.places.models import Stairwell

    street, house = divmod(number, DOORS_OF_A_STREET)
    name = _street(street)
    return Stairwell(
        **owner, building_id=building, key=f"S{number:07d}", street=name.title(), street_key=name, number=house + 1
    )


def _street(number: int) -> str:
    """A name of its own for each street; those of the first hundreds are common ones, in every register alike."""
    number, part = divmod(number, len(PARTS))
    number, ending = divmod(number, len(ENDINGS))
    number, kind = divmod(number, len(KINDS))
    strange = "".join(chr(97 + int(digit)) for digit in str(number)) if number else ""
    return f"{PARTS[part]} {strange}{KINDS[kind]}{ENDINGS[ending]}"


def questions() -> dict[str, Callable[[], object]]:
    """What the office asks, each as a page of it does."""
    from trygga.organisations.models import Organisation
    from trygga.places import queries
    from trygga.places.levels import BUILDINGS, ESTATES, HOMES, LEVELS, STAIRWELLS
    from trygga.places.models import Home
    from trygga.places.queries import Narrowed, Shown
    from trygga.places.search import stairwells_like

    landlord = Organisation.objects.get(slug="bolaget")
    area = queries.areas_of(landlord.programme)[AREAS // 2]
    middle = HOMES.of(landlord).order_by("pk")[HOMES.of(landlord).count() // 2].pk
    home = Home.objects.select_related("stairwell__building__estate__landlord").get(pk=middle)
    stairwell, building, estate = home.stairwell, home.stairwell.building, home.stairwell.building.estate
    stairwell.landlord = building.landlord = estate.landlord  # as access.py gives them to a page
    asked: dict[str, Callable[[], object]] = {
        "area-of-home": partial(queries.area_of, home),
        "areas": partial(queries.counted_areas, landlord),
        "search": partial(stairwells_like, landlord, "stor 12"),
        "search-words": partial(stairwells_like, landlord, "stor nor"),
        "search-long": partial(stairwells_like, landlord, "kyrkog"),
        "search-nothing": partial(stairwells_like, landlord, "finnsinte 3"),
        "in-estate": partial(queries.places_in, ESTATES, estate, shown=Shown.THERE),
        "in-building": partial(queries.places_in, BUILDINGS, building, shown=Shown.ALL),
        "in-stairwell": partial(queries.places_in, STAIRWELLS, stairwell, shown=Shown.THERE),
    }
    for level in LEVELS.values():
        at = partial(queries.places_at, landlord, level)
        asked |= {
            level.slug: partial(at, Narrowed(), after=_middle(level, landlord)),
            f"{level.slug}-of-area": partial(at, Narrowed(area=area)),
            f"{level.slug}-of-estate": partial(at, Narrowed(estate=estate)),
            f"{level.slug}-retired": partial(at, Narrowed(shown=Shown.RETIRED)),
        }
    return asked


def _middle(level: Any, landlord: Any) -> str:
    """Where a page in the middle of a level begins."""
    from trygga.places.queries import cursor_of

    rows = level.of(landlord).order_by(*level.order)
    return cursor_of(rows[rows.count() // 2], level.order)


def look(ask: Callable[[], object]) -> tuple[float, int]:
    """The quickest of many looks in milliseconds, and the queries of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        ask()
    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return min(times) * 1000, len(asked)


def main(number: str) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from trygga.places.models import Home

    call_command("migrate", verbosity=0)
    if not Home.objects.exists():
        fill(int(number))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(json.dumps({name: look(ask) for name, ask in questions().items()}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trygga.config.settings")
    main(*sys.argv[1:])
