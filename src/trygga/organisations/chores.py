"""What waits for people in the office, of what this app looks after."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trygga.notifications.models import Notice
from trygga.notifications.queries import outbox_page
from trygga.organisations.models import Programme, Role
from trygga.organisations.roles import has_role
from trygga.web.waiting import Waiting


def undelivered(user: Any, programme: int) -> Iterator[Waiting]:
    """For the programme's leads: something could not be delivered, and one of them decides."""
    if not has_role(user, Role.PROGRAMME_LEAD, programme=programme):
        return
    if outbox_page(programme=programme, state=Notice.State.DEAD).notices:
        slug = Programme.objects.values_list("slug", flat=True).get(pk=programme)
        yield Waiting(_("Something could not be delivered"), reverse("outbox", args=[slug]))
