"""Django's mail backend: every mail of every library becomes notices, and leaves by `trygga work`."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from trygga.notifications.services import queue_mail


class OutboxBackend(BaseEmailBackend):
    """Queues instead of sending; in the caller's transaction where there is one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            queue_mail(message)
        return len(email_messages)
