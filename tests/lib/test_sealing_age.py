"""Hybrid age on both sides: the published vectors, each other, and every way to be damaged or of the wrong kind."""

import base64
import hashlib
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.javascript import JavaScript, Refused
from trygga.lib import sealing
from trygga.lib.sealing import age

pytestmark = pytest.mark.no_database


CLASSICAL = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
CLASSICAL_IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
WRITER, MEMBER, STRANGER = (sealing.identity_from_seed(bytes([number]) * 32) for number in (1, 2, 3))
# What the vectors of C2SP call a failure, and what ours say.
FAILURES = {
    "hybrid_bad_tag": "WrongKey",
    "hybrid_currupted_enc_mlkem": "WrongKey",
    "hybrid_currupted_enc_x25519": "WrongKey",
    "hybrid_extra_argument": "MalformedFile",
    "hybrid_identity": "WrongKey",
    "hybrid_long_file_key": "MalformedFile",
    "hybrid_long_share": "MalformedFile",
    "hybrid_low_order": "WrongKey",
    "hybrid_no_match": "WrongKey",
    "hybrid_not_canonical_body": "MalformedFile",
    "hybrid_not_canonical_enc": "MalformedFile",
    "hybrid_short_share": "MalformedFile",
    "hybrid_uppercase": "ForeignRecipient",
    "hybrid_x25519_arg": "ForeignRecipient",
    # Right by the age specification; refused by ours, because another kind of stanza undoes the hybrid one.
    "hybrid_and_x25519": "ForeignRecipient",
    "hybrid_grease": "ForeignRecipient",
    # Only the binary form is ours.
    "armor_hybrid": "NotSealed",
}


def file_of(vector: dict[str, Any]) -> bytes:
    file = base64.b64decode(vector["file"])
    return zlib.decompress(file) if vector["compressed"] else file


def outcome(sealed: bytes, identity: str) -> str:
    """The hash of what Python opens, or its error."""
    try:
        return hashlib.sha256(sealing.unseal(sealed, [identity])).hexdigest()
    except sealing.SealingError as error:
        return error.code


def outcome_in_browser(javascript: JavaScript, sealed: bytes, identity: str) -> str:
    """The hash of what JavaScript opens, or its error."""
    try:
        return hashlib.sha256(javascript("opening", "unseal", sealed, identity)).hexdigest()
    except Refused as error:
        return error.code


def test_age_vectors_are_all_there(age_vectors: list[dict[str, Any]]) -> None:
    hybrid = {vector["name"] for vector in age_vectors if any("-PQ-" in each for each in vector["identities"])}
    assert len(age_vectors) == 143
    assert hybrid == {*FAILURES, "hybrid", "hybrid_multiple_recipients"}


def test_age_vectors_hold_for_the_vendored_package(age_vectors: list[dict[str, Any]]) -> None:
    wrong = [
        vector["name"]
        for vector in age_vectors
        if vector["typage"] != (vector["payload"] if vector["expect"] == "success" else None)
    ]
    assert wrong == []


def test_hybrid_vectors_open_or_fail_as_stated(age_vectors: list[dict[str, Any]], javascript: JavaScript) -> None:
    vectors = [vector for vector in age_vectors if any("-PQ-" in identity for identity in vector["identities"])]
    expected = {vector["name"]: FAILURES.get(vector["name"], vector["payload"]) for vector in vectors}
    both = [(vector["name"], file_of(vector), vector["identities"][0]) for vector in vectors]
    assert {name: outcome(file, identity) for name, file, identity in both} == expected
    assert {name: outcome_in_browser(javascript, file, identity) for name, file, identity in both} == expected


def test_vectors_of_other_kinds_are_refused(age_vectors: list[dict[str, Any]], javascript: JavaScript) -> None:
    others = [vector for vector in age_vectors if not any("-PQ-" in identity for identity in vector["identities"])]
    files = [file for file in map(file_of, others) if len(file) < 1_000_000]
    assert (len(others), len(files)) == (124, 121)
    codes = {outcome(file, WRITER) for file in files} | {outcome_in_browser(javascript, file, WRITER) for file in files}
    assert codes == {"NotSealed", "MalformedFile", "ForeignRecipient"}


def test_payload_vectors_hold_under_a_hybrid_header(age_vectors: list[dict[str, Any]], javascript: JavaScript) -> None:
    """The vectors of the payload are classical: the same payload, its file key wrapped anew, opens or fails alike."""
    vectors = [vector for vector in age_vectors if vector["name"].startswith("stream_")]
    rewrapped = {vector["name"]: under_hybrid_header(file_of(vector), MEMBER) for vector in vectors}
    expected = {
        vector["name"]: vector["payload"] if vector["expect"] == "success" else "DamagedPayload" for vector in vectors
    }
    assert {name: outcome(file, MEMBER) for name, file in rewrapped.items()} == expected
    small = [name for name, file in rewrapped.items() if len(file) < 1_000_000]
    found = {name: outcome_in_browser(javascript, rewrapped[name], MEMBER) for name in small}
    assert (len(small), found) == (25, {name: expected[name] for name in small})


def under_hybrid_header(classical: bytes, identity: str) -> bytes:
    """A vector's payload behind a hybrid header. Every vector's file key is the same (their `file key` field)."""
    file_key = b"YELLOW SUBMARINE"
    end = classical.index(b"\n", classical.index(b"\n---") + 1) + 1
    public = age._public_key(sealing.recipient_of(identity))
    signed = age._VERSION + age._stanza(age._suite.encrypt(file_key, public, age._INFO)) + b"---"
    return signed + b" " + age._base64(age._header_mac(file_key, signed)) + b"\n" + classical[end:]


@pytest.mark.parametrize("size", [0, 1, 4096, 65535, 65536, 65537, 131072, 200_000])
def test_sealed_opens_for_every_recipient_on_both_sides(size: int, javascript: JavaScript) -> None:
    plaintext = bytes(index % 251 for index in range(size))
    recipients = [sealing.recipient_of(WRITER), sealing.recipient_of(MEMBER)]
    for sealed in (sealing.seal(plaintext, recipients), javascript("sealing", "seal", plaintext, recipients)):
        for identity in (WRITER, MEMBER):
            assert sealing.unseal(sealed, [identity]) == plaintext
            assert javascript("opening", "unseal", sealed, identity) == plaintext


def test_recipients_are_the_same_in_both_languages(javascript: JavaScript) -> None:
    identity = sealing.generate_identity()
    assert sealing.recipient_of(identity) == javascript("sealing", "recipientOf", identity)


def test_unseal_tries_every_identity() -> None:
    sealed = sealing.seal(b"oro", [sealing.recipient_of(MEMBER)])
    assert sealing.unseal(sealed, [WRITER, STRANGER, MEMBER]) == b"oro"


def test_unseal_without_identities_opens_nothing() -> None:
    with pytest.raises(sealing.WrongKey):
        sealing.unseal(sealing.seal(b"oro", [sealing.recipient_of(MEMBER)]), [])


@pytest.mark.parametrize(
    ("recipients", "code"),
    [
        ([], "NoRecipients"),
        ([CLASSICAL], "ForeignRecipient"),
        ([sealing.recipient_of(WRITER), CLASSICAL], "ForeignRecipient"),
        (["age1tagpq1qqqq"], "ForeignRecipient"),
        (["ssh-ed25519 AAAA"], "ForeignRecipient"),
        ([sealing.recipient_of(WRITER).upper()], "ForeignRecipient"),
        ([sealing.recipient_of(WRITER)[:-1]], "MalformedKey"),
        (["age1pq1" + "q" * 1952], "MalformedKey"),
    ],
)
def test_seal_refuses_recipients(recipients: list[str], code: str, javascript: JavaScript) -> None:
    with pytest.raises(sealing.SealingError) as ours:
        sealing.seal(b"oro", recipients)
    with pytest.raises(Refused) as theirs:
        javascript("sealing", "seal", b"oro", recipients)
    assert (ours.value.code, theirs.value.code) == (code, code)


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        (CLASSICAL_IDENTITY, "ForeignRecipient"),
        (MEMBER.lower(), "ForeignRecipient"),
        (MEMBER[:-1], "MalformedKey"),
        (MEMBER[:-1] + ("Q" if MEMBER[-1] != "Q" else "P"), "MalformedKey"),
        (STRANGER, "WrongKey"),
    ],
)
def test_unseal_refuses_identities(identity: str, code: str, javascript: JavaScript) -> None:
    sealed = sealing.seal(b"oro", [sealing.recipient_of(MEMBER)])
    assert (outcome(sealed, identity), outcome_in_browser(javascript, sealed, identity)) == (code, code)


def test_seeds_of_another_length_are_refused() -> None:
    with pytest.raises(sealing.MalformedKey):
        sealing.identity_from_seed(b"x" * 31)


def places(sealed: bytes) -> dict[str, tuple[int, set[str]]]:
    """A bit to flip in each part of a file, and the errors that may follow: ASCII may become invalid, or valid."""
    header = age.parse_header(sealed)
    mac = len(header.signed)
    return {
        "version": (5, {"NotSealed"}),
        "stanza's kind": (30, {"ForeignRecipient", "MalformedFile"}),
        "encapsulated key": (100, {"WrongKey", "MalformedFile"}),
        "wrapped file key": (mac - 10, {"WrongKey", "MalformedFile"}),
        "mac": (mac + 10, {"DamagedHeader", "MalformedFile"}),
        "nonce": (header.length + 3, {"DamagedPayload"}),
        "first chunk": (header.length + 16 + 5, {"DamagedPayload"}),
        "last chunk": (len(sealed) - 20, {"DamagedPayload"}),
        "last tag": (len(sealed) - 1, {"DamagedPayload"}),
    }


@pytest.mark.parametrize("part", list(places(sealing.seal(b"", [sealing.recipient_of(MEMBER)]))))
@pytest.mark.parametrize("bit", range(8))
def test_one_flipped_bit_is_refused(part: str, bit: int, javascript: JavaScript) -> None:
    sealed = bytearray(sealing.seal(b"x" * 70_000, [sealing.recipient_of(MEMBER)]))
    place, codes = places(bytes(sealed))[part]
    sealed[place] ^= 1 << bit
    code = outcome(bytes(sealed), MEMBER)
    assert code in codes
    assert outcome_in_browser(javascript, bytes(sealed), MEMBER) == code


@pytest.mark.parametrize(
    ("part", "code"), [("encapsulated key", "WrongKey"), ("mac", "DamagedHeader"), ("last tag", "DamagedPayload")]
)
def test_each_part_has_an_error_of_its_own(part: str, code: str, javascript: JavaScript) -> None:
    sealed = bytearray(sealing.seal(b"oro", [sealing.recipient_of(MEMBER)]))
    place = places(bytes(sealed))[part][0]
    sealed[place] = ord("B") if sealed[place] == ord("A") else ord("A")  # in a header, another letter of base64
    assert outcome(bytes(sealed), MEMBER) == outcome_in_browser(javascript, bytes(sealed), MEMBER) == code


@pytest.mark.parametrize(
    ("kept", "code"),
    [(0, "NotSealed"), (21, "NotSealed"), (22, "MalformedFile"), (1000, "MalformedFile"), (-1, "DamagedPayload")],
)
def test_truncated_files_are_refused(kept: int, code: str, javascript: JavaScript) -> None:
    sealed = sealing.seal(b"x" * 70_000, [sealing.recipient_of(MEMBER)])[:kept]
    assert (outcome(sealed, MEMBER), outcome_in_browser(javascript, sealed, MEMBER)) == (code, code)


def test_files_cut_at_every_chunk_are_refused(javascript: JavaScript) -> None:
    sealed = sealing.seal(b"x" * 131_072, [sealing.recipient_of(MEMBER)])
    start = age.parse_header(sealed).length
    for end in (start, start + 16, start + 16 + 65_552, start + 32 + 65_552):
        assert outcome(sealed[:end], MEMBER) == "DamagedPayload"
        assert outcome_in_browser(javascript, sealed[:end], MEMBER) == "DamagedPayload"


def test_added_bytes_are_refused(javascript: JavaScript) -> None:
    sealed = sealing.seal(b"oro", [sealing.recipient_of(MEMBER)]) + b"\0"
    assert outcome(sealed, MEMBER) == outcome_in_browser(javascript, sealed, MEMBER) == "DamagedPayload"


@given(st.binary(max_size=300))
def test_strangers_bytes_are_refused_quietly(noise: bytes) -> None:
    for sealed in (noise, age._VERSION + noise, age._VERSION + b"-> mlkem768x25519 " + noise):
        assert outcome(sealed, MEMBER) in {"NotSealed", "MalformedFile", "ForeignRecipient"}


@settings(max_examples=30)
@given(st.binary(max_size=2000))
def test_sealed_plaintext_comes_back(plaintext: bytes) -> None:
    sealed = sealing.seal(plaintext, [sealing.recipient_of(MEMBER)])
    assert plaintext == sealing.unseal(sealed, [MEMBER])
    # Its own header is text that everybody knows.
    assert len(plaintext) < 16 or plaintext in age._VERSION or plaintext not in sealed


def test_errors_say_nothing_of_the_content() -> None:
    secret = "AGE-SECRET-KEY-PQ-1NOTAKEY"
    with pytest.raises(sealing.MalformedKey) as error:
        sealing.recipient_of(secret)
    assert json.dumps([str(error.value), repr(error.value)]).count("NOTAKEY") == 0
