"""The calendar of whoever keeps contact points right: until when each must be verified again (RFC 5545).

A calendar stands on phones that others see, and its address is all that it takes to read it. So it says that there is
something to check, under the contact point's number alone, never what it is.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from trygga.accounts.models import User
from trygga.audit.models import Event as AuditEvent
from trygga.audit.services import record
from trygga.directory.freshness import people_of
from trygga.directory.models import CalendarAddress, ContactPoint
from trygga.organisations.models import Programme, Role
from trygga.organisations.roles import has_role

TOKEN_BYTES = 32
ASK_AGAIN = timedelta(hours=12)


# ---- the address ----
@transaction.atomic
def open_calendar(programme: Programme, *, by: User) -> str:
    """A new secret for the address of the person's calendar; the old address stops working. Shown once, never kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarAddress.objects.update_or_create(
        programme=programme, user=by, defaults={"token_hash": hash_of(token), "made_at": timezone.now()}
    )
    _record(AuditEvent.CALENDAR_OPENED, programme, by)
    return token


@transaction.atomic
def close_calendar(programme: Programme, *, by: User) -> None:
    """Make the address of the person's calendar stop working; a second time changes nothing."""
    gone, _rows = CalendarAddress.objects.filter(programme=programme, user=by).delete()
    if gone:
        _record(AuditEvent.CALENDAR_CLOSED, programme, by)


def hash_of(token: str) -> str:
    """What is kept of the secret in an address."""
    return sha256(token.encode()).hexdigest()


def address_with(token: str) -> CalendarAddress:
    """Whose calendar this secret opens, while the person has a role in the programme. Raises Http404."""
    found = CalendarAddress.objects.select_related("user", "programme").filter(token_hash=hash_of(token)).first()
    if found is None or not has_role(found.user, *Role, programme=found.programme_id):
        raise Http404
    return found


def _record(event: AuditEvent, programme: Programme, by: User) -> None:
    record(event, programme=programme.pk, organisation=None, actor=by.pk)


# ---- what stands in it ----
def points_of(user: User, programme: Programme) -> "QuerySet[ContactPoint]":
    """What this person has to keep right: the own ones; a programme's lead also those whose owner is not there."""
    there = ContactPoint.objects.filter(programme=programme, retired_on=None, never_expires=False)
    mine = Q(owner=user)
    if has_role(user, Role.PROGRAMME_LEAD, programme=programme.pk):
        mine |= Q(owner=None) | ~Q(owner__in=people_of(programme))
    return there.filter(mine).order_by("pk")


def calendar_of(address: CalendarAddress, at: datetime) -> bytes:
    """The calendar as a file: one day for each contact point; what is not verified stands on today."""
    today = at.astimezone(address.programme.zone).date()
    calendar = Calendar()
    calendar.add("prodid", "-//Trygga grannar//directory//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("To be checked"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for event in _events(points_of(address.user, address.programme), at, today):
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _events(points: Iterable[ContactPoint], at: datetime, today: date) -> Iterable[Event]:
    for point in points:
        day = point.best_before if point.verified_on and point.best_before else today
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"{settings.OFFICE_ORIGIN}/contact-point/{point.pk}")))
        event.add("dtstamp", at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", _("Check no. %(number)s") % {"number": point.pk})
        event.add("url", f"{settings.OFFICE_ORIGIN}/")
        event.add("transp", "TRANSPARENT")
        yield event
