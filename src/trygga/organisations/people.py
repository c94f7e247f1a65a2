"""Lists of people and organisations for the office: page by page without counting, as quick for many as for few."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from trygga.lib.cells import csv_line
from trygga.organisations.access import Desk
from trygga.organisations.models import Appointment, Invitation, Member, Organisation, Unit

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the id after which the next page begins; None at the end."""

    rows: list[Row]
    after: int | None


def appointments_at(
    desk: Desk, organisation: Organisation | None, *, search: str, after: int | None
) -> Page[Appointment]:
    """Roles of today, in one organisation or all that the person sees."""
    found = Appointment.objects.filter(programme=desk.programme, left_on=None).select_related("user", "organisation")
    return _page(_matching(_at(found, desk, organisation, "organisation"), search), after)


def members_at(desk: Desk, organisation: Organisation | None, *, search: str, after: int | None) -> Page[Member]:
    """Members of today, in one organisation or all that the person sees."""
    found = Member.objects.filter(programme=desk.programme, left_on=None).select_related("user", "unit__organisation")
    if organisation is not None or not desk.is_lead:
        # The units are asked for first: with a join to them no index gives the newest at once.
        units = _at(Unit.objects.filter(programme=desk.programme), desk, organisation, "organisation")
        found = found.filter(unit__in=list(units.values_list("pk", flat=True)))
    return _page(_matching(found, search), after)


def invitations_at(desk: Desk, *, after: int | None) -> Page[Invitation]:
    """All invitations that were ever sent in what the person sees."""
    found = Invitation.objects.filter(programme=desk.programme).select_related("organisation", "unit")
    return _page(_at(found, desk, None, "organisation"), after)


def organisations_at(desk: Desk, *, after: int | None) -> Page[Organisation]:
    """Those that the person sees, by name, with their units. A page begins after the one with this id."""
    found = desk.organisations
    last = found.filter(pk=after).first() if after is not None else None
    if last is not None:
        # The first half is what an index can begin at; the second leaves out those of the same name before it.
        found = found.filter(name__gte=last.name).filter(Q(name__gt=last.name) | Q(pk__gt=last.pk))
    rows = list(found.prefetch_related("units")[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def organisations_to_choose(desk: Desk, chosen: Organisation | None) -> list[Organisation]:
    """What a list of people offers to narrow it to: the first by name, and the chosen one; their own list has all."""
    first = list(desk.organisations[:PAGE])
    return first if chosen is None or chosen in first else [*first, chosen]


def _at(found: QuerySet[Row], desk: Desk, organisation: Organisation | None, path: str) -> QuerySet[Row]:
    if organisation is not None:
        return found.filter(**{path: organisation})
    return found if desk.is_lead else found.filter(**{f"{path}__in": desk.admin_of})


def _matching(found: QuerySet[Row], search: str) -> QuerySet[Row]:
    for word in search.split():
        of_user = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        found = found.filter(of_user | Q(user__email__icontains=word))
    return found


def _page(found: QuerySet[Row], after: int | None) -> Page[Row]:
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def people_table(desk: Desk) -> Iterator[str]:
    """Everybody whom the person sees, as lines of CSV; a cell never begins like a formula."""
    appointments = Appointment.objects.filter(programme=desk.programme, left_on=None)
    members = Member.objects.filter(programme=desk.programme, left_on=None)
    yield csv_line([_("organisation"), _("unit"), _("role"), _("first name"), _("last name"), _("e-mail")])
    for one in _at(appointments.select_related("user", "organisation"), desk, None, "organisation").iterator():
        yield csv_line([one.organisation.name, "", one.get_role_display(), *_person(one)])
    for who in _at(members.select_related("user", "unit__organisation"), desk, None, "unit__organisation").iterator():
        yield csv_line([who.unit.organisation.name, who.unit.name, _("member"), *_person(who)])


def _person(holder: Appointment | Member) -> tuple[str, str, str]:
    return holder.user.first_name, holder.user.last_name, holder.user.email
