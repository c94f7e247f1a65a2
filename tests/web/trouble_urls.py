"""Public addresses, and for each kind of trouble one that gets into it."""

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from trygga.config import urls_public
from trygga.config.urls_public import handler400, handler403, handler404, handler500
from trygga.web.troubles import Conflict, TooManyRequests

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

RAISED: dict[str, type[Exception]] = {
    "400": BadRequest,
    "403": PermissionDenied,
    "404": Http404,
    "409": Conflict,
    "413": RequestDataTooBig,
    "429": TooManyRequests,
    "500": ValueError,
    "503": OperationalError,
}


def trouble(request: HttpRequest, name: str, language: str = "") -> HttpResponse:
    if name == "wrapped":
        try:
            raise InterfaceError("connection already closed")
        except InterfaceError as error:
            raise KeyError("what the database would have given") from error
    raise RAISED[name]


# Named as addresses that the permission table opens to anyone.
urlpatterns = [
    path("<language:language>/trouble/<slug:name>/", trouble, name="readyz"),
    path("trouble/<slug:name>/", trouble, name="healthz"),
    *urls_public.urlpatterns,
]
