"""The permission table: read from permissions.md, kept by a middleware on every origin."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from trygga.accounts.models import User
from trygga.accounts.second_factors import SET_UP
from trygga.organisations.models import Role
from trygga.organisations.roles import posts_of
from trygga.organisations.second_factors import must_set_one_up
from trygga.organisations.working import posts_here, working_in
from trygga.web.access import Origin

TABLE = Path(__file__).with_name("permissions.md")
ANYONE, SIGNED_IN, NOBODY = "anyone", "signed in", "nobody"
WITHOUT_ROLES = {ANYONE, SIGNED_IN, NOBODY}
SCOPES = {"-", "own", "own unit", "own organisation", "own programme"}
ROLES = {role.value.replace("_", " "): role for role in Role}
ROLES["sign-off partner"] = ROLES.pop("sign off partner")


@dataclass(frozen=True)
class Permission:
    """One row: who may use an address, and what they must belong to for the thing that it names."""

    origin: Origin
    address: str
    does: str
    who: str
    scopes: tuple[str, ...]
    roles: tuple[Role, ...]

    def scope_of(self, role: Role) -> str:
        """What somebody in this role must belong to."""
        return self.scopes[self.roles.index(role)] if len(self.scopes) > 1 else self.scopes[0]

    def allows(self, roles: set[Role]) -> bool:
        """Whether somebody signed in, with these roles, gets through."""
        return self.who in (ANYONE, SIGNED_IN) or not roles.isdisjoint(self.roles)


@lru_cache
def permissions() -> dict[tuple[Origin, str], Permission]:
    """Every row by origin and address. Raises ImproperlyConfigured where the page cannot be read."""
    found: dict[tuple[Origin, str], Permission] = {}
    origin: Origin | None = None
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            origin = Origin(line.removeprefix("## ").strip().lower())
        elif line.startswith("| `"):
            row = _row(origin, [cell.strip() for cell in line.strip("|").split("|")])
            if (row.origin, row.address) in found:
                raise ImproperlyConfigured(f"{TABLE.name}: {row.address} stands twice under {row.origin.value}.")
            found[row.origin, row.address] = row
    return found


def _row(origin: Origin | None, cells: list[str]) -> Permission:
    if origin is None or len(cells) != 4 or not all(cells):
        raise ImproperlyConfigured(f"{TABLE.name}: a row needs an origin above it and four cells: {cells}.")
    address, does, who, scope = cells
    names = [name.strip() for name in who.split(",")]
    scopes = tuple(name.strip() for name in scope.split(","))
    is_readable = who in WITHOUT_ROLES or all(name in ROLES for name in names)
    if not is_readable or not SCOPES.issuperset(scopes) or len(scopes) not in (1, len(names)):
        raise ImproperlyConfigured(f"{TABLE.name}: cannot read who or of what in the row of {address}.")
    roles = tuple(ROLES[name] for name in names if name in ROLES)
    return Permission(origin, address.strip("`"), does, who, scopes, roles)


def permission_for(origin: Origin, address: str) -> Permission | None:
    """The row of an address (with its namespace, as in `wagtailadmin_home`); None where it has none."""
    table = permissions()
    return table.get((origin, address)) or table.get((origin, f"{address.partition(':')[0]}:*"))


class permitted:  # noqa: N801 - named like the function middlewares beside it
    """Default deny: a view is reached only as the permission table says. What has no row looks absent.

    Whoever needs a second factor reaches nothing but its set-up before; whoever has no role any more sees that once.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        permissions()  # a table that cannot be read stops the start
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        user = request.user if getattr(request, "is_behind_sign_in", False) else None
        if isinstance(user, User) and not posts_of(user):
            logout(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        row = permission_for(request.origin, match.view_name) if match else None  # type: ignore[attr-defined]
        if row is None or row.who == NOBODY:
            raise Http404
        if row.who == ANYONE:
            return None
        if not isinstance(request.user, User):
            return _elsewhere(request, settings.LOGIN_URL)
        request.is_behind_sign_in = True  # type: ignore[attr-defined] # read above
        if must_set_one_up(request, request.user, row.address):
            return _elsewhere(request, SET_UP)
        if _must_choose(request, row):
            return redirect(settings.LOGIN_REDIRECT_URL)
        if not is_allowed(request, row):
            raise Http404
        return None


def is_allowed(request: HttpRequest, row: Permission) -> bool:
    """Whether the person who asks may use this address.

    In the office, what belongs to a programme is for the roles held in the programme that is being worked in.
    """
    if row.who == NOBODY or not isinstance(request.user, User):
        return row.who == ANYONE
    posts = posts_here(request) if _is_of_programme(row) else posts_of(request.user)
    return row.allows({post.role for post in posts})


def _is_of_programme(row: Permission) -> bool:
    return row.origin is Origin.OFFICE and bool(row.roles)


def _must_choose(request: HttpRequest, row: Permission) -> bool:
    """Whether somebody with roles in several programmes has to say first which one is meant."""
    assert isinstance(request.user, User)
    return (
        _is_of_programme(row) and working_in(request) is None and row.allows({p.role for p in posts_of(request.user)})
    )


def _elsewhere(request: HttpRequest, where: str) -> HttpResponse:
    """A page leads to sign-in, or to what must be set up; what a script fetches only says that it is not signed in."""
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path(), resolve_url(where))
