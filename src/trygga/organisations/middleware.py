"""Which origin a request came to, and on the public one, which programme."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils import timezone

from trygga.organisations.models import Programme
from trygga.web import rows, troubles
from trygga.web.access import Origin
from trygga.web.mending import is_mending

UNKNOWN_HOST = "There is nothing at this address. In an emergency call 112.\n"
URLS = {origin: f"trygga.config.urls_{origin.value}" for origin in Origin}
HEALTH = ("/healthz", "/readyz")


def origins(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Choose the URL file by host; a host that belongs to nobody gets a plain 404 and nothing else."""

    staff_hosts = {settings.INBOX_HOST: Origin.INBOX, settings.OFFICE_HOST: Origin.OFFICE}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            host, _ = split_domain_port(request.get_host())
        except DisallowedHost:
            host = ""
        origin = staff_hosts.get(host)
        request.origin = origin or Origin.PUBLIC  # type: ignore[attr-defined] # read through web.access.is_public
        if origin:
            request.urlconf = URLS[origin]
        if request.path_info in HEALTH or (is_mending() and request.path_info == troubles.EXIT):
            return get_response(request)
        if is_mending():
            return troubles.answer(request, 503)
        if origin:
            return get_response(request)
        programme = rows.find(Programme, host=host)
        if programme is None:
            return HttpResponse(UNKNOWN_HOST, status=404, content_type="text/plain; charset=utf-8")
        request.programme = programme  # type: ignore[attr-defined] # read through organisations.requests.programme_of
        # Hours, days and times are those of the place that the pages are about.
        with timezone.override(programme.zone):
            return get_response(request)

    return middleware
