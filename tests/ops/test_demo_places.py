"""Fictional homes: as many as asked for, always the same, nobody's address, and never beside a real programme."""

import itertools
import random
import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.organisations import OrganisationFactory, ProgrammeFactory
from tests.factories.places import AreaFactory, EstateFactory
from trygga.lib.addresses import parse, street_key
from trygga.ops.demo.places import SEED, houses
from trygga.ops.demo.streets import _BEGINNINGS, _ENDINGS, streets
from trygga.organisations.models import Organisation, Programme
from trygga.places.models import AddressWord, Area, Building, Estate, Home, Stairwell
from trygga.places.register import recount

LEVELS = (Estate, Building, Stairwell, Home)


# ---- without a database ----
@pytest.mark.parametrize("homes", [1, 7, 500, 20_000])
def test_there_are_exactly_so_many_homes_and_no_address_twice(homes: int) -> None:
    doors = [door for estate in houses(homes, seed=SEED) for house in estate for door in house.doors]
    assert sum(len(door.homes) for door in doors) == homes
    assert [door for door in doors if not door.homes or len(set(door.homes)) < len(door.homes)] == []
    places = Counter((street_key(door.street.name), door.number, door.letter) for door in doors)
    assert set(places.values()) == {1}


def test_same_seed_gives_the_same_places_and_another_others() -> None:
    assert list(houses(3_000, seed=5)) == list(houses(3_000, seed=5))
    assert list(houses(3_000, seed=5)) != list(houses(3_000, seed=6))


def test_addresses_are_nobodys() -> None:
    """Each street holds an invented word, and each postal code begins as no postal code in Sweden does."""
    some = list(itertools.islice(streets(random.Random(SEED)), 3_000))
    words = {beginning + ending for beginning in _BEGINNINGS for ending in _ENDINGS}
    assert {street.word in words and street.word in street.name for street in some} == {True}
    assert {bool(re.fullmatch(r"00\d{3}", street.postcode)) for street in some} == {True}
    assert len({street_key(street.name) for street in some}) == 3_000


def test_addresses_are_read_like_real_ones() -> None:
    for street in itertools.islice(streets(random.Random(SEED)), 300):
        found = parse(f"{street.name} 12 B, lgh 1302")
        assert (street_key(found.street), found.number, found.letter, found.home) == (
            street_key(street.name),
            12,
            "B",
            "1302",
        )


def test_home_numbers_name_floor_and_door() -> None:
    doors = [door for estate in houses(2_000, seed=SEED) for house in estate for door in house.doors]
    assert {1000 < home < 1900 and 1 <= home % 100 <= 4 for door in doors for home in door.homes} == {True}


# ---- the command ----
def fill(*arguments: str) -> str:
    output = StringIO()
    call_command("demo-places", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_empty_database_gets_a_programme_to_measure_with() -> None:
    assert fill("--homes=600") == "landlord has 600 homes.\n"
    programme = Programme.objects.get()
    assert (programme.is_demo, Area.objects.count(), Home.objects.count()) == (True, 4, 600)
    counted = [list(level.objects.order_by("pk").values_list("home_count", flat=True)) for level in LEVELS[:3]]
    recount(Organisation.objects.get())
    assert counted == [list(level.objects.order_by("pk").values_list("home_count", flat=True)) for level in LEVELS[:3]]
    assert set(AddressWord.objects.values_list("stairwell", flat=True)) == set(
        Stairwell.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_keys_tell_where_a_place_is_as_property_systems_write_them() -> None:
    fill("--homes=300")
    home = Home.objects.select_related("stairwell__building__estate").order_by("pk").last()
    assert home is not None
    stairwell = home.stairwell
    assert stairwell.building.key.startswith(f"{stairwell.building.estate.key}-")
    assert stairwell.key.startswith(f"{stairwell.building.key}-")
    assert home.key == f"{stairwell.key}-{home.home_number}"


@pytest.mark.django_db
def test_landlord_is_named_and_its_areas_are_used_by_turns() -> None:
    programme = ProgrammeFactory(is_demo=True)
    areas = [AreaFactory(programme=programme) for _ in range(2)]
    for slug in ("first", "second"):
        OrganisationFactory(programme=programme, kind=Organisation.Kind.LANDLORD, slug=slug)
    fill("--homes=1500", "--landlord=second")
    assert set(Home.objects.values_list("landlord__slug", flat=True)) == {"second"}
    assert set(Estate.objects.values_list("area", flat=True)) == {area.pk for area in areas}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--homes=0"], "--homes is 0; write a number from 1 to 2000000."),
        (["--homes=5", "--landlord=nobody"], "--landlord is 'nobody'; name one of the landlords here: full, new."),
        (["--homes=5"], "--landlord is ''; name one of the landlords here: full, new."),
        (["--homes=5", "--landlord=full"], "full has places already. Take another landlord, or an empty database."),
    ],
)
def test_what_cannot_be_filled_is_said(arguments: list[str], said: str) -> None:
    programme = ProgrammeFactory(is_demo=True)
    full, _ = [
        OrganisationFactory(programme=programme, kind=Organisation.Kind.LANDLORD, slug=slug) for slug in ("full", "new")
    ]
    EstateFactory(area__programme=programme, landlord=full)
    with pytest.raises(CommandError) as refused:
        fill(*arguments)
    assert (str(refused.value), Home.objects.count()) == (said, 0)


@pytest.mark.django_db
def test_real_programme_is_left_alone() -> None:
    demo, real = ProgrammeFactory(is_demo=True), ProgrammeFactory(is_demo=False)
    for programme in (demo, real):
        OrganisationFactory(programme=programme, kind=Organisation.Kind.LANDLORD, slug=programme.slug)
        AreaFactory(programme=programme)
    with pytest.raises(CommandError) as refused:
        fill("--homes=5", f"--landlord={demo.slug}")
    assert str(refused.value) == "This database holds a real programme; fictional homes never go there."
    assert Home.objects.count() == 0


@pytest.mark.django_db
def test_programme_without_areas_is_said() -> None:
    landlord = OrganisationFactory(programme__is_demo=True, kind=Organisation.Kind.LANDLORD, slug="new")
    with pytest.raises(CommandError) as refused:
        fill("--homes=5", f"--landlord={landlord.slug}")
    assert str(refused.value) == "The programme of new has no area for them to stand in."
