"""Reading settings from the environment. What is missing or unreadable stops the start with a sentence."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default it must be set and not empty."""
    value = os.environ.get(name, "") or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment; docs/operations.md says what it means.")
    return value


def flag(name: str) -> bool:
    """True for 1, false for 0 or unset; anything else is a mistake worth stopping for."""
    value = os.environ.get(name, "") or "0"
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 for yes or 0 for no.")
    return value == "1"


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both included."""
    value = os.environ.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def origin(name: str, default: str | None = None) -> str:
    """A web origin such as https://inbox.example.se: scheme and host, no path."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
        is_origin = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_origin = False
    if not is_origin or value != f"{parts.scheme}://{parts.netloc}" or "@" in value:
        raise ImproperlyConfigured(f"{name} is {value!r}; write an origin such as https://inbox.example.se.")
    return value


def demand_apart(**hosts: str) -> None:
    """Stop where two of these settings name one host: each origin has one of its own."""
    if len(set(hosts.values())) < len(hosts):
        raise ImproperlyConfigured(f"{' and '.join(hosts)} name the same host; give each a host name of its own.")


def have_tls(**origins: str) -> bool:
    """Whether these origins have TLS; stop where some have and some have not: cookies are secure on all or on none."""
    schemes = {urlsplit(value).scheme for value in origins.values()}
    if len(schemes) > 1:
        raise ImproperlyConfigured(f"{' and '.join(origins)} differ in http and https; write https for all.")
    return schemes == {"https"}


def issuer(name: str) -> str:
    """The address of an OpenID Connect provider, without a slash at the end; empty where none is configured.

    Only with TLS, but for one on this machine.
    """
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    is_near = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    is_issuer = (parts.scheme == "https" or is_near) and bool(parts.hostname) and not parts.query and not parts.fragment
    if value and (not is_issuer or "@" in value):
        raise ImproperlyConfigured(f"{name} is {value!r}; write an address such as https://login.example.se/realm.")
    return value


def origins_beside(issuer: str, name: str) -> set[str]:
    """The origins that a provider is spoken with: its own, and those listed in `name` with commas between them."""
    if not issuer:
        return set()
    parts = urlsplit(issuer)
    others = [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]
    for value in others:
        if not value.startswith("https://") or urlsplit(value).path or "@" in value:
            raise ImproperlyConfigured(f"{name} holds {value!r}; write origins such as https://keys.example.se.")
    return {f"{parts.scheme}://{parts.netloc}", *others}


def assertion(name: str) -> str:
    """A claim and its value, such as amr:mfa or acr:urn:example:loa3; empty where nothing counts."""
    value = os.environ.get(name, "")
    if value and (value.partition(":")[0] not in ("amr", "acr") or not value.partition(":")[2]):
        raise ImproperlyConfigured(f"{name} is {value!r}; write amr: or acr: and the value that counts, or nothing.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for the database at an address. The sentence does not repeat it: it may hold a password."""
    try:
        found = dict(dj_database_url.parse(text(name, default), conn_max_age=600, conn_health_checks=True))
    except ValueError:
        found = {"ENGINE": ""}
    if not str(found["ENGINE"]).endswith((".sqlite3", ".postgresql")):
        raise ImproperlyConfigured(f"{name} cannot be read; write an address such as postgresql://user@host/name.")
    return found


def secret_key(*, is_demo: bool, var: Path) -> str:
    """The server's secret. A demo makes its own once and keeps it, readable by its owner only."""
    if not is_demo:
        key = text("TRYGGA_SECRET_KEY")
        if len(key) < 50:
            raise ImproperlyConfigured("TRYGGA_SECRET_KEY is too short; use at least 50 random characters.")
        return key
    path = var / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(get_random_secret_key())
    return path.read_text()
