"""Who a person is today: every role, in which organisation and programme."""

from dataclasses import dataclass

from django.db.models import Value

from trygga.accounts.models import User
from trygga.organisations.models import Appointment, Member, Role


@dataclass(frozen=True)
class Post:
    """One role that a person holds; `unit` only where the role is tied to one."""

    role: Role
    programme: int
    organisation: int
    unit: int | None


def posts_of(user: User) -> tuple[Post, ...]:
    """Everything that this person is today, asked once for each user object; nothing where the account is closed."""
    kept: tuple[Post, ...] | None = getattr(user, "_posts", None)
    if kept is None:
        kept = _posts(user) if user.is_active else ()
        user._posts = kept  # type: ignore[attr-defined] # a request's user lives as long as the request
    return kept


def _posts(user: User) -> tuple[Post, ...]:
    members = Member.objects.filter(user=user, left_on=None).annotate(is_=Value(Role.MEMBER.value))
    appointments = Appointment.objects.filter(user=user, left_on=None)
    found = members.values_list("is_", "programme_id", "unit__organisation_id", "unit_id").union(
        appointments.values_list("role", "programme_id", "organisation_id", "unit_id")
    )
    return tuple(Post(Role(role), *where) for role, *where in found)


def has_role(user: User, *roles: Role, programme: int | None = None, organisation: int | None = None) -> bool:
    """Whether the person holds one of these roles, in this programme and organisation where they are named."""
    return any(
        post.role in roles
        and (programme is None or post.programme == programme)
        and (organisation is None or post.organisation == organisation)
        for post in posts_of(user)
    )
