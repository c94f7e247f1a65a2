"""Reports: sealed on either side, opened on either side, and by a program that is not ours."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.javascript import JavaScript
from tests.lib.sealed_cast import (
    CONCERN,
    PLACE,
    PLACE_IN_BROWSER,
    REPORT_IDENTITY,
    RING,
    RING_IN_BROWSER,
    SEALED_REPORT,
    STRANGER,
    VECTORS,
    WRITER,
    WRITER_IN_BROWSER,
    refusal,
)
from tests.node import RunNode
from trygga.lib import sealing

pytestmark = pytest.mark.no_database


AT = datetime(2026, 11, 23, 3, 14, 5, 678901, tzinfo=timezone(timedelta(hours=1)))
IDENTITY = VECTORS["identity"]


def sealed_here(concern: dict[str, str] = CONCERN, place: sealing.Place = PLACE) -> sealing.SealedReport:
    return sealing.seal_report(
        concern, place=place, ring_recipient=RING.recipient, receipt=WRITER, language="sv", sealed_at=AT
    )


def sealed_in_browser(javascript: JavaScript, concern: dict[str, Any] = CONCERN) -> dict[str, Any]:
    options = {
        "place": PLACE_IN_BROWSER,
        "ringRecipient": RING.recipient,
        "receipt": WRITER_IN_BROWSER,
        "language": "sv",
        "sealedAt": AT,
    }
    sealed: dict[str, Any] = javascript("sealing", "sealReport", concern, options)
    return sealed


def opened_here(wrapped: bytes, sealed: bytes, place: sealing.Place = PLACE) -> sealing.OpenedReport:
    return sealing.open_report(wrapped, sealed, place=place, ring_identity=RING.identity(place.epoch))


def opened_in_browser(javascript: JavaScript, wrapped: bytes, sealed: bytes) -> dict[str, Any]:
    opened: dict[str, Any] = javascript(
        "rings", "openReport", wrapped, sealed, {"place": PLACE_IN_BROWSER, "ring": RING_IN_BROWSER}
    )
    return opened


def both_refusals(
    javascript: JavaScript, wrapped: bytes, sealed: bytes, place: sealing.Place = PLACE
) -> list[tuple[str, str]]:
    in_browser = {"place": {**PLACE_IN_BROWSER, "epoch": place.epoch, "report": place.report}, "ring": RING_IN_BROWSER}
    return [
        refusal(opened_here, wrapped, sealed, place),
        refusal(javascript, "rings", "openReport", wrapped, sealed, in_browser),
    ]


def test_the_report_of_the_vectors_opens_on_both_sides(javascript: JavaScript) -> None:
    here = opened_here(REPORT_IDENTITY, SEALED_REPORT)
    there = opened_in_browser(javascript, REPORT_IDENTITY, SEALED_REPORT)
    assert here == sealing.OpenedReport(
        identity=IDENTITY,
        recipient=VECTORS["report"]["recipient"],
        concern=CONCERN,
        language="sv",
        sealed_at="2026-11-23T02:14:05.678Z",
        dialogue_key=WRITER.mac_key,
        dialogue_recipient=WRITER.dialogue_recipient,
    )
    assert there == {
        "identity": here.identity,
        "recipient": here.recipient,
        "concern": here.concern,
        "language": here.language,
        "sealedAt": here.sealed_at,
        "dialogueKey": here.dialogue_key,
        "dialogueRecipient": here.dialogue_recipient,
    }


def test_reports_sealed_here_open_in_the_browser(javascript: JavaScript) -> None:
    sealed = sealed_here()
    opened = opened_in_browser(javascript, sealed.report_identity, sealed.sealed_report)
    assert (opened["concern"], opened["sealedAt"]) == (CONCERN, "2026-11-23T02:14:05.678Z")


def test_reports_sealed_in_the_browser_open_here(javascript: JavaScript) -> None:
    sealed = sealed_in_browser(javascript)
    opened = opened_here(sealed["reportIdentity"], sealed["sealedReport"])
    assert (opened.concern, opened.sealed_at) == (CONCERN, "2026-11-23T02:14:05.678Z")
    assert (sealed["report"], sealed["recipient"], sealed["lookup"]) == (PLACE.report, opened.recipient, WRITER.lookup)
    assert sealed["recipientMac"] == sealing.recipient_mac(
        WRITER.mac_key, report=PLACE.report, recipient=opened.recipient
    )


def test_what_is_sealed_may_be_stored(javascript: JavaScript) -> None:
    here, there = sealed_here(), sealed_in_browser(javascript)
    for file in (here.report_identity, here.sealed_report, there["reportIdentity"], there["sealedReport"]):
        sealing.check_sealed(file, recipients=1)
    assert len(here.sealed_report) == len(there["sealedReport"])


def test_the_published_package_opens_our_reports(node: RunNode, javascript: JavaScript) -> None:
    here, there = sealed_here(), sealed_in_browser(javascript)
    for wrapped, sealed in (
        (here.report_identity, here.sealed_report),
        (there["reportIdentity"], there["sealedReport"]),
    ):
        request = {
            "do": "open",
            "identity": RING.identity(2),
            "report_identity": base64.b64encode(wrapped).decode(),
            "sealed_report": base64.b64encode(sealed).decode(),
        }
        opened = json.loads(node("tests/node/plain_age.js", stdin=json.dumps(request)))
        assert opened["wrapped"]["purpose"] == "report-identity"
        assert opened["report"]["body"]["concern"] == CONCERN


def test_reports_of_the_published_package_open_here(node: RunNode, javascript: JavaScript) -> None:
    request = {
        "do": "seal",
        "place": PLACE_IN_BROWSER,
        "concern": CONCERN,
        "dialogue": {
            "key": base64.b64encode(WRITER.mac_key).decode(),
            "recipient": WRITER.dialogue_recipient,
        },
        "recipient": RING.recipient,
    }
    sealed = json.loads(node("tests/node/plain_age.js", stdin=json.dumps(request)))
    wrapped, report = (base64.b64decode(sealed[name]) for name in ("report_identity", "sealed_report"))
    assert opened_here(wrapped, report).concern == CONCERN
    assert opened_in_browser(javascript, wrapped, report)["concern"] == CONCERN


def test_a_newer_epoch_needs_only_the_identity_sealed_again(javascript: JavaScript) -> None:
    first = sealed_here(place=PLACE.of_epoch(1))
    again = sealing.seal_report_identity(
        first.identity, first.sealed_report, place=PLACE, ring_recipient=RING.recipient
    )
    options = {"place": PLACE_IN_BROWSER, "ringRecipient": RING.recipient}
    there = javascript("sealing", "sealReportIdentity", first.identity, first.sealed_report, options)
    for wrapped in (again, there):
        assert opened_here(wrapped, first.sealed_report).concern == CONCERN
        assert opened_in_browser(javascript, wrapped, first.sealed_report)["concern"] == CONCERN


def test_a_report_swapped_for_another_is_noticed(javascript: JavaScript) -> None:
    other = sealed_here()
    expected = ("WrongHash", "sealed_report")
    assert both_refusals(javascript, REPORT_IDENTITY, other.sealed_report) == [expected, expected]


def test_files_in_each_others_place_are_noticed(javascript: JavaScript) -> None:
    # The body is not sealed to the ring; the identity is not the body whose hash it carries.
    assert both_refusals(javascript, SEALED_REPORT, REPORT_IDENTITY) == [("WrongKey", "")] * 2
    assert both_refusals(javascript, REPORT_IDENTITY, REPORT_IDENTITY) == [("WrongHash", "sealed_report")] * 2


def test_a_report_put_in_anothers_row_is_noticed(javascript: JavaScript) -> None:
    elsewhere = replace(PLACE, report="ff" * 16)
    assert both_refusals(javascript, REPORT_IDENTITY, SEALED_REPORT, elsewhere) == [("WrongPlace", "report")] * 2


def test_a_report_for_a_former_epoch_does_not_open_with_the_newest_key(javascript: JavaScript) -> None:
    assert both_refusals(javascript, REPORT_IDENTITY, SEALED_REPORT, PLACE.of_epoch(1)) == [("WrongKey", "")] * 2


def test_an_old_ring_knows_no_newer_epoch(javascript: JavaScript) -> None:
    epoch = ("UnknownEpoch", "epoch")
    assert refusal(opened_here, REPORT_IDENTITY, SEALED_REPORT, PLACE.of_epoch(3)) == epoch
    newer = {"place": {**PLACE_IN_BROWSER, "epoch": 3}, "ring": RING_IN_BROWSER}
    assert refusal(javascript, "rings", "openReport", REPORT_IDENTITY, SEALED_REPORT, newer) == epoch


def test_a_foreign_dialogue_recipient_is_refused(javascript: JavaScript) -> None:
    classical = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    receipt = replace(WRITER, dialogue_recipient=classical)
    sealed = sealing.seal_report(
        CONCERN, place=PLACE, ring_recipient=RING.recipient, receipt=receipt, language="sv", sealed_at=AT
    )
    expected = ("ForeignRecipient", "recipient")
    assert both_refusals(javascript, sealed.report_identity, sealed.sealed_report) == [expected, expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"identity": IDENTITY}, ("MalformedEnvelope", "sealed_report")),
        ({"identity": 1, "sealed_report": ""}, ("MalformedEnvelope", "identity")),
        ({"identity": STRANGER, "sealed_report": sealing.digest(SEALED_REPORT)}, ("WrongKey", "")),
        ({"identity": "x", "sealed_report": sealing.digest(SEALED_REPORT)}, ("ForeignRecipient", "identity")),
    ],
)
def test_a_malformed_report_identity_is_refused(
    body: dict[str, Any], expected: tuple[str, str], javascript: JavaScript
) -> None:
    wrapped = sealing.seal_envelope(sealing.Purpose.REPORT_IDENTITY, PLACE, body, [RING.recipient])
    assert both_refusals(javascript, wrapped, SEALED_REPORT) == [expected, expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"dialogue": {"key": "AAAA", "recipient": WRITER.dialogue_recipient}}, ("MalformedEnvelope", "key")),
        ({"dialogue": {"key": "å", "recipient": WRITER.dialogue_recipient}}, ("MalformedEnvelope", "key")),
        ({"dialogue": {}}, ("MalformedEnvelope", "key")),
        ({"concern": {**CONCERN, "pathway": "neighbour"}}, ("MalformedEnvelope", "pathway")),
        ({"language": 1}, ("MalformedEnvelope", "language")),
        ({"more": 1}, ("MalformedEnvelope", "more")),
    ],
)
def test_a_malformed_body_is_refused(change: dict[str, Any], expected: tuple[str, str], javascript: JavaScript) -> None:
    key = base64.b64encode(WRITER.mac_key).decode()
    body = {
        "concern": CONCERN,
        "dialogue": {"key": key, "recipient": WRITER.dialogue_recipient},
        "language": "sv",
        "sealed_at": "2026-11-23T02:14:05.678Z",
    }
    sealed = sealing.seal_envelope(sealing.Purpose.REPORT, PLACE, body | change, [VECTORS["report"]["recipient"]])
    wrapped = sealing.seal_report_identity(IDENTITY, sealed, place=PLACE, ring_recipient=RING.recipient)
    assert both_refusals(javascript, wrapped, sealed) == [expected, expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pathway": ""}, ("MalformedEnvelope", "pathway")),
        ({"happening": "maybe"}, ("MalformedEnvelope", "happening")),
        ({"area": "Österängen"}, ("MalformedEnvelope", "area")),
        ({"seen": None}, ("MalformedEnvelope", "seen")),
        ({"seen": "x" * 20_001}, ("TooLong", "seen")),
        ({"contact": "👩" * 20_001}, ("TooLong", "contact")),
        ({"unknown": ""}, ("MalformedEnvelope", "unknown")),
        ({"area": ""}, ("", "")),
        ({"area": "osterangen"}, ("", "")),
        ({"seen": "👩" * 20_000}, ("", "")),
        ({"pathway": "self_under_18"}, ("", "")),
    ],
)
def test_concerns_are_checked_before_sealing(
    change: dict[str, Any], expected: tuple[str, str], javascript: JavaScript
) -> None:
    concern = CONCERN | change
    assert refusal(sealed_here, concern) == refusal(sealed_in_browser, javascript, concern) == expected


def test_a_concern_with_a_field_missing_is_refused(javascript: JavaScript) -> None:
    concern = {name: text for name, text in CONCERN.items() if name != "door"}
    expected = ("MalformedEnvelope", "door")
    assert refusal(sealed_here, concern) == refusal(sealed_in_browser, javascript, concern) == expected


def test_both_sides_know_the_same_fields(javascript: JavaScript) -> None:
    assert sorted(CONCERN) == sorted(sealing.CONCERN_FIELDS)
    sealed = sealed_in_browser(
        javascript, dict.fromkeys(sealing.CONCERN_FIELDS, "") | {"pathway": "adult", "happening": "no"}
    )
    assert opened_here(sealed["reportIdentity"], sealed["sealedReport"]).concern["seen"] == ""


def test_a_report_that_fills_every_field_travels(javascript: JavaScript) -> None:
    concern = {
        name: text if name in {"pathway", "happening", "area"} else "x" * 20_000 for name, text in CONCERN.items()
    }
    sealed = sealed_in_browser(javascript, concern)
    sealing.check_sealed(sealed["sealedReport"], recipients=1)
    assert opened_here(sealed["reportIdentity"], sealed["sealedReport"]).concern == concern


def test_what_a_report_says_shows_nowhere() -> None:
    sealed = sealed_here()
    secrets = [CONCERN["seen"].encode(), sealed.identity.encode(), WRITER.mac_key, WRITER.dialogue_identity.encode()]
    files = sealed.report_identity + sealed.sealed_report + repr(sealed).encode()
    assert [secret for secret in secrets if secret in files] == []


def test_short_reports_are_of_one_size() -> None:
    little = dict.fromkeys(sealing.CONCERN_FIELDS, "") | {"pathway": "child", "happening": "no"}
    assert len(sealed_here(little).sealed_report) == len(sealed_here(CONCERN).sealed_report)


def test_report_ids_are_128_random_bits() -> None:
    ids = {sealing.new_report_id() for _ in range(100)}
    assert (len(ids), {len(bytes.fromhex(each)) for each in ids}) == (100, {16})
