"""Text messages through the gateway that the operator has set up."""

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from trygga.notifications.connections import Deadline, anywhere
from trygga.notifications.failures import Undelivered
from trygga.notifications.models import Notice
from trygga.notifications.requests import Answer, post


def carry(notice: Notice) -> None:
    """Hand the text to the gateway. Only an answer that says "accepted" in the agreed field counts; raises Undelivered.

    The notice's id goes along in the field of the gateway that takes one, and as Idempotency-Key.
    """
    gateway = settings.SMS
    assert gateway is not None  # else nothing is carried here
    values = {"to": notice.address, "text": bytes(notice.body or b"").decode(), "id": notice.public_id}
    fields = {name: template.format(**values) for name, template in gateway["fields"]}
    is_form = gateway["format"] == "form"
    answer = post(
        gateway["url"],
        (urlencode(fields) if is_form else json.dumps(fields)).encode(),
        headers={
            "Content-Type": "application/x-www-form-urlencoded" if is_form else "application/json",
            "Accept": "application/json",
            "Authorization": gateway["authorization"],
            "Idempotency-Key": notice.public_id,
        },
        deadline=Deadline(settings.DELIVERY_SECONDS),
        may_reach=anywhere,
        reads_answer=True,
    )
    if not 200 <= answer.status < 300:
        raise Undelivered(f"http {answer.status}", is_away=answer.status >= 500)
    if not _is_accepted(answer, **gateway["accepted"]):
        raise Undelivered("not accepted")


def _is_accepted(answer: Answer, *, path: list[str], values: list[str]) -> bool:
    """Whether the JSON of the answer holds one of `values` at `path`, such as messages, 0, status."""
    try:
        found: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    for step in path:
        if isinstance(found, list) and step.isascii() and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, dict):
            found = found.get(step)
        else:
            return False
    return str(found) in values
