from django.db.models import QuerySet

from trygga.accounts.models import User
from trygga.organisations.models import Appointment, Member, Programme, RingEpoch


def current_epochs(programme: Programme) -> list[RingEpoch]:
    """The newest epoch of every unit that has a ring."""
    newest: dict[int, RingEpoch] = {}
    for ring in RingEpoch.objects.filter(programme=programme).select_related("unit__organisation"):
        newest[ring.unit_id] = ring
    return list(newest.values())


def memberships_of(user: User) -> QuerySet[Member]:
    """Where this person is a member today."""
    return Member.objects.filter(user=user, left_on=None).select_related("programme", "unit__organisation")


def appointments_of(user: User) -> QuerySet[Appointment]:
    """The other roles that this person holds today."""
    return Appointment.objects.filter(user=user, left_on=None).select_related("programme", "organisation", "unit")
