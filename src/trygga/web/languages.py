"""Languages of public pages: the path decides; `/` and what a poster leads to, which have no page, ask the browser.

Who has reviewed which translation.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls.converters import StringConverter
from django.utils.translation import get_language_info, get_supported_language_variant, to_locale
from django.utils.translation.trans_real import parse_accept_lang_header

FALLBACK = "sv"
SOURCE = "en"
"""The language that the texts are written in; its catalogue is their list in any other."""

POSTERS = "/s/"
"""Where the codes on posters stand."""

SHOWN_UNTIL_REVIEWED = ("sv", "en")
"""What stands where a translation may not be shown yet."""


class LanguageConverter(StringConverter):
    """A path converter that takes only the languages that are there."""

    regex = "|".join(code for code, _ in settings.LANGUAGES)


class WhateverConverter(StringConverter):
    """A path converter that takes everything, nothing and slashes too: for what people type."""

    regex = r"[\s\S]*"


def asks_the_browser(path: str) -> bool:
    """Whether an address names no language and leads to the guide in the reader's: `/`, and the codes on posters."""
    return path == "/" or path.startswith(POSTERS)


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


def direction_of(language: str) -> str:
    """What `dir` says for it."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def languages_to_read(language: str) -> tuple[str, ...]:
    """Itself, and what a text stands in where it does not have it: easy Swedish is never interrupted by English."""
    general = language.partition("-")[0]
    return tuple(dict.fromkeys((language, general, SOURCE)))


# ---- who has reviewed it ----
@dataclass(frozen=True)
class Review:
    """One person who has read a whole translation: in what role, when, and which texts (their digest)."""

    person: str
    role: str
    on: date
    digest: str


@dataclass(frozen=True)
class ReviewStatus:
    """`reviews` are those that hold for the texts as they are now; `stale` were made of texts that have changed."""

    reviews: tuple[Review, ...]
    stale: tuple[Review, ...]

    @property
    def is_reviewed(self) -> bool:
        return bool(self.reviews)


@lru_cache
def review_status(language: str) -> ReviewStatus:
    """What `review.toml` beside the catalogue of a language says; kept for the life of the process, as texts are."""
    folder = _folder(language)
    written = tomllib.loads((folder / "review.toml").read_text()).get("review", [])
    found = [Review(person=one["person"], role=one["role"], on=one["on"], digest=one["digest"]) for one in written]
    now = digest_of(language)
    return ReviewStatus(
        reviews=tuple(one for one in found if one.digest == now),
        stale=tuple(one for one in found if one.digest != now),
    )


def languages_of_safety(language: str) -> tuple[str, ...]:
    """What the parts stand in that safety hangs on (product rule 13): "is it happening now", "is it about you", "can I
    stay anonymous". In a demo, and once somebody has reviewed it, the language itself; until then Swedish and English.
    """
    is_shown = settings.DEMO or language in SHOWN_UNTIL_REVIEWED or review_status(language).is_reviewed
    return (language,) if is_shown else SHOWN_UNTIL_REVIEWED


def digest_of(language: str) -> str:
    """SHA-256 of the compiled catalogue, in hex: any change of a text changes it.

    English has none; it stands in the Swedish one beside each Swedish text.
    """
    catalogue = _folder(FALLBACK if language == SOURCE else language) / "LC_MESSAGES" / "django.mo"
    return sha256(catalogue.read_bytes()).hexdigest()


def _folder(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language)
