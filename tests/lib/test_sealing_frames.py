"""Padding frames on both sides, and what the server can check without a key."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.javascript import JavaScript, Refused, shared_vectors
from trygga.lib import sealing
from trygga.lib.sealing import frames

pytestmark = pytest.mark.no_database


VECTORS: dict[str, Any] = shared_vectors("frames")
IDENTITY = sealing.identity_from_seed(b"f" * 32)
RECIPIENT = sealing.recipient_of(IDENTITY)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=40),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)
json_objects = st.dictionaries(st.text(max_size=8), json_values, max_size=6)


def unpacked(vector: dict[str, Any]) -> bytes:
    return bytes.fromhex(vector["head"]).ljust(vector["size"], b"\0")


@pytest.mark.parametrize("vector", VECTORS["sizes"], ids=lambda vector: str(vector["size"]))
def test_sizes_are_those_of_the_vectors(vector: dict[str, int], javascript: JavaScript) -> None:
    size = vector["size"]
    assert frames.padded_size(size) == javascript("sealing", "paddedSize", size) == vector["padded"]


def test_sizes_agree_on_both_sides(javascript: JavaScript) -> None:
    sizes = [*range(65_530, 65_600), *range(100_000, 1_048_577, 9_973), *(2**power + 1 for power in range(2, 20))]
    assert [frames.padded_size(size) for size in sizes] == [javascript("sealing", "paddedSize", size) for size in sizes]


@pytest.mark.parametrize("number", range(len(VECTORS["frames"])))
def test_frames_are_those_of_the_vectors(number: int, javascript: JavaScript) -> None:
    vector = VECTORS["frames"][number]
    frame, content = unpacked(vector), vector["content"]
    assert sealing.pad(content) == javascript("sealing", "pad", content) == frame
    assert sealing.unpad(frame) == javascript("opening", "unpad", frame) == content


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_broken_frames_are_refused(vector: dict[str, Any], javascript: JavaScript) -> None:
    frame = unpacked(vector)
    with pytest.raises(sealing.SealingError) as ours:
        sealing.unpad(frame)
    with pytest.raises(Refused) as theirs:
        javascript("opening", "unpad", frame)
    expected = (vector["error"], vector["field"])
    assert ((ours.value.code, ours.value.field), (theirs.value.code, theirs.value.field)) == (expected, expected)


@given(json_objects)
def test_framed_content_comes_back(content: dict[str, Any]) -> None:
    frame = sealing.pad(content)
    assert (sealing.unpad(frame), len(frame)) == (content, 4096)


@given(st.integers(1, frames.LARGEST_FRAME))
def test_padding_costs_little_and_is_settled(size: int) -> None:
    padded = frames.padded_size(size)
    assert size <= padded <= max(4 * size, 4096)
    assert size <= 65_536 or padded <= size * 1.0625
    assert frames.padded_size(padded) == padded


@given(st.binary(max_size=200))
def test_strangers_frames_are_refused_quietly(noise: bytes) -> None:
    for frame in (noise, noise.ljust(4096, b"\0"), len(noise).to_bytes(4, "big") + noise.ljust(4092, b"\0")):
        with suppress(sealing.MalformedFrame):
            assert isinstance(sealing.unpad(frame), dict)


def test_deep_nesting_is_refused() -> None:
    text = b'{"a":' + b"[" * 60_000
    frame = (len(text).to_bytes(4, "big") + text).ljust(65_536, b"\0")
    with pytest.raises(sealing.MalformedFrame):
        sealing.unpad(frame)


def test_what_is_too_long_for_a_frame_is_refused(javascript: JavaScript) -> None:
    content = {"text": "x" * frames.LARGEST_FRAME}
    with pytest.raises(sealing.TooLong):
        sealing.pad(content)
    with pytest.raises(Refused, match="TooLong: frame"):
        javascript("sealing", "pad", content)


def test_the_largest_frame_travels(javascript: JavaScript) -> None:
    content = {"text": "x" * (frames.LARGEST_FRAME - 15)}
    frame = sealing.pad(content)
    assert len(frame) == frames.LARGEST_FRAME
    assert javascript("sealing", "pad", content) == frame


def test_half_a_character_pair_is_no_text(javascript: JavaScript) -> None:
    with pytest.raises(sealing.MalformedFrame):
        sealing.pad({"text": "\ud83d"})
    assert sealing.unpad(javascript("sealing", "pad", {"text": "\ud83d!"})) == {"text": "\ufffd!"}


@pytest.mark.parametrize("size", [4096, 16384, 65536, 67584, 1_048_576])
@pytest.mark.parametrize("recipients", [1, 2])
def test_sealed_frames_may_be_stored(size: int, recipients: int) -> None:
    sealing.check_sealed(sealing.seal(b"\0" * size, [RECIPIENT] * recipients), recipients=recipients)


@pytest.mark.parametrize("size", [0, 1, 4095, 4097, 65537, 67583, 1_048_577, 1_081_344])
def test_unpadded_plaintext_may_not_be_stored(size: int) -> None:
    with pytest.raises(sealing.WrongSize):
        sealing.check_sealed(sealing.seal(b"\0" * size, [RECIPIENT]), recipients=1)


def test_another_number_of_recipients_may_not_be_stored() -> None:
    with pytest.raises(sealing.WrongRecipientCount):
        sealing.check_sealed(sealing.seal(b"\0" * 4096, [RECIPIENT]), recipients=2)


def test_a_file_cut_short_may_not_be_stored() -> None:
    sealed = sealing.seal(b"\0" * 4096, [RECIPIENT])
    for end in range(len(sealed) - 4200, len(sealed)):
        with pytest.raises(sealing.SealingError):
            sealing.check_sealed(sealed[:end], recipients=1)


@pytest.mark.parametrize("added", [b"\0", b"\0" * 16, b"\0" * 17])
def test_a_file_added_to_may_not_be_stored(added: bytes) -> None:
    for size in (4096, 65536):
        with pytest.raises(sealing.WrongSize):
            sealing.check_sealed(sealing.seal(b"\0" * size, [RECIPIENT]) + added, recipients=1)


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b"", "NotSealed"),
        (b"Jag hor ett barn grata", "NotSealed"),
        (b'{"concern": {"seen": "..."}}'.ljust(4096, b"\0"), "NotSealed"),
        (b"age-encryption.org/v1\n" + b"Jag hor ett barn grata".ljust(4096, b"\0"), "MalformedFile"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "NotSealed"),
    ],
)
def test_plaintext_may_not_be_stored(blob: bytes, code: str) -> None:
    with pytest.raises(sealing.SealingError) as error:
        sealing.check_sealed(blob, recipients=1)
    assert error.value.code == code
