"""Secrets that the server must be able to use, kept so that a copy of the database alone does not give them away."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was made under another secret key, or changed."""


def encrypt(text: str) -> str:
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The text that `encrypt` was given. Raises Unreadable."""
    try:
        return _cipher(settings.SECRET_KEY).decrypt(text).decode()
    except InvalidToken as error:
        raise Unreadable from error


@lru_cache
def _cipher(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(secret, "secrets at rest")))


@lru_cache
def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose alone; from one key derived so, neither another nor the secret follows."""
    return HKDF(SHA256(), 32, salt=None, info=f"trygga accounts: {purpose}".encode()).derive(secret.encode())
