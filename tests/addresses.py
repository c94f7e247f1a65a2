"""Every address of a URL file, found by walking it, so that a new one cannot be forgotten."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC, INBOX = "trygga.config.urls_public", "trygga.config.urls_inbox"
OFFICE = "trygga.config.urls_office"


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", f"/{route}"
        else:
            yield from _walk(pattern, route, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def addresses(urlconf: str) -> dict[str, str]:
    """Name to route, such as `"report": "/data/<slug:member>/<slug:report>/"`. Every address has a name of its own."""
    found = list(_walk(get_resolver(urlconf), "", ""))
    named = dict(found)
    assert len(named) == len(found), "two addresses share a name"
    return named
