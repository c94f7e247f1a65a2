"""Bech32 as age uses it: BIP 173 without the limit of 90 characters."""

import base64
from collections.abc import Sequence
from functools import reduce
from operator import xor

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# Python does base 32 itself, with other digits: RFC 4648's when writing, those of int() when reading.
_FROM_RFC_4648 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET, "=")
_TO_DIGITS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_TO_WORDS = bytes.maketrans(_ALPHABET.encode(), bytes(range(32)))
_CHECKSUM_LENGTH = 6


def encode(prefix: str, data: bytes) -> str:
    """The Bech32 string of `data` in lower case."""
    text = base64.b32encode(data).decode().translate(_FROM_RFC_4648)
    words = text.encode().translate(_TO_WORDS)
    remainder = _polymod([*_expand(prefix), *words, *[0] * _CHECKSUM_LENGTH]) ^ 1
    checksum = [(remainder >> 5 * (_CHECKSUM_LENGTH - 1 - i)) & 31 for i in range(_CHECKSUM_LENGTH)]
    return f"{prefix}1{text}{''.join(_ALPHABET[word] for word in checksum)}"


def decode(text: str) -> tuple[str, bytes]:
    """Prefix in lower case and data of a Bech32 string, which is all upper or all lower case.

    Raises ValueError on mixed case, a strange character, a wrong checksum or padding bits that are not zero.
    """
    if not text.isascii() or text not in (text.lower(), text.upper()):
        raise ValueError("mixed case, or not ASCII")
    prefix, separator, tail = text.lower().rpartition("1")
    if not prefix or not separator or len(tail) < _CHECKSUM_LENGTH or not set(tail) <= set(_ALPHABET):
        raise ValueError("not Bech32")
    words = tail.encode().translate(_TO_WORDS)
    if not all("!" <= character <= "~" for character in prefix) or _polymod([*_expand(prefix), *words]) != 1:
        raise ValueError("wrong checksum")
    digits = tail[:-_CHECKSUM_LENGTH]
    length, spare = divmod(len(digits) * 5, 8)
    number = int(digits.translate(_TO_DIGITS) or "0", 32)
    if spare >= 5 or number & ((1 << spare) - 1):
        raise ValueError("padding is not zero")
    return prefix, (number >> spare).to_bytes(length, "big")


def _expand(prefix: str) -> list[int]:
    return [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]


def _polymod(words: Sequence[int]) -> int:
    state, rest = 1, iter(words)
    if len(words) % 2:
        state = _step(state, next(rest))
    for first, second in zip(rest, rest, strict=True):
        state = (state & 0xFFFFF) << 10 ^ first << 5 ^ second ^ _TWO_STEPS[state >> 20]
    return state


def _step(state: int, word: int) -> int:
    shifted = (state & 0x1FFFFFF) << 5 ^ word
    added = (generator for bit, generator in enumerate(_GENERATORS) if state >> 25 + bit & 1)
    return reduce(xor, added, shifted)


# What the ten bits add that two steps shift out. With every report taken in comes a recipient of 1951 words to check.
_TWO_STEPS = [_step(_step(out << 20, 0), 0) for out in range(1024)]
