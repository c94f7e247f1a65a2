"""The mailboxes that sealed reports go to, and which of them receives what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import InProgramme, Unit
from trygga.places.models import Area


class Pathway(models.TextChoices):
    """Whom a concern is about."""

    CHILD = "child", _("a child")
    ADULT = "adult", _("an adult")
    SELF = "self", _("myself")
    SELF_UNDER_18 = "self_under_18", _("myself, and I am under 18")


class Mailbox(InProgramme):
    """Where a unit receives sealed reports, and when somebody reads there."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="mailbox")
    opening_hours = models.CharField(max_length=200)
    is_switched_on = models.BooleanField(default=False)
    last_unlocked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"


class MailboxRule(InProgramme):
    """Which mailbox receives a pathway: in one area or, where `area` is empty, in all without a rule of their own."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="rules")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    pathway = models.CharField(max_length=16, choices=Pathway.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "pathway", "area"], name="mailbox_rule_once_per_area"),
            models.UniqueConstraint(
                fields=["programme", "pathway"], condition=models.Q(area=None), name="mailbox_rule_once_as_fall_back"
            ),
        ]
