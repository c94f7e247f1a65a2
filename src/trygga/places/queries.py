from django.db.models import QuerySet

from trygga.organisations.models import Programme
from trygga.places.models import Area


def areas_of(programme: Programme) -> QuerySet[Area]:
    """The programme's areas in the order of their waves."""
    return Area.objects.filter(programme=programme)
