"""A report in a receiving unit's hands. Opening creates the case; nothing readable stands here."""

from django.db import models

from trygga.concerns.models import SealedReport
from trygga.organisations.models import InProgramme, Member


class Case(InProgramme):
    """`opening` is sealed to the ring: the hashes of what was opened first, under the members' MAC key."""

    report = models.OneToOneField(SealedReport, on_delete=models.PROTECT, related_name="case")
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opening = models.BinaryField()


class SetAside(InProgramme):
    """A report that nobody could open, out of the way of the others until somebody opens it or puts it back."""

    report = models.OneToOneField(SealedReport, on_delete=models.PROTECT, related_name="set_aside")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
