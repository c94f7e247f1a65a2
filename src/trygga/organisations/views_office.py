"""The office's pages about people and organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trygga.accounts.access import signed_in
from trygga.organisations.queries import appointments_of, memberships_of


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """The start: who I am here."""
    user = signed_in(request)
    context = {"memberships": memberships_of(user), "appointments": appointments_of(user)}
    return render(request, "organisations/office.html", context)
