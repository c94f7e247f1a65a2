"""Views of what comes into a programme's directory from outside."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from trygga.accounts.access import signed_in
from trygga.directory.hsds.access import programme_to_fill
from trygga.organisations.working import working_in

View = Callable[..., HttpResponseBase]


def in_programme_to_fill(view: View) -> View:
    """Give the view the programme whose directory the person may fill, if that is the one being worked in."""

    @wraps(view)
    def with_programme(request: HttpRequest, programme: str, **named: Any) -> HttpResponseBase:
        here = working_in(request)
        if here is None or here.slug != programme:
            raise Http404
        return view(request, programme_to_fill(signed_in(request), programme), **named)

    return with_programme
