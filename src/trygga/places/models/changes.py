"""Who changed what in the register of places, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import InProgramme, Organisation


class RegisterChange(InProgramme):
    """One act on a landlord's register: an import, or what somebody changed by hand. What it did is counted here."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("import")
        HAND = "hand", _("by hand")
        BULK = "bulk", _("several at once")
        MOVE = "move", _("move")

    landlord = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["landlord", "-id"], name="register_changes")]


class PlaceChange(InProgramme):
    """What one act did to one place that was there before. New places name the act that brought them (`added_in`).

    `before` and `after` hold the changed fields alone, keys of places in place of their ids.
    """

    class Level(models.TextChoices):
        AREA = "area", _("area")
        ESTATE = "estate", _("estate")
        BUILDING = "building", _("building")
        STAIRWELL = "stairwell", _("stairwell")
        HOME = "home", _("home")

    class What(models.TextChoices):
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        RETIRED = "retired", _("retired")
        RETURNED = "returned", _("there again")

    act = models.ForeignKey(RegisterChange, on_delete=models.PROTECT, related_name="changes")
    level = models.CharField(max_length=12, choices=Level.choices)
    place = models.BigIntegerField()
    what = models.CharField(max_length=12, choices=What.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["level", "place", "-id"], name="changes_of_place"),
            models.Index(fields=["act", "id"], name="changes_of_act"),
        ]
