"""Every address of a URL file, found by walking it, so that a new one cannot be forgotten."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

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


@cache
def addresses(urlconf: str) -> Mapping[str, str]:
    """Name to route, such as `"report": "/data/<slug:member>/<slug:report>/"`. Every address has a name of its own.

    Only Wagtail has one name for two routes, with and without a second argument; the longer stands here.
    """
    found = list(_walk(get_resolver(urlconf), "", ""))
    named = dict(sorted(found, key=lambda one: len(one[1])))
    shared = {name for name, count in Counter(name for name, _ in found).items() if count > 1}
    assert shared <= {"wagtailadmin_workflows:remove"}, "two addresses share a name"
    assert not any(name.endswith("None") for name in named), "an address has no name"
    return MappingProxyType(named)


def fill(route: str) -> dict[str, str | int]:
    """Arguments that fit a route, of nothing that is there: to ask for an address that is shut to all."""
    kinds: dict[str, str | int] = {"int": 1, "slug": "x", "str": "x", "path": "x", "whatever": "x"}
    found: dict[str, str | int] = {
        name: kinds[kind or "str"] for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route)
    }
    return found
