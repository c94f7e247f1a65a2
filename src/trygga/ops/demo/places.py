"""A fictional register of any size: estates, buildings, stairwells, homes. The same for the same seed and size."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle, islice

from django.db import transaction
from django.utils import timezone

from trygga.lib.addresses import street_key, town_key
from trygga.ops.demo.streets import TOWN, Street, streets
from trygga.organisations.models import Organisation, Programme
from trygga.places.links.services import make_batch, make_links
from trygga.places.models import Area, Building, Estate, Home, Stairwell, StairwellLink
from trygga.places.register import index_addresses, recount_areas

SEED = 2017
HOMES_OF_THE_DEMO = 9_000
"""About as many as Vätterhem has."""
ESTATES_AT_ONCE = 40
DOORS_OF_A_STREET = 24


# ---- what the places are, without a database ----
@dataclass(frozen=True)
class Door:
    """A front door: its street and number, and the home numbers behind it, such as 1101 (first floor, first door)."""

    street: Street
    number: int
    letter: str
    homes: tuple[int, ...]


@dataclass(frozen=True)
class House:
    """A building: its doors, one after the other."""

    doors: tuple[Door, ...]


def houses(homes: int, *, seed: int) -> Iterator[tuple[House, ...]]:
    """The buildings of one estate after the other, until there are exactly so many homes."""
    draw = random.Random(seed)
    doors, left = _doors(draw), homes
    while left > 0:
        estate = []
        for _ in range(draw.randint(2, 7)):
            house = []
            for door in islice(doors, draw.randint(1, 4)):
                house.append(Door(door.street, door.number, door.letter, door.homes[:left]))
                left -= len(house[-1].homes)
                if left == 0:
                    break
            estate.append(House(tuple(house)))
            if left == 0:
                break
        yield tuple(estate)


def _doors(draw: random.Random) -> Iterator[Door]:
    """Doors without end: street after street, one side after the other, some numbers with letters."""
    for street in streets(draw):
        letters = draw.random() < 0.3
        for position in range(DOORS_OF_A_STREET):
            number, letter = (position // 3 * 2 + 1, "ABC"[position % 3]) if letters else (position + 1, "")
            yield Door(street, number, letter, _homes(draw))


def _homes(draw: random.Random) -> tuple[int, ...]:
    floors, on_a_floor = draw.randint(3, 8), draw.randint(2, 4)
    return tuple(1000 + floor * 100 + door for floor in range(floors) for door in range(1, on_a_floor + 1))


# ---- in the database ----
@transaction.atomic
def load_places(landlord: Organisation, areas: list[Area], *, homes: int, seed: int = SEED) -> None:
    """Give the landlord so many homes, its estates in these areas by turns. All of it or, when killed, nothing."""
    planned = zip(count(1000), cycle(areas), houses(homes, seed=seed))
    while some := list(islice(planned, ESTATES_AT_ONCE)):
        _store(landlord, some)
    recount_areas(landlord)


def _store(landlord: Organisation, planned: list[tuple[int, Area, tuple[House, ...]]]) -> None:
    """Some estates with everything in them, level by level."""
    of_landlord = {"programme_id": landlord.programme_id, "landlord": landlord}
    estates, buildings, stairwells, homes = [], [], [], []
    for number, area, of_estate in planned:
        estate = Estate(
            **of_landlord,
            area=area,
            key=str(number),
            designation=f"{of_estate[0].doors[0].street.word} {number % 90 + 1}:{number // 90}",
            home_count=sum(len(door.homes) for house in of_estate for door in house.doors),
        )
        estates.append(estate)
        for place, house in enumerate(of_estate, 1):
            building = Building(
                **of_landlord,
                estate=estate,
                key=f"{number}-{place:02}",
                home_count=sum(len(door.homes) for door in house.doors),
            )
            buildings.append(building)
            for entrance, door in enumerate(house.doors, 1):
                stairwells.append(_stairwell(of_landlord, building, entrance, door))
                homes += [
                    Home(**of_landlord, stairwell=stairwells[-1], key=f"{stairwells[-1].key}-{home}", number=home)
                    for home in door.homes
                ]
    # Each level's rows know those above them, which have their ids by then.
    Estate.objects.bulk_create(estates)
    Building.objects.bulk_create(buildings)
    Stairwell.objects.bulk_create(stairwells)
    Home.objects.bulk_create(homes)
    index_addresses(stairwells)


def _stairwell(of_landlord: dict[str, object], building: Building, entrance: int, door: Door) -> Stairwell:
    return Stairwell(
        **of_landlord,
        building=building,
        key=f"{building.key}-{entrance}",
        street=door.street.name,
        street_key=street_key(door.street.name),
        number=door.number,
        letter=door.letter,
        postcode=door.street.postcode,
        town=TOWN,
        town_key=town_key(TOWN),
        home_count=len(door.homes),
    )


@transaction.atomic
def load_demo_places(programme: Programme, *, homes: int = HOMES_OF_THE_DEMO) -> None:
    """The register of the demo's landlord, and one batch of posters with a code for every stairwell."""
    landlord = Organisation.objects.get(programme=programme, slug="vatterhem")
    load_places(landlord, list(Area.objects.filter(programme=programme)), homes=homes)
    today = timezone.localdate()
    batch = make_batch(landlord, name="Demo", on=today, by=None)
    make_links(batch, area=None, estate=None, only_without=True, on=today, by=None)


def codes_by_area() -> dict[str, str]:
    """One working code for each area of a demo that has any: what the link of its poster ends with."""
    working = StairwellLink.objects.filter(ended_on=None).order_by("pk")
    found = {}
    for area in Area.objects.filter(programme__is_demo=True):
        code = working.filter(stairwell__building__estate__area=area).values_list("code", flat=True).first()
        if code is not None:
            found[area.slug] = code
    return found
