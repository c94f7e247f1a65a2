"""Whoever keeps a contact point right is asked in time, and the programme's leads where nobody answers.

The owner: thirty days before a point is stale, and when it is stale, contradicted or, since yesterday, not confirmed.
The leads: fourteen days after that without an answer; at once where the owner has left, and in place of one who is
not there. What was told is a row (`Alarm`), written with the mail: run late, twice or by two processes at once, each
comes once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.directory import freshness
from trygga.directory.links import address_of
from trygga.directory.lists import State, described
from trygga.directory.models import Alarm, ContactPoint, PointChange
from trygga.notifications.services import queue_mail
from trygga.organisations.log_heads import LANGUAGE
from trygga.organisations.models import Programme

PATIENCE = timedelta(days=14)
"""How long an owner has to answer before the leads are told."""

MOST_LINKS = 25
"""In one mail; of more it says that they are there."""

Kind = Alarm.Kind


@dataclass(frozen=True)
class Due:
    """One thing to tell about one point. `version` as in `Alarm`."""

    point: Any
    kind: Kind
    version: int

    @property
    def state(self) -> State:
        """Which list of the office it stands in."""
        if self.kind == Kind.NO_OWNER:
            return State.NO_OWNER
        if self.point.is_contradicted:
            return State.CONTRADICTED
        if self.point.verified_on is None:
            return State.UNVERIFIED
        return State.SOON if self.kind == Kind.SOON else State.STALE


def ask_about_points(*, at: datetime | None = None) -> bool:
    """For the work loop: everything that is to be told now. Never has more to do at once."""
    for programme in Programme.objects.order_by("pk"):
        _ask(programme, at or timezone.now())
    return False


def _ask(programme: Programme, now: datetime) -> None:
    today = now.astimezone(programme.zone).date()
    midnight = now.astimezone(programme.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    _forget_who_came_back(programme)
    points = described(ContactPoint.objects.filter(programme=programme, retired_on=None)).select_related("owner")
    asked = list(_of_owners(points, today, midnight))
    of_leads = [due for due in asked if not due.point.has_owner]
    of_leads += [*_left(points), *_unanswered(points, today, midnight)]
    of_owners = sorted((due for due in asked if due.point.has_owner), key=_owner)
    for _one, dues in groupby(of_owners, key=_owner):
        some = list(dues)
        _tell(some, [some[0].point.owner], today=today, mail=_mail_to_owner)
    _tell(of_leads, list(freshness.leads_of(programme)), today=today, mail=_mail_to_leads)


def _owner(due: Due) -> int:
    owner: int = due.point.owner_id
    return owner


# ---- what is due ----
def _needs_a_look(today: date, midnight: datetime) -> Q:
    """Not shown until somebody acts. Who has just added or changed a point is given until midnight to confirm it."""
    just_changed = PointChange.objects.filter(point=OuterRef("pk"), at__gte=midnight)
    unverified = freshness.unverified() & ~Q(Exists(just_changed))
    return freshness.stale(today) | unverified | Q(is_contradicted=True)


def _told(kind: Kind, **about: Any) -> Q:
    return Q(Exists(Alarm.objects.filter(point=OuterRef("pk"), kind=kind, **about)))


def _of_owners(points: QuerySet[Any], today: date, midnight: datetime) -> Iterable[Due]:
    """What an owner is asked, once for each version of the point."""
    this_version = {"version": OuterRef("version")}
    soon = points.filter(freshness.soon_stale(today), ~_told(Kind.SOON, **this_version), is_contradicted=False)
    late = points.filter(_needs_a_look(today, midnight), ~_told(Kind.DUE, **this_version))
    yield from (Due(point, Kind.SOON, point.version) for point in soon)
    yield from (Due(point, Kind.DUE, point.version) for point in late)


def _left(points: QuerySet[Any]) -> Iterable[Due]:
    """Points whose owner is nothing in the programme any more."""
    found = points.filter(~_told(Kind.NO_OWNER), owner__isnull=False, has_owner=False)
    return (Due(point, Kind.NO_OWNER, 0) for point in found)


def _unanswered(points: QuerySet[Any], today: date, midnight: datetime) -> Iterable[Due]:
    """Points about which somebody was asked long ago, and that still need a look."""
    asked_long_ago = _told(Kind.DUE, on__lte=today - PATIENCE)
    found = points.filter(_needs_a_look(today, midnight), asked_long_ago, ~_told(Kind.LEADS))
    return (Due(point, Kind.LEADS, 0) for point in found)


def _forget_who_came_back(programme: Programme) -> None:
    """Of an owner who works here again; whoever leaves a second time is told of a second time."""
    back = ContactPoint.objects.filter(freshness.owner_works(), programme=programme)
    Alarm.objects.filter(programme=programme, kind=Kind.NO_OWNER, point__in=back).delete()


# ---- telling ----
def _tell(dues: list[Due], receivers: list[User], *, today: date, mail: Any) -> None:
    """Note and mail, in one transaction; nothing where nobody is there to be told."""
    if not receivers:
        return
    with transaction.atomic():
        fresh = [due for due in sorted(dues, key=lambda due: due.point.pk) if _is_first(due, today)]
        for receiver in receivers if fresh else []:
            with translation.override(LANGUAGE):
                mail(receiver, fresh)


def _is_first(due: Due, today: date) -> bool:
    alarm = Alarm(
        programme_id=due.point.programme_id, point_id=due.point.pk, kind=due.kind, version=due.version, on=today
    )
    try:
        with transaction.atomic():
            alarm.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _mail_to_owner(owner: User, dues: list[Due]) -> None:
    links = [address_of(due.point) for due in dues[:MOST_LINKS]]
    lines = [
        _("Please look whether this is still right. Each link is about one thing, works once and for thirty days:"),
        "",
        *links,
        "",
    ]
    if len(dues) > MOST_LINKS:
        lines += [_("There is more. Sign in to see all of it:"), f"{settings.OFFICE_ORIGIN}/", ""]
    if any(due.kind == Kind.DUE for due in dues):
        lines.append(_("Some of it is not shown until you have confirmed it."))
    lines.append(_("Whoever has this mail can confirm in your name, so do not pass it on."))
    _send(owner, _("Is this still right?"), lines, dues)


def _mail_to_leads(lead: User, dues: list[Due]) -> None:
    programme = Programme.objects.get(pk=dues[0].point.programme_id)
    path = reverse("contact_points", args=[programme.slug], urlconf="trygga.config.urls_office")
    states = sorted({due.state for due in dues})
    lines = [
        _("Nobody has answered, or nobody is there who could. Please see to it:"),
        "",
        *(f"{settings.OFFICE_ORIGIN}{path}?state={state.value}" for state in states),
    ]
    _send(lead, _("Something waits for somebody to look"), lines, dues)


def _send(to: User, subject: str, lines: list[str], dues: list[Due]) -> None:
    queue_mail(EmailMessage(subject, "\n".join(lines), to=[to.email]), programme=dues[0].point.programme_id)
