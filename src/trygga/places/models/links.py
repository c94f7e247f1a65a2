"""Stairwell links: the short code on one poster, and how often the posters of a batch were scanned on a day.

Nothing here knows who scanned, when, with what, or which poster of the batch it was.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trygga.lib.stairwell_codes import grouped_code
from trygga.organisations.models import InProgramme, Organisation
from trygga.places.models.register import Stairwell


class PosterBatch(InProgramme):
    """Posters of a landlord that are made and hung together."""

    landlord = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["landlord", "name"], name="poster_batch_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="poster_batch_has_a_name"),
        ]
        indexes = [models.Index(fields=["landlord", "-id"], name="poster_batches_of_landlord")]

    def __str__(self) -> str:
        return self.name


class StairwellLink(InProgramme):
    """The code of one poster. It leads to the area that its stairwell's estate stands in today.

    One that has ended is kept: its poster may hang, and then leads to the plain guide.
    """

    class Ending(models.TextChoices):
        REPLACED = "replaced", _("replaced")
        RETIRED = "retired", _("retired")

    batch = models.ForeignKey(PosterBatch, on_delete=models.PROTECT, related_name="links", db_index=False)
    stairwell = models.ForeignKey(Stairwell, on_delete=models.PROTECT, related_name="links", db_index=False)
    code = models.CharField(max_length=8)
    made_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="stairwell_code_once"),
            models.UniqueConstraint(
                fields=["batch", "stairwell"], condition=Q(ended_on=None), name="working_link_once_in_batch"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="stairwell_link_has_a_code"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="stairwell_link_says_how_it_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "id"], name="links_of_batch"),
            models.Index(fields=["stairwell", "id"], name="links_of_stairwell"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The code as it is printed."""
        return grouped_code(self.code)

    @property
    def is_working(self) -> bool:
        return self.ended_on is None


class ScanCount(InProgramme):
    """How often posters of a batch were scanned on a day of the programme's time zone. Nothing else is counted."""

    batch = models.ForeignKey(PosterBatch, on_delete=models.PROTECT, related_name="scans", db_index=False)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "day"], name="scans_once_a_day")]
