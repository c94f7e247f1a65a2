"""What the office's start page says about contact points."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trygga.directory.lists import State, count_in
from trygga.directory.models import ContactPoint
from trygga.directory.services.acts import today_in
from trygga.organisations.models import Programme, Role
from trygga.organisations.roles import has_role
from trygga.web.waiting import Waiting


def points_that_wait(user: Any, programme: int) -> Iterator[Waiting]:
    """For owners: own points that are not shown until somebody looks. For leads: points that nobody keeps right."""
    here = Programme.objects.get(pk=programme)
    points, today = ContactPoint.objects.filter(programme=here), today_in(here)
    address = reverse("contact_points", args=[here.slug])
    labels = {
        State.STALE: _("Contact points of yours are past their best-before"),
        State.CONTRADICTED: _("Other sources contradict contact points of yours"),
        State.UNVERIFIED: _("Contact points of yours are not confirmed"),
    }
    for state, label in labels.items():
        if number := count_in(points.filter(owner=user), state, today=today):
            yield Waiting(label, f"{address}?state={state.value}&mine=1", number)
    is_lead = has_role(user, Role.PROGRAMME_LEAD, programme=programme)
    if is_lead and (number := count_in(points, State.NO_OWNER, today=today)):
        yield Waiting(_("Nobody keeps contact points right"), f"{address}?state={State.NO_OWNER.value}", number)
