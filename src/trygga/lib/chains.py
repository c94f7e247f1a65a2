"""Links of a hash chain: each covers what it links and the hash before, so whoever keeps one hash can tell the rest.

The format stands in docs/formats.md, with vectors; another program can verify a log by it.
"""

import base64
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from trygga.lib.sealing import canonical

NO_PREVIOUS = "0" * 64
SHORT_BYTES = 10
GROUP = 4


def link_hash(previous: str, *, chain: int, number: int, values: Iterable[int | str | date | None]) -> str:
    """The hash of the link with this number, in hex; `previous` is that of the link before, or NO_PREVIOUS.

    `values` are those of what is linked: numbers, texts, days, and None for what is empty.
    """
    fields = ["" if value is None else str(value) for value in values]
    return sha256(canonical("trygga/audit-link/1", chain, number, previous, *fields)).hexdigest()


def short_form(hashed: str) -> list[str]:
    """The first 80 bits of a hash in hex as four groups of four, to be said and compared."""
    text = base64.b32encode(bytes.fromhex(hashed)[:SHORT_BYTES]).decode().lower()
    return [text[start : start + GROUP] for start in range(0, len(text), GROUP)]
