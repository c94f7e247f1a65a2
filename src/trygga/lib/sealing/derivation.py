"""One secret from another."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(secret: bytes, label: bytes, *, salt: bytes | None = None) -> bytes:
    """32 bytes by HKDF-SHA256 (RFC 5869); our own formats use no salt."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=label).derive(secret)
