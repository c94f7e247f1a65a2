"""Accepting an invitation, on the inbox or the office: with an account or without one yet."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trygga.accounts.models import User
from trygga.accounts.services import create_person
from trygga.organisations import services
from trygga.organisations.forms import NewPersonForm
from trygga.organisations.models import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, and how to accept it. A link that no longer works says so, whatever the reason."""
    found = Invitation.objects.select_related("programme", "organisation", "unit").filter(
        token_hash=services.hash_of(token)
    )
    offered = found.first()
    if offered is None or not offered.is_open(timezone.now()):
        return _gone(request)
    if isinstance(request.user, User):
        return _with_account(request, offered, request.user)
    if User.objects.filter(email=offered.email).exists():
        return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
    return _without_account(request, offered)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/invitation_gone.html", status=410)


def _with_account(request: HttpRequest, offered: Invitation, user: User) -> HttpResponse:
    if request.method == "POST" and user.email == offered.email:
        return _accept(request, offered, user)
    context = {"offered": offered, "is_theirs": user.email == offered.email}
    return render(request, "organisations/invitation.html", context)


def _without_account(request: HttpRequest, offered: Invitation) -> HttpResponse:
    form = NewPersonForm(request.POST or None, email=offered.email)
    if request.method != "POST" or not form.is_valid():
        context = {"offered": offered, "form": form}
        return render(request, "organisations/invitation_new.html", context, status=422 if form.errors else 200)
    user = create_person(offered.email, **form.cleaned_data)
    return _accept(request, offered, user)


def _accept(request: HttpRequest, offered: Invitation, user: User) -> HttpResponse:
    try:
        services.accept_invitation(offered, by=user, at=timezone.now())
    except services.InvitationGone:
        return _gone(request)
    return redirect("/" if request.user.is_authenticated else "account_login")
