"""Stairwell codes: what a slip of the hand does to them, tried exhaustively, and what people type for them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trygga.lib import stairwell_codes
from trygga.lib.stairwell_codes import ALPHABET, LENGTH, grouped_code, new_code, tidy_code, with_check_character

pytestmark = pytest.mark.no_database


CODE = with_check_character("C5H8KX2")
codes = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(with_check_character)


def weighed(code: str) -> int:
    """What must be a multiple of nineteen, told apart from the code that is tested."""
    return sum((place + 1) * ALPHABET.index(character) for place, character in enumerate(code))


# ---- what the check catches ----
def test_every_single_wrong_character_is_caught_at_every_place() -> None:
    """All 342 mistakes at each of the eight places. The check is a sum: what stands elsewhere changes nothing."""
    read = {
        tidy_code(code[:place] + wrong + code[place + 1 :])
        for place in range(LENGTH)
        for right in ALPHABET
        for code in [code_with(place, right)]
        for wrong in ALPHABET
        if wrong != right
    }
    assert read == {None}


@pytest.mark.parametrize("start", [CODE, *(with_check_character(one * 7) for one in ALPHABET)])
def test_no_code_is_one_character_from_another(start: str) -> None:
    changed = [
        start[:place] + wrong + start[place + 1 :]
        for place in range(LENGTH)
        for wrong in ALPHABET
        if wrong != start[place]
    ]
    assert (len(changed), {tidy_code(one) for one in changed}) == (LENGTH * 18, {None})


@pytest.mark.parametrize("place", range(LENGTH - 1))
def test_every_swap_of_neighbours_is_caught(place: int) -> None:
    """All 342 pairs at this place, in a code that is made whole around them."""
    for first, second in itertools.permutations(ALPHABET, 2):
        code = code_with(place, first + second)
        assert tidy_code(code) == code
        assert tidy_code(code[:place] + second + first + code[place + 2 :]) is None


def code_with(place: int, part: str) -> str:
    """A whole code that has this part from a place on; another place makes up for it."""
    other = 0 if place > 1 else LENGTH - 1
    for free in ALPHABET:
        characters = ["2"] * LENGTH
        characters[place : place + len(part)] = part
        characters[other] = free
        code = "".join(characters)
        if weighed(code) % 19 == 0:
            return code
    raise AssertionError


@given(codes, st.permutations(range(LENGTH)).map(lambda order: order[:2]))
def test_any_two_that_changed_places_are_caught(code: str, places: list[int]) -> None:
    first, second = sorted(places)
    swapped = code[:first] + code[second] + code[first + 1 : second] + code[first] + code[second + 1 :]
    assert tidy_code(swapped) == (code if swapped == code else None)


# ---- what people type ----
@given(codes)
def test_code_is_read_as_it_was_made(code: str) -> None:
    assert {tidy_code(typed) for typed in (code, code.lower(), grouped_code(code), f" {code[:3]} - {code[3:]}.")} == {
        code
    }


@pytest.mark.parametrize(("shown", "typed"), sorted(stairwell_codes._TAKEN_FOR.items(), key=str))
def test_look_alike_is_taken_for_what_it_looks_like(shown: str, typed: str) -> None:
    shown, typed = typed, shown
    code = code_with(3, shown + ("5" if shown != "5" else "6"))
    assert tidy_code(code[:3] + typed + code[4:]) == code
    assert tidy_code(code[:3] + typed.lower() + code[4:]) == code


def test_no_look_alike_is_a_character_of_codes() -> None:
    assert set(stairwell_codes._TAKEN_FOR) & set(ALPHABET) == set()
    assert set(stairwell_codes._TAKEN_FOR.values()) <= set(ALPHABET)
    assert set(ALPHABET) & set("AEIOUY0134") == set()


def test_digits_of_other_scripts_and_wide_letters_are_read() -> None:
    code = code_with(0, "56")
    assert tidy_code("٥٦" + code[2:]) == code
    assert tidy_code("５６" + code[2:]) == code
    assert tidy_code("\u200f" + code + "\u200e") == code


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", CODE[:-1], CODE + "2", "Storgatan 12", "12", "AAAAAAAA", "2" * 9, "\0" * 8, " " * 200 + CODE],
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert tidy_code(typed) is None


@given(st.text(max_size=200))
def test_nothing_typed_is_an_error(typed: str) -> None:
    code = tidy_code(typed)
    assert code is None or tidy_code(code) == code


# ---- how they are drawn ----
def test_codes_are_drawn_apart_and_in_no_order() -> None:
    drawn = [new_code() for _ in range(2_000)]
    assert len(set(drawn)) == 2_000
    assert drawn not in (sorted(drawn), sorted(drawn, reverse=True))
    assert {tidy_code(code) == code for code in drawn} == {True}
    for place in range(LENGTH):
        assert {code[place] for code in drawn} == set(ALPHABET)


def test_code_is_said_in_two_groups() -> None:
    assert grouped_code("2C5DF6HJ") == "2C5D-F6HJ"
