"""Public addresses, and one whose view breaks over what it was sent."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from trygga.config import urls_public
from trygga.config.urls_public import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Broke(Exception):
    """What went wrong, with everything in it that must not be logged."""


def broken(request: HttpRequest, sent: str) -> HttpResponse:
    try:
        raise ValueError(request.body.decode())
    except ValueError as error:
        raise Broke(f"{request.get_full_path()} {sent} {request.headers}") from error


# Named as an address that the permission table opens to anyone.
urlpatterns = [*urls_public.urlpatterns, path("broken/<path:sent>", broken, name="exit")]
