"""Who asks, on the staff's origins."""

from django.http import Http404, HttpRequest

from trygga.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The user of a request that has passed the sign-in wall. Raises Http404."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
