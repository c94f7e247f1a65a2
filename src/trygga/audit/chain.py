"""What a chain is made of, and where it ends: one for each organisation, one for what belongs to none.

The hash of a link covers its entry and the hash before (docs/formats.md). So a chain shows damage; and a head that was
told to somebody shows that the chain was written anew.
"""

from dataclasses import dataclass
from datetime import date

from trygga.audit.models import NO_ORGANISATION, Chain, Link, NotedHead
from trygga.lib import chains

ENTRY_FIELDS = ("id", "event", "programme", "organisation", "actor", "subject", "day")

EntryValues = tuple[int, str, int | None, int | None, int | None, str, date]
"""The values of an entry in the order of ENTRY_FIELDS."""


@dataclass(frozen=True)
class Head:
    """One end of a chain, now or at some time; `chain` is an organisation's id or NO_ORGANISATION, `hash` is in hex."""

    chain: int
    number: int
    hash: str

    @property
    def short(self) -> str:
        """The first 80 bits of the hash as four groups of four, to be said and compared."""
        return " ".join(chains.short_form(self.hash))

    @property
    def argument(self) -> str:
        """What `trygga doctor --head` takes: ORGANISATION:NUMBER:HASH, without a space."""
        return f"{self.chain}:{self.number}:{'-'.join(chains.short_form(self.hash))}"

    def said(self, day: date) -> str:
        """A line for mails and pages, such as `1042 · 2026-02-07 · abcd efgh ijkl mnop`."""
        return f"{self.number} · {day.isoformat()} · {self.short}"


def chain_of(entry: EntryValues) -> int:
    """The chain that an entry belongs to."""
    organisation = entry[3]
    return organisation if isinstance(organisation, int) else NO_ORGANISATION


def hash_after(previous: str, *, chain: int, number: int, entry: EntryValues) -> str:
    """The hash of the link with this number; `previous` is that of the link before, or of none."""
    return chains.link_hash(previous, chain=chain, number=number, values=entry)


def heads() -> list[Head]:
    """Where every chain ends now."""
    return [Head(*values) for values in Chain.objects.order_by("organisation").values_list()]


def head_of(chain: int) -> Head | None:
    """Where one chain ends now; None where it has no link yet."""
    found = Chain.objects.filter(organisation=chain).values_list().first()
    return Head(*found) if found else None


def is_on_chain(chain: int, number: int, hash: str) -> bool:  # noqa: A002 - the field's name
    """Whether the link with this number has, or had when it was told, this hash: in full (hex) or in its short form.

    Read it from a mail, or keep it where the server cannot change it: a chain that was written anew has another.
    """
    found = Link.objects.filter(chain=chain, number=number).values_list("hash", flat=True).first()
    return found is not None and _bare(hash) in (found, "".join(chains.short_form(found)))


def told_head(chain: int) -> tuple[Head, date] | None:
    """The end of a chain as it was told last, and on which day; None where nothing has been told yet."""
    noted = NotedHead.objects.filter(chain=chain).order_by("-day").first()
    return (Head(noted.chain, noted.number, noted.hash), noted.day) if noted else None


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("-", "").lower()
