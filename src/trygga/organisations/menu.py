"""The office's menu: what is registered, less what the permission table does not let this person use."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

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
    programme = working_in(request)
    for entry in menu.entries():
        if not _may_use(request, entry.address) or (entry.names_programme and programme is None):
            continue
        if entry.is_for is not None and not entry.is_for(request):
            continue
        url = reverse(entry.address, args=[programme.slug] if programme and entry.names_programme else [])
        found.append(Offered(entry, url, _current(request.path, url)))
    return found


class Tab(NamedTuple):
    """One of several pages that belong together; `is_current` where it is the one that was asked for."""

    label: str | Promise
    url: str
    is_current: bool


def tabs_for(request: HttpRequest, labels: Mapping[str, str | Promise]) -> list[Tab]:
    """Of these pages, by the names of their addresses, those that this person may use in the programme worked in."""
    programme = working_in(request)
    if programme is None:
        return []
    tabs = {name: reverse(name, args=[programme.slug]) for name in labels if _may_use(request, name)}
    return [Tab(labels[name], url, request.path == url) for name, url in tabs.items()]


def _may_use(request: HttpRequest, address: str) -> bool:
    row = permission_for(Origin.OFFICE, address)
    return row is not None and is_allowed(request, row)


def _current(path: str, url: str) -> str:
    """ "page" where the entry leads to this very page, "true" above it, else nothing; the start is above nothing."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
