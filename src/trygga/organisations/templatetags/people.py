"""Naming whoever did something."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def name_of(names: dict[int, str], actor: int | None) -> str:
    """The person's name; the public and the system have none, and an account that is gone has its number."""
    if actor is None:
        return _("nobody on staff")
    return names.get(actor, str(actor))
