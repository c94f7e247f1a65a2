"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from trygga.web.access import is_public
from trygga.web.languages import SHOWN_UNTIL_REVIEWED, SOURCE, direction_of, languages_of_safety, review_status


def _other_languages(request: HttpRequest, current: str) -> list[dict[str, str]]:
    """The same page in the other languages, each named in itself."""
    _, _, rest = request.path_info.lstrip("/").partition("/")
    return [
        {"code": code, "name": name, "address": f"/{code}/{rest}", "direction": direction_of(code)}
        for code, name in settings.LANGUAGES
        if code != current
    ]


def _review_note(language: str) -> tuple[tuple[str, str], ...]:
    """In which languages a page says that nobody has reviewed it, each with its direction; none once reviewed."""
    if review_status(language).is_reviewed:
        return ()
    return tuple((code, direction_of(code)) for code in dict.fromkeys((language, *SHOWN_UNTIL_REVIEWED)))


def page(request: HttpRequest) -> dict[str, Any]:
    """Language, direction, demo mark and, on public pages, programme and links."""
    language = get_language() or SOURCE
    context: dict[str, Any] = {
        "language": language,
        "direction": direction_of(language),
        "is_demo": settings.DEMO,
    }
    if is_public(request):
        context["programme"] = getattr(request, "programme", None)
        context["other_languages"] = _other_languages(request, language)
        context["safety_languages"] = tuple((code, direction_of(code)) for code in languages_of_safety(language))
        context["review_note"] = _review_note(language)
        context["home"] = reverse("guide", args=[language], urlconf="trygga.config.urls_public")
    return context
