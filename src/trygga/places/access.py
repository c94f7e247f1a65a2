"""The only way to a landlord's register, imports and posters in the office. Absent and forbidden are both 404."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from trygga.accounts.models import User
from trygga.organisations.models import Organisation, Programme, Role
from trygga.organisations.roles import posts_of
from trygga.places.levels import Level
from trygga.places.models import Area, Estate, EstateMove, Import, Place, PosterBatch, RegisterChange, StairwellLink
from trygga.web.access import or_404

SEE = {Role.ORGANISATION_ADMIN, Role.MANAGER, Role.CARETAKER}
CHANGE = {Role.ORGANISATION_ADMIN, Role.MANAGER}


@dataclass(frozen=True)
class Register:
    """A landlord's places, as one person may use them."""

    programme: Programme
    landlord: Organisation
    user: User
    can_change: bool
    can_move: bool

    @property
    def areas(self) -> QuerySet[Area]:
        """The programme's areas, by wave."""
        return Area.objects.filter(programme=self.programme)


def registers_of(user: User, programme: Programme) -> QuerySet[Organisation]:
    """The landlords whose places the person sees: a lead all of the programme's, others the own one's."""
    here = [post for post in posts_of(user) if post.programme == programme.pk]
    landlords = Organisation.objects.filter(programme=programme, kind=Organisation.Kind.LANDLORD).order_by("name", "id")
    if any(post.role is Role.PROGRAMME_LEAD for post in here):
        return landlords
    return landlords.filter(pk__in={post.organisation for post in here if post.role in SEE})


def register_for(user: User, programme: str, landlord: str) -> Register:
    """The register of the landlord with this slug, to see. Raises Http404."""
    posts = posts_of(user)
    landlords = Organisation.objects.filter(programme__slug=programme, slug=landlord, kind=Organisation.Kind.LANDLORD)
    found = or_404(landlords.select_related("programme").first())
    of_landlord = {post.role for post in posts if post.organisation == found.pk}
    can_move = any(post.role is Role.PROGRAMME_LEAD and post.programme == found.programme_id for post in posts)
    if not (can_move or of_landlord & SEE):
        raise Http404
    return Register(found.programme, found, user, can_change=bool(of_landlord & CHANGE), can_move=can_move)


def register_to_change(user: User, programme: str, landlord: str) -> Register:
    """The same, to change, import and export. Raises Http404."""
    found = register_for(user, programme, landlord)
    return or_404(found if found.can_change else None)


def register_to_move(user: User, programme: str, landlord: str) -> Register:
    """The same, to move its estates to other areas and landlords. Raises Http404."""
    found = register_for(user, programme, landlord)
    return or_404(found if found.can_move else None)


def place_for(register: Register, level: Level, pk: int) -> Place:
    """A place of the register, retired or not, with all that is above it. Raises Http404."""
    places = level.of(register.landlord).select_related(*level.chain, "landlord", "added_in__by")
    found: Place | None = places.filter(pk=pk).first()
    return or_404(found)


def places_for(register: Register, level: Level, pks: Iterable[int]) -> list[Place]:
    """Several places of the register. Raises Http404 where one of them is not there."""
    wanted = set(pks)
    found = list(level.of(register.landlord).select_related(*level.chain).filter(pk__in=wanted).order_by("pk"))
    return or_404(found if len(found) == len(wanted) else None)


def area_for(register: Register, slug: str) -> Area:
    """An area of the programme. Raises Http404."""
    return or_404(register.areas.filter(slug=slug).first())


def estate_for(register: Register, pk: int) -> Estate:
    """An estate of the register. Raises Http404."""
    return or_404(Estate.objects.filter(landlord=register.landlord, pk=pk).first())


def act_for(register: Register, pk: int) -> RegisterChange:
    """One act on the register. Raises Http404."""
    acts = RegisterChange.objects.filter(programme=register.programme, landlord=register.landlord)
    return or_404(acts.select_related("by").filter(pk=pk).first())


def import_for(register: Register, pk: int) -> Import:
    """An import into the register. Raises Http404."""
    mine = Import.objects.filter(programme=register.programme, landlord=register.landlord)
    return or_404(mine.select_related("programme", "landlord", "by", "area_of_new", "act").filter(pk=pk).first())


def batch_for(register: Register, pk: int) -> PosterBatch:
    """A batch of the landlord's posters. Raises Http404."""
    return or_404(PosterBatch.objects.filter(landlord=register.landlord, pk=pk).first())


def link_for(register: Register, batch: int, pk: int) -> StairwellLink:
    """A link of one of the landlord's batches, ended or not. Raises Http404."""
    links = StairwellLink.objects.filter(batch__landlord=register.landlord, batch=batch, pk=pk)
    above = ("batch__landlord", "batch__programme", "stairwell__building__estate__area")
    return or_404(links.select_related(*above).first())


def move_for(user: User, programme: Programme, pk: int) -> EstateMove:
    """A move of the programme, to its lead. Raises Http404."""
    is_lead = any(post.role is Role.PROGRAMME_LEAD and post.programme == programme.pk for post in posts_of(user))
    moves = EstateMove.objects.filter(programme=programme).select_related("estate", "area", "landlord")
    return or_404(moves.filter(pk=pk).first() if is_lead else None)
