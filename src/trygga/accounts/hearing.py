"""What follows from what Django and allauth tell: marks in the session, and sessions that end."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset
from allauth.account.signals import user_logged_in as all_stages_passed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from trygga.accounts.limits import remember_place
from trygga.accounts.models import User
from trygga.accounts.second_factors import KINDS, mark, unmark
from trygga.accounts.services import end_sessions
from trygga.accounts.sessions import BEGAN


@receiver(user_logged_in)
def note_when_it_began(request: HttpRequest, **_: Any) -> None:
    request.session[BEGAN] = time.time()


@receiver(all_stages_passed)
def note_second_factor(request: HttpRequest, user: User, sociallogin: Any = None, **_: Any) -> None:
    """Whether this sign-in showed a second factor: one of ours, or one that a provider is trusted with."""
    used = [record for record in get_authentication_records(request, user) if record.get("method") == "mfa"]
    if used:
        mark(request, used[-1]["type"])
    elif sociallogin is not None and sociallogin.state.get("vouched") is True:
        mark(request, "provider")
    remember_place(user)


@receiver(authenticator_added)
def note_new_second_factor(request: HttpRequest | None, authenticator: Authenticator, **_: Any) -> None:
    """Whoever has just set one up has shown it. A passkey belongs to the origin on which it was made."""
    if request is None:
        return
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        authenticator.data["origin"] = request.origin.value  # type: ignore[attr-defined]
        authenticator.save(update_fields=["data"])
    if authenticator.type in KINDS:
        mark(request, authenticator.type)


@receiver(authenticator_removed)
def note_lost_second_factor(request: HttpRequest | None, user: User, **_: Any) -> None:
    if request is not None and not Authenticator.objects.filter(user=user, type__in=KINDS).exists():
        unmark(request)


@receiver([password_changed, password_reset])
def end_the_other_sessions(request: HttpRequest | None, user: User, **_: Any) -> None:
    """Django refuses them from now on; here they are gone as well."""
    is_their_own = request is not None and request.user == user
    end_sessions(user, but=request.session.session_key if request and is_their_own else None)
