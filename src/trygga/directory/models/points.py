"""Who answers for what, where and when: contact points, the days on which they are closed, who keeps them right."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import InProgramme, Organisation
from trygga.places.models import Area


class Purpose(models.TextChoices):
    """What somebody may need a contact point for; the identifiers are those of the shipped data."""

    ACUTE = "acute", _("danger now")
    CRIME_NOT_ACUTE = "crime_not_acute", _("a crime that is over")
    CHILD_CONCERN = "child_concern", _("worry about a child")
    ADULT_CONCERN = "adult_concern", _("worry about an adult")
    OLDER_OR_ILL = "older_or_ill", _("worry about an older or ill person")
    ADVICE_WITHOUT_NAMES = "advice_without_names", _("advice without naming anybody")
    NEIGHBOUR_ADVICE = "neighbour_advice", _("advice for a neighbour")
    NEIGHBOUR_ACTED = "neighbour_acted", _("support for a neighbour who has acted")
    KNOCK_INSTEAD = "knock_instead", _("somebody else who can go and knock")
    EXPOSED_SUPPORT = "exposed_support", _("support for whoever is exposed")
    CHILD_SELF = "child_self", _("support for whoever is under 18")
    WITNESS_SUPPORT = "witness_support", _("support for a witness")
    STOP_USING_VIOLENCE = "stop_using_violence", _("help to stop using violence")
    TENANCY_ADVICE = "tenancy_advice", _("advice about the tenancy")
    FIRE_RISK = "fire_risk", _("risk of fire")


class ContactPoint(InProgramme):
    """One number, chat, e-service or door. Outside a demo it shows only while it is confirmed, fresh and undisputed.

    It serves its `areas`; without any, the whole programme, or the whole country where `is_national`. `needs_login`,
    `stays_unknown`, `shows_on_bill` and `cost` are empty where nobody knows. `version` counts the changes. `is_local`
    follows `areas` (`listeners.py`), so that whoever asks in one area need not pass by the points of all others.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        SMS = "sms", _("text message")
        CHAT = "chat", _("chat")
        E_SERVICE = "e_service", _("e-service")
        VISIT = "visit", _("visit")

    class Cost(models.TextChoices):
        FREE = "free", _("free of charge")
        AS_A_CALL = "as_a_call", _("costs as an ordinary call or message")
        PREMIUM = "premium", _("costs more than an ordinary call or message")

    slug = models.SlugField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation_name = models.CharField(_("organisation"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    value = models.CharField(
        _("number or address"), max_length=200, blank=True, help_text=_("Empty where the number is still to come.")
    )
    purposes = models.JSONField(_("purposes"), default=list)
    opening_hours = models.CharField(
        _("opening hours"), max_length=255, blank=True, help_text=_("Empty where the hours are not known.")
    )
    languages = models.JSONField(_("languages"), default=list)
    cost = models.CharField(_("cost"), max_length=12, choices=Cost.choices, blank=True)
    shows_on_bill = models.BooleanField(_("shows on the phone bill"), null=True, blank=True)
    needs_login = models.BooleanField(_("needs a login with one's own name"), null=True, blank=True)
    stays_unknown = models.BooleanField(_("one can stay unknown"), null=True, blank=True)
    is_national = models.BooleanField(_("national"), default=False)
    areas = models.ManyToManyField(Area, blank=True, related_name="contact_points")
    is_local = models.BooleanField(default=False, editable=False)
    notes = models.JSONField(default=dict, help_text=_("One short text per language."))
    source = models.CharField(_("source"), max_length=200)
    as_of = models.CharField(max_length=20, help_text=_("When the source said so, as exactly as it is known."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_points"
    )
    verified_on = models.DateField(null=True, blank=True)
    best_before = models.DateField(null=True, blank=True)
    never_expires = models.BooleanField(default=False)
    starter = models.CharField(max_length=40, blank=True, editable=False)
    starter_version = models.PositiveSmallIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="contact_point_slug_once"),
            # One that asks for a login knows who writes.
            models.CheckConstraint(
                condition=~Q(needs_login=True, stays_unknown=True), name="contact_point_login_is_not_unknown"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "position", "id"], name="contact_points_in_order"),
            models.Index(fields=["programme", "name", "id"], name="contact_points_by_name"),
            models.Index(fields=["programme", "best_before"], name="contact_points_by_freshness"),
            models.Index(
                fields=["programme"], condition=Q(is_local=False, retired_on=None), name="contact_points_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_checked(self, today: date) -> bool:
        """Confirmed by somebody, and not past its best-before."""
        if self.verified_on is None:
            return False
        return self.never_expires or (self.best_before is not None and today <= self.best_before)


class Closing(InProgramme):
    """From `begins_at` until (not with) `ends_at` nobody answers, whatever the opening hours say."""

    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="closings")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["begins_at"]
        constraints = [models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="closing_has_a_length")]
        indexes = [models.Index(fields=["point", "ends_at"], name="closings_of_point")]


class OtherSource(InProgramme):
    """What another source says of a contact point. While it is open and disagrees, the point is contradicted."""

    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="other_sources")
    source = models.CharField(_("source"), max_length=200)
    as_of = models.CharField(max_length=20)
    value = models.CharField(_("number or address"), max_length=200, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=255, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(value="", opening_hours=""), name="other_source_says_something")
        ]
        indexes = [models.Index(fields=["point"], condition=Q(settled_at=None), name="contradictions_open")]


class PointChange(InProgramme):
    """What was done to a contact point, when and by whom. `before` and `after` hold the changed fields alone."""

    class What(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        VERIFIED = "verified", _("confirmed")
        CONTRADICTED = "contradicted", _("contradicted")
        SETTLED = "settled", _("settled")
        RETIRED = "retired", _("retired")
        RETURNED = "returned", _("there again")

    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True, help_text=_("How it was confirmed or settled."))

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["point", "-id"], name="changes_of_point")]
