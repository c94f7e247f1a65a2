"""What waits for a person: apps register functions that know, the start page of the office asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One line of the list: what it is, where it is done, how many, until when."""

    label: str
    address: str
    count: int | None = None
    due: date | None = None


Source = Callable[[Any, int], Iterable[Waiting]]
"""Gets the person and the primary key of the programme that is being worked in; gives only what this person may do."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Ask this function too; called in an app's `ready()`. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting_for(user: Any, programme: int) -> list[Waiting]:
    """Everything that waits, what has a day first, in the order of the days."""
    found = [one for source in _sources for one in source(user, programme)]
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max))
