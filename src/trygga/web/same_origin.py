"""Public POSTs carry no cookie, so nothing rides along; still only our own pages may send them."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def same_origin(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a POST that another site made the browser send."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc == request.get_host()
        except ValueError:  # a stranger wrote it
            return False
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
