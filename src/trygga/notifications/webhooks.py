"""Webhooks by the Standard Webhooks rules (https://www.standardwebhooks.com/): signed, to public addresses only."""

from datetime import UTC, datetime

from django.conf import settings
from standardwebhooks import Webhook

from trygga.notifications.connections import Deadline, outside
from trygga.notifications.failures import Undelivered
from trygga.notifications.models import Endpoint, Notice
from trygga.notifications.requests import post

_GONE = 410


def carry(notice: Notice) -> None:
    """Call the endpoint. Any 2xx is a yes, 410 a last no (the receiver has gone); raises Undelivered."""
    endpoint = Endpoint.objects.filter(public_id=notice.address, is_closed=False).first()
    if endpoint is None:
        raise Undelivered("endpoint closed", is_final=True)
    body = bytes(notice.body or b"")
    answer = post(
        endpoint.url,
        body,
        headers={"Content-Type": "application/json"} | signed(endpoint, notice.public_id, body),
        deadline=Deadline(settings.DELIVERY_SECONDS),
        may_reach=outside,
        reads_answer=False,
    )
    if not 200 <= answer.status < 300:
        raise Undelivered(f"http {answer.status}", is_final=answer.status == _GONE)


def signed(endpoint: Endpoint, public_id: str, body: bytes) -> dict[str, str]:
    """The three headers, with the time of this try; one signature for each secret."""
    now = datetime.now(UTC)
    keys = [secret for secret in (endpoint.secret, endpoint.former_secret) if secret]
    return {
        "webhook-id": public_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(public_id, now, body.decode()) for key in keys),
    }
