"""Which programme a person works in, in the office: chosen there, kept in the session, checked with every request.

The choice only narrows. What somebody may do is asked of their roles in the programme of each thing.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from trygga.accounts.models import User
from trygga.organisations.models import Programme
from trygga.organisations.roles import Post, posts_of
from trygga.organisations.scope import within
from trygga.web.access import is_office

CHOICE = "programme"


def programmes_of(user: User) -> list[Programme]:
    """The programmes in which this person is something today."""
    return list(Programme.objects.filter(pk__in={post.programme for post in posts_of(user)}).order_by("name"))


def working_in(request: HttpRequest) -> Programme | None:
    """The programme that this request is about; None where the person has none, or has not chosen among several."""
    programme: Programme | None = getattr(request, "working_in", None)
    return programme


def worked_in(request: HttpRequest, slug: str) -> Programme:
    """The programme that an address names, if it is the one that is being worked in. Raises Http404.

    A form of another tab, from before that changed, must not reach a namesake here.
    """
    here = working_in(request)
    if here is None or here.slug != slug:
        raise Http404
    return here


def choose(request: HttpRequest, programme: Programme) -> None:
    """Work in this programme from the next request on."""
    request.session[CHOICE] = programme.pk


def posts_here(request: HttpRequest) -> tuple[Post, ...]:
    """What the person is in the programme that is being worked in."""
    programme = working_in(request)
    if programme is None or not isinstance(request.user, User):
        return ()
    return tuple(post for post in posts_of(request.user) if post.programme == programme.pk)


def _chosen(request: HttpRequest) -> Programme | None:
    if not isinstance(request.user, User):
        return None
    mine = {post.programme for post in posts_of(request.user)}
    choice: Any = request.session.get(CHOICE)
    if choice not in mine:
        choice = next(iter(mine)) if len(mine) == 1 else None
    return Programme.objects.filter(pk=choice).first() if choice is not None else None


def office_programme(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """In the office, narrow everything that is read during a request to the programme that is being worked in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_office(request):
            return get_response(request)
        programme = _chosen(request)
        request.working_in = programme  # type: ignore[attr-defined] # read through working_in
        with within(programme.pk if programme else None), timezone.override(programme.zone if programme else None):
            return get_response(request)

    return middleware
