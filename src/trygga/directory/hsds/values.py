"""Texts and lists of a file that nobody trusts: of the right type, not too long, of characters that can be shown."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from trygga.directory.hsds.problems import Unusable, Why
from trygga.directory.hsds.terms import Json

TURNS_TEXT_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make the rest of a line read backwards: a number could look like another."""
ALLOWED_CONTROLS = frozenset("\n\t")


def one_text(entry: Json, name: str, most: int) -> str:
    """A text of an object; empty where it is not there or null. Raises Unusable."""
    return text_of(entry.get(name), name, most)


def text_of(value: Any, name: str, most: int) -> str:
    """A value as a text of at most so many characters. Raises Unusable."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable(Why.WRONG_TYPE, name)
    if len(value) > most:
        raise Unusable(Why.TOO_LONG, name)
    if any(_cannot_be_shown(character) for character in value):
        raise Unusable(Why.BAD_TEXT, name)
    return value


def _cannot_be_shown(character: str) -> bool:
    if character in TURNS_TEXT_AROUND:
        return True
    return unicodedata.category(character) in ("Cc", "Cs") and character not in ALLOWED_CONTROLS


def entries_of(entry: Json, name: str) -> Iterator[Json]:
    """The objects of a list; none where it is not there or null. Raises Unusable."""
    found = entry.get(name)
    if found is None:
        return
    if not isinstance(found, list):
        raise Unusable(Why.WRONG_TYPE, name)
    for one in found:
        if not isinstance(one, dict):
            raise Unusable(Why.WRONG_TYPE, name)
        yield one
