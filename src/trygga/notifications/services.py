"""Putting notices into the outbox, deciding on dead ones, and keeping the endpoints of webhooks.

Whatever queues runs in the caller's transaction: the notice stands exactly when what it tells of stands. Nothing here
fails because a server is away or not yet set up; that is the delivery's trouble.
"""

import base64
import json
import secrets
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.notifications import outbox
from trygga.notifications.letters import bare_address, letter_to
from trygga.notifications.models import MOST_CHARACTERS, Channel, Endpoint, Notice
from trygga.notifications.wording import Wording
from trygga.web import rows

KEPT_FOR = timedelta(days=90)
"""How long a finished row stays, to answer "did anything leave at all?"."""

_AT_ONCE = 500


class NotDead(Exception):
    """Only a dead notice can be tried again or given up; somebody else was quicker."""


# ---- queueing ----
def send_mail(*, address: str, wording: Wording, language: str, programme: int | None = None) -> None:
    """Queue a neutral mail to one address."""
    queue_mail(EmailMessage(wording.subject(language), wording.text(language), to=[address]), programme=programme)


def send_sms(*, number: str, wording: Wording, language: str, programme: int | None = None) -> None:
    """Queue a neutral text message to a number such as +46701234567."""
    _queue(Channel.SMS, number, wording.text(language).encode(), fresh_id(), programme)


def send_webhook(*, endpoint: Endpoint, wording: Wording) -> None:
    """Queue a signed call that says that there is something, and nothing of it."""
    public_id = fresh_id()
    said = {"type": f"trygga.{wording.key}", "timestamp": timezone.now().isoformat(), "data": {"notice": public_id}}
    body = json.dumps(said, separators=(",", ":")).encode()
    _queue(Channel.WEBHOOK, endpoint.public_id, body, public_id, endpoint.programme)


@transaction.atomic
def queue_mail(message: EmailMessage, *, programme: int | None = None) -> None:
    """Queue any mail: one notice for each receiver, each with an id of its own."""
    for address in message.recipients():
        public_id = fresh_id()
        _queue(Channel.MAIL, bare_address(address), letter_to(message, public_id), public_id, programme)


def _queue(channel: Channel, address: str, body: bytes, public_id: str, programme: int | None) -> None:
    if len(address) > MOST_CHARACTERS:
        raise ValueError(f"An address has at most {MOST_CHARACTERS} characters.")
    now = timezone.now()
    rows.insert(
        Notice(
            public_id=public_id,
            programme=programme,
            channel=channel,
            address=address,
            body=body,
            made_at=now,
            made_on=timezone.localdate(now),
            due_at=now,
        )
    )


def fresh_id() -> str:
    """128 random bits in hex: they tell nothing of order or time."""
    return secrets.token_hex(16)


# ---- dead ones ----
@transaction.atomic
def try_again(notice: Notice, *, by: int | None) -> None:
    """Deliver a dead notice after all, under its old id. Raises NotDead. `by` is a user's id, or None: the operator."""
    if not outbox.revive(notice.pk, notice.programme):
        raise NotDead
    _record(Event.NOTICE_TRIED_AGAIN, notice, by)


@transaction.atomic
def give_up(notice: Notice, *, by: int | None) -> None:
    """Erase a dead notice: nobody will get it. Raises NotDead. `by` is a user's id, or None: the operator."""
    if not outbox.finish_dead(notice.pk, notice.programme):
        raise NotDead
    _record(Event.NOTICE_GIVEN_UP, notice, by)


def _record(event: Event, notice: Notice, by: int | None) -> None:
    record(event, programme=notice.programme, organisation=None, actor=by, subject=str(notice.pk))


def forget_finished() -> bool:
    """Remove some of the rows that finished KEPT_FOR ago. True where there are more."""
    past = Notice.objects.filter(
        state__in=[Notice.State.DELIVERED, Notice.State.GIVEN_UP], finished_on__lt=timezone.localdate() - KEPT_FOR
    )
    found = list(past.order_by().values_list("pk", flat=True)[:_AT_ONCE])
    if found:
        Notice.objects.filter(pk__in=found).delete()
    return len(found) == _AT_ONCE


# ---- endpoints ----
def add_endpoint(*, url: str, programme: int | None) -> Endpoint:
    """A new receiver of webhooks; its `secret` is shown to whoever runs it. Raises ValueError unless it is https."""
    if not url.startswith("https://"):
        raise ValueError("A webhook needs an address that begins with https://.")
    return Endpoint.objects.create(public_id=fresh_id(), programme=programme, url=url, secret=_fresh_secret())


def renew_secret(endpoint: Endpoint) -> None:
    """A new secret; the one before it signs too until `forget_former_secret`, so that the receiver can change over."""
    Endpoint.objects.filter(pk=endpoint.pk).update(secret=_fresh_secret(), former_secret=endpoint.secret)
    endpoint.refresh_from_db()


def forget_former_secret(endpoint: Endpoint) -> None:
    """Only the new secret signs from now on."""
    Endpoint.objects.filter(pk=endpoint.pk).update(former_secret="")


def close_endpoint(endpoint: Endpoint) -> None:
    """Call it no more. What waits for it dies at its next try and is shown."""
    Endpoint.objects.filter(pk=endpoint.pk).update(is_closed=True, former_secret="")


def _fresh_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
