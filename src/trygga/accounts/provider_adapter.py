"""Whom a provider's sign-in belongs to, and how the program speaks with a provider."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trygga.accounts.models import User

PATIENCE = 5  # seconds
LARGEST = 256 * 1024  # bytes of one answer


class ProviderSession(requests.Session):
    """Speaks with the configured provider and nobody else: its origins, no redirects, small answers, five seconds."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(url))
        if f"{parts.scheme}://{parts.netloc}" not in settings.OIDC_ORIGINS:
            raise requests.exceptions.InvalidURL("not an origin of the configured provider")
        kwargs |= {"timeout": PATIENCE, "allow_redirects": False, "stream": True}
        response = super().request(method, url, *args, **kwargs)
        with response:
            if response.is_redirect:
                raise requests.exceptions.TooManyRedirects("the provider leads elsewhere")
            body = response.raw.read(LARGEST + 1, decode_content=True)
        if len(body) > LARGEST:
            raise requests.exceptions.ContentDecodingError("the provider's answer is too large")
        response._content = body  # read whole, so that nothing asks the closed connection
        return response


def fetch(url: str) -> dict[str, Any]:
    """The JSON object at an address of the provider. Raises requests.RequestException."""
    with ProviderSession() as session:
        response = session.get(url)
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise requests.exceptions.InvalidJSONError("not an object")
    return found


class StaffProviders(DefaultSocialAccountAdapter):
    """Matches by verified e-mail alone, stores nothing, connects nothing."""

    def get_requests_session(self) -> requests.Session:
        return ProviderSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose sign-in this is. Raises ImmediateHttpResponse where it is nobody's, or not the one begun here."""
        claims, state = sociallogin.account.extra_data, sociallogin.state
        is_ours = secrets.compare_digest(str(claims.get("nonce")), str(state.get("nonce", "")))
        if not is_ours or state.get("process") != "login":
            raise ImmediateHttpResponse(refusal(request))
        address = claims.get("email")
        is_verified = claims.get("email_verified") is True and isinstance(address, str)
        user = User.objects.filter(email=str(address).lower()).first() if is_verified else None
        if user is None:
            raise ImmediateHttpResponse(refusal(request, is_unknown=True))
        sociallogin.user = user
        state["vouched"] = vouches_for_second_factor(claims)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(refusal(request))


def vouches_for_second_factor(claims: dict[str, Any]) -> bool:
    """Whether the provider asserts what TRYGGA_OIDC_SECOND_FACTOR names, such as `amr:mfa`; unset, nothing counts."""
    claim, _, value = settings.OIDC_SECOND_FACTOR.partition(":")
    said = claims.get(claim) if value else None
    return value in said if isinstance(said, list) else bool(value) and said == value


def refusal(request: HttpRequest, *, is_unknown: bool = False) -> HttpResponse:
    """One page for every cause, but that nobody here has this address: whoever sees it has proved it to be theirs."""
    return render(
        request, "account/provider_refused.html", {"is_unknown": is_unknown}, status=403 if is_unknown else 400
    )
