"""Whatever bytes a stranger sends: refused with an error that was declared, and never with another."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lib.sealed_cast import DIALOGUE, MESSAGES, PLACE, REPORT_IDENTITY, RING, SEALED_REPORT, STRANGER
from tests.parcels import sealed_parcels
from tests.servers import DemoServer, demo
from trygga.concerns import parcels, tokens
from trygga.lib import receipts, sealing

pytestmark = pytest.mark.slow
many = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
some = settings(many, max_examples=400)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
RECIPIENT = sealing.recipient_of(STRANGER)
PARCEL: dict[str, Any] = {
    "token": "a:b:c",
    "counter": "1",
    "report": PLACE.report,
    "organisation": PLACE.organisation,
    "unit": PLACE.unit,
    "epoch": 1,
    "pathway": "child",
    "area": "",
    "lookup": "0" * 64,
    "recipient": RECIPIENT,
    "recipient_mac": "0" * 64,
    "report_identity": base64.b64encode(REPORT_IDENTITY).decode(),
    "sealed_report": base64.b64encode(SEALED_REPORT).decode(),
}
ANSWER: dict[str, Any] = {"lookup": "0" * 64, "number": 1, "sealed": base64.b64encode(MESSAGES[0]).decode()}


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole` with some bytes replaced, put in, cut out or doubled; often near the start, where headers are."""
    found = whole
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, min(len(found), 200)) | st.integers(0, len(found)))
        until = min(len(found), at + draw(st.sampled_from([0, 1, 1, 2, 16, 70, 5000])))
        put = draw(
            st.binary(max_size=20) | st.sampled_from([b"", b"\n", b"-> X25519 a\n", b"--- ", found[at:until] * 2])
        )
        found = found[:at] + put + found[until:]
    return found


@st.composite
def altered(draw: st.DrawFn, whole: dict[str, Any]) -> bytes:
    """The JSON of `whole` with some values replaced or damaged, keys dropped or added, and at times damaged as text."""
    found = dict(whole)
    for key in draw(st.lists(st.sampled_from(sorted(whole)), max_size=3)):
        value = whole[key]
        as_text = damaged(str(value).encode()).map(lambda text: text.decode("latin-1"))
        found[key] = draw(JSON | as_text)
    if draw(st.booleans()):
        found |= draw(st.dictionaries(st.text(max_size=8), JSON, max_size=1))
    if draw(st.integers(0, 5)) == 0:
        found.pop(draw(st.sampled_from(sorted(whole))), None)
    body = json.dumps(found).encode()
    return draw(damaged(body)) if draw(st.integers(0, 3)) == 0 else body


def bodies(whole: dict[str, Any]) -> st.SearchStrategy[bytes]:
    nested = st.integers(1, 100_000).map(lambda depth: b"[" * depth)
    return st.one_of(
        altered(whole), altered(whole), st.binary(max_size=200), JSON.map(json.dumps).map(str.encode), nested
    )


# ---- what the server reads without keys ----
@many
@given(bodies(PARCEL))
def test_report_parcel_is_read_or_refused(body: bytes) -> None:
    with suppress(parcels.MalformedParcel):
        parcels.ReportParcel.read(body)


@many
@given(bodies(ANSWER))
def test_answer_parcel_is_read_or_refused(body: bytes) -> None:
    with suppress(parcels.MalformedParcel):
        parcels.AnswerParcel.read(body)
    with suppress(parcels.MalformedParcel):
        parcels.read_lookup(body)


@many
@given(damaged(SEALED_REPORT) | damaged(MESSAGES[0]) | st.binary(max_size=200), st.integers(1, 3))
def test_sealed_file_is_taken_or_refused(sealed: bytes, recipients: int) -> None:
    with suppress(sealing.SealingError):
        sealing.check_sealed(sealed, recipients=recipients)


@many
@given(damaged(RECIPIENT.encode()).map(lambda text: text.decode("latin-1")) | st.text())
def test_recipient_is_taken_or_refused(text: str) -> None:
    with suppress(sealing.SealingError):
        sealing.check_recipient(text)


@many
@given(damaged(tokens.new_token()["token"].encode()).map(lambda text: text.decode("latin-1")) | st.text())  # type: ignore[union-attr]
def test_token_has_bits_or_none(token: str) -> None:
    assert tokens.bits_of(token) in (None, tokens.new_token()["bits"])


@many
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
    | st.text(alphabet="0123456789٠١٢ -.\u200f", max_size=40)
)
def test_code_is_tidied_or_refused(typed: str) -> None:
    receipts.contains_code(typed)
    with suppress(receipts.ReceiptError):
        assert receipts.tidy_code(receipts.tidy_code(typed)) == receipts.tidy_code(typed)


# ---- what is opened with keys, from a server or a writer who means harm ----
@many
@given(damaged(SEALED_REPORT), st.sampled_from([STRANGER, RING.identity(1)]))
def test_sealed_file_opens_or_is_refused(sealed: bytes, identity: str) -> None:
    with suppress(sealing.SealingError):
        sealing.unseal(sealed, [identity])


@many
@given(damaged(sealing.pad({"a": 1})) | damaged(sealing.pad({"a": "å" * 5000})) | st.binary(max_size=300))
def test_frame_is_read_or_refused(frame: bytes) -> None:
    with suppress(sealing.SealingError):
        sealing.unpad(frame)


def open_with_stranger(content: dict[str, Any]) -> Iterator[Callable[[bytes], object]]:
    """Everything that opens an envelope, each given a file that was sealed to it with this content."""
    place, ring = PLACE, sealing.Ring(identities={1: STRANGER}, mac_keys={1: bytes(32)}, pinned={})
    yield lambda file: sealing.open_report(file, file, place=place, ring_identity=STRANGER)
    yield lambda file: sealing.open_ring(file, place=place, identity=STRANGER)
    yield lambda file: sealing.open_member_identity(file, member="m", place=place, unlock_identity=STRANGER)
    yield lambda file: sealing.check_opening(file, ring, place=place, report_identity=file, sealed_report=file)
    yield lambda file: sealing.open_as_writer(DIALOGUE, [file], identity=STRANGER)
    yield lambda file: sealing.open_as_member(DIALOGUE, [file], identity=STRANGER)


ENVELOPE = {
    "schema": st.just(1),
    "purpose": st.sampled_from(list(map(str, sealing.Purpose))),
    "programme": st.just(PLACE.programme),
    "organisation": st.just(PLACE.organisation),
    "unit": st.just(PLACE.unit),
    "epoch": st.sampled_from([0, 1, PLACE.epoch]),
    "report": st.sampled_from(["", PLACE.report]),
    "version": st.just(1),
    "key": st.just(1),
}
BODY = (
    "identity", "sealed_report", "concern", "dialogue", "language", "sealed_at", "report_identity", "mac", "member",
    "identities", "mac_keys", "pinned", "direction", "number", "previous", "kind", "text",
)  # fmt: skip
FINITE = JSON.filter(lambda value: "NaN" not in json.dumps(value) and "Infinity" not in json.dumps(value))


@some
@given(
    st.fixed_dictionaries({}, optional=ENVELOPE),
    st.fixed_dictionaries({}, optional=dict.fromkeys(BODY, FINITE)) | FINITE,
)
def test_envelope_opens_or_is_refused(envelope: dict[str, Any], body: Any) -> None:
    with suppress(sealing.SealingError):
        file = sealing.seal(sealing.pad(envelope | {"body": body}), [RECIPIENT])
        for open_file in open_with_stranger(envelope):
            with suppress(sealing.SealingError):
                open_file(file)


@some
@given(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(("kdf", "salt", "memory", "passes", "lanes"), JSON)))
def test_unlock_parameters_are_read_or_refused(found: Any) -> None:
    if isinstance(found, dict):
        with suppress(sealing.SealingError):
            sealing.UnlockParameters.from_json(found)


# ---- the same over HTTP ----
@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    with demo(tmp_path_factory.mktemp("fuzz") / "var", TRYGGA_PROOF_BITS="0") as server:
        yield server


def post(server: DemoServer, path: str, body: bytes, headers: dict[str, str]) -> int:
    host = f"localhost:{server.port}"
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("POST", path, body, {"Host": host, "Origin": f"http://{host}"} | headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status in {400, 404, 409, 410} and answer.headers["Content-Type"] == "application/json":
            assert json.loads(content)["sentence"] != ""
        return answer.status
    finally:
        connection.close()


HEADERS = st.dictionaries(
    st.sampled_from(
        ["Content-Type", "Accept-Language", "Cookie", "Content-Encoding", "Sec-Fetch-Site", "X-Forwarded-For"]
    ),
    st.sampled_from(
        ["application/json", "multipart/form-data; boundary=x", "text/plain; charset=utf-7", "sv;q=x,*", ""]
    )
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    max_size=2,
)


@some
@given(body=st.data(), headers=HEADERS, path=st.sampled_from(["write/send/", "answer/open/", "answer/send/"]))
def test_nothing_sent_breaks_the_server(
    server: DemoServer, body: st.DataObject, headers: dict[str, str], path: str
) -> None:
    whole = {"write/send/": PARCEL, "answer/open/": {"lookup": "0" * 64}, "answer/send/": ANSWER}[path]
    assert post(server, f"/en/{path}", body.draw(bodies(whole)), headers) < 500


@some
@given(data=st.data())
def test_no_report_breaks_the_mailbox(server: DemoServer, good: dict[str, Any], data: st.DataObject) -> None:
    """Nearly right reports, which reach the database."""
    assert post(server, "/en/write/send/", data.draw(altered(good)), {}) < 500


@pytest.fixture(scope="module")
def good(server: DemoServer) -> dict[str, Any]:
    return next(sealed_parcels(server, 1))


@some
@given(
    path=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
    method=st.sampled_from(["GET", "PUT"]),
)
def test_no_address_breaks_the_server(server: DemoServer, path: str, method: str) -> None:
    for host in (f"localhost:{server.port}", f"inbox.localhost:{server.port}", path or "-"):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request(method, f"/en/{path}", headers={"Host": host})
        assert connection.getresponse().status < 500
        connection.close()
