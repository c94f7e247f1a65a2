"""What an import keeps until it is applied: scrubbed rows, what is wrong with them, and what is planned.

Nothing here ever held a column about tenants: those are let go of while the file is read. Rows and plan are erased once
the import is applied or cancelled, and after a week at the latest.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import InProgramme, Organisation, Programme
from trygga.places.models.changes import RegisterChange
from trygga.places.models.register import Area


class Import(InProgramme):
    """A file on its way into one landlord's register. `counts` tells what is planned: of each level, of each kind."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        PLANNING = "planning", _("being compared with the register")
        READY = "ready", _("waits for you")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        CANCELLED = "cancelled", _("cancelled")

    class Kept(models.TextChoices):
        ALL = "all", _("all rows")
        BAD = "bad", _("rows to be mended")
        NOTHING = "nothing", _("nothing")

    OPEN = (State.READING, State.PLANNING, State.READY, State.APPLYING)

    landlord = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    # Which column of the file stood for which field, and the names of those that were let go of.
    columns = models.JSONField(default=dict)
    about_tenants = models.JSONField(default=list)
    not_used = models.JSONField(default=list)
    area_of_new = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    is_whole = models.BooleanField(default=False)
    may_move_estates = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    leaves_bad_rows_out = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    homes_before = models.PositiveIntegerField(default=0)
    # The newest act on the register when this was planned: a newer one, and it must be planned again.
    planned_after = models.BigIntegerField(default=0)
    had_to_be_planned_again = models.BooleanField(default=False)
    act = models.OneToOneField(RegisterChange, on_delete=models.PROTECT, null=True, related_name="+")
    kept = models.CharField(max_length=8, choices=Kept.choices, default=Kept.ALL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", act__isnull=False) | ~Q(state="applied") & Q(act=None),
                name="import_applied_is_an_act",
            )
        ]
        indexes = [
            models.Index(fields=["landlord", "-id"], name="imports_of_landlord"),
            models.Index(fields=["state", "id"], condition=~Q(kept="nothing"), name="imports_to_work_on"),
        ]

    @property
    def homes_to_retire(self) -> int:
        """How many homes of today the plan retires."""
        return int(self.counts.get("home", {}).get("retired", 0))

    @property
    def retires_many(self) -> bool:
        """Whether more than a tenth of today's homes would be retired: then somebody is asked again."""
        return self.homes_to_retire * 10 > self.homes_before


class OfImport(InProgramme):
    """What the tables of an import share; their indexes begin with the import."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True


class ImportedRow(OfImport):
    """A line of the file as it was understood: one home and everything above it.

    A line that was not understood keeps in `cells` what it said, of the columns that have a meaning here.
    """

    line = models.PositiveIntegerField()
    is_bad = models.BooleanField(default=False)
    cells = models.JSONField(null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    estate_key = models.CharField(max_length=64)
    designation = models.CharField(max_length=120, blank=True)
    estate_name = models.CharField(max_length=120, blank=True)
    building_key = models.CharField(max_length=64)
    building_name = models.CharField(max_length=120, blank=True)
    stairwell_key = models.CharField(max_length=64)
    street = models.CharField(max_length=80)
    street_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField(default=0)
    letter = models.CharField(max_length=4, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    town = models.CharField(max_length=60, blank=True)
    town_key = models.CharField(max_length=120, blank=True)
    home_key = models.CharField(max_length=64)
    home_number = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "line"], name="imported_line_once")]


class ImportFault(OfImport):
    """What is wrong with a line: in which field, what stood there, which rule it breaks, which other line is meant."""

    line = models.PositiveIntegerField()
    field = models.CharField(max_length=20)
    value = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=40)
    other = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "line", "id"], name="faults_of_import")]


class PlannedChange(OfImport):
    """What is to happen to one place; what stays as it is stands nowhere. `line` is the first that names the place."""

    class What(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        RETIRED = "retired", _("retired")
        RETURNED = "returned", _("there again")

    level = models.CharField(max_length=12)
    what = models.CharField(max_length=12)
    key = models.CharField(max_length=64)
    line = models.PositiveIntegerField(null=True)
    place = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "level", "key"], name="planned_once")]
        indexes = [models.Index(fields=["source", "level", "what", "id"], name="planned_of_import")]


class ColumnChoice(InProgramme):
    """Which field a landlord's column stands for, as somebody said once; `field` is empty where it is of no use."""

    landlord = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    header = models.CharField(max_length=80)
    field = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["landlord", "header"], name="column_chosen_once")]
