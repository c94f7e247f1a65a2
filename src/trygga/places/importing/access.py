"""The only way to a landlord's imports in the office. Absent and forbidden are both 404."""

from typing import TypeVar

from django.http import Http404

from trygga.accounts.models import User
from trygga.organisations.models import Organisation, Role
from trygga.organisations.roles import has_role
from trygga.places.models import Import

Found = TypeVar("Found")


def landlord_to_import(user: User, programme: str, landlord: str) -> Organisation:
    """The landlord with this slug, to whoever may change its register. Raises Http404."""
    landlords = Organisation.objects.filter(programme__slug=programme, slug=landlord, kind=Organisation.Kind.LANDLORD)
    found = _or_404(landlords.select_related("programme").first())
    if not has_role(user, Role.ORGANISATION_ADMIN, Role.MANAGER, programme=found.programme_id, organisation=found.pk):
        raise Http404
    return found


def import_for(landlord: Organisation, pk: int) -> Import:
    """An import of this landlord. Raises Http404."""
    mine = Import.objects.filter(programme=landlord.programme_id, landlord=landlord)
    return _or_404(mine.select_related("programme", "landlord", "by", "area_of_new", "act").filter(pk=pk).first())


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
