"""Envelopes are opened only where they belong, on both sides."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.javascript import JavaScript
from tests.lib.sealed_cast import PLACE, STRANGER, refusal
from trygga.lib import sealing
from trygga.lib.sealing import envelope as envelopes

pytestmark = pytest.mark.no_database


OPENER = sealing.identity_from_seed(b"opener".ljust(32))
BODY = {"identity": "one"}
RIGHT = envelopes.build_envelope(sealing.Purpose.OPENING, PLACE, BODY)

slugs = st.text("ab-", min_size=1, max_size=3)
places = st.builds(
    sealing.Place,
    programme=slugs,
    organisation=slugs,
    unit=slugs,
    epoch=st.integers(0, 9),
    report=st.sampled_from(["", "00" * 16, "ff" * 16]),
)


def sealed(content: dict[str, Any]) -> bytes:
    return sealing.seal(sealing.pad(content), [sealing.recipient_of(OPENER)])


def both_refusals(
    javascript: JavaScript, file: bytes, purpose: sealing.Purpose, place: sealing.Place
) -> list[tuple[str, str]]:
    return [
        refusal(sealing.open_envelope, file, OPENER, purpose, place),
        refusal(javascript, "opening", "openEnvelope", file, OPENER, purpose, asdict(place)),
    ]


def test_envelopes_hold_what_the_format_says() -> None:
    assert RIGHT == {
        "schema": 1,
        "purpose": "opening",
        "programme": "jonkoping",
        "organisation": "socialtjansten",
        "unit": "barn",
        "epoch": 2,
        "report": "000102030405060708090a0b0c0d0e0f",
        "version": 1,
        "body": {"identity": "one"},
    }


def test_envelopes_open_across_languages(javascript: JavaScript) -> None:
    purpose, recipients = sealing.Purpose.OPENING, [sealing.recipient_of(OPENER)]
    ours = sealing.seal_envelope(purpose, PLACE, BODY, recipients)
    theirs = javascript("sealing", "sealEnvelope", purpose, asdict(PLACE), BODY, recipients)
    for file in (ours, theirs):
        assert sealing.open_envelope(file, OPENER, purpose, PLACE) == BODY
        assert javascript("opening", "openEnvelope", file, OPENER, purpose, asdict(PLACE)) == BODY


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"schema": 2}, ("WrongVersion", "schema")),
        ({"schema": "1"}, ("WrongVersion", "schema")),
        ({"schema": True}, ("WrongVersion", "schema")),
        ({"version": 2}, ("WrongVersion", "version")),
        ({"purpose": "report"}, ("WrongPurpose", "purpose")),
        ({"purpose": None}, ("WrongPurpose", "purpose")),
        ({"programme": "habo"}, ("WrongPlace", "programme")),
        ({"organisation": "polisen"}, ("WrongPlace", "organisation")),
        ({"unit": "vuxen"}, ("WrongPlace", "unit")),
        ({"epoch": 1}, ("WrongPlace", "epoch")),
        ({"epoch": "2"}, ("WrongPlace", "epoch")),
        ({"report": "ff" * 16}, ("WrongPlace", "report")),
        ({"report": None}, ("WrongPlace", "report")),
        ({"body": []}, ("MalformedEnvelope", "body")),
        ({"body": None}, ("MalformedEnvelope", "body")),
        ({"extra": 1}, ("MalformedEnvelope", "extra")),
        ({"__proto__": {}}, ("MalformedEnvelope", "__proto__")),
    ],
)
def test_every_difference_is_refused_by_name(
    change: dict[str, Any], expected: tuple[str, str], javascript: JavaScript
) -> None:
    file = sealed(RIGHT | change)
    assert both_refusals(javascript, file, sealing.Purpose.OPENING, PLACE) == [expected, expected]


@pytest.mark.parametrize("missing", [key for key in RIGHT if key != "purpose"])
def test_every_missing_key_is_refused_by_name(missing: str, javascript: JavaScript) -> None:
    file = sealed({key: value for key, value in RIGHT.items() if key != missing})
    expected = ("MalformedEnvelope", missing)
    assert both_refusals(javascript, file, sealing.Purpose.OPENING, PLACE) == [expected, expected]


def test_dialogue_is_no_organisations_envelope(javascript: JavaScript) -> None:
    file = sealed({"schema": 1, "purpose": "dialogue", "programme": "jonkoping", "report": "", "key": 1, "version": 1})
    expected = ("WrongPurpose", "purpose")
    assert both_refusals(javascript, file, sealing.Purpose.REPORT, PLACE) == [expected, expected]


@pytest.mark.parametrize(
    ("sealed_in", "expected"),
    [
        (1, ("", "")),
        (2, ("", "")),
        (3, ("WrongPlace", "epoch")),
        (0, ("WrongPlace", "epoch")),
        (True, ("WrongPlace", "epoch")),
    ],
)
def test_reports_keep_the_epoch_of_their_first_sealing(
    sealed_in: Any, expected: tuple[str, str], javascript: JavaScript
) -> None:
    file = sealed(RIGHT | {"purpose": "report", "epoch": sealed_in})
    assert both_refusals(javascript, file, sealing.Purpose.REPORT, PLACE) == [expected, expected]


def test_strangers_open_nothing(javascript: JavaScript) -> None:
    file = sealed(RIGHT)
    ours = refusal(sealing.open_envelope, file, STRANGER, sealing.Purpose.OPENING, PLACE)
    theirs = refusal(javascript, "opening", "openEnvelope", file, STRANGER, "opening", asdict(PLACE))
    assert (ours, theirs) == (("WrongKey", ""), ("WrongKey", ""))


@given(st.sampled_from(list(sealing.Purpose)), places, st.dictionaries(st.text(max_size=5), st.integers(), max_size=3))
def test_envelopes_return_their_body(purpose: sealing.Purpose, place: sealing.Place, body: dict[str, int]) -> None:
    envelope = sealing.unpad(sealing.pad(envelopes.build_envelope(purpose, place, body)))
    assert envelopes.check_envelope(envelope, purpose, place) == body


@given(places, places)
def test_envelopes_open_at_no_other_place(one: sealing.Place, other: sealing.Place) -> None:
    envelope = envelopes.build_envelope(sealing.Purpose.RING, one, {})
    code = refusal(envelopes.check_envelope, envelope, sealing.Purpose.RING, other)[0]
    assert code == ("" if one == other else "WrongPlace")


def test_places_know_their_kin() -> None:
    assert PLACE.of_epoch(1) == replace(PLACE, epoch=1)
    assert PLACE.without_report() == replace(PLACE, epoch=0, report="")
