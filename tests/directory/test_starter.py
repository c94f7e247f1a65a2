"""The shipped lines: what they say can be relied on, and bad data does not get past the reader."""

import json
from collections.abc import Callable
from hashlib import sha256
from importlib import resources
from typing import Any

import pytest

from trygga.directory.starter import BadStarter, lines, read_lines

pytestmark = pytest.mark.no_database

SHIPPED = {
    ("sos-112", 1): "1132306726b0",
    ("police-11414", 1): "2e8a310414ae",
    ("kvinnofridslinjen", 1): "9f9a577531b7",
    ("bris", 1): "a91d6a630862",
    ("stodlinjen-man", 1): "5b4964f058c2",
    ("stodlinjen-trans", 1): "72922ffdb966",
    ("ratt-att-valja", 1): "3cddc8e5d3f7",
    ("valj-att-sluta", 1): "2def8181477e",
    ("terrafem", 1): "9411db166994",
    ("brottsofferjouren", 1): "96dac3d5f8c0",
}
"""Digests of the versions that were shipped. A line is changed by a new version after it, never in its place."""


def good() -> dict[str, Any]:
    text = (resources.files("trygga.directory") / "starter.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def digest(fields: dict[str, Any]) -> str:
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:12]


def test_national_lines_are_there() -> None:
    assert [line.key for line in lines()] == [
        "sos-112",
        "police-11414",
        "kvinnofridslinjen",
        "bris",
        "stodlinjen-man",
        "stodlinjen-trans",
        "ratt-att-valja",
        "valj-att-sluta",
        "terrafem",
        "brottsofferjouren",
    ]


def test_only_112_is_verified() -> None:
    verified = [line.key for line in lines() for version in line.versions if version.verified_on]
    lasting = [line.key for line in lines() for version in line.versions if version.never_expires]
    assert (verified, lasting) == (["sos-112"], ["sos-112"])


def test_unknown_hours_stay_unknown() -> None:
    unknown = [line.key for line in lines() if line.newest.fields["opening_hours"] == ""]
    assert unknown == ["valj-att-sluta", "terrafem"]


def test_versions_that_were_shipped_stay_as_they_are() -> None:
    there = {(line.key, version.number): digest(version.fields) for line in lines() for version in line.versions}
    assert {key: there.get(key) for key in SHIPPED} == SHIPPED
    assert [key for key in there if key not in SHIPPED] == []


# ---- bad data ----
def first(content: dict[str, Any]) -> Any:
    return content["lines"][1]["versions"][0]


def put(field: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda content: first(content).__setitem__(field, value)


BAD: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no lines": lambda content: content.__setitem__("lines", []),
    "something more": lambda content: content.__setitem__("more", 1),
    "no versions": lambda content: content["lines"][1].__setitem__("versions", []),
    "a key of another form": lambda content: content["lines"][1].__setitem__("key", "Bris!"),
    "a key twice": lambda content: content["lines"][1].__setitem__("key", "sos-112"),
    "a field too few": lambda content: first(content).pop("source"),
    "a field too many": put("phone", "1"),
    "a version out of turn": put("version", 2),
    "no source": put("source", ""),
    "no date": put("as_of", ""),
    "a date of another form": put("as_of", "last year"),
    "no number": put("value", ""),
    "a kind that is none": put("kind", "pigeon"),
    "a purpose that is none": put("purposes", ["to_rule"]),
    "no purpose": put("purposes", []),
    "a purpose twice": put("purposes", ["child_self", "child_self"]),
    "hours that cannot be read": put("opening_hours", "when we like"),
    "hours that are no text": put("opening_hours", 24),
    "empty hours": put("opening_hours", ""),
    "a language that is none": put("languages", ["Svenska"]),
    "a cost that is none": put("cost", "cheap"),
    "perhaps": put("stays_unknown", "perhaps"),
    "no note in Swedish": put("notes", {"en": "x"}),
    "a name with a space behind it": put("name", "114 14 "),
    "a long name": put("name", "x" * 121),
    "verified, and not 112": put("verified_on", "2026-11-24"),
    "lasting, and not 112": put("never_expires", True),
    "a day that is none": put("verified_on", "2026-02-30"),
    "unknown behind a login": lambda content: first(content).update(needs_login=True, stays_unknown=True),
    "112 that is not verified": lambda content: content["lines"][0]["versions"][0].update(verified_on=None),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_fails_loudly(name: str) -> None:
    content = good()
    BAD[name](content)
    with pytest.raises(BadStarter):
        read_lines(json.dumps(content))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"lines": {}}'])
def test_what_is_no_list_of_lines_fails_loudly(text: str) -> None:
    with pytest.raises(BadStarter):
        read_lines(text)
