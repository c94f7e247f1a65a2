"""The log of what staff and the system did. Plain ids, no content, and the day only."""

from django.db import models


class Event(models.TextChoices):
    """Everything that can stand in the log; docs/operations.md explains each."""

    REPORT_RECEIVED = "concerns:report:received"
    MESSAGE_RECEIVED = "concerns:message:received"
    MAILBOX_UNLOCKED = "directory:mailbox:unlocked"
    CASE_OPENED = "casework:case:opened"
    QUESTION_ASKED = "casework:case:asked"
    CASE_CLOSED = "casework:case:closed"
    CASE_SET_ASIDE = "casework:report:set-aside"
    CASE_PUT_BACK = "casework:report:put-back"
    RING_MADE = "organisations:ring:made"
    SECOND_FACTOR_FORGOTTEN = "accounts:second-factor:forgotten"


class Entry(models.Model):
    """One event; written by `audit.services.record` alone, and never changed.

    `subject` is an id or empty, never a report's id; `actor` is a user's id, or empty for the public.
    """

    event = models.CharField(max_length=64, choices=Event.choices)
    programme = models.BigIntegerField()
    organisation = models.BigIntegerField(null=True)
    actor = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=64, blank=True)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["programme", "organisation", "id"], name="audit_by_organisation")]
