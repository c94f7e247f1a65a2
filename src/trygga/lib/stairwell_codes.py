"""Stairwell codes: seven random characters and a check character, the short address on one poster.

Nineteen characters: no vowels, and no digit that is read as one, so that codes spell no words; of characters that look
or sound alike only one. Nineteen is a prime, and each place has a weight of its own (an ISBN's way, modulo 19), so the
check catches every single wrong character and every two that stand in each other's place. A code tells nothing: it is
drawn from 893,871,739, not counted up.
"""

import secrets
import unicodedata

ALPHABET = "256789CDFHJKMPRTVWX"
LENGTH = 8
GROUP = 4
LONGEST_TYPED = 100
"""What is longer is no code, however many spaces stand in it."""

_TAKEN_FOR = {
    # What is typed for a character that looks or sounds like it, from a torn poster or on the phone.
    **dict.fromkeys("0OQ", "D"),
    **dict.fromkeys("UY", "V"),
    **dict.fromkeys("3B", "8"),
    "1": "7",
    "E": "F",
    "G": "6",
    "N": "M",
    "S": "5",
    "Z": "2",
    # The same shapes on a Cyrillic keyboard.
    **dict(zip("ВЕЗКМНОРСТУХ", "8F8KMHDPCTVX", strict=True)),
}
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PRIME = len(ALPHABET)


def new_code() -> str:
    """A new code: eight characters without hyphen."""
    return with_check_character("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def with_check_character(characters: str) -> str:
    """Seven characters of the alphabet and their check character."""
    return characters + ALPHABET[-_weighed(characters) * pow(LENGTH, -1, _PRIME) % _PRIME]


def tidy_code(typed: str) -> str | None:
    """The code of what somebody typed, in either case, with spaces, hyphens and look-alikes; None where none is."""
    if len(typed) > LONGEST_TYPED:
        return None
    shown = unicodedata.normalize("NFKC", typed).upper()
    read = "".join(_read(character) for character in shown if not _is_ignored(character))
    is_code = len(read) == LENGTH and _VALUES.keys() >= set(read) and _weighed(read) % _PRIME == 0
    return read if is_code else None


def grouped_code(code: str) -> str:
    """The code in two groups of four, to be printed and said."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def _read(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    plain = character if digit is None else str(digit)
    return _TAKEN_FOR.get(plain, plain)


def _is_ignored(character: str) -> bool:
    """White space, dashes, full stops, and the invisible marks that come along when right-to-left text is copied."""
    return character in "\t\n\v\f\r.\u2212" or unicodedata.category(character) in {"Zs", "Zl", "Zp", "Pd", "Cf"}


def _weighed(characters: str) -> int:
    return sum(place * _VALUES[character] for place, character in enumerate(characters, 1))
