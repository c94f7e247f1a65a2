"""Estates move between areas and landlords on a day: past, today, or to come.

Where an estate stands today is what the latest of its moves up to today says. So a move of a day in the past that is
told late changes nothing that happened after it, and whatever carries the moves out may run twice, or late.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.organisations.models import Organisation
from trygga.places.levels import ESTATES, LEVELS, STAIRWELLS, levels_below
from trygga.places.models import ADDRESS, AddressWord, Area, Estate, EstateMove, PlaceChange, RegisterChange
from trygga.places.register import recount_areas
from trygga.places.services.acts import Act, NotPossible, act_on, locked, must_be_there, today_in

A_DAY_AHEAD = timedelta(days=1)
"""Somewhere it is tomorrow already."""


def move_estate(estate: Estate, *, area: Area, landlord: Organisation, on: date, by: User) -> None:
    """From this day on the estate stands in this area and belongs to this landlord, with everything in it.

    A second move on the same day takes the place of the first. The same move twice does nothing. Raises NotPossible
    where the landlord has some of the keys or addresses already.
    """
    move_estates([estate], area=area, landlord=landlord, on=on, by=by)


def move_estates(
    estates: Sequence[Estate], *, area: Area, on: date, by: User, landlord: Organisation | None = None
) -> None:
    """Several estates of one landlord, all of them or none; without another landlord they stay with theirs."""
    if not estates:
        return
    owner = estates[0].landlord
    to = landlord or owner
    if {area.programme_id, to.programme_id} != {owner.programme_id} or to.kind != Organisation.Kind.LANDLORD:
        raise NotPossible(_("Choose an area and a landlord of this programme."))
    with act_on(owner, by=by, kind=RegisterChange.Kind.MOVE, also=to) as act:
        for estate in estates:
            found = locked(ESTATES, estate)
            must_be_there(found)
            if found.landlord_id != to.pk:
                _must_fit(found, to)
            if _is_news(found, area, to, on):
                _note(act, found, area, to, on)


def _is_news(estate: Estate, area: Area, landlord: Organisation, on: date) -> bool:
    """Whether this says something about the estate that was not so before."""
    latest = EstateMove.objects.filter(estate=estate, on__lte=on).order_by("-on").first()
    if latest is not None:
        return (latest.area_id, latest.landlord_id) != (area.pk, landlord.pk)
    is_known = EstateMove.objects.filter(estate=estate).exists()
    return is_known or (estate.area_id, estate.landlord_id) != (area.pk, landlord.pk)


def _note(act: Act, estate: Estate, area: Area, landlord: Organisation, on: date) -> None:
    is_to_come = on > today_in(estate.programme)
    EstateMove.objects.update_or_create(
        programme_id=estate.programme_id,
        estate=estate,
        on=on,
        defaults={"area": area, "landlord": landlord, "by": act.by, "is_done": not is_to_come, "tried_on": None},
    )
    if is_to_come:
        _tell(Event.ESTATE_MOVE_PLANNED, estate, act.by)
    else:
        _settle(act, estate, told={"on": on.isoformat(), "area": area.slug, "landlord": landlord.slug})


def _settle(act: Act, estate: Estate, *, told: dict[str, str]) -> None:
    """Put the estate where its latest move up to today says."""
    moves = EstateMove.objects.filter(estate=estate, on__lte=today_in(estate.programme))
    latest = moves.select_related("area", "landlord").order_by("-on")[0]
    before = {"area": estate.area.slug, "landlord": estate.landlord.slug}
    if estate.landlord_id != latest.landlord_id:
        _must_fit(estate, latest.landlord)
        _hand_over(estate, latest.landlord)
    estate.area, owner, estate.landlord = latest.area, estate.landlord, latest.landlord
    estate.save(update_fields=["area", "landlord"])
    moves.update(is_done=True)
    act.note(ESTATES, estate.pk, PlaceChange.What.MOVED, before=before, after=told)
    for landlord in {owner, latest.landlord}:
        recount_areas(landlord)


def _hand_over(estate: Estate, to: Organisation) -> None:
    """Everything in the estate belongs to another landlord, with the words that it is found by."""
    AddressWord.objects.filter(stairwell__building__estate=estate).update(landlord=to)
    for level in reversed(levels_below(ESTATES)):
        level.of(estate.landlord).filter(**{level.path_to("estate"): estate}).update(landlord=to)


# ---- what does not fit ----
def what_collides(estate: Estate, to: Organisation) -> str:
    """A sentence about the first thing of the estate whose key or address the landlord has already; empty if none."""
    for level in LEVELS.values():
        path = level.path_to("estate") or "pk"
        there = level.of(to).filter(key=OuterRef("key"))
        taken = level.of(estate.landlord).filter(Exists(there), **{path: estate.pk}).first()
        if taken is not None:
            sentence = _("%(landlord)s already has the key %(key)s (%(level)s). Change one of the two first.")
            return sentence % {"landlord": to, "key": taken.key, "level": level.title}
    same = {name: OuterRef(name) for name in ADDRESS}
    there = STAIRWELLS.of(to).filter(retired_on=None, **same)
    doors = STAIRWELLS.of(estate.landlord).filter(building__estate=estate, retired_on=None)
    taken = doors.filter(Exists(there)).first()
    if taken is None:
        return ""
    sentence = _("%(landlord)s already has a stairwell with the address %(address)s. Change or retire one first.")
    return sentence % {"landlord": to, "address": taken}


def _must_fit(estate: Estate, to: Organisation) -> None:
    sentence = what_collides(estate, to)
    if sentence:
        raise NotPossible(sentence)


# ---- moves to come ----
@transaction.atomic
def withdraw_move(move: EstateMove, *, by: User) -> None:
    """A move to come does not happen. Withdrawing twice does nothing. Raises NotPossible for one that has happened."""
    found = EstateMove.objects.select_for_update(of=("self",)).select_related("estate__landlord").filter(pk=move.pk)
    for locked_move in found:
        if locked_move.is_done:
            raise NotPossible(_("This move has been carried out. Move the estate again instead."))
        locked_move.delete()
        _tell(Event.ESTATE_MOVE_WITHDRAWN, locked_move.estate, by)


def carry_out_next_move() -> bool:
    """For the background loop: one move whose day has come. False where none is left for now.

    One that cannot be carried out waits for somebody to decide, and is tried again the next day.
    """
    for move in _due():
        today = today_in(move.programme)
        try:
            with act_on(move.estate.landlord, by=move.by, kind=RegisterChange.Kind.MOVE, also=move.landlord) as act:
                _carry_out(act, move.pk)
        except NotPossible:
            EstateMove.objects.filter(pk=move.pk, is_done=False).update(tried_on=today)
        return True
    return False


def _due() -> list[EstateMove]:
    """Moves whose day has come where they happen, oldest first; without those that were tried today."""
    latest = timezone.now().date() + A_DAY_AHEAD
    waiting = EstateMove.objects.filter(is_done=False, on__lte=latest).order_by("on", "pk")
    rows = waiting.select_related("programme", "estate__landlord", "landlord", "by")
    return [move for move in rows if move.on <= today_in(move.programme) != move.tried_on]


def _carry_out(act: Act, pk: int) -> None:
    waiting = EstateMove.objects.select_for_update(of=("self",)).filter(pk=pk, is_done=False)
    move = waiting.select_related("estate", "area", "landlord").first()
    if move is None:
        return
    estate: Any = locked(ESTATES, move.estate)
    _settle(act, estate, told={"on": move.on.isoformat(), "area": move.area.slug, "landlord": move.landlord.slug})


def _tell(event: Event, estate: Estate, by: User | None) -> None:
    record(
        event,
        programme=estate.programme_id,
        organisation=estate.landlord_id,
        actor=by.pk if by is not None else None,
        subject=str(estate.pk),
    )
