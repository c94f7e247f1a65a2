"""The only way into the log, and into its chains."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from trygga.audit.chain import ENTRY_FIELDS, EntryValues, Head, chain_of, hash_after, heads
from trygga.audit.models import NO_ORGANISATION, Chain, ChainProgress, Entry, Event, Link, NotedHead
from trygga.audit.settled import newest_id, settled_to
from trygga.lib.chains import NO_PREVIOUS
from trygga.web import rows

BATCH = 500
"""Entries chained in one transaction; arrivals on SQLite wait for so many at most."""


def record(
    event: Event,
    *,
    programme: int | None,
    organisation: int | None,
    actor: int | None = None,
    subject: str = "",
    day: date | None = None,
) -> None:
    """Write one event in the caller's transaction; it stands exactly when what it tells of stands.

    `day` is today where the caller does not say.
    """
    rows.insert(
        Entry(
            event=event,
            programme=programme,
            organisation=organisation,
            actor=actor,
            subject=subject,
            day=day or timezone.localdate(),
        )
    )


# ---- chains ----
def extend_chains() -> int:
    """Give every entry that is durable and has none its link; how many that were. For the background loop.

    Any number may run at once. Each batch is a transaction of its own, so whoever is killed has lost nothing, and the
    next run goes on. Not to be called within a transaction (RuntimeError): what it links must be durable.
    """
    if newest_id() <= _progress().settled:
        return 0
    horizon, after, linked = _horizon(), 0, 0
    while True:
        batch = _extend(after, horizon)
        linked += batch.linked
        if batch.is_last:
            return linked
        after = batch.last


def _progress() -> ChainProgress:
    return ChainProgress.objects.filter(pk=1).first() or ChainProgress()


def _locked_progress() -> ChainProgress:
    """The one row, locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    ChainProgress.objects.bulk_create([ChainProgress(pk=1)], ignore_conflicts=True)
    return ChainProgress.objects.select_for_update().get(pk=1)


@transaction.atomic(durable=True)
def _horizon() -> int:
    """The id that the log is settled up to."""
    progress = _locked_progress()
    horizon = settled_to(progress)
    progress.save(update_fields=["ceiling", "writers"])
    return horizon


@dataclass(frozen=True)
class _Batch:
    """What one transaction did: how many links, the last id looked at, whether nothing came after that."""

    linked: int
    last: int
    is_last: bool


@transaction.atomic(durable=True)
def _extend(after: int, horizon: int) -> _Batch:
    """Link the next entries after an id that have no link yet, in the order of their ids."""
    progress = _locked_progress()
    after = max(after, progress.settled)
    entries = list(Entry.objects.filter(pk__gt=after).order_by("pk").values_list(*ENTRY_FIELDS)[:BATCH])
    last, is_last = entries[-1][0] if entries else after, len(entries) < BATCH
    there = set(Link.objects.filter(entry__gt=after, entry__lte=last).values_list("entry", flat=True))
    linked = _append(entry for entry in entries if entry[0] not in there)
    progress.settled = max(progress.settled, horizon if is_last else min(horizon, last))
    progress.save(update_fields=["settled"])
    return _Batch(linked, last, is_last)


def _append(entries: Iterable[EntryValues]) -> int:
    """Put these entries at the ends of their chains."""
    ends = {head.chain: head for head in heads()}
    links = []
    for entry in entries:
        before = ends.get(chain_of(entry)) or Head(chain_of(entry), 0, NO_PREVIOUS)
        number = before.number + 1
        hashed = hash_after(before.hash, chain=before.chain, number=number, entry=entry)
        ends[before.chain] = Head(before.chain, number, hashed)
        links.append(Link(entry=entry[0], chain=before.chain, number=number, hash=hashed))
    if links:
        Link.objects.bulk_create(links)
        moved = [Chain(chain, ends[chain].number, ends[chain].hash) for chain in {link.chain for link in links}]
        Chain.objects.bulk_create(
            moved, update_conflicts=True, unique_fields=["organisation"], update_fields=["number", "hash"]
        )
    return len(links)


# ---- heads for the members ----
@dataclass(frozen=True)
class HeadsToMail:
    """What the mail to one organisation's members must hold: its own head, and that of what belongs to none."""

    organisation: int
    day: date
    own: Head
    shared: Head | None


def heads_to_mail(*, day: date) -> Iterator[HeadsToMail]:
    """Note the head of every chain, once a day, and give what was noted, for every organisation that has a chain.

    Calling it again on that day gives the same again, so a mail may be tried twice. Mail it to the members: what only
    the database knows can be rewritten with the database.
    """
    noted = [NotedHead(chain=head.chain, day=day, number=head.number, hash=head.hash) for head in heads()]
    NotedHead.objects.bulk_create(noted, ignore_conflicts=True)
    told = NotedHead.objects.filter(day=day).order_by("chain").values_list("chain", "number", "hash")
    by_chain = {head.chain: head for head in (Head(*values) for values in told)}
    shared = by_chain.pop(NO_ORGANISATION, None)
    for chain, head in by_chain.items():
        yield HeadsToMail(chain, day, head, shared)
