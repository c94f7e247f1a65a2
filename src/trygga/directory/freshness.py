"""How long a contact point may be shown, who keeps it right, and what is wrong with it today."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trygga.accounts.models import User
from trygga.directory.models import OtherSource
from trygga.organisations.models import Appointment, Member, Programme, Role

FRESH_FOR = timedelta(days=182)
"""From verifying until best-before, where nobody says otherwise."""

SOON = timedelta(days=30)
"""How long before that its owner is asked."""


# ---- what is wrong ----
def stale(today: date) -> Q:
    """Confirmed once, but past its best-before."""
    return Q(verified_on__isnull=False, never_expires=False) & (Q(best_before=None) | Q(best_before__lt=today))


def soon_stale(today: date) -> Q:
    """Still fresh, but not for long."""
    return Q(verified_on__isnull=False, never_expires=False, best_before__range=(today, today + SOON))


def unverified() -> Q:
    """Never confirmed, or changed since."""
    return Q(verified_on=None)


def contradicted() -> Q:
    """Another source says otherwise, and nobody has settled it."""
    return Q(Exists(OtherSource.objects.filter(point=OuterRef("pk"), settled_at=None)))


# ---- who keeps it right ----
def works_in(programme: Any) -> Q:
    """Of users: those who are something in this programme today. `programme`: one, its id, or an OuterRef."""
    member = Member.objects.filter(user=OuterRef("pk"), programme=programme, left_on=None)
    appointed = Appointment.objects.filter(user=OuterRef("pk"), programme=programme, left_on=None)
    return Q(Exists(member) | Exists(appointed), is_active=True)


def owner_works() -> Q:
    """Of contact points: those whose owner is something in the programme today. The others are the leads' to keep."""
    here = {"user": OuterRef("owner"), "programme": OuterRef("programme"), "left_on": None}
    member, appointed = Member.objects.filter(**here), Appointment.objects.filter(**here)
    return Q(Exists(member) | Exists(appointed), owner__is_active=True)


def is_at_work(user: User | None, programme: int) -> bool:
    """Whether this person is something in the programme today, asked anew of the database."""
    return user is not None and User.objects.filter(works_in(programme), pk=user.pk).exists()


def leads_of(programme: Programme | int) -> QuerySet[User]:
    """The programme's leads of today, who stand in for owners."""
    leads = Appointment.objects.filter(programme=programme, role=Role.PROGRAMME_LEAD, left_on=None)
    return User.objects.filter(is_active=True, pk__in=leads.values("user")).order_by("pk")


def people_of(programme: Programme | int) -> QuerySet[User]:
    """Everybody who may own a contact point of the programme, by name."""
    members = Member.objects.filter(programme=programme, left_on=None).values("user")
    appointed = Appointment.objects.filter(programme=programme, left_on=None).values("user")
    found = User.objects.filter(Q(pk__in=members) | Q(pk__in=appointed), is_active=True)
    return found.order_by("first_name", "last_name", "pk")
