"""Cells that leave never calculate, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trygga.lib.cells import guarded, unguarded

pytestmark = pytest.mark.no_database


SIGNS = "=+-@\t\r"
TEXTS = st.text() | st.text(alphabet=f"'{SIGNS}a1")


@given(TEXTS)
def test_way_back_is_the_identity(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_nothing_that_leaves_begins_like_a_formula(text: str) -> None:
    assert guarded(text)[:1] not in set(SIGNS)


@pytest.mark.parametrize(
    ("text", "written"), [("=1+1", "'=1+1"), ("'=1", "''=1"), ("'n", "'n"), ("B-1", "B-1"), ("", "")]
)
def test_only_what_would_calculate_is_changed(text: str, written: str) -> None:
    assert guarded(text) == written
