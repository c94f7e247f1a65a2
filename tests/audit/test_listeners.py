"""What allauth tells is in the log: who and what, never what was typed, from where, or with what."""

import json
from pathlib import Path

import pytest
from allauth.account import signals as account
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_out

from tests.cast import Cast, StaffBrowser
from tests.commands import python
from tests.factories.accounts import PASSWORD, UserFactory
from tests.prepared import prepare_database
from trygga.audit.models import Entry, Event

LOGIN = "/accounts/login/"
WITH_SECOND_FACTORS = """
import json
from trygga.config import settings
extra = ["allauth.mfa", "allauth.usersessions"]
settings.INSTALLED_APPS += [app for app in extra if app not in settings.INSTALLED_APPS]
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.usersessions.signals import UserSession, session_client_changed
from trygga.accounts.models import User
from trygga.audit.models import Entry
user = User(pk=3, email="typed@staff.example")
totp, codes = Authenticator(pk=5, user=user, type="totp"), Authenticator(pk=6, user=user, type="recovery_codes")
def send(signal, authenticator):
    signal.send(sender=Authenticator, request=None, user=user, authenticator=authenticator)
send(signals.authenticator_added, totp)
send(signals.authenticator_added, codes)
send(signals.authenticator_reset, codes)
send(signals.authenticator_removed, totp)
send(signals.authentication_failed, totp)
session = UserSession(user=user, ip="203.0.113.9", user_agent="typed")
session_client_changed.send(sender=UserSession, request=None, from_session=session, to_session=session)
print(json.dumps(list(Entry.objects.order_by("pk").values_list("event", "actor", "subject"))))
"""


def events() -> list[tuple[str, int | None]]:
    return list(Entry.objects.order_by("pk").values_list("event", "actor"))


# ---- by a real sign-in ----
def test_signing_in_and_out_is_in_the_log(cast: Cast, staff_browser: StaffBrowser) -> None:
    user, client = cast.social_worker.user, staff_browser(None)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    client.post("/accounts/logout/")
    assert events() == [(Event.SIGNED_IN, user.pk), (Event.SIGNED_OUT, user.pk)]


@pytest.mark.parametrize("is_known", [True, False])
def test_failed_sign_in_is_in_the_log_without_what_was_typed(
    cast: Cast, staff_browser: StaffBrowser, is_known: bool
) -> None:
    typed = cast.social_worker.user.email if is_known else "nobody.known@staff.example"
    staff_browser(None).post(LOGIN, {"login": typed, "password": "wrong"})
    entry = Entry.objects.values("event", "programme", "organisation", "actor", "subject").get()
    assert entry == {
        "event": Event.SIGN_IN_FAILED,
        "programme": None,
        "organisation": None,
        "actor": None,
        "subject": "",
    }


def test_changing_the_password_is_in_the_log(cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    new = "another long password of mine"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert events()[-2:] == [
        (Event.REAUTHENTICATED, cast.social_worker.user_id),
        (Event.PASSWORD_CHANGED, cast.social_worker.user_id),
    ]


def test_proving_oneself_again_is_in_the_log(cast: Cast, staff_browser: StaffBrowser) -> None:
    user, client = cast.social_worker.user, staff_browser(None)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert events() == [(Event.SIGNED_IN, user.pk), (Event.REAUTHENTICATED, user.pk)]


# ---- by signals sent by hand ----
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["password_changed", "password_set", "password_reset"])
def test_every_way_to_a_new_password_is_in_the_log(name: str) -> None:
    user = UserFactory()
    getattr(account, name).send(sender=type(user), request=None, user=user)
    assert events() == [(Event.PASSWORD_CHANGED, user.pk)]


@pytest.mark.django_db
def test_signing_out_without_having_signed_in_is_not_in_the_log() -> None:
    for nobody in (None, AnonymousUser()):
        user_logged_out.send(sender=type(nobody), request=None, user=nobody)
    assert events() == []


def test_second_factors_and_sessions_are_in_the_log_once_their_apps_are_there(tmp_path: Path) -> None:
    prepare_database(tmp_path / "trygga.sqlite3")
    done = python(
        WITH_SECOND_FACTORS,
        var=tmp_path,
        DJANGO_SETTINGS_MODULE="trygga.config.settings",
        TRYGGA_DEMO="1",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [
        ["accounts:second-factor:added", 3, "5"],
        ["accounts:recovery-codes:made", 3, "6"],
        ["accounts:recovery-codes:made", 3, "6"],
        ["accounts:second-factor:removed", 3, "5"],
        ["accounts:user:sign-in-failed", 3, ""],
        ["accounts:session:moved", 3, ""],
    ]
