from trygga.organisations.models import Programme
from trygga.places.models import Area
from trygga.web import rows


def areas_of(programme: Programme) -> list[Area]:
    """The programme's areas in the order of their waves."""
    return rows.select(Area, "WHERE one.programme_id = %s ORDER BY one.wave, one.id", [programme.pk])
