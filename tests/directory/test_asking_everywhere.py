"""20 situations x every area x each hour of a week, against a slow reading of the same facts that shares no code.

Never first: what is closed while something open would do, and what is stale, contradicted or another town's.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories.directory import ClosingFactory, ContactPointFactory, OtherSourceFactory
from tests.factories.organisations import ProgrammeFactory
from tests.factories.places import AreaFactory
from trygga.directory.asking import answering_points
from trygga.directory.models import Purpose
from trygga.organisations.models import Programme
from trygga.places.models import Area

pytestmark = pytest.mark.django_db

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 2, 2)
"""On the wall. Neither this week nor the two after it has a holiday or a change of the clocks."""
HALF_AN_HOUR = timedelta(minutes=30)
SITUATIONS: dict[str, tuple[list[str], str]] = {
    "screams next door": (["acute"], "sv"),
    "a fight last night": (["crime_not_acute"], "en"),
    "a child who cries": (["child_concern"], "sv"),
    "a child, told in Somali": (["child_concern"], "so"),
    "somebody who hides bruises": (["adult_concern"], "ar"),
    "an old man who has not been seen": (["older_or_ill", "adult_concern"], "sv-simple"),
    "should I tell?": (["advice_without_names"], "sv"),
    "should I tell, in Ukrainian?": (["advice_without_names", "neighbour_advice"], "uk"),
    "how do I talk to her?": (["neighbour_advice"], "fa"),
    "I did, and cannot sleep": (["neighbour_acted", "witness_support"], "sv"),
    "somebody else must knock": (["knock_instead"], "sv"),
    "he hits me": (["exposed_support"], "ti"),
    "he hits me, in English": (["exposed_support"], "en"),
    "I am twelve": (["child_self"], "sv-simple"),
    "I have to witness": (["witness_support"], "sv"),
    "I hit her": (["stop_using_violence"], "en"),
    "may I keep the flat?": (["tenancy_advice"], "ar"),
    "she forgets the stove": (["fire_risk", "older_or_ill"], "sv"),
    "whatever there is": ([], "so"),
    "whom do I call at social services?": (["child_concern", "adult_concern", "older_or_ill"], "en"),
}
HOURS: dict[str, Callable[[datetime], bool] | None] = {
    "24/7": lambda at: True,
    "Mo-Fr 08:00-16:30": lambda at: at.weekday() < 5 and time(8) <= at.time() < time(16, 30),
    "Mo-Fr 08:00-12:00,13:00-16:00": lambda at: at.weekday() < 5 and at.hour in {8, 9, 10, 11, 13, 14, 15},
    "Mo-Su 21:00-06:00": lambda at: at.hour >= 21 or at.hour < 6,
    "Tu 18:00-20:00": lambda at: at.weekday() == 1 and at.hour in {18, 19},
    "Sa-Su 10:00-15:00": lambda at: at.weekday() >= 5 and 10 <= at.hour < 15,
    "2025 Mo-Fr 08:00-16:00": lambda at: False,
    "": None,
}
FRESH: list[dict[str, Any]] = [{}, {"never_expires": False, "best_before": date(2026, 2, 4)}]
DOUBTFUL: list[dict[str, Any]] = [
    {"retired_on": date(2026, 1, 5)},
    {"verified_on": None},
    {"never_expires": False, "best_before": date(2026, 2, 1)},
    {"never_expires": False, "best_before": None},
]


@dataclass(frozen=True, eq=False)
class Fact:
    """What the test knows of a point that it made; each is equal to itself alone."""

    pk: int
    town: str
    places: frozenset[str]
    fields: dict[str, Any]
    closings: tuple[tuple[datetime, datetime], ...]
    is_contradicted: bool


@dataclass
class World:
    """Three towns, whose areas are called the same, and what was told about them."""

    towns: dict[str, Programme]
    areas: dict[tuple[str, str], Area]
    facts: list[Fact]


@pytest.fixture
def world() -> World:
    dice = random.Random(20260202)
    towns: dict[str, Any] = {
        name: ProgrammeFactory(slug=name, timezone="Europe/Stockholm") for name in ("sandby", "granby", "nyby")
    }
    areas: dict[tuple[str, str], Any] = {
        (town, name): AreaFactory(programme=programme, slug=name, name=name)
        for town, programme in towns.items()
        for name in ("north", "south", "east")
    }
    made = World(towns, areas, [])
    for town in towns:
        for places in (["north"], ["south"], ["east"], ["north", "south"], [], []):
            for _ in range(6 if town == "sandby" else 3):
                made.facts.append(_add(made, dice, town, places))
    return made


def _add(world: World, dice: random.Random, town: str, places: list[str]) -> Fact:
    fields = {
        "purposes": dice.sample(Purpose.values, dice.randint(2, 5)),
        "opening_hours": dice.choice(list(HOURS)),
        "languages": dice.sample(["sv", "en", "ar", "so", "fa", "ti", "uk"], dice.randint(1, 3)),
        "position": dice.randint(0, 3),
        "is_national": not places and dice.random() < 0.5,
        "stays_unknown": dice.choice([True, None, False]),
        **(dice.choice(DOUBTFUL) if dice.random() < 0.3 else dice.choice(FRESH)),
    }
    fields["needs_login"] = None if fields["stays_unknown"] else dice.choice([True, False, None])
    point = ContactPointFactory(programme=world.towns[town], **fields)
    point.areas.set(world.areas[town, place] for place in places)
    closings = [_closing(dice) for _ in range(dice.choice([0, 0, 1, 2]))]
    for begins, ends in closings:
        begins_at, ends_at = begins.replace(tzinfo=STOCKHOLM), ends.replace(tzinfo=STOCKHOLM)
        ClosingFactory(point=point, begins_at=begins_at, ends_at=ends_at)
    is_contradicted = dice.random() < 0.2
    if is_contradicted or dice.random() < 0.2:
        settled_at = None if is_contradicted else MONDAY.replace(tzinfo=STOCKHOLM)
        OtherSourceFactory(point=point, settled_at=settled_at)
    return Fact(point.pk, town, frozenset(places), fields, tuple(closings), is_contradicted)


def _closing(dice: random.Random) -> tuple[datetime, datetime]:
    begins = MONDAY + dice.randint(-48, 48 * 8) * HALF_AN_HOUR
    return begins, begins + dice.randint(1, 48 * 3) * HALF_AN_HOUR


# ---- the slow reading ----
def is_right(fact: Fact, purposes: list[str], place: str, at: datetime) -> bool:
    """Whether it may be shown here, today, for this."""
    if fact.town != "sandby" or (fact.places and place not in fact.places):
        return False
    if fact.is_contradicted or "retired_on" in fact.fields or fact.fields.get("verified_on", ...) is None:
        return False
    if "best_before" in fact.fields and (fact.fields["best_before"] is None or at.date() > fact.fields["best_before"]):
        return False
    return not purposes or any(purpose in fact.fields["purposes"] for purpose in purposes)


def is_closed_for_now(fact: Fact, at: datetime) -> bool:
    return any(begins <= at < ends for begins, ends in fact.closings)


@cache
def is_open(fact: Fact, at: datetime) -> bool:
    said = HOURS[fact.fields["opening_hours"]]
    return said is not None and said(at) and not is_closed_for_now(fact, at)


@cache
def opens(fact: Fact, at: datetime) -> datetime | None:
    """The first half hour of the next two weeks in which it is open."""
    later = (at + number * HALF_AN_HOUR for number in range(2 * 7 * 48))
    return next((one for one in later if is_open(fact, one)), None)


def worth(fact: Fact, language: str, at: datetime) -> list[Any]:
    """The lower, the sooner it should be offered."""
    next_opening = opens(fact, at)
    if HOURS[fact.fields["opening_hours"]] is None:
        kind = 4 if is_closed_for_now(fact, at) else 3
    else:
        kind = 2 if next_opening is None else 0 if next_opening == at else 1
    nearness = 0 if fact.places else 2 if fact.fields["is_national"] else 1
    spoken = {"sv-simple": "sv"}.get(language, language) in fact.fields["languages"]
    unknown = [True, None, False].index(False if fact.fields["needs_login"] else fact.fields["stays_unknown"])
    return [kind, next_opening or at, nearness, not spoken, unknown, fact.fields["position"], fact.pk]


# ---- the comparison ----
@pytest.mark.parametrize("place", ["", "north", "south", "east"])
def test_never_a_closed_stale_contradicted_or_another_towns_number_first(place: str, world: World) -> None:
    area = world.areas["sandby", place] if place else None
    seen = {"open first": 0, "nothing open": 0, "closed ones passed": 0, "wrong ones passed": 0}
    for hour in range(7 * 24):
        at = MONDAY + timedelta(hours=hour)
        for situation, (purposes, language) in SITUATIONS.items():
            asked_at = at.replace(tzinfo=STOCKHOLM)
            first, *found = answering_points(
                world.towns["sandby"], area, at=asked_at, language=language, purposes=purposes
            )
            right = [fact for fact in world.facts if is_right(fact, purposes, place, at)]
            expected = sorted(right, key=lambda fact: worth(fact, language, at))
            assert first.tel == "112"
            assert [one.point.pk for one in found] == [fact.pk for fact in expected], (situation, at)
            open_ones = [fact for fact in right if is_open(fact, at)]
            assert not open_ones or found[0].point.pk in {fact.pk for fact in open_ones}
            seen["open first" if open_ones else "nothing open"] += 1
            seen["closed ones passed"] += 0 < len(open_ones) < len(right)
            seen["wrong ones passed"] += any(
                is_open(fact, at) and set(purposes) & set(fact.fields["purposes"]) and fact not in right
                for fact in world.facts
            )
    assert len(SITUATIONS) == 20
    assert min(seen.values()) > 100
