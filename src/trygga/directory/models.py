"""Who answers for what, where and when: contact points, and the mailboxes that sealed reports go to."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import InProgramme, Organisation, Unit
from trygga.places.models import Area


class Pathway(models.TextChoices):
    """Whom a concern is about."""

    CHILD = "child", _("a child")
    ADULT = "adult", _("an adult")
    SELF = "self", _("myself")
    SELF_UNDER_18 = "self_under_18", _("myself, and I am under 18")


class ContactPoint(InProgramme):
    """One number, chat, e-service or door. Outside a demo it shows only while it is confirmed and fresh."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        CHAT = "chat", _("chat")
        E_SERVICE = "e_service", _("e-service")
        VISIT = "visit", _("visit")

    slug = models.SlugField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation_name = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    value = models.CharField(max_length=120, blank=True, help_text=_("Empty where the number is still to come."))
    purposes = models.JSONField(default=list)
    opening_hours = models.CharField(max_length=200, blank=True, help_text=_("Empty where the hours are not known."))
    languages = models.JSONField(default=list)
    stays_unknown = models.BooleanField(null=True, help_text=_("Whether one can stay unknown; empty: not known."))
    is_national = models.BooleanField(default=False)
    areas = models.ManyToManyField(Area, blank=True, related_name="contact_points")
    notes = models.JSONField(default=dict, help_text=_("One short text per language."))
    source = models.CharField(max_length=200)
    as_of = models.CharField(max_length=20, help_text=_("When the source said so, as exactly as it is known."))
    verified_on = models.DateField(null=True, blank=True)
    best_before = models.DateField(null=True, blank=True)
    never_expires = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="contact_point_slug_once")]

    def __str__(self) -> str:
        return self.name

    def is_checked(self, today: date) -> bool:
        """Confirmed by somebody, and not past its best-before."""
        if self.verified_on is None:
            return False
        return self.never_expires or (self.best_before is not None and today <= self.best_before)


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
