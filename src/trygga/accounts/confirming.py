"""Step-up: what is dangerous is done only by whoever has shown a moment ago who they are."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from trygga.accounts.access import signed_in
from trygga.accounts.sessions import BEGAN


def recently_confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for whoever has confirmed within the last ten minutes; everybody else is asked first.

    What was sent is not kept: after confirming, the page is shown anew. Signing in alone is no confirmation.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if has_confirmed(request) else to_confirmation(request)

    return asking


def has_confirmed(request: HttpRequest) -> bool:
    """Whether the person has shown password, code or passkey again within the last ten minutes.

    Whoever has none of them, because another provider signs them in, must have signed in within that time.
    """
    if get_reauthentication_flows(signed_in(request)):
        is_recent: bool = did_recently_reauthenticate(request)
        return is_recent
    age: float = time.time() - request.session.get(BEGAN, 0)
    return age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def to_confirmation(request: HttpRequest) -> HttpResponse:
    """To the page that asks again, and from there back here."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return render(request, "account/sign_in_again.html", status=403)
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")
