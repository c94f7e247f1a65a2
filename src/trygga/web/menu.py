"""What the office offers: apps register their addresses here, and the permission table says who sees which."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One entry: the name of an address, what it is called, and an icon of Wagtail's.

    The address needs no arguments or, with `names_programme`, the slug of the programme that is being worked in.
    """

    address: str
    label: str | Promise
    icon: str = "list-ul"
    order: int = 100
    names_programme: bool = False


_entries: dict[str, Entry] = {}


def register(
    address: str, label: str | Promise, *, icon: str = "list-ul", order: int = 100, names_programme: bool = False
) -> None:
    """Offer this address; called in an app's `ready()`. A second call for the same address replaces the first."""
    _entries[address] = Entry(address, label, icon, order, names_programme)


def entries() -> list[Entry]:
    """All of them, in order, whoever may see them."""
    return sorted(_entries.values(), key=lambda entry: (entry.order, entry.address))
