"""Canonical bytes, MACs, hashes of sealed files, and fingerprints."""

import base64
import hashlib
import hmac
import struct

from trygga.lib.sealing.derivation import hkdf
from trygga.lib.sealing.errors import MalformedFrame, WrongMac

NO_PREVIOUS = "0" * 64


def canonical(*fields: str | int) -> bytes:
    """Each field's length in bytes (4, big-endian) and its UTF-8 bytes; integers in decimal. Never ambiguous.

    Raises MalformedFrame if a text is not valid Unicode: it could not be framed either.
    """
    try:
        texts = [str(field).encode() for field in fields]
    except UnicodeEncodeError:
        raise MalformedFrame("unicode") from None
    return b"".join(struct.pack(">I", len(text)) + text for text in texts)


def digest(sealed: bytes) -> str:
    """SHA-256 of an age file in hex: its name in other sealed files."""
    return hashlib.sha256(sealed).hexdigest()


def recipient_mac(key: bytes, *, report: str, recipient: str) -> str:
    """The MAC by which the writer's browser knows the report's recipient; `key` is K of the receipt code."""
    return _mac(key, "trygga/report-recipient/1", report, recipient)


def check_report_recipient(key: bytes, *, report: str, recipient: str, mac: str) -> None:
    """Raises WrongMac unless the writer herself named this recipient; `key` is K. Checked before she seals to it."""
    check_mac(mac, recipient_mac(key, report=report, recipient=recipient))


def dialogue_mac(
    key: bytes, *, report: str, key_number: int, direction: str, number: int, previous: str, kind: str, text: str
) -> str:
    """The MAC of a dialogue message; `key` is the dialogue key of that number."""
    return _mac(key, "trygga/dialogue/1", report, key_number, direction, number, previous, kind, text)


def opening_mac(key: bytes, *, report: str, epoch: int, report_identity: str, sealed_report: str) -> str:
    """The MAC of the record of a first opening; `key` is the members' of that epoch, the hashes are in hex."""
    return _mac(key, "trygga/opening/1", report, epoch, report_identity, sealed_report)


def check_mac(found: str, expected: str) -> None:
    """Raises WrongMac unless the two are equal, in constant time."""
    if not hmac.compare_digest(found.encode(), expected.encode()):
        raise WrongMac("mac")


def dialogue_key(root: bytes, number: int) -> bytes:
    """The dialogue key with that number, from 1; `root` is K, which is also the first."""
    if number < 1:
        raise ValueError(number)
    return root if number == 1 else hkdf(root, f"trygga/dialogue-key/1/{number}".encode())


def fingerprint(recipient: str) -> str:
    """80 bits of a recipient's hash as four groups of four, to be compared by voice."""
    hashed = hashlib.sha256(canonical("trygga/fingerprint/1", recipient)).digest()
    text = base64.b32encode(hashed[:10]).decode().lower()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _mac(key: bytes, *fields: str | int) -> str:
    return hmac.digest(key, canonical(*fields), "sha256").hex()
