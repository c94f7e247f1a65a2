"""Programmes, their partners, people in them, and the rings of keys that open what is sealed to a unit."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MEMBER_ID_BYTES = 8


class Programme(models.Model):
    """One municipality's scheme with its partners: the tenant of the software. One public host each."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    municipality = models.CharField(max_length=80)
    host = models.CharField(max_length=253, unique=True, help_text=_("Host name of the public pages, without port."))
    timezone = models.CharField(max_length=40, default="Europe/Stockholm")
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Where hours, days and times of its pages are meant."""
        return ZoneInfo(self.timezone)


class InProgramme(models.Model):
    """Everything of ours hangs under a programme and is asked for within it; `programme_id` is the shard key."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Organisation(InProgramme):
    """A partner of the programme."""

    class Kind(models.TextChoices):
        LANDLORD = "landlord", _("landlord")
        POLICE = "police", _("police")
        RESCUE_SERVICE = "rescue_service", _("rescue service")
        SOCIAL_SERVICES = "social_services", _("social services")
        SHELTER = "shelter", _("shelter")
        TENANTS_ASSOCIATION = "tenants_association", _("Tenants' Association")

    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="organisation_slug_once")]
        indexes = [models.Index(fields=["programme", "name", "id"], name="organisations_by_name")]

    def __str__(self) -> str:
        return self.name


class Unit(InProgramme):
    """A part of an organisation with its own ring and rota."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="unit_slug_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.name}"


def new_member_id() -> str:
    """A random public id, so that an address tells nothing about how many there are."""
    return secrets.token_hex(MEMBER_ID_BYTES)


class Role(models.TextChoices):
    """What a person may be in an organisation; permissions.md says what each may do."""

    MEMBER = "member", _("member")
    ORGANISATION_ADMIN = "organisation_admin", _("organisation admin")
    PROGRAMME_LEAD = "programme_lead", _("programme lead")
    EDITOR = "editor", _("editor")
    SIGN_OFF_PARTNER = "sign_off_partner", _("sign-off partner")
    AUDITOR = "auditor", _("auditor")
    TRAINER = "trainer", _("trainer")
    MANAGER = "manager", _("manager")
    CARETAKER = "caretaker", _("caretaker")


class Member(InProgramme):
    """A person of a unit who may open what is sealed to it: the one role that is tied to keys."""

    public_id = models.CharField(max_length=16, unique=True, default=new_member_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit"], condition=Q(left_on=None), name="member_once_per_unit")
        ]
        indexes = [
            models.Index(fields=["programme", "-id"], condition=Q(left_on=None), name="members_today"),
            models.Index(fields=["unit", "-id"], condition=Q(left_on=None), name="members_of_unit"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Appointment(InProgramme):
    """Any other role that a person holds in an organisation, or in one unit of it, until the day of leaving."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    role = models.CharField(max_length=24, choices=Role.choices)
    since = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "unit"],
                condition=Q(left_on=None),
                name="appointment_once_in_unit",
            ),
            # Two rows without a unit are not equal to a database.
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(left_on=None, unit=None), name="appointment_once"
            ),
            models.CheckConstraint(condition=~Q(role="member"), name="appointment_is_no_membership"),
        ]
        indexes = [
            models.Index(fields=["programme", "-id"], condition=Q(left_on=None), name="appointments_today"),
            models.Index(
                fields=["organisation", "-id"], condition=Q(left_on=None), name="appointments_of_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class Invitation(InProgramme):
    """An offer of a role, by a link that works once. Only the hash of what stands in the link is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=24, choices=Role.choices)
    email = models.EmailField(_("e-mail"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="member") | Q(unit__isnull=False), name="invitation_of_a_member_names_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(withdrawn_on=None),
                name="invitation_is_not_both_accepted_and_withdrawn",
            ),
        ]
        indexes = [models.Index(fields=["programme", "-id"], name="invitations_by_programme")]

    def __str__(self) -> str:
        return self.email

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works at that moment."""
        return self.accepted_on is None and self.withdrawn_on is None and at < self.expires_at


class MemberKey(InProgramme):
    """A member's identity, sealed to the unlock identity of the passphrase. Nothing here opens anything by itself."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="key")
    recipient = models.TextField()
    unlock_parameters = models.JSONField()
    sealed_identity = models.BinaryField()


class RingEpoch(InProgramme):
    """One generation of a unit's key: reports are sealed to the recipient of the newest."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="epochs")
    epoch = models.PositiveIntegerField()
    recipient = models.TextField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["epoch"]
        constraints = [models.UniqueConstraint(fields=["unit", "epoch"], name="ring_epoch_once")]


class SealedRing(InProgramme):
    """The ring of an epoch, sealed to one member, or to the recovery recipient where `member` is empty."""

    ring = models.ForeignKey(RingEpoch, on_delete=models.PROTECT, related_name="sealed")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="sealed_rings")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ring", "member"], name="ring_sealed_once_per_member"),
            models.UniqueConstraint(fields=["ring"], condition=Q(member=None), name="ring_sealed_once_for_recovery"),
        ]
