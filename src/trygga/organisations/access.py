"""The only way to people and organisations in the office. Absent and forbidden are both 404."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from trygga.accounts.models import User
from trygga.organisations.models import (
    MEMBER_ID_BYTES,
    Appointment,
    Invitation,
    Member,
    Organisation,
    Programme,
    Role,
)
from trygga.organisations.queries import memberships_of
from trygga.organisations.roles import posts_of
from trygga.organisations.rules import roles_to_give
from trygga.web.access import or_404


@dataclass(frozen=True)
class Desk:
    """Where somebody administers: a programme, as its lead or as admin of some of its organisations."""

    programme: Programme
    user: User
    is_lead: bool
    admin_of: frozenset[int]

    @property
    def organisations(self) -> QuerySet[Organisation]:
        """Those whose people the person sees: a lead all of the programme's, an admin the own ones."""
        found = Organisation.objects.filter(programme=self.programme).order_by("name", "id")
        return found if self.is_lead else found.filter(pk__in=self.admin_of)

    def roles_to_give(self, organisation: Organisation) -> set[Role]:
        """The roles there that the person may give and end."""
        return roles_to_give(organisation.kind, is_lead=self.is_lead, is_admin=organisation.pk in self.admin_of)


def desk_for(user: User, programme: str) -> Desk:
    """The person's desk in the programme with this slug. Raises Http404 where the person administers nothing there."""
    found = Programme.objects.filter(slug=programme).first()
    here = [post for post in posts_of(user) if found is not None and post.programme == found.pk]
    is_lead = any(post.role is Role.PROGRAMME_LEAD for post in here)
    admin_of = frozenset(post.organisation for post in here if post.role is Role.ORGANISATION_ADMIN)
    if found is None or not (is_lead or admin_of):
        raise Http404
    return Desk(found, user, is_lead, admin_of)


def organisation_for(desk: Desk, slug: str) -> Organisation:
    """An organisation whose people the person sees. Raises Http404."""
    return or_404(desk.organisations.filter(slug=slug).first())


def invitation_for(desk: Desk, pk: int) -> Invitation:
    """An invitation to a role that the person may give. Raises Http404."""
    invitations = Invitation.objects.filter(programme=desk.programme, organisation__in=desk.organisations)
    found = or_404(invitations.select_related("organisation").filter(pk=pk).first())
    if found.role not in desk.roles_to_give(found.organisation):
        raise Http404
    return found


def appointment_for(desk: Desk, pk: int) -> Appointment:
    """A role that somebody holds today and that the person may end. Raises Http404."""
    appointments = Appointment.objects.filter(programme=desk.programme, organisation__in=desk.organisations)
    found = or_404(appointments.select_related("organisation", "user").filter(pk=pk, left_on=None).first())
    if found.role not in desk.roles_to_give(found.organisation):
        raise Http404
    return found


def membership_for(desk: Desk, public_id: str) -> Member:
    """A membership of today in an organisation that the person is admin of. Raises Http404."""
    members = Member.objects.filter(programme=desk.programme, unit__organisation__in=desk.admin_of, left_on=None)
    return or_404(members.select_related("unit__organisation", "user").filter(public_id=public_id).first())


def administered_organisation(desk: Desk, slug: str) -> Organisation:
    """An organisation that the person is admin of. Raises Http404."""
    return or_404(Organisation.objects.filter(programme=desk.programme, pk__in=desk.admin_of, slug=slug).first())


def person_for(desk: Desk, pk: int) -> User:
    """Somebody who is something today in an organisation that the person is admin of. Raises Http404."""
    members = Member.objects.filter(unit__organisation__in=desk.admin_of, left_on=None).values("user")
    appointed = Appointment.objects.filter(organisation__in=desk.admin_of, left_on=None).values("user")
    return or_404(User.objects.filter(pk=pk).filter(Q(pk__in=members) | Q(pk__in=appointed)).first())


def audited_organisation(user: User, programme: str, organisation: str) -> Organisation:
    """An organisation whose log the person may read, as its auditor. Raises Http404."""
    audited = [post.organisation for post in posts_of(user) if post.role is Role.AUDITOR]
    found = Organisation.objects.filter(programme__slug=programme, slug=organisation, pk__in=audited)
    return or_404(found.select_related("programme").first())


def own_role(user: User, which: str) -> Appointment | Member:
    """A role that the person holds today: by an appointment's id or a membership's public id. Raises Http404."""
    if which.isdigit() and len(which) < MEMBER_ID_BYTES * 2:
        appointments = Appointment.objects.filter(user=user, pk=int(which), left_on=None)
        return or_404(appointments.select_related("organisation", "programme").first())
    return or_404(memberships_of(user).filter(public_id=which).first())
