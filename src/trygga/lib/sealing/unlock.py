"""From a member's unlock passphrase to the identity that opens the member's own."""

import base64
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from argon2.low_level import Type, hash_secret_raw

from trygga.lib.sealing.age import identity_from_seed
from trygga.lib.sealing.derivation import hkdf
from trygga.lib.sealing.errors import UnknownDerivation, WeakDerivation

KDF = "argon2id"
SALT = 16
LEAST_MEMORY = 19456  # KiB; with two passes the least that OWASP's password storage sheet allows
LEAST_PASSES = 2

# What JavaScript's \s matches. Python's own notion of white space differs, and both must derive the same key.
_WHITE_SPACE = re.compile("[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")


@dataclass(frozen=True, kw_only=True)
class UnlockParameters:
    """How a member's passphrase is stretched: 16 bytes of salt, memory in KiB, passes and lanes."""

    salt: bytes
    memory: int = 65536
    passes: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        if self.memory < LEAST_MEMORY:
            raise WeakDerivation("memory")
        if self.passes < LEAST_PASSES:
            raise WeakDerivation("passes")
        if len(self.salt) != SALT:
            raise WeakDerivation("salt")
        if self.lanes < 1:
            raise WeakDerivation("lanes")

    @classmethod
    def fresh(cls) -> Self:
        """Today's parameters with a new random salt."""
        return cls(salt=os.urandom(SALT))

    @classmethod
    def from_json(cls, parameters: Mapping[str, Any]) -> Self:
        """As they travel. Raises UnknownDerivation on another function or a missing part, or WeakDerivation."""
        for name, kind in {"kdf": str, "salt": str, "memory": int, "passes": int, "lanes": int}.items():
            if type(parameters.get(name)) is not kind:
                raise UnknownDerivation(name)
        if parameters["kdf"] != KDF:
            raise UnknownDerivation("kdf")
        try:
            salt = base64.b64decode(parameters["salt"], validate=True)
        except ValueError:
            raise UnknownDerivation("salt") from None
        return cls(salt=salt, memory=parameters["memory"], passes=parameters["passes"], lanes=parameters["lanes"])

    def to_json(self) -> dict[str, Any]:
        """As they travel."""
        salt = base64.b64encode(self.salt).decode()
        return {"kdf": KDF, "salt": salt, "memory": self.memory, "passes": self.passes, "lanes": self.lanes}


def tidy_passphrase(passphrase: str) -> str:
    """NFKC, lower case, trimmed, runs of white space as one space."""
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFKC", passphrase).lower()).strip(" ")


def unlock_identity(passphrase: str, parameters: UnlockParameters) -> str:
    """The hybrid identity of a passphrase: slow on purpose, tenths of a second."""
    root = hash_secret_raw(
        tidy_passphrase(passphrase).encode(),
        parameters.salt,
        time_cost=parameters.passes,
        memory_cost=parameters.memory,
        parallelism=parameters.lanes,
        hash_len=32,
        type=Type.ID,
    )
    return identity_from_seed(hkdf(root, b"trygga/unlock/1/identity"))
