"""The register of places: area, estate, building, stairwell, home. It knows doors, and nobody who lives behind them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import InProgramme, Organisation, Programme
from trygga.places.models.changes import RegisterChange

# Few are: indexes of these alone cost an import nothing, and a list of them reads no other.
RETIRED = Q(retired_on__isnull=False)


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


class Place(InProgramme):
    """What all levels below the area share.

    `key` is what the landlord's own system calls it; an import knows places by it. A place that is there no more is
    retired, never deleted, and so is everything below it: posters and old changes still name it.
    """

    # Unique constraints begin with the landlord and the indexes below with the place above: no need of more.
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    landlord = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(_("key"), max_length=64)
    retired_on = models.DateField(null=True, blank=True)
    added_in = models.ForeignKey(
        RegisterChange, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class Estate(Place):
    """A property as the land register knows it (`designation`: its fastighetsbeteckning), in one area.

    `area` and `landlord` say where it belongs today; its moves tell since when.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="estates", db_index=False)
    designation = models.CharField(_("estate designation"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    home_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["landlord", "key"], name="estate_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="estate_has_a_key"),
        ]
        indexes = [
            models.Index(fields=["area", "key"], name="estates_of_area"),
            models.Index(fields=["landlord", "key"], condition=RETIRED, name="estates_retired"),
        ]

    def __str__(self) -> str:
        return self.name or self.designation or self.key


class AreaCount(InProgramme):
    """How many estates and homes a landlord has in an area today, so that a list of areas reads no estates."""

    landlord = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    estate_count = models.PositiveIntegerField()
    home_count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["landlord", "area"], name="area_counted_once")]


class EstateMove(InProgramme):
    """From this day on the estate stands in this area and belongs to this landlord. A day to come is waited for.

    `tried_on` is the last day on which it was due and could not be carried out.
    """

    estate = models.ForeignKey(Estate, on_delete=models.CASCADE, related_name="moves")
    on = models.DateField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    landlord = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_done = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    tried_on = models.DateField(null=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["estate", "on"], name="estate_moves_once_a_day")]
        indexes = [models.Index(fields=["on"], condition=Q(is_done=False), name="estate_moves_to_come")]


class Building(Place):
    """A house. Its addresses are those of its stairwells."""

    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="buildings", db_index=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    home_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["landlord", "key"], name="building_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="building_has_a_key"),
        ]
        indexes = [
            models.Index(fields=["estate", "key"], name="buildings_of_estate"),
            models.Index(fields=["landlord", "key"], condition=RETIRED, name="buildings_retired"),
        ]

    def __str__(self) -> str:
        return self.name or self.key


ADDRESS = ("street_key", "number", "letter", "town_key")
"""What no two stairwells that a landlord has today share."""


class Stairwell(Place):
    """A front door with its address. `street_key` and `town_key` are street and town as `lib.addresses` compares them.

    A street of one name may be in two towns of one landlord (Kungsgatan in Jönköping and Huskvarna).
    """

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="stairwells", db_index=False)
    street = models.CharField(_("street"), max_length=80)
    street_key = models.CharField(max_length=80, editable=False)
    number = models.PositiveSmallIntegerField(_("street number"))
    letter = models.CharField(_("letter"), max_length=4, blank=True)
    postcode = models.CharField(_("postal code"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    town_key = models.CharField(max_length=120, blank=True, editable=False)
    home_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["landlord", "key"], name="stairwell_key_once"),
            models.UniqueConstraint(
                fields=["landlord", *ADDRESS],
                condition=Q(retired_on=None),
                name="stairwell_address_once",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="stairwell_has_a_key"),
            models.CheckConstraint(
                condition=~Q(street="") & ~Q(street_key="") & Q(number__gte=1), name="stairwell_has_an_address"
            ),
        ]
        indexes = [
            models.Index(fields=["building", "id"], name="stairwells_of_building"),
            models.Index(fields=["landlord", "street_key", "number", "letter", "id"], name="stairwells_by_address"),
            models.Index(
                fields=["landlord", "street_key", "number", "letter", "id"],
                condition=RETIRED,
                name="stairwells_retired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.number}{f' {self.letter}' if self.letter else ''}"


class Home(Place):
    """A flat. `number` is its lägenhetsnummer (1302: third floor, second door), which not every register knows."""

    stairwell = models.ForeignKey(Stairwell, on_delete=models.PROTECT, related_name="homes", db_index=False)
    number = models.PositiveSmallIntegerField(_("home number"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["landlord", "key"], name="home_key_once"),
            models.UniqueConstraint(
                fields=["stairwell", "number"], condition=Q(retired_on=None), name="home_number_once"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="home_has_a_key"),
            models.CheckConstraint(condition=Q(number=None) | Q(number__lte=9999), name="home_number_has_four_digits"),
        ]
        indexes = [
            models.Index(F("stairwell"), F("number"), F("id"), name="homes_of_stairwell"),
            models.Index(fields=["landlord", "key"], condition=RETIRED, name="homes_retired"),
        ]

    def __str__(self) -> str:
        return self.home_number or self.key

    @property
    def home_number(self) -> str:
        """The lägenhetsnummer as it is written on the door; empty where it is not known."""
        return "" if self.number is None else f"{self.number:04d}"


class AddressWord(InProgramme):
    """A word of a stairwell's street, so that a search by the beginning of any word never reads the whole register."""

    landlord = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    stairwell = models.ForeignKey(Stairwell, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stairwell", "word"], name="address_word_once")]
        indexes = [
            models.Index(fields=["landlord", "word", "number", "stairwell"], name="address_words"),
            models.Index(fields=["landlord", "number", "word", "stairwell"], name="address_words_by_number"),
        ]
