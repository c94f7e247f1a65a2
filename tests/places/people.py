"""A landlord with places, its people, and what must always be true of a register."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from tests.accounts.signing_in import confirm
from tests.cast import Browser, browser
from tests.factories.organisations import AppointmentFactory, OrganisationFactory
from tests.factories.places import AreaFactory, BuildingFactory, EstateFactory, HomeFactory, StairwellFactory
from trygga.accounts.models import User
from trygga.lib.addresses import street_key
from trygga.organisations.models import Organisation, Programme, Role
from trygga.places.levels import LEVELS, levels_below
from trygga.places.models import AddressWord, Area, AreaCount, Building, Estate, Home, Stairwell
from trygga.places.register import index_addresses, recount

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Town:
    """One landlord's register: one estate, one building, two stairwells, three homes in `west`; nothing in `east`."""

    programme: Programme
    landlord: Organisation
    west: Area
    east: Area
    estate: Estate
    building: Building
    stairwell: Stairwell
    other_stairwell: Stairwell
    homes: list[Home]
    manager: User
    lead: User


def landlord_in(programme: Programme, slug: str, **fields: Any) -> Organisation:
    landlord: Organisation = OrganisationFactory(
        programme=programme, kind=Organisation.Kind.LANDLORD, slug=slug, **fields
    )
    return landlord


def person(organisation: Organisation, role: Role) -> User:
    user: User = AppointmentFactory(organisation=organisation, role=role).user
    return user


def door(building: Building, street: str, number: int, **fields: Any) -> Stairwell:
    found: Stairwell = StairwellFactory(
        building=building, street=street, street_key=street_key(street), number=number, **fields
    )
    return found


def town(programme: Programme, *, slug: str = "bostaden", prefix: str = "") -> Town:
    """A register in a programme; `prefix` begins every key and every street."""
    landlord = landlord_in(programme, slug)
    west = AreaFactory(programme=programme, slug=f"{prefix}vast", name=f"{prefix}Väst")
    east = AreaFactory(programme=programme, slug=f"{prefix}ost-b", name=f"{prefix}Öst")
    estate = EstateFactory(area=west, landlord=landlord, key=f"{prefix}E1", designation="Sandby 1:1")
    building = BuildingFactory(estate=estate, key=f"{prefix}B1", name="Punkthuset")
    first = door(building, f"{prefix}Norra Storgatan", 12, letter="B", key=f"{prefix}S1")
    second = door(building, f"{prefix}Lillgatan", 3, key=f"{prefix}S2")
    homes: list[Any] = [HomeFactory(stairwell=first, key=f"{prefix}H{n}", number=1000 + n) for n in (1, 2)]
    homes.append(HomeFactory(stairwell=second, key=f"{prefix}H3", number=None))
    index_addresses([first, second])
    recount(landlord)
    for row in (estate, building, first, second):
        row.refresh_from_db()
    manager, lead = person(landlord, Role.MANAGER), person(landlord, Role.PROGRAMME_LEAD)
    return Town(programme, landlord, west, east, estate, building, first, second, homes, manager, lead)


def office_of(user: User) -> Browser:
    """The office, with this person signed in."""
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(user)
    confirm(client)
    return client


def untruths(landlord: Organisation) -> list[str]:
    """What in a register is not as it must be: counts, words, landlords, places that outlived what they stood in."""
    wrong: list[str] = []
    homes = list(Home.objects.filter(landlord=landlord).select_related("stairwell__building__estate"))
    there = [home for home in homes if home.retired_on is None]
    counted = {
        Stairwell: Counter(home.stairwell_id for home in there),
        Building: Counter(home.stairwell.building_id for home in there),
        Estate: Counter(home.stairwell.building.estate_id for home in there),
    }
    for model, counts in counted.items():
        rows = model._default_manager.filter(landlord=landlord)
        wrong += [f"{row!r} counts {row.home_count}" for row in rows if row.home_count != counts[row.pk]]  # type: ignore[attr-defined]
    return wrong + _untrue_areas(landlord) + _untrue_words(landlord) + _torn(landlord)


def _untrue_areas(landlord: Organisation) -> list[str]:
    estates = Estate.objects.filter(landlord=landlord, retired_on=None)
    true: dict[int, tuple[int, int]] = {}
    for estate in estates:
        number, homes = true.get(estate.area_id, (0, 0))
        true[estate.area_id] = (number + 1, homes + estate.home_count)
    kept = {row.area_id: (row.estate_count, row.home_count) for row in AreaCount.objects.filter(landlord=landlord)}
    return [] if kept == true else [f"areas count {kept}, not {true}"]


def _untrue_words(landlord: Organisation) -> list[str]:
    doors = Stairwell.objects.filter(landlord=landlord)
    true = {(one.pk, word, one.number) for one in doors for word in street_key(one.street).split()}
    kept = set(AddressWord.objects.filter(landlord=landlord).values_list("stairwell", "word", "number"))
    return [] if kept == true else [f"words {kept ^ true}"]


def _torn(landlord: Organisation) -> list[str]:
    wrong = []
    for level in LEVELS.values():
        for lower in levels_below(level)[:1]:
            for row in lower.of(landlord).select_related(level.name):
                above = getattr(row, lower.above)
                if above.landlord_id != row.landlord_id or (above.retired_on and not row.retired_on):
                    wrong.append(f"{row!r} of {above!r}")
    return wrong
