"""Rings, member identities and the record of the first opening, on both sides."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from tests.javascript import JavaScript
from tests.lib.sealed_cast import (
    PLACE,
    PLACE_IN_BROWSER,
    REPORT_IDENTITY,
    RING,
    RING_IN_BROWSER,
    SEALED_REPORT,
    STRANGER,
    VECTORS,
    refusal,
)
from trygga.lib import sealing

pytestmark = pytest.mark.no_database


UNLOCK, MEMBER = VECTORS["unlock_identity"], VECTORS["member_identity"]
SEALED_MEMBER = base64.b64decode(VECTORS["sealed_member_identity"])
SEALED_RING = base64.b64decode(VECTORS["sealed_ring"])
OPENING = base64.b64decode(VECTORS["opening"])
FILES = {"report_identity": REPORT_IDENTITY, "sealed_report": SEALED_REPORT}


def in_browser(place: sealing.Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in PLACE_IN_BROWSER}


def member_refusals(javascript: JavaScript, file: bytes, member: str, place: sealing.Place, identity: str) -> set[Any]:
    options = {"member": member, "place": in_browser(place), "unlockIdentity": identity}
    return {
        refusal(sealing.open_member_identity, file, member=member, place=place, unlock_identity=identity),
        refusal(javascript, "rings", "openMemberIdentity", file, options),
    }


def ring_refusals(
    javascript: JavaScript, file: bytes, place: sealing.Place = PLACE, identity: str = MEMBER
) -> set[Any]:
    return {
        refusal(sealing.open_ring, file, place=place, identity=identity),
        refusal(javascript, "rings", "openRing", file, {"place": in_browser(place), "identity": identity}),
    }


def opening_refusals(
    javascript: JavaScript, file: bytes, place: sealing.Place = PLACE, files: dict[str, bytes] = FILES
) -> set[tuple[str, str]]:
    options = {
        "place": in_browser(place),
        "reportIdentity": files["report_identity"],
        "sealedReport": files["sealed_report"],
    }
    return {
        refusal(sealing.check_opening, file, RING, place=place, **files),
        refusal(javascript, "rings", "checkOpening", file, RING_IN_BROWSER, options),
    }


def test_a_passphrase_leads_to_a_report(javascript: JavaScript) -> None:
    """The whole way in, as the inbox goes it, from what the demo command makes."""
    parameters = sealing.UnlockParameters(salt=b"s" * 16, memory=19456, passes=2)
    unlock = sealing.unlock_identity("sju lugna moln", parameters)
    kept = sealing.seal_member_identity(
        MEMBER, member="7", place=PLACE, unlock_recipients=[sealing.recipient_of(unlock)]
    )
    ring = sealing.seal_ring(RING, place=PLACE, recipient=sealing.recipient_of(MEMBER))
    place = in_browser(PLACE)

    way_in = javascript("rings", "unlockIdentity", " SJU lugna  moln", parameters.to_json())
    identity = javascript(
        "rings", "openMemberIdentity", kept, {"member": "7", "place": place, "unlockIdentity": way_in}
    )
    opened = javascript("rings", "openRing", ring, {"place": place, "identity": identity})
    report = javascript("rings", "openReport", REPORT_IDENTITY, SEALED_REPORT, {"place": place, "ring": opened})

    assert report["concern"] == VECTORS["concern"]
    assert javascript("rings", "ringRecipient", opened) == RING.recipient


def test_the_files_of_the_vectors_open_on_both_sides(javascript: JavaScript) -> None:
    place = in_browser(PLACE)
    options = {"member": "7", "place": place, "unlockIdentity": UNLOCK}
    assert sealing.open_member_identity(SEALED_MEMBER, member="7", place=PLACE, unlock_identity=UNLOCK) == MEMBER
    assert javascript("rings", "openMemberIdentity", SEALED_MEMBER, options) == MEMBER
    assert sealing.open_ring(SEALED_RING, place=PLACE, identity=MEMBER) == RING
    assert javascript("rings", "openRing", SEALED_RING, {"place": place, "identity": MEMBER}) == RING_IN_BROWSER


def test_member_identities_and_rings_may_be_stored() -> None:
    sealing.check_sealed(SEALED_MEMBER, recipients=1)
    sealing.check_sealed(SEALED_RING, recipients=1)
    sealing.check_sealed(OPENING, recipients=1)


def test_a_member_may_have_two_ways_in() -> None:
    ways = [sealing.generate_identity(), sealing.generate_identity()]
    recipients = [sealing.recipient_of(way) for way in ways]
    kept = sealing.seal_member_identity(MEMBER, member="7", place=PLACE, unlock_recipients=recipients)
    sealing.check_sealed(kept, recipients=2)
    opened = [sealing.open_member_identity(kept, member="7", place=PLACE, unlock_identity=way) for way in ways]
    assert opened == [MEMBER, MEMBER]


def test_a_wrong_passphrase_opens_nothing(javascript: JavaScript) -> None:
    assert member_refusals(javascript, SEALED_MEMBER, "7", PLACE, STRANGER) == {("WrongKey", "")}


def test_another_members_file_is_noticed(javascript: JavaScript) -> None:
    assert member_refusals(javascript, SEALED_MEMBER, "8", PLACE, UNLOCK) == {("WrongPlace", "member")}


def test_a_member_file_of_another_unit_is_noticed(javascript: JavaScript) -> None:
    elsewhere = replace(PLACE, unit="vuxen")
    assert member_refusals(javascript, SEALED_MEMBER, "7", elsewhere, UNLOCK) == {("WrongPlace", "unit")}


def test_a_ring_in_a_member_files_place_is_noticed(javascript: JavaScript) -> None:
    assert member_refusals(javascript, SEALED_RING, "7", PLACE, MEMBER) == {("WrongPurpose", "purpose")}


def test_an_old_ring_is_noticed(javascript: JavaScript) -> None:
    before = sealing.Ring(identities={1: RING.identity(1)}, mac_keys={1: RING.mac_key(1)})
    old = sealing.seal_ring(before, place=PLACE, recipient=sealing.recipient_of(MEMBER))
    assert ring_refusals(javascript, old) == {("WrongPlace", "epoch")}


def test_anothers_ring_does_not_open(javascript: JavaScript) -> None:
    assert ring_refusals(javascript, SEALED_RING, identity=STRANGER) == {("WrongKey", "")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"identities": {"1": MEMBER}}, ("MalformedEnvelope", "identities")),
        ({"identities": {"1": MEMBER, "3": MEMBER}}, ("MalformedEnvelope", "identities")),
        ({"identities": {"1": MEMBER, "2": 2}}, ("MalformedEnvelope", "identities")),
        ({"mac_keys": {"1": "AAAA", "2": "AAAA"}}, ("MalformedEnvelope", "mac_keys")),
        ({"mac_keys": []}, ("MalformedEnvelope", "mac_keys")),
        ({"pinned": None}, ("MalformedEnvelope", "pinned")),
        ({"epochs": 2}, ("MalformedEnvelope", "epochs")),
    ],
)
def test_a_malformed_ring_is_refused(change: dict[str, Any], expected: tuple[str, str], javascript: JavaScript) -> None:
    key = base64.b64encode(bytes(32)).decode()
    body = {"identities": {"1": MEMBER, "2": MEMBER}, "mac_keys": {"1": key, "2": key}, "pinned": {}} | change
    place = PLACE.without_report(epoch=2)
    file = sealing.seal_envelope(sealing.Purpose.RING, place, body, [sealing.recipient_of(MEMBER)])
    assert ring_refusals(javascript, file) == {expected}


def test_a_turned_ring_keeps_every_former_key() -> None:
    ring = sealing.new_ring()
    turned = ring.turned()
    assert (ring.epoch, turned.epoch) == (1, 2)
    assert (turned.identity(1), turned.mac_key(1)) == (ring.identity(1), ring.mac_key(1))
    assert turned.recipient not in {ring.recipient, sealing.new_ring().recipient}


def test_a_former_members_ring_opens_nothing_new() -> None:
    hers = sealing.new_ring()
    newer = hers.turned()
    sealed = sealing.seal_report_identity(
        MEMBER, SEALED_REPORT, place=PLACE.of_epoch(2), ring_recipient=newer.recipient
    )
    assert refusal(hers.identity, 2) == ("UnknownEpoch", "epoch")
    assert refusal(hers.mac_key, 2) == ("UnknownEpoch", "epoch")
    assert refusal(sealing.unseal, sealed, [hers.identity(1)]) == ("WrongKey", "")


def test_the_paper_opens_the_ring() -> None:
    paper = sealing.generate_identity()
    sealed = sealing.seal_ring(RING, place=PLACE, recipient=sealing.recipient_of(paper))
    assert sealing.open_ring(sealed, place=PLACE, identity=paper) == RING


def test_the_first_opening_is_recorded_on_both_sides(javascript: JavaScript) -> None:
    options = {"place": PLACE_IN_BROWSER, "reportIdentity": REPORT_IDENTITY, "sealedReport": SEALED_REPORT}
    there = javascript("rings", "sealOpening", RING_IN_BROWSER, options)
    here = sealing.seal_opening(RING, place=PLACE, **FILES)
    for file in (OPENING, here, there):
        sealing.check_sealed(file, recipients=1)
        assert opening_refusals(javascript, file) == {("", "")}


def test_an_opening_is_recorded_under_the_newest_epoch() -> None:
    file = sealing.seal_opening(RING, place=PLACE.of_epoch(1), **FILES)
    assert refusal(sealing.check_opening, file, RING, place=PLACE.of_epoch(2), **FILES) == ("", "")


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_changed_after_the_first_opening_is_noticed(name: str, javascript: JavaScript) -> None:
    assert opening_refusals(javascript, OPENING, files=FILES | {name: FILES[name] + b"\0"}) == {("WrongHash", name)}


def test_a_record_that_no_member_wrote_is_noticed(javascript: JavaScript) -> None:
    forger = replace(RING, mac_keys={1: bytes(32), 2: bytes(32)})
    forged = sealing.seal_opening(forger, place=PLACE, **FILES)
    assert opening_refusals(javascript, forged) == {("WrongMac", "mac")}


def test_a_record_of_another_report_is_noticed(javascript: JavaScript) -> None:
    elsewhere = replace(PLACE, report="ff" * 16)
    assert opening_refusals(javascript, OPENING, elsewhere) == {("WrongPlace", "report")}


def test_rings_do_not_show_their_keys() -> None:
    assert [key for key in (RING.identity(1), repr(RING.mac_key(1))) if key in repr(RING)] == []
