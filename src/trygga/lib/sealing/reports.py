"""A concern, sealed by its writer to an organisation and opened there."""

import base64
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trygga.lib.sealing.age import check_recipient, generate_identity, recipient_of
from trygga.lib.sealing.envelope import Place, Purpose, check_body, open_envelope, seal_envelope
from trygga.lib.sealing.errors import MalformedEnvelope, TooLong, WrongHash
from trygga.lib.sealing.macs import digest, recipient_mac

if TYPE_CHECKING:
    from trygga.lib.receipts import ReceiptKeys  # which is built on this package

CHOICES: dict[str, frozenset[str]] = {
    "pathway": frozenset({"child", "adult", "self", "self_under_18"}),
    "happening": frozenset({"yes", "no", "unsure"}),
}
FREE_TEXTS = (
    "seen",
    "heard",
    "told",
    "believed",
    "when",
    "how_often",
    "municipality",
    "address",
    "door",
    "people",
    "interpreter",
    "contact",
)
CONCERN_FIELDS = (*CHOICES, "area", *FREE_TEXTS)
LONGEST_TEXT = 20_000  # characters, that is Unicode code points

_SLUG_OR_NOTHING = re.compile(r"(?:[a-z0-9]+(?:[-_][a-z0-9]+)*)?")
_KEY = 32


@dataclass(frozen=True, kw_only=True)
class SealedReport:
    """What leaves the sealer. The identity stays: with it the report can be sealed again to a newer epoch."""

    report: str
    report_identity: bytes
    sealed_report: bytes
    recipient: str
    recipient_mac: str
    lookup: str
    identity: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class OpenedReport:
    """What the receiving organisation reads. `dialogue_key` is K; `sealed_at` is the writer's clock."""

    identity: str = field(repr=False)
    recipient: str
    concern: dict[str, str] = field(repr=False)
    language: str
    sealed_at: str
    dialogue_key: bytes = field(repr=False)
    dialogue_recipient: str


def new_report_id() -> str:
    """128 random bits in hex: the only key of idempotency."""
    return secrets.token_hex(16)


def seal_report(
    concern: Mapping[str, str],
    *,
    place: Place,
    ring_recipient: str,
    receipt: "ReceiptKeys",
    language: str,
    sealed_at: datetime,
) -> SealedReport:
    """A concern sealed for `place`, whose report id and epoch say which report and which ring.

    Raises MalformedEnvelope or TooLong with the field of the concern, or whatever seal does.
    """
    check_concern(concern)
    identity = generate_identity()
    recipient = recipient_of(identity)
    body = {
        "concern": dict(concern),
        "dialogue": {"key": base64.b64encode(receipt.mac_key).decode(), "recipient": receipt.dialogue_recipient},
        "language": language,
        "sealed_at": _timestamp(sealed_at),
    }
    sealed = seal_envelope(Purpose.REPORT, place, body, [recipient])
    return SealedReport(
        report=place.report,
        report_identity=seal_report_identity(identity, sealed, place=place, ring_recipient=ring_recipient),
        sealed_report=sealed,
        recipient=recipient,
        recipient_mac=recipient_mac(receipt.mac_key, report=place.report, recipient=recipient),
        lookup=receipt.lookup,
        identity=identity,
    )


def seal_report_identity(identity: str, sealed_report: bytes, *, place: Place, ring_recipient: str) -> bytes:
    """The report identity for the ring of the place's epoch; made again when the epoch turns out to be newer."""
    body = {"identity": identity, "sealed_report": digest(sealed_report)}
    return seal_envelope(Purpose.REPORT_IDENTITY, place, body, [ring_recipient])


def open_report(report_identity: bytes, sealed_report: bytes, *, place: Place, ring_identity: str) -> OpenedReport:
    """The report of `place`, opened with the ring's identity of the place's epoch.

    Raises WrongHash if the report is not the one its identity was sealed with, or whatever open_envelope does.
    """
    wrapped = open_envelope(report_identity, ring_identity, Purpose.REPORT_IDENTITY, place)
    check_body(wrapped, {"identity": str, "sealed_report": str})
    if wrapped["sealed_report"] != digest(sealed_report):
        raise WrongHash("sealed_report")
    identity = wrapped["identity"]
    body = open_envelope(sealed_report, identity, Purpose.REPORT, place)
    check_body(body, {"concern": dict, "dialogue": dict, "language": str, "sealed_at": str})
    check_concern(body["concern"])
    check_body(body["dialogue"], {"key": str, "recipient": str})
    check_recipient(body["dialogue"]["recipient"])
    return OpenedReport(
        identity=identity,
        recipient=recipient_of(identity),
        concern=body["concern"],
        language=body["language"],
        sealed_at=body["sealed_at"],
        dialogue_key=key_from_base64(body["dialogue"]["key"], "key"),
        dialogue_recipient=body["dialogue"]["recipient"],
    )


def check_concern(concern: Mapping[str, Any]) -> None:
    """Raises MalformedEnvelope or TooLong with the field that breaks version 1 of a concern."""
    check_body(concern, dict.fromkeys(CONCERN_FIELDS, str))
    for name, choices in CHOICES.items():
        if concern[name] not in choices:
            raise MalformedEnvelope(name)
    if not _SLUG_OR_NOTHING.fullmatch(concern["area"]):
        raise MalformedEnvelope("area")
    for name in FREE_TEXTS:
        if len(concern[name]) > LONGEST_TEXT:
            raise TooLong(name)


def key_from_base64(text: str, field_name: str) -> bytes:
    """The 32 bytes of a MAC key inside an envelope. Raises MalformedEnvelope."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise MalformedEnvelope(field_name) from None
    if len(key) != _KEY:
        raise MalformedEnvelope(field_name)
    return key


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
