"""Whatever is done to two registers, in whatever order: counts, words and owners stay true, and history adds up."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.places.people import Town, town, untruths
from trygga.audit.models import Entry
from trygga.places import services
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, LEVELS, STAIRWELLS, Level
from trygga.places.models import Area, EstateMove, PlaceChange, RegisterChange
from trygga.places.services import NotPossible
from trygga.places.services.acts import today_in

STREETS = ("Storgatan", "Norra Storgatan", "Kungsvägen")


class Hands:
    """Somebody who does something, no matter what, with any place of two landlords."""

    def __init__(self, seed: int, towns: list[Town]) -> None:
        self.chance = random.Random(seed)
        self.towns = towns

    def any_of(self, level: Level, there: Town) -> Any:
        found = list(level.of(there.landlord).select_related("landlord__programme"))
        return self.chance.choice(found) if found else None

    def number(self) -> int:
        return self.chance.randint(1, 4)

    def do(self) -> None:
        there = self.chance.choice(self.towns)
        verbs: list[Callable[[Town], None]] = [
            self.add,
            self.change,
            self.retire,
            self.bring_back,
            self.move,
            self.move_estate,
        ]
        self.chance.choice(verbs)(there)

    def add(self, there: Town) -> None:
        key, by = f"N{self.chance.randint(0, 30)}", there.manager
        level = self.chance.choice(list(LEVELS.values()))
        if level is ESTATES:
            area = self.chance.choice(list(Area.objects.filter(programme=there.programme)))
            services.add_estate(there.landlord, area=area, key=key, designation="", name="", by=by)
            return
        above = self.any_of(list(LEVELS.values())[level.number - 1], there)
        if above is None:
            return
        if level is BUILDINGS:
            services.add_building(above, key=key, name="", by=by)
        elif level is STAIRWELLS:
            services.add_stairwell(above, key=key, by=by, **self.address())
        else:
            services.add_home(above, key=key, number=1000 + self.number(), by=by)

    def address(self) -> dict[str, Any]:
        street = self.chance.choice(STREETS)
        return {"street": street, "number": self.number(), "letter": "", "postcode": "", "town": ""}

    def change(self, there: Town) -> None:
        stairwell, home = self.any_of(STAIRWELLS, there), self.any_of(HOMES, there)
        if stairwell is not None and self.chance.random() < 0.6:
            services.change_stairwell(stairwell, key=stairwell.key, by=there.manager, **self.address())
        elif home is not None:
            services.change_home(home, key=home.key, number=1000 + self.number(), by=there.manager)

    def retire(self, there: Town) -> None:
        level = self.chance.choice(list(LEVELS.values()))
        some = list(level.of(there.landlord).select_related("landlord__programme"))
        services.retire(level, self.chance.sample(some, min(len(some), self.number() // 2)), by=there.manager)

    def bring_back(self, there: Town) -> None:
        level = self.chance.choice(list(LEVELS.values()))
        gone = list(level.of(there.landlord).exclude(retired_on=None))
        if gone:
            services.bring_back(level, self.chance.choice(gone), by=there.manager)

    def move(self, there: Town) -> None:
        level = self.chance.choice([BUILDINGS, STAIRWELLS, HOMES])
        to, one = self.any_of(list(LEVELS.values())[level.number - 1], there), self.any_of(level, there)
        if to is not None and one is not None:
            services.move(level, [one], to=to, by=there.manager)

    def move_estate(self, there: Town) -> None:
        estate, to = self.any_of(ESTATES, there), self.chance.choice(self.towns)
        area = self.chance.choice(list(Area.objects.filter(programme=there.programme)))
        on = today_in(there.programme) + timedelta(days=self.chance.randint(-3, 1))
        if estate is not None:
            services.move_estate(estate, area=area, landlord=to.landlord, on=on, by=there.lead)


@pytest.fixture
def towns(cast: Cast) -> list[Town]:
    return [town(cast.sandby), town(cast.sandby, slug="grannhus", prefix="g-")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_series_leaves_the_registers_true(seed: int, towns: list[Town]) -> None:
    hands = Hands(seed, towns)
    done = refused = 0
    for _ in range(15):
        try:
            hands.do()
            done += 1
        except NotPossible:
            refused += 1
    assert done > 0
    assert [untruths(there.landlord) for there in towns] == [[], []]
    assert Entry.objects.filter(event__in=["places:register:changed", "places:estate:moved"]).count() == (
        RegisterChange.objects.count()
    )
    counted = sum(
        number
        for act in RegisterChange.objects.all()
        for whats in act.counts.values()
        for what, number in whats.items()
        if what != "added"
    )
    assert counted == PlaceChange.objects.count()
    for move in EstateMove.objects.select_related("estate__programme").order_by("on"):
        latest = move.estate.moves.filter(on__lte=today_in(move.estate.programme)).order_by("-on").first()
        if latest is not None:
            assert (latest.area_id, latest.landlord_id) == (move.estate.area_id, move.estate.landlord_id)
