"""Headers, languages, and the wall between public pages and staff pages.

Public requests pass no session, authentication or CSRF middleware: there is no cookie to carry them.
"""

import re
from collections.abc import Callable
from typing import Any

import brotli  # type: ignore[import-untyped] # carries no types
from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware

from trygga.web import troubles
from trygga.web.access import is_office, is_public
from trygga.web.languages import language_of_path
from trygga.web.views import method_not_allowed

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HOOKS = ("process_view", "process_exception", "process_template_response")
PASSKEYS = ("publickey-credentials-get", "publickey-credentials-create")
_SHUT = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)
PERMISSIONS = ", ".join([_SHUT, *(f"{feature}=()" for feature in PASSKEYS)])
ACCOUNT_PERMISSIONS = ", ".join([_SHUT, *(f"{feature}=(self)" for feature in PASSKEYS)])

OF_EVERYTHING = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
OF_DOCUMENTS = {
    "Permissions-Policy": PERMISSIONS,
    "Origin-Agent-Cluster": "?1",
    "X-DNS-Prefetch-Control": "off",
}
OF_ACCOUNTS = {"Permissions-Policy": ACCOUNT_PERMISSIONS}
# A window of 64 kB, as large as any page: with the usual one, this quality takes ten times as long.
BROTLI = {"quality": 9, "lgwin": 16, "mode": brotli.MODE_TEXT}
WORTH_COMPRESSING = 200
EMPTY_LINES = re.compile(rb"\n{2,}")


def headers(get_response: GetResponse) -> GetResponse:
    """What every answer carries on every origin; static files bring their own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # A style sheet or a script on a phone is paid for by the byte, and these say something of documents only.
        wanted = OF_EVERYTHING if isinstance(response, WhiteNoiseFileResponse) else OF_EVERYTHING | OF_DOCUMENTS
        if not is_public(request) and request.path_info.startswith("/accounts/"):
            wanted = wanted | OF_ACCOUNTS
        for name, value in wanted.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


# Nothing is kept, so nothing is asked for again; the rest has been said by the page, or says something of pages only.
IDLE_ON_FILES = (
    "ETag",
    "Last-Modified",
    "Strict-Transport-Security",
    "X-Frame-Options",
    "Cross-Origin-Opener-Policy",
    "X-Robots-Tag",
)
IDLE_ON_STYLES = ("Content-Security-Policy", "Cross-Origin-Embedder-Policy")


def lean_files(get_response: GetResponse) -> GetResponse:
    """Static files without the headers that do nothing for them: two files of the guide page carry them each time."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, WhiteNoiseFileResponse):
            is_style = request.path_info.endswith(".css")
            for name in IDLE_ON_FILES + (IDLE_ON_STYLES if is_style else ()):
                del response[name]
        return response

    return middleware


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, on every origin, before a host is asked for its programme."""


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """One strict policy for each origin, put together once: without nonces there is nothing to say anew."""
    # The exit target is the only address outside that a form of a public page may end at.
    public, staff = _policy(form_action=[SELF, settings.EXIT_TARGET]), _policy()
    editing, framed = _policy(**EDITING), _policy(**EDITING | {"frame-ancestors": [SELF]})

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = public if is_public(request) else staff
        if is_office(request) and request.path_info.startswith(settings.EDITING_PATH):
            # Wagtail says of its previews, and of nothing else, that a page of its own may frame them.
            policy = framed if response.headers.get("X-Frame-Options") == "SAMEORIGIN" else editing
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


# Wagtail's editor writes styles into its pages, makes markup from text, and shows a preview in a frame. It needs no
# inline script and nothing from elsewhere.
EDITING: dict[str, Any] = {
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "font-src": [SELF],
    "require-trusted-types-for": None,
    "trusted-types": None,
}


def _policy(form_action: list[str] | None = None, **changes: Any) -> str:
    config: dict[str, Any] = {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": form_action or [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["tg"],
    } | changes
    if settings.HAS_TLS:
        config["upgrade-insecure-requests"] = True
    return build_policy({name: values for name, values in config.items() if values is not None})


def compress(get_response: GetResponse) -> GetResponse:
    """Compress public pages, with brotli where the browser takes it: a tenth less, most for scripts of several bytes.

    Public pages hold no secret of whoever reads them. Staff answers hold secrets beside what others wrote, so they go
    as they are.
    """
    gzipping = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_public(request):
            return get_response(request)
        if not _takes_brotli(request):
            return gzipping(request)  # type: ignore[return-value] # its types know of no streams
        return _with_brotli(get_response(request))

    return middleware


def _takes_brotli(request: HttpRequest) -> bool:
    offers = (offer.replace(" ", "") for offer in request.headers.get("Accept-Encoding", "").split(","))
    return any(re.fullmatch(r"br(;q=(1(\.0+)?|0?\.\d*[1-9]\d*))?", offer) for offer in offers)


def _with_brotli(response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, HttpResponse) or response.has_header("Content-Encoding"):
        return response
    if response.headers["Content-Type"].startswith("text/html"):
        # What templates leave where they only decide; no page here shows a text of somebody's in its own lines.
        response.content = EMPTY_LINES.sub(b"\n", response.content)
    if len(response.content) >= WORTH_COMPRESSING:
        response.content = brotli.compress(response.content, **BROTLI)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Accept-Encoding",))
    return response


def path_language(get_response: GetResponse) -> GetResponse:
    """On public pages the path alone decides the language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_public(request):
            return get_response(request)
        language = language_of_path(request.path_info)
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def wrong_method(get_response: GetResponse) -> GetResponse:
    """A public page asked for in a way that it does not take is a page with 112 on it, not an empty one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != 405 or not is_public(request):
            return response
        page = method_not_allowed(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


class StaffOnly:
    """A middleware that public requests never enter, with the hooks that Django looks for."""

    sync_capable = True
    async_capable = False

    def __init__(self, inner: Callable[[GetResponse], Any], get_response: GetResponse) -> None:
        self._get_response = get_response
        self._inner = inner(get_response)
        for name in HOOKS:
            if hook := getattr(self._inner, name, None):
                setattr(self, name, self._for_staff(hook))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase
        response = self._get_response(request) if is_public(request) else self._inner(request)
        return response

    @staticmethod
    def _for_staff(hook: Callable[..., Any]) -> Callable[..., Any]:
        def staff_hook(request: HttpRequest, *args: Any) -> Any:
            return None if is_public(request) else hook(request, *args)

        return staff_hook


def office_messages(get_response: GetResponse) -> GetResponse:
    """What the office's pages say once, on the next page. Kept in the session; there is no cookie for it."""
    saying = MessageMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase
        answer = saying(request) if is_office(request) else get_response(request)  # type: ignore[assignment]
        return answer

    return middleware


def staff_language(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(LocaleMiddleware, get_response)


def staff_csrf(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(CsrfViewMiddleware, get_response)


def staff_authentication(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(AuthenticationMiddleware, get_response)


class refusals:  # noqa: N801 - named like the function middlewares beside it
    """Answers what a view refuses by raising it."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, troubles.Conflict):
            return troubles.answer(request, 409)
        return troubles.answer(request, 429) if isinstance(exception, troubles.TooManyRequests) else None
