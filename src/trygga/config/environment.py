"""Reading settings from the environment. What is missing or unreadable stops the start with a sentence."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.utils import get_random_secret_key
from django.core.validators import validate_email

# Port, and how TLS comes about. With a name and a password it always does.
MAIL_PORTS = {"smtp": (587, "starttls"), "smtps": (465, "tls"), "smtp+plain": (25, "none")}


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


def mail_server(name: str, sender: str) -> dict[str, Any] | None:
    """The mail server at an address; None where neither it nor the sender is set. Its sentence repeats no password."""
    if not _all_or_none(name, sender):
        return None
    try:
        parts = urlsplit(os.environ[name])
        port, security = MAIL_PORTS[parts.scheme]
        server = {
            "host": parts.hostname or "",
            "port": parts.port or port,
            "security": security,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }
        is_whole = bool(server["user"]) == bool(server["password"]) and parts.path + parts.query in ("", "/")
        is_open = security == "none" and bool(server["password"])
    except (KeyError, ValueError):
        server, is_whole, is_open = {"host": ""}, False, False
    if not server["host"] or not is_whole or is_open:
        raise ImproperlyConfigured(
            f"{name} cannot be read; write smtp://user:password@host, smtps:// for TLS from the start, "
            "or smtp+plain://host for a server without TLS and password."
        )
    return server


def mail_address(name: str, default: str) -> str:
    """A bare mail address; empty where none is set and there is no default."""
    value = os.environ.get(name, "") or default
    try:
        if value:
            validate_email(value)
    except ValidationError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a mail address such as no-reply@example.se.") from None
    return value


def sms_gateway(*, url: str, authorization: str, fields: str, accepted: str, style: str) -> dict[str, Any] | None:
    """The gateway that these settings describe; None where none of the first four is set."""
    if not _all_or_none(url, authorization, fields, accepted):
        return None
    chosen = os.environ.get(style, "") or "form"
    if chosen not in ("form", "json"):
        raise ImproperlyConfigured(f"{style} is {chosen!r}; write form or json.")
    return {
        "url": _gateway_url(url),
        "authorization": _one_line(authorization),
        "format": chosen,
        "fields": _sms_fields(fields),
        "accepted": _sms_accepted(accepted),
    }


def _gateway_url(name: str) -> str:
    value = os.environ[name]
    try:
        parts = urlsplit(value)
        is_good = bool(parts.hostname) and parts.port != 0
        is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        is_good = is_here = False
    if not is_good or (parts.scheme != "https" and not (parts.scheme == "http" and is_here)):
        raise ImproperlyConfigured(f"{name} cannot be read; write an address that begins with https://.")
    return value


def _one_line(name: str) -> str:
    value = os.environ[name]
    if not value.isascii() or not value.isprintable():
        raise ImproperlyConfigured(f"{name} cannot be read; write the header's value, such as Bearer and a token.")
    return value


def _sms_fields(name: str) -> list[tuple[str, str]]:
    """The gateway's fields, with the places where number, text and id go."""
    fields = parse_qsl(os.environ[name], keep_blank_values=True)
    try:
        places = [place for _, value in fields for _, place, form, _ in Formatter().parse(value) if place is not None]
    except ValueError:
        places = []
    if sorted(places) != ["id", "text", "to"]:
        raise ImproperlyConfigured(
            f"{name} cannot be read; write it like from=Grannar&to={{to}}&message={{text}}&reference={{id}}."
        )
    return fields


def _sms_accepted(name: str) -> dict[str, list[str]]:
    """Where in the answer to look, and what must stand there: `messages.0.status=created|sent`."""
    path, sign, values = os.environ[name].partition("=")
    if not all(path.split(".")) or not sign or not all(values.split("|")):
        raise ImproperlyConfigured(f"{name} cannot be read; write it like status=created or messages.0.status=0|1.")
    return {"path": path.split("."), "values": values.split("|")}


def _all_or_none(*names: str) -> bool:
    """Whether all are set; half of them is a mistake."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing and len(missing) < len(names):
        raise ImproperlyConfigured(f"Set {' and '.join(missing)} too: {', '.join(names)} belong together.")
    return not missing


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.20.0.0/16, separated by commas; none where it is not set."""
    value = os.environ.get(name, "")
    try:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write networks such as 10.20.0.0/16.") from None


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
