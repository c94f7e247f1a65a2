"""Places that are there no more are retired, with everything in them, and can be brought back."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.places.levels import HOMES, STAIRWELLS, Level, levels_below
from trygga.places.models import ADDRESS, Place, PlaceChange, RegisterChange
from trygga.places.services.acts import Act, NotPossible, act_on, estates_of, locked, today_in

Kind, What = RegisterChange.Kind, PlaceChange.What


def retire(level: Level, places: Sequence[Place], *, by: User) -> None:
    """These places of one register, and everything in them, are there no more. Retiring twice does nothing."""
    if not places:
        return
    landlord, ids = places[0].landlord, [place.pk for place in places]
    with act_on(landlord, by=by, kind=Kind.HAND if len(ids) == 1 else Kind.BULK) as act:
        act.touch(*estates_of(level, places))
        today = today_in(landlord.programme)
        for one in (level, *levels_below(level)):
            path = one.path_to(level.name) or "pk"
            rows = one.of(landlord).filter(**{f"{path}__in": ids}, retired_on=None)
            for pk in list(rows.order_by().values_list("pk", flat=True)):
                act.note(one, pk, What.RETIRED, after={"retired_on": today.isoformat()})
            rows.update(retired_on=today)


def bring_back(level: Level, place: Place, *, by: User) -> None:
    """The place is there again, with everything that was retired together with it. Twice does nothing.

    Raises NotPossible where the place above is retired, or where an address or a number is another's now.
    """
    with act_on(place.landlord, by=by) as act:
        found = locked(level, place)
        if found.retired_on is None:
            return
        above = getattr(found, level.above)
        if getattr(above, "retired_on", None) is not None:
            raise NotPossible(_("What this place stands in is retired. Bring that back first."))
        act.touch(*estates_of(level, [found]))
        for one in (level, *levels_below(level)):
            _return(act, one, _retired_with(level, found, one))


def _retired_with(level: Level, place: Place, lower: Level) -> QuerySet[Any]:
    """What is retired on a level since the act that retired the place; by the day where no act is known."""
    path = lower.path_to(level.name) or "pk"
    rows = lower.of(place.landlord).filter(**{path: place.pk}).exclude(retired_on=None).order_by()
    retirals = PlaceChange.objects.filter(what=What.RETIRED)
    act = retirals.filter(level=level.name, place=place.pk).order_by("-pk").values_list("act", flat=True).first()
    if act is None:
        return rows.filter(retired_on=place.retired_on)
    return rows.filter(Exists(retirals.filter(act=act, level=lower.name, place=OuterRef("pk"))))


def _return(act: Act, level: Level, rows: QuerySet[Any]) -> None:
    _must_be_free(level, rows)
    days = dict(rows.values_list("pk", "retired_on"))
    for pk, day in days.items():
        act.note(level, pk, What.RETURNED, before={"retired_on": day.isoformat()})
    rows.update(retired_on=None)


def _must_be_free(level: Level, rows: QuerySet[Any]) -> None:
    """Raises NotPossible where somebody else's address or number is that of a place that comes back."""
    same = {
        STAIRWELLS.slug: ("landlord", *ADDRESS),
        HOMES.slug: ("stairwell", "number"),
    }
    fields = same.get(level.slug)
    if fields is None:
        return
    others = level.model._default_manager.filter(Q(retired_on=None), **{name: OuterRef(name) for name in fields})
    taken = rows.filter(Exists(others)).select_related(*STAIRWELLS.chain if level is STAIRWELLS else ()).first()
    if taken is not None:
        sentence = _("%(place)s (%(key)s) cannot come back: another place has this address or number now.")
        raise NotPossible(sentence % {"place": taken, "key": taken.key})
