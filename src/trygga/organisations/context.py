"""What every page of the office shows around itself."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from trygga.accounts.models import User
from trygga.organisations.menu import menu_for
from trygga.organisations.working import programmes_of, working_in
from trygga.web.access import is_office


def office(request: HttpRequest) -> dict[str, Any]:
    """Menu, the programme that is being worked in, and those that one could work in; asked for only where shown."""
    user = getattr(request, "user", None)
    if not is_office(request) or not isinstance(user, User):
        return {}
    return {
        "office_menu": SimpleLazyObject(lambda: menu_for(request)),
        "office_programme": working_in(request),
        "office_programmes": SimpleLazyObject(lambda: programmes_of(user)),
    }
