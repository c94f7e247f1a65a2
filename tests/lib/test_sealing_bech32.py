"""Bech32 without a limit of length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.javascript import JavaScript
from trygga.lib.sealing import bech32

pytestmark = pytest.mark.no_database


@given(st.binary(max_size=200))
def test_bech32_returns_what_was_encoded(data: bytes) -> None:
    assert bech32.decode(bech32.encode("age1pq", data)) == ("age1pq", data)


def test_bech32_is_read_in_upper_case() -> None:
    assert bech32.decode(bech32.encode("age-secret-key-pq-", b"seed").upper()) == ("age-secret-key-pq-", b"seed")


def test_bech32_knows_the_example_of_the_standard() -> None:
    # BIP 173, test vectors: an empty data part under the prefix "a".
    assert (bech32.encode("a", b""), bech32.decode("A12UEL5L")) == ("a12uel5l", ("a", b""))


@given(st.binary(min_size=1, max_size=40), st.data())
def test_bech32_refuses_one_changed_character(data: bytes, draw: st.DataObject) -> None:
    text = bech32.encode("age", data)
    place = draw.draw(st.integers(4, len(text) - 1))
    other = draw.draw(st.sampled_from(sorted(set("qpzry9x8gf2tvdw0s3jn54khce6mua7l") - {text[place]})))
    with pytest.raises(ValueError, match="checksum|padding"):
        bech32.decode(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "a1",
        "a12ueL5l",
        "12uel5l",
        "a12uel5",
        "a12uel5lb",
        "a12uel5\u212a",
        "å12uel5l",
        "a12uel5l ",
        "a1bbbbbb",
    ],
)
def test_bech32_refuses_what_is_not_bech32(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        bech32.decode(text)


def test_bech32_refuses_padding_that_is_not_zero() -> None:
    # One byte in two words: the last two bits are padding. The checksum is right for the words, so only they are wrong.
    words = [0, 1]
    remainder = bech32._polymod([*bech32._expand("a"), *words, *[0] * 6]) ^ 1
    checksum = [(remainder >> 5 * (5 - place)) & 31 for place in range(6)]
    text = "a1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[word] for word in [*words, *checksum])
    with pytest.raises(ValueError, match="padding"):
        bech32.decode(text)


def test_identities_are_the_same_in_both_languages(javascript: JavaScript) -> None:
    seed = bytes(range(32))
    assert bech32.encode("age-secret-key-pq-", seed).upper() == javascript("sealing", "identityFromSeed", seed)
