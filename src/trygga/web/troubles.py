"""Answers for when something is wrong. They need no database, no session and nothing of the request but its path.

Public pages have 112 first, in the language of the path. What a script of ours fetched gets the same sentence as JSON.
"""

import logging
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trygga.web.access import is_public
from trygga.web.languages import asks_the_browser, direction_of, language_of_path, preferred_language

logger = logging.getLogger(__name__)

EXIT = "/exit"
RETRY_AFTER_SECONDS = {429: 600, 503: 120}
# What stands there if even the page for trouble cannot be made.
LAST_RESORT = """<!DOCTYPE html>
<html lang="sv">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Trygga grannar</title></head>
<body>
<p><a href="tel:112">112</a></p>
<p>Något gick sönder hos oss. Är det fara nu, ring 112.</p>
<p lang="en">Something broke on our side. In danger now, call 112.</p>
</body>
</html>
"""


class Conflict(Exception):
    """What was sent no longer fits what is there: raised by a view that takes forms, answered with 409."""


class TooManyRequests(Exception):
    """Somebody asks faster than may be: raised by a view, answered with 429."""


@dataclass(frozen=True)
class Trouble:
    """`name` is for scripts; `title` and `sentence` are what people read."""

    name: str
    title: str | Promise
    sentence: str | Promise


_MALFORMED = Trouble(
    "malformed", _("That could not be understood"), _("Nothing was stored. Go back and try again, or call.")
)
PUBLIC = {
    400: _MALFORMED,
    403: Trouble(
        "elsewhere",
        _("That came from another site"),
        _("Nothing was stored. Open the page here and try again."),
    ),
    404: Trouble(
        "absent",
        _("There is no page at this address"),
        _("It may have moved. The start page has all the ways to act and all the numbers."),
    ),
    405: _MALFORMED,
    409: Trouble(
        "conflict",
        _("Something has changed in the meantime"),
        _("Nothing was stored. Open the page again, look at what is there now, and repeat what you did."),
    ),
    413: Trouble(
        "too-large",
        _("That is too large"),
        _("Nothing was stored. Make it smaller and try again."),
    ),
    429: Trouble(
        "too-many",
        _("Too many tries"),
        _("Wait ten minutes, then try again. Nothing is locked for good."),
    ),
    500: Trouble(
        "broken",
        _("Something broke on our side"),
        _("We cannot say whether anything was stored. Try again in a few minutes."),
    ),
    503: Trouble(
        "mending",
        _("We are mending this site"),
        _(
            "Nobody reads this at the moment. If it cannot wait, call social services; in the evening, at night and at "
            "weekends call 112 and ask for the socialjour."
        ),
    ),
}
STAFF = PUBLIC | {
    400: Trouble("malformed", _("That could not be understood"), _("Nothing was stored. Go back and try again.")),
    403: Trouble(
        "elsewhere",
        _("The page was too old, or came from another site"),
        _("Nothing was stored. Open the inbox again and repeat what you did."),
    ),
    404: Trouble(
        "absent",
        _("There is nothing here for you"),
        _("It does not exist, or it belongs to somebody else."),
    ),
    503: Trouble(
        "mending",
        _("We are mending this site"),
        _("Try again in a few minutes."),
    ),
}


def answer(request: HttpRequest, status: int, *, number: str = "") -> HttpResponse:
    """The page for a status, or what a script of a public page gets in its place.

    `number` is what a person can say on the phone, and what stands in the log.
    """
    language = _language_of(request)
    response: HttpResponse
    if is_public(request) and _is_fetched(request):
        response = _for_script(language, status)
    else:
        response = HttpResponse(page(language, status, is_public=is_public(request), number=number), status=status)
    response.headers["Content-Language"] = language
    if status in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[status])
    return response


def page(language: str, status: int, *, is_public: bool, number: str = "", folder: str = "") -> str:
    """The whole document. With `folder` it is one that a proxy can serve alone, with its style sheet in that folder."""
    trouble = (PUBLIC if is_public else STAFF)[status]
    try:
        context = {
            "trouble": trouble,
            "number": number,
            "language": language,
            "direction": direction_of(language),
            "home": f"/{language}/" if is_public else "/",
            "other_languages": _other_languages(language),
            "is_demo": settings.DEMO,
            "style": f"{folder}/trygga.css" if folder else static("web/trygga.css"),
            "script": "" if folder else static("web/exit.js"),
            "exit_address": settings.EXIT_TARGET if folder else EXIT,
            "exit_method": "get" if folder else "post",
        }
        with translation.override(language):
            return render_to_string(f"web/trouble_{'public' if is_public else 'staff'}.html", context)
    except Exception:
        logger.exception("The page for trouble could not be made.")
        return LAST_RESORT


def new_number() -> str:
    """Eight random digits in two groups, such as "4821 0957": easy to say in any language, and about nobody."""
    digits = f"{secrets.randbelow(10**8):08}"
    return f"{digits[:4]} {digits[4:]}"


def is_of_the_database(error: BaseException | None) -> bool:
    """True where the database did not answer, or something else went wrong over that."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def problem(status: int, name: str, sentence: str, **more: object) -> JsonResponse:
    """What a script of ours is told: nothing was stored, and what to do."""
    return JsonResponse({"problem": name, "sentence": sentence, **more}, status=status)


def _for_script(language: str, status: int) -> JsonResponse:
    trouble = PUBLIC[status]
    with translation.override(language):
        return problem(status, trouble.name, str(trouble.sentence))


def _is_fetched(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest") == "empty" or request.content_type == "application/json"


def _language_of(request: HttpRequest) -> str:
    """What broke may have broken before anything had set the language."""
    if not is_public(request):
        return translation.get_language_from_request(request)
    path = request.path_info
    return preferred_language(request) if asks_the_browser(path) else language_of_path(path)


def _other_languages(language: str) -> list[dict[str, str]]:
    return [
        {"code": code, "name": name, "address": f"/{code}/", "direction": direction_of(code)}
        for code, name in settings.LANGUAGES
        if code != language
    ]
