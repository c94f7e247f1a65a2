"""What comes into a programme's directory from outside is for those who change all of its contact points."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trygga.accounts.access import signed_in
from trygga.directory.access import programme_to_fill
from trygga.organisations.working import worked_in

View = Callable[..., HttpResponseBase]


def in_programme_to_fill(view: View) -> View:
    """Give the view the programme whose directory the person may fill, if that is the one being worked in."""

    @wraps(view)
    def with_programme(request: HttpRequest, programme: str, **named: Any) -> HttpResponseBase:
        worked_in(request, programme)
        return view(request, programme_to_fill(signed_in(request), programme), **named)

    return with_programme
