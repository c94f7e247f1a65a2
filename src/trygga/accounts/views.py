"""Sign-out, on top of allauth's."""

from allauth.account import views
from django.http import HttpRequest, HttpResponse


def sign_out(request: HttpRequest) -> HttpResponse:
    """allauth's sign-out; whoever leaves takes along what the browser may have kept of this origin."""
    response: HttpResponse = views.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
