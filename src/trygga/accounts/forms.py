"""Codes and passkeys, on top of allauth's forms: tries that nobody else can use up, and passkeys tied to an origin."""

import json
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from trygga.accounts.at_rest import Unreadable
from trygga.accounts.limits import forget_tries, is_first_use, may_try_second_factor
from trygga.accounts.models import User
from trygga.web.access import Origin

CODE = forms.CharField(
    label=_("Code from the app, or a recovery code"),
    widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}),
)


def count_try(user: User) -> None:
    """Raises ValidationError where this person has tried too often."""
    if not may_try_second_factor(user):
        raise get_adapter().validation_error("too_many_login_attempts")


class CodeForm(codes.BaseAuthenticateForm):
    """A code of the app or a recovery code, each accepted once."""

    code = CODE

    def clean_code(self) -> str:
        count_try(self.user)
        code: str = normalize_user_code(self.cleaned_data["code"])
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
        mine = {one.type: one for one in Authenticator.objects.filter(user=self.user, type__in=kinds)}
        for kind in kinds:
            if kind in mine and self._accepts(mine[kind], code):
                self.authenticator = mine[kind]
                self.authenticator.user = self.user
                forget_tries(self.user)
                return code
        if mine:
            self._emit_authentication_failed(next(iter(mine.values())))
        raise get_adapter().validation_error("incorrect_code")

    def _accepts(self, authenticator: Authenticator, code: str) -> bool:
        """allauth remembers a code of the app for one period; with clocks allowed to differ, it is good for longer."""
        good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        try:
            return authenticator.wrap().validate_code(code) and (
                authenticator.type != Authenticator.Type.TOTP or is_first_use(self.user, code, seconds=good_for)
            )
        except Unreadable:
            return False


class AuthenticateForm(CodeForm, codes.AuthenticateForm):
    """At sign-in."""


class ReauthenticateForm(CodeForm, codes.ReauthenticateForm):
    """To confirm."""


def origin_of(request: HttpRequest) -> str:
    """The origin that a passkey must have been asked on, as the settings write it."""
    is_office = request.origin is Origin.OFFICE  # type: ignore[attr-defined] # set by organisations.middleware
    origin: str = settings.OFFICE_ORIGIN if is_office else settings.INBOX_ORIGIN
    return origin


def demand_own_origin(credential: Any) -> None:
    """Raises ValidationError unless the browser made this on a page of exactly this origin, not one beside it."""
    try:
        said = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))
        is_own = said["origin"] == origin_of(context.request) and not said.get("crossOrigin", False)
    except (KeyError, TypeError, ValueError):
        is_own = False
    if not is_own:
        raise get_adapter().validation_error("incorrect_code")


class AddPasskeyForm(passkeys.AddWebAuthnForm):
    """A passkey that signs in by itself: kept by the device, opened by finger, face or PIN."""

    name = forms.CharField(label=_("What to call it"), required=False, max_length=60)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        credential = self.cleaned_data.get("credential")
        if credential:
            demand_own_origin(credential)
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class PasskeyForm(passkeys.AuthenticateWebAuthnForm):
    """A passkey of this origin. At sign-in with a passkey alone there is no `user` yet; the passkey says who."""

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        demand_own_origin(credential)
        auth.parse_authentication_response(credential)
        if self.user is not None:
            count_try(self.user)
        user = self.user or auth.extract_user_from_response(credential)
        authenticator = auth.complete_authentication(user, credential)
        if authenticator.data.get("origin") != context.request.origin.value:
            raise get_adapter().validation_error("incorrect_code")
        forget_tries(user)
        return authenticator


class LoginPasskeyForm(PasskeyForm, passkeys.LoginWebAuthnForm):
    """Instead of a password."""


class ReauthenticatePasskeyForm(PasskeyForm, passkeys.ReauthenticateWebAuthnForm):
    """To confirm."""


class AskForNewPasswordForm(ResetPasswordForm):
    """Whether anybody has this address does not show, and the same work is done for one that nobody has."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        make_token: Callable[..., Any] | None = kwargs.get("token_generator")
        request_password_reset(request, email, self.users or [User(pk=0, email=email)], make_token)
        return email
