"""Bech32 as age uses it: BIP 173 without the limit of 90 characters."""

from collections.abc import Iterable

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6


def encode(prefix: str, data: bytes) -> str:
    """The Bech32 string of `data` in lower case."""
    words = list(_regroup(data, 8, 5))
    if len(data) * 8 % 5:
        words.append((data[-1] << (5 - len(data) * 8 % 5)) & 31)
    remainder = _polymod([*_expand(prefix), *words, *[0] * _CHECKSUM_LENGTH]) ^ 1
    checksum = [(remainder >> 5 * (_CHECKSUM_LENGTH - 1 - i)) & 31 for i in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + "".join(_ALPHABET[word] for word in [*words, *checksum])


def decode(text: str) -> tuple[str, bytes]:
    """Prefix in lower case and data of a Bech32 string, which is all upper or all lower case.

    Raises ValueError on mixed case, a strange character, a wrong checksum or padding bits that are not zero.
    """
    if not text.isascii() or text not in (text.lower(), text.upper()):
        raise ValueError("mixed case, or not ASCII")
    prefix, separator, tail = text.lower().rpartition("1")
    if not prefix or not separator or len(tail) < _CHECKSUM_LENGTH or not set(tail) <= _VALUES.keys():
        raise ValueError("not Bech32")
    words = [_VALUES[character] for character in tail]
    if not all("!" <= character <= "~" for character in prefix) or _polymod([*_expand(prefix), *words]) != 1:
        raise ValueError("wrong checksum")
    words = words[:-_CHECKSUM_LENGTH]
    spare = len(words) * 5 % 8
    if spare >= 5 or (words and words[-1] & ((1 << spare) - 1)):
        raise ValueError("padding is not zero")
    return prefix, bytes(_regroup(words, 5, 8))


def _expand(prefix: str) -> list[int]:
    return [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]


def _polymod(words: Iterable[int]) -> int:
    state = 1
    for word in words:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                state ^= generator
    return state


def _regroup(values: Iterable[int], width_in: int, width_out: int) -> Iterable[int]:
    """Whole groups of `width_out` bits; what is left over is the caller's."""
    held = bits = 0
    for value in values:
        held = (held << width_in | value) & 0xFFF
        bits += width_in
        while bits >= width_out:
            bits -= width_out
            yield held >> bits & ((1 << width_out) - 1)
