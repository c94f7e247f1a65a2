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
