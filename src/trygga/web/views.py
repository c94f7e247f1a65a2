"""Leaving, choosing a language, health, and the pages for when something is wrong."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from trygga.web import troubles
from trygga.web.access import is_public
from trygga.web.languages import preferred_language
from trygga.web.mending import is_mending


class SeeOther(HttpResponseRedirect):
    """303: the browser fetches the next page by GET and keeps no form to send again."""

    status_code = 303


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    return redirect("guide", preferred_language(request))


def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: off to a harmless page; what this site left in the browser is cleared.

    Not cookies: public pages set none, and clearing would reach every site below the same registered domain. Not the
    cache: nothing of ours is kept there, and clearing it can take longer than whoever leaves has.
    """
    response = SeeOther(settings.EXIT_TARGET)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database answers too, and nobody is mending anything."""
    if is_mending():
        return HttpResponse("mending\n", status=503, content_type="text/plain")
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return troubles.answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return troubles.answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return troubles.answer(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return troubles.answer(request, 405)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return troubles.answer(request, 403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Where allauth looks for it: `handler429` of the URL file in the settings."""
    return troubles.answer(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something unexpected, or a database that does not answer: whoever wants to leave can leave even then."""
    if is_public(request) and request.path_info == troubles.EXIT:
        return leave(request)
    if troubles.is_of_the_database(sys.exception()):
        return troubles.answer(request, 503)
    number = troubles.new_number()
    request.trouble_number = number  # type: ignore[attr-defined] # read by web.logs, which writes the line
    return troubles.answer(request, 500, number=number)
