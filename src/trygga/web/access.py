"""Who may reach a view at all: the public origin is open, everything else wants a sign-in."""

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., object])


class Origin(Enum):
    """Which of the origins a request came to; set on every request by `organisations.middleware`."""

    PUBLIC = "public"
    INBOX = "inbox"


def is_public(request: HttpRequest) -> bool:
    """True on a programme's public host, where no one ever signs in."""
    return getattr(request, "origin", Origin.PUBLIC) is Origin.PUBLIC


def open_to_strangers(view: View) -> View:
    """Mark a view on a staff origin as reachable without sign-in (the sign-in page itself, health)."""
    view.open_to_strangers = True  # type: ignore[attr-defined] # the mark that sign_in_required looks for
    return view
