"""Places added and changed by hand: one act, one audit entry, counts and words that stay true."""

from contextlib import nullcontext
from typing import Any

import pytest

from tests.cast import Cast
from tests.places.people import Town, town, untruths
from trygga.audit.models import Entry
from trygga.places import services
from trygga.places.levels import BUILDINGS, STAIRWELLS
from trygga.places.models import Building, Estate, Home, PlaceChange, RegisterChange, Stairwell
from trygga.places.queries import newest_change
from trygga.places.services import ChangedMeanwhile, NotPossible

ADDRESS: dict[str, Any] = {"street": "Kungsgatan", "number": 7, "letter": "a", "postcode": "55312", "town": "Sandby"}


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


def acts() -> list[tuple[str, dict[str, Any], int | None]]:
    return list(RegisterChange.objects.order_by("pk").values_list("kind", "counts", "by"))


def events() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(event__startswith="places:").order_by("pk").values_list("event", "subject"))


def test_place_is_added_at_each_level(there: Town) -> None:
    estate = services.add_estate(
        there.landlord, area=there.east, key="E2", designation="Sandby 2:1", name="", by=there.manager
    )
    building = services.add_building(estate, key="B2", name="Längan", by=there.manager)
    stairwell = services.add_stairwell(building, key="S9", by=there.manager, **ADDRESS)
    home = services.add_home(stairwell, key="H9", number=1302, by=there.manager)
    assert (str(stairwell), stairwell.street_key, home.home_number) == ("Kungsgatan 7 A", "kungsgatan", "1302")
    assert [(kind, counts) for kind, counts, _ in acts()] == [
        ("hand", {level: {"added": 1}}) for level in ("estate", "building", "stairwell", "home")
    ]
    assert {by for _, _, by in acts()} == {there.manager.pk}
    assert [event for event, _ in events()] == ["places:register:changed"] * 4
    assert home.added_in_id == int(events()[-1][1])
    assert untruths(there.landlord) == []


def test_second_click_finds_what_the_first_added(there: Town) -> None:
    first = services.add_building(there.estate, key="B7", name="Nya", by=there.manager)
    again = services.add_building(there.estate, key="B7", name="Nya", by=there.manager)
    assert (again.pk, RegisterChange.objects.count()) == (first.pk, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "S2"}, "key"),
        ({"key": "S9", "street": "Norra Storgatan", "number": 12, "letter": "b"}, "number"),
    ],
)
def test_taken_key_and_address_are_refused(values: dict[str, Any], field: str, there: Town) -> None:
    with pytest.raises(NotPossible) as refused:
        services.add_stairwell(there.building, by=there.manager, **(ADDRESS | values))
    assert (refused.value.field, Stairwell.objects.count(), acts(), events()) == (field, 2, [], [])


@pytest.mark.parametrize(("town", "is_taken"), [("Sandby", True), ("SANDBY", True), ("", True), ("Granby", False)])
def test_town_tells_two_streets_of_one_name_apart(town: str, is_taken: bool, there: Town) -> None:
    services.add_stairwell(there.building, by=there.manager, **(ADDRESS | {"key": "S8", "town": "Sandby"}))
    with pytest.raises(NotPossible) if is_taken else nullcontext():
        services.add_stairwell(there.building, by=there.manager, **(ADDRESS | {"key": "S9", "town": town}))
    assert Stairwell.objects.filter(key="S9").exists() == (not is_taken)


def test_two_homes_of_a_stairwell_never_have_one_number(there: Town) -> None:
    with pytest.raises(NotPossible):
        services.add_home(there.stairwell, key="H9", number=1001, by=there.manager)
    with pytest.raises(NotPossible):
        services.change_home(there.homes[1], key="H2", number=1001, by=there.manager)
    assert Home.objects.filter(number=1001).count() == 1


def test_nothing_is_added_to_a_retired_place(there: Town) -> None:
    services.retire(BUILDINGS, [there.building], by=there.manager)
    with pytest.raises(NotPossible):
        services.add_stairwell(there.building, key="S9", by=there.manager, **ADDRESS)
    with pytest.raises(NotPossible):
        services.change_building(there.building, key="B1", name="Nytt", by=there.manager)


def test_change_tells_what_was_before(there: Town) -> None:
    services.change_stairwell(there.stairwell, key="S1", by=there.manager, **ADDRESS)
    change = PlaceChange.objects.get()
    assert (change.level, change.place, change.what) == ("stairwell", there.stairwell.pk, "changed")
    assert change.before == {"street": "Norra Storgatan", "number": 12, "letter": "B", "postcode": "", "town": ""}
    assert change.after == ADDRESS | {"letter": "A"}
    assert untruths(there.landlord) == []


def test_each_level_is_changed(there: Town) -> None:
    services.change_estate(there.estate, key="E1", designation="Sandby 9:9", name="Gården", by=there.manager)
    services.change_building(there.building, key="B1b", name="", by=there.manager)
    services.change_home(there.homes[2], key="H3", number=907, by=there.manager)
    assert Estate.objects.values_list("designation", "name").get() == ("Sandby 9:9", "Gården")
    assert Building.objects.values_list("key", "name").get() == ("B1b", "")
    change = PlaceChange.objects.get(level="home")
    assert (change.before, change.after) == ({"number": None}, {"number": 907})


def test_same_values_again_are_no_act(there: Town) -> None:
    for _ in range(2):
        services.change_building(there.building, key="B1", name="Nytt", by=there.manager, seen=0)
    assert (len(acts()), len(events())) == (1, 1)


def test_second_tab_does_not_overwrite_what_it_has_not_seen(there: Town) -> None:
    seen = newest_change(BUILDINGS, there.building)
    services.change_building(there.building, key="B1", name="Ett", by=there.manager, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        services.change_building(there.building, key="B1", name="Två", by=there.lead, seen=seen)
    assert Building.objects.get().name == "Ett"


def test_key_and_words_follow_a_changed_address(there: Town) -> None:
    services.change_stairwell(there.other_stairwell, key="S2", by=there.manager, **ADDRESS)
    assert set(STAIRWELLS.of(there.landlord).get(key="S2").words.values_list("word", "number")) == {("kungsgatan", 7)}
