"""Leaving, choosing a language, health, and the pages for when something is wrong."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from trygga.web.access import is_public
from trygga.web.languages import language_of_path, preferred_language


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
    """Ready: the database answers too."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _trouble(request, 405)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _trouble(request, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    return _trouble(request, 500)


def _trouble(request: HttpRequest, status: int) -> HttpResponse:
    """A page that needs nothing but itself: 112 first on the public side, and a way back."""
    if not is_public(request):
        return render(request, "web/trouble_staff.html", {"status": status}, status=status)
    # What broke may have broken before the path had set the language.
    with translation.override(language_of_path(request.path_info)):
        return render(request, "web/trouble_public.html", {"status": status}, status=status)
