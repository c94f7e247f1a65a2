"""Canonical bytes, MACs, dialogue keys and fingerprints on both sides."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.javascript import JavaScript, Refused, shared_vectors
from trygga.lib import sealing
from trygga.lib.sealing import macs

pytestmark = pytest.mark.no_database


VECTORS: dict[str, Any] = shared_vectors("macs")
ROOT = bytes.fromhex(VECTORS["root"])
MEMBERS = bytes.fromhex(VECTORS["members"])


@pytest.mark.parametrize("number", range(len(VECTORS["canonical"])))
def test_canonical_bytes_are_those_of_the_vectors(number: int, javascript: JavaScript) -> None:
    vector = VECTORS["canonical"][number]
    expected = bytes.fromhex(vector["bytes"])
    assert sealing.canonical(*vector["fields"]) == javascript("sealing", "canonical", *vector["fields"]) == expected


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_canonical_bytes_are_never_ambiguous(one: list[str], other: list[str]) -> None:
    assert (sealing.canonical(*one) == sealing.canonical(*other)) == (one == other)


def test_macs_are_those_of_the_vectors(javascript: JavaScript) -> None:
    report, recipient = VECTORS["report"], VECTORS["recipient"]
    assert macs.recipient_mac(ROOT, report=report, recipient=recipient) == VECTORS["recipient_mac"]
    assert javascript("sealing", "recipientMac", ROOT, report, recipient) == VECTORS["recipient_mac"]
    assert macs.opening_mac(MEMBERS, report=report, epoch=2, **VECTORS["hashes"]) == VECTORS["opening_mac"]
    hashes = [VECTORS["hashes"]["report_identity"], VECTORS["hashes"]["sealed_report"]]
    assert javascript("sealing", "mac", MEMBERS, "trygga/opening/1", report, 2, *hashes) == VECTORS["opening_mac"]


@pytest.mark.parametrize("number", [1, 2])
def test_message_macs_are_those_of_the_vectors(number: int, javascript: JavaScript) -> None:
    message, expected = VECTORS["message"], VECTORS["message_macs"][str(number)]
    key = macs.dialogue_key(ROOT, number)
    fields = [message[name] for name in ("direction", "number", "previous", "kind", "text")]
    assert macs.dialogue_mac(key, report=VECTORS["report"], key_number=number, **message) == expected
    assert javascript("sealing", "mac", key, "trygga/dialogue/1", VECTORS["report"], number, *fields) == expected


@pytest.mark.parametrize("number", [1, 2, 3, 10])
def test_dialogue_keys_are_those_of_the_vectors(number: int, javascript: JavaScript) -> None:
    expected = bytes.fromhex(VECTORS["dialogue_keys"][str(number)])
    assert sealing.dialogue_key(ROOT, number) == javascript("dialogue", "dialogueKey", ROOT, number) == expected


def test_there_is_no_dialogue_key_before_the_first() -> None:
    with pytest.raises(ValueError, match="0"):
        sealing.dialogue_key(ROOT, 0)


def test_fingerprints_are_those_of_the_vectors(javascript: JavaScript) -> None:
    recipient, expected = VECTORS["recipient"], VECTORS["fingerprint"]
    assert sealing.fingerprint(recipient) == javascript("rings", "fingerprint", recipient) == expected
    assert [len(group) for group in expected.split(" ")] == [4, 4, 4, 4]


def test_a_swapped_recipient_is_noticed(javascript: JavaScript) -> None:
    report, recipient, mac = VECTORS["report"], VECTORS["recipient"], VECTORS["recipient_mac"]
    other = sealing.recipient_of(sealing.generate_identity())
    sealing.check_report_recipient(ROOT, report=report, recipient=recipient, mac=mac)
    javascript("dialogue", "checkReportRecipient", ROOT, {"report": report, "recipient": recipient, "mac": mac})
    for changed in ({"recipient": other}, {"report": "ff" * 16}, {"mac": "00" * 32}, {"mac": ""}, {"mac": "é"}):
        given_row = {"report": report, "recipient": recipient, "mac": mac} | changed
        with pytest.raises(sealing.WrongMac):
            sealing.check_report_recipient(ROOT, **given_row)
        with pytest.raises(Refused, match="WrongMac"):
            javascript("dialogue", "checkReportRecipient", ROOT, given_row)
