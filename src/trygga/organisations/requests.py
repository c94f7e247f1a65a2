from django.http import HttpRequest

from trygga.organisations.models import Programme


def programme_of(request: HttpRequest) -> Programme:
    """The programme of the host that was asked; the middleware has put it there for every public request."""
    programme = getattr(request, "programme", None)
    if not isinstance(programme, Programme):
        raise RuntimeError("This view is reached without organisations.middleware.origins.")
    return programme
