"""A stranger wrote every byte: what does not follow the format is refused with a sentence, stored nowhere, and breaks
nothing.
"""

import base64
import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.addresses import PUBLIC, addresses
from tests.cast import Cast, PublicBrowser, as_sent, post
from tests.factories.concerns import CANARY, Neighbour, sealed_file, some_recipient
from trygga.casework.parcels import MessageParcel, OpeningParcel
from trygga.concerns import parcels, sentences
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.lib import sealing

SEND, OPEN, ANSWER = "/en/write/send/", "/en/answer/open/", "/en/answer/send/"
HEX = "0123456789abcdef"
REPORT: dict[str, Any] = {
    "token": "a:b:c",
    "counter": "17",
    "report": HEX * 2,
    "organisation": "socialtjansten",
    "unit": "mottagning",
    "epoch": 1,
    "pathway": "child",
    "area": "",
    "lookup": HEX * 4,
    "recipient": some_recipient(),
    "recipient_mac": HEX * 4,
    "report_identity": sealed_file(),
    "sealed_report": sealed_file(),
}
WRITER_ANSWER: dict[str, Any] = {"lookup": HEX * 4, "number": 2, "sealed": sealed_file()}
OPENING: dict[str, Any] = {"opening": sealed_file(), "received": sealed_file(2)}
MESSAGE: dict[str, Any] = {"number": 2, "sealed": sealed_file(2)}
WRONG_TYPES: list[Any] = [None, True, 1.5, [], {}, "\ud800", "", "\n"]
SEALED = sealed_file()
WRONG_SEALED: list[Any] = [
    CANARY,
    base64.b64encode(CANARY.encode()).decode(),
    base64.b64encode(SEALED).decode().rstrip("=") + "!",
    base64.b64encode(SEALED[:-1]).decode(),
    base64.b64encode(SEALED + b"x").decode(),
    base64.b64encode(sealed_file(2)).decode(),
    base64.b64encode(sealing.seal(CANARY.encode(), [some_recipient()])).decode(),
    base64.b64encode(SEALED.replace(b"mlkem768x25519", b"X25519")).decode(),
    "A" * 1_500_000,
]
WRONG: dict[str, list[Any]] = {
    "token": ["a b", "ä", "x" * 401],
    "counter": ["-1", "1e3", "x", "1" * 21, "١", 17],
    "report": [HEX * 2 + "0", HEX, (HEX * 2).upper(), HEX * 2 + "\n", 7],
    "organisation": ["Söder", "a" * 41, "a/b", "a\n"],
    "unit": ["a b", "a" * 41, "a.b"],
    "epoch": [0, -1, "1", 1_000_001, 10**400],
    "pathway": ["CHILD", "other", ["child"], {"child": 1}],
    "area": ["öst", "a" * 41, 0],
    "lookup": [HEX, HEX * 4 + "\n", (HEX * 4).upper()],
    "recipient": ["age1" + "q" * 58, some_recipient()[:-1], some_recipient().upper(), "age1pq1" + "q" * 4000, ["age1"]],
    "recipient_mac": [HEX, "g" * 64],
    "report_identity": WRONG_SEALED,
    "sealed_report": WRONG_SEALED,
    "number": [0, -1, "2", 501, 2.0],
    "sealed": WRONG_SEALED,
}
MAY_BE_EMPTY = {"counter", "area"}


def wrong_values(content: dict[str, Any]) -> list[Any]:
    return [
        pytest.param(key, value, id=f"{key}-{number}")
        for key in content
        for number, value in enumerate(WRONG[key] + WRONG_TYPES)
        if not (value == "" and key in MAY_BE_EMPTY)
    ]


def body(content: dict[str, Any]) -> bytes:
    return json.dumps(as_sent(content)).encode()


def test_right_parcels_are_read() -> None:
    assert parcels.ReportParcel.read(body(REPORT)) == parcels.ReportParcel(**REPORT)
    assert parcels.AnswerParcel.read(body(WRITER_ANSWER)) == parcels.AnswerParcel(**WRITER_ANSWER)
    assert parcels.read_lookup(body({"lookup": HEX * 4})) == HEX * 4


@pytest.mark.parametrize(("key", "value"), wrong_values(REPORT))
def test_wrong_value_in_a_report_is_refused(key: str, value: Any) -> None:
    with pytest.raises(parcels.MalformedParcel, match=f"^{key}$"):
        parcels.ReportParcel.read(body(REPORT | {key: value}))


@pytest.mark.parametrize(("key", "value"), wrong_values(WRITER_ANSWER))
def test_wrong_value_in_an_answer_is_refused(key: str, value: Any) -> None:
    with pytest.raises(parcels.MalformedParcel, match=f"^{key}$"):
        parcels.AnswerParcel.read(body(WRITER_ANSWER | {key: value}))


@pytest.mark.parametrize("key", REPORT)
def test_missing_key_is_refused(key: str) -> None:
    with pytest.raises(parcels.MalformedParcel, match="^keys$"):
        parcels.ReportParcel.read(body({name: value for name, value in REPORT.items() if name != key}))


def test_unknown_key_is_refused() -> None:
    with pytest.raises(parcels.MalformedParcel, match="^keys$"):
        parcels.ReportParcel.read(body(REPORT | {"concern": CANARY}))


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 10_000], ids=len
)
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(parcels.MalformedParcel, match="^(keys|not JSON)$"):
        parcels.ReportParcel.read(raw)


def test_refusal_holds_nothing_of_what_was_sent() -> None:
    with pytest.raises(parcels.MalformedParcel) as refused:
        parcels.ReportParcel.read(body(REPORT | {"unit": CANARY}))
    assert refused.value.args == ("unit",)


@pytest.mark.parametrize(
    "blob",
    [CANARY.encode(), CANARY.encode().ljust(4096), *(base64.b64decode(text) for text in WRONG_SEALED[3:-1])],
    ids=["sentence", "padded", "short", "long", "two_readers", "unpadded", "classical"],
)
@pytest.mark.parametrize("key", ["report_identity", "sealed_report"])
def test_what_is_not_sealed_is_never_stored(
    key: str, blob: bytes, cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    parcel = neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch, **{key: blob})
    answer = post(public_browser(cast.sandby), SEND, parcel)
    assert (answer.status_code, answer.json()) == (400, {"problem": "malformed", "sentence": sentences.malformed()})
    assert SealedReport.objects.count() == 3


def test_largest_report_is_taken(cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser) -> None:
    long = dict.fromkeys(("seen", "heard", "told", "believed", "people", "door", "when"), "\U0001f426" * 10_000)
    sealed = neighbour.seal(cast.epoch, **long)
    answer = post(public_browser(cast.sandby), SEND, neighbour.parcel(sealed, cast.epoch))
    assert (answer.status_code, len(sealed.sealed_report) > 280_000) == (201, True)


def framed(size: int, recipients: int = 1) -> str:
    """A right age file around a frame of that many bytes."""
    return base64.b64encode(sealing.seal(bytes(size), [some_recipient()] * recipients)).decode()


STEPS = (4096, 16384, 65536, sealing.padded_size(65537), sealing.padded_size(sealing.LARGEST_FRAME))


@pytest.mark.parametrize(
    ("read", "content", "key", "recipients", "largest"),
    [
        (parcels.ReportParcel.read, REPORT, "report_identity", 1, 4096),
        (parcels.ReportParcel.read, REPORT, "sealed_report", 1, sealing.LARGEST_FRAME),
        (parcels.AnswerParcel.read, WRITER_ANSWER, "sealed", 1, 65536),
        (OpeningParcel.read, OPENING, "opening", 1, 4096),
        (OpeningParcel.read, OPENING, "received", 2, 4096),
        (MessageParcel.read, MESSAGE, "sealed", 2, 65536),
    ],
)
def test_frame_is_as_large_as_its_kind_needs(
    read: Callable[[bytes], Any], content: dict[str, Any], key: str, recipients: int, largest: int
) -> None:
    for size in STEPS:
        sent = body(content | {key: framed(size, recipients)})
        if size <= largest:
            read(sent)
        else:
            with pytest.raises(parcels.MalformedParcel, match=f"^{key}$"):
                read(sent)


@pytest.mark.parametrize("character", ["x", "\U0001f426", '"', "\u0000"])
def test_longest_message_is_taken(character: str, neighbour: Neighbour, cast: Cast) -> None:
    sealed = neighbour.seal(cast.epoch)
    dialogue = neighbour.dialogue("sandby", sealed)
    message = sealing.seal_message(dialogue, earlier=[sealed_file(2)], kind=sealing.Kind.ANSWER, text=character * 8000)
    parcel = parcels.AnswerParcel.read(body(WRITER_ANSWER | {"sealed": message}))
    assert parcel.sealed == message


def test_too_large_a_body_is_refused(cast: Cast, public_browser: PublicBrowser) -> None:
    content = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    for address in (SEND, OPEN, ANSWER):
        answer = public_browser(cast.sandby).post(address, content, content_type="application/json")
        assert answer.status_code == 413


# ---- anything at all ----
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
anything = st.one_of(
    st.binary(max_size=300),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(dict.fromkeys(REPORT, json_values)).map(lambda value: json.dumps(value).encode()),
    st.tuples(st.sampled_from(sorted(REPORT)), json_values).map(
        lambda change: json.dumps(as_sent(REPORT) | {change[0]: change[1]}).encode()
    ),
    st.tuples(st.sampled_from(sorted(WRITER_ANSWER)), json_values).map(
        lambda change: json.dumps(as_sent(WRITER_ANSWER) | {change[0]: change[1]}).encode()
    ),
    json_values.map(lambda value: json.dumps({"lookup": value}).encode()),
)
# The database is the same for all examples; nothing is ever stored.
relaxed = hypothesis_settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(raw=anything)
@example(raw=body(REPORT))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for read in (parcels.ReportParcel.read, parcels.AnswerParcel.read, parcels.read_lookup):
        with contextlib.suppress(parcels.MalformedParcel):
            read(raw)


@given(junk=st.binary(max_size=2000), start=st.integers(0, 3000), length=st.integers(0, 400))
@relaxed
def test_any_change_to_a_sealed_file_is_read_or_refused(junk: bytes, start: int, length: int) -> None:
    changed = SEALED[:start] + junk + SEALED[start + length :]
    with contextlib.suppress(parcels.MalformedParcel):
        parcels.sealed_file({"sealed": base64.b64encode(changed).decode()}, "sealed", recipients=1, largest=65536)


@relaxed
@given(raw=anything)
def test_any_bytes_get_an_answer(raw: bytes, cast: Cast, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    for address in (SEND, OPEN, ANSWER):
        answer = client.post(address, raw, content_type="application/json")
        assert answer.status_code in {400, 404, 410}
        assert set(answer.json()) >= {"problem", "sentence"}
    assert (SealedReport.objects.count(), DialogueMessage.objects.count()) == (3, 0)


def test_every_post_of_the_public_side_is_tried_above() -> None:
    routes = {route.replace("<language:language>", "en") for route in addresses(PUBLIC).values()}
    assert {route for route in routes if route.endswith(("/send/", "/open/"))} == {SEND, OPEN, ANSWER}
