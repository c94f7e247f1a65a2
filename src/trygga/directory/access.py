"""The only way, in the office, to contact points and to lists of them that were sent. Absent and forbidden are 404."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from trygga.accounts.models import User
from trygga.directory.models import Closing, ContactPoint, DirectoryList, OtherSource
from trygga.organisations.models import Organisation, Programme, Role
from trygga.organisations.roles import posts_of
from trygga.places.models import Area
from trygga.web.access import or_404

OF_ALL = {Role.PROGRAMME_LEAD, Role.EDITOR}


@dataclass(frozen=True)
class Keeping:
    """A programme's contact points, as one person may keep them right.

    `changes_all`: those of the whole programme; else those of the organisations in `admin_of`.
    """

    programme: Programme
    user: User
    is_lead: bool
    changes_all: bool
    admin_of: frozenset[int]

    @property
    def points(self) -> QuerySet[ContactPoint]:
        """All of the programme, retired ones too: whoever has a role here sees them."""
        return ContactPoint.objects.filter(programme=self.programme)

    @property
    def organisations(self) -> QuerySet[Organisation]:
        """Those that a point which the person adds or changes may belong to."""
        found = Organisation.objects.filter(programme=self.programme).order_by("name", "id")
        return found if self.changes_all else found.filter(pk__in=self.admin_of)

    @property
    def areas(self) -> QuerySet[Area]:
        """The programme's areas, by wave."""
        return Area.objects.filter(programme=self.programme)

    @property
    def can_add(self) -> bool:
        return self.changes_all or bool(self.admin_of)

    def can_change(self, point: ContactPoint) -> bool:
        """Change what is said of it, give it to somebody, retire it."""
        return self.changes_all or point.organisation_id in self.admin_of

    def can_verify(self, point: ContactPoint) -> bool:
        """Confirm that it is right: its owner, and the lead."""
        return self.is_lead or point.owner_id == self.user.pk

    def can_keep(self, point: ContactPoint) -> bool:
        """Note when it is closed, and what other sources say."""
        return self.can_change(point) or self.can_verify(point)

    def can_settle(self, other: OtherSource) -> bool:
        """Whoever may confirm the point; and whoever noted it may take it back."""
        return self.can_verify(other.point) or other.noted_by_id == self.user.pk


def keeping_for(user: User, programme: str) -> Keeping:
    """The contact points of the programme with this slug. Raises Http404 for whoever is nothing there."""
    found = or_404(Programme.objects.filter(slug=programme).first())
    here = [post for post in posts_of(user) if post.programme == found.pk]
    if not here:
        raise Http404
    roles = {post.role for post in here}
    admin_of = frozenset(post.organisation for post in here if post.role is Role.ORGANISATION_ADMIN)
    return Keeping(found, user, Role.PROGRAMME_LEAD in roles, bool(roles & OF_ALL), admin_of)


def keeping_to_add(user: User, programme: str) -> Keeping:
    """The same, to add one. Raises Http404."""
    found = keeping_for(user, programme)
    return or_404(found if found.can_add else None)


def programme_to_fill(user: User, slug: str) -> Programme:
    """The programme with this slug, to whoever changes all of its contact points. Raises Http404."""
    found = keeping_for(user, slug)
    return or_404(found.programme if found.changes_all else None)


def list_for(programme: Programme, pk: int) -> DirectoryList:
    """A list that was sent to this programme. Raises Http404."""
    return or_404(DirectoryList.objects.filter(programme=programme, pk=pk).select_related("programme", "by").first())


def point_for(keeping: Keeping, pk: int) -> ContactPoint:
    """A contact point of the programme, retired or not, to see. Raises Http404."""
    return or_404(keeping.points.select_related("programme", "organisation", "owner").filter(pk=pk).first())


def point_to_change(keeping: Keeping, pk: int) -> ContactPoint:
    """The same, to change, give away, retire and bring back. Raises Http404."""
    point = point_for(keeping, pk)
    return or_404(point if keeping.can_change(point) else None)


def point_to_verify(keeping: Keeping, pk: int) -> ContactPoint:
    """The same, to confirm. Raises Http404."""
    point = point_for(keeping, pk)
    return or_404(point if keeping.can_verify(point) else None)


def point_to_keep(keeping: Keeping, pk: int) -> ContactPoint:
    """The same, to note closings and what other sources say. Raises Http404."""
    point = point_for(keeping, pk)
    return or_404(point if keeping.can_keep(point) else None)


def closing_of(point: ContactPoint, pk: int) -> Closing | None:
    """A closing of the point; None where it was taken back already."""
    return Closing.objects.select_related("point").filter(point=point, pk=pk).first()


def other_to_settle(keeping: Keeping, point: ContactPoint, pk: int) -> OtherSource:
    """What another source says of the point, to settle. Raises Http404."""
    found = or_404(OtherSource.objects.select_related("point").filter(point=point, pk=pk).first())
    return or_404(found if keeping.can_settle(found) else None)


def area_for(keeping: Keeping, slug: str) -> Area:
    """An area of the programme. Raises Http404."""
    return or_404(keeping.areas.filter(slug=slug).first())
