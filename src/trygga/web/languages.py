"""Languages of public pages: the path decides, and `/` alone asks the browser."""

from django.conf import settings
from django.http import HttpRequest
from django.urls.converters import StringConverter
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

FALLBACK = "sv"


class LanguageConverter(StringConverter):
    """A path converter that takes only the languages that are there."""

    regex = "|".join(code for code, _ in settings.LANGUAGES)


def language_of_path(path: str) -> str:
    """The language named by the first part of a path; Swedish where none is named."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else FALLBACK


def preferred_language(request: HttpRequest) -> str:
    """The first language of Accept-Language that we have; Swedish where there is none."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            continue
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return FALLBACK
