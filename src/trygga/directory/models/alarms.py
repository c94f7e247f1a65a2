"""Whom somebody has been told about a contact point that needs a look."""

from django.db import models

from trygga.directory.models.points import ContactPoint
from trygga.organisations.models import InProgramme


class Alarm(InProgramme):
    """One mail about a contact point that has gone out; kept only until the point is confirmed or settled.

    `version` is that of the point for what is asked of its owner, so that a changed point, or a new owner, is asked
    about anew; 0 for what the leads are told once.
    """

    class Kind(models.TextChoices):
        SOON = "soon", "soon stale"
        DUE = "due", "stale, unverified or contradicted"
        LEADS = "leads", "nobody has answered"
        NO_OWNER = "no_owner", "the owner has left"

    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    version = models.PositiveIntegerField(default=0)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "kind", "version"], name="contact_point_alarm_once")]
