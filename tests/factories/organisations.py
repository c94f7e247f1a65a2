"""Programmes, partners, members, and real keys for them."""

import functools
from datetime import date

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from trygga.lib import sealing
from trygga.organisations.models import (
    Appointment,
    Invitation,
    Member,
    MemberKey,
    Organisation,
    Programme,
    RingEpoch,
    Role,
    SealedRing,
    Unit,
)
from trygga.organisations.services import LIFETIME, hash_of

PASSPHRASE = "sju tysta ugglor under en bro"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    slug = Sequence(lambda number: f"town-{number}")
    name = LazyAttribute(lambda programme: f"Trygga grannar {programme.slug.title()}")
    municipality = LazyAttribute(lambda programme: programme.slug.title())
    host = LazyAttribute(lambda programme: f"{programme.slug}.example")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    programme = SubFactory(ProgrammeFactory)
    slug = Sequence(lambda number: f"organisation-{number}")
    name = LazyAttribute(lambda organisation: organisation.slug.title())
    kind = Organisation.Kind.SOCIAL_SERVICES


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    organisation = SubFactory(OrganisationFactory)
    programme = SelfAttribute("organisation.programme")
    slug = Sequence(lambda number: f"unit-{number}")
    name = LazyAttribute(lambda unit: unit.slug.title())


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    unit = SubFactory(UnitFactory)
    programme = SelfAttribute("unit.programme")
    user = SubFactory(UserFactory)


class AppointmentFactory(DjangoModelFactory):
    """Somebody who holds a role; the programme lead of a landlord unless told otherwise."""

    class Meta:
        model = Appointment

    organisation = SubFactory(OrganisationFactory, kind=Organisation.Kind.LANDLORD)
    programme = SelfAttribute("organisation.programme")
    user = SubFactory(UserFactory)
    role = Role.PROGRAMME_LEAD
    since = date(2026, 1, 1)


class InvitationFactory(DjangoModelFactory):
    """An invitation that waits for its answer; the link holds `token`."""

    class Meta:
        model = Invitation

    class Params:
        token = Sequence(lambda number: f"token-{number}")

    organisation = SubFactory(OrganisationFactory)
    programme = SelfAttribute("organisation.programme")
    role = Role.EDITOR
    email = Sequence(lambda number: f"invited-{number}@staff.example")
    token_hash = LazyAttribute(lambda invitation: hash_of(invitation.token))
    invited_by = SubFactory(UserFactory)
    expires_at = LazyFunction(lambda: timezone.now() + LIFETIME)


class RingEpochFactory(DjangoModelFactory):
    """An epoch of a ring that nobody holds; `ring_for` makes one that opens."""

    class Meta:
        model = RingEpoch

    unit = SubFactory(UnitFactory)
    programme = SelfAttribute("unit.programme")
    epoch = 1
    recipient = LazyAttribute(lambda _: sealing.new_ring().recipient)


@functools.cache
def unlocking() -> tuple[sealing.UnlockParameters, str]:
    """Parameters, and the recipient of what PASSPHRASE opens with them: slow, so once for each test process."""
    parameters = sealing.UnlockParameters.fresh()
    return parameters, sealing.recipient_of(sealing.unlock_identity(PASSPHRASE, parameters))


def place_of(unit: Unit, *, epoch: int, report: str = "") -> sealing.Place:
    """Where something sealed of this unit stands."""
    organisation, programme = unit.organisation.slug, unit.programme.slug
    return sealing.Place(programme=programme, organisation=organisation, unit=unit.slug, epoch=epoch, report=report)


def key_for(member: Member) -> MemberKey:
    """A real identity for a member, opened by PASSPHRASE."""
    parameters, recipient = unlocking()
    identity = sealing.generate_identity()
    return MemberKey.objects.create(
        programme=member.programme,
        member=member,
        recipient=sealing.recipient_of(identity),
        unlock_parameters=parameters.to_json(),
        sealed_identity=sealing.seal_member_identity(
            identity,
            member=member.public_id,
            place=place_of(member.unit, epoch=0),
            unlock_recipients=[recipient],
        ),
    )


def ring_for(unit: Unit, ring: sealing.Ring, *members: MemberKey) -> RingEpoch:
    """The newest epoch of a real ring, sealed to each of the members."""
    row = RingEpoch.objects.create(programme=unit.programme, unit=unit, epoch=ring.epoch, recipient=ring.recipient)
    for key in members:
        place = place_of(unit, epoch=ring.epoch)
        sealed = sealing.seal_ring(ring, place=place, recipient=key.recipient)
        SealedRing.objects.create(programme=unit.programme, ring=row, member=key.member, sealed=sealed)
    return row
