"""Make the shared vectors: `python tests/vectors/make.py`.

A vector is never changed, so a file that exists stays as it is; remove it by hand to make it anew. Everything in
them is fixed but the sealed files, which cannot be: sealing draws random bytes.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trygga.lib import chains, receipts, sealing
from trygga.lib.sealing import macs

HERE = Path(__file__).parent
REPORT = "000102030405060708090a0b0c0d0e0f"
CODE = "987654321098765432109876"
PLACE = sealing.Place(programme="jonkoping", organisation="socialtjansten", unit="barn", epoch=2, report=REPORT)
CONCERN = dict.fromkeys(sealing.CONCERN_FIELDS, "") | {
    "pathway": "child",
    "happening": "no",
    "seen": 'Å, ä och ö; "citat" \\ och\nny rad',
    "heard": "صوت بكاء · ድምፂ · голос 👩‍👧",
    "area": "osterangen",
}
UNLOCK = {"kdf": "argon2id", "salt": "AAECAwQFBgcICQoLDA0ODw==", "memory": 19456, "passes": 2, "lanes": 1}


def seeded(name: str) -> str:
    """The identity of a named seed."""
    return sealing.identity_from_seed(hashlib.sha256(name.encode()).digest())


RING = sealing.Ring(
    identities={epoch: seeded(f"ring {epoch}") for epoch in (1, 2)},
    mac_keys={epoch: hashlib.sha256(f"members {epoch}".encode()).digest() for epoch in (1, 2)},
    pinned={"kvinnojouren": "abcd efgh ijkl mnop"},
)


def make_receipts() -> dict[str, Any]:
    """Codes with their keys, and what people type."""
    digits = ["12341234123412341234123", "00000000000000000000000", "98765432109876543210987"]
    codes = [receipts.with_check_digit(number) for number in digits]
    grouped = receipts.grouped_code(CODE)
    typed = {
        "as shown": grouped,
        "hyphens and full stops": "9876-5432.1098\u20117654\u22123210.9876.",
        "Arabic-Indic digits, right-to-left marks": "\u200f" + "".join(chr(0x660 + int(digit)) for digit in CODE),
        "Devanagari digits, no-break spaces": "".join(chr(0x966 + int(digit)) + "\u00a0" for digit in CODE),
        "mathematical digits": "".join(chr(0x1D7F6 + int(digit)) for digit in CODE),
        "a line break": grouped[:14] + "\n" + grouped[15:],
        "nothing": "",
        "too short": grouped[:-1],
        "too long": grouped + "0",
        "a letter": grouped.replace("0", "O"),
        "a superscript": grouped.replace("0", "\u2070"),
        "a wrong digit": "8" + grouped[1:],
        "two in each other's place": "8976" + grouped[4:],
    }
    return {
        "keys": [_receipt_keys(code) for code in codes],
        "typed": [{"name": name, "typed": text, **_tidied(text)} for name, text in typed.items()],
    }


def make_macs() -> dict[str, Any]:
    """Canonical bytes, the three MACs, dialogue keys and fingerprints."""
    fields: list[list[str | int]] = [[], [""], ["a", "bc"], ["ab", "c"], ["å", 10, "👩‍👧"], ["x" * 300]]
    root, members = bytes(range(32)), bytes(range(32, 64))
    recipient = sealing.recipient_of(seeded("report"))
    message = {"direction": "to_writer", "number": 2, "previous": "ab" * 32, "kind": "question", "text": "När?"}
    hashes = {"report_identity": "cd" * 32, "sealed_report": "ef" * 32}
    return {
        "canonical": [{"fields": each, "bytes": macs.canonical(*each).hex()} for each in fields],
        "root": root.hex(),
        "members": members.hex(),
        "report": REPORT,
        "recipient": recipient,
        "recipient_mac": macs.recipient_mac(root, report=REPORT, recipient=recipient),
        "fingerprint": macs.fingerprint(recipient),
        "dialogue_keys": {str(number): macs.dialogue_key(root, number).hex() for number in (1, 2, 3, 10)},
        "message": message,
        "message_macs": {str(number): _message_mac(root, number, message) for number in (1, 2)},
        "hashes": hashes,
        "opening_mac": macs.opening_mac(members, report=REPORT, epoch=2, **hashes),
    }


def make_frames() -> dict[str, Any]:
    """Sizes, and frames as their head (hex) and size, the rest being zeros."""
    sizes = [5, 4096, 4097, 16384, 16385, 65536, 65537, 67584, 67585, 131072, 131073, 999_999, 1_048_576]
    contents: list[dict[str, Any]] = [
        {},
        {"text": "Å 👩‍👧 \u2028 \x00"},
        {"number": 1, "list": [True, None]},
        {"a": "x" * 5000},
    ]
    return {
        "sizes": [{"size": size, "padded": sealing.padded_size(size)} for size in sizes],
        "frames": [{"content": content, **_packed(sealing.pad(content))} for content in contents],
        "refused": [_refused(name, *case) for name, case in _broken_frames().items()],
    }


def make_unlock() -> dict[str, Any]:
    """Passphrases with their identities, and parameters that are refused."""
    typed = ["  Sju  LUGNA\tmoln\u00a0över sjön ", "ﬁsk Ⅳ Straße İ", "ΟΔΟΣ", "sju lugna moln över sjön"]
    broken: dict[str, dict[str, Any]] = {
        "another function": {"kdf": "argon2i"},
        "too little memory": {"memory": 19455},
        "too few passes": {"passes": 1},
        "no lane": {"lanes": 0},
        "a short salt": {"salt": "AAECAw=="},
        "no salt": {"salt": None},
        "a salt that is not base64": {"salt": "AAECAwQFBgcICQoLDA0ODw"},
        "memory as text": {"memory": "65536"},
    }
    parameters = sealing.UnlockParameters.from_json(UNLOCK)
    stronger = sealing.UnlockParameters.from_json(UNLOCK | {"memory": 20000, "passes": 3, "lanes": 2})
    return {
        "passphrases": [
            {
                "typed": text,
                "tidy": sealing.tidy_passphrase(text),
                "kdf": each.to_json(),
                "identity": sealing.unlock_identity(text, each),
            }
            for text, each in [*((text, parameters) for text in typed), (typed[0], stronger)]
        ],
        "refused": [
            {"name": name, "kdf": UNLOCK | change, **_error(sealing.UnlockParameters.from_json, UNLOCK | change)}
            for name, change in broken.items()
        ],
    }


def make_envelopes() -> dict[str, Any]:
    """A sealed report with its ring, opening and dialogue."""
    keys = receipts.derive_keys(CODE)
    at = datetime(2026, 11, 23, 2, 14, 5, 678000, tzinfo=UTC)
    sealed = sealing.seal_report(
        CONCERN, place=PLACE, ring_recipient=RING.recipient, receipt=keys, language="sv", sealed_at=at
    )
    dialogue = sealing.Dialogue(
        programme=PLACE.programme,
        report=REPORT,
        root=keys.mac_key,
        report_recipient=sealed.recipient,
        dialogue_recipient=keys.dialogue_recipient,
    )
    files = {"report_identity": sealed.report_identity, "sealed_report": sealed.sealed_report}
    return {
        "place": asdict(PLACE),
        "code": CODE,
        "concern": CONCERN,
        "report": {"recipient": sealed.recipient, "recipient_mac": sealed.recipient_mac, "lookup": sealed.lookup},
        "identity": sealed.identity,
        "files": {name: _text(file) for name, file in files.items()},
        "opening": _text(sealing.seal_opening(RING, place=PLACE, **files)),
        **_member(),
        "messages": _messages(dialogue),
    }


def _member() -> dict[str, Any]:
    unlock, member = seeded("unlock"), seeded("member")
    ways_in = [sealing.recipient_of(unlock)]
    kept = sealing.seal_member_identity(member, member="7", place=PLACE, unlock_recipients=ways_in)
    return {
        "unlock_identity": unlock,
        "member": "7",
        "member_identity": member,
        "sealed_member_identity": _text(kept),
        "ring": {
            "identities": {str(epoch): identity for epoch, identity in RING.identities.items()},
            "mac_keys": {str(epoch): key.hex() for epoch, key in RING.mac_keys.items()},
            "pinned": RING.pinned,
        },
        "sealed_ring": _text(sealing.seal_ring(RING, place=PLACE, recipient=sealing.recipient_of(member))),
    }


def _messages(dialogue: sealing.Dialogue) -> list[dict[str, str]]:
    said = [("received", ""), ("question", "Vilken dörr?"), ("answer", "Den röda 🚪"), ("closed", "")]
    sealed: list[bytes] = []
    for kind, text in said:
        sealed.append(sealing.seal_message(dialogue, earlier=sealed, kind=sealing.Kind(kind), text=text))
    return [
        {"kind": kind, "text": text, "sealed": _text(file)} for (kind, text), file in zip(said, sealed, strict=True)
    ]


def _broken_frames() -> dict[str, tuple[bytes, int]]:
    def framed(text: bytes) -> bytes:
        return len(text).to_bytes(4, "big") + text

    return {
        "empty": (b"", 0),
        "three bytes": (b"\0\0\0", 3),
        "no step": (framed(b"{}"), 4095),
        "a step too large": (framed(b"{}"), 16384),
        "longer than the frame": ((5000).to_bytes(4, "big") + b"{}", 4096),
        "the largest length": (b"\xff\xff\xff\xff{}", 4096),
        "a byte after the JSON": (framed(b"{}") + b"\1", 4096),
        "a byte at the end": ((framed(b"{}").ljust(4095, b"\0")) + b"\1", 4096),
        "no JSON": (framed(b""), 4096),
        "a list": (framed(b"[]"), 4096),
        "a text": (framed(b'"x"'), 4096),
        "null": (framed(b"null"), 4096),
        "NaN": (framed(b'{"a":NaN}'), 4096),
        "Latin-1": (framed(b'{"a":"\xe5"}'), 4096),
        "a byte order mark": (framed(b"\xef\xbb\xbf{}"), 4096),
        "half a character pair": (framed(rb'{"a":"\ud83d"}'), 4096),
        "two objects": (framed(b"{}{}"), 4096),
    }


def _refused(name: str, head: bytes, size: int) -> dict[str, Any]:
    frame = head.ljust(size, b"\0")
    return {"name": name, **_packed(frame), **_error(sealing.unpad, frame)}


def _packed(frame: bytes) -> dict[str, Any]:
    return {"head": frame.rstrip(b"\0").hex(), "size": len(frame)}


def _receipt_keys(code: str) -> dict[str, str]:
    keys = receipts.derive_keys(code)
    return {
        "code": code,
        "grouped": receipts.grouped_code(code),
        "lookup_id": keys.lookup_id.hex(),
        "lookup": keys.lookup,
        "dialogue_identity": keys.dialogue_identity,
        "dialogue_recipient": keys.dialogue_recipient,
        "mac_key": keys.mac_key.hex(),
    }


def _tidied(typed: str) -> dict[str, str]:
    try:
        return {"code": receipts.tidy_code(typed)}
    except receipts.ReceiptError as error:
        return {"error": error.code}


def make_links() -> dict[str, Any]:
    """Two links of one chain, the first of another, and what is said of a hash."""
    entries: list[list[int | str | None]] = [
        [41, "organisations:role:given", 1, 7, 12, "30", "2026-02-07"],
        [43, "concerns:report:received", 1, 7, None, "", "2026-02-08"],
        [44, "accounts:user:sign-in-failed", None, None, None, "å", "2026-02-08"],
    ]
    links, ends = [], {0: (0, chains.NO_PREVIOUS), 7: (0, chains.NO_PREVIOUS)}
    for values in entries:
        chain = values[3] if isinstance(values[3], int) else 0
        number, previous = ends[chain][0] + 1, ends[chain][1]
        hashed = chains.link_hash(previous, chain=chain, number=number, values=values)
        ends[chain] = (number, hashed)
        short = " ".join(chains.short_form(hashed))
        links.append({"chain": chain, "number": number, "entry": values, "hash": hashed, "short": short})
    return {"links": links}


def _error(action: Callable[[Any], Any], argument: Any) -> dict[str, str]:
    try:
        action(argument)
    except sealing.SealingError as error:
        return {"error": error.code, "field": error.field}
    raise AssertionError(argument)


def _message_mac(root: bytes, number: int, message: dict[str, Any]) -> str:
    return macs.dialogue_mac(macs.dialogue_key(root, number), report=REPORT, key_number=number, **message)


def _text(file: bytes) -> str:
    return base64.b64encode(file).decode()


FIXED = {
    "receipts": make_receipts,
    "macs": make_macs,
    "frames": make_frames,
    "unlock": make_unlock,
    "links": make_links,
}
RANDOM = {"envelopes": make_envelopes}

if __name__ == "__main__":
    for name, make in (FIXED | RANDOM).items():
        path = HERE / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n")
