"""Whether this session was signed in with a second factor. Who must have one is said by `organisations`."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SET_UP = "mfa_index"
WHILE_SETTING_UP = {
    SET_UP,
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
"""Addresses that are open to whoever must set one up first; the way out is open to all."""

_MARK = "second_factor"


def has_second_factor(request: HttpRequest) -> bool:
    return bool(request.session.get(_MARK))


def mark(request: HttpRequest, kind: str) -> None:
    request.session[_MARK] = str(kind)


def unmark(request: HttpRequest) -> None:
    request.session.pop(_MARK, None)
