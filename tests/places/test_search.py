"""Stairwells by part of an address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.places.people import Town, door, town
from trygga.places import services
from trygga.places.levels import STAIRWELLS
from trygga.places.queries import PAGE
from trygga.places.register import index_addresses
from trygga.places.search import Wanted, stairwells_like, wanted


@pytest.fixture
def there(cast: Cast) -> Town:
    found = town(cast.sandby)
    doors = [
        door(found.building, "Norra Storgatan", 12, letter="A", key="S3"),
        door(found.building, "Storgatan", 12, letter="B", key="S4"),
        door(found.building, "Stora Storgatan", 1, key="S5"),
        door(found.building, "Österängsvägen", 4, key="S6"),
    ]
    index_addresses(doors)
    return found


def found(there: Town, text: str) -> list[str]:
    return sorted(str(word.stairwell) for word in stairwells_like(there.landlord, text).rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stor 12b", ["Norra Storgatan 12 B", "Storgatan 12 B"]),
        ("stor 12 b", ["Norra Storgatan 12 B", "Storgatan 12 B"]),
        ("STOR 12", ["Norra Storgatan 12 A", "Norra Storgatan 12 B", "Storgatan 12 B"]),
        ("storg nor", ["Norra Storgatan 12 A", "Norra Storgatan 12 B"]),
        ("nor stor 12 a", ["Norra Storgatan 12 A"]),
        ("stor", ["Norra Storgatan 12 A", "Norra Storgatan 12 B", "Stora Storgatan 1", "Storgatan 12 B"]),
        ("öster", ["Österängsvägen 4"]),
        ("3", ["Lillgatan 3"]),
        ("12 b", ["Norra Storgatan 12 B", "Storgatan 12 B"]),
        ("gatan", []),
        ("stor 99", []),
        ("nor öster", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("99999", []),
        ("\U0010ffff", []),
    ],
)
def test_part_of_an_address_finds(text: str, expected: list[str], there: Town) -> None:
    assert found(there, text) == expected


def test_longest_word_is_looked_up_first() -> None:
    assert wanted("no stor 12 b") == Wanted(("stor", "no"), 12, "B")


def test_long_nonsense_is_cut(there: Town) -> None:
    assert found(there, "a " * 5_000) == []


def test_retired_and_others_stairwells_are_not_found(there: Town, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    town(cast.granby)
    index_addresses([door(neighbour.building, "Norra Storgatan", 12, letter="B", key="g-S9")])
    services.retire(STAIRWELLS, [there.stairwell], by=there.manager)
    assert found(there, "norra stor 12b") == []


def test_page_by_page_shows_each_once_with_one_query(there: Town) -> None:
    doors = [door(there.building, "Lillgatan", number, key=f"L{number}") for number in range(10, 10 + PAGE + 3)]
    index_addresses(doors)
    seen: list[int] = []
    after = ""
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = stairwells_like(there.landlord, "lill", after=after)
            seen += [word.stairwell.number for word in page.rows if word.stairwell.building.estate.area == there.west]
        assert len(queries) == 1
        if not page.after:
            break
        after = page.after
    assert seen == [3, *range(10, 10 + PAGE + 3)]
