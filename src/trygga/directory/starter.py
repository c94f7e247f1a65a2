"""The starter set: national lines that ship with the program, each with source, date and all its versions.

A version that was shipped stays in `starter.json` as it was: by it is told whether a programme has changed the line
itself. A change is a new version after it. What nobody knows is null; nothing but 112 is marked as verified.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from trygga.directory.dialling import EMERGENCY
from trygga.directory.models import ContactPoint, Purpose
from trygga.lib.opening_hours import OpeningHours, UnreadableHours

SHARED = (
    "organisation_name",
    "name",
    "kind",
    "value",
    "purposes",
    "opening_hours",
    "languages",
    "cost",
    "shows_on_bill",
    "needs_login",
    "stays_unknown",
    "notes",
    "source",
    "as_of",
)
"""The fields of a contact point that a line gives; areas, organisation, owner and order are the programme's own."""

NOT_KNOWN_AS_TEXT = ("opening_hours", "cost")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
AS_OF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?|undated")


class BadStarter(ValueError):
    """The shipped data cannot be relied on; says where."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a line. `fields` are those of SHARED, as a contact point keeps them."""

    number: int
    fields: dict[str, Any]
    verified_on: date | None
    never_expires: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """A national line: its key, and its versions from 1 on."""

    key: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    def version(self, number: int) -> Version | None:
        """The version with this number; None where the program does not know it (any more, or yet)."""
        return self.versions[number - 1] if 0 < number <= len(self.versions) else None


@lru_cache
def lines() -> tuple[Line, ...]:
    """The shipped lines in their order, 112 first. Raises BadStarter."""
    return read_lines((resources.files(__package__) / "starter.json").read_text("utf-8"))


def line_with(key: str) -> Line | None:
    return next((line for line in lines() if line.key == key), None)


# ---- reading ----
def read_lines(text: str) -> tuple[Line, ...]:
    """What a file in the form of `starter.json` holds. Raises BadStarter: nothing is guessed or left out."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise BadStarter(f"not JSON: {error}") from error
    _need(isinstance(content, dict) and set(content) == {"lines"}, "an object with the key `lines` alone")
    _need(isinstance(content["lines"], list) and content["lines"] != [], "`lines` as a list that is not empty")
    found = tuple(_line(entry, position) for position, entry in enumerate(content["lines"]))
    _need(len({line.key for line in found}) == len(found), "each key once")
    return found


def _line(entry: Any, position: int) -> Line:
    here = f"line {position}"
    _need(isinstance(entry, dict) and set(entry) == {"key", "versions"}, f"{here}: `key` and `versions`")
    key = entry["key"]
    _need(isinstance(key, str) and len(key) <= 40 and KEY.fullmatch(key) is not None, f"{here}: a key like a-line")
    _need(isinstance(entry["versions"], list) and entry["versions"] != [], f"{key}: at least one version")
    return Line(key=key, versions=tuple(_version(one, f"{key}", n) for n, one in enumerate(entry["versions"], 1)))


def _version(entry: Any, key: str, number: int) -> Version:
    wanted = {*SHARED, "version", "verified_on", "never_expires"}
    _need(isinstance(entry, dict) and set(entry) == wanted, f"{key}: exactly the fields {sorted(wanted)}")
    _need(entry["version"] == number, f"{key}: versions that count from 1")
    for field, is_right in RULES.items():
        _need(is_right(entry[field]), f"{key}, version {number}: `{field}` is not {entry[field]!r}")
    verified = entry["verified_on"] is not None
    is_emergency = entry["value"] == EMERGENCY
    _need(verified == entry["never_expires"] == is_emergency, f"{key}: nothing verified but 112, and that for good")
    _need(not (entry["needs_login"] and entry["stays_unknown"]), f"{key}: no login where one stays unknown")
    fields = {field: entry[field] for field in SHARED} | {field: entry[field] or "" for field in NOT_KNOWN_AS_TEXT}
    verified_on = date.fromisoformat(entry["verified_on"]) if verified else None
    return Version(number=number, fields=fields, verified_on=verified_on, never_expires=entry["never_expires"])


def _need(is_there: bool, what: str) -> None:
    if not is_there:
        raise BadStarter(f"starter.json needs {what}")


def _text(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value.strip() == value and 0 < len(value) <= most


def _known_or_not(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _list_of(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        return isinstance(value, list) and value != [] and all(map(is_right, value)) and len(set(value)) == len(value)

    return check


def _hours(value: Any) -> bool:
    try:
        return value is None or bool(OpeningHours.parse(value, ZoneInfo("Europe/Stockholm")))
    except (UnreadableHours, AttributeError):
        return False


def _day(value: Any) -> bool:
    try:
        return value is None or bool(date.fromisoformat(value))
    except (ValueError, TypeError):
        return False


def _notes(value: Any) -> bool:
    return isinstance(value, dict) and {"sv", "en"} <= set(value) and all(map(_text(400), value.values()))


RULES: dict[str, Callable[[Any], bool]] = {
    "organisation_name": _text(120),
    "name": _text(120),
    "kind": lambda value: value in ContactPoint.Kind.values,
    "value": _text(200),
    "purposes": _list_of(lambda value: value in Purpose.values),
    "opening_hours": _hours,
    "languages": _list_of(lambda value: isinstance(value, str) and LANGUAGE.fullmatch(value) is not None),
    "cost": lambda value: value is None or value in ContactPoint.Cost.values,
    "shows_on_bill": _known_or_not,
    "needs_login": _known_or_not,
    "stays_unknown": _known_or_not,
    "notes": _notes,
    "source": _text(200),
    "as_of": lambda value: isinstance(value, str) and AS_OF.fullmatch(value) is not None,
    "verified_on": _day,
    "never_expires": lambda value: isinstance(value, bool),
}
