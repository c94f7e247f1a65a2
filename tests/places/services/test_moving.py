"""Buildings, stairwells and homes move within a register."""

import pytest

from tests.cast import Cast
from tests.factories.places import BuildingFactory, EstateFactory, HomeFactory
from tests.places.people import Town, town, untruths
from trygga.places import services
from trygga.places.levels import BUILDINGS
from trygga.places.models import Building, Home, PlaceChange, RegisterChange, Stairwell
from trygga.places.services import NotPossible


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


def test_stairwells_move_with_their_homes(there: Town) -> None:
    other = BuildingFactory(estate__area=there.east, estate__landlord=there.landlord, key="B2")
    services.move_stairwells([there.stairwell, there.other_stairwell], to=other, by=there.manager)
    assert set(Stairwell.objects.values_list("building", flat=True)) == {other.pk}
    assert RegisterChange.objects.values_list("kind", "counts").get() == ("bulk", {"stairwell": {"moved": 2}})
    assert PlaceChange.objects.values_list("before", "after").first() == ({"building": "B1"}, {"building": "B2"})
    assert untruths(there.landlord) == []


def test_building_and_home_move(there: Town) -> None:
    estate = EstateFactory(area=there.east, landlord=there.landlord, key="E2")
    services.move_buildings([there.building], to=estate, by=there.manager)
    services.move_homes([there.homes[0]], to=there.other_stairwell, by=there.manager)
    assert (Building.objects.get().estate_id, Home.objects.get(key="H1").stairwell_id) == (
        estate.pk,
        there.other_stairwell.pk,
    )
    assert untruths(there.landlord) == []


def test_moving_twice_is_one_act(there: Town) -> None:
    for _ in range(2):
        services.move_homes([there.homes[0]], to=there.other_stairwell, by=there.manager)
    assert RegisterChange.objects.count() == 1


def test_taken_number_moves_nothing(there: Town) -> None:
    taken = HomeFactory(stairwell=there.other_stairwell, key="H7", number=1002)
    with pytest.raises(NotPossible, match="1002"):
        services.move_homes(there.homes[:2], to=taken.stairwell, by=there.manager)
    assert Home.objects.filter(stairwell=there.stairwell).count() == 2


def test_nothing_moves_into_a_retired_place_or_out_of_one(there: Town) -> None:
    other = BuildingFactory(estate=there.estate, key="B2")
    services.retire(BUILDINGS, [other], by=there.manager)
    with pytest.raises(NotPossible):
        services.move_stairwells([there.stairwell], to=other, by=there.manager)
    services.retire(BUILDINGS, [there.building], by=there.manager)
    services.bring_back(BUILDINGS, other, by=there.manager)
    with pytest.raises(NotPossible):
        services.move_stairwells([there.stairwell], to=other, by=there.manager)


def test_nothing_moves_to_another_landlord_this_way(there: Town, cast: Cast) -> None:
    elsewhere = town(cast.sandby, slug="grannhus", prefix="g-")
    with pytest.raises(NotPossible):
        services.move_stairwells([there.stairwell], to=elsewhere.building, by=there.manager)
