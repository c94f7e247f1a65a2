"""One act on a register: a transaction in which everything that it does is noted, and one audit entry."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.organisations.models import Organisation, Programme
from trygga.places.levels import Level
from trygga.places.models import Place, PlaceChange, RegisterChange
from trygga.places.register import lock_register, recount_estates

BATCH = 1_000


class NotPossible(Exception):
    """What was asked breaks a rule of the register. `sentence` tells the person what to do, `field` names the field."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Act:
    """What is being done to one register. Nothing is written of an act that changes nothing."""

    def __init__(self, landlord: Organisation, *, kind: RegisterChange.Kind, by: User | None) -> None:
        self.landlord = landlord
        self.by = by
        self._kind = kind
        self._row: RegisterChange | None = None
        self._changes: list[PlaceChange] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._estates: set[int] = set()

    @property
    def row(self) -> RegisterChange:
        """The row that stands for this act; made when there is something to tell."""
        if self._row is None:
            self._row = RegisterChange.objects.create(
                programme_id=self.landlord.programme_id,
                landlord=self.landlord,
                kind=self._kind,
                at=timezone.now(),
                by=self.by,
            )
        return self._row

    def added(self, level: Level) -> None:
        """One more place, which names the act itself."""
        self._counts[level.name, "added"] += 1

    def note(
        self,
        level: Level,
        place: int,
        what: PlaceChange.What,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """What this act does to a place that was there before."""
        self._counts[level.name, what] += 1
        self._changes.append(
            PlaceChange(
                programme_id=self.landlord.programme_id,
                act=self.row,
                level=level.name,
                place=place,
                what=what,
                before=before or {},
                after=after or {},
            )
        )

    def touch(self, *estates: int) -> None:
        """The homes in these must be counted anew."""
        self._estates.update(estates)

    def finish(self) -> None:
        """Write what was noted, count, and tell the audit log."""
        if self._row is None:
            return
        for (level, what), number in sorted(self._counts.items()):
            self._row.counts.setdefault(level, {})[what] = number
        self._row.save(update_fields=["counts"])
        PlaceChange.objects.bulk_create(self._changes, batch_size=BATCH)
        recount_estates(self.landlord, self._estates)
        is_move = self._kind == RegisterChange.Kind.MOVE
        record(
            Event.ESTATES_MOVED if is_move else Event.REGISTER_CHANGED,
            programme=self.landlord.programme_id,
            organisation=self.landlord.pk,
            actor=self.by.pk if self.by is not None else None,
            subject=str(self._row.pk),
        )


@contextmanager
def act_on(
    landlord: Organisation,
    *,
    by: User | None,
    kind: RegisterChange.Kind = RegisterChange.Kind.HAND,
    also: Organisation | None = None,
) -> Iterator[Act]:
    """Change one register while nobody else does; `also` names a second one that must hold still.

    Raises NotPossible, also where somebody who does not wait, such as another server's import, came in between.
    """
    try:
        with transaction.atomic():
            for one in sorted({landlord, also or landlord}, key=lambda one: one.pk):
                lock_register(one)
            act = Act(landlord, kind=kind, by=by)
            yield act
            act.finish()
    except IntegrityError as error:
        raise NotPossible(_("The register was changed at the same moment. Look at it, then try again.")) from error


def locked(level: Level, place: Place) -> Any:
    """The place as it is now, held until the end of the transaction. Raises NotPossible where it went elsewhere."""
    rows = level.of(place.landlord).select_for_update(of=("self",)).select_related(level.above)
    found = rows.filter(pk=place.pk).first()
    if found is None:
        raise NotPossible(_("This place belongs to another landlord now."))
    return found


def estates_of(level: Level, places: Iterable[Place]) -> list[int]:
    """The ids of the estates that these places of one register are in."""
    some = list(places)
    path = level.path_to("estate") or "pk"
    rows = level.of(some[0].landlord).filter(pk__in=[place.pk for place in some]).order_by()
    return list(rows.values_list(path, flat=True).distinct())


def must_be_there(place: Place) -> None:
    """Raises NotPossible for a place that is retired."""
    if place.retired_on is not None:
        raise NotPossible(_("This place is retired. Bring it back first."))


def today_in(programme: Programme) -> date:
    """The day that it is in the programme."""
    return timezone.localdate(timezone=programme.zone)
