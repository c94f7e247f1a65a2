"""What the browser sends: read strictly, since a stranger wrote every byte. Formats: docs/formats.md."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, fields
from typing import Any, Self

from trygga.directory.models import Pathway
from trygga.lib.sealing import LARGEST_FRAME, SealingError, check_recipient, check_sealed

HEX_32 = re.compile(r"[0-9a-f]{32}\Z")
HEX_64 = re.compile(r"[0-9a-f]{64}\Z")
SLUG = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
RECIPIENT = re.compile(r"age1pq1[a-z0-9]{1,4000}\Z")
SMALL_FRAME = 4096
"""Bytes of the only frame that a report identity or an opening record fills."""

MESSAGE_FRAME = 64 * 1024
"""Bytes of the largest frame that a message of 8,000 characters needs."""

MOST_MESSAGES = 500
"""Messages in one dialogue, in both directions together; what the writer sends ends long before."""

# A header has less than 1,700 bytes for each recipient, and every 64 KiB of a frame bring 16 more.
_AROUND_FRAME = 8 * 1024


class MalformedParcel(Exception):
    """The request does not follow the format; its text names the field, never its content."""


def read_json(body: bytes, keys: set[str]) -> dict[str, Any]:
    """The one JSON object in `body` with exactly these keys."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedParcel("not JSON") from None
    if not isinstance(found, dict) or set(found) != keys:
        raise MalformedParcel("keys")
    return found


def matching(found: dict[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    """The text at `key`, which the pattern must fit."""
    value = found[key]
    if not isinstance(value, str) or not pattern.match(value):
        raise MalformedParcel(key)
    return value


def number(found: dict[str, Any], key: str, *, most: int) -> int:
    """The whole number from 1 to `most` at `key`."""
    value = found[key]
    if type(value) is not int or not 1 <= value <= most:
        raise MalformedParcel(key)
    return value


def sealed_file(found: dict[str, Any], key: str, *, recipients: int, largest: int) -> bytes:
    """The age file at `key`, with a frame of at most `largest` bytes.

    Plain text, classical stanzas and odd sizes are refused without any key.
    """
    value = found[key]
    if not isinstance(value, str) or len(value) > (largest + _AROUND_FRAME) * 4 // 3:
        raise MalformedParcel(key)
    try:
        sealed = base64.b64decode(value, validate=True)
        check_sealed(sealed, recipients=recipients, largest=largest)
    except (binascii.Error, ValueError, SealingError):
        raise MalformedParcel(key) from None
    return sealed


@dataclass(frozen=True)
class ReportParcel:
    """A sealed report on the wire."""

    token: str
    counter: str
    report: str
    organisation: str
    unit: str
    epoch: int
    pathway: str
    area: str
    lookup: str
    recipient: str
    recipient_mac: str
    report_identity: bytes
    sealed_report: bytes

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises MalformedParcel."""
        found = read_json(body, {field.name for field in fields(cls)})
        if found["pathway"] not in Pathway.values:
            raise MalformedParcel("pathway")
        return cls(
            token=matching(found, "token", re.compile(r"[\w:.-]{1,400}\Z", re.ASCII)),
            counter=matching(found, "counter", re.compile(r"[0-9]{0,20}\Z")),
            report=matching(found, "report", HEX_32),
            organisation=matching(found, "organisation", SLUG),
            unit=matching(found, "unit", SLUG),
            epoch=number(found, "epoch", most=1_000_000),
            pathway=found["pathway"],
            area="" if found["area"] == "" else matching(found, "area", SLUG),
            lookup=matching(found, "lookup", HEX_64),
            recipient=_recipient(found),
            recipient_mac=matching(found, "recipient_mac", HEX_64),
            report_identity=sealed_file(found, "report_identity", recipients=1, largest=SMALL_FRAME),
            sealed_report=sealed_file(found, "sealed_report", recipients=1, largest=LARGEST_FRAME),
        )


@dataclass(frozen=True)
class AnswerParcel:
    """A message from the writer; `lookup` is the lookup id itself, which only the code gives."""

    lookup: str
    number: int
    sealed: bytes

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises MalformedParcel."""
        found = read_json(body, {field.name for field in fields(cls)})
        return cls(
            lookup=matching(found, "lookup", HEX_64),
            number=number(found, "number", most=MOST_MESSAGES),
            sealed=sealed_file(found, "sealed", recipients=1, largest=MESSAGE_FRAME),
        )


def read_lookup(body: bytes) -> str:
    """The lookup id with which a writer asks for the dialogue."""
    return matching(read_json(body, {"lookup"}), "lookup", HEX_64)


def _recipient(found: dict[str, Any]) -> str:
    recipient = matching(found, "recipient", RECIPIENT)
    try:
        check_recipient(recipient)
    except SealingError:
        raise MalformedParcel("recipient") from None
    return recipient
