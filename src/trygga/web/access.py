"""Which origin a request came to. Who may do what there is said by `organisations/permissions.md`."""

from enum import Enum
from typing import TypeVar

from django.http import Http404, HttpRequest

Found = TypeVar("Found")


class Origin(Enum):
    """Which of the origins a request came to; set on every request by `organisations.middleware`."""

    PUBLIC = "public"
    INBOX = "inbox"
    OFFICE = "office"


def or_404(found: Found | None) -> Found:
    """What an app's `access.py` found. Raises Http404 for nothing: absent and forbidden look alike."""
    if found is None:
        raise Http404
    return found


def is_public(request: HttpRequest) -> bool:
    """True on a programme's public host, where no one ever signs in."""
    return getattr(request, "origin", Origin.PUBLIC) is Origin.PUBLIC


def is_office(request: HttpRequest) -> bool:
    """True on the origin of everybody who opens no report."""
    return getattr(request, "origin", None) is Origin.OFFICE
