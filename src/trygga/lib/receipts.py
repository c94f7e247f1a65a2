"""Receipt codes: 24 digits that open a dialogue, and the keys that come of them.

23 digits are random (76 bits), the last is a check digit after Damm ("Total anti-symmetrische Quasigruppen", 2004),
which catches every single wrong digit and every swap of neighbours. A code is language-free and can be said aloud.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw

from trygga.lib.sealing.age import identity_from_seed, recipient_of
from trygga.lib.sealing.derivation import hkdf

LENGTH = 24
GROUP = 4

_QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
# Constants of receipt version 1: to change one is to end every dialogue.
_SALT = hashlib.sha256(b"trygga/receipt/1").digest()[:16]
_MEMORY = 19456
_PASSES = 2


class ReceiptError(Exception):
    """What was typed is no receipt code. The class name is the error's code, in JavaScript as well."""

    @property
    def code(self) -> str:
        """The cause, in one word."""
        return type(self).__name__


class WrongCharacter(ReceiptError):
    """There is something else than digits, spaces, hyphens and full stops."""


class WrongLength(ReceiptError):
    """There are fewer or more than 24 digits."""


class WrongCheckDigit(ReceiptError):
    """A digit was mistyped, or two stand in each other's place."""


@dataclass(frozen=True, kw_only=True)
class ReceiptKeys:
    """What a receipt code opens: 32 bytes that find the dialogue, its identity, and K, the key of its MACs."""

    lookup_id: bytes = field(repr=False)
    dialogue_identity: str = field(repr=False)
    dialogue_recipient: str
    mac_key: bytes = field(repr=False)

    @property
    def lookup(self) -> str:
        """What the row stores: SHA-256 of the lookup id, in hex."""
        return lookup_hash(self.lookup_id)


def new_code() -> str:
    """A new receipt code: 24 ASCII digits."""
    return with_check_digit(f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}}")


def with_check_digit(digits: str) -> str:
    """23 ASCII digits and their check digit."""
    interim = _interim(digits)
    return digits + str(interim)  # the quasigroup's diagonal is zero, so the interim digit is the check digit


def tidy_code(typed: str) -> str:
    """The 24 ASCII digits of what a person typed, in any digits of Unicode, with spaces, hyphens and full stops.

    Raises WrongCharacter, WrongLength or WrongCheckDigit.
    """
    kept = [character for character in typed if not _is_ignored(character)]
    if not all(character.isdecimal() for character in kept):
        raise WrongCharacter
    if len(kept) != LENGTH:
        raise WrongLength
    digits = "".join(str(unicodedata.decimal(character)) for character in kept)
    if _interim(digits) != 0:
        raise WrongCheckDigit
    return digits


def grouped_code(code: str) -> str:
    """The code in six groups of four, to be shown and said."""
    return " ".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def contains_code(text: str) -> bool:
    """Whether a receipt code stands in a text, which must then not be sent: the code opens the dialogue."""
    shown = "".join(character for character in text if not _is_ignored(character))
    for run in re.findall(rf"\d{{{LENGTH},}}", shown):
        digits = "".join(str(unicodedata.decimal(character)) for character in run)
        if any(_interim(digits[start : start + LENGTH]) == 0 for start in range(len(digits) - LENGTH + 1)):
            return True
    return False


def derive_keys(code: str) -> ReceiptKeys:
    """The keys of a tidy code: slow on purpose, some hundredths of a second and 19 MiB."""
    root = hash_secret_raw(
        code.encode("ascii"), _SALT, time_cost=_PASSES, memory_cost=_MEMORY, parallelism=1, hash_len=32, type=Type.ID
    )
    identity = identity_from_seed(hkdf(root, b"trygga/receipt/1/dialogue"))
    return ReceiptKeys(
        lookup_id=hkdf(root, b"trygga/receipt/1/lookup"),
        dialogue_identity=identity,
        dialogue_recipient=recipient_of(identity),
        mac_key=hkdf(root, b"trygga/receipt/1/mac"),
    )


def lookup_hash(lookup_id: bytes) -> str:
    """What the row stores of a lookup id."""
    return hashlib.sha256(lookup_id).hexdigest()


def _is_ignored(character: str) -> bool:
    """White space, dashes, full stops, and the invisible marks that come along when right-to-left text is copied."""
    return character in "\t\n\v\f\r.\u2212" or unicodedata.category(character) in {"Zs", "Zl", "Zp", "Pd", "Cf"}


def _interim(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = int(_QUASIGROUP[interim][int(digit)])
    return interim
