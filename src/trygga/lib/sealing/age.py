"""Hybrid age files, version 1, and no others.

Source: the age specification of C2SP (`age.md`), recipient type MLKEM768-X25519. Classical recipients, passphrases,
tags, plugins and armor are refused on writing and on reading. When a well-kept Python library does hybrid age, it
replaces this module.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from trygga.lib.sealing import bech32
from trygga.lib.sealing.derivation import hkdf
from trygga.lib.sealing.errors import (
    DamagedHeader,
    DamagedPayload,
    ForeignRecipient,
    MalformedFile,
    MalformedKey,
    NoRecipients,
    NotSealed,
    WrongKey,
)

CHUNK = 64 * 1024
TAG = 16
NONCE = 16
SEED = 32

_VERSION = b"age-encryption.org/v1\n"
_KIND = b"mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"
_RECIPIENT_PREFIX = "age1pq"
_IDENTITY_PREFIX = "age-secret-key-pq-"
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184
_PUBLIC = _MLKEM_PUBLIC + 32
_ENCAPSULATED = 1120
_FILE_KEY = 16
_STANZA = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)")
_END = re.compile(rb"---( ([A-Za-z0-9+/]{43})\n)")
_suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class Header:
    """A header whose syntax holds and whose stanzas are all hybrid; nothing is authenticated yet."""

    stanzas: tuple[bytes, ...]  # each: encapsulated key and wrapped file key
    signed: bytes  # what the MAC covers
    mac: bytes
    length: int


def generate_identity() -> str:
    """A new random hybrid identity, `AGE-SECRET-KEY-PQ-1...`."""
    return identity_from_seed(os.urandom(SEED))


def identity_from_seed(seed: bytes) -> str:
    """The hybrid identity of a secret 32-byte seed. Raises MalformedKey on another length."""
    if len(seed) != SEED:
        raise MalformedKey("seed")
    return bech32.encode(_IDENTITY_PREFIX, seed).upper()


def recipient_of(identity: str) -> str:
    """The public recipient, `age1pq1...`, of an identity. Raises ForeignRecipient or MalformedKey."""
    mlkem, x25519 = _halves(identity)
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return bech32.encode(_RECIPIENT_PREFIX, public)


def check_recipient(recipient: str) -> None:
    """Raises ForeignRecipient or MalformedKey if the text is no hybrid recipient."""
    _public_key(recipient)


def seal(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    """An age file that each of the recipients opens.

    Raises NoRecipients, ForeignRecipient (a recipient of another kind) or MalformedKey.
    """
    if not recipients:
        raise NoRecipients
    keys = [_public_key(recipient) for recipient in recipients]
    file_key = os.urandom(_FILE_KEY)
    signed = _VERSION + b"".join(_stanza(_suite.encrypt(file_key, key, _INFO)) for key in keys) + b"---"
    nonce = os.urandom(NONCE)
    cipher = ChaCha20Poly1305(hkdf(file_key, b"payload", salt=nonce))
    chunks = (cipher.encrypt(counter, chunk, None) for counter, chunk in _chunks(plaintext, CHUNK))
    return b"".join([signed, b" ", _base64(_header_mac(file_key, signed)), b"\n", nonce, *chunks])


def unseal(sealed: bytes, identities: Sequence[str]) -> bytes:
    """The plaintext, only after the last byte has been verified.

    Raises NotSealed, MalformedFile, ForeignRecipient, MalformedKey, WrongKey, DamagedHeader or DamagedPayload.
    """
    header = parse_header(sealed)
    file_key = _unwrap(header.stanzas, [MLKEM768X25519PrivateKey(*_halves(identity)) for identity in identities])
    if not hmac.compare_digest(header.mac, _header_mac(file_key, header.signed)):
        raise DamagedHeader
    nonce, payload = sealed[header.length :][:NONCE], sealed[header.length + NONCE :]
    cipher = ChaCha20Poly1305(hkdf(file_key, b"payload", salt=nonce))
    if len(payload) > TAG and len(payload) % (CHUNK + TAG) == TAG:
        raise DamagedPayload  # an empty last chunk
    try:
        chunks = [cipher.decrypt(counter, chunk, None) for counter, chunk in _chunks(payload, CHUNK + TAG)]
    except InvalidTag:
        raise DamagedPayload from None
    return b"".join(chunks)


def parse_header(sealed: bytes) -> Header:
    """The header of an age file, without opening it. Raises NotSealed, MalformedFile or ForeignRecipient."""
    if not sealed.startswith(_VERSION):
        raise NotSealed
    found, position = [], len(_VERSION)
    while stanza := _STANZA.match(sealed, position):
        found.append((stanza[1].split(b" "), _unbase64(stanza[2].replace(b"\n", b""))))
        position = stanza.end()
    end = _END.match(sealed, position)
    if not found or not end:
        raise MalformedFile
    if any(arguments[0] != _KIND for arguments, _ in found):
        raise ForeignRecipient
    stanzas = tuple(_wrapped_key(arguments, body) for arguments, body in found)
    return Header(stanzas=stanzas, signed=sealed[: end.start(1)], mac=_unbase64(end[2]), length=end.end())


def plaintext_size(payload: int) -> int | None:
    """How many bytes of plaintext a payload of that many bytes (nonce not counted) holds; None if none gives it."""
    chunks = -(-payload // (CHUNK + TAG))
    size = payload - TAG * chunks
    is_possible = size >= 0 and chunks == max(1, -(-size // CHUNK))
    return size if is_possible else None


def _halves(identity: str) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if not identity.startswith(_IDENTITY_PREFIX.upper() + "1"):
        raise ForeignRecipient("identity")
    seed = _bech32_data(identity, SEED, "identity")
    secrets = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(secrets[:_MLKEM_SEED])
    return mlkem, X25519PrivateKey.from_private_bytes(secrets[_MLKEM_SEED:])


@lru_cache(maxsize=1024)
def _public_key(recipient: str) -> MLKEM768X25519PublicKey:
    if not recipient.startswith(_RECIPIENT_PREFIX + "1"):
        raise ForeignRecipient("recipient")
    data = _bech32_data(recipient, _PUBLIC, "recipient")
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(data[:_MLKEM_PUBLIC])
    except ValueError:
        raise MalformedKey("recipient") from None
    return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(data[_MLKEM_PUBLIC:]))


def _bech32_data(text: str, length: int, field: str) -> bytes:
    try:
        _, data = bech32.decode(text)
    except ValueError:
        raise MalformedKey(field) from None
    if len(data) != length:
        raise MalformedKey(field)
    return data


def _unwrap(stanzas: Sequence[bytes], keys: Sequence[MLKEM768X25519PrivateKey]) -> bytes:
    for key in keys:
        for stanza in stanzas:
            try:
                return _suite.decrypt(stanza, key, _INFO)
            except (InvalidTag, ValueError):
                continue
    raise WrongKey


def _stanza(wrapped: bytes) -> bytes:
    enc, body = wrapped[:_ENCAPSULATED], wrapped[_ENCAPSULATED:]
    return b"-> %s %s\n%s\n" % (_KIND, _base64(enc), _base64(body))


def _wrapped_key(arguments: Sequence[bytes], body: bytes) -> bytes:
    if len(arguments) != 2:
        raise MalformedFile
    enc = _unbase64(arguments[1])
    # The body's length is checked before anything is decrypted: no partitioning oracle.
    if len(enc) != _ENCAPSULATED or len(body) != _FILE_KEY + TAG:
        raise MalformedFile
    return enc + body


def _header_mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"header"), signed, "sha256")


def _chunks(data: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Nonce and bytes of every chunk: 11 bytes of counter, then 1 on the last one and 0 before."""
    starts = range(0, max(len(data), 1), size)
    for counter, start in enumerate(starts):
        yield counter.to_bytes(11, "big") + bytes([start == starts[-1]]), data[start : start + size]


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unbase64(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise MalformedFile from None
    if _base64(data) != text:
        raise MalformedFile  # not canonical
    return data
