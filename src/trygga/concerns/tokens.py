"""Form tokens and proof of work: they slow a flood down and put a label on, and never refuse anyone."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.core import signing

SALT = "trygga.form"
LIFETIME_SECONDS = 24 * 60 * 60
WRITE = "write"


def new_token() -> dict[str, str | int]:
    """A `token` for one write page, and the `bits` of work that it asks for."""
    bits: int = settings.PROOF_BITS
    content = {"purpose": WRITE, "bits": bits, "nonce": secrets.token_hex(16)}
    return {"token": signing.dumps(content, salt=SALT), "bits": bits}


def bits_of(token: str) -> int | None:
    """The difficulty that a token asks for; None where it is too old or not ours."""
    try:
        content = signing.loads(token, salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return None
    return int(content["bits"]) if content.get("purpose") == WRITE else None


def is_proven(token: str, report: str, counter: str, bits: int) -> bool:
    """Whether SHA-256 over token, report and counter begins with `bits` zero bits."""
    digest = sha256(f"{token}.{report}.{counter}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
