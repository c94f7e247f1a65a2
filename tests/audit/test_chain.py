"""Heads: where chains end, how they are said, and whether one that somebody was told is still there."""

from datetime import date

import pytest

from tests.factories.audit import entries_of
from trygga.audit.chain import Head, head_of, heads, is_on_chain
from trygga.audit.models import Link
from trygga.audit.services import extend_chains

HEAD = Head(7, 1042, "26b525cfed86cfa56628f159222bcb65367266afdb6096b0d3564b12da471d67")


def test_head_is_said_with_number_day_and_eighty_bits() -> None:
    assert HEAD.said(date(2026, 2, 7)) == "1042 · 2026-02-07 · e22s lt7n q3h2 kzri"
    assert HEAD.argument == "7:1042:e22s-lt7n-q3h2-kzri"


@pytest.mark.django_db
def test_heads_are_the_last_links_of_all_chains() -> None:
    entries_of(7, None, 7, 8)
    extend_chains()
    links = Link.objects.values_list("chain", "number", "hash")
    ends = [Head(*links.get(chain=chain, number=number)) for chain, number in [(0, 1), (7, 2)]]
    assert [(head.chain, head.number) for head in heads()] == [(0, 1), (7, 2), (8, 1)]
    assert [head_of(0), head_of(7), head_of(9)] == [*ends, None]


@pytest.mark.django_db
def test_told_head_is_found_in_full_and_in_short() -> None:
    entries_of(7, 7)
    extend_chains()
    first, told = Link.objects.get(number=1), head_of(7)
    assert told is not None
    entries_of(7)
    extend_chains()
    for text in (told.hash, told.hash.upper(), told.short, told.argument.rsplit(":", maxsplit=1)[1]):
        assert is_on_chain(7, 2, text)
    for chain, number, text in [(7, 1, told.hash), (8, 2, told.hash), (7, 9, told.hash), (7, 2, first.hash)]:
        assert not is_on_chain(chain, number, text)
    for text in ("", told.short[:-1], told.hash[:16], told.hash[:-1]):
        assert not is_on_chain(7, 2, text)
