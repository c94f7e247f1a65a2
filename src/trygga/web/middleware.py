"""Headers, languages, and the wall between public pages and staff pages.

Public requests pass no session, authentication or CSRF middleware: there is no cookie to carry them.
"""

import re
from collections.abc import Callable
from typing import Any

import brotli  # type: ignore[import-untyped] # carries no types
from csp.constants import NONE, SELF
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware

from trygga.web import troubles
from trygga.web.access import is_public
from trygga.web.languages import language_of_path
from trygga.web.views import method_not_allowed

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HOOKS = ("process_view", "process_exception", "process_template_response")
PERMISSIONS = ", ".join(
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
        "publickey-credentials-get",
        "publickey-credentials-create",
    )
)

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
# A window of 64 kB, as large as any page: with the usual one, this quality takes ten times as long.
BROTLI = {"quality": 9, "lgwin": 16, "mode": brotli.MODE_TEXT}
WORTH_COMPRESSING = 200


def headers(get_response: GetResponse) -> GetResponse:
    """What every answer carries on every origin; static files bring their own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # A style sheet or a script on a phone is paid for by the byte, and these say something of documents only.
        wanted = OF_EVERYTHING if isinstance(response, WhiteNoiseFileResponse) else OF_EVERYTHING | OF_DOCUMENTS
        for name, value in wanted.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, on every origin, before a host is asked for its programme."""


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """One strict policy for each origin, put together once: without nonces there is nothing to say anew."""
    # The exit target is the only address outside that a form of a public page may end at.
    public, staff = _policy([SELF, settings.EXIT_TARGET]), _policy([SELF])

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", public if is_public(request) else staff)
        return response

    return middleware


def _policy(form_action: list[str]) -> str:
    config: dict[str, Any] = {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": form_action,
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["tg"],
    }
    if settings.HAS_TLS:
        config["upgrade-insecure-requests"] = True
    return build_policy(config)


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


def staff_sessions(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(SessionMiddleware, get_response)


def staff_language(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(LocaleMiddleware, get_response)


def staff_csrf(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(CsrfViewMiddleware, get_response)


def staff_authentication(get_response: GetResponse) -> StaffOnly:
    return StaffOnly(AuthenticationMiddleware, get_response)


class sign_in_required:  # noqa: N801 - named like the function middlewares beside it
    """Default deny: a staff view is open to strangers only where `web.access.open_to_strangers` says so."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if is_public(request) or getattr(view, "open_to_strangers", False) or request.user.is_authenticated:
            return None
        if request.headers.get("Sec-Fetch-Dest", "document") != "document":
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


class refusals:  # noqa: N801 - as above
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
