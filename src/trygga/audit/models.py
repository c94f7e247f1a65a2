"""The log of what staff and the system did, and the chains that show whether it was changed.

Plain ids, no content, and the day only. The database itself refuses to change or remove an entry, a link or a noted
head (`migrations/0004_append_only.py`); whoever gets past that is found by the chains (`verification.py`).
"""

from django.db import models

NO_ORGANISATION = 0
"""The chain of the entries that belong to no organisation, such as sign-ins."""


class Event(models.TextChoices):
    """Everything that can stand in the log; docs/operations.md explains each."""

    REPORT_RECEIVED = "concerns:report:received"
    MESSAGE_RECEIVED = "concerns:message:received"
    MAILBOX_UNLOCKED = "directory:mailbox:unlocked"
    POINT_ADDED = "directory:point:added"
    POINT_CHANGED = "directory:point:changed"
    POINT_VERIFIED = "directory:point:verified"
    POINT_CONTRADICTED = "directory:point:contradicted"
    POINT_SETTLED = "directory:point:settled"
    POINT_CLOSED = "directory:point:closed"
    POINT_OPENED_AGAIN = "directory:point:opened-again"
    POINT_GIVEN = "directory:point:given"
    POINT_RETIRED = "directory:point:retired"
    POINT_RETURNED = "directory:point:returned"
    CASE_OPENED = "casework:case:opened"
    QUESTION_ASKED = "casework:case:asked"
    CASE_CLOSED = "casework:case:closed"
    CASE_SET_ASIDE = "casework:report:set-aside"
    CASE_PUT_BACK = "casework:report:put-back"
    NOTICE_TRIED_AGAIN = "notifications:notice:tried-again"
    NOTICE_GIVEN_UP = "notifications:notice:given-up"
    RING_MADE = "organisations:ring:made"
    PERSON_INVITED = "organisations:person:invited"
    INVITATION_ACCEPTED = "organisations:invitation:accepted"
    INVITATION_WITHDRAWN = "organisations:invitation:withdrawn"
    ROLE_GIVEN = "organisations:role:given"
    ROLE_ENDED = "organisations:role:ended"
    MEMBER_LEFT = "organisations:member:left"
    ORGANISATION_ADDED = "organisations:organisation:added"
    ORGANISATION_CHANGED = "organisations:organisation:changed"
    UNIT_ADDED = "organisations:unit:added"
    REGISTER_CHANGED = "places:register:changed"
    ESTATES_MOVED = "places:estate:moved"
    ESTATE_MOVE_PLANNED = "places:estate:move-planned"
    ESTATE_MOVE_WITHDRAWN = "places:estate:move-withdrawn"
    REGISTER_IMPORTED = "places:register:imported"
    POSTER_BATCH_MADE = "places:poster-batch:made"
    STAIRWELL_LINKS_MADE = "places:stairwell-links:made"
    STAIRWELL_LINK_REPLACED = "places:stairwell-link:replaced"
    STAIRWELL_LINK_RETIRED = "places:stairwell-link:retired"
    STARTER_TAKEN = "directory:starter:taken"
    DIRECTORY_IMPORTED = "directory:list:imported"
    CALENDAR_OPENED = "directory:calendar:opened"
    CALENDAR_CLOSED = "directory:calendar:closed"
    SIGNED_IN = "accounts:user:signed-in"
    SIGN_IN_FAILED = "accounts:user:sign-in-failed"
    SIGNED_OUT = "accounts:user:signed-out"
    REAUTHENTICATED = "accounts:user:reauthenticated"
    PASSWORD_CHANGED = "accounts:password:changed"  # noqa: S105 - the name of an event
    SECOND_FACTOR_ADDED = "accounts:second-factor:added"
    SECOND_FACTOR_REMOVED = "accounts:second-factor:removed"
    RECOVERY_CODES_MADE = "accounts:recovery-codes:made"
    SESSION_MOVED = "accounts:session:moved"
    SECOND_FACTOR_FORGOTTEN = "accounts:second-factor:forgotten"


class Entry(models.Model):
    """One event; written by `audit.services.record` alone, and never changed.

    `subject` is an id or empty, never a report's id; `actor` is a user's id, or empty for the public. `programme` is
    empty for what belongs to none, such as a sign-in.
    """

    # One of Event. Not as `choices`: those would stand in a migration, and each new event would need one.
    event = models.CharField(max_length=64)
    programme = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    actor = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=64, blank=True)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["programme", "organisation", "id"], name="audit_by_organisation")]


class Link(models.Model):
    """The place of one entry in its organisation's chain; never changed.

    `hash` covers the entry, its place and the hash before (docs/formats.md). `chain` is an organisation's id, or
    NO_ORGANISATION. `entry` is a plain id, so that a removed entry leaves its link behind.
    """

    entry = models.BigIntegerField(primary_key=True)
    chain = models.BigIntegerField()
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_link_once")]


class Chain(models.Model):
    """Where a chain ends, so that links missing from its end are missed; moved on with every link."""

    organisation = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)


class ChainProgress(models.Model):
    """One row, which also is the lock of those who extend chains. What it means is told by `settled.py`."""

    settled = models.BigIntegerField(default=0)
    ceiling = models.BigIntegerField(default=0)
    writers = models.TextField(blank=True, default="")


class NotedHead(models.Model):
    """The head of a chain as it was told to members on a day; never changed."""

    chain = models.BigIntegerField()
    day = models.DateField()
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "day"], name="audit_head_noted_once_a_day")]
