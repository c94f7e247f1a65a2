"""A unit's ring of keys, its members' identities, and the record of a report's first opening."""

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from trygga.lib.sealing.age import generate_identity, recipient_of
from trygga.lib.sealing.envelope import Place, Purpose, check_body, open_envelope, seal_envelope
from trygga.lib.sealing.errors import MalformedEnvelope, UnknownEpoch, WrongHash, WrongPlace
from trygga.lib.sealing.macs import check_mac, digest, opening_mac
from trygga.lib.sealing.reports import key_from_base64

MAC_KEY = 32


@dataclass(frozen=True, kw_only=True)
class Ring:
    """The keys of every epoch of a unit, from 1: identities, members' MAC keys, and others' pinned fingerprints."""

    identities: Mapping[int, str] = field(repr=False)
    mac_keys: Mapping[int, bytes] = field(repr=False)
    pinned: Mapping[str, str] = field(default_factory=dict)

    @property
    def epoch(self) -> int:
        """The newest epoch: what is sealed from now on."""
        return len(self.identities)

    @property
    def recipient(self) -> str:
        """The newest epoch's recipient: what writers seal to."""
        return recipient_of(self.identities[self.epoch])

    def identity(self, epoch: int) -> str:
        """The identity of an epoch. Raises UnknownEpoch."""
        if epoch not in self.identities:
            raise UnknownEpoch("epoch")
        return self.identities[epoch]

    def mac_key(self, epoch: int) -> bytes:
        """The members' MAC key of an epoch. Raises UnknownEpoch."""
        if epoch not in self.mac_keys:
            raise UnknownEpoch("epoch")
        return self.mac_keys[epoch]

    def turned(self) -> Self:
        """The ring with a new epoch, made when a member leaves; what was sealed before stays as it is."""
        return type(self)(
            identities={**self.identities, self.epoch + 1: generate_identity()},
            mac_keys={**self.mac_keys, self.epoch + 1: os.urandom(MAC_KEY)},
            pinned=self.pinned,
        )


def new_ring() -> Ring:
    """A ring with its first epoch."""
    return Ring(identities={}, mac_keys={}).turned()


def seal_member_identity(identity: str, *, member: str, place: Place, unlock_recipients: Sequence[str]) -> bytes:
    """A member's identity, for every way in that she has. `place` gives programme, organisation and unit."""
    body = {"member": member, "identity": identity}
    return seal_envelope(Purpose.MEMBER_IDENTITY, place.without_report(), body, unlock_recipients)


def open_member_identity(sealed: bytes, *, member: str, place: Place, unlock_identity: str) -> str:
    """The member's identity. Raises WrongKey for a wrong passphrase, WrongPlace for another member's file."""
    body = open_envelope(sealed, unlock_identity, Purpose.MEMBER_IDENTITY, place.without_report())
    check_body(body, {"member": str, "identity": str})
    if body["member"] != member:
        raise WrongPlace("member")
    identity: str = body["identity"]
    return identity


def seal_ring(ring: Ring, *, place: Place, recipient: str) -> bytes:
    """The ring for one member, or for the paper recovery key. `place` gives programme, organisation and unit."""
    body = {
        "identities": {str(epoch): identity for epoch, identity in ring.identities.items()},
        "mac_keys": {str(epoch): base64.b64encode(key).decode() for epoch, key in ring.mac_keys.items()},
        "pinned": dict(ring.pinned),
    }
    return seal_envelope(Purpose.RING, place.without_report(epoch=ring.epoch), body, [recipient])


def open_ring(sealed: bytes, *, place: Place, identity: str) -> Ring:
    """The ring of the place's unit and epoch; `identity` is the member's. Raises WrongPlace for an older ring."""
    body = open_envelope(sealed, identity, Purpose.RING, place.without_report(epoch=place.epoch))
    check_body(body, {"identities": dict, "mac_keys": dict, "pinned": dict})
    identities, mac_keys = _of_epochs(body, "identities", place.epoch), _of_epochs(body, "mac_keys", place.epoch)
    return Ring(
        identities=identities,
        mac_keys={epoch: key_from_base64(key, "mac_keys") for epoch, key in mac_keys.items()},
        pinned=body["pinned"],
    )


def seal_opening(ring: Ring, *, place: Place, report_identity: bytes, sealed_report: bytes) -> bytes:
    """The record of the first opening: from then on both files of the report are known by their hashes."""
    epoch, hashes = ring.epoch, {"report_identity": digest(report_identity), "sealed_report": digest(sealed_report)}
    mac = opening_mac(ring.mac_key(epoch), report=place.report, epoch=epoch, **hashes)
    return seal_envelope(Purpose.OPENING, place.of_epoch(epoch), {**hashes, "mac": mac}, [ring.recipient])


def check_opening(sealed: bytes, ring: Ring, *, place: Place, report_identity: bytes, sealed_report: bytes) -> None:
    """Raises WrongHash if a file of the report changed after the first opening, WrongMac if no member wrote the record.

    `place` holds the epoch of the record.
    """
    body = open_envelope(sealed, ring.identity(place.epoch), Purpose.OPENING, place)
    check_body(body, {"report_identity": str, "sealed_report": str, "mac": str})
    hashes = {"report_identity": body["report_identity"], "sealed_report": body["sealed_report"]}
    key = ring.mac_key(place.epoch)
    check_mac(body["mac"], opening_mac(key, report=place.report, epoch=place.epoch, **hashes))
    for name, blob in {"report_identity": report_identity, "sealed_report": sealed_report}.items():
        if hashes[name] != digest(blob):
            raise WrongHash(name)


def _of_epochs(body: Mapping[str, Any], name: str, epoch: int) -> dict[int, str]:
    """A ring's map from epoch to text, which has every epoch from 1 to its newest."""
    texts = body[name]
    if texts.keys() != {str(number) for number in range(1, epoch + 1)}:
        raise MalformedEnvelope(name)
    if not all(type(text) is str for text in texts.values()):
        raise MalformedEnvelope(name)
    return {number: texts[str(number)] for number in range(1, epoch + 1)}
