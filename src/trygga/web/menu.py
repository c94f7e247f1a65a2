"""What the office offers: apps register their addresses here, and the permission table says who sees which."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One entry: the name of an address, what it is called, and an icon of Wagtail's.

    The address needs no arguments or, with `names_programme`, the slug of the programme that is being worked in.
    `is_for` says whether there is something behind it for whoever asks, where the permission table cannot tell.
    """

    address: str
    label: str | Promise
    icon: str = "list-ul"
    order: int = 100
    names_programme: bool = False
    is_for: Callable[[HttpRequest], bool] | None = None


_entries: dict[str, Entry] = {}


def register(
    address: str,
    label: str | Promise,
    *,
    icon: str = "list-ul",
    order: int = 100,
    names_programme: bool = False,
    is_for: Callable[[HttpRequest], bool] | None = None,
) -> None:
    """Offer this address; called in an app's `ready()`. A second call for the same address replaces the first."""
    _entries[address] = Entry(address, label, icon, order, names_programme, is_for)


def entries() -> list[Entry]:
    """All of them, in order, whoever may see them."""
    return sorted(_entries.values(), key=lambda entry: (entry.order, entry.address))
