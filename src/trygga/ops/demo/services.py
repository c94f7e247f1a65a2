"""Filling an empty database with the demo programme."""

import json
from datetime import date
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from trygga.accounts.models import User
from trygga.accounts.services import create_person
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.directory.models import ContactPoint, Mailbox, MailboxRule, Pathway
from trygga.lib import sealing
from trygga.ops.demo.people import MEMBERS, OFFICERS, DemoPerson
from trygga.organisations.models import (
    Appointment,
    Member,
    MemberKey,
    Organisation,
    Programme,
    RingEpoch,
    SealedRing,
    Unit,
)
from trygga.places.models import Area

HOST = "localhost"
MAILBOX_HOURS = "Mo-Fr 08:00-16:30; PH off"


def facts() -> dict[str, Any]:
    """The shipped facts, each contact point with source and date."""
    found: dict[str, Any] = json.loads((resources.files(__package__) / "jonkoping.json").read_text("utf-8"))
    return found


@transaction.atomic
def load_demo() -> Programme:
    """Make the demo programme with its areas, organisations, contact points, mailbox, its people and the ring."""
    content = facts()
    programme = Programme.objects.create(host=HOST, is_demo=True, **content["programme"])
    for area in content["areas"]:
        Area.objects.create(programme=programme, **area)
    organisations = {
        organisation["slug"]: Organisation.objects.create(programme=programme, **organisation)
        for organisation in content["organisations"]
    }
    for position, point in enumerate(content["contact_points"]):
        _add_contact_point(programme, organisations, point, position)
    unit = Unit.objects.create(
        programme=programme, organisation=organisations["socialtjansten"], slug="mottagning", name="Mottagningen (demo)"
    )
    _open_mailbox(unit)
    _make_ring(unit, [_add_member(unit, person) for person in MEMBERS])
    for person in OFFICERS:
        _appoint(organisations[person.organisation], person)
    return programme


def _add_contact_point(
    programme: Programme, organisations: dict[str, Organisation], point: dict[str, Any], position: int
) -> None:
    fields = {key: value for key, value in point.items() if key not in ("verified", "organisation")}
    fields["value"] = fields["value"] or ""
    fields["opening_hours"] = fields["opening_hours"] or ""
    is_emergency = "acute" in fields["purposes"]
    ContactPoint.objects.create(
        programme=programme,
        organisation=organisations.get(point["organisation"]),
        position=position,
        verified_on=date.fromisoformat(f"{fields['as_of']}-01-01") if point["verified"] else None,
        never_expires=is_emergency,
        **fields,
    )


def _open_mailbox(unit: Unit) -> None:
    mailbox = Mailbox.objects.create(
        programme=unit.programme,
        unit=unit,
        opening_hours=MAILBOX_HOURS,
        is_switched_on=True,
        last_unlocked_at=timezone.now(),
    )
    for pathway in Pathway:
        MailboxRule.objects.create(programme=unit.programme, mailbox=mailbox, pathway=pathway)


def _appoint(organisation: Organisation, person: DemoPerson) -> None:
    Appointment.objects.create(
        programme=organisation.programme,
        organisation=organisation,
        user=_add_user(person),
        role=person.role,
        since=timezone.localdate(),
    )


def _add_user(person: DemoPerson) -> User:
    return create_person(person.login, person.password, first_name=person.first_name, last_name="Demo")


def _add_member(unit: Unit, person: DemoPerson) -> tuple[Member, str]:
    """The member and, only here and only for a demo, the recipient of an identity made on the server."""
    member = Member.objects.create(programme=unit.programme, user=_add_user(person), unit=unit)
    parameters = sealing.UnlockParameters.fresh()
    unlock = sealing.unlock_identity(person.passphrase, parameters)
    identity = sealing.generate_identity()
    MemberKey.objects.create(
        programme=unit.programme,
        member=member,
        recipient=sealing.recipient_of(identity),
        unlock_parameters=parameters.to_json(),
        sealed_identity=sealing.seal_member_identity(
            identity,
            member=member.public_id,
            place=place_of(unit, epoch=0),
            unlock_recipients=[sealing.recipient_of(unlock)],
        ),
    )
    return member, sealing.recipient_of(identity)


def _make_ring(unit: Unit, members: list[tuple[Member, str]]) -> None:
    ring = sealing.new_ring()
    row = RingEpoch.objects.create(
        programme=unit.programme, unit=unit, epoch=ring.epoch, recipient=ring.recipient, is_demo=True
    )
    # The demo's recovery identity is made and thrown away: its paper exists for nobody.
    recovery = sealing.recipient_of(sealing.generate_identity())
    for member, recipient in [*members, (None, recovery)]:
        SealedRing.objects.create(
            programme=unit.programme,
            ring=row,
            member=member,
            sealed=sealing.seal_ring(ring, place=place_of(unit, epoch=ring.epoch), recipient=recipient),
        )
    record(Event.RING_MADE, programme=unit.programme_id, organisation=unit.organisation_id, subject=str(ring.epoch))


def place_of(unit: Unit, *, epoch: int, report: str = "") -> sealing.Place:
    """Where a sealed thing of this unit stands, as its envelope says it."""
    return sealing.Place(
        programme=unit.programme.slug,
        organisation=unit.organisation.slug,
        unit=unit.slug,
        epoch=epoch,
        report=report,
    )
