"""The only way to batches of posters and their links in the office. Absent and forbidden are both 404."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from trygga.accounts.access import signed_in
from trygga.accounts.models import User
from trygga.organisations.models import Organisation, Programme, Role
from trygga.organisations.roles import posts_of
from trygga.organisations.working import working_in
from trygga.places.models import Area, Estate, PosterBatch, StairwellLink

SEE = {Role.ORGANISATION_ADMIN, Role.MANAGER, Role.CARETAKER}
CHANGE = {Role.ORGANISATION_ADMIN, Role.MANAGER}
Found = TypeVar("Found")


@dataclass(frozen=True)
class PosterDesk:
    """A landlord's posters, as one person may see or change them."""

    programme: Programme
    landlord: Organisation
    user: User
    can_change: bool

    @property
    def areas(self) -> QuerySet[Area]:
        """The programme's areas, by wave."""
        return Area.objects.filter(programme=self.programme)

    @property
    def estates(self) -> QuerySet[Estate]:
        """The landlord's estates of today."""
        return Estate.objects.filter(landlord=self.landlord, retired_on=None).order_by("name", "designation", "key")


def landlords_for(user: User, programme: Programme) -> list[Organisation]:
    """The landlords whose posters the person sees: a lead all of the programme's, others the own one's."""
    here = [post for post in posts_of(user) if post.programme == programme.pk]
    found = Organisation.objects.filter(programme=programme, kind=Organisation.Kind.LANDLORD).order_by("name", "id")
    if any(post.role is Role.PROGRAMME_LEAD for post in here):
        return list(found)
    return list(found.filter(pk__in={post.organisation for post in here if post.role in SEE}))


def sees_posters(request: HttpRequest) -> bool:
    """Whether there are posters to show: an admin of an organisation that is no landlord is offered no page of them."""
    programme = working_in(request)
    return programme is not None and bool(landlords_for(signed_in(request), programme))


def poster_desk_for(user: User, programme: Programme, landlord: str) -> PosterDesk:
    """The posters of the landlord with this slug, to see. Raises Http404."""
    found = _or_404(next((one for one in landlords_for(user, programme) if one.slug == landlord), None))
    held = {post.role for post in posts_of(user) if post.organisation == found.pk}
    return PosterDesk(programme, found, user, can_change=bool(held & CHANGE))


def to_change(desk: PosterDesk) -> PosterDesk:
    """The same, to change. Raises Http404 for whoever may only look."""
    return _or_404(desk if desk.can_change else None)


def batch_for(desk: PosterDesk, pk: int) -> PosterBatch:
    """A batch of the landlord. Raises Http404."""
    return _or_404(PosterBatch.objects.filter(landlord=desk.landlord, pk=pk).first())


def link_for(desk: PosterDesk, batch: int, pk: int) -> StairwellLink:
    """A link of one of the landlord's batches, ended or not. Raises Http404."""
    links = StairwellLink.objects.filter(batch__landlord=desk.landlord, batch=batch, pk=pk)
    return _or_404(links.select_related("batch", "stairwell__building__estate__area").first())


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
