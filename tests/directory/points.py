"""A programme with people and a confirmed contact point, for the tests of keeping it right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import AppointmentFactory, OrganisationFactory, ProgrammeFactory
from tests.factories.places import AreaFactory
from trygga.accounts.models import User
from trygga.directory.models import ContactPoint, PointChange
from trygga.directory.services import add_point
from trygga.organisations.models import Organisation, Programme, Role
from trygga.places.models import Area

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 11).astimezone()
STALE_AFTER = TODAY + timedelta(days=100)


@dataclass(frozen=True)
class Kept:
    """One point of the shelter, confirmed and fresh for a hundred days more, with its owner; lead, editor, stranger."""

    programme: Programme
    organisation: Organisation
    area: Area
    point: ContactPoint
    owner: User
    lead: User
    editor: User
    admin: User


def kept(programme: Programme | None = None) -> Kept:
    here = programme or ProgrammeFactory(slug="sandby")
    landlord = OrganisationFactory(programme=here, kind=Organisation.Kind.LANDLORD)
    shelter = OrganisationFactory(programme=here, kind=Organisation.Kind.SHELTER, slug="jouren")
    owner = AppointmentFactory(organisation=shelter, role=Role.SIGN_OFF_PARTNER, user__first_name="Olga").user
    point = ContactPointFactory(
        programme=here,
        organisation=shelter,
        name="Jourtelefonen",
        value="036-10 50 00",
        opening_hours="Mo-Fr 08:00-16:30",
        owner=owner,
        verified_on=TODAY - timedelta(days=82),
        best_before=STALE_AFTER,
        never_expires=False,
        version=1,
    )
    return Kept(
        programme=here,
        organisation=shelter,
        area=AreaFactory(programme=here, slug="vast", name="Väst"),
        point=point,
        owner=owner,
        lead=AppointmentFactory(organisation=landlord, role=Role.PROGRAMME_LEAD, user__first_name="Lea").user,
        editor=AppointmentFactory(organisation=landlord, role=Role.EDITOR, user__first_name="Edit").user,
        admin=AppointmentFactory(organisation=shelter, role=Role.ORGANISATION_ADMIN, user__first_name="Ada").user,
    )


SAID: dict[str, Any] = {
    "name": "Socialtjänsten, dagtid",
    "organisation_name": "Socialtjänsten",
    "kind": ContactPoint.Kind.PHONE,
    "value": "036105050",
    "purposes": ["child_concern"],
    "opening_hours": "Mo-Fr 08:00-16:30",
    "languages": ["sv"],
    "source": "jonkoping.example",
    "as_of": "2026-11",
}


def added(there: Kept, **fields: Any) -> ContactPoint:
    return add_point(there.programme, by=there.editor, **(SAID | fields))


def history(point: ContactPoint) -> list[tuple[str, Any, Any]]:
    """What was done to it, oldest first."""
    rows = PointChange.objects.filter(point=point).order_by("pk")
    return [(one.what, one.before, one.after) for one in rows]
