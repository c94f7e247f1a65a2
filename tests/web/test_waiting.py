from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from trygga.web import menu, waiting
from trygga.web.waiting import Waiting, register, waiting_for


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_sources", [])
    monkeypatch.setattr(menu, "_entries", {})


def test_what_has_a_day_comes_first_in_the_order_of_the_days() -> None:
    def some(user: Any, programme: int) -> Iterator[Waiting]:
        yield Waiting("whenever", "/a", count=programme)
        yield Waiting("later", "/b", due=date(2026, 12, 2))

    def others(user: Any, programme: int) -> list[Waiting]:
        return [Waiting("soon", "/c", due=date(2026, 12, 1))]

    for source in (some, others, some):
        register(source)
    assert [one.label for one in waiting_for(None, 7)] == ["soon", "later", "whenever"]


def test_entries_stand_in_their_order_once() -> None:
    menu.register("b", "B", order=20)
    menu.register("a", "A", order=10)
    menu.register("b", "B again", order=5)
    assert [(one.address, one.label) for one in menu.entries()] == [("b", "B again"), ("a", "A")]
