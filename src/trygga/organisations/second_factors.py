"""Who must have a second factor, and how it is forgotten when the phone is lost."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from trygga.accounts.models import User
from trygga.accounts.second_factors import WHILE_SETTING_UP, has_second_factor
from trygga.accounts.services import remove_second_factors
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.organisations.models import Role
from trygga.organisations.roles import has_role, posts_of

NEED_ONE = (Role.MEMBER, Role.ORGANISATION_ADMIN, Role.PROGRAMME_LEAD)
"""Whoever opens reports, or says who may."""


class NotTheirAdmin(Exception):
    """Only another organisation admin of the person's own organisation may do this."""


def must_set_one_up(request: HttpRequest, user: User, address: str) -> bool:
    """Whether this person must set up a second factor before reaching this address. A demo's passwords are enough."""
    if settings.DEMO or address in WHILE_SETTING_UP or has_second_factor(request):
        return False
    return has_role(user, *NEED_ONE)


@transaction.atomic
def forget_second_factor(user: User, *, by: User) -> None:
    """Take away app, passkeys and recovery codes of somebody who has lost them, and end all sessions of hers.

    At the next sign-in the password alone leads to setting up anew, once. The view must ask `by` to confirm first
    (`accounts.confirming.recently_confirmed`). Raises NotTheirAdmin.
    """
    places = {(post.programme, post.organisation) for post in posts_of(user)}
    own = [post for post in posts_of(by) if post.role is Role.ORGANISATION_ADMIN]
    common = [post for post in own if (post.programme, post.organisation) in places]
    if not common or user == by:
        raise NotTheirAdmin
    remove_second_factors(user)
    for post in common:
        record(
            Event.SECOND_FACTOR_FORGOTTEN,
            programme=post.programme,
            organisation=post.organisation,
            actor=by.pk,
            subject=str(user.pk),
        )
