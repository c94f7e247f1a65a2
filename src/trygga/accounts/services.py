"""Making accounts, ending sessions and taking second factors away."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from trygga.accounts.models import StaffSession, Tries, User
from trygga.accounts.sessions import row_key


@transaction.atomic
def create_person(email: str, password: str, *, first_name: str, last_name: str) -> User:
    """An account for somebody who has followed a link in a mail to this address: it is known to be theirs."""
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End this person's sessions on every origin, except the one with the key `but`; how many there were.

    To be called whenever somebody is locked, leaves, or may have lost a device.
    """
    sessions = StaffSession.objects.filter(user=user)
    if but:
        sessions = sessions.exclude(pk=row_key(but))
    return sessions.delete()[0]


def end_session(user: User, *, session: str) -> bool:
    """End one of this person's own sessions, named as in the list; False where it has ended already."""
    return StaffSession.objects.filter(user=user, pk=session).delete()[0] > 0


@transaction.atomic
def remove_second_factors(user: User) -> None:
    """Take app, passkeys and recovery codes away, and end every session. Signing in leads to setting up anew.

    Records nothing: `organisations.second_factors.forget_second_factor` is for people who do this to others.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)


def end_old_sessions() -> int:
    """Erase what has ended, and tries that no longer count; how many sessions there were. Once a day is enough."""
    now = timezone.now()
    Tries.objects.filter(expires__lt=now).delete()
    return StaffSession.objects.filter(expire_date__lt=now).delete()[0]
