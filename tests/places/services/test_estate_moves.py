"""Estates move on a day: past, today, to come; to another area, to another landlord with everything in them."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from tests.cast import Cast
from tests.factories.places import EstateFactory, HomeFactory
from tests.places.people import Town, door, town, untruths
from trygga.audit.models import Entry
from trygga.organisations.models import Organisation
from trygga.places import services
from trygga.places.levels import ESTATES, LEVELS
from trygga.places.models import AddressWord, Estate, EstateMove, PlaceChange, RegisterChange
from trygga.places.services import NotPossible, carry_out_next_move

NOON = datetime(2026, 11, 24, 11, 0).astimezone()
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


@pytest.fixture
def elsewhere(cast: Cast) -> Town:
    return town(cast.sandby, slug="grannhus", prefix="g-")


def stands(estate: Estate) -> tuple[str, str]:
    found = Estate.objects.select_related("area", "landlord").get(pk=estate.pk)
    return found.area.slug, found.landlord.slug


def move(there: Town, on: date, *, landlord: Organisation | None = None, west: bool = False) -> None:
    area = there.west if west else there.east
    services.move_estate(there.estate, area=area, landlord=landlord or there.landlord, on=on, by=there.lead)


def events() -> list[str]:
    return list(Entry.objects.filter(event__startswith="places:").order_by("pk").values_list("event", flat=True))


@time_machine.travel(NOON, tick=False)
def test_move_of_today_and_of_a_day_in_the_past_happen_at_once(there: Town) -> None:
    move(there, TODAY - 30 * DAY)
    assert stands(there.estate) == ("ost-b", "bostaden")
    move(there, TODAY, west=True)
    assert stands(there.estate) == ("vast", "bostaden")
    assert [(one.on, one.is_done) for one in EstateMove.objects.all()] == [(TODAY - 30 * DAY, True), (TODAY, True)]
    assert events() == ["places:estate:moved"] * 2
    assert untruths(there.landlord) == []


@time_machine.travel(NOON, tick=False)
def test_older_move_that_is_told_late_changes_nothing_of_today(there: Town) -> None:
    move(there, TODAY - DAY)
    move(there, TODAY - 9 * DAY, west=True)
    assert stands(there.estate) == ("ost-b", "bostaden")
    assert untruths(there.landlord) == []


def test_move_to_come_waits_for_its_day_and_happens_once(there: Town) -> None:
    with time_machine.travel(NOON, tick=False):
        move(there, TODAY + 3 * DAY)
        assert (stands(there.estate), carry_out_next_move(), events()) == (
            ("vast", "bostaden"),
            False,
            ["places:estate:move-planned"],
        )
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        assert [carry_out_next_move(), carry_out_next_move()] == [True, False]
        assert stands(there.estate) == ("ost-b", "bostaden")
    act = RegisterChange.objects.get()
    assert (act.kind, act.by, PlaceChange.objects.get().after["on"]) == ("move", there.lead, "2026-11-27")
    assert events() == ["places:estate:move-planned", "places:estate:moved"]
    assert untruths(there.landlord) == []


@pytest.mark.parametrize(("clock", "is_due"), [("22:30", False), ("23:30", True)])
def test_day_begins_where_the_programme_is(clock: str, is_due: bool, there: Town) -> None:
    """At half past eleven in the evening, universal time, it is tomorrow in Sandby."""
    with time_machine.travel(NOON, tick=False):
        move(there, TODAY + DAY)
    with time_machine.travel(datetime.fromisoformat(f"2026-11-24T{clock}:00+00:00"), tick=False):
        assert carry_out_next_move() is is_due


@time_machine.travel(NOON, tick=False)
def test_same_move_twice_is_one(there: Town) -> None:
    for _ in range(2):
        move(there, TODAY)
    for _ in range(2):
        move(there, TODAY + DAY, west=True)
    assert (EstateMove.objects.count(), RegisterChange.objects.count(), len(events())) == (2, 1, 2)


@time_machine.travel(NOON, tick=False)
def test_second_word_about_one_day_counts(there: Town) -> None:
    move(there, TODAY)
    move(there, TODAY, west=True)
    assert (stands(there.estate), EstateMove.objects.count()) == (("vast", "bostaden"), 1)


@time_machine.travel(NOON, tick=False)
def test_back_and_forth_ends_where_the_latest_day_says(there: Town) -> None:
    for number, west in ((3, False), (2, True), (1, False)):
        move(there, TODAY - number * DAY, west=west)
    assert stands(there.estate) == ("ost-b", "bostaden")


@time_machine.travel(NOON, tick=False)
def test_another_landlord_gets_everything_in_the_estate(there: Town, elsewhere: Town) -> None:
    move(there, TODAY, landlord=elsewhere.landlord)
    assert stands(there.estate) == ("ost-b", "grannhus")
    assert {level.slug: level.of(there.landlord).count() for level in LEVELS.values()} == dict.fromkeys(LEVELS, 0)
    assert AddressWord.objects.filter(landlord=there.landlord).count() == 0
    assert (untruths(there.landlord), untruths(elsewhere.landlord)) == ([], [])


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("level", list(LEVELS))
def test_key_that_the_landlord_has_already_is_said_and_nothing_moves(level: str, there: Town, elsewhere: Town) -> None:
    own = LEVELS[level].of(there.landlord).order_by("pk")[0]
    theirs = LEVELS[level].of(elsewhere.landlord).order_by("pk")[0]
    LEVELS[level].of(elsewhere.landlord).filter(pk=theirs.pk).update(key=own.key)
    with pytest.raises(NotPossible, match=own.key):
        move(there, TODAY, landlord=elsewhere.landlord)
    assert (stands(there.estate), EstateMove.objects.count(), events()) == (("vast", "bostaden"), 0, [])


@time_machine.travel(NOON, tick=False)
def test_address_that_the_landlord_has_already_is_said(there: Town, elsewhere: Town) -> None:
    door(elsewhere.building, "Norra Storgatan", 12, letter="B", key="g-S5")
    with pytest.raises(NotPossible, match="Norra Storgatan 12 B"):
        move(there, TODAY, landlord=elsewhere.landlord)


def test_move_that_cannot_be_carried_out_waits_for_somebody(there: Town, elsewhere: Town) -> None:
    with time_machine.travel(NOON, tick=False):
        move(there, TODAY + DAY, landlord=elsewhere.landlord)
    EstateFactory(area=elsewhere.west, landlord=elsewhere.landlord, key="E1")
    with time_machine.travel(NOON + DAY, tick=False):
        assert [carry_out_next_move(), carry_out_next_move()] == [True, False]
    assert (stands(there.estate), EstateMove.objects.get().tried_on) == (("vast", "bostaden"), TODAY + DAY)
    Estate.objects.filter(landlord=elsewhere.landlord, key="E1").update(key="E77")
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert [carry_out_next_move(), carry_out_next_move()] == [True, False]
    assert (stands(there.estate), EstateMove.objects.get().is_done) == (("ost-b", "grannhus"), True)


@time_machine.travel(NOON, tick=False)
def test_move_to_come_is_withdrawn(there: Town) -> None:
    move(there, TODAY + DAY)
    planned = EstateMove.objects.get()
    for _ in range(2):
        services.withdraw_move(planned, by=there.lead)
    assert (EstateMove.objects.count(), events()) == (
        0,
        ["places:estate:move-planned", "places:estate:move-withdrawn"],
    )


@time_machine.travel(NOON, tick=False)
def test_move_that_has_happened_is_not_withdrawn(there: Town) -> None:
    move(there, TODAY)
    with pytest.raises(NotPossible):
        services.withdraw_move(EstateMove.objects.get(), by=there.lead)


@time_machine.travel(NOON, tick=False)
def test_several_move_all_or_none(there: Town, elsewhere: Town) -> None:
    other = EstateFactory(area=there.west, landlord=there.landlord, key="g-E1")
    with pytest.raises(NotPossible):
        services.move_estates(
            [there.estate, other], area=there.east, landlord=elsewhere.landlord, on=TODAY, by=there.lead
        )
    assert (stands(there.estate), stands(other)) == (("vast", "bostaden"), ("vast", "bostaden"))
    services.move_estates([there.estate, other], area=there.east, on=TODAY, by=there.lead)
    assert (stands(there.estate), stands(other)) == (("ost-b", "bostaden"), ("ost-b", "bostaden"))
    assert RegisterChange.objects.get().counts == {"estate": {"moved": 2}}


def test_nothing_moves_to_another_programme_or_to_who_is_no_landlord(there: Town, cast: Cast) -> None:
    abroad = town(cast.granby)
    for area, landlord in (
        (abroad.west, there.landlord),
        (there.east, abroad.landlord),
        (there.east, cast.unit.organisation),
    ):
        with pytest.raises(NotPossible):
            services.move_estate(there.estate, area=area, landlord=landlord, on=TODAY, by=there.lead)


def test_retired_estate_does_not_move(there: Town) -> None:
    services.retire(ESTATES, [there.estate], by=there.manager)
    with pytest.raises(NotPossible):
        move(there, TODAY)


@time_machine.travel(NOON, tick=False)
def test_place_of_before_is_not_changed_through_an_old_page(there: Town, elsewhere: Town) -> None:
    home = HomeFactory(stairwell=there.stairwell, key="H5", number=1005)
    move(there, TODAY, landlord=elsewhere.landlord)
    with pytest.raises(NotPossible, match="another landlord now"):
        services.change_home(home, key="H5", number=1006, by=there.manager)
