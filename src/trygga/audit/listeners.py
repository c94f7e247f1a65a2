"""What allauth does with people's sign-ins, written into the log. Nothing that was typed, no address, no browser.

Signs of sign-in belong to no programme: a user may be a member of several.
"""

from typing import Any

from allauth.account import signals as account
from django.apps import apps
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal

from trygga.audit.models import Event
from trygga.audit.services import record

PASSWORD_SIGNALS = (account.password_changed, account.password_set, account.password_reset)


def listen() -> None:
    """Hear the signals of what is installed; called once, when the apps are ready."""
    _hear(account.user_logged_in, signed_in)
    _hear(user_login_failed, sign_in_failed)
    _hear(user_logged_out, signed_out)
    _hear(account.authentication_step_completed, reauthenticated)
    for signal in PASSWORD_SIGNALS:
        _hear(signal, password_changed)
    if apps.is_installed("allauth.mfa"):
        _listen_to_second_factors()
    if apps.is_installed("allauth.usersessions"):
        from allauth.usersessions import signals

        _hear(signals.session_client_changed, session_moved)


def _listen_to_second_factors() -> None:
    from allauth.mfa import signals

    _hear(signals.authenticator_added, second_factor_added)
    _hear(signals.authenticator_reset, second_factor_added)
    _hear(signals.authenticator_removed, second_factor_removed)
    _hear(signals.authentication_failed, second_factor_failed)


def _hear(signal: Signal, receiver: Any) -> None:
    signal.connect(receiver, dispatch_uid=f"audit:{receiver.__name__}")


def _note(event: Event, user: Any, *, subject: str = "") -> None:
    record(event, programme=None, organisation=None, actor=user.pk if user is not None else None, subject=subject)


# ---- signing in and out ----
def signed_in(user: Any, **_: Any) -> None:
    _note(Event.SIGNED_IN, user)


def sign_in_failed(**_: Any) -> None:
    """The address that was typed may be anybody's, or a password in the wrong field: it stays unknown."""
    _note(Event.SIGN_IN_FAILED, None)


def signed_out(user: Any, **_: Any) -> None:
    """Signing out without having signed in is nothing."""
    if user is not None and user.pk is not None:
        _note(Event.SIGNED_OUT, user)


def reauthenticated(user: Any, *, reauthenticated: bool = False, **_: Any) -> None:
    """allauth tells of every step of a sign-in in the same way; only proving oneself again is meant here."""
    if reauthenticated:
        _note(Event.REAUTHENTICATED, user)


def session_moved(to_session: Any, **_: Any) -> None:
    """A session is used from another browser or network than the one that it was made in."""
    _note(Event.SESSION_MOVED, to_session.user)


# ---- passwords and second factors ----
def password_changed(user: Any, **_: Any) -> None:
    _note(Event.PASSWORD_CHANGED, user)


def second_factor_added(user: Any, authenticator: Any, **_: Any) -> None:
    """Recovery codes are a factor of their own kind for allauth; making them anew replaces the former ones."""
    is_codes = authenticator.type == authenticator.Type.RECOVERY_CODES
    event = Event.RECOVERY_CODES_MADE if is_codes else Event.SECOND_FACTOR_ADDED
    _note(event, user, subject=str(authenticator.pk))


def second_factor_removed(user: Any, authenticator: Any, **_: Any) -> None:
    _note(Event.SECOND_FACTOR_REMOVED, user, subject=str(authenticator.pk or ""))


def second_factor_failed(user: Any, **_: Any) -> None:
    """The password was right, so it is known who is meant."""
    _note(Event.SIGN_IN_FAILED, user)
