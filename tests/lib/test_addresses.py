"""Swedish addresses on both sides: two spellings of one home meet, two homes never do, and nothing is guessed."""

import re
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.javascript import JavaScript, Refused, shared_vectors
from trygga.lib import addresses
from trygga.lib.address_parts import LONGEST
from trygga.lib.addresses import Address, NotAnAddress, Reason
from trygga.lib.streets import LETTERS

pytestmark = pytest.mark.no_database


VECTORS: dict[str, list[list[Any]]] = shared_vectors("addresses")
MODULE = "places/addresses"

# What people and property systems write, cut into pieces and put together at random: most of it is no address.
STREETS = [
    "Storgatan", "storg.", "Stor g", "N", "Ö.", "S:t", "Lilla", "gatan", "Kungs v", "Åsgatan", "Linnégatan",
    "V. Rydbergs gata", "Väg 40", "Karl-Johansgatan", "Österängsv.", "Hagaberg.", "2:a", "Tvärg.", "KUNGSG",
    "vägen", "all.", "Vasa pl.", "Per", "Brahes", "g", "v", "å", "Øst", "XI:s",
]  # fmt: skip
INSIDE = [
    "B", "b", "12", "3 tr", "tr 3", "bv", "b.v.", "lgh 1302", "lgh", "1302", "#", "#12-304", "lgh B", "uppg B",
    "port", "/1302", "3:e våningen", "plan 3", "th", "t.h.", "-", "–", ".", ",", "553 12 Jönköping", "SE-", "55312",
    "Jönköping", "Gränna", "Sverige", "c/o Svensson", "Box 3", "nr", "(", ")", "0012", "'", ":", "år",
]  # fmt: skip
pieces = st.sampled_from([*STREETS, *INSIDE])
gaps = st.sampled_from([" ", " ", " ", "", ", ", "\n", "\u00a0"])
written = st.lists(st.tuples(pieces, gaps), min_size=1, max_size=8).map(lambda found: "".join(map("".join, found)))
# Half of these are read as addresses.
likely = st.builds(
    "{}{}{} {}{}{}".format,
    st.sampled_from(STREETS),
    st.sampled_from([" ", "", " Storgatan ", " g "]),
    st.sampled_from(["", " ", "väg "]),
    st.integers(1, 99),
    st.sampled_from(["", " ", "-", "\u00a0"]),
    st.lists(st.sampled_from(INSIDE), max_size=3).map(", ".join),
)
letters = st.characters(max_codepoint=0x24F, categories=["L"])
words = st.text(letters, min_size=1, max_size=9) | st.sampled_from(STREETS)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
texts = written | likely | names | st.text(max_size=40)


def read(text: str) -> Address | Reason:
    """The address, or why it is none."""
    try:
        return addresses.parse(text)
    except NotAnAddress as refused:
        return refused.reason


def shown(text: str) -> dict[str, Any] | str:
    """All that the two sides must agree on."""
    found = read(text)
    if isinstance(found, Reason):
        return found.value
    return {
        "street": found.street,
        "number": found.number,
        "letter": found.letter,
        "home": found.home,
        "floor": found.floor,
        "postcode": found.postcode,
        "town": found.town,
        "ownNumber": found.own_number,
        "hadCareOf": found.had_care_of,
        "buildingKey": found.building_key,
        "homeKey": found.home_key,
        "line": found.line,
    }


def asked(javascript: JavaScript, name: str, *arguments: Any) -> Any:
    """What the browser's side answers, or the code of its error."""
    try:
        return javascript(MODULE, name, *arguments)
    except Refused as refused:
        return refused.code


def street(text: str) -> str:
    """The street's name, or why it is none."""
    try:
        return addresses.normalise_street(text)
    except NotAnAddress as refused:
        return refused.reason.value


# ---- vectors: made by hand, and the same for both sides ----
def test_vectors_are_many_and_each_stands_once() -> None:
    pairs = [tuple(pair) for kind in ("same", "different", "elsewhere", "refused") for pair in VECTORS[kind]]
    assert len(set(pairs)) == len(pairs)
    assert len(pairs) >= 200


@pytest.mark.parametrize("pair", VECTORS["same"], ids=" = ".join)
def test_two_spellings_of_one_home_meet(pair: list[str], javascript: JavaScript) -> None:
    one, other = map(addresses.parse, pair)
    assert (one.building_key, one.home_key) == (other.building_key, other.home_key)
    assert one.is_same_home(other)
    assert [asked(javascript, "parse", text) for text in pair] == [shown(text) for text in pair]


@pytest.mark.parametrize("pair", VECTORS["different"], ids=" / ".join)
def test_two_homes_never_meet(pair: list[str], javascript: JavaScript) -> None:
    one, other = map(addresses.parse, pair)
    assert one.home_key != other.home_key
    assert not one.is_same_home(other)
    assert [asked(javascript, "parse", text) for text in pair] == [shown(text) for text in pair]


@pytest.mark.parametrize("pair", VECTORS["elsewhere"], ids=" / ".join)
def test_homes_in_two_towns_are_told_apart_by_their_towns(pair: list[str], javascript: JavaScript) -> None:
    one, other = map(addresses.parse, pair)
    nowhere = addresses.parse(one.line.replace(one.town, "")) if one.postcode else Address(one.street, one.number)
    assert one.home_key == other.home_key
    assert (one.is_same_home(other), other.is_same_home(one), one.is_same_home(one)) == (False, False, True)
    ours = [asked(javascript, "parse", text) for text in pair]
    assert asked(javascript, "isSameHome", *ours) is False
    assert asked(javascript, "isSameHome", ours[0], ours[0] | {"town": ""}) is True
    assert nowhere.building_key == one.building_key


@pytest.mark.parametrize(("text", "reason"), VECTORS["refused"])
def test_what_is_no_address_is_refused_with_its_reason(text: str, reason: str, javascript: JavaScript) -> None:
    assert (shown(text), asked(javascript, "parse", text)) == (reason, reason)


@pytest.mark.parametrize(("text", "line"), VECTORS["displayed"])
def test_displayed_form(text: str, line: str, javascript: JavaScript) -> None:
    assert (str(addresses.parse(text)), asked(javascript, "parse", text)["line"]) == (line, line)


@pytest.mark.parametrize(("text", "name"), VECTORS["streets"])
def test_street_names(text: str, name: str, javascript: JavaScript) -> None:
    assert (street(text), asked(javascript, "normaliseStreet", text)) == (name, name)


@pytest.mark.parametrize(("text", "key"), VECTORS["keys"])
def test_street_keys(text: str, key: str, javascript: JavaScript) -> None:
    assert (addresses.street_key(text), asked(javascript, "streetKey", text)) == (key, key)


@pytest.mark.parametrize(("text", "number"), VECTORS["home_numbers"])
def test_home_numbers(text: str, number: str | None, javascript: JavaScript) -> None:
    assert (addresses.home_number(text), asked(javascript, "homeNumber", text)) == (number, number)


# ---- one side and the other ----
@given(texts)
@example("Ss Å 1")
@example("ĸĸ 1, lgh ĸ 1")
@settings(max_examples=150, deadline=None)
def test_both_sides_read_alike(javascript: JavaScript, text: str) -> None:
    assert asked(javascript, "parse", text) == shown(text)
    assert asked(javascript, "normaliseStreet", text) == street(text)
    assert asked(javascript, "streetKey", text) == addresses.street_key(text)
    assert asked(javascript, "homeNumber", text) == addresses.home_number(text)


def test_every_character_is_read_alike(javascript: JavaScript) -> None:
    points = [*range(0x20, 0xD800), *range(0xE000, 0x10000)]
    batches = ["".join(map(chr, points[start : start + 60])) for start in range(0, len(points), 60)]
    assert [batch for batch in batches if asked(javascript, "streetKey", batch) != addresses.street_key(batch)] == []
    european = [chr(point) for point in range(0x250)]
    names = [name for letter in european for name in (f"{letter}xg. 1 {letter}", f"x{letter} 1", f"X{letter}v. 1")]
    assert [name for name in names if asked(javascript, "parse", name) != shown(name)] == []


def test_letters_are_letters_whose_other_case_is_one_letter() -> None:
    found = [chr(point) for point in range(0x10000) if re.fullmatch(f"[{LETTERS}]", chr(point))]
    wrong = [
        letter
        for letter in found
        if not (letter.isalpha() and letter.upper().lower() == letter.lower() and len(letter.upper()) == 1)
    ]
    assert wrong == []
    assert len(found) == 52 + 185


# ---- what always holds ----
@given(likely | st.builds("{} {}, {}".format, names, st.integers(1, 9999), st.sampled_from(INSIDE)))
def test_displayed_form_is_read_as_the_same_address(text: str) -> None:
    found = read(text)
    if isinstance(found, Address):
        again = addresses.parse(found.line)
        assert again == found
        assert (again.line, again.home_key, again.building_key) == (found.line, found.home_key, found.building_key)


@given(texts)
def test_normalising_a_street_twice_changes_nothing(text: str) -> None:
    try:
        name = addresses.normalise_street(text)
    except NotAnAddress:
        return
    assert addresses.normalise_street(name) == name
    assert addresses.street_key(name.upper()) == addresses.street_key(name)


@given(texts)
def test_capitals_spaces_and_composition_change_no_key(text: str) -> None:
    found = read(text)
    for other in (text.replace(" ", "\u00a0 "), unicodedata.normalize("NFD", text), f" {text} "):
        again = read(other)
        if isinstance(found, Address) and len(other) <= LONGEST:
            assert isinstance(again, Address) and again.home_key == found.home_key


plain_addresses = st.builds(
    Address,
    street=st.sampled_from(["Storgatan", "Norra Storgatan", "Lilla gatan", "Åsgatan", "Asgatan", "Karl XI:s väg"]),
    number=st.integers(1, 130),
    letter=st.sampled_from(["", "A", "B", "V"]),
    home=st.sampled_from(["", "1001", "1302", "0901"]),
    floor=st.sampled_from([None, -1, 0, 1, 3, 13]),
    own_number=st.sampled_from(["", "1", "12", "B", "A12", "12-304"]),
)


@given(plain_addresses, plain_addresses)
def test_keys_are_equal_for_one_home_alone(one: Address, other: Address) -> None:
    def names(address: Address) -> tuple[Any, ...]:
        inside = address.home or (address.floor, address.own_number)
        return address.street, address.number, address.letter, inside

    assert (one.home_key == other.home_key) == (names(one) == names(other))
    assert (one.building_key == other.building_key) == (names(one)[:3] == names(other)[:3])
    assert addresses.parse(str(one)) == one


# ---- names, towns, long texts ----
def test_care_of_is_told_and_its_name_is_nowhere() -> None:
    found = addresses.parse("c/o Svensson, Storgatan 12 lgh 1302")
    assert found.had_care_of
    assert found == addresses.parse("Storgatan 12 lgh 1302")
    assert "svensson" not in repr(found).lower() + found.line.lower() + found.home_key


def test_refusal_does_not_hold_the_text() -> None:
    with pytest.raises(NotAnAddress) as refused:
        addresses.parse("Storgatan 12, Svensson")
    assert (str(refused.value), refused.value.reason, refused.value.args) == (
        "unreadable",
        Reason.UNREADABLE,
        ("unreadable",),
    )


def test_towns_are_those_of_the_caller_too(javascript: JavaScript) -> None:
    text, towns = "Storgatan 12, Norra Öxnehaga", ["NORRA ÖXNEHAGA"]
    assert read(text) == Reason.UNREADABLE
    assert addresses.parse(text, towns).town == "Norra Öxnehaga"
    assert javascript(MODULE, "parse", text, towns)["town"] == "Norra Öxnehaga"


def test_own_numbers_are_kept_apart_from_home_numbers() -> None:
    found = addresses.parse("Storgatan 12 B, lgh 17, lgh 1302, 3 tr")
    assert found == Address("Storgatan", 12, "B", home="1302", floor=3, own_number="17")


HOSTILE = [
    "Storgatan " * 20_000,
    "a" * 200_000,
    "1" * 200_000,
    "a-" * 100_000,
    "a:" * 100_000,
    " " * 200_000,
    "," * 200_000,
    "a\u0301" * 100_000,
    "c/o" * 70_000,
    "lgh " * 50_000,
    "𐐀" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:9])
@pytest.mark.parametrize("length", [200, 200_000])
def test_hostile_texts_cost_next_to_nothing(text: str, length: int, javascript: JavaScript) -> None:
    text = text[:length]
    asked(javascript, "parse", "Storgatan 1")
    began = time.perf_counter()
    for _ in range(5):
        read(text), street(text), addresses.street_key(text), addresses.home_number(text)
    took = (time.perf_counter() - began) / 5
    assert took < 0.05
    assert asked(javascript, "parse", text) == shown(text)
    assert asked(javascript, "streetKey", text) == addresses.street_key(text)


def test_texts_above_the_limits_are_refused() -> None:
    fits = "Storgatan 12" + "," * (LONGEST - 12)
    assert read(fits) == Address("Storgatan", 12)
    assert read(fits + ",") == Reason.TOO_LONG
    assert read(f"{'A' + 'b' * 79} 1") == Address("A" + "b" * 79, 1)
    assert read(f"{'A' + 'b' * 80} 1") == Reason.TOO_LONG
    assert read(f"Storgatan 1, 553 12 {'A' + 'b' * 60}") == Reason.TOO_LONG
