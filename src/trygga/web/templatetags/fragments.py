"""Parts of a page that are put together once and kept in memory: the same words are asked for again and again."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def fragment(template_name: str, **arguments: Any) -> str:
    """Render a template with these arguments and nothing else.

    It sees no other variable of the page and no request, so what it says depends on the language, the time zone and the
    arguments alone; the same again is not rendered again. Arguments are compared by value and must be hashable.
    """
    zone = timezone.get_current_timezone_name()
    return _rendered(template_name, get_language(), zone, tuple(arguments.items()))


@lru_cache(maxsize=1024)
def _rendered(template_name: str, language: str | None, zone: str, arguments: tuple[tuple[str, Any], ...]) -> str:
    return render_to_string(template_name, dict(arguments))
