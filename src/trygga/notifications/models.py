"""The outbox: what leaves the program, kept until it is delivered. It knows channels and addresses, no organisation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 320
"""Of an address: 64 before the @ and 255 after it (RFC 5321, 4.5.3.1)."""


class Channel(models.TextChoices):
    """The ways out."""

    MAIL = "mail", _("mail")
    SMS = "sms", _("text message")
    WEBHOOK = "webhook", _("webhook")


class Notice(models.Model):
    """One message to one receiver by one channel.

    `public_id` goes with every try, so that a receiver can tell a repeat. `address` is a mail address, a telephone
    number, or the public id of an Endpoint. While it waits, a notice holds its time to the second; once it is delivered
    or given up, the row keeps two days and nothing of address, body or time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("not delivered, and no longer tried")
        GIVEN_UP = "given_up", _("given up")

    public_id = models.CharField(max_length=32, unique=True)
    # A plain id: programmes are known above. Empty for what belongs to the installation, such as mail about a sign-in.
    programme = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=MOST_CHARACTERS, blank=True)
    body = models.BinaryField(null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True, help_text=_("Why the last try failed, in a word."))
    made_at = models.DateTimeField(null=True)
    made_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    finished_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["channel", "attempts", "due_at"], name="notice_due", condition=Q(state="waiting")),
            models.Index(fields=["channel", "address", "id"], name="notice_in_line", condition=Q(state="waiting")),
            models.Index(fields=["made_at"], name="notice_oldest", condition=Q(state="waiting")),
            models.Index(fields=["programme", "state", "id"], name="notice_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "dead"])
                | Q(address="", body=None, made_at=None, finished_on__isnull=False),
                name="finished_notice_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False)
                | Q(~Q(state="waiting"), due_at=None, claimed_until=None, claimed_by=""),
                name="only_a_waiting_notice_is_due",
            ),
        ]


class Endpoint(models.Model):
    """Where a webhook goes, and the secrets that sign it. With a former secret both sign, until it is forgotten."""

    public_id = models.CharField(max_length=32, unique=True)
    programme = models.BigIntegerField(null=True)
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=80)
    former_secret = models.CharField(max_length=80, blank=True)
    is_closed = models.BooleanField(default=False)


class Occurrence(models.Model):
    """Something due that was done: once for a name, a subject and a day. Written with what it did, or not at all."""

    name = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, blank=True)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "subject", "on"], name="occurrence_once")]
