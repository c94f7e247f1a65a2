"""What neighbours have sent, sealed. Nothing here opens without the receiving unit's ring or the writer's code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trygga.directory.models import Pathway
from trygga.organisations.models import InProgramme, Programme, Unit
from trygga.places.models import Area


class SealedReport(InProgramme):
    """A concern sealed to one receiving unit.

    In clear: who receives it, area, pathway, the day it came, until when it must be opened, who sealed it and a label.
    The key is the sealer's 128 random bits in hex; it orders nothing and stands in no log.
    """

    class SealedBy(models.TextChoices):
        BROWSER = "browser", _("the writer's browser")

    class Label(models.TextChoices):
        NONE = "", _("none")
        UNPROVEN = "unproven", _("came without the usual protection against mass sending")

    id = models.CharField(max_length=32, primary_key=True)
    # No index of their own: each would be one more page to write with every report, and nothing asks by them.
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    pathway = models.CharField(max_length=16, choices=Pathway.choices)
    epoch = models.PositiveIntegerField()
    arrived_on = models.DateField()
    read_by = models.DateTimeField()
    lookup = models.CharField(max_length=64, unique=True)
    recipient = models.TextField()
    recipient_mac = models.CharField(max_length=64)
    report_identity = models.BinaryField()
    sealed_report = models.BinaryField()
    sealed_by = models.CharField(max_length=16, choices=SealedBy.choices, default=SealedBy.BROWSER)
    label = models.CharField(max_length=16, choices=Label.choices, blank=True, default=Label.NONE)
    is_closed = models.BooleanField(default=False, help_text=_("No more messages: nothing follows in the dialogue."))

    class Meta:
        indexes = [models.Index(fields=["unit", "read_by"], name="report_by_unit_and_time")]


class DialogueMessage(InProgramme):
    """One sealed message between the writer and the organisation; one sequence for both directions, from 1."""

    class Direction(models.TextChoices):
        TO_WRITER = "to_writer", _("to the writer")
        FROM_WRITER = "from_writer", _("from the writer")

    report = models.ForeignKey(SealedReport, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    direction = models.CharField(max_length=16, choices=Direction.choices)
    sealed = models.BinaryField()
    arrived_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="message_number_once_per_report")]
