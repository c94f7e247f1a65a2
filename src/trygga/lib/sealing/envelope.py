"""Envelopes: what a plaintext says about where it belongs, checked by whoever opens it.

age has no associated data, so a server could otherwise put one sealed file in another's place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from trygga.lib.sealing.age import seal, unseal
from trygga.lib.sealing.errors import MalformedEnvelope, WrongPlace, WrongPurpose, WrongVersion
from trygga.lib.sealing.frames import pad, unpad

SCHEMA = 1
VERSION = 1


class Purpose(StrEnum):
    """What a sealed thing is for (docs/formats.md)."""

    REPORT_IDENTITY = "report-identity"
    REPORT = "report"
    OPENING = "opening"
    MEMBER_IDENTITY = "member-identity"
    RING = "ring"
    DIALOGUE = "dialogue"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an organisation's sealed thing lies: what its opener knows beforehand.

    Slugs of programme, organisation and unit; `epoch` from 1, or 0 where no ring is meant; the report id in hex, or "".
    """

    programme: str
    organisation: str
    unit: str
    epoch: int = 0
    report: str = ""

    def of_epoch(self, epoch: int) -> Self:
        """The same place under another epoch."""
        return replace(self, epoch=epoch)

    def without_report(self, *, epoch: int = 0) -> Self:
        """The unit's own place, where member identities (epoch 0) and rings lie."""
        return replace(self, epoch=epoch, report="")


def build_envelope(purpose: Purpose, place: Place, body: Mapping[str, Any]) -> dict[str, Any]:
    """The envelope of `body` to an organisation."""
    return {**_expected(purpose, place), "body": body}


def check_envelope(envelope: Mapping[str, Any], purpose: Purpose, place: Place) -> dict[str, Any]:
    """The body of an organisation's envelope that belongs at `place`.

    A report keeps the epoch of its first sealing, so there any epoch from 1 to the place's is right.
    Raises WrongPurpose, MalformedEnvelope, WrongVersion or WrongPlace, with the key that is wrong.
    """
    epoch = envelope.get("epoch")
    if purpose is Purpose.REPORT and type(epoch) is int and 1 <= epoch <= place.epoch:
        place = place.of_epoch(epoch)
    return check_keys(envelope, _expected(purpose, place))


def check_keys(envelope: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """The body of an envelope whose every other key equals `expected`, in value and type."""
    if envelope.get("purpose") != expected["purpose"]:
        raise WrongPurpose("purpose")
    for key in sorted(envelope.keys() ^ {*expected, "body"}):
        raise MalformedEnvelope(key)
    for key, value in expected.items():
        if type(envelope[key]) is not type(value) or envelope[key] != value:
            raise (WrongVersion if key in {"schema", "version"} else WrongPlace)(key)
    body = envelope["body"]
    if not isinstance(body, dict):
        raise MalformedEnvelope("body")
    return body


def seal_envelope(purpose: Purpose, place: Place, body: Mapping[str, Any], recipients: Sequence[str]) -> bytes:
    """The age file of a padded envelope."""
    return seal(pad(build_envelope(purpose, place, body)), recipients)


def open_envelope(sealed: bytes, identity: str, purpose: Purpose, place: Place) -> dict[str, Any]:
    """The body of a sealed envelope that belongs at `place`. Raises whatever unseal, unpad and check_envelope do."""
    return check_envelope(unpad(unseal(sealed, [identity])), purpose, place)


def check_body(body: Mapping[str, Any], types: Mapping[str, type]) -> None:
    """Raises MalformedEnvelope unless the body has exactly these keys with values of exactly these types."""
    for key in sorted(body.keys() ^ types.keys()):
        raise MalformedEnvelope(key)
    for key, kind in types.items():
        if type(body[key]) is not kind:
            raise MalformedEnvelope(key)


def _expected(purpose: Purpose, place: Place) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "purpose": str(purpose),
        "programme": place.programme,
        "organisation": place.organisation,
        "unit": place.unit,
        "epoch": place.epoch,
        "report": place.report,
        "version": VERSION,
    }
