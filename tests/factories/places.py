from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.organisations import ProgrammeFactory
from trygga.places.models import Area


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    programme = SubFactory(ProgrammeFactory)
    slug = Sequence(lambda number: f"area-{number}")
    name = LazyAttribute(lambda area: area.slug.title())
    wave = 1
