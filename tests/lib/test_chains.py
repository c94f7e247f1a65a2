"""Links of a hash chain, as other programs may compute them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.javascript import shared_vectors
from trygga.lib import chains

pytestmark = pytest.mark.no_database


VECTORS: list[dict[str, Any]] = shared_vectors("links")["links"]
VALUES = st.lists(st.none() | st.integers(-9, 99) | st.text(max_size=3), max_size=4)


def test_links_are_those_of_the_vectors() -> None:
    ends: dict[int, str] = {}
    for vector in VECTORS:
        before = ends.get(vector["chain"], chains.NO_PREVIOUS)
        place = {"chain": vector["chain"], "number": vector["number"]}
        ends[vector["chain"]] = chains.link_hash(before, **place, values=vector["entry"])
        assert ends[vector["chain"]] == vector["hash"]


@pytest.mark.parametrize("vector", VECTORS)
def test_short_forms_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    assert " ".join(chains.short_form(vector["hash"])) == vector["short"]


def test_link_covers_everything() -> None:
    def made(previous: str = chains.NO_PREVIOUS, **changes: Any) -> str:
        place: dict[str, Any] = {"chain": 7, "number": 1, "values": [1, "a", None]} | changes
        return chains.link_hash(previous, **place)

    others = [made("1" * 64), made(chain=8), made(number=2), made(values=[1, "a", 0]), made(values=[1, "a"])]
    assert len({made(), *others}) == 6


@given(VALUES, VALUES)
def test_links_of_different_values_differ(one: list[Any], other: list[Any]) -> None:
    hashes = [chains.link_hash(chains.NO_PREVIOUS, chain=1, number=1, values=values) for values in (one, other)]
    said = [["" if value is None else str(value) for value in values] for values in (one, other)]
    assert (hashes[0] == hashes[1]) == (said[0] == said[1])
