"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from trygga.web.access import is_public


def _other_languages(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The same page in the other languages, each named in itself."""
    _, _, rest = request.path_info.lstrip("/").partition("/")
    names = {code: get_language_info(code)["name_local"] for code, _ in settings.LANGUAGES if code != current}
    return [
        {"code": code, "name": name, "address": f"/{code}/{rest}", "is_rtl": get_language_info(code)["bidi"]}
        for code, name in names.items()
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Language, direction, demo mark and, on public pages, programme and links."""
    language = get_language() or "en"
    context: dict[str, Any] = {
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "is_demo": settings.DEMO,
        "exit_target": settings.EXIT_TARGET,
    }
    if is_public(request):
        context["programme"] = getattr(request, "programme", None)
        context["other_languages"] = _other_languages(request, language)
        context["home"] = reverse("guide", args=[language], urlconf="trygga.config.urls_public")
    return context
