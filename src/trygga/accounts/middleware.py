"""Cookies and sessions of each staff origin, and what every answer of sign-in has in common."""

from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from trygga.accounts.confirming import to_confirmation
from trygga.accounts.limits import LONGEST_WAIT
from trygga.accounts.sessions import STORES, SessionStore
from trygga.web.access import Origin, is_public
from trygga.web.middleware import GetResponse, StaffOnly


def staff_cookies(get_response: GetResponse) -> GetResponse:
    """Each staff origin has cookies named after it. To the program within they all have the names in the settings."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if is_public(request):
            return get_response(request)
        names = own_names(request.origin)  # type: ignore[attr-defined] # set by organisations.middleware
        others = {name: value for name, value in request.COOKIES.items() if name not in names}
        request.COOKIES = others | {name: request.COOKIES[own] for name, own in names.items() if own in request.COOKIES}
        response = get_response(request)
        for name, own in names.items():
            if own != name and name in response.cookies:
                morsel = response.cookies.pop(name)
                morsel.set(own, morsel.value, morsel.coded_value)
                response.cookies[own] = morsel
        return response

    return middleware


def own_names(origin: Origin) -> dict[str, str]:
    """The names of an origin's cookies by those in the settings, which are the inbox's."""
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return {name: name.replace(Origin.INBOX.value, origin.value) for name in names}


class _Sessions(SessionMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        store = STORES[request.origin]  # type: ignore[attr-defined] # set by organisations.middleware
        request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        is_only_read = session.accessed and not session.modified
        answer: HttpResponse = super().process_response(request, response)
        if is_only_read and isinstance(session, SessionStore):
            session.touch()
        return answer


def staff_sessions(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(_Sessions, get_response)


class manners:  # noqa: N801 - named like the function middlewares beside it
    """Whoever tries too often is told when to come back; whoever must confirm first is asked, and nothing is kept.

    allauth would keep the whole request, with address and passwords, until the person has confirmed.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if getattr(request, "is_slowed", False):
            response.status_code = 429
        if response.status_code == 429 and not is_public(request):
            response.headers.setdefault("Retry-After", str(LONGEST_WAIT))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        if isinstance(exception, ReauthenticationRequired):
            return to_confirmation(request)
        return None
