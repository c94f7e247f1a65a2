"""The office's menu: what is registered, less what the permission table does not let this person use."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from trygga.organisations.permissions import is_allowed, permission_for
from trygga.organisations.working import working_in
from trygga.web import menu
from trygga.web.access import Origin


class Offered(NamedTuple):
    """An entry that this person may use; `current` is what `aria-current` says of it, also on the pages below it."""

    entry: menu.Entry
    url: str
    current: str


def menu_for(request: HttpRequest) -> list[Offered]:
    """What this person may use in the programme that is being worked in."""
    found = []
    for entry in menu.entries():
        row = permission_for(Origin.OFFICE, entry.address)
        programme = working_in(request)
        if row is None or not is_allowed(request, row) or (entry.names_programme and programme is None):
            continue
        if entry.is_for is not None and not entry.is_for(request):
            continue
        url = reverse(entry.address, args=[programme.slug] if programme and entry.names_programme else [])
        found.append(Offered(entry, url, _current(request.path, url)))
    return found


def _current(path: str, url: str) -> str:
    """ "page" where the entry leads to this very page, "true" above it, else nothing; the start is above nothing."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
