"""Making accounts."""

from allauth.account.models import EmailAddress
from django.db import transaction

from trygga.accounts.models import User


@transaction.atomic
def create_person(email: str, password: str, *, first_name: str, last_name: str) -> User:
    """An account for somebody who has followed a link in a mail to this address: it is known to be theirs."""
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
