"""What is retired takes everything in it along, and comes back with it."""

import pytest

from tests.cast import Cast
from tests.factories.places import HomeFactory
from tests.places.people import Town, door, town, untruths
from trygga.places import services
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, STAIRWELLS
from trygga.places.models import Home, PlaceChange, RegisterChange, Stairwell
from trygga.places.register import recount
from trygga.places.services import NotPossible


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


def keys_there(there: Town) -> list[str]:
    levels = (ESTATES, BUILDINGS, STAIRWELLS, HOMES)
    return sorted(row.key for level in levels for row in level.of(there.landlord).filter(retired_on=None))


def test_everything_below_is_retired_and_noted(there: Town) -> None:
    services.retire(BUILDINGS, [there.building], by=there.manager)
    assert keys_there(there) == ["E1"]
    assert RegisterChange.objects.get().counts == {
        "building": {"retired": 1},
        "home": {"retired": 3},
        "stairwell": {"retired": 2},
    }
    assert untruths(there.landlord) == []


def test_retiring_twice_is_one_act(there: Town) -> None:
    for _ in range(2):
        services.retire(HOMES, [there.homes[0]], by=there.manager)
    assert RegisterChange.objects.count() == 1


def test_what_was_gone_before_stays_gone(there: Town) -> None:
    services.retire(HOMES, [there.homes[0]], by=there.manager)
    services.retire(ESTATES, [there.estate], by=there.manager)
    services.bring_back(ESTATES, there.estate, by=there.manager)
    assert keys_there(there) == ["B1", "E1", "H2", "H3", "S1", "S2"]
    assert untruths(there.landlord) == []


def test_place_comes_back_only_into_what_is_there(there: Town) -> None:
    services.retire(BUILDINGS, [there.building], by=there.manager)
    with pytest.raises(NotPossible, match="Bring that back first"):
        services.bring_back(STAIRWELLS, there.stairwell, by=there.manager)


def test_bringing_back_twice_is_one_act(there: Town) -> None:
    services.retire(STAIRWELLS, [there.stairwell], by=there.manager)
    for _ in range(2):
        services.bring_back(STAIRWELLS, there.stairwell, by=there.manager)
    assert [change.what for change in PlaceChange.objects.filter(level="stairwell").order_by("pk")] == [
        "retired",
        "returned",
    ]


def test_address_that_is_taken_meanwhile_is_said(there: Town) -> None:
    services.retire(BUILDINGS, [there.building], by=there.manager)
    services.bring_back(BUILDINGS, there.building, by=there.manager)
    services.retire(STAIRWELLS, [there.stairwell], by=there.manager)
    door(there.building, "Norra Storgatan", 12, letter="B", key="S8")
    with pytest.raises(NotPossible, match="S1"):
        services.bring_back(STAIRWELLS, there.stairwell, by=there.manager)
    assert Stairwell.objects.get(key="S1").retired_on is not None


def test_number_that_is_taken_meanwhile_is_said(there: Town) -> None:
    services.retire(HOMES, [there.homes[0]], by=there.manager)
    HomeFactory(stairwell=there.stairwell, key="H8", number=1001)
    with pytest.raises(NotPossible, match="H1"):
        services.bring_back(HOMES, there.homes[0], by=there.manager)
    assert Home.objects.get(key="H1").retired_on is not None


def test_several_are_one_act_of_several(there: Town) -> None:
    services.retire(HOMES, there.homes, by=there.manager)
    act = RegisterChange.objects.get()
    assert (act.kind, act.counts) == ("bulk", {"home": {"retired": 3}})


def test_what_is_retired_without_a_known_act_comes_back_by_its_day(there: Town) -> None:
    for level in (STAIRWELLS, HOMES):
        level.of(there.landlord).filter(key__in=["S1", "H1"]).update(retired_on="2026-02-01")
    Home.objects.filter(key="H2").update(retired_on="2026-01-01")
    recount(there.landlord)
    services.bring_back(STAIRWELLS, Stairwell.objects.get(key="S1"), by=there.manager)
    assert keys_there(there) == ["B1", "E1", "H1", "H3", "S1", "S2"]
