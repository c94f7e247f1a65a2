"""Inviting, accepting, ending: who may, what is left afterwards, and what two tabs do."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.organisations import AppointmentFactory, InvitationFactory, OrganisationFactory, UnitFactory
from tests.letters import letters
from trygga.audit.models import Entry, Event
from trygga.organisations import services
from trygga.organisations.access import Desk, desk_for
from trygga.organisations.models import Appointment, Invitation, Member, Organisation, Role, Unit
from trygga.organisations.roles import posts_of
from trygga.organisations.rules import roles_in

KINDS = list(Organisation.Kind)


@pytest.fixture
def admin(cast: Cast) -> Desk:
    """The admin of Sandby's social services."""
    post = AppointmentFactory(organisation=cast.unit.organisation, role=Role.ORGANISATION_ADMIN)
    return desk_for(post.user, "sandby")


@pytest.fixture
def lead(cast: Cast) -> Desk:
    """Sandby's programme lead, at the landlord."""
    landlord = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD)
    return desk_for(AppointmentFactory(organisation=landlord, role=Role.PROGRAMME_LEAD).user, "sandby")


def invite(desk: Desk, organisation: Organisation, role: Role, unit: Unit | None = None) -> Invitation:
    return services.invite(
        desk, organisation=organisation, unit=unit, role=role, email="Ny@Staff.example", at=timezone.now()
    )


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


# ---- who may give what ----
@pytest.mark.parametrize("kind", KINDS)
def test_landlord_and_tenants_association_have_no_member(kind: Organisation.Kind) -> None:
    never = {Organisation.Kind.LANDLORD, Organisation.Kind.TENANTS_ASSOCIATION}
    assert (Role.MEMBER in roles_in(kind)) is (kind not in never)


def test_admin_gives_the_roles_of_the_own_organisation_alone(cast: Cast, admin: Desk) -> None:
    own, other = cast.unit.organisation, cast.stranger.unit.organisation
    assert admin.roles_to_give(own) == roles_in(own.kind) - {Role.PROGRAMME_LEAD}
    assert admin.roles_to_give(other) == set()
    with pytest.raises(services.RoleNotYours):
        invite(admin, other, Role.EDITOR)
    with pytest.raises(services.RoleNotYours):
        invite(admin, own, Role.PROGRAMME_LEAD)
    assert (Invitation.objects.count(), len(letters())) == (0, 0)


def test_lead_names_admins_anywhere_and_nobody_who_opens_reports(cast: Cast, lead: Desk) -> None:
    with pytest.raises(services.RoleNotYours):
        invite(lead, cast.unit.organisation, Role.MEMBER, cast.unit)
    invitation = invite(lead, cast.unit.organisation, Role.ORGANISATION_ADMIN)
    assert invitation.email == "ny@staff.example"


def test_nobody_of_a_landlord_becomes_a_member_whoever_asks(cast: Cast, lead: Desk) -> None:
    landlord = Organisation.objects.get(kind=Organisation.Kind.LANDLORD)
    post = AppointmentFactory(organisation=landlord, role=Role.ORGANISATION_ADMIN)
    desk = desk_for(post.user, "sandby")
    unit = UnitFactory(organisation=landlord)
    with pytest.raises(services.RoleNotYours):
        invite(desk, landlord, Role.MEMBER, unit)
    with pytest.raises(services.RoleNotYours):
        services.add_unit(desk, landlord, slug="a", name="A")
    # Not even by a row that somebody has put there.
    forced = InvitationFactory(organisation=landlord, unit=unit, role=Role.MEMBER, email=post.user.email)
    with pytest.raises(services.InvitationGone):
        services.accept_invitation(forced, by=post.user, at=timezone.now())


@pytest.mark.parametrize("which", ["none", "another organisation's"])
def test_member_is_invited_to_a_unit_of_the_organisation(which: str, cast: Cast, admin: Desk) -> None:
    unit = None if which == "none" else cast.stranger.unit
    with pytest.raises(services.RoleNotYours):
        invite(admin, cast.unit.organisation, Role.MEMBER, unit)


# ---- invitations ----
@pytest.mark.parametrize(
    ("role", "origin"), [(Role.MEMBER, "http://inbox.localhost:8000"), (Role.EDITOR, "http://office.localhost:8000")]
)
def test_mail_holds_the_only_copy_of_the_link(role: Role, origin: str, cast: Cast, admin: Desk) -> None:
    invitation = invite(admin, cast.unit.organisation, role, cast.unit if role is Role.MEMBER else None)
    (sent,) = letters()
    (token,) = re.findall(rf"^{re.escape(origin)}/invitation/([\w-]+)/$", sent.text, re.MULTILINE)
    assert ([sent.to], services.hash_of(token)) == (["ny@staff.example"], invitation.token_hash)
    assert token not in str(Invitation.objects.values_list().get())
    told = f"{sent.subject} {sent.text}".lower()
    assert [word for word in ("violence", "report", "concern", "våld", "oro") if word in told] == []


def test_invitation_is_accepted_once(cast: Cast, admin: Desk) -> None:
    invitation = invite(admin, cast.unit.organisation, Role.MEMBER, cast.unit)
    user = UserFactory(email="ny@staff.example")
    services.accept_invitation(invitation, by=user, at=timezone.now())
    with pytest.raises(services.InvitationGone):
        services.accept_invitation(invitation, by=user, at=timezone.now())
    assert [post.unit for post in posts_of(user)] == [cast.unit.pk]
    assert events() == [Event.PERSON_INVITED, Event.INVITATION_ACCEPTED, Event.ROLE_GIVEN]


def test_second_invitation_to_the_same_role_gives_it_no_second_time(cast: Cast, admin: Desk) -> None:
    user = UserFactory(email="ny@staff.example")
    for _ in range(2):
        services.accept_invitation(invite(admin, cast.unit.organisation, Role.EDITOR), by=user, at=timezone.now())
    assert Appointment.objects.filter(user=user).count() == 1
    assert events().count(Event.ROLE_GIVEN) == 1


def test_invitation_is_for_its_address_and_its_week(cast: Cast, admin: Desk) -> None:
    invitation = invite(admin, cast.unit.organisation, Role.EDITOR)
    now = timezone.now()
    right, wrong = UserFactory(email="ny@staff.example"), UserFactory()
    for user, at in ((wrong, now), (right, now + services.LIFETIME)):
        with pytest.raises(services.InvitationGone):
            services.accept_invitation(invitation, by=user, at=at)
    services.accept_invitation(invitation, by=right, at=now + services.LIFETIME - timedelta(minutes=1))


def test_withdrawn_invitation_is_worth_nothing(cast: Cast, admin: Desk) -> None:
    invitation = invite(admin, cast.unit.organisation, Role.EDITOR)
    for _ in range(2):
        services.withdraw_invitation(invitation, by=admin.user)
    with pytest.raises(services.InvitationGone):
        services.accept_invitation(invitation, by=UserFactory(email="ny@staff.example"), at=timezone.now())
    assert events() == [Event.PERSON_INVITED, Event.INVITATION_WITHDRAWN]


def test_accepted_invitation_is_not_withdrawn(cast: Cast, admin: Desk) -> None:
    invitation = invite(admin, cast.unit.organisation, Role.EDITOR)
    services.accept_invitation(invitation, by=UserFactory(email="ny@staff.example"), at=timezone.now())
    with pytest.raises(services.InvitationGone):
        services.withdraw_invitation(invitation, by=admin.user)


def test_database_refuses_a_members_invitation_without_unit(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(organisation=cast.unit.organisation, role=Role.MEMBER)


# ---- ending ----
def test_role_ends_once_and_takes_the_open_invitations_along(cast: Cast, admin: Desk) -> None:
    open_one = invite(admin, cast.unit.organisation, Role.EDITOR)
    appointment = Appointment.objects.get(user=admin.user)
    for _ in range(2):
        services.end_appointment(appointment, by=admin.user)
    open_one.refresh_from_db()
    assert open_one.withdrawn_on is not None
    assert events() == [Event.PERSON_INVITED, Event.ROLE_ENDED, Event.INVITATION_WITHDRAWN]
    assert posts_of(type(admin.user).objects.get(pk=admin.user.pk)) == ()


def test_last_lead_stays(cast: Cast, lead: Desk) -> None:
    first = Appointment.objects.get(user=lead.user)
    with pytest.raises(services.LastOne):
        services.end_appointment(first, by=lead.user)
    second = AppointmentFactory(organisation=first.organisation, role=Role.PROGRAMME_LEAD)
    with pytest.raises(services.LastOne):
        services.end_appointments([first, second], by=lead.user)
    assert Appointment.objects.filter(left_on=None, role=Role.PROGRAMME_LEAD).count() == 2
    services.end_appointment(first, by=second.user)


def test_membership_ends_once(cast: Cast, admin: Desk) -> None:
    member = cast.colleague
    for _ in range(2):
        services.end_membership(member, by=admin.user)
    assert (Member.objects.get(pk=member.pk).left_on, events()) == (timezone.localdate(), [Event.MEMBER_LEFT])


def test_person_who_has_left_can_be_invited_again(cast: Cast, admin: Desk) -> None:
    user = cast.leaver.user
    invitation = services.invite(
        admin,
        organisation=cast.unit.organisation,
        unit=cast.unit,
        role=Role.MEMBER,
        email=user.email,
        at=timezone.now(),
    )
    services.accept_invitation(invitation, by=user, at=timezone.now())
    assert Member.objects.filter(user=user, left_on=None).count() == 1


# ---- organisations ----
def test_lead_adds_organisations_and_no_admin_does(cast: Cast, admin: Desk, lead: Desk) -> None:
    new: dict[str, Any] = {"slug": "polisen", "name": "Polisen", "kind": Organisation.Kind.POLICE}
    with pytest.raises(services.RoleNotYours):
        services.add_organisation(admin, **new)
    services.add_organisation(lead, **new)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.add_organisation(lead, **new)
    assert events() == [Event.ORGANISATION_ADDED]


def test_admin_adds_units_and_no_lead_does(cast: Cast, admin: Desk, lead: Desk) -> None:
    with pytest.raises(services.RoleNotYours):
        services.add_unit(lead, cast.unit.organisation, slug="barn", name="Barn")
    unit = services.add_unit(admin, cast.unit.organisation, slug="barn", name="Barn")
    assert (unit.programme, events()) == (cast.sandby, [Event.UNIT_ADDED])


def test_end_of_a_membership_is_told_by_its_public_id(cast: Cast) -> None:
    services.end_membership(cast.colleague, by=cast.social_worker.user)
    told = Entry.objects.filter(event=Event.MEMBER_LEFT).values_list("programme", "organisation", "actor", "subject")
    unit, by = cast.unit, cast.social_worker.user_id
    assert list(told) == [(unit.programme_id, unit.organisation_id, by, cast.colleague.public_id)]
