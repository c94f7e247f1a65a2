"""Lists of contact points that somebody has sent and not yet applied, and addresses of calendars."""

from django.conf import settings
from django.db import models

from trygga.organisations.models import InProgramme


class DirectoryList(InProgramme):
    """What of a sent file can become contact points, scrubbed; a week at most, and empty once it is applied.

    `services` holds for each its id, the fields, the areas and what is to be said of it; `unusable` the others, each
    with a name and why. Contacts, who are people, are not kept; what a name or a description says is kept as text.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    services = models.JSONField(default=list)
    unusable = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "-id"], name="directory_lists_of_programme"),
            models.Index(fields=["sent_at"], name="directory_lists_by_age"),
        ]


class CalendarAddress(InProgramme):
    """A person's secret address of a calendar: best-before days of what he or she keeps right in one programme.

    Only the hash of what stands in the address is kept; another one takes its place.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="calendar_once_per_person")]
