"""Mail as it waits in the outbox."""

from dataclasses import dataclass
from email import message_from_bytes, policy

from trygga.notifications.models import Channel, Notice


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str


def letters() -> list[Letter]:
    """All mail that was queued, oldest first."""
    return [_letter(notice) for notice in Notice.objects.filter(channel=Channel.MAIL).order_by("pk")]


def _letter(notice: Notice) -> Letter:
    parsed = message_from_bytes(bytes(notice.body or b""), policy=policy.default)
    body = parsed.get_body()
    assert body is not None
    return Letter(notice.address, str(parsed["Subject"]), body.get_content().replace("\r\n", "\n"))
