"""Counts and words follow the register."""

import pytest

from tests.factories.places import BuildingFactory, HomeFactory, StairwellFactory
from trygga.organisations.models import Organisation
from trygga.places.models import AddressWord, Building, Estate, Stairwell
from trygga.places.register import index_addresses, recount

pytestmark = pytest.mark.django_db


def counts(landlord: Organisation) -> dict[str, list[int]]:
    levels = (Estate, Building, Stairwell)
    return {
        level.__name__: list(
            level.objects.filter(landlord=landlord).order_by("pk").values_list("home_count", flat=True)
        )
        for level in levels
    }


def test_homes_are_counted_from_the_door_up() -> None:
    first = StairwellFactory()
    second = StairwellFactory(building=first.building)
    BuildingFactory(estate=first.building.estate)
    for number in (1001, 1002):
        HomeFactory(stairwell=first, number=number)
    HomeFactory(stairwell=second, retired_on="2026-01-01")
    elsewhere = HomeFactory()
    recount(first.landlord)
    assert counts(first.landlord) == {"Estate": [2], "Building": [2, 0], "Stairwell": [2, 0]}
    assert counts(elsewhere.landlord)["Stairwell"] == [0]


def test_count_falls_to_nothing() -> None:
    home = HomeFactory()
    recount(home.landlord)
    home.retired_on = "2026-01-01"
    home.save()
    recount(home.landlord)
    assert counts(home.landlord) == {"Estate": [0], "Building": [0], "Stairwell": [0]}


def test_words_are_those_of_the_street_today() -> None:
    stairwell = StairwellFactory(street="Norra Storgatan", street_key="norra storgatan", number=3)
    index_addresses([stairwell])
    stairwell.street_key, stairwell.number = "norra lillgatan", 5
    stairwell.save()
    index_addresses([stairwell])
    assert list(AddressWord.objects.order_by("word").values_list("word", "number", "landlord")) == [
        ("lillgatan", 5, stairwell.landlord_id),
        ("norra", 5, stairwell.landlord_id),
    ]
