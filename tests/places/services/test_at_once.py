"""Several people, tabs and clicks at the same moment: a register is changed by one after the other."""

import pytest

from tests.factories.organisations import ProgrammeFactory
from tests.places.people import Town, town, untruths
from tests.threads import at_once
from trygga.places import services
from trygga.places.levels import BUILDINGS, HOMES
from trygga.places.models import Building, Home, RegisterChange
from trygga.places.services import ChangedMeanwhile, carry_out_next_move
from trygga.places.services.acts import today_in

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


@pytest.fixture
def there() -> Town:
    return town(ProgrammeFactory(slug="sandby"))


def test_clicks_at_once_add_one_place(there: Town) -> None:
    added = at_once(CLICKS, lambda _: services.add_home(there.stairwell, key="H9", number=1009, by=there.manager).pk)
    assert (len(set(added)), RegisterChange.objects.count(), untruths(there.landlord)) == (1, 1, [])


def test_homes_added_at_once_are_all_counted(there: Town) -> None:
    at_once(CLICKS, lambda n: services.add_home(there.stairwell, key=f"X{n}", number=2000 + n, by=there.manager))
    assert (Home.objects.filter(stairwell=there.stairwell).count(), untruths(there.landlord)) == (2 + CLICKS, [])


def test_of_tabs_saved_at_once_one_counts(there: Town) -> None:
    def save(number: int) -> bool:
        try:
            services.change_building(there.building, key="B1", name=f"Namn {number}", by=there.manager, seen=0)
        except ChangedMeanwhile:
            return False
        return True

    saved = at_once(CLICKS, save)
    assert (sum(saved), Building.objects.get().name) == (1, f"Namn {saved.index(True)}")


def test_retiring_and_adding_at_once_leave_no_home_in_a_retired_building(there: Town) -> None:
    def act(number: int) -> None:
        if number % 2:
            services.retire(BUILDINGS, [there.building], by=there.manager)
        else:
            try:
                services.add_home(there.stairwell, key=f"X{number}", number=2000 + number, by=there.manager)
            except services.NotPossible:
                return

    at_once(CLICKS, act)
    assert (HOMES.of(there.landlord).filter(retired_on=None).count(), untruths(there.landlord)) == (0, [])


def test_estate_is_moved_once_by_several_workers(there: Town) -> None:
    services.move_estate(
        there.estate, area=there.east, landlord=there.landlord, on=today_in(there.programme), by=there.lead
    )
    there.estate.moves.update(is_done=False)
    there.estate.area = there.west
    there.estate.save()
    at_once(CLICKS, lambda _: carry_out_next_move())
    there.estate.refresh_from_db()
    assert (there.estate.area, RegisterChange.objects.count(), untruths(there.landlord)) == (there.east, 2, [])
