"""What the tests of sign-in share: the steps of a person, each a plain request."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.factories.accounts import PASSWORD
from trygga.accounts.models import User

LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/second-factor/code/", "/accounts/reauthenticate/"
INBOX, OFFICE = "inbox.localhost:8000", "office.localhost:8000"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(*, later: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many half minutes later."""
    counter = list(yield_hotp_counters_from_time())[1] + later
    return str(format_hotp_value(hotp_value(secret, counter)))


def with_app(user: User) -> list[str]:
    """Give somebody an app and recovery codes; the codes."""
    TOTP.activate(user, SECRET)
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def password(client: Client, user: User, word: str = PASSWORD, **options: Any) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": word}, **options)


def confirm(client: Client) -> None:
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 302


def kinds(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/accounts/").status_code == 200)
