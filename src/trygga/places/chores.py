"""What the office's menu and start page say about places."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.organisations.models import Programme, Role
from trygga.organisations.roles import has_role
from trygga.organisations.working import working_in
from trygga.places.access import registers_of
from trygga.places.models import EstateMove
from trygga.web.waiting import Waiting


def sees_a_register(request: HttpRequest) -> bool:
    """Whether there are places to show: an admin of an organisation that has none is offered no page of them."""
    programme = working_in(request)
    return programme is not None and isinstance(request.user, User) and registers_of(request.user, programme).exists()


def moves_that_wait(user: Any, programme: int) -> Iterator[Waiting]:
    """For the programme's leads: moves of estates whose day has come, but which cannot be carried out."""
    if not has_role(user, Role.PROGRAMME_LEAD, programme=programme):
        return
    number = EstateMove.objects.filter(programme=programme, is_done=False, tried_on__isnull=False).count()
    if number:
        slug = Programme.objects.values_list("slug", flat=True).get(pk=programme)
        yield Waiting(_("Estates could not be moved"), reverse("estate_moves", args=[slug]), number)
