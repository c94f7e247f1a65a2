from datetime import date

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.organisations import OrganisationFactory, ProgrammeFactory
from trygga.lib.stairwell_codes import new_code
from trygga.organisations.models import Organisation
from trygga.places.models import (
    Area,
    Building,
    Estate,
    EstateMove,
    Home,
    Import,
    PosterBatch,
    RegisterChange,
    Stairwell,
    StairwellLink,
)


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    programme = SubFactory(ProgrammeFactory)
    slug = Sequence(lambda number: f"area-{number}")
    name = LazyAttribute(lambda area: area.slug.title())
    wave = 1


class EstateFactory(DjangoModelFactory):
    class Meta:
        model = Estate

    programme = SelfAttribute("area.programme")
    area = SubFactory(AreaFactory)
    landlord = SubFactory(
        OrganisationFactory, programme=SelfAttribute("..area.programme"), kind=Organisation.Kind.LANDLORD
    )
    key = Sequence(lambda number: f"{1000 + number}")
    designation = LazyAttribute(lambda estate: f"Sandby {estate.key}:1")


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = Building

    programme = SelfAttribute("estate.programme")
    landlord = SelfAttribute("estate.landlord")
    estate = SubFactory(EstateFactory)
    key = Sequence(lambda number: f"B{number}")


class StairwellFactory(DjangoModelFactory):
    class Meta:
        model = Stairwell

    programme = SelfAttribute("building.programme")
    landlord = SelfAttribute("building.landlord")
    building = SubFactory(BuildingFactory)
    key = Sequence(lambda number: f"S{number}")
    street = "Storgatan"
    street_key = "storgatan"
    number = Sequence(lambda number: number + 1)


class HomeFactory(DjangoModelFactory):
    class Meta:
        model = Home

    programme = SelfAttribute("stairwell.programme")
    landlord = SelfAttribute("stairwell.landlord")
    stairwell = SubFactory(StairwellFactory)
    key = Sequence(lambda number: f"H{number}")
    number = 1001


class RegisterChangeFactory(DjangoModelFactory):
    """An import that nobody is named for."""

    class Meta:
        model = RegisterChange

    landlord = SubFactory(OrganisationFactory, kind=Organisation.Kind.LANDLORD)
    programme = SelfAttribute("landlord.programme")
    kind = RegisterChange.Kind.IMPORT
    at = LazyFunction(timezone.now)


class EstateMoveFactory(DjangoModelFactory):
    """A move to come, to where the estate is already."""

    class Meta:
        model = EstateMove

    estate = SubFactory(EstateFactory)
    programme = SelfAttribute("estate.programme")
    area = SelfAttribute("estate.area")
    landlord = SelfAttribute("estate.landlord")
    on = date(2099, 1, 1)


class ImportFactory(DjangoModelFactory):
    """An import whose preview waits for somebody."""

    class Meta:
        model = Import

    programme = SelfAttribute("landlord.programme")
    landlord = SubFactory(OrganisationFactory, kind=Organisation.Kind.LANDLORD)
    state = Import.State.READY
    began_at = LazyFunction(timezone.now)


class BatchFactory(DjangoModelFactory):
    class Meta:
        model = PosterBatch

    programme = SelfAttribute("landlord.programme")
    landlord = SubFactory(OrganisationFactory, kind=Organisation.Kind.LANDLORD)
    name = Sequence(lambda number: f"Batch {number}")
    made_on = date(2026, 11, 2)


class LinkFactory(DjangoModelFactory):
    """A working link at a new stairwell of the batch's landlord."""

    class Meta:
        model = StairwellLink

    programme = SelfAttribute("batch.programme")
    batch = SubFactory(BatchFactory)
    stairwell = SubFactory(
        StairwellFactory,
        building__estate__landlord=SelfAttribute("....batch.landlord"),
        building__estate__area__programme=SelfAttribute(".....batch.programme"),
    )
    code = LazyFunction(new_code)
    made_on = date(2026, 11, 2)
