"""A sent file of HSDS services, read without trusting it: what it is, how deep, how large, which services it holds.

What a service says becomes fields in `services_in.py`. Nothing of the file itself is kept.
"""

import json
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext as _

from trygga.directory.hsds.problems import Unreadable, Unusable, Why
from trygga.directory.hsds.services_in import Here, Service, service_from

MOST_BYTES = 2 * 1024 * 1024
"""Less than what proxies let through anywhere, and twice a page of ours."""
MOST_SERVICES = 2_000
LONGEST_NAME = 80


@dataclass(frozen=True)
class Refused:
    """A service that cannot be used: which one of the file (from 1), its name if it has one, why, what stood there."""

    number: int
    name: str
    why: str
    detail: str


@dataclass(frozen=True)
class Read:
    """What a file holds for this programme."""

    services: tuple[Service, ...]
    refused: tuple[Refused, ...]


def read(file: BinaryIO, here: Here) -> Read:
    """Every service of a file, usable or not. Raises Unreadable."""
    entries = _services(_content(file))
    seen: set[str] = set()
    services, refused = [], []
    for number, entry in enumerate(entries, 1):
        try:
            service = service_from(entry, here)
            if service.slug in seen:
                raise Unusable(Why.SAME_ID)
            seen.add(service.slug)
            services.append(service)
        except Unusable as problem:
            refused.append(Refused(number, _name(entry), problem.why.value, _shown(problem.detail)))
    return Read(tuple(services), tuple(refused))


def _content(file: BinaryIO) -> Any:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(_("This file is too large. At most 2 MB can be read."))
    if data[:5] == b"%PDF-":
        raise Unreadable(_("This is a PDF. Ask for the directory as JSON (HSDS 3)."))
    if data[:2] == b"PK":
        raise Unreadable(_("This is a ZIP or an office document. Ask for the directory as JSON (HSDS 3)."))
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError as error:
        raise Unreadable(_("This file is nested too deeply to be a directory.")) from error
    except ValueError as error:
        raise Unreadable(_("This is not JSON, or it is cut off. Ask for the directory as JSON (HSDS 3).")) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _services(content: Any) -> list[Any]:
    """The services of a page, of a list, or the one that stands alone. Raises Unreadable."""
    if isinstance(content, dict):
        content = content.get("contents") if "contents" in content else [content] if "status" in content else None
    if not isinstance(content, list):
        raise Unreadable(_("This JSON holds no list of services. Ask for the directory as HSDS 3."))
    if len(content) > MOST_SERVICES:
        raise Unreadable(_("This file holds more than 2,000 services. Ask for those of your municipality alone."))
    return content


def _name(entry: Any) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return _shown(name) if isinstance(name, str) else ""


def _shown(text: str) -> str:
    """The beginning of a text, without what cannot be stored or would turn the rest of a page around."""
    return "".join(character for character in text[:LONGEST_NAME] if character.isprintable())
