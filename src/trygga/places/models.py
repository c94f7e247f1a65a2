"""Where things are. Areas for now; estates, buildings, stairwells and homes join with the register."""

from django.db import models

from trygga.organisations.models import InProgramme


class Area(InProgramme):
    """A part of the municipality in which the scheme starts at one time; `wave` counts from 1."""

    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    wave = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["wave", "id"]
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="area_slug_once_per_programme")]

    def __str__(self) -> str:
        return self.name
