"""Reports as a browser sends them: really sealed, each with its own keys, ready for the wire."""

import base64
import json
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tests.servers import DemoServer
from trygga.lib import receipts, sealing

SEEN = "Every night around two, shouting and something heavy that falls. The child cries."
CONCERN = dict.fromkeys(sealing.CONCERN_FIELDS, "") | {"pathway": "child", "happening": "no", "seen": SEEN}


def sealed_parcels(server: DemoServer, number: int) -> Iterator[dict[str, Any]]:
    """`number` distinct reports for the demo's mailbox, with the form token of one page.

    One receipt code is behind all of them, since deriving is slow on purpose; each has a lookup of its own.
    """
    token = re.search(r'data-token="([^"]+)"', server.get("/sv/write/")[1].decode())
    assert token is not None
    table = json.loads(server.get("/sv/write/mailboxes/")[1])
    unit = next(iter(table["units"].values()))
    receipt = receipts.derive_keys(receipts.new_code())
    for _ in range(number):
        place = sealing.Place(
            programme=table["programme"],
            organisation=unit["organisation"],
            unit=unit["unit"],
            epoch=unit["epoch"],
            report=sealing.new_report_id(),
        )
        yield _parcel(place, unit["recipient"], receipt) | {"token": token[1]}


def _parcel(place: sealing.Place, recipient: str, receipt: receipts.ReceiptKeys) -> dict[str, Any]:
    sealed = sealing.seal_report(
        CONCERN | {"believed": place.report},
        place=place,
        ring_recipient=recipient,
        receipt=receipt,
        language="sv",
        sealed_at=datetime.now(UTC),
    )
    return {
        "counter": "0",
        "report": sealed.report,
        "organisation": place.organisation,
        "unit": place.unit,
        "epoch": place.epoch,
        "pathway": "child",
        "area": "",
        "lookup": secrets.token_hex(32),
        "recipient": sealed.recipient,
        "recipient_mac": sealed.recipient_mac,
        "report_identity": base64.b64encode(sealed.report_identity).decode(),
        "sealed_report": base64.b64encode(sealed.sealed_report).decode(),
    }
