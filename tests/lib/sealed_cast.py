"""The cast of the sealing tests: a writer, her report at a unit, its ring, and a dialogue, as in the vectors."""

import base64
from typing import Any

from tests.javascript import Refused, shared_vectors
from trygga.lib import receipts, sealing

VECTORS: dict[str, Any] = shared_vectors("envelopes")
PLACE = sealing.Place(**VECTORS["place"])
PLACE_IN_BROWSER = VECTORS["place"]
CONCERN: dict[str, str] = VECTORS["concern"]
REPORT_IDENTITY, SEALED_REPORT = (base64.b64decode(VECTORS["files"][name]) for name in VECTORS["files"])
RING = sealing.Ring(
    identities={int(epoch): identity for epoch, identity in VECTORS["ring"]["identities"].items()},
    mac_keys={int(epoch): bytes.fromhex(key) for epoch, key in VECTORS["ring"]["mac_keys"].items()},
    pinned=VECTORS["ring"]["pinned"],
)
RING_IN_BROWSER = {
    "epoch": RING.epoch,
    "identities": VECTORS["ring"]["identities"],
    "macKeys": {str(epoch): key for epoch, key in RING.mac_keys.items()},
    "pinned": RING.pinned,
}
WRITER = receipts.derive_keys(VECTORS["code"])
WRITER_IN_BROWSER = {
    "macKey": WRITER.mac_key,
    "dialogueRecipient": WRITER.dialogue_recipient,
    "lookup": WRITER.lookup,
}
STRANGER = sealing.identity_from_seed(b"stranger".ljust(32))
MESSAGES = [base64.b64decode(message["sealed"]) for message in VECTORS["messages"]]
DIALOGUE = sealing.Dialogue(
    programme=PLACE.programme,
    report=PLACE.report,
    root=WRITER.mac_key,
    report_recipient=VECTORS["report"]["recipient"],
    dialogue_recipient=WRITER.dialogue_recipient,
)


def in_browser(dialogue: sealing.Dialogue) -> dict[str, Any]:
    """The dialogue as JavaScript names it."""
    return {
        "programme": dialogue.programme,
        "report": dialogue.report,
        "root": dialogue.root,
        "reportRecipient": dialogue.report_recipient,
        "dialogueRecipient": dialogue.dialogue_recipient,
        "keyNumber": dialogue.key_number,
    }


def refusal(action: Any, *args: Any, **kwargs: Any) -> tuple[str, str]:
    """Code and field of the error that an action, on either side, ends with; ("", "") if it does not."""
    try:
        action(*args, **kwargs)
    except (sealing.SealingError, Refused) as error:
        return error.code, error.field
    return "", ""
