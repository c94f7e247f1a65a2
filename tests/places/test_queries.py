from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.places import AreaFactory, BuildingFactory, EstateFactory, HomeFactory
from tests.places.people import Town, town
from trygga.places import services
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, LEVELS, STAIRWELLS
from trygga.places.models import EstateMove
from trygga.places.queries import (
    PAGE,
    Narrowed,
    Shown,
    acts_of,
    area_of,
    areas_of,
    changes_in,
    changes_of,
    counted_areas,
    moves_to_come,
    places_at,
    places_in,
)
from trygga.places.register import recount


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


def test_areas_come_wave_by_wave_and_from_the_programme_alone(cast: Cast) -> None:
    later, first = AreaFactory(programme=cast.sandby, wave=2), AreaFactory(programme=cast.sandby, wave=1)
    AreaFactory(programme=cast.granby)
    assert list(areas_of(cast.sandby)) == [cast.area, first, later]


def test_same_slug_may_stand_in_two_programmes(cast: Cast) -> None:
    assert AreaFactory(programme=cast.granby, slug=cast.area.slug).pk != cast.area.pk


def test_area_of_a_home_is_one_query(there: Town) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert area_of(there.homes[0]) == there.west
    assert len(queries) == 1


def test_areas_are_counted_for_one_landlord(there: Town, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    EstateFactory(area=there.west, landlord=neighbour.landlord)
    recount(neighbour.landlord)
    found = [(one.area, one.estate_count, one.home_count) for one in counted_areas(there.landlord)]
    assert found == [(there.west, 1, 3)]
    assert sum(one.estate_count for one in counted_areas(neighbour.landlord)) == 2


def keys(page: Any) -> list[str]:
    return [row.key for row in page.rows]


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.slug)
def test_lists_show_one_landlord_alone(level: Any, there: Town, cast: Cast) -> None:
    town(cast.sandby, slug="grannhus", prefix="g-")
    town(cast.granby)
    assert sorted(keys(places_at(there.landlord, level, Narrowed()))) == sorted(
        level.of(there.landlord).values_list("key", flat=True)
    )


@pytest.mark.parametrize("level", LEVELS.values(), ids=lambda level: level.slug)
def test_lists_are_narrowed_to_area_and_estate(level: Any, there: Town) -> None:
    second = EstateFactory(area=there.east, landlord=there.landlord, key="E2")
    HomeFactory(stairwell__building__estate=second, key="H9")
    for narrowed in (Narrowed(area=there.east), Narrowed(estate=second), Narrowed(area=there.east, estate=second)):
        assert len(places_at(there.landlord, level, narrowed).rows) == 1
    assert places_at(there.landlord, level, Narrowed(area=there.west, estate=second)).rows == []


def test_retired_ones_are_shown_when_asked_for(there: Town) -> None:
    services.retire(HOMES, [there.homes[0]], by=there.manager)
    found = {shown: keys(places_at(there.landlord, HOMES, Narrowed(shown=shown))) for shown in Shown}
    assert found == {Shown.THERE: ["H2", "H3"], Shown.RETIRED: ["H1"], Shown.ALL: ["H1", "H2", "H3"]}


@pytest.mark.parametrize("is_narrowed", [False, True])
def test_pages_follow_one_another_without_gap_or_repeat(is_narrowed: bool, there: Town) -> None:
    for number in range(PAGE * 2):
        HomeFactory(stairwell=there.stairwell, key=f"X{number:03d}", number=None)
    narrowed = Narrowed(area=there.west) if is_narrowed else Narrowed()
    seen, after = [], ""
    for _ in range(3):
        page = places_at(there.landlord, HOMES, narrowed, after=after)
        seen += keys(page)
        after = page.after
    assert (after, sorted(seen)) == ("", sorted(HOMES.of(there.landlord).values_list("key", flat=True)))


def test_homes_without_a_number_come_last_over_pages(there: Town) -> None:
    for number in range(PAGE):
        HomeFactory(stairwell=there.stairwell, key=f"N{number}", number=None)
    first = places_in(STAIRWELLS, there.stairwell, shown=Shown.THERE)
    second = places_in(STAIRWELLS, there.stairwell, shown=Shown.THERE, after=first.after)
    assert keys(first)[:3] == ["H1", "H2", "N0"]
    assert (len(second.rows), second.after) == (2, "")


@pytest.mark.parametrize(
    "after", ["x", "[", "[1]", '["a"]', '["\\u0000",1]', "{}", "[[]]", "[" * 400, '["B1",99999999999999999999]', "null"]
)
def test_made_up_cursor_begins_at_the_first(after: str, there: Town) -> None:
    assert keys(places_at(there.landlord, STAIRWELLS, Narrowed(), after=after)) == ["S2", "S1"]


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_does_not_follow_the_rows(number: int, there: Town) -> None:
    for one in range(number):
        estate = EstateFactory(area=there.east, landlord=there.landlord, key=f"E{one + 2}")
        HomeFactory(stairwell__building=BuildingFactory(estate=estate), key=f"X{one}")
    with CaptureQueriesContext(connection) as queries:
        for level in LEVELS.values():
            rows = places_at(there.landlord, level, Narrowed(area=there.east)).rows
            assert [str(row) for row in rows] != []
        places_in(ESTATES, ESTATES.of(there.landlord).select_related("landlord").get(key="E1"), shown=Shown.ALL)
        counted_areas(there.landlord)
    assert len(queries) == 7


def test_history_is_of_one_place_and_one_register(there: Town, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    services.change_building(neighbour.building, key="g-B1", name="Deras", by=neighbour.manager)
    services.change_building(there.building, key="B1", name="Ett", by=there.manager)
    services.change_building(there.building, key="B1", name="Två", by=there.manager)
    names = [change.after["name"] for change in changes_of(BUILDINGS, there.building).rows]
    assert names == ["Två", "Ett"]
    acts = acts_of(there.landlord).rows
    assert [len(changes_in(act).rows) for act in acts] == [1, 1]


def test_history_goes_on_over_pages(there: Town) -> None:
    for number in range(PAGE + 2):
        services.change_building(there.building, key="B1", name=str(number), by=there.manager)
    first = acts_of(there.landlord)
    second = acts_of(there.landlord, after=first.after)
    assert (len(first.rows), len(second.rows), second.after) == (PAGE, 2, "")
    assert first.rows[-1].pk > second.rows[0].pk


def test_moves_to_come_are_those_of_the_programme(there: Town, cast: Cast) -> None:
    abroad = town(cast.granby)
    for one in (there, abroad):
        EstateMove.objects.create(
            programme=one.programme, estate=one.estate, on="2099-01-01", area=one.east, landlord=one.landlord
        )
    assert [move.estate for move in moves_to_come(cast.sandby)] == [there.estate]
    assert [move.estate for move in moves_to_come(cast.granby, abroad.estate)] == [abroad.estate]
