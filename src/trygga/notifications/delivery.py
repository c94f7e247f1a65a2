"""Delivering what is due, one notice after the other; the only part that loads what speaks to other servers."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from trygga.notifications import files, mail, outbox, sms, webhooks
from trygga.notifications.failures import Undelivered
from trygga.notifications.models import Channel, Notice

logger = logging.getLogger(__name__)
Carrier = Callable[[Notice], None]

_UNSET = {
    Channel.MAIL: "Mail waits: set TRYGGA_SMTP and TRYGGA_MAIL_FROM; docs/operations.md says how.",
    Channel.SMS: "Text messages wait: set TRYGGA_SMS_URL and its neighbours; docs/operations.md says how.",
}


def deliver_next(channel: Channel) -> bool:
    """Try one notice that is due. True where it is worth to go on at once: not when nothing is due or a server is away.

    A death in between leaves the notice claimed; it is tried again under the same id when the claim has run out.
    Raises ImproperlyConfigured where something waits and the channel is not set up; no try is used up by that.
    """
    carry = _carrier(channel)
    if carry is None:
        _complain_if_something_waits(channel)
        return False
    notice = outbox.claim(channel, now=timezone.now())
    if notice is None:
        return False
    try:
        carry(notice)
    except Undelivered as failure:
        _mark_failed(notice, failure)
        return not failure.is_away
    except Exception:
        # Of this notice alone, perhaps: it must not stop the ones behind it.
        logger.exception("notice %s met a fault of ours", notice.pk)
        _mark_failed(notice, Undelivered("fault"))
        return True
    outbox.mark_delivered(notice)
    return True


def _carrier(channel: Channel) -> Carrier | None:
    if channel == Channel.MAIL and settings.SMTP:
        return mail.carry
    if channel == Channel.SMS and settings.SMS:
        return sms.carry
    if settings.DEMO:
        return files.carry
    return webhooks.carry if channel == Channel.WEBHOOK else None


def _complain_if_something_waits(channel: Channel) -> None:
    if Notice.objects.filter(channel=channel, state=Notice.State.WAITING).exists():
        raise ImproperlyConfigured(_UNSET[channel])


def _mark_failed(notice: Notice, failure: Undelivered) -> None:
    is_dead = outbox.mark_failed(notice, trouble=failure.trouble, is_final=failure.is_final, now=timezone.now())
    if is_dead:
        logger.error("notice %s is dead: %s", notice.pk, failure.trouble)
