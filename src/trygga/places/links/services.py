"""Batches of posters and their codes: each is one transaction and one audit entry."""

from datetime import date

from django.db import transaction

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.lib.stairwell_codes import new_code
from trygga.organisations.models import Organisation
from trygga.places.links.queries import stairwells_for
from trygga.places.models import Area, Estate, PosterBatch, Stairwell, StairwellLink

AT_ONCE = 2_000
"""Links stored with one statement."""


class LinkEnded(Exception):
    """The link was replaced or retired before: in another tab, by a second click, by somebody else."""


class StairwellGone(Exception):
    """The stairwell is the landlord's no more, or is retired: it can have no new poster of theirs."""


@transaction.atomic
def make_batch(landlord: Organisation, *, name: str, on: date, by: User | None) -> PosterBatch:
    """A new batch, without links. Raises IntegrityError where the landlord has one of this name."""
    batch = PosterBatch.objects.create(programme_id=landlord.programme_id, landlord=landlord, name=name, made_on=on)
    _record(Event.POSTER_BATCH_MADE, batch, subject=batch.pk, by=by)
    return batch


@transaction.atomic
def make_links(
    batch: PosterBatch, *, area: Area | None, estate: Estate | None, only_without: bool, on: date, by: User | None
) -> int:
    """Give stairwells (queries.stairwells_for) a code each; how many. A second time there is nothing left to do."""
    # One after the other: a double click must not make two codes for a door.
    PosterBatch.objects.select_for_update().get(pk=batch.pk)
    waiting = stairwells_for(batch, area=area, estate=estate, only_without=only_without).order_by()
    before = batch.links.count()
    while stairwells := list(waiting[:AT_ONCE]):
        # A code that is taken is passed over, and its stairwell gets another in the next round.
        StairwellLink.objects.bulk_create(
            (_link(batch, stairwell, on=on, by=by) for stairwell in stairwells), ignore_conflicts=True
        )
    made = batch.links.count() - before
    if made:
        _record(Event.STAIRWELL_LINKS_MADE, batch, subject=batch.pk, by=by)
    return made


@transaction.atomic
def replace_link(link: StairwellLink, *, on: date, by: User) -> StairwellLink:
    """Another code for the same stairwell and batch; the old one leads to the plain guide from now on.

    Raises LinkEnded, StairwellGone.
    """
    locked = _working(link)
    if locked.stairwell.landlord_id != locked.batch.landlord_id or locked.stairwell.retired_on is not None:
        raise StairwellGone
    _end(locked, StairwellLink.Ending.REPLACED, on=on, by=by)
    _record(Event.STAIRWELL_LINK_REPLACED, locked.batch, subject=locked.pk, by=by)
    fresh = _link(locked.batch, locked.stairwell, on=on, by=by)
    while StairwellLink.objects.filter(programme=locked.programme_id, code=fresh.code).exists():
        fresh.code = new_code()
    fresh.save(force_insert=True)
    return fresh


@transaction.atomic
def retire_link(link: StairwellLink, *, on: date, by: User) -> None:
    """The code leads to the plain guide from now on, and no other takes its place. Raises LinkEnded."""
    locked = _working(link)
    _end(locked, StairwellLink.Ending.RETIRED, on=on, by=by)
    _record(Event.STAIRWELL_LINK_RETIRED, locked.batch, subject=locked.pk, by=by)


def _working(link: StairwellLink) -> StairwellLink:
    """The link, locked until the transaction ends. Raises LinkEnded."""
    found = StairwellLink.objects.select_for_update(of=("self",)).select_related("stairwell", "batch")
    locked = found.get(pk=link.pk)
    if not locked.is_working:
        raise LinkEnded
    return locked


def _end(link: StairwellLink, how: StairwellLink.Ending, *, on: date, by: User) -> None:
    StairwellLink.objects.filter(pk=link.pk).update(ending=how, ended_on=on, ended_by=by)


def _link(batch: PosterBatch, stairwell: Stairwell, *, on: date, by: User | None) -> StairwellLink:
    return StairwellLink(
        programme_id=batch.programme_id, batch=batch, stairwell=stairwell, code=new_code(), made_on=on, made_by=by
    )


def _record(event: Event, batch: PosterBatch, *, subject: int, by: User | None) -> None:
    record(
        event,
        programme=batch.programme_id,
        organisation=batch.landlord_id,
        actor=by.pk if by else None,
        subject=str(subject),
    )
