"""allauth's seams: who may have an account, how tries are counted, what is mailed, how secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.adapter import BaseAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trygga.accounts import at_rest
from trygga.accounts.limits import here
from trygga.accounts.models import User
from trygga.web.access import Origin

TOO_MANY = _("Too many tries. Wait ten minutes, then try again. Nothing is locked for good.")
WRONG_CODE = _(
    "That code does not work. Wait for the next one in the app, or use a recovery code that is not used yet."
)


class SaysWhenSlowed(BaseAdapter):
    """An error that means "too often" makes the answer a 429 (`middleware.manners`)."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in ("too_many_login_attempts", "rate_limited"):
            context.request.is_slowed = True
        error: ValidationError = super().validation_error(code, *args)
        return error


class StaffAccounts(SaysWhenSlowed, DefaultAccountAdapter):
    """Nobody signs up: people are added by their organisation. Nobody can use up another's tries to sign in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail or password is wrong. Check both, or ask for a new password below."),
        "incorrect_password": _("That is not your password. Try again, or sign out and ask for a new one."),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is said on the next page: only the office has a place for it, and the inbox must keep no names."""

    def get_login_stages(self) -> list[str]:
        return ["trygga.accounts.stages.SecondFactor"]

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the origin that was asked, as the settings write it; what the browser called it is not believed."""
        user, _dash, token = key.partition("-")
        is_office = context.request.origin is Origin.OFFICE
        origin: str = settings.OFFICE_ORIGIN if is_office else settings.INBOX_ORIGIN
        return origin + reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """For an address that nobody has here, the same work is done, but nothing is sent."""
        if user.pk:
            self.send_mail("account/email/password_reset_key", email, context)
        else:
            self.render_mail("account/email/password_reset_key", email, context)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """One mail for whatever changes about somebody's sign-in: not what, from where or with what."""
        self.send_mail("account/email/changed", user.email, {})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed tries are counted for an account and an address (of IPv6 its network) together."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{here()}"


class StaffSecondFactors(SaysWhenSlowed, DefaultMFAAdapter):
    """Secrets are encrypted at rest; a passkey belongs to the origin on which it was made."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return at_rest.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return at_rest.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return gettext("Trygga grannar")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host from the settings: what the browser called it is not believed."""
        is_office = context.request.origin is Origin.OFFICE
        host: str = settings.OFFICE_HOST if is_office else settings.INBOX_HOST
        return {"id": host, "name": gettext("Trygga grannar")}
