"""People come and go: invitations, roles, organisations, units. Each is one transaction and one audit entry."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.notifications.services import queue_mail
from trygga.organisations.access import Desk
from trygga.organisations.models import Appointment, Invitation, Member, Organisation, Role, Unit
from trygga.organisations.rules import roles_in

LIFETIME = timedelta(days=7)
TOKEN_BYTES = 32


class RoleNotYours(Exception):
    """The asker may not give or end this role there."""


class InvitationGone(Exception):
    """The invitation is accepted, withdrawn or too old; a new one must be asked for."""


class LastOne(Exception):
    """Nobody would be left to invite people; name another first."""


def _record(event: Event, thing: Invitation | Appointment | Member | Unit, *, by: int) -> None:
    """One entry about this thing, in the log of its organisation."""
    if isinstance(thing, Member):
        organisation, subject = thing.unit.organisation_id, thing.public_id
    else:
        organisation, subject = thing.organisation_id, str(thing.pk)
    record(event, programme=thing.programme_id, organisation=organisation, actor=by, subject=subject)


@transaction.atomic
def invite(
    desk: Desk, *, organisation: Organisation, unit: Unit | None, role: Role, email: str, at: datetime
) -> Invitation:
    """Offer somebody a role, by a mail with a link. Raises RoleNotYours."""
    is_of_unit = unit is not None and unit.organisation_id == organisation.pk
    if role not in desk.roles_to_give(organisation) or (role is Role.MEMBER) is not is_of_unit:
        raise RoleNotYours
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        programme=desk.programme,
        organisation=organisation,
        unit=unit,
        role=role,
        email=User.objects.normalize_email(email).lower(),
        token_hash=hash_of(token),
        invited_by=desk.user,
        expires_at=at + LIFETIME,
    )
    _record(Event.PERSON_INVITED, invitation, by=desk.user.pk)
    _send(invitation, token)
    return invitation


def hash_of(token: str) -> str:
    """What is kept of the token in a link."""
    return sha256(token.encode()).hexdigest()


def address_of(invitation: Invitation, token: str) -> str:
    """The link: members are invited to the inbox, everybody else to the office."""
    is_member = invitation.role == Role.MEMBER
    origin, urls = (settings.INBOX_ORIGIN, "inbox") if is_member else (settings.OFFICE_ORIGIN, "office")
    return origin + reverse("invitation", args=[token], urlconf=f"trygga.config.urls_{urls}")


def _send(invitation: Invitation, token: str) -> None:
    """In the same transaction: the mail is a row of the outbox."""
    text = _(
        "You are invited to work with %(programme)s at %(organisation)s.\n\n"
        "Open this page to accept. The link works once, and for seven days:\n%(address)s\n\n"
        "If you did not expect this, do nothing."
    ) % {
        "programme": invitation.programme.name,
        "organisation": invitation.organisation.name,
        "address": address_of(invitation, token),
    }
    subject = _("An invitation from %(name)s") % {"name": invitation.organisation.name}
    queue_mail(EmailMessage(subject, text, to=[invitation.email]), programme=invitation.programme_id)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """The link stops working. Withdrawing twice does nothing. Raises InvitationGone for one that was accepted."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_on is not None:
        raise InvitationGone
    if locked.withdrawn_on is None:
        _withdraw(locked, by=by)


def _withdraw(invitation: Invitation, *, by: User) -> None:
    invitation.withdrawn_on = timezone.localdate()
    invitation.save(update_fields=["withdrawn_on"])
    _record(Event.INVITATION_WITHDRAWN, invitation, by=by.pk)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Give the role that was offered. Raises InvitationGone, also for a second tab that comes too late."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "unit")
    locked = rows.get(pk=invitation.pk)
    if not locked.is_open(at) or locked.email != by.email or locked.role not in roles_in(locked.organisation.kind):
        raise InvitationGone
    locked.accepted_on = timezone.localdate(at)
    locked.save(update_fields=["accepted_on"])
    _record(Event.INVITATION_ACCEPTED, locked, by=by.pk)
    _appoint(locked, by)


def _appoint(invitation: Invitation, user: User) -> None:
    where: dict[str, Any] = {
        "programme_id": invitation.programme_id,
        "user": user,
        "left_on": None,
        "unit": invitation.unit,
    }
    holder: Member | Appointment
    if invitation.role == Role.MEMBER:
        holder, is_new = Member.objects.get_or_create(**where)
    else:
        holder, is_new = Appointment.objects.get_or_create(
            organisation=invitation.organisation,
            role=invitation.role,
            **where,
            defaults={"since": timezone.localdate()},
        )
    if is_new:
        _record(Event.ROLE_GIVEN, holder, by=invitation.invited_by_id)


@transaction.atomic
def end_appointments(appointments: Iterable[Appointment], *, by: User) -> None:
    """All of them, or none where one may not end. Raises LastOne."""
    for appointment in appointments:
        end_appointment(appointment, by=by)


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: User) -> None:
    """The role ends today, and with it the invitations that the person has sent there. Raises LastOne.

    Ending it twice does nothing.
    """
    locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if locked.left_on is not None:
        return
    if _is_last(locked):
        raise LastOne
    locked.left_on = timezone.localdate()
    locked.save(update_fields=["left_on"])
    _record(Event.ROLE_ENDED, locked, by=by.pk)
    if locked.role in (Role.ORGANISATION_ADMIN, Role.PROGRAMME_LEAD):
        _withdraw_invitations_of(locked, by=by)


def _is_last(appointment: Appointment) -> bool:
    """Whether this is the only lead of its programme: without one nobody could name admins any more."""
    if appointment.role != Role.PROGRAMME_LEAD:
        return False
    leads = Appointment.objects.select_for_update().filter(
        programme_id=appointment.programme_id, role=Role.PROGRAMME_LEAD, left_on=None, user__is_active=True
    )
    return {lead.pk for lead in leads} <= {appointment.pk}


def _withdraw_invitations_of(appointment: Appointment, *, by: User) -> None:
    sent = Invitation.objects.filter(
        programme_id=appointment.programme_id, invited_by_id=appointment.user_id, accepted_on=None, withdrawn_on=None
    )
    if appointment.role == Role.ORGANISATION_ADMIN:
        sent = sent.filter(organisation_id=appointment.organisation_id)
    for invitation in sent.select_for_update():
        _withdraw(invitation, by=by)


@transaction.atomic
def end_membership(member: Member, *, by: User) -> None:
    """The person opens nothing here any more, from this moment. Ending it twice does nothing."""
    locked = Member.objects.select_for_update(of=("self",)).select_related("unit").get(pk=member.pk)
    if locked.left_on is not None:
        return
    locked.left_on = timezone.localdate()
    locked.save(update_fields=["left_on"])
    _record(Event.MEMBER_LEFT, locked, by=by.pk)


@transaction.atomic
def add_organisation(desk: Desk, *, slug: str, name: str, kind: str) -> Organisation:
    """A new partner of the programme. Raises RoleNotYours for whoever is not its lead, IntegrityError for its slug."""
    if not desk.is_lead:
        raise RoleNotYours
    organisation = Organisation.objects.create(programme=desk.programme, slug=slug, name=name, kind=kind)
    record(Event.ORGANISATION_ADDED, programme=desk.programme.pk, organisation=organisation.pk, actor=desk.user.pk)
    return organisation


@transaction.atomic
def rename_organisation(organisation: Organisation, *, name: str, by: User) -> None:
    """Its name changes everywhere; its slug, which sealed things carry, never does."""
    Organisation.objects.filter(pk=organisation.pk).update(name=name)
    record(Event.ORGANISATION_CHANGED, programme=organisation.programme_id, organisation=organisation.pk, actor=by.pk)


@transaction.atomic
def add_unit(desk: Desk, organisation: Organisation, *, slug: str, name: str) -> Unit:
    """A part of an organisation with a ring of its own. Raises RoleNotYours, IntegrityError for a taken slug.

    Only where there can be members at all: a landlord never receives a concern.
    """
    if organisation.pk not in desk.admin_of or Role.MEMBER not in roles_in(organisation.kind):
        raise RoleNotYours
    unit = Unit.objects.create(programme=desk.programme, organisation=organisation, slug=slug, name=name)
    _record(Event.UNIT_ADDED, unit, by=desk.user.pk)
    return unit
