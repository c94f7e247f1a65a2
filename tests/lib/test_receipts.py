"""Receipt codes on both sides: the same digits, the same keys, and no mistyped code gets through."""

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.javascript import JavaScript, Refused, shared_vectors
from trygga.lib import receipts

pytestmark = pytest.mark.no_database


VECTORS: dict[str, Any] = shared_vectors("receipts")
CODE = VECTORS["keys"][0]["code"]

codes = st.integers(0, 10**23 - 1).map(lambda number: receipts.with_check_digit(f"{number:023}"))


@pytest.mark.parametrize("vector", VECTORS["keys"], ids=lambda vector: vector["code"])
def test_keys_are_those_of_the_vectors(vector: dict[str, str], javascript: JavaScript) -> None:
    ours = receipts.derive_keys(vector["code"])
    theirs = javascript("sealing", "deriveReceiptKeys", vector["code"])
    expected = {name: value for name, value in vector.items() if name not in {"code", "grouped"}}
    assert {
        "lookup_id": ours.lookup_id.hex(),
        "lookup": ours.lookup,
        "dialogue_identity": ours.dialogue_identity,
        "dialogue_recipient": ours.dialogue_recipient,
        "mac_key": ours.mac_key.hex(),
    } == expected
    assert {
        "lookup_id": theirs["lookupId"],
        "lookup": theirs["lookup"],
        "dialogue_identity": theirs["dialogueIdentity"],
        "dialogue_recipient": theirs["dialogueRecipient"],
        "mac_key": theirs["macKey"].hex(),
    } == expected


@pytest.mark.parametrize("vector", VECTORS["typed"], ids=lambda vector: vector["name"])
def test_typed_codes_are_read_as_in_the_vectors(vector: dict[str, str], javascript: JavaScript) -> None:
    try:
        ours = {"code": receipts.tidy_code(vector["typed"])}
    except receipts.ReceiptError as error:
        ours = {"error": error.code}
    try:
        theirs = {"code": javascript("dialogue", "tidyReceiptCode", vector["typed"])}
    except Refused as error:
        theirs = {"error": error.code}
    expected = {key: vector[key] for key in vector if key in {"code", "error"}}
    assert (ours, theirs) == (expected, expected)


def test_codes_are_shown_in_six_groups(javascript: JavaScript) -> None:
    expected = VECTORS["keys"][0]["grouped"]
    assert receipts.grouped_code(CODE) == javascript("sealing", "groupReceiptCode", CODE) == expected


def test_new_codes_are_right_and_differ(javascript: JavaScript) -> None:
    ours = {receipts.new_code() for _ in range(50)}
    theirs = {javascript("sealing", "newReceiptCode") for _ in range(50)}
    assert len(ours | theirs) == 100
    assert {receipts.tidy_code(code) for code in ours | theirs} == ours | theirs


def test_digits_of_every_script_are_read_alike(javascript: JavaScript) -> None:
    every = [chr(point) for point in range(sys.maxunicode) if unicodedata.category(chr(point)) == "Nd"]
    assert len(every) > 500
    for start in range(0, len(every), 10):  # Unicode gives every script ten in a row, from zero
        typed = "".join(every[start + int(digit)] for digit in CODE)
        assert receipts.tidy_code(typed) == javascript("dialogue", "tidyReceiptCode", typed) == CODE


@given(codes, st.integers(0, 23), st.integers(1, 9))
def test_one_wrong_digit_is_caught(code: str, place: int, by: int) -> None:
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    with pytest.raises(receipts.WrongCheckDigit):
        receipts.tidy_code(wrong)


@given(codes, st.integers(0, 22))
def test_two_neighbours_in_each_others_place_are_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        assert receipts.tidy_code(swapped) == code
    else:
        with pytest.raises(receipts.WrongCheckDigit):
            receipts.tidy_code(swapped)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_a_known_error(typed: str) -> None:
    found = tidied(typed)
    assert found in {"WrongCharacter", "WrongLength", "WrongCheckDigit"} or len(found) == receipts.LENGTH


def tidied(typed: str) -> str:
    """The code, or the error."""
    try:
        return receipts.tidy_code(typed)
    except receipts.ReceiptError as error:
        return error.code


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("", False),
        ("Ring mig på 036-10 50 00 i dag", False),
        (CODE, True),
        (f"Min kod är {receipts.grouped_code(CODE)}.", True),
        (f"1{CODE}7", True),
        (CODE[:-1], False),
        ("".join(chr(0x660 + int(digit)) for digit in CODE), True),
        (receipts.grouped_code(CODE).replace(" ", "\n"), True),
        (CODE[:-1] + str((int(CODE[-1]) + 1) % 10), False),
    ],
)
def test_codes_inside_a_message_are_seen(text: str, holds: bool, javascript: JavaScript) -> None:
    assert (receipts.contains_code(text), javascript("dialogue", "containsReceiptCode", text)) == (holds, holds)


def test_keys_do_not_show_themselves() -> None:
    keys = receipts.derive_keys(CODE)
    secrets = [keys.dialogue_identity, repr(keys.mac_key), repr(keys.lookup_id)]
    assert [secret for secret in secrets if secret in repr(keys)] == []
